//! Why an act is not possible, in the words of the console, and whether a reason makes it so.

use crate::rules::organiser::ActRefused;
use crate::web::words;

/// Whether a reason lifts it.
pub(super) fn is_limit(why: &ActRefused) -> bool {
    matches!(
        why,
        ActRefused::NoSeats { .. } | ActRefused::NoPersons { .. } | ActRefused::MediumFull { .. }
    )
}

/// Why an act is not possible, in the console's language.
pub(in crate::web) fn refusal(language: &str, why: &ActRefused) -> String {
    match why {
        ActRefused::NoSeats { session, free, need } => {
            let values = [
                ("session", words::text(language, &format!("session.{session}"))),
                ("free", free.to_string()),
                ("need", need.to_string()),
            ];
            words::filled(language, "refused.no-seats", &values)
        }
        ActRefused::NoPersons { free, need } => {
            let values = [("free", free.to_string()), ("need", need.to_string())];
            words::filled(language, "refused.no-persons", &values)
        }
        ActRefused::RegisteredElsewhere { reference } => {
            let values = [("reference", reference.clone())];
            words::filled(language, "refused.elsewhere", &values)
        }
        ActRefused::SameName { reference } => {
            words::filled(language, "refused.same-name", &[("reference", reference.clone())])
        }
        ActRefused::NoReason => words::text(language, "refused.no-reason"),
        ActRefused::NobodyInCommon(of) => {
            words::filled(language, "refused.nobody-in-common", &[("of", of.clone())])
        }
        ActRefused::MediumFull {
            outlet,
            accredited,
            limit,
            need,
        } => {
            let values = [
                ("outlet", outlet.clone()),
                ("accredited", accredited.to_string()),
                ("limit", limit.to_string()),
                ("need", need.to_string()),
            ];
            words::filled(language, "refused.medium-full", &values)
        }
        ActRefused::OfThePress | ActRefused::NotOfThePress | ActRefused::NothingToDecide => {
            words::text(language, "refused.nothing")
        }
    }
}
