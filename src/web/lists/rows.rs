//! How a row of the store is told in a list: who, from where, what stands, and why.

use super::Row;
use crate::event::Event;
use crate::registration::State as Place;
use crate::request::Session;
use crate::rules::promotion::NotYet;
use crate::store::views::{GuestRow, OutboxRow, RequestRow, WaitingRow};
use crate::web::{pages, words};

/// Names of a row that are spelled out.
const NAMES: usize = 3;

/// The first names, and how many persons more there are.
fn party(names: &[Option<String>], contact: Option<&String>) -> (String, usize) {
    let known: Vec<&str> = names.iter().flatten().map(String::as_str).take(NAMES).collect();
    if known.is_empty() {
        return (contact.cloned().unwrap_or_default(), 0);
    }
    (known.join(", "), names.len() - known.len())
}

fn tongue(language: &str, code: &str) -> String {
    words::text(language, &format!("tongue.{code}"))
        .trim_start_matches("tongue.")
        .to_owned()
}

pub(super) fn of_waiting(row: &WaitingRow, free: u32, language: &str) -> Row {
    let (who, more) = party(&row.names, row.contact.as_ref());
    let need = row.names.len();
    let why = if row.place > 1 {
        words::counted(language, "waiting.behind", row.place - 1)
    } else if usize::try_from(free).unwrap_or(usize::MAX) < need {
        let values = [("need", need.to_string()), ("free", free.to_string())];
        words::filled(language, "waiting.no-seats", &values)
    } else {
        words::text(language, "waiting.next")
    };
    let persons = i64::try_from(need).unwrap_or(i64::MAX);
    Row {
        id: row.party,
        place: Some(row.place),
        reference: row.reference.clone(),
        who,
        more,
        facts: vec![
            words::counted(language, "persons", persons),
            tongue(language, &row.language),
        ],
        notes: vec![why],
        at: Some(pages::stamp(row.since)),
        ..Row::default()
    }
}

/// Why a party is not promoted yet, in the console's language.
pub(super) fn why_not_yet(why: NotYet, language: &str) -> String {
    let key = match why {
        NotYet::Full => "full",
        NotYet::TooBig { free, need } => {
            let values = [("need", need.to_string()), ("free", free.to_string())];
            return words::filled(language, "not-yet.too-big", &values);
        }
        NotYet::BehindTooBig => "behind",
        NotYet::EventFull => "event-full",
        NotYet::TooLate => "too-late",
        NotYet::Paused => "paused",
        NotYet::Unreachable => "unreachable",
        NotYet::OfferedElsewhere => "offered-elsewhere",
        NotYet::NoSuchSession => "no-session",
    };
    words::text(language, &format!("not-yet.{key}"))
}

pub(super) fn of_guest(row: &GuestRow, event: &Event, language: &str) -> Row {
    let unnamed = || words::text(language, "list.unnamed");
    let place = |(session, state): &(Session, Place)| {
        let session = words::session(event, language, *session);
        let state = words::text(language, &format!("state.{}", state.name()));
        words::pair(language, &session, &state)
    };
    let about = [&row.role, &row.organisation, &row.city];
    let about: Vec<&str> = about.into_iter().flatten().map(String::as_str).collect();
    let mut facts: Vec<String> = row.places.iter().map(place).collect();
    facts.push(tongue(language, &row.language));
    Row {
        id: row.party,
        reference: row.reference.clone(),
        who: row.name.clone().unwrap_or_else(unnamed),
        from: about.join(", "),
        facts,
        ..Row::default()
    }
}

pub(super) fn of_request(row: &RequestRow, with_end: bool, language: &str) -> Row {
    let contact = row.contact_name.as_ref().or(row.contact_address.as_ref());
    let (who, more) = party(&row.names, contact);
    let mut facts = Vec::new();
    if with_end {
        let end = match &row.outcome {
            Some(outcome) => format!("outcome.{outcome}"),
            None => format!("message.{}", row.state),
        };
        facts.push(words::text(language, &end));
    }
    if let Some(intent) = &row.intent {
        facts.push(words::text(language, &format!("intent.{intent}")));
    }
    if let Some(code) = &row.language {
        facts.push(tongue(language, code));
    }
    let mut notes: Vec<String> = Vec::new();
    for reason in &row.reasons {
        let sentence = words::reason(language, reason);
        if !notes.contains(&sentence) {
            notes.push(sentence);
        }
    }
    notes.extend(row.defect.clone());
    if row.names.len() > 1 {
        let persons = i64::try_from(row.names.len()).unwrap_or(i64::MAX);
        facts.push(words::counted(language, "persons", persons));
    }
    let from = row.outlet.as_ref().or(row.organisation.as_ref());
    Row {
        id: row.id,
        fixed: row.reference.is_none(),
        reference: row.reference.clone().unwrap_or_else(|| format!("#{}", row.id)),
        who,
        more,
        from: from.cloned().unwrap_or_default(),
        facts,
        notes,
        at: Some(pages::stamp(row.received_at)),
        ..Row::default()
    }
}

pub(super) fn of_reply(row: &OutboxRow, language: &str) -> Row {
    let mut facts = vec![
        words::text(language, &format!("reply.{}", row.state.name())),
        tongue(language, &row.language),
    ];
    if row.attempts > 1 {
        facts.push(words::counted(language, "outbox.tries", i64::from(row.attempts)));
    }
    Row {
        id: row.request,
        reference: row.reference.clone(),
        who: row.recipient.clone(),
        from: words::text(language, &format!("kind.{}", row.kind)),
        facts,
        notes: row.last_error.iter().cloned().collect(),
        at: Some(pages::stamp(row.delivered_at.unwrap_or(row.created_at))),
        reply: Some((row.id, row.state.name())),
        ..Row::default()
    }
}
