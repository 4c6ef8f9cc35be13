//! Persons whom the desk knows already: the same writer again, or a colleague's double (rules 31–33).

use super::{Decision, Dossier, KnownPerson, Outcome, Reason, name_key, review};
use crate::registration::State;
use crate::reply::{Facts, PersonResult, ReplyKind};
use crate::request::{Request, Session};

/// The request in which an organiser said no to this sender, or to somebody of this name; the same request comes back
/// to a person (rule 68).
pub(super) fn refused_before(dossier: &Dossier<'_>) -> Option<String> {
    let from = dossier.correspondent_address();
    let names: Vec<String> = super::existing::names_of(dossier.request).map(name_key).collect();
    let refused = dossier.prior.persons.iter().find(|person| {
        let same = person.contact_address == from || names.contains(&person.name_key);
        let refused = |(_, state): &(Session, State)| *state == State::Refused;
        same && !person.places.is_empty() && person.places.iter().all(refused)
    });
    refused.map(|person| person.reference.clone())
}

/// Whether the letter names the same person twice.
pub(super) fn named_twice(request: &Request) -> bool {
    let mut keys: Vec<String> = request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref())
        .map(|name| name_key(&name.value))
        .collect();
    let named = keys.len();
    keys.sort_unstable();
    keys.dedup();
    keys.len() < named
}

/// Persons of the letter that the desk knows already: the same writer again, or a colleague's double (rules 31–33).
pub(super) fn known_before(dossier: &Dossier<'_>) -> Option<Decision> {
    let from = dossier.correspondent_address();
    let wanted: Vec<(String, Vec<Session>)> = dossier
        .request
        .attendees
        .iter()
        .enumerate()
        .map(|(index, attendee)| {
            let key = attendee
                .name
                .as_ref()
                .map(|name| name_key(&name.value))
                .unwrap_or_default();
            (key, dossier.sessions_of(index))
        })
        .collect();
    let known_as = |key: &str| {
        let mut matches = dossier
            .prior
            .persons
            .iter()
            .filter(|person| person.name_key == key && person.is_live());
        let own = matches.clone().find(|person| person.contact_address == from);
        own.or_else(|| matches.next())
    };
    let found: Vec<Option<&KnownPerson>> = wanted
        .iter()
        .map(|(key, _)| if key.is_empty() { None } else { known_as(key) })
        .collect();
    let first = found.iter().flatten().next()?;
    if let Some(other) = found
        .iter()
        .flatten()
        .find(|person| person.contact_address != from)
    {
        let reasons = vec![Reason::MaybeDuplicate(other.reference.clone())];
        return Some(review(dossier, reasons, Some(dossier.receipt_kind())));
    }
    let nothing_new = found.iter().zip(&wanted).all(|(person, (_, sessions))| {
        person.is_some_and(|person| super::visits::covers(&person.places, sessions))
    });
    if !nothing_new {
        let reasons = vec![Reason::SaysSomethingNew(first.reference.clone())];
        return Some(review(dossier, reasons, Some(dossier.receipt_kind())));
    }
    let persons = found
        .iter()
        .flatten()
        .zip(&dossier.request.attendees)
        .map(|(known, attendee)| PersonResult {
            name: attendee.name.as_ref().map(|name| name.value.clone()),
            places: known
                .places
                .iter()
                .copied()
                .filter(|(_, state)| state.is_live())
                .collect(),
        })
        .collect();
    Some(Decision {
        // Whoever answers speaks of the registration that stands.
        concerns: Some(first.party),
        letter: Some(dossier.letter(
            ReplyKind::AlreadyRegistered,
            Facts {
                persons,
                ..Facts::default()
            },
        )),
        ..Decision::without_party(
            Outcome::Merged,
            Reason::AlreadyRegistered(first.reference.clone()),
        )
    })
}
