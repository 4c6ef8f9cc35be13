//! The letters the desk writes: which kind, in which language, with which facts; and how they become drafts.

use crate::event::Told;
use crate::language::ReplyLanguage;
use crate::message::{Address, MailboxRole};
use crate::registration::State;
use crate::request::{PressWish, Session};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use calendar::method as calendar_method;
pub use changes::{Field, FieldChange, RequestedAct, SeatExchange};
pub use kind::ReplyKind;
pub use papers::{Paper, PressPaper};
pub use templates::{TemplateError, Templates};

pub mod alert;
mod calendar;
mod changes;
pub mod digest;
mod kind;
mod locale;
mod own_words;
mod page;
mod papers;
mod plain;
pub mod sample;
mod templates;
mod text;
mod view;

/// One person's results, in the order of the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonResult {
    /// `None` for a person who is counted but not named.
    pub name: Option<String>,
    /// In programme order.
    pub places: Vec<(Session, State)>,
}

/// What the desk must know before it can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// The names of the persons who are to come.
    Names,
    /// How many persons come: number and names differ.
    Count,
    /// How many persons come: the letter leaves it open.
    CountOpen,
}

/// What a letter says beyond its kind; fields that a kind does not speak of stay empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Who wrote to us and is greeted by name; without it the greeting names nobody.
    #[serde(default)]
    pub writer: Option<String>,
    pub persons: Vec<PersonResult>,
    /// Who is written to registered others, and does not come.
    #[serde(default)]
    pub for_others: bool,
    /// The letter named no sessions: the event's usual ones were taken, and the letter says so.
    pub sessions_assumed: bool,
    /// Partial group: seats free now.
    pub free: Option<u32>,
    /// Partial group: seats needed.
    pub need: Option<u32>,
    /// Partial group: the session in which so many are free.
    #[serde(default)]
    pub free_in: Option<Session>,
    /// Place on the waiting list, from 1, where the event shows it.
    pub position: Option<u32>,
    /// The session of whose list that is the place.
    #[serde(default)]
    pub position_in: Option<Session>,
    /// Receipt: all seats are taken, and the waiting list is full (rule 29b).
    #[serde(default)]
    pub list_full: bool,
    pub missing: Vec<Missing>,
    /// Wrong box: the mailbox it was passed on to.
    pub passed_to: Option<MailboxRole>,
    pub outlet: Option<String>,
    pub press_wishes: Vec<PressWish>,
    /// Press receipt: what need not be asked for again.
    #[serde(default)]
    pub papers_given: Vec<PressPaper>,
    /// Press: the letter that is answered brought something of it.
    #[serde(default)]
    pub papers_came: bool,
    /// Press: what is still asked for.
    #[serde(default)]
    pub papers_wanted: Vec<Paper>,
    /// Refusal: one sentence, if the organisers release it.
    pub reason: Option<String>,
    /// The whole text in an organiser's own words; the template then gives only the subject and the layout.
    #[serde(default)]
    pub words: Option<String>,
    /// Answer: what an organiser wrote, between greeting and signature.
    #[serde(default)]
    pub answer: Option<String>,
    /// Data copy: what is held.
    #[serde(default)]
    pub data: Option<DataHeld>,
    /// Confirmation, waiting-list notice: the letter came after registration had closed.
    #[serde(default)]
    pub late: bool,
    /// Event changed: what had been told before.
    #[serde(default)]
    pub event_before: Option<Told>,
    /// Event changed: until when guests say whether they still come.
    #[serde(default)]
    pub reconfirm_by: Option<DateTime<Utc>>,
    /// Offer: until when it holds.
    #[serde(default)]
    pub offer_until: Option<DateTime<Utc>>,
    /// Where places are held without names: until when they are waited for.
    #[serde(default)]
    pub names_by: Option<DateTime<Utc>>,
    /// Cancellation, swap: who of the party is still registered; `None` for whoever is counted but not named.
    #[serde(default)]
    pub remaining: Vec<Option<String>>,
    /// Change: entry by entry.
    #[serde(default)]
    pub changes: Vec<FieldChange>,
    /// Seats that were given up for others.
    #[serde(default)]
    pub exchanged: Vec<SeatExchange>,
    /// Seats that are kept until a place on a list is sure, and given up with it.
    pub kept: Vec<SeatExchange>,
    /// Swap: whose place it was.
    #[serde(default)]
    pub replaced: Option<String>,
    /// Please confirm: what is asked for.
    #[serde(default)]
    pub act: Option<RequestedAct>,
    /// Which persons: how many the letter cancels, if it says that.
    #[serde(default)]
    pub withdrawn: Option<u32>,
    /// Change, cancellation, swap: organisers decided it, and nobody wrote to us.
    #[serde(default)]
    pub by_organisers: bool,
    /// Later letters: the sessions whose entries in the reader's diary change.
    #[serde(default)]
    pub diary: Vec<DiaryEntry>,
}

impl Facts {
    /// Whether somebody has a place in this part of the programme; of several visits one is all.
    fn speak_of(&self, part: Session) -> bool {
        let places = self.persons.iter().flat_map(|person| &person.places);
        places.into_iter().any(|(session, _)| session.part() == part)
    }
}

/// What a reader's diary has of a session from now on (RFC 5545).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiaryEntry {
    /// Of the registration; with the session it tells which entry is meant.
    pub reference: String,
    pub session: Session,
    /// Who has a seat there; nobody takes the entry out. `None` for who is counted but not named.
    pub names: Vec<Option<String>>,
}

/// What is held under an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataHeld {
    /// In the order of arrival.
    pub requests: Vec<HeldRequest>,
    /// All of it as JSON.
    pub file: String,
}

/// One request of an address, for the readable part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRequest {
    pub reference: String,
    pub received_at: DateTime<Utc>,
    pub names: Vec<String>,
}

/// A file that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedFile {
    pub name: String,
    /// `type/subtype`.
    pub media_type: String,
    pub content: String,
}

/// A letter that a decision asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub kind: ReplyKind,
    pub language: ReplyLanguage,
    /// The mailbox whose contact signs.
    pub mailbox: MailboxRole,
    pub facts: Facts,
}

/// What a draft needs beyond its letter: to whom it goes, in answer to what, under which name, when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Of a [`crate::message::Correspondent`]: the From address of the message that is answered (mail-rules 2.2).
    pub to: Address,
    /// As in `RTM-7K3Q9B`; stands in the subject and names the calendar entries.
    pub reference: String,
    /// Message-ID of the message that is answered, without `<>`.
    pub in_reply_to: Option<String>,
    /// Its References, oldest first, without `<>`.
    pub references: Vec<String>,
    /// The draft's own Message-ID, without `<>`; the same for the same decision.
    pub message_id: String,
    pub now: DateTime<Utc>,
    /// The subject of the message that is answered; named, cut, where a letter only says that we have it.
    pub original_subject: Option<String>,
}

/// The value of Auto-Submitted (RFC 3834 section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AutoSubmitted {
    /// In answer to a message.
    AutoReplied,
    /// Later, of the desk's own accord.
    AutoGenerated,
}

impl AutoSubmitted {
    /// As in the header field.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AutoReplied => "auto-replied",
            Self::AutoGenerated => "auto-generated",
        }
    }
}

/// A reply that is ready to become an RFC 5322 message; no value holds a line break but the three bodies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Without `<>`.
    pub message_id: String,
    /// The contact of the letter's mailbox, whom an answer reaches (rule 49).
    pub from: Address,
    pub to: Address,
    /// Content-Language.
    pub language: ReplyLanguage,
    pub subject: String,
    /// The text/plain part; lines of at most 76 characters where words allow, ended by `\n`.
    pub text: String,
    /// The same for a window of any width: no line is broken for its length. Never sent.
    #[serde(default, skip_serializing)]
    pub flowing: String,
    /// The text/html part; loads nothing from elsewhere.
    pub html: String,
    /// A text/calendar part (RFC 5545, RFC 5546): of confirmed places, or of such as are given up.
    pub calendar: Option<String>,
    /// A further file.
    pub file: Option<AttachedFile>,
    pub in_reply_to: Option<String>,
    /// Ends with `in_reply_to` (RFC 5322 3.6.4).
    pub references: Vec<String>,
    pub date: DateTime<Utc>,
    pub auto_submitted: AutoSubmitted,
    /// Value of the loop field that our own mail carries (mail-rules 2.2): the event's id.
    pub loop_id: String,
}
