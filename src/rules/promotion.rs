//! The one promotion pass: gives free seats to those who wait, in their order (I3, I4, I5, I9, rules 11–17, 25).

use crate::event::{Event, QueueOrder};
use crate::registration::State;
use crate::request::Session;
use crate::rules::decision::{Move, Reason};
use crate::rules::standing::{PlaceId, Seats, WaitingEntry};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// What a pass gives: moves per party, and why seats stay idle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Promotions {
    /// By party; all moves of one party are told in one letter (rule 19).
    pub parties: BTreeMap<i64, Vec<Move>>,
    /// Idle seats and skipped entries, for the organisers (rule 17).
    pub notices: Vec<(i64, Reason)>,
}

/// Runs the pass and counts the seats that it gives in `seats`.
///
/// One pass over the total order suffices: giving seats never makes room for an entry that was passed before.
#[must_use]
pub fn promote(event: &Event, now: DateTime<Utc>, seats: &mut Seats, waiting: &[WaitingEntry]) -> Promotions {
    let mut promotions = Promotions::default();
    if now >= event.starts() {
        return promotions;
    }
    let mut entries: Vec<&WaitingEntry> = waiting
        .iter()
        .filter(|entry| !entry.positions.is_empty())
        .collect();
    entries.sort_by_key(|entry| {
        (
            std::cmp::Reverse(entry.priority),
            entry.since,
            entry.party,
            entry.session,
        )
    });
    let mut blocked: BTreeSet<Session> = BTreeSet::new();
    let mut seated: BTreeSet<(i64, i64)> = BTreeSet::new();
    for entry in entries {
        if blocked.contains(&entry.session) {
            continue;
        }
        let persons_free = seats.persons_free();
        let Some(counts) = seats.sessions.get_mut(&entry.session) else {
            continue;
        };
        let newcomers: Vec<i64> = entry
            .newcomers
            .iter()
            .copied()
            .filter(|&position| !seated.contains(&(entry.party, position)))
            .collect();
        let need = u32::try_from(entry.positions.len()).unwrap_or(u32::MAX);
        let need_persons = u32::try_from(newcomers.len()).unwrap_or(u32::MAX);
        if need <= counts.free() && need_persons <= persons_free {
            counts.confirmed += need;
            counts.waiting = counts.waiting.saturating_sub(need);
            seats.persons += need_persons;
            seated.extend(newcomers.into_iter().map(|position| (entry.party, position)));
            promotions
                .parties
                .entry(entry.party)
                .or_default()
                .extend(moves_of(entry));
            continue;
        }
        let (session, free) = (entry.session, counts.free().min(persons_free));
        match event.registration.queue_order {
            QueueOrder::Strict => {
                blocked.insert(session);
                if free > 0 {
                    promotions
                        .notices
                        .push((entry.party, Reason::HeadTooBig { session, free, need }));
                }
            }
            QueueOrder::SkipTooBig if free > 0 => {
                promotions
                    .notices
                    .push((entry.party, Reason::Skipped { session, free, need }));
            }
            QueueOrder::SkipTooBig => {}
        }
    }
    promotions
}

fn moves_of(entry: &WaitingEntry) -> impl Iterator<Item = Move> + '_ {
    entry.positions.iter().map(|&position| Move {
        place: PlaceId {
            party: entry.party,
            position,
            session: entry.session,
        },
        from: State::Waiting,
        to: State::Confirmed,
    })
}
