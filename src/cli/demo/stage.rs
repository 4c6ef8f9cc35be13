//! Sets the stage of the demo: a desk of its own, two Maildirs, and letters that arrive one after the other.

use super::{database, inbox, replies};
use crate::config::{Config, DeliverySettings, LogFormat, SUMMIT, event};
use crate::daemon::{Clock, Desk, Settled, own_addresses};
use crate::delivery::Delivery;
use crate::event::Event;
use crate::mailbox::{AfterFile, FirstStart, Mailbox, MailboxSettings, MaildirSettings, SourceSettings};
use crate::message::{MailboxRole, Message};
use crate::request::Session;
use crate::rules::Limits;
use anyhow::{Context, bail};
use chrono::{DateTime, TimeDelta, Utc};
use include_dir::{Dir, include_dir};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

static LETTERS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/config/demo/letters");

/// Marks a folder as the demo's own, so that no other is ever emptied.
const MARK: &str = "made-by-rsvpd-demo";

/// Fewer seats than the Summit had, so that the sample letters are more than they hold.
const SEATS: [(Session, u32); 3] = [
    (Session::Morning, 20),
    (Session::StudyVisit, 8),
    (Session::Afternoon, 16),
];

/// A desk with its letters.
pub struct Stage {
    folder: PathBuf,
    desk: Desk,
    mailboxes: Vec<Mailbox>,
    delivery: Delivery,
    /// Latest first, so that the next is taken from the end.
    letters: Vec<Letter>,
}

struct Letter {
    name: String,
    raw: &'static [u8],
    role: MailboxRole,
    arrives: DateTime<Utc>,
}

impl Stage {
    /// Makes the folder anew and opens a desk in it.
    pub async fn set(folder: &Path) -> anyhow::Result<Self> {
        clear(folder)?;
        let config = config(folder)?;
        let letters = letters(&config);
        let start = letters
            .last()
            .map_or(DateTime::<Utc>::MIN_UTC, |letter| letter.arrives);
        let mailboxes = config.mailboxes.iter().cloned().map(Mailbox::new).collect();
        let desk = Desk::open(config, Clock::by_hand(start)).await?;
        let delivery = desk.delivery();
        Ok(Self {
            folder: folder.to_owned(),
            desk,
            mailboxes,
            delivery,
            letters,
        })
    }

    /// The desk.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// How many letters have not arrived yet.
    pub fn letters_left(&self) -> u64 {
        self.letters.len() as u64
    }

    /// What is about to be seen.
    pub fn opening(&self) -> String {
        let event = &self.desk.config().event;
        let seats: Vec<String> = event
            .sessions
            .iter()
            .map(|plan| format!("{} {}", plan.capacity, plan.id.id()))
            .collect();
        format!(
            "{}, {}, {}\n{} letters will arrive in two mailboxes; seats: {}; {} persons in all.\n",
            event.name.en,
            event.city.en,
            event.date,
            self.letters.len(),
            seats.join(", "),
            event.capacity.unwrap_or_default(),
        )
    }

    /// Lets the next letter arrive and does all that follows; `None` when there are no more.
    pub async fn next_letter(&mut self) -> anyhow::Result<Option<Vec<Settled>>> {
        let Some(letter) = self.letters.pop() else {
            return Ok(None);
        };
        self.desk.clock().set(letter.arrives);
        let path = inbox(&self.folder, letter.role).join("new").join(&letter.name);
        put(&path, letter.raw, letter.arrives)?;
        Ok(Some(self.round().await?))
    }

    /// Does all that lies in the inboxes now, as if it had arrived at the demo's time.
    pub async fn look(&mut self) -> anyhow::Result<Vec<Settled>> {
        let now = self.desk.clock().now();
        for role in [MailboxRole::Registration, MailboxRole::Press] {
            for entry in fs::read_dir(inbox(&self.folder, role).join("new"))? {
                File::options()
                    .write(true)
                    .open(entry?.path())?
                    .set_modified(SystemTime::from(now))?;
            }
        }
        self.round().await
    }

    /// Goes back to ten days before registration closes, so that letters dropped in are in time.
    pub fn go_back(&mut self) {
        self.desk
            .clock()
            .set(self.desk.config().event.registration.closes - TimeDelta::days(10));
    }

    /// Lets the demo's time go on.
    pub fn let_pass(&self, time: Duration) {
        let clock = self.desk.clock();
        clock.set(clock.now() + time);
    }

    /// Where letters may be dropped.
    pub fn invitation(&self) -> String {
        format!(
            "Drop letters (.eml) into {}/new or {}/new; replies appear in {}. Ctrl-C ends.",
            inbox(&self.folder, MailboxRole::Registration).display(),
            inbox(&self.folder, MailboxRole::Press).display(),
            replies(&self.folder).display(),
        )
    }

    async fn round(&mut self) -> anyhow::Result<Vec<Settled>> {
        let looked = self.desk.clock().now();
        for mailbox in &mut self.mailboxes {
            while self.desk.take_in(mailbox).await?.waiting > 0 {}
        }
        let settled = self.desk.settle_pending(Some(looked)).await?;
        self.desk.deliver_due(&mut self.delivery).await?;
        Ok(settled)
    }
}

/// Empties the folder if it is the demo's or does not exist; any other is left alone.
pub fn clear(folder: &Path) -> anyhow::Result<()> {
    let occupied = folder
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_some());
    if occupied && !folder.join(MARK).exists() {
        bail!(
            "{} is not empty and not the demo's own: give another with --folder",
            folder.display()
        );
    }
    if occupied {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    for role in [MailboxRole::Registration, MailboxRole::Press] {
        for part in ["new", "cur", "tmp"] {
            let path = inbox(folder, role).join(part);
            fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        }
    }
    fs::write(
        folder.join(MARK),
        "`rsvpd demo` empties this folder when it starts.\n",
    )?;
    Ok(())
}

/// The demo's settings: two Maildirs, an embedded database, and a folder of replies.
pub fn config(folder: &Path) -> anyhow::Result<Config> {
    let event = demo_event()?;
    let mailbox = |name: &str, role| MailboxSettings {
        name: name.to_owned(),
        role,
        first_start: FirstStart::All,
        source: SourceSettings::Maildir(MaildirSettings {
            path: inbox(folder, role),
            after: AfterFile::Seen,
            size_limit: 25 << 20,
            poll_every: Duration::from_millis(500),
        }),
    };
    Ok(Config {
        mailboxes: vec![
            mailbox("registration", MailboxRole::Registration),
            mailbox("press", MailboxRole::Press),
        ],
        store_url: format!("sqlite:{}", database(folder).display()),
        delivery: DeliverySettings::Folder(replies(folder)),
        message_id_domain: "efus.eu".to_owned(),
        bounce_address: None,
        aliases: Vec::new(),
        tokens: Vec::new(),
        authserv_id: None,
        verify: None,
        limits: Limits::default(),
        poll: Duration::from_secs(1),
        log: LogFormat::Text,
        console: None,
        event,
    })
}

fn demo_event() -> anyhow::Result<Event> {
    let mut event = match event::parse("config/event.toml", SUMMIT) {
        Ok(event) => event,
        Err(mistakes) => bail!("the event that is built in has mistakes: {mistakes:?}"),
    };
    for (session, seats) in SEATS {
        if let Some(plan) = event.sessions.iter_mut().find(|plan| plan.id == session) {
            plan.capacity = seats;
        }
    }
    event.capacity = Some(22);
    Ok(event)
}

/// The sample letters with the moment and the mailbox of their arrival, latest first.
fn letters(config: &Config) -> Vec<Letter> {
    let own = own_addresses(config);
    let mut letters: Vec<Letter> = LETTERS
        .files()
        .map(|file| {
            let message = Message::parse(file.contents(), &own, None);
            let name = file
                .path()
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let arrives = message.date.unwrap_or(config.event.registration.opens);
            Letter {
                name,
                raw: file.contents(),
                role: message.mailbox,
                arrives,
            }
        })
        .collect();
    letters.sort_by(|a, b| b.arrives.cmp(&a.arrives).then_with(|| b.name.cmp(&a.name)));
    letters
}

/// Writes a message as a mail server would: whole, with its arrival as the file's time.
pub fn put(path: &Path, raw: &[u8], arrives: DateTime<Utc>) -> anyhow::Result<()> {
    fs::write(path, raw).with_context(|| format!("cannot write {}", path.display()))?;
    File::options()
        .write(true)
        .open(path)?
        .set_modified(SystemTime::from(arrives))?;
    Ok(())
}
