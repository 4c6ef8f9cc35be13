//! The letters the desk writes: which kind, in which language, with which facts; and how they become drafts.

use crate::language::ReplyLanguage;
use crate::message::MailboxRole;
use crate::registration::State;
use crate::request::{PressWish, Session};
use serde::{Deserialize, Serialize};

/// The kinds of letters (registration-rules section 4); each has a folder in `templates/mail/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplyKind {
    /// We have your letter; nothing is decided yet; when you hear.
    Receipt,
    /// All persons have a seat in all their sessions.
    Confirmation,
    /// Per person and session: confirmed or waiting.
    MixedResult,
    /// Full; you are on the waiting list.
    WaitingListNotice,
    /// k of n places are free: what we did, and the question "take k?".
    PartialGroup,
    /// Registration has closed; an organiser will look at it.
    LateRequest,
    /// The standing state of an earlier registration.
    AlreadyRegistered,
    /// Exactly what is missing, by when.
    QuestionBack,
    /// Press: received, the papers that are wanted, when you hear.
    PressReceipt,
    /// Passed on to the other mailbox; no second letter needed.
    WrongBox,
    /// A seat became free and is yours.
    Promotion,
    /// Not possible, with the reason if it is told.
    Refusal,
}

impl ReplyKind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::Receipt,
        Self::Confirmation,
        Self::MixedResult,
        Self::WaitingListNotice,
        Self::PartialGroup,
        Self::LateRequest,
        Self::AlreadyRegistered,
        Self::QuestionBack,
        Self::PressReceipt,
        Self::WrongBox,
        Self::Promotion,
        Self::Refusal,
    ];

    /// The name of its folder in `templates/mail/` and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Confirmation => "confirmation",
            Self::MixedResult => "mixed-result",
            Self::WaitingListNotice => "waiting-list-notice",
            Self::PartialGroup => "partial-group",
            Self::LateRequest => "late-request",
            Self::AlreadyRegistered => "already-registered",
            Self::QuestionBack => "question-back",
            Self::PressReceipt => "press-receipt",
            Self::WrongBox => "wrong-box",
            Self::Promotion => "promotion",
            Self::Refusal => "refusal",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

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
}

/// What a letter says beyond its kind; fields that a kind does not speak of stay empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub persons: Vec<PersonResult>,
    /// The letter named no sessions: the event's usual ones were taken, and the letter says so.
    pub sessions_assumed: bool,
    /// Partial group: seats free now.
    pub free: Option<u32>,
    /// Partial group: seats needed.
    pub need: Option<u32>,
    /// Place on the waiting list, from 1, where the event shows it.
    pub position: Option<u32>,
    pub missing: Vec<Missing>,
    /// Wrong box: the mailbox it was passed on to.
    pub passed_to: Option<MailboxRole>,
    pub outlet: Option<String>,
    pub press_wishes: Vec<PressWish>,
    /// Refusal: one sentence, if the organisers release it.
    pub reason: Option<String>,
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
