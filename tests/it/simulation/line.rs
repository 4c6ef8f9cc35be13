//! Who is next, judged without the desk's own rules: nobody is overtaken, no seat idles, no answer in time is lost.

use super::watch::{Place, PlaceKey, Step, stamp};
use super::world::World;
use chrono::TimeDelta;
use rsvpd::daemon::Part;
use rsvpd::event::{PromotionPolicy, QueueOrder};
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::rules::deadline::offer_until;
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Number, request, what, details, kind of actor, actor.
pub type Line = (i64, Option<i64>, String, String, String, String);

/// What the journal says of one place.
#[derive(Debug, Clone)]
pub struct Told {
    pub line: i64,
    pub place: PlaceKey,
    /// `None` of a place that is new.
    pub from: Option<State>,
    pub to: State,
    /// The request whose decision it was.
    pub by: i64,
    actor: String,
    /// It came with a letter's persons.
    pub decided: bool,
    pub undone: bool,
}

/// Places that were seen to change, as they were.
pub type Before = BTreeMap<PlaceKey, Option<Place>>;

impl Told {
    /// The places that a line speaks of.
    pub fn of(line: &Line) -> Vec<Self> {
        let (number, request, what, details, actor, _) = line;
        let details: Value = serde_json::from_str(details).unwrap();
        let party = request.unwrap_or_default();
        let state = |value: &Value| State::from_name(value.as_str().unwrap()).unwrap();
        let session = |value: &str| Session::from_id(value).unwrap();
        let told = |place: &Value, from: Option<State>, to: State| Self {
            line: *number,
            place: (
                party,
                place["position"].as_i64().unwrap(),
                session(place["session"].as_str().unwrap()),
            ),
            from,
            to,
            by: details["by_request"].as_i64().unwrap_or(party),
            actor: actor.clone(),
            decided: false,
            undone: false,
        };
        match what.as_str() {
            "decided" => {
                let persons = details["persons"].as_array().unwrap().iter();
                let places = persons.flat_map(|person| {
                    let position = person["position"].as_i64().unwrap();
                    let places = person["places"].as_object().unwrap().iter();
                    places.map(move |(id, to)| ((party, position, session(id)), state(to)))
                });
                places
                    .map(|(place, to)| Self {
                        line: *number,
                        place,
                        from: None,
                        to,
                        by: party,
                        actor: actor.clone(),
                        decided: true,
                        undone: false,
                    })
                    .collect()
            }
            "added" => vec![told(&details, None, state(&details["to"]))],
            "moved" => vec![told(
                &details,
                Some(state(&details["from"])),
                state(&details["to"]),
            )],
            "undone" => {
                let moves = details["moves"].as_array().unwrap().iter();
                moves
                    .map(|moved| Self {
                        undone: true,
                        ..told(moved, Some(state(&moved["to"])), state(&moved["from"]))
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    pub fn by_clock(&self) -> bool {
        self.actor == "clock"
    }

    pub fn by_letter(&self) -> bool {
        self.actor == "message"
    }

    fn gains(&self) -> bool {
        self.to.holds_seat() && !self.from.is_some_and(State::holds_seat) && !self.undone
    }
}

/// Those of a party who wait together for a session.
#[derive(Debug)]
struct Entry<'w> {
    party: i64,
    positions: Vec<i64>,
    place: &'w Place,
}

impl Entry<'_> {
    fn rank(&self) -> (Reverse<i64>, &str, i64, i64) {
        rank(self.party, self.place)
    }
}

fn rank(party: i64, place: &Place) -> (Reverse<i64>, &str, i64, i64) {
    (Reverse(place.priority), &place.since, party, place.wish)
}

/// Whether a seat was got in a ring of persons who change into each other's seats: nobody else could have had it.
fn exchanges(told: &[Told], gain: &Told) -> bool {
    let leaves = |told: &&Told| {
        told.by_clock() && told.to == State::Cancelled && told.from.is_some_and(State::holds_seat)
    };
    let person = |told: &Told| (told.place.0, told.place.1);
    let left_by = |who: (i64, i64)| {
        let theirs = told.iter().filter(leaves).filter(move |told| person(told) == who);
        theirs.map(|told| told.place.2)
    };
    let homes: Vec<Session> = left_by(person(gain)).collect();
    // Along those who left what was got, to what they got.
    let (mut reached, mut at) = (vec![gain.place.2], 0);
    while let Some(&session) = reached.get(at) {
        at += 1;
        for other in told.iter().filter(leaves).filter(|told| told.place.2 == session) {
            let got = told
                .iter()
                .filter(|got| got.by_clock() && got.gains() && person(got) == person(other));
            for got in got {
                if homes.contains(&got.place.2) {
                    return true;
                }
                if !reached.contains(&got.place.2) {
                    reached.push(got.place.2);
                }
            }
        }
    }
    false
}

impl World {
    fn old<'w>(&'w self, before: &'w Before, key: &PlaceKey) -> Option<&'w Place> {
        match before.get(key) {
            Some(old) => old.as_ref(),
            None => self.watch.places.get(key),
        }
    }

    /// The line of a session, in its order.
    fn line(&self, session: Session) -> Vec<Entry<'_>> {
        let mut line: Vec<Entry<'_>> = Vec::new();
        let waits = self
            .watch
            .places
            .iter()
            .filter(|(key, place)| key.2 == session && place.state == State::Waiting);
        for (&(party, position, _), place) in waits {
            let same = |entry: &&mut Entry<'_>| entry.party == party && entry.place.since == place.since;
            match line.iter_mut().find(same) {
                Some(entry) => entry.positions.push(position),
                None => line.push(Entry {
                    party,
                    positions: vec![position],
                    place,
                }),
            }
        }
        line.sort_by(|a, b| a.rank().cmp(&b.rank()));
        line
    }

    /// Whether something else is offered to one of an entry, and is answered first: another visit, or what is left for this.
    fn is_offered_elsewhere(&self, session: Session, entry: &Entry<'_>) -> bool {
        let leaves = |place: &Place, old: Session| {
            let instead = place.instead.as_deref().unwrap_or_default();
            instead.split(' ').any(|id| id == old.id())
        };
        entry.positions.iter().any(|position| {
            let all =
                (entry.party, *position, Session::Morning)..(entry.party, position + 1, Session::Morning);
            self.watch.places.range(all).any(|(key, place)| {
                let visits = session.is_visit() && key.2.is_visit();
                place.state == State::Offered
                    && (visits || leaves(entry.place, key.2) || leaves(place, session))
            })
        })
    }

    /// An offer is answered before its party gets another place.
    fn is_offered(&self, party: i64, before: &Before) -> bool {
        let of_party = self
            .watch
            .places
            .range((party, 0, Session::Morning)..(party + 1, 0, Session::Morning));
        of_party
            .map(|(key, place)| (Some(place), self.old(before, key)))
            .any(|(now, old)| {
                [now, old]
                    .into_iter()
                    .flatten()
                    .any(|place| place.state == State::Offered)
            })
    }

    /// Whether an organiser says who gets free seats, in the event file or in the console.
    pub(super) fn is_paused(&self) -> bool {
        self.config.event.registration.promotion == PromotionPolicy::Pause
            || self.paused.contains(&Part::Promotion)
    }

    /// Whether nobody is promoted now.
    pub(super) fn rests(&self) -> bool {
        let (event, now) = (&self.config.event, self.now());
        match event.registration.promotion {
            _ if self.is_paused() => true,
            PromotionPolicy::Offer if offer_until(event, now).is_none() => true,
            _ => now >= event.promotes_until(),
        }
    }

    /// I5 once more: whoever is first in a line has no seat that is free.
    pub(super) fn head_of_each_line_has_no_seat(&self) {
        let event = &self.config.event;
        if self.rests() {
            return;
        }
        let seated = |party: i64, position: i64| {
            let places = self
                .watch
                .places
                .range((party, position, Session::Morning)..(party, position + 1, Session::Morning));
            places
                .map(|(_, place)| place.state)
                .any(|state| state.holds_seat())
        };
        let persons_free = self.seats.event.map_or(usize::MAX, |capacity| {
            (capacity as usize).saturating_sub(self.watch.persons())
        });
        for (&session, &capacity) in &self.seats.sessions {
            let free = (capacity as usize).saturating_sub(self.watch.taken(session));
            for entry in self.line(session) {
                if !entry.place.reachable || self.is_offered_elsewhere(session, &entry) {
                    continue;
                }
                let new = entry.positions.iter();
                let new = new.filter(|position| !seated(entry.party, **position)).count();
                let fits = entry.positions.len() <= free && new <= persons_free;
                self.demand(!fits, || {
                    format!("I5: {free} seats of {session:?} are free, and {entry:?} waits")
                });
                if event.registration.queue_order == QueueOrder::Strict {
                    break;
                }
            }
        }
    }

    /// How many waited with an entry before this step.
    fn waited_together(&self, before: &Before, entry: &Entry<'_>, session: Session) -> usize {
        let party = entry.party;
        let all = (party, 0, Session::Morning)..(party + 1, 0, Session::Morning);
        let of_session = self.watch.places.range(all).filter(|(key, _)| key.2 == session);
        let waited = of_session.filter(|(key, _)| {
            let old = self.old(before, key);
            old.is_some_and(|old| old.state == State::Waiting && old.since == entry.place.since)
        });
        waited.count().max(entry.positions.len())
    }

    /// I3 and I4: no seat goes to a later letter or a later rank while somebody waits who could have it.
    pub(super) fn nobody_is_overtaken(&mut self, before: &Before, told: &[Told], step: Step) {
        if step == Step::Undo {
            return;
        }
        let strict = self.config.event.registration.queue_order == QueueOrder::Strict;
        let mut rings = 0;
        for gain in told
            .iter()
            .filter(|told| told.gains() && !told.actor.starts_with("organiser"))
        {
            let (party, _, session) = gain.place;
            let of_same = |other: &&Told| other.by == gain.by && other.place.2 == session;
            // A seat that passes from one to another was never free.
            if told
                .iter()
                .filter(of_same)
                .any(|other| other.to == State::Replaced)
            {
                continue;
            }
            if gain.by_clock() && exchanges(told, gain) {
                rings += 1;
                continue;
            }
            // Whoever waits keeps their rank, also where a part of a group takes its seats by letter.
            let waited = gain.by_clock() || gain.from == Some(State::Waiting);
            let promoted = waited.then(|| &self.watch.places[&gain.place]);
            let together = told
                .iter()
                .filter(|other| other.line.abs_diff(gain.line) < 50 && other.place.0 == party)
                .filter(|other| other.place.2 == session && other.gains())
                .count();
            for entry in self.line(session) {
                let waited = entry.positions.iter().all(|position| {
                    let old = self.old(before, &(entry.party, *position, session));
                    old.is_some_and(|old| old.state == State::Waiting && old.since == entry.place.since)
                });
                let earlier = promoted.is_none_or(|place| entry.rank() < rank(party, place));
                if !waited || !earlier || entry.party == party {
                    continue;
                }
                let passed_over = !entry.place.reachable || self.is_offered(entry.party, before);
                // As many as they were: some of them may have left by a later letter of the same step.
                let were = self.waited_together(before, &entry, session);
                let smaller = self.seats.event.is_none() && were <= together;
                let wrong = match (gain.by_letter(), strict) {
                    // A letter finds the line closed, also by whom nobody can promote.
                    (true, true) => true,
                    (true, false) if !gain.decided || self.rests() => true,
                    (false, true) => !passed_over,
                    (_, false) => !passed_over && smaller,
                };
                self.demand(!wrong, || {
                    format!("I3, I4: {gain:?} gets a seat, and {entry:?} waits before it")
                });
            }
        }
        for _ in 0..rings {
            self.count("changed in a ring");
        }
    }

    /// Rule 21: whoever answered before the deadline, and whose letter was there to be read, loses nothing.
    pub(super) async fn no_answer_in_time_is_lost(&mut self, before: &Before, told: &[Told]) {
        let ended = told
            .iter()
            .filter(|told| told.by_clock() && told.from == Some(State::Offered) && told.to == State::Expired);
        for ended in ended {
            let until = before.get(&ended.place).and_then(Option::as_ref);
            let Some(until) = until.and_then(|old| old.until.clone()) else {
                continue;
            };
            let in_time: Vec<String> = self
                .answers
                .iter()
                .filter(|answer| answer.request == ended.place.0 && stamp(answer.arrives) <= until)
                .filter(|answer| answer.posted <= answer.arrives + TimeDelta::minutes(15))
                .map(|answer| answer.content.clone())
                .collect();
            for content in in_time {
                let state: Option<(String,)> =
                    sqlx::query_as("SELECT state FROM messages WHERE content_key = $1 ORDER BY id LIMIT 1")
                        .bind(&content)
                        .fetch_optional(&mut self.sql)
                        .await
                        .unwrap();
                let read = state.as_ref().is_some_and(|(state,)| state != "kept");
                self.demand(read, || {
                    format!(
                        "rule 21: an offer to {:?} ended at {until}, and an answer in time is {state:?}",
                        ended.place
                    )
                });
            }
        }
    }
}
