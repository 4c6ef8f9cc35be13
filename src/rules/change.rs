//! Changes of a registration: another person on the same seat, other sessions, other details (rules 36–38, 40).

use super::details::{Edit, differences, respelt};
use super::existing::{find, find_respelt, live, name_of, standing_of};
use super::organiser::after;
use super::{
    Decision, Dossier, Move, NewPerson, Outcome, PartyPerson, PlaceId, Reason, Thread, review, seat,
};
use crate::registration::State;
use crate::reply::{Facts, PersonResult, ReplyKind};
use crate::request::{Attendee, Session};
use std::collections::BTreeSet;

/// What a clear change makes of a registration; `None` where only a person can tell.
pub(super) fn changed(dossier: &Dossier<'_>, thread: &Thread) -> Option<Decision> {
    live(&thread.party).next()?;
    if dossier.is_frozen() {
        let reasons = vec![Reason::Frozen];
        return Some(review(dossier, reasons, Some(ReplyKind::Receipt)));
    }
    if let Some(old) = &dossier.request.replaces {
        return swapped(dossier, thread, &old.value);
    }
    let attendees = &dossier.request.attendees;
    let known = attendees
        .iter()
        .filter(|attendee| meant(thread, attendee).is_some())
        .count();
    match known {
        // Persons whom the registration does not have: they are added, like a registration of their own.
        0 if !attendees.is_empty() && dossier.request.seats.is_some() => Some(seat(dossier, None)),
        0 => None,
        _ if known == attendees.len() => adjusted(dossier, thread),
        _ => None,
    }
}

/// The person of the party that an attendee of the letter is.
fn meant<'t>(thread: &'t Thread, attendee: &Attendee) -> Option<&'t PartyPerson> {
    let name = name_of(attendee)?;
    find(&thread.party, name).or_else(|| find_respelt(&thread.party, name))
}

/// One goes, one comes: the seat passes on without touching the waiting list (rule 40).
fn swapped(dossier: &Dossier<'_>, thread: &Thread, old: &str) -> Option<Decision> {
    let party = &thread.party;
    let leaves = find(party, old)?;
    let [comes] = dossier.request.attendees.as_slice() else {
        return None;
    };
    if find(party, name_of(comes)?).is_some() {
        return None;
    }
    let places: Vec<(Session, State)> = leaves
        .places
        .iter()
        .copied()
        .filter(|(_, state)| state.is_live())
        .collect();
    // Whoever waits has a rank that cannot be handed over by itself; other sessions are another question.
    let other_sessions = comes
        .sessions
        .as_ref()
        .is_some_and(|said| said.value != places.iter().map(|(session, _)| *session).collect::<Vec<_>>());
    if other_sessions || places.iter().any(|(_, state)| *state != State::Confirmed) {
        return None;
    }
    let moves = places
        .iter()
        .map(|&(session, from)| Move {
            place: PlaceId {
                party: party.id,
                position: leaves.position,
                session,
            },
            from,
            to: State::Replaced,
        })
        .collect();
    let remaining = live(party).filter(|person| person.position != leaves.position);
    let facts = Facts {
        persons: vec![PersonResult {
            name: name_of(comes).map(str::to_owned),
            places: places.clone(),
        }],
        replaced: leaves.name.clone(),
        remaining: remaining.filter_map(|person| person.name.clone()).collect(),
        ..Facts::default()
    };
    Some(Decision {
        persons: vec![NewPerson { attendee: 0, places }],
        moves,
        letter: Some(dossier.letter_about(thread, ReplyKind::SwapNoted, facts)),
        ..Decision::about(
            thread.party.id,
            Outcome::Decided,
            Reason::Swapped(party.reference.clone()),
        )
    })
}

/// Other details or sessions of persons whom the registration has.
fn adjusted(dossier: &Dossier<'_>, thread: &Thread) -> Option<Decision> {
    let party = &thread.party;
    let mut decision = Decision::about(
        thread.party.id,
        Outcome::Decided,
        Reason::Changed(party.reference.clone()),
    );
    let mut free = Free::new(dossier);
    for attendee in &dossier.request.attendees {
        let person = meant(thread, attendee)?;
        let name = name_of(attendee)?;
        let respelling = find(party, name)
            .is_none()
            .then(|| respelt(person, name))
            .flatten();
        let changes = respelling.into_iter().chain(differences(person, attendee));
        decision.edits.extend(changes.map(|change| Edit {
            party: party.id,
            position: person.position,
            change,
        }));
        if let Some(said) = &attendee.sessions {
            other_sessions(&mut decision, &mut free, party.id, person, &said.value)?;
        }
    }
    if decision.edits.is_empty() && decision.moves.is_empty() && decision.places.is_empty() {
        return Some(nothing_new(dossier, thread));
    }
    let concerned: BTreeSet<i64> = (decision.edits.iter().map(|edit| edit.position))
        .chain(decision.moves.iter().map(|a_move| a_move.place.position))
        .chain(decision.places.iter().map(|(place, _)| place.position))
        .collect();
    let persons = after(party, &decision.moves).into_iter().zip(&party.persons);
    let persons = persons
        .filter(|(_, before)| concerned.contains(&before.position))
        .map(|(mut result, before)| {
            let added = decision
                .places
                .iter()
                .filter(|(place, _)| place.position == before.position);
            result
                .places
                .extend(added.map(|(place, state)| (place.session, *state)));
            result.places.retain(|(_, state)| state.is_live());
            result.places.sort();
            result
        });
    let facts = Facts {
        persons: persons.collect(),
        changes: decision.edits.iter().map(|edit| edit.change.clone()).collect(),
        ..Facts::default()
    };
    decision.letter = Some(dossier.letter_about(thread, ReplyKind::ChangeNoted, facts));
    Some(decision)
}

/// Seats that are left while one letter adds several places.
struct Free {
    by_session: Vec<(Session, u32)>,
}

impl Free {
    fn new(dossier: &Dossier<'_>) -> Self {
        // Whoever waits comes first (I4): such a session has nothing to give.
        let left = |seats: &super::SessionSeats| if seats.waiting == 0 { seats.free() } else { 0 };
        let sessions = dossier.seats.sessions.iter();
        Self {
            by_session: sessions.map(|(session, seats)| (*session, left(seats))).collect(),
        }
    }

    fn take(&mut self, session: Session) -> bool {
        let Some((_, left)) = self.by_session.iter_mut().find(|(id, _)| *id == session) else {
            return false;
        };
        let some = *left > 0;
        *left = left.saturating_sub(1);
        some
    }
}

/// Gives up sessions and takes others in one step; what is given up is kept while the new one is not sure.
///
/// `None` where the person had such a place before and lost it: a person decides about that.
fn other_sessions(
    decision: &mut Decision,
    free: &mut Free,
    party: i64,
    person: &PartyPerson,
    wanted: &[Session],
) -> Option<()> {
    let place = |session| PlaceId {
        party,
        position: person.position,
        session,
    };
    let held = |session: Session| {
        person
            .places
            .iter()
            .find(|(id, _)| *id == session)
            .map(|(_, state)| *state)
    };
    let mut sure = true;
    for &session in wanted {
        match held(session) {
            Some(state) if state.is_live() => {}
            Some(_) => return None,
            None if free.take(session) => decision.places.push((place(session), State::Confirmed)),
            None => {
                sure = false;
                decision.places.push((place(session), State::Waiting));
            }
        }
    }
    if sure {
        let given_up = person
            .places
            .iter()
            .filter(|(session, state)| state.is_live() && !wanted.contains(session));
        decision.moves.extend(given_up.map(|&(session, from)| Move {
            place: place(session),
            from,
            to: State::Cancelled,
        }));
    }
    Some(())
}

/// The letter asks for what is written down already.
fn nothing_new(dossier: &Dossier<'_>, thread: &Thread) -> Decision {
    let facts = Facts {
        persons: standing_of(&thread.party),
        ..Facts::default()
    };
    Decision {
        letter: Some(dossier.letter_about(thread, ReplyKind::AlreadyRegistered, facts)),
        ..Decision::about(
            thread.party.id,
            Outcome::Merged,
            Reason::AlreadyRegistered(thread.party.reference.clone()),
        )
    }
}
