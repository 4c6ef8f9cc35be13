//! Answers to offers: yes, no, or k of n; by whom the offer was sent to, and by when (rules 20–28).

use super::beyond::{Beyond, beyond, with_wish};
use super::exchange::{exchanged, is_silent, with_given_up};
use super::organiser::after;
use super::visits::one_each;
use super::{Decision, Dossier, Move, Offer, Outcome, Party, PlaceId, Reason, Thread, name_key, review};
use crate::registration::State;
use crate::reply::{Facts, Letter, PersonResult, ReplyKind};
use crate::request::answer::{Answer, Verdict};
use crate::request::{DoubtKind, Intent, Session};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// What follows from a letter that answers an offer; `None` if it answers none.
///
/// What arrived before the deadline counts, whenever it is read. An offer that ended is taken up again only as far
/// as a seat is free and nobody waits; otherwise the party waits with its first rank.
pub(super) fn answered(dossier: &Dossier<'_>) -> Option<Decision> {
    let thread = dossier.prior.thread.as_ref()?;
    let answer = dossier.answer?;
    let open: Vec<PlaceId> = thread.offers.iter().map(|offer| offer.place).collect();
    let expired = places_in(thread, State::Expired);
    if open.is_empty() && (expired.is_empty() || answer.verdict != Verdict::Yes) {
        return None;
    }
    // "Yes, and register my colleague": one letter, two wishes.
    if answer.verdict == Verdict::Yes
        && dossier.request.replaces.is_none()
        && matches!(
            dossier.request.intent.value,
            Intent::Change | Intent::Registration
        )
        && brings_somebody(dossier, thread)
    {
        return Some(unclear(dossier, Reason::AnswerUnclear));
    }
    // Who corrects a name, changes sessions or asks for their data speaks of something else; who agrees and corrects a name
    // says both.
    let agrees = answer.verdict == Verdict::Yes
        && answer.agrees
        && !answer.names_part
        && dossier.request.replaces.is_none();
    let intent = dossier.request.intent.value;
    if intent == Intent::DataRequest || intent == Intent::Change && !agrees {
        return None;
    }
    if dossier.correspondent_address() != thread.sent_to {
        return Some(unclear(dossier, Reason::OtherSender));
    }
    if dossier.doubts.iter().any(|doubt| is_serious(doubt.kind)) {
        return Some(unclear(dossier, Reason::AnswerUnclear));
    }
    match answer.verdict {
        Verdict::Unclear => Some(unclear(dossier, Reason::AnswerUnclear)),
        Verdict::No => Some(declined(dossier, thread, &open)),
        Verdict::Yes => {
            let asked = if open.is_empty() { &expired } else { &open };
            let sessions: Vec<Session> = asked.iter().map(|place| place.session).collect();
            let beyond = beyond(dossier, thread, answer, &sessions);
            let taken = chosen_of(dossier, thread, answer, asked).filter(|_| beyond != Beyond::Limit);
            let Some(taken) = taken else {
                return Some(unclear(dossier, Reason::AnswerUnclear));
            };
            let decision = if open.is_empty() {
                let wanted = expired.iter().filter(|place| taken.contains(&place.position));
                let wanted: Vec<PlaceId> = wanted.copied().collect();
                too_late(dossier, thread, &wanted)
            } else {
                accepted(dossier, thread, &open, &taken)
            };
            Some(with_wish(dossier, thread, beyond, decision))
        }
    }
}

/// Ends the offers of a party whose deadline lies before a moment; the seats are free then.
#[must_use]
pub fn ended(party: &Party, open: &[Offer], horizon: DateTime<Utc>) -> Decision {
    let over = open.iter().filter(|offer| offer.until < horizon);
    let moves: Vec<Move> = over
        .map(|offer| Move {
            place: offer.place,
            from: State::Offered,
            to: State::Expired,
        })
        .collect();
    by_clock(
        party,
        vec![Reason::OfferExpired],
        ReplyKind::OfferExpired,
        Facts {
            persons: of_moved(party, &moves),
            ..Facts::default()
        },
        moves,
    )
}

/// Reminds of the offers of a party that end at this moment; decides nothing.
#[must_use]
pub fn reminder(party: &Party, open: &[Offer], until: DateTime<Utc>) -> Decision {
    let places: BTreeSet<PlaceId> = open
        .iter()
        .filter(|offer| offer.until == until)
        .map(|offer| offer.place)
        .collect();
    let concerned = |position: i64| places.iter().any(|place| place.position == position);
    let persons = party.persons.iter().filter(|person| concerned(person.position));
    let persons = persons.map(|person| PersonResult {
        name: person.name.clone(),
        places: person
            .places
            .iter()
            .copied()
            .filter(|(_, state)| state.is_live())
            .collect(),
    });
    let facts = Facts {
        persons: persons.collect(),
        offer_until: Some(until),
        ..Facts::default()
    };
    by_clock(party, Vec::new(), ReplyKind::OfferReminder, facts, Vec::new())
}

fn by_clock(
    party: &Party,
    reasons: Vec<Reason>,
    kind: ReplyKind,
    facts: Facts,
    moves: Vec<Move>,
) -> Decision {
    Decision {
        outcome: Outcome::Decided,
        reasons,
        persons: Vec::new(),
        moves,
        letter: Some(Letter {
            kind,
            language: party.language,
            mailbox: party.mailbox,
            facts,
        }),
        places: Vec::new(),
        instead: Vec::new(),
        edits: Vec::new(),
        concerns: None,
        press: None,
    }
}

/// Doubts that a yes or no does not outweigh: more is said than the desk can answer.
pub(super) fn is_serious(kind: DoubtKind) -> bool {
    match kind {
        DoubtKind::LanguageNotRead
        | DoubtKind::Question
        | DoubtKind::Condition
        | DoubtKind::ServiceAsked
        | DoubtKind::Damaged
        | DoubtKind::Suspicious
        | DoubtKind::Forwarded
        | DoubtKind::InterpretationNotOffered => true,
        // The words of the answer are read by themselves; who comes is known from the offer.
        DoubtKind::IntentUnclear
        | DoubtKind::EventNotNamed
        | DoubtKind::ForAPerson
        | DoubtKind::NobodyNamed
        | DoubtKind::CountDisagrees
        | DoubtKind::CountOpen
        | DoubtKind::WhoAttends
        | DoubtKind::Attachment
        | DoubtKind::ListDisagrees
        | DoubtKind::CalendarAnswer
        | DoubtKind::NotUnderstood
        | DoubtKind::ReadingsDiffer => false,
    }
}

/// Whether a letter names somebody who is neither of the party nor its writer.
fn brings_somebody(dossier: &Dossier<'_>, thread: &Thread) -> bool {
    let known = dossier.known_names(thread);
    let is_part = |few: &str, many: &str| {
        few.split(' ')
            .all(|word| many.split(' ').any(|other| other == word))
    };
    let mut named = super::existing::names_of(dossier.request).map(name_key);
    named.any(|name| {
        !known
            .iter()
            .any(|known| is_part(&name, known) || is_part(known, &name))
    })
}

/// An organiser looks; the offer holds until they did.
fn unclear(dossier: &Dossier<'_>, reason: Reason) -> Decision {
    let mut decision = review(dossier, vec![reason], Some(ReplyKind::Receipt));
    decision.persons.clear();
    decision
}

/// The positions of the party that take their places; `None` where the letter does not say which.
pub(super) fn chosen_of(
    dossier: &Dossier<'_>,
    thread: &Thread,
    answer: &Answer,
    open: &[PlaceId],
) -> Option<BTreeSet<i64>> {
    let offered: BTreeSet<i64> = open.iter().map(|place| place.position).collect();
    let words = format!(" {} ", answer.words);
    let is_named = |name: &str| {
        let key = name_key(name);
        let said = name_key(&words);
        let said: BTreeSet<&str> = said.split(' ').collect();
        !key.is_empty() && key.split(' ').all(|word| said.contains(word))
    };
    let of = |wanted: &dyn Fn(&str) -> bool| -> BTreeSet<i64> {
        let persons = thread.party.persons.iter();
        persons
            .filter(|person| offered.contains(&person.position))
            .filter(|person| person.name.as_deref().is_some_and(wanted))
            .map(|person| person.position)
            .collect()
    };
    let named = of(&is_named);
    let count = answer.count.and_then(|count| usize::try_from(count).ok());
    if answer.only_writer {
        let writer = dossier
            .request
            .writer
            .as_ref()
            .map(|writer| name_key(&writer.value));
        let own = of(&|name| Some(name_key(name)) == writer);
        let mut names = thread
            .party
            .persons
            .iter()
            .filter_map(|person| person.name.as_deref());
        let elsewhere = names.any(|name| Some(name_key(name)) == writer);
        // Who writes for others is none of them; then the first of the letter stands for "me". Who is one of them, and is
        // offered nothing, cannot mean that.
        let first = || offered.first().copied().into_iter().collect();
        return match (own.is_empty(), elsewhere) {
            (false, _) => Some(own),
            (true, false) => Some(first()),
            (true, true) => None,
        };
    }
    match count {
        Some(count) if count > offered.len() => None,
        Some(count) if !named.is_empty() && named.len() != count => None,
        Some(count) if named.is_empty() => Some(offered.into_iter().take(count).collect()),
        None if named.is_empty() => Some(offered),
        _ => Some(named),
    }
}

fn accepted(dossier: &Dossier<'_>, thread: &Thread, open: &[PlaceId], taken: &BTreeSet<i64>) -> Decision {
    let moves: Vec<Move> = open
        .iter()
        .map(|&place| Move {
            place,
            from: State::Offered,
            to: if taken.contains(&place.position) {
                State::Confirmed
            } else {
                State::Declined
            },
        })
        .collect();
    let offered: BTreeSet<i64> = open.iter().map(|place| place.position).collect();
    let reason = if taken.len() == offered.len() {
        Reason::OfferAccepted
    } else {
        Reason::OfferAcceptedInPart {
            taken: u32::try_from(taken.len()).unwrap_or(u32::MAX),
            offered: u32::try_from(offered.len()).unwrap_or(u32::MAX),
        }
    };
    decided(dossier, thread, reason, ReplyKind::Confirmation, moves)
}

fn declined(dossier: &Dossier<'_>, thread: &Thread, open: &[PlaceId]) -> Decision {
    let moves = open
        .iter()
        .map(|&place| Move {
            place,
            from: State::Offered,
            to: State::Declined,
        })
        .collect();
    decided(
        dossier,
        thread,
        Reason::OfferDeclined,
        ReplyKind::DeclineNoted,
        moves,
    )
}

/// Seats are taken up again where some are free and nobody waits; else the party waits with its first rank.
fn too_late(dossier: &Dossier<'_>, thread: &Thread, expired: &[PlaceId]) -> Decision {
    if dossier.received_at >= dossier.event.starts() {
        return unclear(dossier, Reason::AcceptedTooLate);
    }
    let mut persons_free = dossier.seats.persons_free();
    let mut given: BTreeSet<Session> = BTreeSet::new();
    for &session in dossier.seats.sessions.keys() {
        let need = expired.iter().filter(|place| place.session == session).count();
        let need = u32::try_from(need).unwrap_or(u32::MAX);
        let Some(seats) = dossier.seats.sessions.get(&session).filter(|_| need > 0) else {
            continue;
        };
        // Counted as if nobody of the party had a seat: rather wait than be one too many.
        if seats.waiting == 0 && seats.free() >= need && persons_free >= need {
            persons_free -= need;
            given.insert(session);
        }
    }
    let moves: Vec<Move> = expired
        .iter()
        .map(|&place| Move {
            place,
            from: State::Expired,
            to: if given.contains(&place.session) {
                State::Confirmed
            } else {
                State::Waiting
            },
        })
        .collect();
    let moves = one_each(dossier.seats, moves);
    let all = moves.iter().all(|a_move| a_move.to == State::Confirmed);
    let none = moves.iter().all(|a_move| a_move.to == State::Waiting);
    let kind = match (all, none) {
        (true, _) => ReplyKind::Confirmation,
        (_, true) => ReplyKind::WaitingListNotice,
        _ => ReplyKind::MixedResult,
    };
    decided(dossier, thread, Reason::AcceptedTooLate, kind, moves)
}

fn decided(
    dossier: &Dossier<'_>,
    thread: &Thread,
    reason: Reason,
    kind: ReplyKind,
    moves: Vec<Move>,
) -> Decision {
    let moves = with_given_up(&thread.party, moves);
    let facts = Facts {
        persons: told(thread, &moves),
        exchanged: exchanged(&thread.party, &moves, &[]),
        ..Facts::default()
    };
    let mut letter = dossier.letter(kind, facts);
    letter.mailbox = thread.party.mailbox;
    // A short "ok" tells no language; the party's letter did.
    letter.language = thread.party.language;
    Decision {
        outcome: Outcome::Decided,
        reasons: vec![reason],
        persons: Vec::new(),
        moves,
        letter: Some(letter),
        places: Vec::new(),
        instead: Vec::new(),
        edits: Vec::new(),
        concerns: None,
        press: None,
    }
}

/// What a letter about the moves tells: who moved, and what else they have.
pub(super) fn told(thread: &Thread, moves: &[Move]) -> Vec<PersonResult> {
    of_moved(&thread.party, moves)
}

/// The persons of a party that the moves concern, with their live places and those that moved.
#[must_use]
pub fn of_moved(party: &Party, moves: &[Move]) -> Vec<PersonResult> {
    let persons = after(party, moves).into_iter().zip(&party.persons);
    persons
        .filter(|(_, before)| {
            moves
                .iter()
                .any(|a_move| a_move.place.position == before.position)
        })
        .map(|(mut result, before)| {
            result.places.retain(|(session, state)| {
                let moved = moves.iter().rfind(|a_move| {
                    a_move.place.position == before.position && a_move.place.session == *session
                });
                moved.map_or(state.is_live(), |a_move| !is_silent(a_move, moves))
            });
            result
        })
        .collect()
}

fn places_in(thread: &Thread, wanted: State) -> Vec<PlaceId> {
    let persons = thread.party.persons.iter();
    persons
        .flat_map(|person| person.places.iter().map(move |place| (person.position, place)))
        .filter(|(_, (_, state))| *state == wanted)
        .map(|(position, (session, _))| PlaceId {
            party: thread.party.id,
            position,
            session: *session,
        })
        .collect()
}
