//! What the rules make of a request: a closed enum with its reasons, the places it sets, and at most one letter.

use crate::message::MailboxRole;
use crate::message::origin::Held;
use crate::registration::State;
use crate::reply::{Letter, Paper};
use crate::request::data::DataWish;
use crate::request::{DoubtKind, Session};
use crate::rules::details::Edit;
use crate::rules::press::PressChange;
use crate::rules::standing::PlaceId;
use serde::{Deserialize, Serialize};

/// The end of one message's way, or the stop at which a person takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Kept and shown, never answered.
    Ignored,
    /// Says the same as an earlier request; that one stands.
    Merged,
    /// An organiser must decide.
    Review,
    /// The desk asked the writer for what is missing.
    AskedBack,
    /// Decided: every place has its state.
    Decided,
    /// Put on the press list; an organiser decides.
    PressQueue,
}

impl Outcome {
    /// The name in the database and on pages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Merged => "merged",
            Self::Review => "review",
            Self::AskedBack => "asked-back",
            Self::Decided => "decided",
            Self::PressQueue => "press-queue",
        }
    }

    /// The outcome of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Ignored,
            Self::Merged,
            Self::Review,
            Self::AskedBack,
            Self::Decided,
            Self::PressQueue,
        ]
        .into_iter()
        .find(|outcome| outcome.name() == name)
    }

    /// Whether it waits for a person.
    #[must_use]
    pub fn waits_for_person(self) -> bool {
        matches!(self, Self::Review | Self::PressQueue)
    }
}

/// Why; in words for organisers by [`Reason::text`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Automatic mail; the sign that gave it away.
    Automatic(String),
    /// A delivery report about one of our replies, or about something else.
    Bounce { of: Option<String> },
    /// List or newsletter; the sign.
    List(String),
    /// Our own mail came back; the sign.
    Loop(String),
    /// Needs no answer: thanks, advertising.
    NothingAsked,
    /// Not answered without an organiser's look.
    Held(Held),
    /// Quarantined: it could not be read in whole; what happened.
    Quarantined(String),
    /// The reader has a doubt.
    Doubt(DoubtKind),
    /// `autonomy = "draft"`.
    DraftMode,
    /// An intent that the desk leaves to a person.
    LeftToPerson,
    /// Registration has not opened.
    NotOpen,
    /// Registration has closed.
    Late,
    /// More persons than `party_max`.
    PartyTooBig,
    /// The waiting list is full.
    WaitingListFull,
    /// A person of this name is registered from another address; the reference.
    MaybeDuplicate(String),
    /// This sender or person was refused before; the reference.
    RefusedBefore(String),
    /// The same person stands twice in the letter.
    NamedTwice,
    /// Already registered, and the letter says nothing new; the reference.
    AlreadyRegistered(String),
    /// Already registered, but the letter says something new; the reference.
    SaysSomethingNew(String),
    /// The limits of automatic answers are reached.
    AnswerLimit,
    /// The circuit breaker of the mailbox is open.
    BreakerOpen,
    /// The same words from the same address were answered before.
    SameWordsAnswered,
    /// A letter for the other mailbox.
    WrongMailbox(MailboxRole),
    /// Seats were free.
    Fits,
    /// No seat free in this session, or somebody waits for it.
    Full(Session),
    /// Of several visits the first that was preferred and had room, by the order of arrival: which choice, of how many.
    VisitGiven { session: Session, choice: u32, of: u32 },
    /// Fewer seats than the party needs: free, needed.
    GroupTooBig { session: Session, free: u32, need: u32 },
    /// A press request.
    Press,
    /// An organiser corrected what was read, and it waits for the decision; who.
    Corrected(String),
    /// Brought papers for this press request.
    PapersArrived(String),
    /// Press papers of this request are still missing.
    PapersMissing(Vec<Paper>),
    /// An organiser did it, in their own words if they gave any.
    Organiser { user: String, note: Option<String> },
    /// A seat became free for the first who fits.
    Promoted(Session),
    /// A seat became free and is held for the first who fits, until a deadline.
    Offered(Session),
    /// Took the place that was offered.
    OfferAccepted,
    /// Took some of the places that were offered.
    OfferAcceptedInPart { taken: u32, offered: u32 },
    /// Turned the offer down.
    OfferDeclined,
    /// Nobody answered the offer in time.
    OfferExpired,
    /// Took the offer after its deadline.
    AcceptedTooLate,
    /// Answers an offer, but not with a clear yes or no.
    AnswerUnclear,
    /// Says yes, which was acted on, and wishes for something more that is for a person.
    SaysMore,
    /// Answers a letter that was sent to another address.
    OtherSender,
    /// Cancelled persons of this registration.
    Withdrawn(String),
    /// Everybody of this registration had been cancelled before.
    AlreadyWithdrawn(String),
    /// Cancels some of several persons without saying whom.
    WithdrawsUnnamed,
    /// Names persons whom this registration does not have.
    NamesStrangers(String),
    /// Another person took over a seat of this registration.
    Swapped(String),
    /// Its persons were parted from this registration.
    SplitOff(String),
    /// Changed details or sessions of this registration.
    Changed(String),
    /// Named who takes places of this registration that were held without names.
    NamesArrived(String),
    /// Names more persons than this registration has places without a name.
    MoreNamesThanPlaces { named: u32, places: u32 },
    /// Places are held without names beyond the date that was told.
    NamesOverdue,
    /// So many of a group that did not fit whole took the seats that are free.
    GroupTookPart { taken: u32, of: u32 },
    /// Changes are no longer made by the desk alone.
    Frozen,
    /// Nothing proves that the owner of the registration wrote it; the owner is asked.
    NotProven,
    /// Wants this of the data under an address, and nothing proves that its owner wrote; the owner is asked.
    DataNotProven(DataWish),
    /// The owner agreed to what had been asked for from elsewhere.
    OwnerAgreed,
    /// The owner knows nothing of what had been asked for.
    OwnerDisagreed,
    /// Asked for a copy of the data, and got it.
    DataCopied,
    /// Asked for a copy of the data, which an organiser releases.
    DataCopyToRelease,
    /// Asked to be erased, and is.
    DataErased,
    /// Still comes, after a reminder or a change of the event.
    Reconfirmed,
    /// The event will not take place.
    EventCancelled,
    /// The event has taken place.
    EventOver,
    /// Had a seat and was not checked in.
    NotSeen,
    /// Seats stay idle because the first on the list needs more.
    HeadTooBig { session: Session, free: u32, need: u32 },
    /// Passed over because it needs more seats than are free (`queue_order = "skip-too-big"`).
    Skipped { session: Session, free: u32, need: u32 },
}

/// The states of one new person's places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Index into the request's attendees.
    pub attendee: usize,
    pub places: Vec<(Session, State)>,
}

/// A change of a stored place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub place: PlaceId,
    pub from: State,
    pub to: State,
}

/// A decision; everything that is stored and sent follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub outcome: Outcome,
    pub reasons: Vec<Reason>,
    /// The party that the letter brings; empty if none.
    pub persons: Vec<NewPerson>,
    pub moves: Vec<Move>,
    /// New places of persons who are stored.
    pub places: Vec<(PlaceId, State)>,
    /// Seats that are kept until such a place on a list is sure, and given up with it.
    pub instead: Vec<(PlaceId, Session)>,
    /// Other details of persons who are stored.
    pub edits: Vec<Edit>,
    /// The stored party that it is about, where the letter brings none of its own.
    pub concerns: Option<i64>,
    /// What becomes of a stored press request.
    pub press: Option<PressChange>,
    /// At most one answer per decision (I2).
    pub letter: Option<Letter>,
}

impl Decision {
    /// Kept, shown, and never answered.
    #[must_use]
    pub fn ignored(reason: Reason) -> Self {
        Self::without_party(Outcome::Ignored, reason)
    }

    /// An end about a stored party.
    #[must_use]
    pub fn about(party: i64, outcome: Outcome, reason: Reason) -> Self {
        Self {
            concerns: Some(party),
            ..Self::without_party(outcome, reason)
        }
    }

    /// An end that stores no persons and sends nothing.
    #[must_use]
    pub fn without_party(outcome: Outcome, reason: Reason) -> Self {
        Self {
            outcome,
            reasons: vec![reason],
            persons: Vec::new(),
            moves: Vec::new(),
            places: Vec::new(),
            instead: Vec::new(),
            edits: Vec::new(),
            concerns: None,
            press: None,
            letter: None,
        }
    }

    /// The same, without the persons that the letter would bring: it is about others that are stored.
    #[must_use]
    pub fn without_persons(mut self) -> Self {
        self.persons.clear();
        self
    }

    /// The reference of the earlier registration that stands, where the letter brought the same again.
    #[must_use]
    pub fn stands(&self) -> Option<&str> {
        self.reasons.iter().find_map(|reason| match reason {
            Reason::AlreadyRegistered(reference) => Some(reference.as_str()),
            _ => None,
        })
    }

    /// Whether it puts somebody on the waiting list.
    #[must_use]
    pub fn joins_list(&self) -> bool {
        let new = self.persons.iter().flat_map(|person| &person.places);
        let new = new.map(|(_, state)| state);
        let added = self.places.iter().map(|(_, state)| state);
        new.chain(added).any(|state| *state == State::Waiting)
    }

    /// The session of whose waiting list the letter is to tell the place.
    #[must_use]
    pub fn tells_place(&self) -> Option<Session> {
        self.letter.as_ref()?.facts.position_in
    }

    /// Has the letter tell the place on the waiting list, from 1, by the order in which seats are given (rule 12).
    pub fn tell_place(&mut self, place: u32) {
        if let Some(letter) = &mut self.letter {
            letter.facts.position = Some(place);
        }
    }

    /// Whether it changes what is stored of earlier letters.
    #[must_use]
    pub fn touches_stored(&self) -> bool {
        !(self.moves.is_empty() && self.places.is_empty() && self.instead.is_empty() && self.edits.is_empty())
    }
}
