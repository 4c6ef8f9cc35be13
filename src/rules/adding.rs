//! Persons who join a registration by a later letter: the same capacity, the same doubts, a result for each (rules 2, 31).

use super::duplicates::named_twice;
use super::existing::{live, name_of};
use super::{Decision, Dossier, NewPerson, Reason, Thread, name_key, review, seat_some};
use crate::reply::ReplyKind;
use crate::request::Session;

/// Seats the persons whom a registration does not have; they come in the letter's own party, as after any letter.
///
/// Who says no sessions gets those of the persons they join.
pub(super) fn added(dossier: &Dossier<'_>, thread: &Thread, new: &[usize]) -> Decision {
    let policy = &dossier.event.registration;
    let reason = if dossier.received_at > policy.closes {
        Some(Reason::Late)
    } else if new.len() > policy.party_max as usize {
        Some(Reason::PartyTooBig)
    } else if named_twice(dossier.request) {
        Some(Reason::NamedTwice)
    } else {
        registered_elsewhere(dossier, new).map(Reason::MaybeDuplicate)
    };
    let wanted: Vec<(usize, Vec<Session>)> = new
        .iter()
        .map(|&index| (index, sessions_of(dossier, thread, index)))
        .collect();
    let Some(reason) = reason else {
        return seat_some(dossier, &wanted, None);
    };
    let letter = match reason {
        Reason::Late => ReplyKind::LateRequest,
        _ => ReplyKind::Receipt,
    };
    let mut decision = review(dossier, vec![reason], Some(letter));
    decision.persons = wanted
        .into_iter()
        .map(|(attendee, sessions)| NewPerson {
            attendee,
            places: sessions
                .into_iter()
                .map(|session| (session, crate::registration::State::Asked))
                .collect(),
        })
        .collect();
    decision
}

fn sessions_of(dossier: &Dossier<'_>, thread: &Thread, index: usize) -> Vec<Session> {
    let said = dossier
        .request
        .attendees
        .get(index)
        .is_some_and(|attendee| attendee.sessions.is_some());
    let mut theirs: Vec<Session> = live(&thread.party)
        .flat_map(|person| &person.places)
        .filter(|(_, state)| state.is_live())
        .map(|(session, _)| *session)
        .collect();
    theirs.sort_unstable();
    theirs.dedup();
    if said || theirs.is_empty() {
        dossier.sessions_of(index)
    } else {
        theirs
    }
}

/// The reference under which one of them has a place already (rule 31).
fn registered_elsewhere(dossier: &Dossier<'_>, new: &[usize]) -> Option<String> {
    let keys: Vec<String> = new
        .iter()
        .filter_map(|&index| dossier.request.attendees.get(index))
        .filter_map(name_of)
        .map(name_key)
        .collect();
    let mut known = dossier.prior.persons.iter();
    known
        .find(|person| person.is_live() && keys.contains(&person.name_key))
        .map(|person| person.reference.clone())
}
