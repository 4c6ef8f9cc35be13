//! The one promotion pass: gives free seats to those who wait, in their order (I3, I4, I5, I9, rules 11–17, 25).

use crate::event::{Event, PromotionPolicy, QueueOrder};
use crate::registration::State;
use crate::request::Session;
use crate::rules::deadline::offer_until;
use crate::rules::decision::{Move, Reason};
use crate::rules::standing::{PlaceId, Seats, WaitingEntry};
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

mod rings;

/// What a pass gives: moves per party, and why the others wait on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Promotions {
    /// By party; all moves of one party are told in one letter (rule 19).
    pub parties: BTreeMap<i64, Vec<Move>>,
    /// Until when what is offered holds; `None` where it is given at once.
    pub until: Option<DateTime<Utc>>,
    /// Idle seats and skipped entries, for the organisers (rule 17).
    pub notices: Vec<(i64, Reason)>,
    /// Why each of the others is not promoted yet.
    pub not_yet: BTreeMap<(i64, Session), NotYet>,
}

/// Why a waiting party is not promoted yet; shown on every row of the waiting list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotYet {
    /// No seat of the session is free.
    Full,
    /// Seats are free, but too few for the party.
    TooBig { free: u32, need: u32 },
    /// A party before it needs more seats than are free, and nobody overtakes.
    BehindTooBig,
    /// The session has room, the event as a whole has none.
    EventFull,
    /// The cutoff has passed, or too little time is left for an answer.
    TooLate,
    /// `promotion = "pause"`.
    Paused,
    /// The event does not have the session any more.
    NoSuchSession,
    /// No letter can reach the party; an organiser seats it by hand.
    Unreachable,
    /// A seat elsewhere is offered to it, and is answered first: in another visit, or one that is given up for this. Or it
    /// was taken: somebody came to another visit.
    OfferedElsewhere,
}

/// Runs the pass and counts the seats that it gives in `seats`.
///
/// One pass over the total order suffices, since giving seats makes no room for an entry that was passed before; but where
/// somebody changes from one session to another, the seat that they leave is given in a further pass, and so is one for which
/// they were too many before another visit was found for them. At last those change who wait for each other's seats.
#[must_use]
pub fn promote(event: &Event, now: DateTime<Utc>, seats: &mut Seats, waiting: &[WaitingEntry]) -> Promotions {
    let mut promotions = Promotions::default();
    let mut entries: Vec<Cow<'_, WaitingEntry>> = waiting
        .iter()
        .filter(|entry| !entry.positions.is_empty())
        .map(Cow::Borrowed)
        .collect();
    entries.sort_by_key(|entry| {
        (
            std::cmp::Reverse(entry.priority),
            entry.since,
            entry.party,
            entry.wish,
            entry.session,
        )
    });
    let (to, until) = match target(event, now) {
        Ok(target) => target,
        Err(why) => {
            let all = entries.iter().map(|entry| ((entry.party, entry.session), why));
            promotions.not_yet.extend(all);
            return promotions;
        }
    };
    promotions.until = until;
    let mut seated: BTreeSet<(i64, i64)> = BTreeSet::new();
    let mut given: BTreeMap<PlaceId, State> = BTreeMap::new();
    let mut gone: BTreeSet<PlaceId> = BTreeSet::new();
    loop {
        let mut blocked: BTreeSet<Session> = BTreeSet::new();
        let (mut passed, mut left) = (Vec::new(), Vec::new());
        let mut in_the_way: Vec<PlaceId> = Vec::new();
        for entry in entries {
            let Some(entry) = still_waiting(entry, &given, &gone) else {
                continue;
            };
            if let Err(why) = place(event, seats, &entry, to, &blocked, &mut seated) {
                note(event, &mut promotions, &mut blocked, &entry, why);
                if blocked.contains(&entry.session) {
                    in_the_way.extend(places_of(&entry));
                }
                passed.push(entry);
                continue;
            }
            let moves = with_given_up(&entry, to, waiting);
            note_given(&entry, &moves, waiting, (&mut given, &mut gone));
            left.extend(given_up_of(&moves).cloned());
            let all = promotions.parties.entry(entry.party).or_default();
            moves.into_iter().for_each(|a_move| add(all, a_move));
        }
        // What is left goes to whoever is first, who may have been passed already (I3).
        seats.leave(&left);
        // Too many for the one visit, they got another, and are in nobody's way any more.
        let steps_aside = in_the_way.iter().any(|place| gone.contains(place));
        if !steps_aside && !left.iter().any(|a_move| a_move.from.holds_seat()) {
            let Some(ring) = rings::first(&passed) else {
                return promotions;
            };
            for entry in ring.iter().filter_map(|at| passed.get(*at)) {
                let moves = with_given_up(entry, State::Confirmed, waiting);
                note_given(entry, &moves, waiting, (&mut given, &mut gone));
                seats.leave(&moves);
                let all = promotions.parties.entry(entry.party).or_default();
                moves.into_iter().for_each(|a_move| add(all, a_move));
            }
            let stays = passed.into_iter().enumerate();
            let stays = stays.filter(|(at, _)| !ring.contains(at));
            passed = stays.map(|(_, entry)| entry).collect();
        }
        entries = passed;
        promotions.notices.clear();
        promotions.not_yet.clear();
    }
}

/// The places that an entry waits for.
fn places_of(entry: &WaitingEntry) -> impl Iterator<Item = PlaceId> + '_ {
    entry.positions.iter().map(|&position| PlaceId {
        party: entry.party,
        position,
        session: entry.session,
    })
}

/// Whether nobody is promoted now, whoever waits and whatever is free.
#[must_use]
pub fn rests(event: &Event, now: DateTime<Utc>) -> bool {
    target(event, now).is_err()
}

/// The moves of an entry that gets its places, with what its persons give up for them.
fn with_given_up(entry: &WaitingEntry, to: State, waiting: &[WaitingEntry]) -> Vec<Move> {
    let mut moves: Vec<Move> = moves_of(entry, to).collect();
    moves.extend(given_up(entry, &moves, waiting));
    moves
}

fn given_up_of(moves: &[Move]) -> impl Iterator<Item = &Move> {
    moves.iter().filter(|a_move| a_move.to == State::Cancelled)
}

/// Remembers what an entry got, and what its persons wait for no longer.
fn note_given(
    entry: &WaitingEntry,
    moves: &[Move],
    waiting: &[WaitingEntry],
    (given, gone): (&mut BTreeMap<PlaceId, State>, &mut BTreeSet<PlaceId>),
) {
    let got = moves.iter().filter(|a_move| a_move.to.holds_seat());
    given.extend(got.map(|a_move| (a_move.place, a_move.to)));
    gone.extend(rivals(entry, waiting));
}

/// An entry without those who got another place instead in this pass, and with the seats that they got and would give up.
fn still_waiting<'e>(
    entry: Cow<'e, WaitingEntry>,
    given: &BTreeMap<PlaceId, State>,
    gone: &BTreeSet<PlaceId>,
) -> Option<Cow<'e, WaitingEntry>> {
    let place = |position: i64, session: Session| PlaceId {
        party: entry.party,
        position,
        session,
    };
    let is_gone = |position: &i64| gone.contains(&place(*position, entry.session));
    let got = entry.instead.iter().filter_map(|&(position, old)| {
        let state = given.get(&place(position, old))?;
        Some((position, old, *state))
    });
    let got: Vec<(i64, Session, State)> = got.filter(|seat| !entry.holds.contains(seat)).collect();
    if got.is_empty() && !entry.positions.iter().any(is_gone) {
        return Some(entry);
    }
    let mut rest = entry.clone().into_owned();
    rest.positions.retain(|position| !is_gone(position));
    rest.newcomers.retain(|position| !is_gone(position));
    rest.holds.retain(|(position, ..)| !is_gone(position));
    rest.holds.extend(got);
    (!rest.positions.is_empty()).then_some(Cow::Owned(rest))
}

/// Places on lists that whoever gets this place does not need any more.
fn rivals(entry: &WaitingEntry, waiting: &[WaitingEntry]) -> Vec<PlaceId> {
    let others = waiting.iter().filter(|other| other.party == entry.party);
    let rivals = others.flat_map(|other| {
        let both = other.positions.iter().filter(|at| entry.positions.contains(at));
        both.filter(|at| {
            let visits = entry.session.is_visit() && other.session.is_visit();
            let leaves = entry.instead.contains(&(**at, other.session));
            other.session != entry.session && (visits || leaves)
        })
        .map(|&position| PlaceId {
            party: other.party,
            position,
            session: other.session,
        })
    });
    rivals.collect()
}

/// What those who get a place for sure give up: seats that they hold, and places on other lists.
fn given_up(entry: &WaitingEntry, moves: &[Move], waiting: &[WaitingEntry]) -> Vec<Move> {
    let mut all: Vec<Move> = Vec::new();
    let rivals = rivals(entry, waiting);
    for a_move in moves.iter().filter(|a_move| a_move.to == State::Confirmed) {
        let position = a_move.place.position;
        let seats = entry.holds.iter().filter(|(of, ..)| *of == position);
        let seats = seats.map(|&(_, session, from)| {
            (
                PlaceId {
                    session,
                    ..a_move.place
                },
                from,
            )
        });
        let lists = rivals.iter().filter(|place| place.position == position);
        let lists = lists.map(|place| (*place, State::Waiting));
        for (place, from) in seats.chain(lists) {
            if from.may_become(State::Cancelled) && all.iter().all(|known| known.place != place) {
                let to = State::Cancelled;
                all.push(Move { place, from, to });
            }
        }
    }
    all
}

/// Adds a move to those of a party; a place that was given in the same pass and is given up again never was.
fn add(moves: &mut Vec<Move>, a_move: Move) {
    match moves.iter_mut().find(|known| known.place == a_move.place) {
        Some(known) => known.to = a_move.to,
        None => moves.push(a_move),
    }
}

/// The state that a promoted place gets and until when, or why nobody is promoted now.
fn target(event: &Event, now: DateTime<Utc>) -> Result<(State, Option<DateTime<Utc>>), NotYet> {
    if now >= event.promotes_until() {
        return Err(NotYet::TooLate);
    }
    match event.registration.promotion {
        PromotionPolicy::Pause => Err(NotYet::Paused),
        PromotionPolicy::Confirm => Ok((State::Confirmed, None)),
        PromotionPolicy::Offer => match offer_until(event, now) {
            Some(until) => Ok((State::Offered, Some(until))),
            None => Err(NotYet::TooLate),
        },
    }
}

/// Counts the seats of one entry, if there are enough and nobody is overtaken.
fn place(
    event: &Event,
    seats: &mut Seats,
    entry: &WaitingEntry,
    to: State,
    blocked: &BTreeSet<Session>,
    seated: &mut BTreeSet<(i64, i64)>,
) -> Result<(), NotYet> {
    let persons_free = seats.persons_free();
    let Some(counts) = seats
        .sessions
        .get_mut(&entry.session)
        .filter(|_| event.session(entry.session).is_some())
    else {
        return Err(NotYet::NoSuchSession);
    };
    if !entry.reachable {
        return Err(NotYet::Unreachable);
    }
    let came = |session: Session, state: State| {
        state == State::Attended && session.is_visit() && entry.session.is_visit()
    };
    let elsewhere =
        |&(_, session, state): &(i64, Session, State)| state == State::Offered || came(session, state);
    if entry.holds.iter().any(elsewhere) {
        return Err(NotYet::OfferedElsewhere);
    }
    if counts.free() == 0 {
        return Err(NotYet::Full);
    }
    if blocked.contains(&entry.session) {
        return Err(NotYet::BehindTooBig);
    }
    let newcomers = entry
        .newcomers
        .iter()
        .map(|&position| (entry.party, position))
        .filter(|person| !seated.contains(person));
    let newcomers: Vec<(i64, i64)> = newcomers.collect();
    let need = u32::try_from(entry.positions.len()).unwrap_or(u32::MAX);
    let need_persons = u32::try_from(newcomers.len()).unwrap_or(u32::MAX);
    if need > counts.free() {
        return Err(NotYet::TooBig {
            free: counts.free().min(persons_free),
            need,
        });
    }
    if need_persons > persons_free {
        return Err(match persons_free {
            0 => NotYet::EventFull,
            free => NotYet::TooBig {
                free: free.min(counts.free()),
                need,
            },
        });
    }
    let offered = moves_of(entry, to).filter(|a_move| a_move.to == State::Offered);
    let offered = u32::try_from(offered.count()).unwrap_or(u32::MAX);
    counts.offered += offered;
    counts.confirmed += need - offered;
    counts.waiting = counts.waiting.saturating_sub(need);
    seats.persons += need_persons;
    seated.extend(newcomers);
    Ok(())
}

/// Remembers why an entry is passed, and who must not overtake it.
fn note(
    event: &Event,
    promotions: &mut Promotions,
    blocked: &mut BTreeSet<Session>,
    entry: &WaitingEntry,
    why: NotYet,
) {
    let session = entry.session;
    promotions.not_yet.insert((entry.party, session), why);
    let strict = event.registration.queue_order == QueueOrder::Strict;
    // Whoever cannot be promoted at all keeps nobody else from it (rule 15).
    if strict && !matches!(why, NotYet::Unreachable | NotYet::OfferedElsewhere) {
        blocked.insert(session);
    }
    match why {
        NotYet::TooBig { free: 0, .. } => {}
        NotYet::TooBig { free, need } if strict => {
            let reason = Reason::HeadTooBig { session, free, need };
            promotions.notices.push((entry.party, reason));
        }
        NotYet::TooBig { free, need } => {
            let reason = Reason::Skipped { session, free, need };
            promotions.notices.push((entry.party, reason));
        }
        _ => {}
    }
}

/// Whoever has a seat and wishes to change it for another is not asked again: nobody holds two until an offer is answered.
fn moves_of(entry: &WaitingEntry, to: State) -> impl Iterator<Item = Move> + '_ {
    let changes = |position: i64| entry.holds.iter().any(|(of, ..)| *of == position);
    entry.positions.iter().map(move |&position| Move {
        place: PlaceId {
            party: entry.party,
            position,
            session: entry.session,
        },
        from: State::Waiting,
        to: if changes(position) { State::Confirmed } else { to },
    })
}
