//! Changes of a registration: another person on the same seat, other sessions, other details (rules 36–38, 40).

use super::adding::added;
use super::details::{self, Edit, differences, respelt};
use super::exchange::{exchanged, kept, leave};
use super::existing::{find, find_respelt, live, name_of, standing_of};
use super::organiser::after;
use super::{
    Decision, Dossier, Move, NewPerson, Outcome, PartyPerson, PlaceId, Reason, Thread, name_key, review,
    visits,
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
    let (known, new): (Vec<usize>, Vec<usize>) = (0..attendees.len()).partition(|&index| {
        let attendee = attendees.get(index);
        attendee.is_some_and(|attendee| meant(thread, attendee).is_some())
    });
    if new.is_empty() {
        return adjusted(dossier, thread);
    }
    // Persons whom the registration does not have are added, beside others of whom nothing new is said.
    let same = known
        .iter()
        .filter_map(|&index| attendees.get(index))
        .all(|attendee| says_nothing_new(thread, attendee));
    let named = new
        .iter()
        .filter_map(|&index| attendees.get(index))
        .all(|attendee| attendee.name.is_some());
    (same && named && dossier.request.seats.is_some()).then(|| added(dossier, thread, &new))
}

/// Whether a letter only names a person of the registration, as in "together with Maria Keller".
fn says_nothing_new(thread: &Thread, attendee: &Attendee) -> bool {
    let Some(person) = meant(thread, attendee) else {
        return false;
    };
    let sessions = attendee.sessions.as_ref();
    let same = |said: &[Session]| visits::covers(&person.places, &parts_of(person, said));
    differences(person, attendee).is_empty() && sessions.is_none_or(|said| same(&said.value))
}

/// The sessions that a letter names, where "the study visit" is the one that the person has.
fn parts_of(person: &PartyPerson, said: &[Session]) -> Vec<Session> {
    let own = visits::held_visit(&person.places).unwrap_or(Session::StudyVisit);
    let sessions = said.iter().map(|&session| match session {
        Session::StudyVisit => own,
        other => other,
    });
    sessions.collect()
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
    // Nobody holds two seats: whoever has one from elsewhere is left to an organiser (rule 31).
    let key = name_key(name_of(comes)?);
    let elsewhere = (dossier.prior.persons.iter())
        .find(|person| person.name_key == key && person.party != party.id && person.is_live());
    if let Some(other) = elsewhere {
        let reasons = vec![Reason::MaybeDuplicate(other.reference.clone())];
        return Some(review(dossier, reasons, Some(ReplyKind::Receipt)));
    }
    let places: Vec<(Session, State)> = leaves
        .places
        .iter()
        .copied()
        .filter(|(_, state)| state.is_live())
        .collect();
    // Other sessions are another question.
    let other_sessions = comes.sessions.as_ref().is_some_and(|said| {
        parts_of(leaves, &said.value) != places.iter().map(|(session, _)| *session).collect::<Vec<_>>()
    });
    if other_sessions {
        return None;
    }
    if places.iter().any(|(_, state)| *state != State::Confirmed) {
        return renamed(dossier, thread, leaves, comes);
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
        remaining: remaining.map(|person| person.name.clone()).collect(),
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

/// Whoever waits hands the place in the line to another of the same party: it is the party's rank, not a person's.
///
/// `None` while something is offered: that is answered first.
fn renamed(
    dossier: &Dossier<'_>,
    thread: &Thread,
    leaves: &PartyPerson,
    comes: &Attendee,
) -> Option<Decision> {
    let party = &thread.party;
    let held = |(_, state): &(Session, State)| {
        !state.is_live() || matches!(state, State::Waiting | State::Confirmed)
    };
    if !leaves.places.iter().all(held) {
        return None;
    }
    let changes = details::of_another(leaves, comes);
    let remaining = live(party).filter(|person| person.position != leaves.position);
    let facts = Facts {
        persons: vec![PersonResult {
            name: name_of(comes).map(str::to_owned),
            places: leaves
                .places
                .iter()
                .copied()
                .filter(|(_, state)| state.is_live())
                .collect(),
        }],
        replaced: leaves.name.clone(),
        remaining: remaining.map(|person| person.name.clone()).collect(),
        ..Facts::default()
    };
    Some(Decision {
        edits: changes
            .into_iter()
            .map(|change| Edit {
                party: party.id,
                position: leaves.position,
                change,
            })
            .collect(),
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
    // "Yes, but only the afternoon" to an offer is an answer to it, and no change.
    let places = || live(party).flat_map(|person| &person.places);
    let offered = places().any(|(_, state)| *state == State::Offered);
    let sure = places().any(|(_, state)| state.holds_seat() && *state != State::Offered);
    if offered && !sure {
        return None;
    }
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
            // "Another visit" does not say which.
            let asks_which =
                said.value == [Session::StudyVisit] && visits::held_visit(&person.places).is_some();
            if asks_which {
                return None;
            }
            let seats = dossier.seats;
            let wanted = visits::wanted(dossier.event, seats, &parts_of(person, &said.value));
            other_sessions(&mut decision, &mut free, party.id, person, &wanted)?;
        }
    }
    if !decision.touches_stored() {
        // A change that was not understood is not the same as none.
        let says = |attendee: &Attendee| attendee.sessions.is_some() || details::are_said(attendee);
        let said = dossier.request.attendees.iter().any(says);
        return said.then(|| nothing_new(dossier, thread));
    }
    if let Some(other) = taken_elsewhere(dossier, thread, &decision) {
        let reasons = vec![Reason::MaybeDuplicate(other)];
        return Some(review(dossier, reasons, Some(ReplyKind::Receipt)).without_persons());
    }
    let concerned: BTreeSet<i64> = (decision.edits.iter().map(|edit| edit.position))
        .chain(decision.moves.iter().map(|a_move| a_move.place.position))
        .chain(decision.places.iter().map(|(place, _)| place.position))
        .chain(decision.instead.iter().map(|(place, _)| place.position))
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
        exchanged: exchanged(party, &decision.moves, &decision.places),
        kept: kept(party, &decision),
        ..Facts::default()
    };
    decision.letter = Some(dossier.letter_about(thread, ReplyKind::ChangeNoted, facts));
    Some(decision)
}

/// The reference under which somebody has a place already in a session that they are to get here (I6, rule 31).
fn taken_elsewhere(dossier: &Dossier<'_>, thread: &Thread, decision: &Decision) -> Option<String> {
    decision.places.iter().find_map(|(place, _)| {
        let mut persons = thread.party.persons.iter();
        let person = persons.find(|person| person.position == place.position)?;
        let key = name_key(person.name.as_deref()?);
        let mut others = dossier
            .prior
            .persons
            .iter()
            .filter(|other| other.party != thread.party.id);
        let other = others.find(|other| {
            let mut places = other.places.iter();
            other.name_key == key
                && places.any(|(session, state)| *session == place.session && state.is_live())
        })?;
        Some(other.reference.clone())
    })
}

/// Seats that are left while one letter adds several places.
struct Free {
    by_session: Vec<(Session, u32)>,
    /// Persons that the event can still take in all (rule 3).
    persons: u32,
}

impl Free {
    fn new(dossier: &Dossier<'_>) -> Self {
        // Whoever waits comes first (I4): such a session has nothing to give.
        let left = |seats: &super::SessionSeats| if seats.waiting == 0 { seats.free() } else { 0 };
        let sessions = dossier.seats.sessions.iter();
        Self {
            by_session: sessions.map(|(session, seats)| (*session, left(seats))).collect(),
            persons: dossier.seats.persons_free(),
        }
    }

    /// Takes a seat; `seated` tells whether the person holds one in another session, and changes with it.
    fn take(&mut self, session: Session, seated: &mut bool) -> bool {
        let Some((_, left)) = self.by_session.iter_mut().find(|(id, _)| *id == session) else {
            return false;
        };
        let newcomer = u32::from(!*seated);
        if *left == 0 || newcomer > self.persons {
            return false;
        }
        *left -= 1;
        self.persons -= newcomer;
        *seated = true;
        true
    }
}

/// Gives up sessions and takes others in one step; a seat is kept until one of the new ones is sure, and given up with that.
///
/// `None` where the person had such a place before and lost it, is yet to be decided about, or came: a person does that.
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
    let open = |state: State| matches!(state, State::Asked | State::Attended | State::NoShow);
    if person.places.iter().any(|(_, state)| open(*state)) {
        return None;
    }
    let (visits, parts): (Vec<Session>, Vec<Session>) = wanted.iter().partition(|session| session.is_visit());
    if !visits.is_empty() {
        other_visit(decision, free, party, person, &visits)?;
    }
    // "Another visit" leaves everything else as it is.
    if parts.is_empty() && !visits.is_empty() {
        return Some(());
    }
    let mut seated = person.places.iter().any(|(_, state)| state.holds_seat());
    // A session that somebody keeps makes no other sure, nor does an offer that they have not taken yet.
    let is_sure = |state: State| state.holds_seat() && state != State::Offered;
    let has = |session: &Session| held(*session).is_some_and(is_sure);
    let (mut sure, mut lists) = (parts.iter().all(has), Vec::new());
    for session in parts {
        match held(session) {
            Some(state) if state.is_live() => lists.extend((!is_sure(state)).then_some(session)),
            Some(_) => return None,
            None if free.take(session, &mut seated) => {
                sure = true;
                decision.places.push((place(session), State::Confirmed));
            }
            None => {
                lists.push(session);
                decision.places.push((place(session), State::Waiting));
            }
        }
    }
    let given_up = person
        .places
        .iter()
        .filter(|(session, state)| state.is_live() && !wanted.contains(session))
        .filter(|(session, _)| visits.is_empty() || !session.is_visit());
    let left: Vec<Session> = given_up.map(|(session, _)| *session).collect();
    leave(decision, (party, person), &left, (sure, &lists));
    Some(())
}

/// Takes the first of these visits that has room, and gives up the present one in the same step; where none has, it is kept
/// while the person waits for those that they like better. All other sessions stay as they are.
fn other_visit(
    decision: &mut Decision,
    free: &mut Free,
    party: i64,
    person: &PartyPerson,
    wanted: &[Session],
) -> Option<()> {
    let has = visits::held_visit(&person.places);
    let better = wanted.iter().copied().take_while(|visit| Some(*visit) != has);
    let better: Vec<Session> = better.collect();
    let place = |session| PlaceId {
        party,
        position: person.position,
        session,
    };
    let mut before = better
        .iter()
        .map(|visit| person.places.iter().find(|(id, _)| id == visit));
    // Whoever had such a place and lost it, or is offered one, is left to a person.
    if before.any(|known| known.is_some_and(|(_, state)| *state != State::Waiting)) {
        return None;
    }
    let waits = |visit: &Session| person.places.contains(&(*visit, State::Waiting));
    let mut seated = person.places.iter().any(|(_, state)| state.holds_seat());
    let new = better.iter().copied().filter(|visit| !waits(visit));
    let new: Vec<Session> = new.collect();
    let Some(visit) = new.iter().copied().find(|visit| free.take(*visit, &mut seated)) else {
        let lists = new.into_iter().map(|visit| (place(visit), State::Waiting));
        decision.places.extend(lists);
        return Some(());
    };
    decision.places.push((place(visit), State::Confirmed));
    decision
        .moves
        .extend(visits::given_up(party, person.position, &person.places, visit));
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
