//! One place for another: what somebody has is kept until the new place is sure, and given up in the same step (rules 37, 38).

use super::{Decision, Move, Party, PartyPerson, PlaceId, visits};
use crate::registration::State;
use crate::reply::SeatExchange;
use crate::request::Session;
use std::collections::BTreeMap;

/// Adds what a person gives up by getting a place: of visits the seat in another and the places on the lists of others; of
/// other sessions what they asked to leave for it.
#[must_use]
pub fn with_given_up(party: &Party, moves: Vec<Move>) -> Vec<Move> {
    let mut all: Vec<Move> = Vec::with_capacity(moves.len());
    for person in &party.persons {
        let gets = moves.iter().filter(|a_move| {
            a_move.place.position == person.position
                && a_move.place.party == party.id
                && a_move.to == State::Confirmed
        });
        for gets in gets {
            let given_up = given_up(party.id, person, gets.place.session);
            for given in given_up {
                if all.iter().all(|known| known.place != given.place) {
                    all.push(given);
                }
            }
        }
    }
    all.retain(|given: &Move| {
        let other = moves.iter().find(|a_move| a_move.place == given.place);
        other.is_none()
    });
    all.extend(moves);
    all
}

/// The live places that a person gives up by getting a seat in this session, as they are cancelled.
pub(super) fn given_up(party: i64, person: &PartyPerson, gets: Session) -> Vec<Move> {
    let mut moves: Vec<Move> = Vec::new();
    if gets.is_visit() {
        moves.extend(visits::given_up(party, person.position, &person.places, gets));
    }
    let left = person.instead.iter().filter(|(new, _)| *new == gets);
    for (_, old) in left {
        let place = person.places.iter().find(|(session, _)| session == old);
        let from = place.map(|(_, state)| *state);
        let from = from.filter(|from| from.is_live() && from.may_become(State::Cancelled));
        let Some(from) = from.filter(|_| moves.iter().all(|a_move| a_move.place.session != *old)) else {
            continue;
        };
        moves.push(Move {
            place: PlaceId {
                party,
                position: person.position,
                session: *old,
            },
            from,
            to: State::Cancelled,
        });
    }
    moves
}

/// Which seats were given up for which, person by person, as letters tell it (rule 37).
#[must_use]
pub fn exchanged(party: &Party, moves: &[Move], places: &[(PlaceId, State)]) -> Vec<SeatExchange> {
    let mut gets: BTreeMap<i64, Vec<Session>> = BTreeMap::new();
    let moved = moves.iter().map(|a_move| (a_move.place, a_move.to));
    for (place, state) in moved.chain(places.iter().copied()) {
        if place.party == party.id && state == State::Confirmed {
            gets.entry(place.position).or_default().push(place.session);
        }
    }
    let mut exchanges = Vec::new();
    for person in &party.persons {
        let Some(new) = gets.get(&person.position) else {
            continue;
        };
        let left = moves.iter().filter(|a_move| {
            a_move.place.party == party.id
                && a_move.place.position == person.position
                && a_move.to == State::Cancelled
                && a_move.from.holds_seat()
        });
        for a_move in left {
            let old = a_move.place.session;
            let asked = |session: &&Session| person.instead.contains(&(**session, old));
            let alike = |session: &&Session| session.part() == old.part();
            let to = new
                .iter()
                .find(asked)
                .or_else(|| new.iter().find(alike))
                .or(new.first());
            exchanges.extend(to.map(|to| SeatExchange {
                person: person.name.clone(),
                from: old,
                to: *to,
            }));
        }
    }
    exchanges
}

/// What becomes of the seats that a person leaves for these sessions: with one of them sure they are given up at once, else
/// each is kept until one is, and given up with it; a place on a list is never kept.
pub(super) fn leave(
    decision: &mut Decision,
    (party, person): (i64, &PartyPerson),
    left: &[Session],
    (sure, lists): (bool, &[Session]),
) {
    let place = |session| PlaceId {
        party,
        position: person.position,
        session,
    };
    for &(old, from) in person.places.iter().filter(|(session, _)| left.contains(session)) {
        if sure || !from.holds_seat() {
            if from.is_live() && from.may_become(State::Cancelled) {
                decision.moves.push(Move {
                    place: place(old),
                    from,
                    to: State::Cancelled,
                });
            }
            continue;
        }
        let new = lists.iter().filter(|new| !person.instead.contains(&(**new, old)));
        decision.instead.extend(new.map(|new| (place(*new), old)));
    }
}

/// Which seats a decision keeps for which places on lists, person by person, as letters tell it.
#[must_use]
pub fn kept(party: &Party, decision: &Decision) -> Vec<SeatExchange> {
    let of = |place: &PlaceId| {
        let mut persons = party.persons.iter();
        persons.find(|person| place.party == party.id && person.position == place.position)
    };
    let exchange = |place: &PlaceId, old: Session| {
        Some(SeatExchange {
            person: of(place)?.name.clone(),
            from: old,
            to: place.session,
        })
    };
    let asked = decision.instead.iter();
    let asked = asked.filter_map(|(place, old)| exchange(place, *old));
    // Of visits one is kept for the others without being asked.
    let lists = decision.places.iter();
    let lists = lists.filter(|(place, state)| place.session.is_visit() && *state == State::Waiting);
    let visits = lists.filter_map(|(place, _)| {
        let old = visits::held_visit(&of(place)?.places)?;
        let leaves = |a_move: &Move| {
            a_move.place
                == PlaceId {
                    session: old,
                    ..*place
                }
        };
        exchange(place, old).filter(|_| !decision.moves.iter().any(leaves))
    });
    asked.chain(visits).collect()
}

/// Whether a letter is silent of a move: a place on a list that goes with a seat elsewhere.
pub(super) fn is_silent(a_move: &Move, moves: &[Move]) -> bool {
    let seated = |other: &Move| {
        other.place.position == a_move.place.position
            && other.to == State::Confirmed
            && (!a_move.place.session.is_visit() || other.place.session.is_visit())
    };
    a_move.to == State::Cancelled && !a_move.from.holds_seat() && moves.iter().any(seated)
}
