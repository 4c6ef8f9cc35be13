//! Cancellations: only who is meant loses their places, nobody twice, and the seats go to whoever is next (rules 5, 24, 39).

use super::existing::{find, live, names_of, standing_of};
use super::offers::of_moved;
use super::{Decision, Dossier, Move, Outcome, PartyPerson, PlaceId, Reason, Thread, name_key, review};
use crate::registration::State;
use crate::reply::{Facts, ReplyKind};
use crate::request::{DoubtKind, Part};
use std::collections::BTreeSet;

/// Whom a cancellation means.
enum Meant {
    /// These positions of the party.
    Persons(BTreeSet<i64>),
    /// Some, but it does not say who; how many, if it says that.
    Some(Option<u32>),
    /// Persons whom the registration does not have.
    Strangers,
}

/// Cancels the persons that the letter means; asks where it does not say who.
pub(super) fn withdrawn(dossier: &Dossier<'_>, thread: &Thread) -> Decision {
    if live(&thread.party).next().is_none() {
        return nothing_left(dossier, thread);
    }
    match meant(dossier, thread) {
        Meant::Persons(positions) => cancelled(dossier, thread, &positions),
        Meant::Some(count) => which(dossier, thread, count),
        Meant::Strangers => {
            let reasons = vec![Reason::NamesStrangers(thread.party.reference.clone())];
            review(dossier, reasons, Some(ReplyKind::Receipt))
        }
    }
}

fn meant(dossier: &Dossier<'_>, thread: &Thread) -> Meant {
    let party = &thread.party;
    let present: Vec<&PartyPerson> = live(party).collect();
    let all = || Meant::Persons(present.iter().map(|person| person.position).collect());
    let (mut found, mut strangers) = (BTreeSet::new(), Vec::new());
    for name in names_of(dossier.request) {
        match find(party, name) {
            Some(person) => {
                found.insert(person.position);
            }
            None => strangers.push(name),
        }
    }
    // Where nobody else is named the letter is read as its writer's own; a secretary writes for those registered.
    let writer = dossier
        .request
        .writer
        .as_ref()
        .map(|writer| name_key(&writer.value));
    strangers.retain(|name| Some(name_key(name)) != writer);
    let count = dossier.request.seats.as_ref().map(|seats| seats.value);
    let everybody = u32::try_from(present.len()).ok();
    if present.len() > 1 && is_one_of_them(dossier) {
        return Meant::Some(None);
    }
    // "None of the three of us can come": more are counted than the writer, who alone is named by signing.
    let signs = names_of(dossier.request).all(|name| Some(name_key(name)) == writer);
    let told = dossier
        .answer
        .and_then(|answer| answer.count)
        .filter(|count| *count > 1);
    let disagrees = dossier
        .doubts
        .iter()
        .any(|doubt| doubt.kind == DoubtKind::CountDisagrees);
    if present.len() > 1 && signs {
        match told {
            Some(told) if Some(told) == everybody => return all(),
            Some(told) => return Meant::Some(Some(told)),
            None if disagrees => return Meant::Some(None),
            None => {}
        }
    }
    match (found.is_empty(), strangers.is_empty()) {
        (_, false) => Meant::Strangers,
        (false, true) => Meant::Persons(found),
        (true, true)
            if present.len() == 1 || (count.is_some_and(|count| count > 1) && count == everybody) =>
        {
            all()
        }
        (true, true) => Meant::Some(count.filter(|count| *count > 1)),
    }
}

/// "One of us cannot come": one is counted, and nobody but the writer is named, by the sender's address alone.
fn is_one_of_them(dossier: &Dossier<'_>) -> bool {
    let counted = dossier.request.seats.as_ref();
    let counted = counted.is_some_and(|seats| seats.value == 1 && seats.evidence.part != Part::Assumed);
    let attendees = &dossier.request.attendees;
    let named = attendees.iter().filter_map(|attendee| attendee.name.as_ref());
    counted
        && named
            .map(|name| &name.evidence.part)
            .all(|part| *part == Part::From)
}

fn cancelled(dossier: &Dossier<'_>, thread: &Thread, positions: &BTreeSet<i64>) -> Decision {
    let party = &thread.party;
    let moves: Vec<Move> = live(party)
        .filter(|person| positions.contains(&person.position))
        .flat_map(|person| {
            person.places.iter().map(move |&(session, from)| Move {
                place: PlaceId {
                    party: party.id,
                    position: person.position,
                    session,
                },
                from,
                to: State::Cancelled,
            })
        })
        .filter(|a_move| a_move.from.is_live() && a_move.from.may_become(State::Cancelled))
        .collect();
    // Who only waited frees no place (rule 24).
    let kind = if moves.iter().all(|a_move| a_move.from == State::Waiting) {
        ReplyKind::ListLeft
    } else {
        ReplyKind::CancellationNoted
    };
    let remaining = live(party).filter(|person| !positions.contains(&person.position));
    let facts = Facts {
        persons: of_moved(party, &moves),
        remaining: remaining.map(|person| person.name.clone()).collect(),
        ..Facts::default()
    };
    Decision {
        moves,
        letter: Some(dossier.letter_about(thread, kind, facts)),
        ..Decision::about(
            thread.party.id,
            Outcome::Decided,
            Reason::Withdrawn(party.reference.clone()),
        )
    }
}

/// A second cancellation moves nothing, and is told the same again (rule 5).
fn nothing_left(dossier: &Dossier<'_>, thread: &Thread) -> Decision {
    let persons = thread
        .party
        .persons
        .iter()
        .map(|person| crate::reply::PersonResult {
            name: person.name.clone(),
            places: person.places.clone(),
        });
    let facts = Facts {
        persons: persons.collect(),
        ..Facts::default()
    };
    Decision {
        letter: Some(dossier.letter_about(thread, ReplyKind::CancellationNoted, facts)),
        ..Decision::about(
            thread.party.id,
            Outcome::Merged,
            Reason::AlreadyWithdrawn(thread.party.reference.clone()),
        )
    }
}

/// "Two of us cannot come": asks who, and keeps all places until then.
fn which(dossier: &Dossier<'_>, thread: &Thread, count: Option<u32>) -> Decision {
    let facts = Facts {
        persons: standing_of(&thread.party),
        withdrawn: count,
        ..Facts::default()
    };
    Decision {
        letter: Some(dossier.letter_about(thread, ReplyKind::WhichPersons, facts)),
        ..Decision::about(thread.party.id, Outcome::AskedBack, Reason::WithdrawsUnnamed)
    }
}
