//! One simulated event: the real desk on a real database, a mail server that does what it is told, and a virtual clock.

use super::answers::Taken;
use super::death::MORTAL;
use super::watch::{Step, Watch};
use super::writers::{Received, Writer};
use crate::support::stage::config;
use chrono::{DateTime, TimeDelta, Utc};
use mail_parser::MessageParser;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rsvpd::config::Config;
use rsvpd::daemon::{Clock, Desk, DeskError, Part};
use rsvpd::delivery::Delivery;
use rsvpd::delivery::script::Script;
use rsvpd::event::{Autonomy, GroupPolicy, PromotionPolicy, QueueOrder};
use rsvpd::mailbox::Place;
use rsvpd::message::{ContentKey, MailboxRole};
use rsvpd::request::Session;
use rsvpd::store::{Capacity, NewMessage};
use sqlx::{Connection, Executor, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tempfile::TempDir;

/// A letter on the server.
pub struct Posted {
    pub raw: Vec<u8>,
    pub arrives: DateTime<Utc>,
    /// Nobody may be answered for it: a robot, a list or a bounce wrote it.
    pub robot: bool,
    /// Numbers in their mailbox that it has; several where the server shows it again.
    pub uid: u64,
}

/// A mailbox as the server has it.
#[derive(Default)]
pub struct Mailbox {
    pub letters: Vec<Posted>,
    /// How many the desk took.
    pub taken: usize,
    /// When it was last seen empty.
    pub looked: Option<DateTime<Utc>>,
}

/// A letter that answers an offer.
pub struct Answer {
    pub request: i64,
    pub content: String,
    pub posted: DateTime<Utc>,
    pub arrives: DateTime<Utc>,
}

pub struct World {
    pub seed: u64,
    pub chance: StdRng,
    pub desk: Desk,
    pub config: Config,
    pub clock: Clock,
    /// How fast this year goes by.
    pub pace: i64,
    pub script: Script,
    pub delivery: Delivery,
    pub writers: Vec<Writer>,
    pub mailboxes: BTreeMap<&'static str, Mailbox>,
    /// By address: what came from the desk.
    pub received: BTreeMap<String, Vec<Received>>,
    seen: usize,
    pub letters: usize,
    /// Outbox rows that a person let leave a second time.
    pub released: BTreeSet<i64>,
    /// Robots' content keys that the watch does not know yet.
    robots: Vec<String>,
    /// By content key: the visits that a registration wishes, in their order; none named is any.
    pub wishes: BTreeMap<String, Vec<usize>>,
    /// Letters that say yes or no to an offer.
    pub answers: Vec<Answer>,
    /// By content key: what an answer says yes to.
    pub takes: BTreeMap<String, Taken>,
    /// Messages that organisers' acts made.
    pub by_hand: u32,
    /// Pages that organisers have open: who, which party, in which version.
    pub pages: Vec<(&'static str, i64, i64)>,
    /// The seats that the event has: those of the file, and those that were set in the console since.
    pub seats: Capacity,
    /// Parts of the work that rest.
    pub paused: BTreeSet<Part>,
    /// Acts on many rows that may be taken back.
    pub batches: Vec<String>,
    /// What the step does that is looked at.
    pub step: Step,
    /// The desk may die of what it writes.
    pub armed: bool,
    pub triggers: Vec<String>,
    /// Looks on from outside.
    pub sql: SqliteConnection,
    pub watch: Watch,
    /// What happened, told when something is wrong.
    pub log: Vec<String>,
    /// How often what happened.
    pub tally: BTreeMap<String, u32>,
    _folder: TempDir,
}

impl World {
    /// A random event with few seats, a day before registration opens; on a copy of an empty database.
    pub async fn new(seed: u64, empty: &[u8]) -> Self {
        let mut chance = StdRng::seed_from_u64(seed);
        let mut folder = folder();
        // To be looked into when the year is over.
        folder.disable_cleanup(std::env::var_os("RSVPD_SIMULATION_KEEP").is_some());
        std::fs::write(folder.path().join("rsvpd.db"), empty).unwrap();
        let config = random_config(folder.path(), &mut chance);
        let pace = *[1, 1, 3, 6].choose(&mut chance).unwrap_or(&1);
        let early = chance.random_range(-60..5);
        let clock = Clock::by_hand(config.event.registration.opens - TimeDelta::hours(early));
        let desk = Desk::open(config.clone(), clock.clone()).await.unwrap();
        desk.recover().await.unwrap();
        desk.apply_capacities().await.unwrap();
        let mut sql = SqliteConnection::connect(&config.store_url).await.unwrap();
        Watch::prepare(&mut sql).await;
        let script = Script::default();
        Self {
            seed,
            chance,
            desk,
            clock,
            pace,
            delivery: Delivery::Scripted(script.clone()),
            script,
            writers: Vec::new(),
            mailboxes: BTreeMap::from([
                ("registration", Mailbox::default()),
                ("press", Mailbox::default()),
            ]),
            received: BTreeMap::new(),
            seen: 0,
            letters: 0,
            released: BTreeSet::new(),
            robots: Vec::new(),
            wishes: BTreeMap::new(),
            answers: Vec::new(),
            takes: BTreeMap::new(),
            by_hand: 0,
            pages: Vec::new(),
            seats: Capacity {
                sessions: config.event.capacities(),
                event: config.event.capacity,
            },
            paused: BTreeSet::new(),
            batches: Vec::new(),
            step: Step::Usual,
            armed: false,
            triggers: Vec::new(),
            sql,
            watch: Watch::new(&config),
            log: vec![format!(
                "event: {:?}, {:?} seats, {:?} in all, {}",
                config.event.registration,
                config.event.capacities(),
                config.event.capacity,
                config.store_url
            )],
            tally: BTreeMap::new(),
            config,
            _folder: folder,
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn note(&mut self, what: &str) {
        self.log
            .push(format!("{} {what}", self.clock.now().format("%m-%d %H:%M")));
    }

    pub fn count(&mut self, what: &str) {
        *self.tally.entry(what.to_owned()).or_default() += 1;
    }

    /// A letter arrives at the server.
    pub fn post(&mut self, mailbox: &'static str, raw: Vec<u8>, arrives: DateTime<Utc>, robot: bool) {
        if robot {
            self.robots.push(ContentKey::of(&raw).0);
        }
        let place = self.mailboxes.get_mut(mailbox).unwrap();
        let uid = u64::try_from(place.letters.len()).unwrap() + 1;
        place.letters.push(Posted {
            raw,
            arrives,
            robot,
            uid,
        });
    }

    /// The desk takes up to `limit` letters out of a mailbox, in the server's order.
    pub async fn take(&mut self, mailbox: &'static str, limit: usize) -> Result<(), DeskError> {
        for robot in std::mem::take(&mut self.robots) {
            sqlx::query("INSERT OR IGNORE INTO temp.robots VALUES ($1)")
                .bind(robot)
                .execute(&mut self.sql)
                .await
                .unwrap();
        }
        let now = self.now();
        let place = &self.mailboxes[mailbox];
        let ready = place.letters.iter().skip(place.taken).take(limit);
        let ready: Vec<&Posted> = ready.take_while(|letter| letter.arrives <= now).collect();
        let keys: Vec<ContentKey> = ready.iter().map(|letter| ContentKey::of(&letter.raw)).collect();
        let role = if mailbox == "press" {
            MailboxRole::Press
        } else {
            MailboxRole::Registration
        };
        let new = ready.iter().zip(&keys).map(|(letter, content_key)| NewMessage {
            mailbox,
            role,
            place: Place {
                validity: 1,
                uid: letter.uid,
                name: String::new(),
            },
            received_at: letter.arrives,
            size: u64::try_from(letter.raw.len()).unwrap(),
            raw: &letter.raw,
            defect: None,
            results: None,
            content_key,
        });
        let new: Vec<NewMessage<'_>> = new.collect();
        self.desk.store().keep(&new, now).await?;
        let count = ready.len();
        let place = self.mailboxes.get_mut(mailbox).unwrap();
        place.taken += count;
        let more = place
            .letters
            .get(place.taken)
            .is_some_and(|letter| letter.arrives <= now);
        if !more {
            place.looked = Some(now);
        }
        Ok(())
    }

    /// Up to when every mailbox is known to be empty.
    pub fn looked(&self) -> Option<DateTime<Utc>> {
        self.mailboxes
            .values()
            .map(|mailbox| mailbox.looked)
            .min()
            .flatten()
    }

    /// What the mail server took is in its recipients' mailboxes.
    pub async fn hand_out(&mut self) {
        let parcels = self.script.taken(self.seen);
        self.seen += parcels.len();
        for parcel in parcels {
            let parsed = MessageParser::default().parse(&parcel.raw).unwrap();
            let message_id = parsed.message_id().unwrap().to_owned();
            let found: Option<(i64, i64, String)> =
                sqlx::query_as("SELECT id, request, kind FROM outbox WHERE message_id = $1")
                    .bind(&message_id)
                    .fetch_optional(&mut self.sql)
                    .await
                    .unwrap();
            let (id, request, kind) =
                found.unwrap_or_else(|| panic!("{}", self.story("a letter left that is in no outbox")));
            let twice = self.watch.accepted(&mut self.sql, id).await;
            if twice && !self.released.contains(&id) {
                panic!("{}", self.story(&format!("reply {id} ({kind}) was taken twice")));
            }
            self.count(&format!("reply {kind}"));
            let subject = parsed.subject().unwrap().to_owned();
            let received = Received {
                message_id,
                subject,
                kind,
                request,
            };
            self.received
                .entry(parcel.recipient.to_lowercase())
                .or_default()
                .push(received);
        }
    }

    /// The desk dies and is started anew, maybe with other seats.
    pub async fn restart(&mut self) {
        self.desk.store().close().await;
        self.script.behave();
        self.desk = Desk::open(self.config.clone(), self.clock.clone()).await.unwrap();
        self.desk.recover().await.unwrap();
        match self.desk.apply_capacities().await {
            Ok(()) => {}
            // Fewer seats than are taken: an organiser names the excess, and nobody is promoted before time passes.
            Err(DeskError::TakenSeats(excess)) => {
                let named = excess.to_string();
                self.desk.lower_capacities("maria", &named).await.unwrap();
                self.watch.idle = true;
                self.count("capacity lowered");
            }
            Err(error) => panic!("{}", self.story(&error.to_string())),
        }
        self.demand(self.desk.capacity() == self.seats, || {
            format!("the desk has {:?}, not {:?}", self.desk.capacity(), self.seats)
        });
        for part in Part::ALL {
            self.demand(self.desk.is_paused(part) == self.paused.contains(&part), || {
                format!("{part:?} rests otherwise than before the desk was started anew")
            });
        }
    }

    /// Everything that led to a mistake.
    pub fn story(&self, mistake: &str) -> String {
        let from = self.log.len().saturating_sub(60);
        let head = self.log.first().cloned().unwrap_or_default();
        format!(
            "seed {}: {mistake}\nRSVPD_SIMULATION_SEED={} replays it\n{head}\n…\n{}\n{mistake}",
            self.seed,
            self.seed,
            self.log[from..].join("\n")
        )
    }
}

/// An empty database, as bytes.
pub async fn empty_database() -> Vec<u8> {
    let folder = folder();
    let config = config(folder.path(), 1);
    let desk = Desk::open(config, Clock::by_hand(DateTime::UNIX_EPOCH))
        .await
        .unwrap();
    desk.store().close().await;
    let mut sql = SqliteConnection::connect(&desk.config().store_url).await.unwrap();
    // What is made by chance at the first start, so that a year is the same whenever it is played.
    let secret = format!(
        "UPDATE settings SET value = '{}' WHERE key = 'secret'",
        "5e".repeat(32)
    );
    sql.execute(sqlx::AssertSqlSafe(secret)).await.unwrap();
    sql.execute(MORTAL).await.unwrap();
    sql.execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE")
        .await
        .unwrap();
    sql.close().await.unwrap();
    std::fs::read(folder.path().join("rsvpd.db")).unwrap()
}

/// In memory where the machine has such a place: the stories are about the desk, not about its disk.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

fn random_config(folder: &Path, chance: &mut StdRng) -> Config {
    let mut config = config(folder, 1);
    if chance.random_bool(0.6) {
        config.event = crate::visits::summit();
        config.event.capacity = None;
    }
    for plan in &mut config.event.sessions {
        plan.capacity = chance.random_range(0..4);
    }
    config.event.capacity = chance.random_bool(0.3).then(|| chance.random_range(1..9));
    let days = |date: DateTime<Utc>, chance: &mut StdRng, range: std::ops::Range<i64>| {
        date - TimeDelta::hours(chance.random_range(range))
    };
    let policy = &mut config.event.registration;
    policy.promotion = match chance.random_range(0..10) {
        0 => PromotionPolicy::Pause,
        1 | 2 => PromotionPolicy::Confirm,
        _ => PromotionPolicy::Offer,
    };
    if chance.random_bool(0.4) {
        policy.groups = GroupPolicy::PartialOk;
    }
    if chance.random_bool(0.4) {
        policy.queue_order = QueueOrder::SkipTooBig;
    }
    if chance.random_bool(0.05) {
        policy.autonomy = Autonomy::Draft;
    }
    policy.offer_hours = *[12, 24, 48, 72].get(chance.random_range(0..4)).unwrap_or(&72);
    policy.waiting_list_capacity = chance.random_bool(0.2).then(|| chance.random_range(1..5));
    policy.show_position = chance.random_bool(0.5);
    policy.party_max = chance.random_range(3..8);
    policy.sessions_when_unsaid = vec![Session::Morning, Session::Afternoon];
    if chance.random_bool(0.3) {
        policy.offers_until = Some(days(policy.closes, chance, -48..240));
    }
    if chance.random_bool(0.3) {
        policy.changes_until = Some(days(policy.closes, chance, 0..240));
    }
    config.authserv_id = Some("mx.efus.eu".to_owned());
    if chance.random_bool(0.1) {
        config.limits.mailbox_hour = chance.random_range(2..6);
    }
    config
}
