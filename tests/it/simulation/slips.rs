//! Organisers of a simulated event who see at once that they clicked wrong: all is as it was, offers with their end.

use super::line::Told;
use super::watch::{Place, PlaceKey, Step};
use super::world::World;
use chrono::TimeDelta;
use rand::Rng;
use rand::seq::IndexedRandom;
use rsvpd::daemon::{DeskError, Order};
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::rules::organiser::Act;
use rsvpd::store::Undone;
use std::collections::BTreeMap;

impl World {
    /// Somebody is cancelled, refused or put on the list, and a moment later that is taken back.
    pub(super) async fn an_organiser_slips(&mut self) -> Step {
        let offered = self.watch.places.iter();
        let offered = offered.filter(|(_, place)| place.state == State::Offered);
        let offered: Vec<i64> = offered.map(|(key, _)| key.0).collect();
        let party = match offered.choose(&mut self.chance) {
            Some(party) if self.chance.random_bool(0.7) => *party,
            _ => match self.some_request().await {
                Some((party, _)) => party,
                None => return Step::Usual,
            },
        };
        let before = self.places_as_seen(party);
        // Whoever was put on the list while seats are free gets one in the pass that follows an undo.
        let idle = self.watch.idle;
        let positions: Vec<i64> = before.keys().map(|key| key.1).collect();
        let act = match self.chance.random_range(0..4) {
            0 => Act::Refuse { reason: None },
            1 => Act::Confirm {
                over_capacity_because: None,
            },
            _ => Act::Cancel { positions },
        };
        let order = Order {
            user: "juan".to_owned(),
            act: act.clone(),
            version: self.version(party).await,
            words: None,
            undo_for: TimeDelta::minutes(30),
        };
        match self.desk.act(party, &order).await {
            Ok(_) => {}
            Err(DeskError::Refused(_)) => return Step::Usual,
            Err(error) => panic!("{}", self.story(&format!("{act:?} on {party}: {error}"))),
        }
        self.check(Step::Usual).await;
        let now = self.now() + TimeDelta::minutes(self.chance.random_range(0..10));
        self.clock.set(now);
        let undone = self.desk.undo(party, "juan").await.unwrap();
        self.note(&format!("an organiser slips on {party} with {act:?}: {undone:?}"));
        self.count(&format!("slip {undone:?}"));
        self.check(Step::Undo).await;
        if undone == Undone::Done {
            let after = self.places_as_seen(party);
            self.demand(before == after || idle, || {
                format!("taken back, and {before:?} of {party} became {after:?}")
            });
            let gives = |place: &Place| place.state == State::Offered;
            if before.values().any(gives) {
                self.count("an offer is given back");
            }
        }
        Step::Undo
    }

    /// The places of a party, but for the moment of their last change.
    fn places_as_seen(&self, party: i64) -> BTreeMap<PlaceKey, Place> {
        let all = (party, 0, Session::Morning)..(party + 1, 0, Session::Morning);
        let places = self.watch.places.range(all);
        let same = |place: &Place| Place {
            updated: String::new(),
            ..place.clone()
        };
        places.map(|(key, place)| (*key, same(place))).collect()
    }

    /// I7: what is offered again because an act was taken back holds as long as before.
    pub(super) fn offers_come_back_with_their_end(
        &mut self,
        changed: &BTreeMap<PlaceKey, Place>,
        told: &[Told],
    ) {
        for (key, place) in changed {
            let Some(until) = &place.until else { continue };
            let undone = told.iter().any(|told| told.undone && told.place == *key);
            match self.watch.ends.get(key).filter(|_| undone) {
                Some(before) => self.demand(before == until, || {
                    format!("I7: {key:?} was offered until {before}, and after an undo it is until {until}")
                }),
                None => {
                    self.watch.ends.insert(*key, until.clone());
                }
            }
        }
    }
}
