//! Groups that did not fit whole: "k of n are free, take k?" answered with a number, with names, or with no (rules 2, 16).

use super::beyond::{Beyond, beyond, with_wish};
use super::exchange::{exchanged, with_given_up};
use super::existing::live;
use super::offers::{chosen_of, is_serious};
use super::visits::one_each;
use super::{Decision, Dossier, Move, Outcome, PlaceId, Reason, Thread, review};
use crate::registration::State;
use crate::reply::{Facts, ReplyKind};
use crate::request::answer::Verdict;
use crate::request::{Intent, Session};
use std::collections::BTreeSet;

/// What follows from an answer to our question whether a part of the group takes the free seats; `None` if it is none.
pub(super) fn answered(dossier: &Dossier<'_>) -> Option<Decision> {
    let thread = dossier.prior.thread.as_ref()?;
    let answer = dossier.answer?;
    if thread.answers != Some(ReplyKind::PartialGroup) {
        return None;
    }
    let waiting: Vec<PlaceId> = live(&thread.party)
        .flat_map(|person| {
            let places = person.places.iter();
            places
                .filter(|(_, state)| *state == State::Waiting)
                .map(|(session, _)| PlaceId {
                    party: thread.party.id,
                    position: person.position,
                    session: *session,
                })
        })
        .collect();
    let other = matches!(
        dossier.request.intent.value,
        Intent::Cancellation | Intent::DataRequest
    );
    if waiting.is_empty() || other || dossier.request.replaces.is_some() {
        return None;
    }
    let unclear = |reason| {
        let review = review(dossier, vec![reason], Some(ReplyKind::Receipt));
        Some(review.without_persons())
    };
    if dossier.correspondent_address() != thread.sent_to {
        return unclear(Reason::OtherSender);
    }
    if dossier.doubts.iter().any(|doubt| is_serious(doubt.kind)) {
        return unclear(Reason::AnswerUnclear);
    }
    match answer.verdict {
        // "No, only all together" leaves the group where it is; "no, we do not come" is a person's to tell apart.
        Verdict::No | Verdict::Unclear => unclear(Reason::AnswerUnclear),
        Verdict::Yes => {
            let sessions: Vec<Session> = waiting.iter().map(|place| place.session).collect();
            let beyond = beyond(dossier, thread, answer, &sessions);
            let chosen = chosen_of(dossier, thread, answer, &waiting).filter(|_| beyond != Beyond::Limit);
            let Some(chosen) = chosen else {
                return unclear(Reason::AnswerUnclear);
            };
            let decision = taken(dossier, thread, &waiting, &chosen);
            // "Yes" alone says neither how many nor who, where not all fit.
            let all = waiting.iter().all(|place| chosen.contains(&place.position));
            let free = |place: &PlaceId| {
                dossier
                    .seats
                    .sessions
                    .get(&place.session)
                    .is_some_and(|seats| seats.free() > 0)
            };
            if decision.moves.is_empty() && answer.count.is_none() && all && waiting.iter().any(free) {
                return unclear(Reason::AnswerUnclear);
            }
            Some(with_wish(dossier, thread, beyond, decision))
        }
    }
}

/// Seats the chosen in every session where so many seats are still free and nobody is overtaken (I1, I4).
fn taken(dossier: &Dossier<'_>, thread: &Thread, waiting: &[PlaceId], chosen: &BTreeSet<i64>) -> Decision {
    let seated: BTreeSet<i64> = live(&thread.party)
        .filter(|person| person.places.iter().any(|(_, state)| state.holds_seat()))
        .map(|person| person.position)
        .collect();
    let newcomers = count(chosen.difference(&seated).count());
    let room = newcomers <= dossier.seats.persons_free();
    let gives = |session: Session| {
        let need = waiting
            .iter()
            .filter(|place| place.session == session && chosen.contains(&place.position));
        let free = dossier
            .seats
            .sessions
            .get(&session)
            .map_or(0, super::SessionSeats::free);
        let first = thread.ahead.get(&session).is_none_or(|ahead| *ahead == 0);
        first && count(need.count()) <= free
    };
    let moves: Vec<Move> = waiting
        .iter()
        .filter(|place| room && chosen.contains(&place.position) && gives(place.session))
        .map(|&place| Move {
            place,
            from: State::Waiting,
            to: State::Confirmed,
        })
        .collect();
    let moves = with_given_up(&thread.party, one_each(dossier.seats, moves));
    let facts = Facts {
        persons: super::existing::standing_after(&thread.party, &moves),
        exchanged: exchanged(&thread.party, &moves, &[]),
        names_by: thread.names_by,
        ..Facts::default()
    };
    let (reason, kind) = if moves.is_empty() {
        let session = waiting.first().map_or(Session::Morning, |place| place.session);
        (Reason::Full(session), ReplyKind::WaitingListNotice)
    } else {
        let all: BTreeSet<i64> = waiting.iter().map(|place| place.position).collect();
        let reason = Reason::GroupTookPart {
            taken: count(chosen.len()),
            of: count(all.len()),
        };
        let moved = |place: &PlaceId| moves.iter().any(|a_move| a_move.place == *place);
        let confirmed = waiting.iter().all(moved);
        let kind = if confirmed {
            ReplyKind::Confirmation
        } else {
            ReplyKind::MixedResult
        };
        (reason, kind)
    };
    let mut letter = dossier.letter_about(thread, kind, facts);
    // A "2" tells no language; the party's letter did.
    letter.language = thread.party.language;
    Decision {
        moves,
        letter: Some(letter),
        ..Decision::about(thread.party.id, Outcome::Decided, reason)
    }
}

fn count(persons: usize) -> u32 {
    u32::try_from(persons).unwrap_or(u32::MAX)
}
