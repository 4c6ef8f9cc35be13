//! Places that are held without names: until when they are waited for, and the names that arrive later.

use super::deadline::into_working_hours_of;
use super::details::{Edit, differences};
use super::existing::{find, live, name_of, standing_of};
use super::{Decision, Dossier, Outcome, Party, PartyPerson, Reason, Thread, name_key, review};
use crate::event::{Event, UnnamedPolicy};
use crate::reply::{Facts, Field, FieldChange, Letter, ReplyKind};
use crate::request::model::CUT_OTHERWISE;
use crate::request::{Attendee, Doubt, DoubtKind, Intent, Part};
use chrono::{DateTime, TimeDelta, Utc};

/// With less time than this before registration closes no place is held without a name.
const LEAST: TimeDelta = TimeDelta::days(2);

/// Until when the names of a letter's unnamed persons are waited for, where nothing but names is missing:
/// "four places, the names follow".
///
/// `None` where everybody is named, the number is not plainly said, or the event wants names first.
#[must_use]
pub fn held_until(dossier: &Dossier<'_>) -> Option<DateTime<Utc>> {
    let request = dossier.request;
    if dossier.event.registration.unnamed_places == UnnamedPolicy::Ask {
        return None;
    }
    let said = request.seats.as_ref()?;
    let counted = usize::try_from(said.value).ok()?;
    let unnamed = request.attendees.iter().any(|attendee| attendee.name.is_none());
    let plain = counted > 1 && counted == request.attendees.len() && said.evidence.part != Part::Assumed;
    // One word is no full name: whoever is called so must be asked for.
    let whole = request.attendees.iter().filter_map(name_of).all(is_whole);
    let only_names = dossier.doubts.iter().all(|doubt| {
        matches!(
            doubt.kind,
            DoubtKind::NobodyNamed | DoubtKind::CountDisagrees | DoubtKind::CountOpen
        )
    });
    if unnamed && plain && whole && only_names {
        names_by(dossier.event, dossier.received_at)
    } else {
        None
    }
}

fn is_whole(name: &str) -> bool {
    name.split_whitespace().count() > 1
}

/// The date that is told for the names of a letter that came now; never after registration closes.
fn names_by(event: &Event, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let days = TimeDelta::days(i64::from(event.registration.names_within_days));
    let wanted = into_working_hours_of(event, now.checked_add_signed(days)?)?;
    let until = wanted.min(event.registration.closes);
    (until >= now + LEAST).then_some(until)
}

/// Live persons of a party whose names are not known yet, in their order.
pub(super) fn unnamed(party: &Party) -> impl Iterator<Item = &PartyPerson> {
    live(party).filter(|person| person.name.is_none())
}

/// Whether a letter names persons for the unnamed places of a registration, rather than further persons.
pub(super) fn are_for(dossier: &Dossier<'_>, thread: &Thread) -> bool {
    let request = dossier.request;
    let wants = match request.intent.value {
        Intent::Registration | Intent::Acceptance => true,
        // A change that seats somebody adds them; one that does not tells who they are.
        Intent::Change => request.seats.is_none() && request.replaces.is_none(),
        _ => false,
    };
    wants
        && unnamed(&thread.party).next().is_some()
        && request.attendees.iter().any(|attendee| is_new(thread, attendee))
}

fn is_new(thread: &Thread, attendee: &Attendee) -> bool {
    name_of(attendee).is_some_and(|name| find(&thread.party, name).is_none())
}

/// What a letter with names leaves open that the registration does not answer.
pub(super) fn is_harmless(doubt: &Doubt) -> bool {
    match doubt.kind {
        DoubtKind::EventNotNamed
        | DoubtKind::IntentUnclear
        | DoubtKind::WhoAttends
        | DoubtKind::NobodyNamed
        | DoubtKind::CountDisagrees
        | DoubtKind::CountOpen => true,
        // What the letter is about, the registration says; where a name begins and ends, only the letter.
        DoubtKind::ReadingsDiffer => doubt
            .evidence
            .as_ref()
            .is_some_and(|evidence| evidence.rule != CUT_OTHERWISE),
        _ => false,
    }
}

/// Enters the names that arrived for places that are held without one, in the order of the letter.
pub(super) fn filled(dossier: &Dossier<'_>, thread: &Thread) -> Decision {
    let party = &thread.party;
    if dossier.is_frozen() {
        return review(dossier, vec![Reason::Frozen], Some(ReplyKind::Receipt)).without_persons();
    }
    let new: Vec<&Attendee> = dossier
        .request
        .attendees
        .iter()
        .filter(|attendee| is_new(thread, attendee))
        .collect();
    let open: Vec<&PartyPerson> = unnamed(party).collect();
    let whole = new.iter().filter_map(|attendee| name_of(attendee)).all(is_whole);
    let reason = if new.len() > open.len() {
        Some(Reason::MoreNamesThanPlaces {
            named: count(new.len()),
            places: count(open.len()),
        })
    } else if !whole {
        Some(Reason::Doubt(DoubtKind::NobodyNamed))
    } else {
        registered_elsewhere(dossier, thread, &new).map(Reason::MaybeDuplicate)
    };
    if let Some(reason) = reason {
        return review(dossier, vec![reason], Some(ReplyKind::Receipt)).without_persons();
    }
    let mut after = party.clone();
    let mut edits = Vec::new();
    for (attendee, person) in new.iter().zip(&open) {
        let name = name_of(attendee).map(str::to_owned);
        let named = FieldChange {
            person: None,
            field: Field::Name,
            from: None,
            to: name.clone(),
        };
        let changes = std::iter::once(named).chain(differences(person, attendee));
        edits.extend(changes.map(|change| Edit {
            party: party.id,
            position: person.position,
            change,
        }));
        let same = |known: &&mut PartyPerson| known.position == person.position;
        if let Some(known) = after.persons.iter_mut().find(same) {
            known.name = name;
        }
    }
    let left = open.len() > new.len();
    let facts = Facts {
        persons: standing_of(&after),
        names_by: thread.names_by.filter(|_| left),
        ..Facts::default()
    };
    Decision {
        edits,
        letter: Some(dossier.letter_about(thread, ReplyKind::NamesNoted, facts)),
        ..Decision::about(
            party.id,
            Outcome::Decided,
            Reason::NamesArrived(party.reference.clone()),
        )
    }
}

/// The reference under which one of the newly named has a place already (rule 31).
fn registered_elsewhere(dossier: &Dossier<'_>, thread: &Thread, new: &[&Attendee]) -> Option<String> {
    let keys: Vec<String> = new
        .iter()
        .filter_map(|attendee| name_of(attendee))
        .map(name_key)
        .collect();
    dossier
        .prior
        .persons
        .iter()
        .find(|person| person.party != thread.party.id && person.is_live() && keys.contains(&person.name_key))
        .map(|person| person.reference.clone())
}

/// Asks for the names of held places before their date.
#[must_use]
pub fn reminder(party: &Party, until: DateTime<Utc>) -> Decision {
    let facts = Facts {
        persons: standing_of(party),
        names_by: Some(until),
        ..Facts::default()
    };
    Decision {
        letter: Some(Letter {
            kind: ReplyKind::NamesMissing,
            language: party.language,
            mailbox: party.mailbox,
            facts,
        }),
        reasons: Vec::new(),
        ..Decision::without_party(Outcome::Decided, Reason::NamesOverdue)
    }
}

/// The date has passed and names are missing: an organiser looks, and nothing is freed by itself.
#[must_use]
pub fn overdue() -> Decision {
    Decision::without_party(Outcome::Review, Reason::NamesOverdue)
}

fn count(persons: usize) -> u32 {
    u32::try_from(persons).unwrap_or(u32::MAX)
}
