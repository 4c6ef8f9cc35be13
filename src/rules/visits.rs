//! Several study visits at the same time: whose preference is met, and that nobody holds two (rules 1, 3, 11, 30 for each visit).
//!
//! Letters are served in the order of their arrival. Each person gets the first of the visits they prefer that has room
//! for their party, and who names none gets the one with most free seats. Where none has room they wait for all of them,
//! and the first that becomes free is theirs: getting one gives the others up.

use super::capacity::{Allocation, Short, open_seats, order};
use super::{Move, PlaceId, Reason, Seats};
use crate::event::{Event, GroupPolicy, RegistrationPolicy};
use crate::registration::State;
use crate::request::Session;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The sessions that somebody wants, in the order of the programme; of several visits those they name, in the order of
/// preference, or all of them, the one with most free seats first.
#[must_use]
pub fn wanted(event: &Event, seats: &Seats, said: &[Session]) -> Vec<Session> {
    let known = said
        .iter()
        .copied()
        .filter(|session| event.session(*session).is_some());
    let mut sessions: Vec<Session> = Vec::new();
    for session in known {
        if !sessions.contains(&session) {
            sessions.push(session);
        }
    }
    let chosen = sessions.iter().any(|session| session.is_visit());
    if said.contains(&Session::StudyVisit) && !chosen {
        let order = order(seats, &event.registration);
        let mut all: Vec<Session> = event.visits().map(|(_, plan, _)| plan.id).collect();
        all.sort_by_key(|visit| Reverse(open_seats(seats.sessions.get(visit), order)));
        sessions.extend(all);
    }
    sessions.sort_by_key(|session| session.part());
    sessions
}

/// Whether these places are what is wanted: every session, and of several visits any.
#[must_use]
pub fn covers(places: &[(Session, State)], wanted: &[Session]) -> bool {
    let held = |session: &Session| places.iter().any(|(id, state)| id == session && state.is_live());
    let (visits, others): (Vec<&Session>, Vec<&Session>) = wanted.iter().partition(|id| id.is_visit());
    let any = || held_visit(places).is_some_and(|visit| visits.contains(&&visit));
    let waits = || visits.iter().all(|visit| held(visit));
    others.into_iter().all(held) && (visits.is_empty() || any() || waits())
}

/// The visit in which a person has a seat.
#[must_use]
pub fn held_visit(places: &[(Session, State)]) -> Option<Session> {
    let seated = places
        .iter()
        .find(|(id, state)| id.is_visit() && state.holds_seat());
    seated.map(|(id, _)| *id)
}

/// Seats of visits as they are given, one after the other.
pub(super) struct Room(BTreeMap<Session, u32>);

impl Room {
    pub(super) fn new(seats: &Seats, free: impl Fn(Session) -> u32) -> Self {
        let visits = seats.sessions.keys().filter(|id| id.is_visit());
        Self(visits.map(|&id| (id, free(id))).collect())
    }

    /// The first of these visits that has seats for so many, which are taken.
    pub(super) fn take(&mut self, visits: &[Session], persons: u32) -> Option<Session> {
        let room = |visit: &&Session| self.0.get(visit).is_some_and(|left| *left >= persons);
        let visit = *visits.iter().find(room)?;
        if let Some(left) = self.0.get_mut(&visit) {
            *left -= persons;
        }
        Some(visit)
    }
}

/// What the choice of visits leaves to be allocated.
pub(super) struct Chosen {
    /// Per person, with one visit at most: it has room.
    pub wanted: Vec<Vec<Session>>,
    /// Per person, the visits that they wait for where they get none.
    waits: Vec<Vec<Session>>,
    short: Option<Short>,
}

/// Chooses a visit for everybody of a letter. Who wants the same stays together: all of them get a visit or wait, unless the
/// event lets groups part.
pub(super) fn choose(seats: &Seats, policy: &RegistrationPolicy, wanted: &[Vec<Session>]) -> Chosen {
    let order = order(seats, policy);
    let open = |id: Session| open_seats(seats.sessions.get(&id), order);
    let visits_of =
        |person: &[Session]| -> Vec<Session> { person.iter().copied().filter(|id| id.is_visit()).collect() };
    let lists: Vec<Vec<Session>> = wanted.iter().map(|person| visits_of(person)).collect();
    let mut room = Room::new(seats, open);
    let mut given: Vec<Option<Session>> = vec![None; wanted.len()];
    let mut short = None;
    let mut done: BTreeSet<&[Session]> = BTreeSet::new();
    for list in lists.iter().filter(|list| !list.is_empty()) {
        if !done.insert(list) {
            continue;
        }
        let members: Vec<usize> = (0..lists.len())
            .filter(|&at| lists.get(at) == Some(list))
            .collect();
        let need = u32::try_from(members.len()).unwrap_or(u32::MAX);
        let whole = room.take(list, need);
        for member in members {
            let one = || match policy.groups {
                GroupPolicy::PartialOk => room.take(list, 1),
                GroupPolicy::Whole => None,
            };
            if let Some(given) = given.get_mut(member) {
                *given = whole.or_else(one);
            }
        }
        let some = list.iter().copied().find(|id| (1..need).contains(&open(*id)));
        if whole.is_none() {
            short = short.or(some.map(|session| Short {
                session,
                free: open(session),
                need,
            }));
        }
    }
    let mut chosen = Chosen {
        wanted: Vec::new(),
        waits: Vec::new(),
        short,
    };
    for ((person, list), given) in wanted.iter().zip(lists).zip(given) {
        let kept = |id: &&Session| !id.is_visit() || given == Some(**id);
        chosen.wanted.push(person.iter().filter(kept).copied().collect());
        chosen.waits.push(list);
    }
    chosen
}

impl Chosen {
    /// Adds the visits that are waited for to what was allocated otherwise.
    pub(super) fn complete(self, allocation: &mut Allocation) {
        for (places, waits) in allocation.places.iter_mut().zip(self.waits) {
            // Also where a visit has room and the event as a whole has none.
            if held_visit(places).is_none() {
                places.retain(|(id, _)| !id.is_visit());
                places.extend(waits.into_iter().map(|visit| (visit, State::Waiting)));
            }
            places.sort_by_key(|(id, _)| id.part());
        }
        allocation.short = allocation.short.or(self.short);
    }
}

/// The places of one person who gets this state in every session: of several visits a seat in the first that has room, or
/// in the first of all where none has.
pub(super) fn of_one(seats: &Seats, wanted: &[Session], state: State) -> Vec<(Session, State)> {
    let visits: Vec<Session> = wanted.iter().copied().filter(|id| id.is_visit()).collect();
    let free = |id: Session| seats.sessions.get(&id).map_or(0, super::SessionSeats::free);
    let seat = Room::new(seats, free)
        .take(&visits, 1)
        .or_else(|| visits.first().copied());
    let kept = |id: &Session| !(id.is_visit() && state.holds_seat()) || Some(*id) == seat;
    wanted
        .iter()
        .copied()
        .filter(kept)
        .map(|id| (id, state))
        .collect()
}

/// Why somebody got the visit they got: which of their wishes it was.
pub(super) fn reasons(wanted: &[Vec<Session>], places: &[Vec<(Session, State)>]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (person, places) in wanted.iter().zip(places) {
        let visits: Vec<&Session> = person.iter().filter(|id| id.is_visit()).collect();
        let Some(session) = held_visit(places) else {
            continue;
        };
        let Some(at) = visits.iter().position(|id| **id == session) else {
            continue;
        };
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let reason = Reason::VisitGiven {
            session,
            choice: count(at + 1),
            of: count(visits.len()),
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

/// Of moves that would seat a person in several visits keeps the first that has room, or the first of all where none has;
/// a group stays together as far as it can.
pub(super) fn one_each(seats: &Seats, moves: Vec<Move>) -> Vec<Move> {
    let gives = |a_move: &Move| a_move.place.session.is_visit() && a_move.to.holds_seat();
    let mut lists: BTreeMap<i64, Vec<Session>> = BTreeMap::new();
    for a_move in moves.iter().filter(|a_move| gives(a_move)) {
        lists
            .entry(a_move.place.position)
            .or_default()
            .push(a_move.place.session);
    }
    let mut room = Room::new(seats, |id| {
        seats.sessions.get(&id).map_or(0, super::SessionSeats::free)
    });
    let mut given: BTreeMap<i64, Session> = BTreeMap::new();
    let mut whole: BTreeMap<&[Session], Option<Session>> = BTreeMap::new();
    for (position, list) in &lists {
        let alike = lists.values().filter(|other| *other == list).count();
        let together = *whole
            .entry(list)
            .or_insert_with(|| room.take(list, u32::try_from(alike).unwrap_or(u32::MAX)));
        let visit = together
            .or_else(|| room.take(list, 1))
            .or_else(|| list.first().copied());
        given.extend(visit.map(|visit| (*position, visit)));
    }
    let kept =
        |a_move: &Move| !gives(a_move) || given.get(&a_move.place.position) == Some(&a_move.place.session);
    moves.into_iter().filter(kept).collect()
}

/// The live places of a person in other visits than this one, as they are cancelled.
pub(super) fn given_up(
    party: i64,
    position: i64,
    places: &[(Session, State)],
    visit: Session,
) -> impl Iterator<Item = Move> {
    let others = places
        .iter()
        .filter(move |(id, state)| id.is_visit() && *id != visit && state.is_live());
    others
        .filter(|(_, from)| from.may_become(State::Cancelled))
        .map(move |&(session, from)| Move {
            place: PlaceId {
                party,
                position,
                session,
            },
            from,
            to: State::Cancelled,
        })
}
