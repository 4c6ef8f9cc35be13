//! Letters, decisions and replies for the store's stories.

use chrono::{DateTime, TimeDelta, Utc};
use rsvpd::language::{Language, ReplyLanguage};
use rsvpd::mailbox::Place;
use rsvpd::message::{ContentKey, MailboxRole};
use rsvpd::registration::State;
use rsvpd::reply::ReplyKind;
use rsvpd::request::{Attendee, Disposition, Evidence, Found, Intent, Part, Request, Session};
use rsvpd::rules::{Decision, Move, NewPerson, Outcome, PlaceId, Reason};
use rsvpd::store::{Actor, Capacity, Cause, Contact, Kept, NewMessage, Outgoing, Reading, Settlement, Store};

pub const EVENT: &str = "road-to-modernity";

/// So many seconds after the desk opened.
pub fn at(seconds: i64) -> DateTime<Utc> {
    let opened: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().expect("a time");
    opened + TimeDelta::seconds(seconds)
}

/// So many seats in the morning, and many elsewhere.
pub fn seats(morning: u32) -> Capacity {
    let sessions = [
        (Session::Morning, morning),
        (Session::StudyVisit, 100),
        (Session::Afternoon, 100),
    ];
    Capacity {
        sessions: sessions.into(),
        event: None,
    }
}

/// A message in an IMAP mailbox.
#[derive(Debug, Clone)]
pub struct Mail {
    pub mailbox: &'static str,
    pub validity: u64,
    pub uid: u64,
    pub raw: String,
    pub key: ContentKey,
    pub defect: Option<&'static str>,
}

/// A letter of this content under this UID of the registration mailbox.
pub fn mail(uid: u64, content: &str) -> Mail {
    Mail {
        mailbox: "rsvp",
        validity: 1,
        uid,
        raw: format!("Message-ID: <{content}@guest.example>\r\n\r\n{content}\r\n"),
        key: ContentKey(content.to_owned()),
        defect: None,
    }
}

/// Keeps mails in one batch.
pub async fn keep(store: &Store, mails: &[Mail]) -> Vec<Kept> {
    let batch: Vec<NewMessage<'_>> = mails.iter().map(new_message).collect();
    store.keep(&batch, at(60)).await.expect("mail is kept")
}

pub fn new_message(mail: &Mail) -> NewMessage<'_> {
    NewMessage {
        mailbox: mail.mailbox,
        role: if mail.mailbox == "press" {
            MailboxRole::Press
        } else {
            MailboxRole::Registration
        },
        place: Place {
            validity: mail.validity,
            uid: mail.uid,
            name: String::new(),
        },
        received_at: at(i64::try_from(mail.uid).expect("a small UID")),
        size: mail.raw.len() as u64,
        raw: mail.raw.as_bytes(),
        defect: mail.defect,
        results: None,
        content_key: &mail.key,
    }
}

pub fn found<T>(value: T) -> Found<T> {
    Found {
        value,
        evidence: Evidence {
            part: Part::Body,
            start: 0,
            end: 1,
            rule: "sample".to_owned(),
        },
    }
}

/// A letter that was read, with what the rules made of it.
#[derive(Debug, Clone)]
pub struct Decided {
    pub id: i64,
    pub reference: String,
    pub address: String,
    pub request: Request,
    pub decision: Decision,
    pub reply: Option<Outgoing>,
    pub actor: Actor,
}

/// The message with this number asks for these persons, who all get this state in the morning; they are answered.
pub fn decided(id: i64, names: &[&str], state: State) -> Decided {
    let attendee = |name: &&str| Attendee {
        name: Some(found((*name).to_owned())),
        ..Attendee::default()
    };
    let request = Request {
        mailbox: MailboxRole::Registration,
        language: found(Language::FRENCH),
        intent: found(Intent::Registration),
        disposition: Disposition::Act,
        writer: None,
        attendees: names.iter().map(attendee).collect(),
        seats: None,
        replaces: None,
        press: None,
    };
    let persons = (0..names.len()).map(|attendee| NewPerson {
        attendee,
        places: vec![(Session::Morning, state)],
    });
    let decision = Decision {
        outcome: Outcome::Decided,
        reasons: vec![Reason::Fits],
        persons: persons.collect(),
        moves: Vec::new(),
        letter: None,
        places: Vec::new(),
        instead: Vec::new(),
        edits: Vec::new(),
        concerns: None,
        press: None,
    };
    Decided {
        id,
        reference: format!("RTM-{id}"),
        address: format!("Guest{id}@guest.example"),
        request,
        decision,
        reply: Some(reply(id, 1)),
        actor: Actor::Message(id),
    }
}

/// The answer to this request's decision of this number.
pub fn reply(id: i64, number: i64) -> Outgoing {
    Outgoing {
        number,
        kind: ReplyKind::Confirmation,
        language: ReplyLanguage::Fr,
        mailbox: MailboxRole::Registration,
        recipient: format!("Guest{id}@guest.example"),
        message_id: format!("{id}.{number}@desk.example"),
        raw: format!("To: Guest{id}@guest.example\r\n\r\nBienvenue.\r\n").into_bytes(),
        draft: false,
        solicited_by: None,
    }
}

impl Decided {
    /// As a letter's first decision.
    pub fn first(&self) -> Settlement<'_> {
        self.caused_by(Cause::Letter(self.reading()))
    }

    /// As a later decision, made from this version.
    pub fn again(&self, version: i64) -> Settlement<'_> {
        self.caused_by(Cause::Again {
            version,
            corrected: None,
        })
    }

    pub fn reading(&self) -> Reading<'_> {
        Reading {
            reference: &self.reference,
            request: &self.request,
            doubts: &[],
            contact: Some(Contact {
                address: &self.address,
                name: Some("A Guest"),
            }),
            message_id: Some("letter@guest.example"),
            words_key: Some("words"),
            received_at: at(self.id),
            concerns: None,
        }
    }

    fn caused_by<'a>(&'a self, cause: Cause<'a>) -> Settlement<'a> {
        Settlement {
            request: self.id,
            cause,
            decision: &self.decision,
            outgoing: self.reply.clone(),
            actor: self.actor.clone(),
            offered_until: None,
            above_capacity: None,
            now: at(100),
        }
    }
}

/// Settles letters with many seats free.
pub async fn settle(store: &Store, letters: &[Decided]) {
    let mut settling = store.begin_settling(seats(100)).await.expect("a turn");
    let settlements: Vec<Settlement<'_>> = letters.iter().map(Decided::first).collect();
    settling.settle(&settlements).await.expect("letters are settled");
    settling.commit().await.expect("and that is fact");
}

/// The message with this number moves a place in the morning; it is answered.
pub fn move_of(id: i64, (party, position): (i64, i64), from: State, to: State) -> Decided {
    let place = PlaceId {
        party,
        position,
        session: Session::Morning,
    };
    let mut mover = decided(id, &[], from);
    mover.decision.moves = vec![Move { place, from, to }];
    mover
}
