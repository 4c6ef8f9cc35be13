//! Reasons and doubts in plain sentences for organisers, in English, the console's language.

use crate::message::MailboxRole;
use crate::message::origin::Held;
use crate::reply::Paper;
use crate::request::data::DataWish;
use crate::request::{DoubtKind, Session};
use crate::rules::decision::Reason;
use crate::rules::promotion::NotYet;

impl NotYet {
    /// Why a party still waits, as an organiser reads it; one sentence without a full stop.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Full => "no seat is free".to_owned(),
            Self::TooBig { free, need } => format!("needs {need} seats, and {free} are free"),
            Self::BehindTooBig => {
                "a party before it needs more seats than are free, and nobody overtakes".to_owned()
            }
            Self::EventFull => "the session has room, but the event as a whole is full".to_owned(),
            Self::TooLate => "it is too late for offers".to_owned(),
            Self::Paused => "promotion is paused in the event file".to_owned(),
            Self::Unreachable => "no letter can reach it: an organiser must seat it and tell it".to_owned(),
            Self::OfferedElsewhere => "a seat in another visit is offered to it".to_owned(),
            Self::NoSuchSession => "the event has no such session any more".to_owned(),
        }
    }
}

impl Reason {
    /// The reason as an organiser reads it; one sentence without a full stop.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Automatic(sign) => format!("automatic mail, told by {sign}"),
            Self::Bounce { of: Some(of) } => format!("a delivery report about our reply {of}"),
            Self::Bounce { of: None } => "a delivery report".to_owned(),
            Self::List(sign) => format!("mail of a list, told by {sign}"),
            Self::Loop(sign) => format!("our own mail came back, told by {sign}"),
            Self::NothingAsked => "asks nothing of the desk".to_owned(),
            Self::Held(held) => held_text(*held).to_owned(),
            Self::Quarantined(what) => format!("could not be read in whole: {what}"),
            Self::Doubt(kind) => doubt_text(*kind).to_owned(),
            Self::DraftMode => {
                "the event is set to `autonomy = \"draft\"`: everything waits for you".to_owned()
            }
            Self::LeftToPerson => "what it wants is decided by a person".to_owned(),
            Self::NotOpen => "arrived before registration opened".to_owned(),
            Self::Late => "arrived after registration closed".to_owned(),
            Self::PartyTooBig => "brings more persons than the desk seats on its own".to_owned(),
            Self::WaitingListFull => "the waiting list is full".to_owned(),
            Self::MaybeDuplicate(reference) => {
                format!("names a person whom somebody else registered: {reference}")
            }
            Self::RefusedBefore(reference) => format!("was refused before: {reference}"),
            Self::NamedTwice => "names the same person twice".to_owned(),
            Self::AlreadyRegistered(reference) => format!("already registered: {reference}"),
            Self::SaysSomethingNew(reference) => {
                format!("already registered ({reference}), but says something new")
            }
            Self::AnswerLimit => "the sender had as many automatic answers as one gets".to_owned(),
            Self::BreakerOpen => "automatic answers of this mailbox are stopped".to_owned(),
            Self::SameWordsAnswered => "the same words from the same sender were answered before".to_owned(),
            Self::WrongMailbox(MailboxRole::Press) => {
                "a press request in the registration mailbox".to_owned()
            }
            Self::WrongMailbox(MailboxRole::Registration) => "a registration in the press mailbox".to_owned(),
            Self::Fits => "seats were free".to_owned(),
            Self::Full(session) => format!("no free seat, or others wait: {}", session_text(*session)),
            Self::VisitGiven { session, choice, of } => format!(
                "{}: choice {choice} of {of}, the first with room when the letter arrived",
                session_text(*session)
            ),
            Self::GroupTooBig { session, free, need } => {
                format!("{free} of {need} seats are free: {}", session_text(*session))
            }
            Self::Press => "a press request".to_owned(),
            Self::Corrected(user) => format!("corrected by {user}"),
            Self::PapersArrived(reference) => format!("brought papers for {reference}"),
            Self::PapersMissing(papers) => {
                let papers: Vec<&str> = papers.iter().map(|paper| paper_text(*paper)).collect();
                format!("still wanted: {}", papers.join(", "))
            }
            Self::Organiser {
                user,
                note: Some(note),
            } => format!("decided by {user}: {note}"),
            Self::Organiser { user, note: None } => format!("decided by {user}"),
            Self::Promoted(session) => format!("a seat became free: {}", session_text(*session)),
            Self::Offered(session) => {
                format!("a seat became free and was offered: {}", session_text(*session))
            }
            Self::OfferAccepted => "took the place that was offered".to_owned(),
            Self::OfferAcceptedInPart { taken, offered } => {
                format!("took {taken} of the {offered} places that were offered")
            }
            Self::OfferDeclined => "turned the offer down".to_owned(),
            Self::OfferExpired => "the offer was not answered in time".to_owned(),
            Self::AcceptedTooLate => "took the offer after its deadline".to_owned(),
            Self::AnswerUnclear => "answers an offer, but not with a clear yes or no".to_owned(),
            Self::SaysMore => "says yes, and something more that is for you".to_owned(),
            Self::OtherSender => "answers a letter of ours that was sent to another address".to_owned(),
            Self::Withdrawn(reference) => format!("cancelled persons of {reference}"),
            Self::AlreadyWithdrawn(reference) => format!("everybody of {reference} was cancelled before"),
            Self::WithdrawsUnnamed => "cancels some of several persons without saying whom".to_owned(),
            Self::NamesStrangers(reference) => format!("names persons who are not registered in {reference}"),
            Self::Swapped(reference) => format!("another person took over a place of {reference}"),
            Self::SplitOff(reference) => format!("parted from {reference}"),
            Self::Changed(reference) => format!("changed entries or sessions of {reference}"),
            Self::NamesArrived(reference) => format!("named who takes held places of {reference}"),
            Self::MoreNamesThanPlaces { named, places } => {
                format!("names {named} persons, and {places} places are held without a name")
            }
            Self::NamesOverdue => "names of held places have not come in time".to_owned(),
            Self::GroupTookPart { taken, of } => format!("{taken} of {of} who waited took the free seats"),
            Self::Frozen => "the time for changes is over: a person makes them".to_owned(),
            Self::NotProven => {
                "nothing proves that the owner of the registration wrote it: the owner was asked".to_owned()
            }
            Self::DataNotProven(DataWish::Copy) => {
                "wants a copy of the data, and nothing proves that their owner wrote: the owner was asked"
                    .to_owned()
            }
            Self::DataNotProven(DataWish::Erasure) => {
                "wants to be erased, and nothing proves that the owner of the data wrote: the owner was asked"
                    .to_owned()
            }
            Self::OwnerAgreed => "the owner of the registration agreed".to_owned(),
            Self::OwnerDisagreed => "the owner of the registration knows nothing of it".to_owned(),
            Self::DataCopied => "asked for a copy of the data and got it".to_owned(),
            Self::DataCopyToRelease => {
                "asks for a copy of the data: look at the letter and release it".to_owned()
            }
            Self::DataErased => "asked to be erased".to_owned(),
            Self::Reconfirmed => "says again that they come".to_owned(),
            Self::EventCancelled => "the event will not take place".to_owned(),
            Self::EventOver => "the event has taken place".to_owned(),
            Self::NotSeen => "had a seat and was not checked in".to_owned(),
            Self::HeadTooBig { session, free, need } => {
                format!(
                    "{free} seats are idle, since the first in line needs {need}: {}",
                    session_text(*session)
                )
            }
            Self::Skipped { session, free, need } => {
                format!(
                    "passed over, since it needs {need} and {free} are free: {}",
                    session_text(*session)
                )
            }
        }
    }
}

/// A session as an organiser reads it.
fn session_text(session: Session) -> String {
    match session {
        Session::Morning => "morning session".to_owned(),
        Session::StudyVisit => "study visits".to_owned(),
        Session::Visit(number) => format!("visit {}", number.get()),
        Session::Afternoon => "afternoon session".to_owned(),
    }
}

/// A press paper as an organiser reads it.
#[must_use]
pub fn paper_text(paper: Paper) -> &'static str {
    match paper {
        Paper::Medium => "the name of the medium",
        Paper::Function => "the function",
        Paper::Credential => "a copy of the press card, or an assignment letter",
        Paper::Crew => "the names of the team",
        Paper::Equipment => "a list of the equipment",
    }
}

fn held_text(held: Held) -> &'static str {
    match held {
        Held::FromUnclear => "the sender's address is missing, invalid or not one",
        Held::SenderDisagrees => "From, Return-Path and Reply-To name different senders",
        Held::NoReplyAddress => "the sender's address says that nobody reads there",
        Held::NotAddressedToUs => "none of our addresses is among the recipients",
        Held::AuthenticationFailed => "the sender's domain says that this mail is not from it",
        Held::JudgedSpam => "the mail system judged it spam",
        Held::SubjectOfAutoReply => "the subject is one of automatic replies",
        Held::AsksForNoAnswer => "the sender's system asks for no automatic answer",
        Held::TravelledTooFar => "it passed as many mail systems as mail in a loop does",
        Held::Unreadable => "nothing in it can be read",
    }
}

/// A doubt as an organiser reads it.
#[must_use]
pub fn doubt_text(kind: DoubtKind) -> &'static str {
    match kind {
        DoubtKind::LanguageNotRead => "written in a language that the desk does not answer in",
        DoubtKind::IntentUnclear => "it is not clear what it wants",
        DoubtKind::EventNotNamed => "it does not say which event it is about",
        DoubtKind::ForAPerson => "questions and data requests are answered by a person",
        DoubtKind::Question => "asks something that the confirmation does not answer",
        DoubtKind::Condition => "says if, provided that, or perhaps",
        DoubtKind::NobodyNamed => "not everybody who comes is named",
        DoubtKind::CountDisagrees => "the number and the names do not agree",
        DoubtKind::CountOpen => "it leaves open how many come",
        DoubtKind::WhoAttends => "it is not clear who comes and who only writes",
        DoubtKind::Attachment => "an attachment may hold data that was not read",
        DoubtKind::ListDisagrees => "the attached list and the letter do not name the same persons",
        DoubtKind::CalendarAnswer => "a calendar declined our entry: cancel only if the guest means it",
        DoubtKind::ServiceAsked => "asks for a hotel, a visa, an invitation letter or the like",
        DoubtKind::NotUnderstood => "a sentence was not understood",
        DoubtKind::ReadingsDiffer => "two independent ways of reading it do not agree well enough",
        DoubtKind::InterpretationNotOffered => "wants interpretation into a language that is not offered",
        DoubtKind::Damaged => "the message is damaged, encrypted or partly unreadable",
        DoubtKind::Suspicious => "text that looks made to deceive",
        DoubtKind::Forwarded => "a forwarded letter; who wrote it first is a proposal",
    }
}
