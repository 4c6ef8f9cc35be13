//! A whole campaign, told conversation by conversation: who wrote what, what the desk answered, and who stands how then.

use crate::config::Config;
use crate::daemon::{self, Clock, Desk, Settled};
use crate::event::{DataPolicy, Event};
use crate::mailbox::Mailbox;
use crate::message::{MailboxRole, Message};
use crate::rules::organiser::Act;
use anyhow::{Context, bail};
use chrono::{DateTime, TimeDelta, Utc};
use script::{Deed, Doing, Scene, Told};
use standing::Standing;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

mod script;
mod standing;

/// Where letters are put and replies are found.
pub trait Post {
    /// Lays a letter into a mailbox, as if it had arrived at this moment.
    ///
    /// # Errors
    /// Why it cannot.
    fn put(&mut self, to: MailboxRole, raw: &[u8], arrives: DateTime<Utc>) -> anyhow::Result<()>;

    /// Replies that came out since this was last asked, as they left.
    ///
    /// # Errors
    /// Why they cannot be read.
    fn replies(&mut self) -> anyhow::Result<Vec<Vec<u8>>>;
}

/// A letter of the desk, as its reader has it.
#[derive(Debug, Clone)]
struct Ours {
    kind: String,
    message_id: String,
    subject: String,
}

/// The story and all it works with.
pub struct Story<P> {
    desk: Desk,
    post: P,
    scenes: std::vec::IntoIter<Scene>,
    /// What each address has from the desk.
    received: BTreeMap<String, Vec<Ours>>,
    letters: i64,
    /// As it was told last.
    standing: Standing,
    seats: String,
}

/// Seats in every session when the story begins.
const SEATS: u32 = 3;

/// The longest time that passes unseen while offers run.
const LOOK_AT_OFFERS: TimeDelta = TimeDelta::hours(6);
/// The same before the event: reminders are told on their day.
const LOOK: TimeDelta = TimeDelta::hours(24);
/// The same when all is over but the erasure of what is kept.
const LOOK_BACK: TimeDelta = TimeDelta::days(30);

impl<P: Post> Story<P> {
    /// Opens the desk on the morning on which registration opens.
    ///
    /// # Errors
    /// Why the desk cannot be opened.
    pub async fn begin(mut config: Config, post: P) -> anyhow::Result<Self> {
        config.event.sessions = script::sessions()?;
        set_seats(&mut config.event, SEATS);
        // Both requests about data are told as the desk answers them where the event lets it.
        config.event.privacy.data_copy = DataPolicy::Act;
        config.event.privacy.erasure = DataPolicy::Act;
        let opens = config.event.registration.opens;
        Ok(Self {
            desk: Desk::open(config, Clock::by_hand(opens)).await?,
            post,
            scenes: script::scenes()?.into_iter(),
            received: BTreeMap::new(),
            letters: 0,
            standing: Standing::default(),
            seats: String::new(),
        })
    }

    /// Plays the next scene and all that time brings before it; `None` when the story is over.
    ///
    /// # Errors
    /// What went wrong with the desk, the post or the script.
    pub async fn next_scene(&mut self) -> anyhow::Result<Option<String>> {
        let Some(scene) = self.scenes.next() else {
            return Ok(None);
        };
        let mut out = String::new();
        self.pass_time(scene.at, &mut out).await?;
        self.desk.clock().set(scene.at);
        heading(&mut out, &self.desk, &scene.title)?;
        match &scene.deed {
            Deed::Letter(letter) => self.put(letter, scene.at, &mut out)?,
            Deed::Seats(seats) => self.set_seats(*seats).await?,
            Deed::Organiser { name, doing } => self.act(name, doing).await?,
            Deed::Nothing => {}
        }
        let told = self.round().await?;
        out.push_str(&told);
        Ok(Some(out))
    }

    /// Lets time pass in steps; what the clock makes the desk do is told with its hour.
    async fn pass_time(&mut self, until: DateTime<Utc>, out: &mut String) -> anyhow::Result<()> {
        loop {
            let now = self.desk.clock().now();
            let offers = self.desk.store().next_offer_ends().await?.is_some();
            let next = now
                + match offers {
                    true => LOOK_AT_OFFERS,
                    false if now < self.desk.config().event.ends() + LOOK => LOOK,
                    false => LOOK_BACK,
                };
            if next >= until {
                return Ok(());
            }
            self.desk.clock().set(next);
            let told = self.round().await?;
            if !told.is_empty() {
                heading(out, &self.desk, "Time has passed.")?;
                out.push_str(&told);
            }
        }
    }

    fn put(&mut self, letter: &Told, at: DateTime<Utc>, out: &mut String) -> anyhow::Result<()> {
        self.letters += 1;
        let answered = match &letter.answers {
            Some(kind) => Some(self.latest(letter.address(), kind)?),
            None => None,
        };
        let subject = answered
            .as_ref()
            .map_or_else(|| letter.subject.clone(), |ours| format!("Re: {}", ours.subject));
        let contacts = &self.desk.config().event.contacts;
        let to = match letter.to {
            MailboxRole::Registration => &contacts.registration.address,
            MailboxRole::Press => &contacts.press.address,
        };
        let mut header = format!(
            "From: {}\nTo: {to}\nSubject: {subject}\nDate: {}\nMessage-ID: <story.{}@writers.example>\n",
            letter.from,
            at.to_rfc2822(),
            self.letters
        );
        if let Some(ours) = &answered {
            write!(header, "In-Reply-To: <{0}>\nReferences: <{0}>\n", ours.message_id)?;
        }
        writeln!(out, "\n  {} writes: {subject}", letter.from)?;
        quote(out, "│", letter.text.trim());
        for file in &letter.files {
            writeln!(out, "  │ [{file}]")?;
        }
        self.post.put(
            letter.to,
            letter.message(header).replace('\n', "\r\n").as_bytes(),
            at,
        )
    }

    fn latest(&self, address: &str, kind: &str) -> anyhow::Result<Ours> {
        let received = self.received.get(address).into_iter().flatten();
        let found = received.rev().find(|ours| ours.kind == kind);
        found
            .cloned()
            .with_context(|| format!("{address} has no letter of the kind `{kind}`"))
    }

    /// The event file names other seats, and the desk is started anew.
    async fn set_seats(&mut self, seats: u32) -> anyhow::Result<()> {
        let mut config = self.desk.config().clone();
        set_seats(&mut config.event, seats);
        let clock = self.desk.clock().clone();
        self.desk = Desk::open(config, clock).await?;
        Ok(())
    }

    async fn act(&mut self, name: &str, doing: &Doing) -> anyhow::Result<()> {
        match doing {
            Doing::Decide { about, act } => {
                let ours = self.received.get(about).and_then(|received| received.first());
                let ours = ours.with_context(|| format!("{about} has no letter from the desk"))?;
                let request = ours.message_id.split('.').next().unwrap_or_default().parse()?;
                self.desk.organise(request, name, act).await?;
            }
            Doing::CheckIn { guests } => {
                for guest in guests {
                    let found = self.standing.find(guest);
                    let (party, position) = found.with_context(|| format!("nobody is called {guest}"))?;
                    for session in self.standing.seats_of((party, position)) {
                        let act = Act::CheckIn { position, session };
                        self.desk.organise(party, name, &act).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes, settles, passes time and delivers; tells what came of it.
    async fn round(&mut self) -> anyhow::Result<String> {
        let mailboxes = self.desk.config().mailboxes.iter().cloned();
        let mut mailboxes: Vec<Mailbox> = mailboxes.map(Mailbox::new).collect();
        let mut delivery = self.desk.delivery();
        let round = daemon::once(&self.desk, &mut mailboxes, &mut delivery).await?;
        if let Some((what, error)) = round.failures.into_iter().next() {
            bail!("{what}: {error}");
        }
        // What was to be erased goes once its letter has left.
        self.desk.pass_time(None).await?;
        let mut out = String::new();
        for settled in &round.settled {
            if let Some(told) = unanswered(settled) {
                writeln!(out, "\n  {told}")?;
            }
        }
        // Several connections deliver side by side: told in the order of the requests.
        let replies = self.post.replies()?;
        let own = self.desk.own();
        let replies = replies.iter().map(|raw| Message::parse(raw, own, None));
        let mut replies: Vec<Message> = replies.collect();
        replies.sort_by_key(|reply| numbers(reply.message_id.as_deref().unwrap_or_default()));
        for reply in replies {
            self.hear(reply, &mut out).await?;
        }
        let standing = Standing::of(&self.desk, self.letters).await?;
        let changes = standing.changes(&self.standing);
        let seats = standing.seats(&self.desk);
        if !changes.is_empty() || seats != self.seats {
            writeln!(out)?;
            for change in changes {
                writeln!(out, "  → {change}")?;
            }
            if seats != self.seats {
                writeln!(out, "  Seats: {seats}")?;
            }
            self.standing = standing;
            self.seats = seats;
        }
        Ok(out)
    }

    async fn hear(&mut self, reply: Message, out: &mut String) -> anyhow::Result<()> {
        let (Some(message_id), Some(to)) = (reply.message_id, reply.to.into_iter().next()) else {
            bail!("a reply has no Message-ID or no recipient");
        };
        let number = message_id.split('.').next().unwrap_or_default();
        let replies = self
            .desk
            .store()
            .show(number)
            .await?
            .map(|shown| shown.replies)
            .unwrap_or_default();
        let known = replies
            .into_iter()
            .find(|known| known.message_id == message_id)
            .with_context(|| format!("the reply {message_id} is not in the outbox"))?;
        let name = to.name.as_deref().unwrap_or(&to.address);
        writeln!(
            out,
            "\n  The desk writes to {name} ({}, {}): {}",
            known.kind, known.language, reply.subject
        )?;
        quote(out, "┃", reply.text.trim());
        let ours = Ours {
            kind: known.kind,
            message_id,
            subject: reply.subject,
        };
        self.received
            .entry(to.address.to_lowercase())
            .or_default()
            .push(ours);
        Ok(())
    }
}

/// The numbers of the request and of its decision, with which the Message-IDs of replies begin.
fn numbers(message_id: &str) -> Vec<i64> {
    let parts = message_id.split('.').take(2);
    parts.filter_map(|part| part.parse().ok()).collect()
}

/// What became of a letter that waits for a person, or that nobody is answered about.
fn unanswered(settled: &Settled) -> Option<String> {
    let because: BTreeSet<String> = settled.reasons.iter().map(crate::rules::Reason::text).collect();
    let because: Vec<String> = because.into_iter().collect();
    match settled.reply {
        Some(_) if settled.outcome.waits_for_person() => {
            Some(format!("An organiser looks at it: {}.", because.join("; ")))
        }
        Some(_) => None,
        None => Some(format!("Nobody is answered: {}.", because.join("; "))),
    }
}

fn set_seats(event: &mut Event, seats: u32) {
    event.capacity = None;
    // Study visits have seats of their own.
    for plan in event.sessions.iter_mut().filter(|plan| plan.visit.is_none()) {
        plan.capacity = seats;
    }
}

fn heading(out: &mut String, desk: &Desk, title: &str) -> anyhow::Result<()> {
    let zone = desk.config().event.zone;
    let local = desk.clock().now().with_timezone(&zone);
    let day = local.format("%A, %-d %B %Y, %H:%M").to_string();
    let line = "━".repeat(76_usize.saturating_sub(day.chars().count()));
    writeln!(out, "\n━━ {day} {line}\n{title}")?;
    Ok(())
}

/// A letter's text behind a bar, in lines that a terminal shows whole.
fn quote(out: &mut String, bar: &str, text: &str) {
    const WIDTH: usize = 92;
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
                out.push_str(&format!("  {bar} {line}\n"));
                line.clear();
            } else if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        out.push_str(format!("  {bar} {line}").trim_end());
        out.push('\n');
    }
}
