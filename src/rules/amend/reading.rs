//! A reading after an organiser's look: their values in the place of those that they replace, and the doubts that remain.

use super::{Amended, Amendment, BY_HAND};
use crate::language::Language;
use crate::request::{Attendee, Doubt, DoubtKind, Evidence, Found, Request};
use crate::rules::Party;

/// The reading with the organiser's values in the place of those that they replace.
pub(super) fn corrected(request: &Request, party: &Party, amendment: &Amendment) -> Request {
    let mut request = request.clone();
    renew(&mut request.intent, amendment.intent);
    renew(&mut request.language, amendment.language);
    let last = amendment
        .persons
        .iter()
        .map(|person| person.position)
        .max()
        .unwrap_or(-1);
    let count = usize::try_from(last + 1)
        .unwrap_or_default()
        .max(request.attendees.len());
    request.attendees.resize(count, Attendee::default());
    for amended in amendment.persons.iter().filter(|amended| amended.comes) {
        let Some(attendee) = usize::try_from(amended.position)
            .ok()
            .and_then(|index| request.attendees.get_mut(index))
        else {
            continue;
        };
        let given = &amended.details;
        put(&mut attendee.name, amended.name.clone());
        put(&mut attendee.email, given.email.clone());
        put(&mut attendee.phone, given.phone.clone());
        put(&mut attendee.organisation, given.organisation.clone());
        put(&mut attendee.role, given.role.clone());
        put(&mut attendee.city, given.city.clone());
        put(&mut attendee.country, given.country.clone());
        let tongue = given.interpretation.as_deref().and_then(Language::from_code);
        put(&mut attendee.interpretation, tongue);
        put(
            &mut attendee.diet,
            Some(given.diet.clone()).filter(|list| !list.is_empty()),
        );
        put(
            &mut attendee.access,
            Some(given.access.clone()).filter(|list| !list.is_empty()),
        );
        // What the desk only assumed is not said by being left as it is.
        if attendee.sessions.is_some() || !is_stored(party, amended) {
            put(
                &mut attendee.sessions,
                Some(amended.sessions.clone()).filter(|list| !list.is_empty()),
            );
        }
    }
    let comes = amendment.persons.iter().filter(|person| person.comes).count();
    if let Ok(seats) = u32::try_from(comes)
        && seats > 0
    {
        put(&mut request.seats, Some(seats));
    }
    request
}

fn is_stored(party: &Party, amended: &Amended) -> bool {
    party
        .persons
        .iter()
        .any(|person| person.position == amended.position)
}

/// Doubts that the form does not answer.
pub(super) fn remaining(
    doubts: &[Doubt],
    request: &Request,
    party: &Party,
    amendment: &Amendment,
) -> Vec<Doubt> {
    let comes = || amendment.persons.iter().filter(|person| person.comes);
    let named = comes().all(|person| person.name.is_some()) && comes().next().is_some();
    let tongue = request.language.evidence.rule == BY_HAND;
    let answered = |kind: DoubtKind| match kind {
        DoubtKind::NobodyNamed => named,
        // Whoever saves the form has looked who comes, how many, and what is wanted.
        DoubtKind::CountDisagrees
        | DoubtKind::CountOpen
        | DoubtKind::ListDisagrees
        | DoubtKind::WhoAttends
        | DoubtKind::Forwarded => !amendment.persons.is_empty() || !party.persons.is_empty(),
        DoubtKind::IntentUnclear | DoubtKind::EventNotNamed => true,
        DoubtKind::LanguageNotRead => tongue,
        _ => false,
    };
    let open = doubts.iter().filter(|doubt| !answered(doubt.kind));
    open.cloned().collect()
}

fn put<T: PartialEq>(found: &mut Option<Found<T>>, value: Option<T>) {
    match (found.as_mut(), value) {
        (Some(old), Some(value)) => renew(old, value),
        (_, value) => *found = value.map(by_hand),
    }
}

fn renew<T: PartialEq>(found: &mut Found<T>, value: T) {
    if found.value != value {
        *found = by_hand(value);
    }
}

/// A value that an organiser gave.
#[must_use]
pub fn by_hand<T>(value: T) -> Found<T> {
    Found {
        value,
        evidence: Evidence::assumed(BY_HAND),
    }
}
