//! A desk with a clock that is set by hand: letters go in, replies come out, and no time passes by itself.

use chrono::{DateTime, TimeDelta, Utc};
use mail_parser::MessageParser;
use rsvpd::config::{Config, DeliverySettings, LogFormat, SUMMIT, event};
use rsvpd::daemon::{Clock, Desk, DeskError};
use rsvpd::delivery::{Delivery, Parcel};
use rsvpd::event::Event;
use rsvpd::mailbox::Place;
use rsvpd::message::{ContentKey, MailboxRole};
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::rules::organiser::Act;
use rsvpd::rules::{Decision, Limits, Move, Outcome, PlaceId, Reason, Seats};
use rsvpd::store::settling::{Cause, Settlement};
use rsvpd::store::views::ReplyRecord;
use rsvpd::store::{Actor, Capacity, NewMessage};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// The desk and its post.
pub struct Stage {
    pub desk: Desk,
    sent: Arc<Mutex<Vec<Parcel>>>,
    delivery: Delivery,
    letters: u32,
    _folder: TempDir,
}

/// A reply as its reader has it.
#[derive(Debug, Clone)]
pub struct Reply {
    pub kind: String,
    pub subject: String,
    pub text: String,
    /// Without brackets.
    pub message_id: String,
}

impl Stage {
    /// The Summit with as many seats in each session, ten days after registration opened, at eight in the morning.
    pub async fn with_seats(seats: u32, change: impl Fn(&mut Event)) -> Self {
        Self::with_config(seats, |config| change(&mut config.event)).await
    }

    /// The same, with other settings.
    pub async fn with_config(seats: u32, change: impl Fn(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path(), seats);
        change(&mut config);
        let clock = Clock::by_hand(config.event.registration.opens + TimeDelta::days(10));
        let sent = Arc::new(Mutex::new(Vec::new()));
        Self {
            desk: Desk::open(config, clock).await.unwrap(),
            delivery: Delivery::Memory(Arc::clone(&sent)),
            sent,
            letters: 0,
            _folder: folder,
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.desk.clock().now()
    }

    /// Lets time pass, and does what has come due.
    pub async fn wait(&mut self, time: TimeDelta) {
        self.until(self.now() + time).await;
    }

    pub async fn until(&mut self, moment: DateTime<Utc>) {
        self.desk.clock().set(moment);
        self.round().await;
    }

    /// A letter arrives now and is read at once.
    pub async fn receive(&mut self, raw: &[u8]) {
        self.keep(raw, self.now()).await;
        self.round().await;
    }

    /// The same, in the press mailbox.
    pub async fn receive_press(&mut self, raw: &[u8]) {
        self.keep_in(MailboxRole::Press, raw, self.now()).await;
        self.round().await;
    }

    /// A letter is taken out of the mailbox, where it arrived at a moment; nothing else happens.
    pub async fn keep(&mut self, raw: &[u8], received_at: DateTime<Utc>) {
        self.keep_in(MailboxRole::Registration, raw, received_at).await;
    }

    async fn keep_in(&mut self, role: MailboxRole, raw: &[u8], received_at: DateTime<Utc>) {
        self.letters += 1;
        let content_key = ContentKey::of(raw);
        let message = NewMessage {
            mailbox: match role {
                MailboxRole::Registration => "registration",
                MailboxRole::Press => "press",
            },
            role,
            place: Place {
                validity: 1,
                uid: u64::from(self.letters),
                name: String::new(),
            },
            received_at,
            size: u64::try_from(raw.len()).unwrap(),
            raw,
            defect: None,
            results: None,
            content_key: &content_key,
        };
        self.desk.store().keep(&[message], self.now()).await.unwrap();
    }

    /// Settles what is kept, does what is due, and delivers.
    pub async fn round(&mut self) {
        self.desk.settle_pending(Some(self.now())).await.unwrap();
        self.desk.pass_time(Some(self.now())).await.unwrap();
        self.desk.deliver_due(&mut self.delivery).await.unwrap();
    }

    /// The event file now names so many seats in each session, and the desk is started anew.
    pub async fn raise(&mut self, seats: u32) {
        self.change_seats(seats).await.unwrap();
        self.round().await;
    }

    /// The same; whether the desk accepts it.
    pub async fn change_seats(&mut self, seats: u32) -> Result<(), DeskError> {
        let mut config = self.desk.config().clone();
        for plan in &mut config.event.sessions {
            plan.capacity = seats;
        }
        let clock = self.desk.clock().clone();
        self.desk = Desk::open(config, clock).await.unwrap();
        self.desk.apply_capacities().await
    }

    pub async fn seats(&self) -> Seats {
        let event = &self.desk.config().event;
        let capacity = Capacity {
            sessions: event.capacities(),
            event: event.capacity,
        };
        self.desk.store().seats(&capacity).await.unwrap()
    }

    /// The event file says something else now, and the desk is started anew.
    pub async fn change(&mut self, change: impl Fn(&mut Event)) {
        let mut config = self.desk.config().clone();
        change(&mut config.event);
        let clock = self.desk.clock().clone();
        self.desk = Desk::open(config, clock).await.unwrap();
    }

    /// Everybody of a party is checked in at a session.
    pub async fn attend(&mut self, party: i64, session: Session) {
        let store = self.desk.store();
        let mut settling = store.begin_settling(self.desk.capacity()).await.unwrap();
        let stored = settling.party(party).await.unwrap().unwrap();
        let moves = stored.party.persons.iter().map(|person| Move {
            place: PlaceId {
                party,
                position: person.position,
                session,
            },
            from: State::Confirmed,
            to: State::Attended,
        });
        let decision = Decision {
            moves: moves.collect(),
            ..Decision::without_party(Outcome::Decided, Reason::Fits)
        };
        let settlement = Settlement {
            request: party,
            cause: Cause::Again {
                version: stored.version,
                corrected: None,
            },
            decision: &decision,
            outgoing: None,
            actor: Actor::Organiser("Juan".to_owned()),
            offered_until: None,
            above_capacity: None,
            now: self.desk.clock().now(),
        };
        settling.settle(&[settlement]).await.unwrap();
        settling.commit().await.unwrap();
    }

    pub async fn organise(&mut self, party: i64, act: &Act) {
        self.desk.organise(party, "Juan", act).await.unwrap();
        self.round().await;
    }

    /// Every reply to an address, the oldest first.
    pub async fn replies_to(&self, address: &str) -> Vec<Reply> {
        let parcels = self.sent.lock().unwrap().clone();
        let mut replies = Vec::new();
        for parcel in parcels.iter().filter(|parcel| parcel.recipient == address) {
            let parsed = MessageParser::default().parse(&parcel.raw).unwrap();
            let message_id = parsed.message_id().unwrap().to_owned();
            let text = parsed.body_text(0).unwrap();
            replies.push(Reply {
                kind: self.kind_of(&message_id).await,
                subject: parsed.subject().unwrap().to_owned(),
                text: text.split_whitespace().collect::<Vec<_>>().join(" "),
                message_id,
            });
        }
        replies
    }

    /// The kinds of all replies to an address, the oldest first.
    pub async fn kinds_to(&self, address: &str) -> Vec<String> {
        let replies = self.replies_to(address).await;
        replies.into_iter().map(|reply| reply.kind).collect()
    }

    pub async fn last_to(&self, address: &str) -> Reply {
        self.replies_to(address).await.pop().unwrap()
    }

    /// The bytes of the last message to an address.
    pub fn bytes_to(&self, address: &str) -> Option<Vec<u8>> {
        let parcels = self.sent.lock().unwrap();
        let last = parcels.iter().rfind(|parcel| parcel.recipient == address);
        last.map(|parcel| parcel.raw.clone())
    }

    /// Subject and text of everything that went to an address outside the outbox.
    pub fn raw_to(&self, address: &str) -> Vec<String> {
        let parcels = self.sent.lock().unwrap().clone();
        let to = parcels.iter().filter(|parcel| parcel.recipient == address);
        to.map(|parcel| {
            let parsed = MessageParser::default().parse(&parcel.raw).unwrap();
            format!("{}\n{}", parsed.subject().unwrap(), parsed.body_text(0).unwrap()).replace('\u{a0}', " ")
        })
        .collect()
    }

    /// The file that went with the last reply to an address.
    pub async fn attachment_to(&self, address: &str) -> String {
        let parcels = self.sent.lock().unwrap().clone();
        let last = parcels
            .iter()
            .rfind(|parcel| parcel.recipient == address)
            .unwrap();
        let parsed = MessageParser::default().parse(&last.raw).unwrap();
        let file = parsed.attachment(0).unwrap();
        String::from_utf8(file.contents().to_vec()).unwrap()
    }

    async fn kind_of(&self, message_id: &str) -> String {
        let (number, _) = message_id.split_once('.').unwrap();
        let shown = self.desk.store().show(number).await.unwrap().unwrap();
        let of = |reply: &&ReplyRecord| reply.message_id == message_id;
        shown.replies.iter().find(of).unwrap().kind.clone()
    }

    /// What people quote of a letter.
    pub async fn reference(&self, letter: i64) -> String {
        let shown = self
            .desk
            .store()
            .show(&letter.to_string())
            .await
            .unwrap()
            .unwrap();
        shown.request.unwrap().reference
    }

    /// The outcome of a letter, and its first reason.
    pub async fn end_of(&self, letter: i64) -> (String, Option<rsvpd::rules::Reason>) {
        let shown = self
            .desk
            .store()
            .show(&letter.to_string())
            .await
            .unwrap()
            .unwrap();
        let request = shown.request.unwrap();
        (request.outcome, request.reasons.into_iter().next())
    }

    /// The states of a party's persons in a session, in the order of their letter.
    pub async fn states(&self, party: i64, session: Session) -> Vec<State> {
        let shown = self.desk.store().show(&party.to_string()).await.unwrap().unwrap();
        let places = shown.persons.iter().flat_map(|person| &person.places);
        places
            .filter(|place| place.session == session)
            .map(|place| place.state)
            .collect()
    }

    /// Until when a party's first place is offered.
    pub async fn offer_ends(&self, party: i64) -> DateTime<Utc> {
        let shown = self.desk.store().show(&party.to_string()).await.unwrap().unwrap();
        let places = shown.persons.iter().flat_map(|person| &person.places);
        places.filter_map(|place| place.until).min().unwrap()
    }
}

/// The Summit on a database in this folder, with as many seats in each session.
pub fn config(folder: &Path, seats: u32) -> Config {
    let mut event = event::parse("event.toml", SUMMIT).unwrap();
    event.capacity = None;
    for plan in &mut event.sessions {
        plan.capacity = seats;
    }
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

/// A letter with a body; in answer to a reply of ours, if one is given.
pub fn answer(name: &str, address: &str, id: &str, subject: &str, body: &str, to: Option<&Reply>) -> Vec<u8> {
    let thread = to.map_or_else(String::new, |reply| {
        format!("In-Reply-To: <{0}>\nReferences: <{0}>\n", reply.message_id)
    });
    format!(
        "From: {name} <{address}>\nTo: cristellys@efus.eu\nSubject: {subject}\nDate: Mon, 10 Oct 2016 09:00:00 +0200\n\
         Message-ID: <{id}>\n{thread}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: 8bit\n\n{body}\n"
    )
    .replace('\n', "\r\n")
    .into_bytes()
}
