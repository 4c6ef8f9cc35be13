//! Looks at the database after every step: the invariants I1 to I10, and that nobody is lost or answered twice.

use super::world::World;
use chrono::{DateTime, Utc};
use rsvpd::config::Config;
use rsvpd::daemon::Desk;
use rsvpd::event::PromotionPolicy;
use rsvpd::message::{MailboxRole, Message, Origin};
use rsvpd::registration::State;
use rsvpd::rules::promotion;
use std::collections::{BTreeMap, BTreeSet};

/// What a step may do that others may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Usual,
    /// An organiser seated persons above the capacity, with a reason.
    Override,
    /// An organiser took an act back.
    Undo,
}

type PlaceKey = (i64, i64, String);

/// Party, position, session, state, since, until, updated.
type PlaceRow = (i64, i64, String, String, String, Option<String>, String);

/// Number, request, what, details, actor.
type Line = (i64, Option<i64>, String, String, String);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    state: State,
    since: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    updated: DateTime<Utc>,
}

/// What was seen last.
#[derive(Debug, Default)]
pub struct Watch {
    places: BTreeMap<PlaceKey, Place>,
    journal: i64,
    taken: BTreeMap<String, usize>,
    persons: usize,
    /// Replies that the mail server took.
    accepted: BTreeSet<i64>,
    closes_offers: DateTime<Utc>,
    /// An organiser put somebody on the list; until time passes seats may lie idle.
    pub idle: bool,
}

impl Watch {
    pub fn new(config: &Config) -> Self {
        Self {
            closes_offers: config.event.promotes_until(),
            ..Self::default()
        }
    }

    /// Notes that a reply was taken; whether it had been before.
    pub fn accepted(&mut self, reply: i64) -> bool {
        !self.accepted.insert(reply)
    }
}

fn time(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

impl World {
    /// Checks what must hold after every step.
    pub async fn check(&mut self, step: Step) {
        let places = self.places().await;
        let journal = self.journal_since(self.watch.journal).await;
        self.moves_are_told(&places, &journal, step);
        self.seats_suffice(&places, step);
        self.offers_have_their_time(&places);
        self.nobody_holds_two(&places).await;
        self.nobody_idles().await;
        self.replies_agree().await;
        self.all_letters_are_there().await;
        self.watch.journal = journal
            .iter()
            .map(|row| row.0)
            .max()
            .unwrap_or(self.watch.journal);
        self.watch.places = places;
    }

    fn demand(&self, holds: bool, mistake: impl FnOnce() -> String) {
        assert!(holds, "{}", self.story(&mistake()));
    }

    async fn places(&mut self) -> BTreeMap<PlaceKey, Place> {
        let rows: Vec<PlaceRow> = sqlx::query_as(
            "SELECT party, position, session, state, since, until, updated_at FROM registrations",
        )
        .fetch_all(&mut self.sql)
        .await
        .unwrap();
        let place = |(party, position, session, state, since, until, updated): PlaceRow| {
            let place = Place {
                state: State::from_name(&state).unwrap(),
                since: time(&since),
                until: until.as_deref().map(time),
                updated: time(&updated),
            };
            ((party, position, session), place)
        };
        rows.into_iter().map(place).collect()
    }

    async fn journal_since(&mut self, from: i64) -> Vec<Line> {
        sqlx::query_as("SELECT id, request, what, details, actor FROM journal WHERE id > $1 ORDER BY id")
            .bind(from)
            .fetch_all(&mut self.sql)
            .await
            .unwrap()
    }

    /// I8 and the table of moves: every change is in the journal, step by step, each legal, by somebody; I10.
    fn moves_are_told(&self, places: &BTreeMap<PlaceKey, Place>, journal: &[Line], step: Step) {
        let mut told: BTreeMap<PlaceKey, State> = self
            .watch
            .places
            .iter()
            .map(|(key, place)| (key.clone(), place.state))
            .collect();
        for (_, request, what, details, actor) in journal {
            self.demand(!actor.is_empty(), || {
                "I8: a line of the journal has no actor".to_owned()
            });
            let details: serde_json::Value = serde_json::from_str(details).unwrap();
            let party = request.unwrap_or_default();
            let state = |value: &serde_json::Value| State::from_name(value.as_str().unwrap()).unwrap();
            let key = |value: &serde_json::Value| {
                (
                    party,
                    value["position"].as_i64().unwrap(),
                    value["session"].as_str().unwrap().to_owned(),
                )
            };
            match what.as_str() {
                "decided" => {
                    for person in details["persons"].as_array().unwrap() {
                        let position = person["position"].as_i64().unwrap();
                        for (session, to) in person["places"].as_object().unwrap() {
                            told.insert((party, position, session.clone()), state(to));
                        }
                    }
                }
                "added" => {
                    told.insert(key(&details), state(&details["to"]));
                }
                "moved" => {
                    let (from, to) = (state(&details["from"]), state(&details["to"]));
                    let before = told.insert(key(&details), to);
                    self.demand(before == Some(from) && from.may_become(to), || {
                        format!("{from} of {:?} became {to}, and was {before:?}", key(&details))
                    });
                }
                "undone" => {
                    self.demand(step == Step::Undo, || "undone without an undo".to_owned());
                    for moved in details["moves"].as_array().unwrap() {
                        told.insert(key(moved), state(&moved["from"]));
                    }
                }
                _ => {}
            }
        }
        let now: BTreeMap<PlaceKey, State> = places
            .iter()
            .map(|(key, place)| (key.clone(), place.state))
            .collect();
        self.demand(now == told, || {
            format!("I8: the journal tells {told:?}, and there is {now:?}")
        });
        for (key, place) in places {
            let Some(before) = self.watch.places.get(key) else {
                continue;
            };
            let comes_back = place.since != before.since;
            self.demand(!comes_back || place.since > before.since, || {
                format!("I10: {key:?} got an earlier rank")
            });
            let left = matches!(
                before.state,
                State::Cancelled | State::Refused | State::Expired | State::Declined
            );
            self.demand(!comes_back || left, || {
                format!(
                    "I10: {key:?} was {} and got another rank as {}",
                    before.state, place.state
                )
            });
        }
    }

    /// I1: what is taken never grows above the capacity, unless an organiser says why.
    fn seats_suffice(&mut self, places: &BTreeMap<PlaceKey, Place>, step: Step) {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let mut persons = BTreeSet::new();
        for (key, place) in places.iter().filter(|(_, place)| place.state.holds_seat()) {
            *taken.entry(key.2.clone()).or_default() += 1;
            persons.insert((key.0, key.1));
            self.demand(place.until.is_some() == (place.state == State::Offered), || {
                format!("I7: {key:?} {place:?}")
            });
        }
        if step == Step::Usual {
            for (session, now) in &taken {
                let before = self.watch.taken.get(session).copied().unwrap_or(0);
                let capacity = self.config.event.capacities().into_iter();
                let capacity = capacity
                    .filter(|(id, _)| id.id() == session)
                    .map(|(_, seats)| seats as usize)
                    .sum::<usize>();
                self.demand(*now <= capacity.max(before), || {
                    format!("I1: {now} of {capacity} seats are taken in {session}, {before} were before")
                });
            }
            if let Some(capacity) = self.config.event.capacity {
                let (now, before) = (persons.len(), self.watch.persons);
                self.demand(now <= before.max(capacity as usize), || {
                    format!("I1: {now} persons in an event for {capacity}, {before} were before")
                });
            }
        }
        self.watch.taken = taken;
        self.watch.persons = persons.len();
    }

    /// I9: nothing is offered after the cutoff.
    fn offers_have_their_time(&self, places: &BTreeMap<PlaceKey, Place>) {
        for (key, place) in places.iter().filter(|(_, place)| place.state == State::Offered) {
            let until = place.until.unwrap();
            self.demand(
                place.updated < self.watch.closes_offers && until < self.config.event.starts(),
                || format!("I9: {key:?} was offered at {} until {until}", place.updated),
            );
        }
    }

    /// I6 and rule 31: nobody has two seats in one session, unless an organiser gave the second one.
    async fn nobody_holds_two(&mut self, _: &BTreeMap<PlaceKey, Place>) {
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT p.name_key, r.session, COUNT(*) FROM registrations r \
             JOIN persons p ON p.party = r.party AND p.position = r.position \
             WHERE r.state IN ('waiting', 'offered', 'confirmed') AND p.name_key <> '' \
             AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.request = r.party AND j.actor_kind = 'organiser') \
             GROUP BY p.name_key, r.session HAVING COUNT(*) > 1",
        )
        .fetch_all(&mut self.sql)
        .await
        .unwrap();
        self.demand(rows.is_empty(), || format!("I6: registered twice: {rows:?}"));
    }

    /// I3 to I5: a pass over the waiting list finds nobody to promote, for it ran in every step that freed a seat.
    async fn nobody_idles(&mut self) {
        let desk: &Desk = &self.desk;
        let event = &self.config.event;
        if event.registration.promotion == PromotionPolicy::Pause || self.watch.idle {
            return;
        }
        let mut settling = desk.store().begin_settling(desk.capacity()).await.unwrap();
        let mut seats = settling.seats().await.unwrap();
        let waiting = settling.waiting().await.unwrap();
        drop(settling);
        let promotions = promotion::promote(event, self.now(), &mut seats, &waiting);
        self.demand(promotions.parties.is_empty(), || {
            format!(
                "I5: seats are idle though somebody waits for them: {:?} of {waiting:?}",
                promotions.parties
            )
        });
    }

    /// I2: one answer a decision, to persons only, and what was taken is known to be so.
    async fn replies_agree(&mut self) {
        let rows: Vec<(i64, i64, i64, String, i64, String)> = sqlx::query_as(
            "SELECT o.id, o.request, o.number, o.state, q.decisions, m.content_key FROM outbox o \
             JOIN requests q ON q.message = o.request JOIN messages m ON m.id = q.message",
        )
        .fetch_all(&mut self.sql)
        .await
        .unwrap();
        let mut answers = BTreeSet::new();
        for (id, request, number, state, decisions, content) in &rows {
            self.demand(answers.insert((*request, *number)), || {
                format!("I2: request {request} has two answers {number}")
            });
            self.demand(number <= decisions, || {
                format!("I2: answer {number} of {decisions} decisions on {request}")
            });
            self.demand(!self.robots.contains(content), || {
                format!("mail-rules 68: reply {id} answers a robot")
            });
            let taken = self.watch.accepted.contains(id);
            match state.as_str() {
                "delivered" | "bounced" => {
                    self.demand(taken, || format!("reply {id} is {state}, and nobody took it"));
                }
                "refused" | "draft" | "held" => {
                    let released = self.released.contains(id);
                    self.demand(!taken || released, || {
                        format!("reply {id} is {state}, and was taken")
                    });
                }
                "queued" => {
                    let released = self.released.contains(id);
                    self.demand(!taken || released, || format!("reply {id} is to leave again"));
                }
                _ => {}
            }
        }
    }

    /// Rule 103: what came in is the sum of the ends.
    async fn all_letters_are_there(&mut self) {
        let counts = self.desk.store().counts().await.unwrap();
        let ends: u32 = counts.ends.values().sum();
        self.demand(
            counts.messages == counts.pending + counts.copies + counts.quarantined + ends,
            || {
                format!(
                    "{} letters came, and have these ends: {counts:?}",
                    counts.messages
                )
            },
        );
    }

    /// At the end of the event: nothing is left lying, everybody has their answer.
    pub async fn check_the_end(&mut self) {
        let counts = self.desk.store().counts().await.unwrap();
        let posted: BTreeSet<String> = self
            .mailboxes
            .values()
            .flat_map(|mailbox| &mailbox.letters)
            .map(|letter| rsvpd::message::ContentKey::of(&letter.raw).0)
            .collect();
        let stored = counts.messages - counts.copies;
        self.demand(counts.pending == 0 && counts.quarantined == 0, || {
            format!("left over: {counts:?}")
        });
        self.demand(stored as usize == posted.len(), || {
            format!("{} letters were sent, {stored} were kept", posted.len())
        });
        let lying: Vec<(i64, String)> =
            sqlx::query_as("SELECT id, state FROM outbox WHERE state IN ('queued', 'sending')")
                .fetch_all(&mut self.sql)
                .await
                .unwrap();
        self.demand(lying.is_empty(), || format!("never left: {lying:?}"));
        let reports: Vec<(i64, String, Option<String>)> = sqlx::query_as(
            "SELECT q.message, o.state, o.released_at FROM requests q \
             JOIN outbox o ON q.reasons LIKE '%' || o.message_id || '%' WHERE q.reason = 'bounce'",
        )
        .fetch_all(&mut self.sql)
        .await
        .unwrap();
        for (report, state, released) in reports {
            self.demand(state == "bounced" || released.is_some(), || {
                format!("report {report} tells that a reply came back, which is {state}")
            });
        }
        let unanswered: Vec<(i64, String, String, Vec<u8>)> = sqlx::query_as(
            "SELECT q.message, q.outcome, q.reasons, b.raw FROM requests q JOIN message_bytes b ON b.message = q.message \
             WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.request = q.message)",
        )
        .fetch_all(&mut self.sql)
        .await
        .unwrap();
        for (request, outcome, reasons, raw) in unanswered {
            let message = Message::parse(&raw, self.desk.own(), Some(MailboxRole::Registration));
            let person = matches!(message.origin, Origin::Person(_));
            self.demand(!person || may_be_silent(&outcome, &reasons), || {
                format!("letter {request} of a person had no answer: {outcome}, {reasons}")
            });
        }
    }
}

/// Ends at which a person's letter gets no automatic answer.
fn may_be_silent(outcome: &str, reasons: &str) -> bool {
    let silent = [
        "same-words-answered",
        "answer-limit",
        "draft-mode",
        "nothing-asked",
        "automatic",
        "left-to-person",
        "organiser",
    ];
    outcome == "ignored" || silent.iter().any(|reason| reasons.contains(reason))
}
