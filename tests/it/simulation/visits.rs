//! Study visits, judged without the desk's own rules: each gets the first of their wishes that has room, or waits for all of them.

use super::line::{Before, Told};
use super::world::World;
use rsvpd::event::{GroupPolicy, QueueOrder};
use rsvpd::registration::State;
use rsvpd::request::{Session, VisitNumber};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Taken seats and waiting persons of each session, and of the event.
#[derive(Default, Clone)]
struct Counts {
    taken: BTreeMap<Session, usize>,
    waiting: BTreeMap<Session, usize>,
}

impl Counts {
    fn add(&mut self, session: Session, state: State, by: isize) {
        let counter = match state {
            State::Waiting => &mut self.waiting,
            state if state.holds_seat() => &mut self.taken,
            _ => return,
        };
        let counter = counter.entry(session).or_default();
        *counter = counter.checked_add_signed(by).unwrap();
    }
}

fn visit(number: usize) -> Session {
    Session::Visit(VisitNumber::new(u32::try_from(number).unwrap()).unwrap())
}

impl World {
    /// Rule 30 of several visits: the first of the wishes that has room for the party, and all of them where none has.
    pub(super) async fn visits_go_by_wish(&mut self, before: &Before, told: &[Told]) {
        if !self.config.event.has_visits() || told.is_empty() {
            return;
        }
        let mut counts = Counts::default();
        for (key, now) in &self.watch.places {
            let old = before.get(key).map_or(Some(now), Option::as_ref);
            if let Some(old) = old {
                counts.add(key.2, old.state, 1);
            }
        }
        for line in told.chunk_by(|one, other| one.line == other.line) {
            let Some(first) = line.first() else { continue };
            if first.decided && first.by_letter() && line.iter().any(|told| told.place.2.is_visit()) {
                let (content,): (String,) = sqlx::query_as("SELECT content_key FROM messages WHERE id = $1")
                    .bind(first.by)
                    .fetch_one(&mut self.sql)
                    .await
                    .unwrap();
                if let Some(wishes) = self.wishes.get(&content) {
                    self.goes_by_wish(line, wishes, &counts);
                }
            }
            for told in line {
                if let Some(from) = told.from {
                    counts.add(told.place.2, from, -1);
                }
                counts.add(told.place.2, told.to, 1);
            }
        }
    }

    fn goes_by_wish(&self, line: &[Told], wishes: &[usize], counts: &Counts) {
        let policy = &self.config.event.registration;
        let capacities = &self.seats.sessions;
        let mut open: BTreeMap<Session, usize> = BTreeMap::new();
        for (&id, &capacity) in capacities.iter().filter(|(id, _)| id.is_visit()) {
            let free = (capacity as usize).saturating_sub(counts.taken.get(&id).copied().unwrap_or(0));
            let waits = counts.waiting.get(&id).copied().unwrap_or(0);
            let strict = policy.queue_order == QueueOrder::Strict || self.rests();
            let closed = strict && waits > 0;
            open.insert(id, if closed { 0 } else { free });
        }
        let mut wanted: Vec<Session> = wishes.iter().map(|number| visit(*number)).collect();
        if wanted.is_empty() {
            wanted = open.keys().copied().collect();
            wanted.sort_by_key(|id| Reverse(open[id]));
        }
        let mut persons: BTreeMap<i64, Vec<(Session, State)>> = BTreeMap::new();
        for told in line.iter().filter(|told| told.place.2.is_visit()) {
            persons
                .entry(told.place.1)
                .or_default()
                .push((told.place.2, told.to));
        }
        if persons
            .values()
            .flatten()
            .any(|(_, state)| *state == State::Asked)
        {
            return;
        }
        let together = wanted.iter().find(|id| open[*id] >= persons.len()).copied();
        for places in persons.values() {
            let seat = together.or_else(|| match policy.groups {
                GroupPolicy::PartialOk => wanted.iter().find(|id| open[*id] > 0).copied(),
                GroupPolicy::Whole => None,
            });
            if let Some(left) = seat.and_then(|id| open.get_mut(&id)) {
                *left = left.saturating_sub(1);
            }
            let mut expected: Vec<(Session, State)> = match seat {
                Some(seat) => vec![(seat, State::Confirmed)],
                None => wanted.iter().map(|id| (*id, State::Waiting)).collect(),
            };
            let mut found = places.clone();
            expected.sort_unstable();
            found.sort_unstable();
            let mut all: Vec<_> = wanted.iter().map(|id| (*id, State::Waiting)).collect();
            all.sort_unstable();
            // The event as a whole may be full: then they wait for all of their wishes.
            let event_full = self.seats.event.is_some() && found == all;
            self.demand(found == expected || event_full, || {
                format!("rule 30: wishes {wishes:?} with {open:?} became {found:?}, not {expected:?}")
            });
        }
    }
}
