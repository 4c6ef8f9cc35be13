//! Whom an organiser enters by hand: the same capacity check as for a letter, over it only with a reason (rules 9, 10, 42).

use super::capacity::allocate;
use super::organiser::{ActRefused, by};
use super::visits;
use super::{Decision, NewPerson, Outcome, Reason, Seats};
use crate::event::Event;
use crate::language::{Language, ReplyLanguage};
use crate::message::MailboxRole;
use crate::registration::State;
use crate::reply::{Facts, Letter, PersonResult, ReplyKind};
use crate::request::{Attendee, Disposition, Found, Intent, Request, Session};

/// A person as an organiser enters them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    pub attendee: Attendee,
    pub sessions: Vec<Session>,
    pub language: Language,
    /// Put them on the waiting list instead of giving a seat.
    pub waits: bool,
    /// A reason to seat them beyond the capacity.
    pub over_capacity_because: Option<String>,
    /// The organiser looked at whoever has the same name, and says that this is somebody else (rule 32).
    pub somebody_else: bool,
}

impl ByHand {
    /// Their name as names are compared (rule 31).
    #[must_use]
    pub fn name_key(&self) -> String {
        super::key_of(&self.attendee)
    }

    /// The entry as a letter would have said it.
    #[must_use]
    pub fn request(&self) -> Request {
        let mut attendee = self.attendee.clone();
        attendee.sessions = Some(super::amend::by_hand(self.sessions.clone()));
        Request {
            mailbox: MailboxRole::Registration,
            language: super::amend::by_hand(self.language),
            intent: super::amend::by_hand(Intent::Registration),
            disposition: Disposition::Act,
            writer: None,
            attendees: vec![attendee],
            seats: Some(super::amend::by_hand(1)),
            replaces: None,
            press: None,
        }
    }
}

/// Decides an entry; `user` made it.
///
/// # Errors
/// [`ActRefused::NoSeats`] or [`ActRefused::NoPersons`] if a letter would have had to wait, too.
pub fn enter(event: &Event, seats: &Seats, user: &str, entry: &ByHand) -> Result<Decision, ActRefused> {
    let sessions = visits::wanted(event, seats, &entry.sessions);
    if sessions.is_empty() {
        return Err(ActRefused::NothingToDecide);
    }
    if !entry.waits && entry.over_capacity_because.is_none() {
        check(event, seats, &sessions)?;
    }
    let state = if entry.waits {
        State::Waiting
    } else {
        State::Confirmed
    };
    let places = visits::of_one(seats, &sessions, state);
    let kind = if entry.waits {
        ReplyKind::WaitingListNotice
    } else {
        ReplyKind::Confirmation
    };
    let language: ReplyLanguage = entry.language.reply_language();
    let name = entry
        .attendee
        .name
        .as_ref()
        .map(|name: &Found<String>| name.value.clone());
    let facts = Facts {
        writer: name.clone(),
        persons: vec![PersonResult {
            name,
            places: places.clone(),
        }],
        ..Facts::default()
    };
    let reason = match by(user) {
        Reason::Organiser { user, .. } => Reason::Organiser {
            user,
            note: entry.over_capacity_because.clone(),
        },
        other => other,
    };
    Ok(Decision {
        persons: vec![NewPerson { attendee: 0, places }],
        letter: Some(Letter {
            kind,
            language,
            mailbox: MailboxRole::Registration,
            facts,
        }),
        ..Decision::without_party(Outcome::Decided, reason)
    })
}

/// What a letter from the same person would have met (rules 3, 10, 11).
fn check(event: &Event, seats: &Seats, sessions: &[Session]) -> Result<(), ActRefused> {
    let allocation = allocate(seats, &event.registration, &[sessions.to_vec()]);
    let waits = allocation
        .places
        .iter()
        .flatten()
        .find(|(_, state)| *state == State::Waiting);
    let Some((session, _)) = waits else {
        return Ok(());
    };
    if seats.persons_free() == 0 {
        return Err(ActRefused::NoPersons { free: 0, need: 1 });
    }
    let free = seats.sessions.get(session).map_or(0, |counts| counts.free());
    Err(ActRefused::NoSeats {
        session: session.id(),
        free,
        need: 1,
    })
}
