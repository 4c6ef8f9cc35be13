//! A desk with sample letters and its console on a free port; its clock stands still unless a story sets it.

use chrono::{DateTime, TimeDelta, Utc};
use rsvpd::config::{Config, ConsoleSettings, DeliverySettings, LogFormat, SUMMIT, event};
use rsvpd::daemon::{Clock, Desk, own_addresses};
use rsvpd::delivery::{Delivery, Parcel};
use rsvpd::event::Event;
use rsvpd::mailbox::Place;
use rsvpd::message::{ContentKey, Message};
use rsvpd::request::Session;
use rsvpd::rules::Limits;
use rsvpd::store::NewMessage;
use rsvpd::web::{self, Console, Role, password};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// The password of everybody in these stories.
pub const PASSWORD: &str = "three words together";

/// Fewer seats than the Summit had, so that the sample letters are more than they hold.
const SEATS: [(Session, u32); 3] = [
    (Session::Morning, 20),
    (Session::StudyVisit, 8),
    (Session::Afternoon, 16),
];

/// The desk, its post, and its console.
pub struct Stage {
    pub desk: Desk,
    pub address: String,
    sent: Arc<Mutex<Vec<Parcel>>>,
    delivery: Delivery,
    letters: u64,
    end: CancellationToken,
    _folder: TempDir,
}

impl Stage {
    /// A desk that has handled these sample letters, by the beginnings of their names; an empty beginning is all.
    pub async fn set(beginnings: &[&str]) -> Self {
        Self::on(None, beginnings).await
    }

    /// The same in another database than a file of its own.
    pub async fn on(store_url: Option<String>, beginnings: &[&str]) -> Self {
        let change = |config: &mut Config| {
            if let Some(store_url) = &store_url {
                config.store_url.clone_from(store_url);
            }
        };
        Self::play(change, |config| letters(config, beginnings)).await
    }

    /// A desk for an event that differs in this, which has handled these letters.
    pub async fn of(change: impl Fn(&mut Event), raw: &[Vec<u8>]) -> Self {
        let arrive = |config: &Config| {
            let first = config.event.registration.opens + TimeDelta::days(1);
            let letters = raw.iter().zip(0..);
            let at = |(raw, number): (&Vec<u8>, i32)| (first + TimeDelta::hours(1) * number, raw.clone());
            letters.map(at).collect()
        };
        Self::play(|config| change(&mut config.event), arrive).await
    }

    async fn play(
        change: impl Fn(&mut Config),
        letters: impl Fn(&Config) -> Vec<(DateTime<Utc>, Vec<u8>)>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path());
        change(&mut config);
        let sent = Arc::new(Mutex::new(Vec::new()));
        let mut letters = letters(&config);
        letters.sort_by_key(|(arrives, _)| *arrives);
        let first = letters
            .first()
            .map_or(config.event.registration.opens, |one| one.0);
        let close = config.event.registration.closes;
        let desk = Desk::open(config, Clock::by_hand(first)).await.unwrap();
        let end = CancellationToken::new();
        let address = serve(&desk, ConsoleSettings::default(), &end).await;
        let mut stage = Self {
            desk,
            address,
            delivery: Delivery::Memory(Arc::clone(&sent)),
            sent,
            letters: 0,
            end,
            _folder: folder,
        };
        for (arrives, raw) in letters {
            stage.desk.clock().set(arrives);
            stage.receive(&raw).await;
        }
        stage.desk.clock().set(close - TimeDelta::days(10));
        stage
    }

    /// Another console of the same desk, which people reach under this address; gives where it listens.
    pub async fn behind(&self, public_url: &str) -> String {
        let settings = ConsoleSettings {
            public_url: Some(public_url.to_owned()),
            ..ConsoleSettings::default()
        };
        serve(&self.desk, settings, &self.end).await
    }

    /// Another console of the same desk, which lets decisions be taken back for so long; gives where it listens.
    pub async fn with_undo_for(&self, undo_for: TimeDelta) -> String {
        let settings = ConsoleSettings {
            undo_for,
            ..ConsoleSettings::default()
        };
        serve(&self.desk, settings, &self.end).await
    }

    /// Somebody who may do what these roles allow.
    pub async fn user(&self, name: &str, roles: &[Role]) {
        let hash = password::hash(PASSWORD, &[7; 32]).unwrap();
        web::put_user(&self.desk, name, roles, Some(hash), "start")
            .await
            .unwrap();
    }

    /// A letter arrives and is handled.
    pub async fn receive(&mut self, raw: &[u8]) {
        self.letters += 1;
        let message = Message::parse(raw, self.desk.own(), None);
        let content_key = ContentKey::of(raw);
        let new = NewMessage {
            mailbox: "letters",
            role: message.mailbox,
            place: Place {
                validity: 1,
                uid: self.letters,
                name: String::new(),
            },
            received_at: self.now(),
            size: raw.len() as u64,
            raw,
            defect: None,
            results: None,
            content_key: &content_key,
        };
        self.desk.store().keep(&[new], self.now()).await.unwrap();
        self.round().await;
    }

    /// Lets time pass, and what is due leave.
    pub async fn wait(&mut self, time: TimeDelta) {
        self.desk.clock().set(self.now() + time);
        self.round().await;
    }

    /// How many letters left.
    pub fn sent(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    pub async fn round(&mut self) {
        self.desk.settle_pending(None).await.unwrap();
        self.desk.deliver_due(&mut self.delivery).await.unwrap();
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.desk.clock().now()
    }
}

/// Opens a console on a free port, and gives the address at which it listens.
async fn serve(desk: &Desk, settings: ConsoleSettings, end: &CancellationToken) -> String {
    let settings = ConsoleSettings {
        listen: ([127, 0, 0, 1], 0).into(),
        ..settings
    };
    let (console, listener) = Console::open(desk.clone(), settings).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(console.serve(listener, end.clone()));
    address
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.end.cancel();
    }
}

/// A sample letter by the beginning of its name.
pub fn letter(beginning: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/demo/letters");
    let mut paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = paths.find(|path| path.file_name().unwrap().to_string_lossy().starts_with(beginning));
    fs::read(found.unwrap_or_else(|| panic!("no sample letter begins with {beginning}"))).unwrap()
}

fn letters(config: &Config, beginnings: &[&str]) -> Vec<(DateTime<Utc>, Vec<u8>)> {
    let own = own_addresses(config);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/demo/letters");
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            beginnings.iter().any(|beginning| name.starts_with(beginning))
        })
        .map(|path| {
            let raw = fs::read(path).unwrap();
            let date = Message::parse(&raw, &own, None).date;
            (date.unwrap_or(config.event.registration.opens), raw)
        })
        .collect()
}

fn config(folder: &Path) -> Config {
    let mut event = event::parse("config/event.toml", SUMMIT).unwrap();
    for (session, seats) in SEATS {
        let plan = event.sessions.iter_mut().find(|plan| plan.id == session);
        plan.unwrap().capacity = seats;
    }
    event.capacity = Some(22);
    Config {
        mailboxes: Vec::new(),
        store_url: format!("sqlite:{}", folder.join("rsvpd.db").display()),
        delivery: DeliverySettings::Folder(folder.join("replies")),
        message_id_domain: "efus.eu".to_owned(),
        bounce_address: None,
        aliases: Vec::new(),
        authserv_id: None,
        verify: None,
        limits: Limits::default(),
        poll: Duration::from_secs(1),
        log: LogFormat::Text,
        console: None,
        tokens: Vec::new(),
        event,
    }
}
