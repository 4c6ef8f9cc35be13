//! An organiser's acts on what is decided already: cancel, revive, look again, tick off who came, merge (rules 28, 31, 39, 60).

use super::existing::{live, standing_of};
use super::offers::of_moved;
use super::organiser::{ActRefused, by};
use super::{Decision, Move, Outcome, Party, PartyPerson, PlaceId, Reason, name_key};
use crate::registration::State;
use crate::reply::{Facts, Letter, ReplyKind};
use crate::request::Session;

/// Cancels the live places of these persons, and tells the writer who is left (rule 39).
pub(super) fn cancel(party: &Party, user: &str, positions: &[i64]) -> Result<Decision, ActRefused> {
    let moves = moves(
        party,
        |person| positions.contains(&person.position),
        State::is_live,
        State::Cancelled,
    );
    let stays = |person: &&PartyPerson| !positions.contains(&person.position);
    let facts = Facts {
        persons: of_moved(party, &moves),
        remaining: live(party)
            .filter(stays)
            .map(|person| person.name.clone())
            .collect(),
        by_organisers: true,
        ..Facts::default()
    };
    decided(
        party,
        by(user),
        moves,
        Some((ReplyKind::CancellationNoted, facts)),
    )
}

/// Puts expired places back on the list; their rank is the one they had (rule 28).
pub(super) fn revive(party: &Party, user: &str) -> Result<Decision, ActRefused> {
    let moves = moves(party, |_| true, |state| state == State::Expired, State::Waiting);
    let facts = Facts {
        persons: of_moved(party, &moves),
        ..Facts::default()
    };
    decided(
        party,
        by(user),
        moves,
        Some((ReplyKind::WaitingListNotice, facts)),
    )
}

/// Ticks one place off, or takes the tick back; only who has a seat can have come (rule 60).
pub(super) fn tick(
    party: &Party,
    (position, session): (i64, Session),
    to: State,
) -> Result<Decision, ActRefused> {
    let from = match to {
        State::Attended => State::Confirmed,
        _ => State::Attended,
    };
    let mut moves = moves(
        party,
        |person| person.position == position,
        |state| state == from,
        to,
    );
    moves.retain(|a_move| a_move.place.session == session);
    let mut decision = decided(party, Reason::Fits, moves, None)?;
    // It decides nothing: the reasons for the seat stay.
    decision.reasons.clear();
    Ok(decision)
}

/// Everybody of the party who has a seat is there.
pub(super) fn tick_all(party: &Party) -> Result<Decision, ActRefused> {
    let moves = moves(
        party,
        |_| true,
        |state| state == State::Confirmed,
        State::Attended,
    );
    let mut decision = decided(party, Reason::Fits, moves, None)?;
    decision.reasons.clear();
    Ok(decision)
}

/// Gives up what the other party has as well; its standing is told to the writer of this one. A letter that brought
/// nobody is put to the other party, and nobody is written to.
pub(super) fn merge(party: &Party, into: &Party, user: &str) -> Result<Decision, ActRefused> {
    let key = |person: &PartyPerson| person.name.as_deref().map(name_key).unwrap_or_default();
    let known: Vec<String> = into.persons.iter().map(key).collect();
    let is_known = |person: &PartyPerson| known.contains(&key(person));
    let named = |person: &&PartyPerson| !key(person).is_empty();
    let all_named = party.persons.iter().filter(named).all(is_known);
    // Who is counted but not named is nobody else where all the named are the same.
    let in_both = |person: &PartyPerson| {
        if key(person).is_empty() {
            all_named
        } else {
            is_known(person)
        }
    };
    if party.id == into.id || !(party.persons.is_empty() || party.persons.iter().any(in_both)) {
        return Err(ActRefused::NobodyInCommon(into.reference.clone()));
    }
    let moves = moves(party, in_both, State::is_live, State::Cancelled);
    let stays: Vec<State> = (party.persons.iter().filter(|person| !in_both(person)))
        .flat_map(|person| person.places.iter().map(|(_, state)| *state))
        .filter(|state| state.is_live())
        .collect();
    let outcome = match (stays.is_empty(), stays.contains(&State::Asked)) {
        (true, _) => Outcome::Merged,
        (false, true) => Outcome::Review,
        (false, false) => Outcome::Decided,
    };
    // Only whom this writer named is told of.
    let named_here = |name: Option<&String>| {
        let wanted = name.map(|name| name_key(name));
        wanted.is_some_and(|wanted| party.persons.iter().any(|person| key(person) == wanted))
    };
    let facts = Facts {
        persons: standing_of(into)
            .into_iter()
            .filter(|result| named_here(result.name.as_ref()))
            .collect(),
        ..Facts::default()
    };
    let letter = (outcome == Outcome::Merged && !facts.persons.is_empty()).then_some(Letter {
        kind: ReplyKind::AlreadyRegistered,
        language: party.language,
        mailbox: party.mailbox,
        facts,
    });
    Ok(Decision {
        moves,
        letter,
        reasons: vec![Reason::AlreadyRegistered(into.reference.clone()), by(user)],
        concerns: Some(into.id),
        ..Decision::without_party(outcome, by(user))
    })
}

/// The places of these persons in these states, each moved to `to` where that is legal.
fn moves(
    party: &Party,
    who: impl Fn(&PartyPerson) -> bool,
    which: impl Fn(State) -> bool,
    to: State,
) -> Vec<Move> {
    let persons = party.persons.iter().filter(|person| who(person));
    persons
        .flat_map(|person| {
            person
                .places
                .iter()
                .map(move |&(session, from)| (person.position, session, from))
        })
        .filter(|(_, _, from)| which(*from) && from.may_become(to))
        .map(|(position, session, from)| Move {
            place: PlaceId {
                party: party.id,
                position,
                session,
            },
            from,
            to,
        })
        .collect()
}

fn decided(
    party: &Party,
    reason: Reason,
    moves: Vec<Move>,
    letter: Option<(ReplyKind, Facts)>,
) -> Result<Decision, ActRefused> {
    if moves.is_empty() {
        return Err(ActRefused::NothingToDecide);
    }
    Ok(Decision {
        moves,
        letter: letter.map(|(kind, facts)| Letter {
            kind,
            language: party.language,
            mailbox: party.mailbox,
            facts,
        }),
        ..Decision::without_party(Outcome::Decided, reason)
    })
}
