//! Guests who would each like to have what another has: they ask for it, and are to change as soon as a ring is closed.

use super::watch::{PlaceKey, Step};
use super::world::World;
use super::writers::{Received, Says, Writer};
use rand::seq::IndexedRandom;
use rsvpd::registration::State;
use rsvpd::request::Session;

/// Who would leave which session for which: party, position, and both.
type Wish = (i64, i64, Session, Session);

impl World {
    /// Two who are alone in their letters and have different sessions would each like to have the other's.
    pub(super) async fn two_would_change(&mut self) {
        let pairs = self.pairs();
        let Some(&(one, other)) = pairs.choose(&mut self.chance) else {
            return;
        };
        for ((party, has), wished) in [(one, other.1), (other, one.1)] {
            let Some((mut writer, ours)) = self.writer_of(party) else {
                return;
            };
            let (says, which) = match (has, wished) {
                (_, Session::Visit(number)) => (Says::OtherVisit, usize::try_from(number.get()).unwrap()),
                (Session::Morning, _) => (Says::OtherSession, 1),
                _ => (Says::OtherSession, 2),
            };
            let (_, body) = writer.words(says, &mut self.chance, &[], Some(&[which]));
            self.send(&writer, "registration", "", &body, Some(&ours), "");
            let address = &writer.address;
            self.note(&format!(
                "{address} would rather have {wished:?} than {has:?} for {party}"
            ));
        }
        self.count("two would change");
        // Mostly both are read at once, so that nothing comes between them.
        for _ in 0..3 {
            self.works_on().await;
        }
    }

    /// Pairs of guests who are alone in their parties, each with a seat that the other has not.
    fn pairs(&self) -> Vec<((i64, Session), (i64, Session))> {
        let mut alone: Vec<(i64, Session)> = Vec::new();
        for (&(party, position, session), place) in &self.watch.places {
            let others = self.places_of(party);
            let single = others.iter().all(|((_, other, _), _)| *other == position);
            if single && place.state == State::Confirmed {
                alone.push((party, session));
            }
        }
        let has = |party: i64, session: Session| {
            let places = self.places_of(party);
            places
                .iter()
                .any(|(key, place)| key.2 == session && place.state.is_live())
        };
        let alike = |one: Session, other: Session| match (one, other) {
            (Session::Morning, Session::Afternoon) | (Session::Afternoon, Session::Morning) => true,
            (one, other) => one.is_visit() && other.is_visit() && one != other,
        };
        let mut pairs = Vec::new();
        for &one in &alone {
            let fit = alone.iter().filter(|other| {
                one.0 < other.0 && alike(one.1, other.1) && !has(one.0, other.1) && !has(other.0, one.1)
            });
            pairs.extend(fit.map(|other| (one, *other)));
        }
        pairs
    }

    fn places_of(&self, party: i64) -> Vec<(&PlaceKey, &super::watch::Place)> {
        let all = (party, 0, Session::Morning)..(party + 1, 0, Session::Morning);
        self.watch.places.range(all).collect()
    }

    /// Who wrote for a party, and the last that they heard of it.
    pub(super) fn writer_of(&self, party: i64) -> Option<(Writer, Received)> {
        let (address, ours) = self.received.iter().find_map(|(address, letters)| {
            let ours = letters.iter().rfind(|ours| ours.request == party)?;
            Some((address, ours.clone()))
        })?;
        let writer = self.writers.iter().find(|writer| writer.address == *address)?;
        Some((writer.clone(), ours))
    }

    /// Rules 37 and 38, judged without the desk's own rules: no two and no three wait for what the others would leave.
    pub(super) fn no_ring_is_left(&self) {
        if self.rests() {
            return;
        }
        let wishes: Vec<Wish> = self
            .watch
            .places
            .keys()
            .filter_map(|key| self.wish_of(*key))
            .collect();
        for one in &wishes {
            for two in wishes.iter().filter(|two| two.2 == one.3 && two.0 != one.0) {
                self.demand(two.3 != one.2, || {
                    format!("rule 38: {one:?} and {two:?} wait for each other's seats")
                });
                let three = wishes.iter().filter(|three| three.2 == two.3 && three.3 == one.2);
                for three in three.filter(|three| three.0 != one.0 && three.0 != two.0) {
                    self.demand(false, || {
                        format!("rule 38: {one:?}, {two:?} and {three:?} wait for each other's seats")
                    });
                }
            }
        }
    }

    /// What somebody who waits alone and can be told would give up for it: one seat that is sure.
    fn wish_of(&self, (party, position, session): PlaceKey) -> Option<Wish> {
        let waits = self.watch.places.get(&(party, position, session))?;
        if waits.state != State::Waiting || !waits.reachable || self.config.event.session(session).is_none() {
            return None;
        }
        let places = self.places_of(party);
        let alone = places.iter().all(|((_, other, of), place)| {
            *other == position || *of != session || place.state != State::Waiting
        });
        let own = places.iter().filter(|((_, other, _), _)| *other == position);
        let left = own.filter(|((_, _, old), place)| {
            let instead = waits.instead.as_deref().unwrap_or_default();
            let asked = instead.split(' ').any(|id| id == old.id());
            place.state.holds_seat() && (asked || (session.is_visit() && old.is_visit()))
        });
        let left: Vec<_> = left.collect();
        match left.as_slice() {
            [(key, place)] if alone && place.state == State::Confirmed => {
                Some((party, position, key.2, session))
            }
            _ => None,
        }
    }

    /// The desk does everything in its turn once.
    pub(super) async fn works_on(&mut self) {
        for work in super::acts::ROUND {
            self.do_work(work).await;
            self.check(Step::Usual).await;
        }
        self.do_work(super::acts::Work::Deliver).await;
    }
}
