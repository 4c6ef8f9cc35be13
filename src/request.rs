//! What a person's message asks of the desk: a [`Request`] whose every value carries its evidence, and the doubts that remain.

use crate::language::Language;
use crate::message::MailboxRole;
use serde::{Deserialize, Serialize};

pub use read::{read, read_counted, read_with};
pub use session::{Session, VisitNumber};

pub mod answer;
pub mod attached;
pub mod attend;
pub mod budget;
pub mod cast;
pub mod count;
pub mod data;
pub mod doubt;
pub mod explain;
pub mod fields;
pub mod intent;
pub mod invitation;
pub mod json;
pub mod language;
pub mod layout;
pub mod letter;
pub mod model;
pub mod names_follow;
pub mod papers;
pub mod people;
pub mod press;
mod read;
pub mod reading;
pub mod record;
mod separated;
pub mod session;
pub mod settled;
pub mod token;
pub mod visits;
pub mod wishes;
mod zone;

/// What the writer wants of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intent {
    /// Asks to attend, for themselves or for others.
    Registration,
    /// Is, or writes for, a journalist or outlet and asks for accreditation, interviews, filming or material.
    Press,
    /// Wants details of an existing registration altered, or a person swapped.
    Change,
    /// Withdraws one or all persons of an existing registration.
    Cancellation,
    /// Takes a place that was offered.
    Acceptance,
    /// Turns an offered place down.
    Refusal,
    /// Asks something and asks for no place.
    Question,
    /// Asks what is stored about them, or for it to be erased.
    DataRequest,
    /// No person wrote it.
    Automatic,
    /// A mail system reports on delivery (RFC 3464).
    Bounce,
    /// Anything else: spam, newsletters, thanks.
    Other,
}

impl Intent {
    /// Whether it is about the writer's own place where the letter names nobody.
    #[must_use]
    pub fn is_of_the_writer(self) -> bool {
        matches!(self, Self::Cancellation | Self::Acceptance | Self::Refusal)
    }
}

/// What the desk may do with a message on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// Complete and clear: the desk can go ahead on its own.
    Act,
    /// An organiser must look first.
    Review,
    /// Must get no reply at all.
    Ignore,
}

/// The part of a message that a value was found in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The decoded display name and address of the From field.
    From,
    /// The decoded Subject field.
    Subject,
    /// The decoded text of the letter, `Message::text`.
    Body,
    /// Another header field; its name.
    Header(String),
    /// An attachment; its index in the message, from 0.
    Attachment(usize),
    /// Nothing written: what the desk assumes, as in one seat for one person.
    Assumed,
}

/// Where a value stands in the message and which rule took it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// The part of the message.
    pub part: Part,
    /// First byte in that part's decoded text.
    pub start: usize,
    /// One past the last byte in that part's decoded text.
    pub end: usize,
    /// The rule that took the value, as in `people/signature`.
    pub rule: String,
}

impl Evidence {
    /// What no words say: a rule assumes it, as one seat for one person.
    #[must_use]
    pub fn assumed(rule: &str) -> Self {
        Self {
            part: Part::Assumed,
            start: 0,
            end: 0,
            rule: rule.to_owned(),
        }
    }
}

/// A value with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Found<T> {
    pub value: T,
    pub evidence: Evidence,
}

/// A dietary need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Diet {
    Vegetarian,
    Vegan,
    Halal,
    Kosher,
    GlutenFree,
    LactoseFree,
    NoPork,
    NoNuts,
    Other,
}

/// An access need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    Wheelchair,
    Hearing,
    Vision,
    Mobility,
    Companion,
    Other,
}

/// The kind of a press outlet, or `Freelance` for whoever says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Media {
    Print,
    Radio,
    Tv,
    Online,
    Agency,
    Photo,
    Freelance,
    Other,
}

/// What a press person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PressWish {
    Accreditation,
    Interview,
    Filming,
    Photo,
    PressKit,
    Recording,
    Other,
}

/// A person the request is about. Every field may be missing; `name` is missing for a person who is counted but not named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendee {
    pub name: Option<Found<String>>,
    pub email: Option<Found<String>>,
    pub phone: Option<Found<String>>,
    pub organisation: Option<Found<String>>,
    pub role: Option<Found<String>>,
    pub city: Option<Found<String>>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<Found<String>>,
    pub interpretation: Option<Found<Language>>,
    /// In programme order.
    pub sessions: Option<Found<Vec<Session>>>,
    pub diet: Option<Found<Vec<Diet>>>,
    pub access: Option<Found<Vec<Access>>>,
}

/// What a press letter says of the outlet and its wishes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Press {
    pub outlet: Option<Found<String>>,
    pub media: Option<Found<Media>>,
    pub press_card: Option<Found<String>>,
    pub requests: Vec<Found<PressWish>>,
}

/// Why a person should look at a letter before the desk acts; the text is for organisers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    pub kind: DoubtKind,
    /// Where it arose, if at a place.
    pub evidence: Option<Evidence>,
}

/// The closed list of doubts; each alone sends a letter to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoubtKind {
    /// The language is not one of the six that the desk reads and answers in.
    LanguageNotRead,
    /// No intent stands out, or two contend.
    IntentUnclear,
    /// It asks plainly, but does not say of which event; a registration that is found answers that.
    EventNotNamed,
    /// Intents that only a person may settle: questions and data requests.
    ForAPerson,
    /// A further question that the confirmation does not answer.
    Question,
    /// "If …", "provided that …", "perhaps".
    Condition,
    /// Nobody is named, or fewer than are counted.
    NobodyNamed,
    /// Number and names disagree.
    CountDisagrees,
    /// Persons come whose number is left open: "some colleagues".
    CountOpen,
    /// It is not clear who attends and who only writes.
    WhoAttends,
    /// An attachment may hold data that was not read.
    Attachment,
    /// An attached list and the letter do not name the same persons.
    ListDisagrees,
    /// A calendar declined a part of the day, which many press without meaning to cancel.
    CalendarAnswer,
    /// A hotel, visa, invitation letter or other service is asked for.
    ServiceAsked,
    /// A sentence whose function was not recognised.
    NotUnderstood,
    /// A language of interpretation that is not offered.
    InterpretationNotOffered,
    /// The message is damaged, encrypted or partly unreadable.
    Damaged,
    /// Text that looks made to deceive: mixed scripts, hidden characters, instructions to the desk.
    Suspicious,
    /// Two independent readings, by rules and by a model, do not agree well enough to act.
    ReadingsDiffer,
    /// A forwarded letter: its first writer is a proposal.
    Forwarded,
}

/// What a letter asks, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub mailbox: MailboxRole,
    pub language: Found<Language>,
    pub intent: Found<Intent>,
    pub disposition: Disposition,
    pub writer: Option<Found<String>>,
    /// In order of appearance.
    pub attendees: Vec<Attendee>,
    /// How many persons are to be seated or withdrawn, named or not.
    pub seats: Option<Found<u32>>,
    /// In a swap: who no longer comes.
    pub replaces: Option<Found<String>>,
    /// Only where the intent is press.
    pub press: Option<Press>,
}
