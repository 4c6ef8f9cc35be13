//! The kinds of letters that the desk writes.

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
    /// Press: what came, and which papers are still wanted.
    PressPapers,
    /// Press: the badge, where and when it is collected, with which paper.
    PressAccredited,
    /// Press: not accredited; how to follow from afar.
    PressRefused,
    /// An organiser's own words in the layout.
    Answer,
    /// Before the event: when, where, and what to do who cannot come.
    Reminder,
    /// Another date, place or hour: what was, what is, and who still comes?
    EventChanged,
    /// The event will not take place.
    EventCancelled,
    /// The event has taken place: nothing can be registered, changed or cancelled any more.
    EventOver,
    /// Nobody of these waits any more.
    ListLeft,
    /// What is held under an address, with a file that programs can read.
    DataCopy,
    /// What was erased, and what stays.
    ErasureDone,
    /// Passed on to the other mailbox; no second letter needed.
    WrongBox,
    /// A seat became free and is yours.
    Promotion,
    /// Not possible, with the reason if it is told.
    Refusal,
    /// A seat is held for you until a deadline: yes or no?
    Offer,
    /// The same, at half time.
    OfferReminder,
    /// The seat was passed on; are you still interested?
    OfferExpired,
    /// Thanks for telling us; the seat goes to the next.
    DeclineNoted,
    /// These persons are cancelled; who is still registered.
    CancellationNoted,
    /// Which entries changed, from what to what.
    ChangeNoted,
    /// Another person has the place.
    SwapNoted,
    /// To the owner of a registration: did you ask for this?
    PleaseConfirm,
    /// Who of those registered is meant?
    WhichPersons,
    /// Places are held without names: who will come, and by when we must know.
    NamesMissing,
    /// The names of places that were held without one are noted.
    NamesNoted,
}

impl ReplyKind {
    /// All kinds.
    pub const ALL: [Self; 34] = [
        Self::Receipt,
        Self::Confirmation,
        Self::MixedResult,
        Self::WaitingListNotice,
        Self::PartialGroup,
        Self::LateRequest,
        Self::AlreadyRegistered,
        Self::QuestionBack,
        Self::PressReceipt,
        Self::PressPapers,
        Self::PressAccredited,
        Self::PressRefused,
        Self::Answer,
        Self::Reminder,
        Self::EventChanged,
        Self::EventCancelled,
        Self::EventOver,
        Self::ListLeft,
        Self::DataCopy,
        Self::ErasureDone,
        Self::WrongBox,
        Self::Promotion,
        Self::Refusal,
        Self::Offer,
        Self::OfferReminder,
        Self::OfferExpired,
        Self::DeclineNoted,
        Self::CancellationNoted,
        Self::ChangeNoted,
        Self::SwapNoted,
        Self::PleaseConfirm,
        Self::WhichPersons,
        Self::NamesMissing,
        Self::NamesNoted,
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
            Self::PressPapers => "press-papers",
            Self::PressAccredited => "press-accredited",
            Self::PressRefused => "press-refused",
            Self::Answer => "answer",
            Self::Reminder => "reminder",
            Self::EventChanged => "event-changed",
            Self::EventCancelled => "event-cancelled",
            Self::EventOver => "event-over",
            Self::ListLeft => "list-left",
            Self::DataCopy => "data-copy",
            Self::ErasureDone => "erasure-done",
            Self::WrongBox => "wrong-box",
            Self::Promotion => "promotion",
            Self::Refusal => "refusal",
            Self::Offer => "offer",
            Self::OfferReminder => "offer-reminder",
            Self::OfferExpired => "offer-expired",
            Self::DeclineNoted => "decline-noted",
            Self::CancellationNoted => "cancellation-noted",
            Self::ChangeNoted => "change-noted",
            Self::SwapNoted => "swap-noted",
            Self::PleaseConfirm => "please-confirm",
            Self::WhichPersons => "which-persons",
            Self::NamesMissing => "names-missing",
            Self::NamesNoted => "names-noted",
        }
    }

    /// Whether the desk asks its reader for an answer: what they then write is not unasked for (mail-rules 2.3).
    #[must_use]
    pub fn asks(self) -> bool {
        matches!(
            self,
            Self::PartialGroup
                | Self::QuestionBack
                | Self::PressReceipt
                | Self::PressPapers
                | Self::Reminder
                | Self::EventChanged
                | Self::Offer
                | Self::OfferReminder
                | Self::OfferExpired
                | Self::PleaseConfirm
                | Self::WhichPersons
                | Self::NamesMissing
        )
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
