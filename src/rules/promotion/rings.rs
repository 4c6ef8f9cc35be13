//! Persons who wait for each other's seats: where all of a ring change at once, nobody needs a free seat (rules 37, 38).
//!
//! An exchange passes nobody by: whoever else waits for one of these sessions would have no seat without it either.

use crate::registration::State;
use crate::request::Session;
use crate::rules::standing::WaitingEntry;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A way from the session that is left to the one that is wished, for so many persons.
type Way = (Session, Session, usize);

/// The first ring among entries in the order of their rank, as places in that order; `None` where there is none.
///
/// Of the entries that would go the same way the first does, and the ring is the shortest that its first can be part of.
pub(super) fn first(entries: &[Cow<'_, WaitingEntry>]) -> Option<Vec<usize>> {
    let mut ways: BTreeMap<Way, usize> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(left) = left_by(entry) {
            ways.entry((left, entry.session, entry.positions.len()))
                .or_insert(at);
        }
    }
    let mut firsts: Vec<(usize, Way)> = ways.iter().map(|(way, at)| (*at, *way)).collect();
    firsts.sort_unstable();
    firsts.into_iter().find_map(|(_, way)| ring(entries, &ways, way))
}

/// The session in which everybody of an entry has a seat for sure, and gives it up by getting this one.
fn left_by(entry: &WaitingEntry) -> Option<Session> {
    let (_, left, _) = entry.holds.first()?;
    let sure = |position: &i64| {
        let mut held = entry.holds.iter().filter(|(of, ..)| of == position);
        held.next() == Some(&(*position, *left, State::Confirmed)) && held.next().is_none()
    };
    (entry.reachable && entry.positions.iter().all(sure)).then_some(*left)
}

/// The shortest ring that begins with this way: back from where it leads to where it begins.
fn ring(
    entries: &[Cow<'_, WaitingEntry>],
    ways: &BTreeMap<Way, usize>,
    (home, goal, size): Way,
) -> Option<Vec<usize>> {
    let first = *ways.get(&(home, goal, size))?;
    let mut found: VecDeque<(Session, Vec<usize>)> = VecDeque::from([(goal, vec![first])]);
    let mut seen: BTreeSet<Session> = BTreeSet::from([goal]);
    while let Some((from, ring)) = found.pop_front() {
        if from == home {
            return Some(ring);
        }
        for (&(_, to, _), &at) in ways
            .iter()
            .filter(|((left, _, count), _)| *left == from && *count == size)
        {
            // Nobody goes two ways.
            let party = |at: usize| entries.get(at).map(|entry| entry.party);
            let twice = ring.iter().any(|other| party(*other) == party(at));
            if !twice && seen.insert(to) {
                let mut longer = ring.clone();
                longer.push(at);
                found.push_back((to, longer));
            }
        }
    }
    None
}
