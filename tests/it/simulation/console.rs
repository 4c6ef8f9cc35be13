//! Organisers of a simulated event in the lists and settings of the console: many rows at once, seats, pauses, replies, remarks.

use super::watch::{Step, stamp};
use super::world::World;
use chrono::TimeDelta;
use rand::Rng;
use rand::seq::IndexedRandom;
use rsvpd::daemon::{BulkAct, BulkOrder, Part, WhySkipped};
use rsvpd::registration::State;
use rsvpd::rules::organiser::Act;
use rsvpd::store::Actor;
use std::collections::{BTreeMap, BTreeSet};

/// A letter about a place that was given, since the moment in which it was given.
const GIVEN: &str =
    "SELECT COUNT(*) FROM outbox WHERE request = $1 AND created_at = $2 AND kind IN ('offer', 'promotion')";
const UNNAMED: &str = "SELECT DISTINCT r.party FROM registrations r JOIN persons p ON p.party = r.party AND p.position = r.position \
    WHERE p.name IS NULL AND r.state IN ('waiting', 'offered', 'confirmed') ORDER BY 1";
const NOT_LEFT: &str =
    "SELECT id, state FROM outbox WHERE state IN ('queued', 'uncertain', 'refused', 'draft') ORDER BY id";

impl World {
    /// Somebody works in the console.
    pub(super) async fn the_console_is_used(&mut self) -> Step {
        match self.chance.random_range(0..14) {
            0..4 => self.acts_in_bulk().await,
            4 => return self.takes_a_batch_back().await,
            5..7 => self.sets_seats().await,
            7 => self.lets_a_part_rest().await,
            8..10 => self.keeps_a_reply_back().await,
            10 => self.remarks().await,
            11 => self.frees_places_without_a_name().await,
            _ => self.takes_up_again().await,
        }
        Step::Usual
    }

    /// One act on many rows of a list, of which some may have changed since the list was opened (rules 47, 53, 54).
    async fn acts_in_bulk(&mut self) {
        let mut rows: BTreeMap<i64, i64> = BTreeMap::new();
        let open = self.chance.random_bool(0.7);
        for _ in 0..self.chance.random_range(2..7) {
            rows.extend(if open {
                self.some_open_request().await
            } else {
                self.some_request().await
            });
        }
        let seen = self.pages.choose(&mut self.chance).copied();
        rows.extend(seen.map(|(_, party, version)| (party, version)));
        let act = match self.chance.random_range(0..8) {
            0 | 1 => BulkAct::Confirm,
            2 => BulkAct::Waitlist,
            3 => BulkAct::Refuse { reason: None },
            4 => BulkAct::SetAside,
            5 => BulkAct::AskBack,
            6 => BulkAct::Cancel,
            _ => BulkAct::CheckIn,
        };
        let mut stale = BTreeSet::new();
        for (&party, &version) in &rows {
            if self.version(party).await != version {
                stale.insert(party);
            }
        }
        let order = BulkOrder {
            user: "maria".to_owned(),
            act,
            rows: rows.into_iter().collect(),
            undo_for: TimeDelta::minutes(self.chance.random_range(0..60)),
        };
        let foreseen = self.desk.preview_bulk(&order).await.unwrap();
        let result = self.desk.act_in_bulk(&order).await.unwrap();
        self.watch.idle |= matches!(order.act, BulkAct::Waitlist | BulkAct::AskBack);
        self.note(&format!("in bulk: {order:?}: {result:?}"));
        self.demand(
            result.done.len() + result.skipped.len() == order.rows.len(),
            || format!("rule 54: {order:?} became {result:?}"),
        );
        let changed: BTreeSet<i64> = (result.skipped.iter())
            .filter(|skipped| skipped.why == WhySkipped::Changed)
            .map(|skipped| skipped.party)
            .collect();
        self.demand(changed == stale, || {
            format!("rule 35: {stale:?} had changed, and {changed:?} were skipped for it")
        });
        let done = |result: &rsvpd::daemon::BulkResult| -> Vec<i64> {
            result.done.iter().map(|row| row.party).collect()
        };
        // What a stale row would have taken is free for the next.
        if stale.is_empty() {
            self.demand(done(&foreseen) == done(&result), || {
                format!("rule 47: the page told of {foreseen:?}, and it became {result:?}")
            });
        }
        let name = format!("{:?}", order.act);
        let name = name.split([' ', '{']).next().unwrap_or_default();
        for _ in &result.done {
            self.count(&format!("in bulk {name}"));
        }
        for skipped in &result.skipped {
            let why = format!("{:?}", skipped.why);
            self.count(&format!(
                "in bulk skipped {}",
                why.split('(').next().unwrap_or_default()
            ));
        }
        if !result.done.is_empty() {
            self.batches.push(result.batch);
        }
    }

    async fn takes_a_batch_back(&mut self) -> Step {
        let Some(batch) = self.batches.pop() else {
            return Step::Usual;
        };
        let (taken_back, stands) = self.desk.undo_batch(&batch, "maria").await.unwrap();
        self.note(&format!("{taken_back} of a batch are taken back, {stands} stand"));
        for _ in 0..taken_back {
            self.count("taken back of a batch");
        }
        Step::Undo
    }

    /// Seats are given or taken away in the settings, after a look at what that does (rules 6, 7).
    async fn sets_seats(&mut self) {
        let mut wanted = self.seats.clone();
        let sessions: Vec<_> = wanted.sessions.keys().copied().collect();
        let session = *sessions.choose(&mut self.chance).unwrap();
        let taken = u32::try_from(self.watch.taken(session)).unwrap();
        let seats = match self.chance.random_bool(0.7) {
            true => taken + self.chance.random_range(0..4),
            false => self.chance.random_range(0..6),
        };
        wanted.sessions.insert(session, seats);
        if wanted.event.is_some() && self.chance.random_bool(0.3) {
            wanted.event = Some(self.chance.random_range(1..12));
        }
        let foreseen = self.desk.what_if(&wanted).await.unwrap();
        self.desk.set_capacity("maria", &wanted).await.unwrap();
        self.seats = wanted;
        self.note(&format!("seats set: {:?}, {foreseen:?}", self.seats));
        self.count("seats set");
        for promoted in &foreseen.promoted {
            let (letters,): (i64,) = sqlx::query_as(GIVEN)
                .bind(promoted.party)
                .bind(stamp(self.now()))
                .fetch_one(&mut self.sql)
                .await
                .unwrap();
            self.demand(letters > 0, || {
                format!("rule 7: the page told that {promoted:?} would get a seat")
            });
            self.count("promoted as seats are set");
        }
    }

    /// A part of the work rests for some time (rule 29).
    async fn lets_a_part_rest(&mut self) {
        let part = *Part::ALL.choose(&mut self.chance).unwrap();
        if self.paused.insert(part) {
            self.desk.pause("maria", part, true).await.unwrap();
            self.note(&format!("{} rests", part.name()));
            self.count(&format!("rests {}", part.name()));
        }
    }

    /// What rests goes on.
    pub(super) async fn all_goes_on(&mut self) {
        for part in std::mem::take(&mut self.paused) {
            self.desk.pause("maria", part, false).await.unwrap();
            self.note(&format!("{} goes on", part.name()));
        }
    }

    /// A reply is kept back, or somebody heard that it arrived.
    async fn keeps_a_reply_back(&mut self) {
        let replies: Vec<(i64, String)> = sqlx::query_as(NOT_LEFT).fetch_all(&mut self.sql).await.unwrap();
        let Some((reply, state)) = replies.choose(&mut self.chance).cloned() else {
            return;
        };
        let (now, maria) = (self.now(), Actor::Organiser("maria".to_owned()));
        let store = self.desk.store();
        let (noted, what) = match state.as_str() {
            "uncertain" if self.chance.random_bool(0.7) => {
                (store.arrived(reply, &maria, now).await.unwrap(), "arrived")
            }
            _ => (store.hold(reply, &maria, now).await.unwrap(), "kept back"),
        };
        self.demand(noted, || {
            format!("reply {reply} is {state}, and cannot be {what}")
        });
        // Of an uncertain one only people know whether it was taken.
        if state == "uncertain" {
            for table in ["temp.accepted", "temp.released"] {
                let sql = format!("INSERT OR IGNORE INTO {table} VALUES ($1)");
                sqlx::query(sqlx::AssertSqlSafe(sql))
                    .bind(reply)
                    .execute(&mut self.sql)
                    .await
                    .unwrap();
            }
        }
        self.note(&format!("reply {reply}, {state}, is {what}"));
        self.count(&format!("reply {what}"));
    }

    /// A note and a tag change nothing else.
    async fn remarks(&mut self) {
        let Some((party, version)) = self.some_request().await else {
            return;
        };
        let (now, store) = (self.now(), self.desk.store());
        store.add_note(party, "juan", "rang twice", now).await.unwrap();
        let tag = ("speaker", self.chance.random_bool(0.7));
        store.set_tag(&[party], tag, "juan", now).await.unwrap();
        let after = self.version(party).await;
        self.demand(after == version, || {
            format!("a remark changed the version of {party}")
        });
        self.count("remarks");
    }

    /// Names did not come in time.
    async fn frees_places_without_a_name(&mut self) {
        let unnamed: Vec<(i64,)> = sqlx::query_as(UNNAMED).fetch_all(&mut self.sql).await.unwrap();
        let Some(&(party,)) = unnamed.choose(&mut self.chance) else {
            return;
        };
        let now = self.version(party).await;
        let act = Act::ReleaseUnnamed;
        let done = self.desk.organise(party, "maria", &act).await.map(|_| ());
        self.tell_act(party, &act, (now, now), done).await;
    }

    /// Somebody let an offer go, and is put back on the list (rule 28).
    pub(super) async fn takes_up_again(&mut self) {
        let Some((party, ..)) = self.somebody_in(State::Expired) else {
            return;
        };
        let now = self.version(party).await;
        self.watch.idle = true;
        let done = self.desk.revive(party, now, "maria").await.map(|_| ());
        self.tell_act(party, &Act::Revive, (now, now), done).await;
    }
}
