//! Whether a party fits: per session and in total, whole or in part, never past those who wait (I1, I4, rules 1–3, 16, 30).

use crate::event::{GroupPolicy, QueueOrder, RegistrationPolicy};
use crate::registration::State;
use crate::request::Session;
use crate::rules::decision::Reason;
use crate::rules::standing::{Seats, SessionSeats};
use crate::rules::visits;

/// Seats free and needed where a party did not fit whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short {
    pub session: Session,
    pub free: u32,
    pub need: u32,
}

/// The states of every person's places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allocation {
    /// Per person, in the order asked.
    pub places: Vec<Vec<(Session, State)>>,
    /// Set where some, but too few seats were free for a party.
    pub short: Option<Short>,
    pub reasons: Vec<Reason>,
    /// The first session on whose list somebody waits.
    pub waits_for: Option<Session>,
    /// The waiting list has no room for the party; nothing may be stored as waiting.
    pub list_full: bool,
}

/// Allocates the sessions that each person wants; of several visits one, in the order of preference.
#[must_use]
pub fn allocate(seats: &Seats, policy: &RegistrationPolicy, wanted: &[Vec<Session>]) -> Allocation {
    let order = order(seats, policy);
    let chosen = visits::choose(seats, policy, wanted);
    let mut allocation = match policy.groups {
        GroupPolicy::Whole => whole(seats, order, &chosen.wanted),
        GroupPolicy::PartialOk => in_part(seats, order, &chosen.wanted),
    };
    chosen.complete(&mut allocation);
    explain(&mut allocation, seats, policy);
    let given = visits::reasons(wanted, &allocation.places);
    allocation.reasons.extend(given);
    allocation
}

/// How the line stands: where nobody is promoted, whoever waits might fit, and is not passed by (I4).
pub(super) fn order(seats: &Seats, policy: &RegistrationPolicy) -> QueueOrder {
    if seats.line_rests {
        QueueOrder::Strict
    } else {
        policy.queue_order
    }
}

/// Seats that a new letter may take: none where somebody waits whom it would overtake.
pub(super) fn open_seats(session: Option<&SessionSeats>, order: QueueOrder) -> u32 {
    match (session, order) {
        (None, _) => 0,
        (Some(seats), QueueOrder::Strict) if seats.waiting > 0 => 0,
        // Where too-big entries are skipped, whoever still waits did not fit into what is free now.
        (Some(seats), _) => seats.free(),
    }
}

/// Seats that somebody may take who does not wait: none where others do (I4).
#[must_use]
pub fn seats_open(seats: &SessionSeats) -> u32 {
    open_seats(Some(seats), QueueOrder::Strict)
}

/// All of a party get a session, or all of them wait for it.
fn whole(seats: &Seats, order: QueueOrder, wanted: &[Vec<Session>]) -> Allocation {
    let need = |session: Session| {
        count(
            wanted
                .iter()
                .filter(|sessions| sessions.contains(&session))
                .count(),
        )
    };
    let fits = |session: Session| need(session) <= open_seats(seats.sessions.get(&session), order);
    let persons = count(
        wanted
            .iter()
            .filter(|sessions| sessions.iter().any(|session| fits(*session)))
            .count(),
    );
    let total_fits = persons <= seats.persons_free();
    let short = seats.sessions.keys().find_map(|&session| {
        let open = open_seats(seats.sessions.get(&session), order).min(seats.persons_free());
        let need = need(session);
        (need > 1 && open > 0 && open < need).then_some(Short {
            session,
            free: open,
            need,
        })
    });
    let state = |session: Session| {
        if total_fits && fits(session) {
            State::Confirmed
        } else {
            State::Waiting
        }
    };
    Allocation {
        places: wanted
            .iter()
            .map(|sessions| {
                sessions
                    .iter()
                    .map(|&session| (session, state(session)))
                    .collect()
            })
            .collect(),
        short,
        ..Allocation::default()
    }
}

/// The first of the letter get what is free, the rest wait; nobody is dropped (rule 2).
fn in_part(seats: &Seats, order: QueueOrder, wanted: &[Vec<Session>]) -> Allocation {
    let mut open: Vec<(Session, u32)> = seats
        .sessions
        .iter()
        .map(|(&session, counts)| (session, open_seats(Some(counts), order)))
        .collect();
    let mut persons_free = seats.persons_free();
    let mut short = None;
    let mut places = Vec::with_capacity(wanted.len());
    for sessions in wanted {
        let mut row = Vec::with_capacity(sessions.len());
        let mut seated = false;
        for &session in sessions {
            let left = open.iter_mut().find(|(id, _)| *id == session);
            let state = match left {
                Some((_, left)) if *left > 0 && (seated || persons_free > 0) => {
                    *left -= 1;
                    persons_free -= u32::from(!seated);
                    seated = true;
                    State::Confirmed
                }
                _ => State::Waiting,
            };
            row.push((session, state));
        }
        places.push(row);
    }
    for &session in seats.sessions.keys() {
        let states = places.iter().flatten().filter(|(id, _)| *id == session);
        let need = count(states.clone().count());
        let free = count(states.filter(|(_, state)| *state == State::Confirmed).count());
        if short.is_none() && free > 0 && free < need {
            short = Some(Short { session, free, need });
        }
    }
    Allocation {
        places,
        short,
        ..Allocation::default()
    }
}

/// Adds reasons, the place on the list, and whether the list has room.
fn explain(allocation: &mut Allocation, seats: &Seats, policy: &RegistrationPolicy) {
    for (&session, counts) in &seats.sessions {
        let waiting = count(
            allocation
                .places
                .iter()
                .flatten()
                .filter(|(id, state)| *id == session && *state == State::Waiting)
                .count(),
        );
        if waiting == 0 {
            continue;
        }
        allocation.reasons.push(match allocation.short {
            Some(short) if short.session == session => Reason::GroupTooBig {
                session,
                free: short.free,
                need: short.need,
            },
            _ => Reason::Full(session),
        });
        allocation.waits_for.get_or_insert(session);
        allocation.list_full |= policy
            .waiting_list_capacity
            .is_some_and(|capacity| counts.waiting + waiting > capacity);
    }
    if allocation.reasons.is_empty() {
        allocation.reasons.push(Reason::Fits);
    }
}

fn count(persons: usize) -> u32 {
    u32::try_from(persons).unwrap_or(u32::MAX)
}
