//! Before the event: who is reminded, what "no" and "yes" to a reminder or to a changed event mean, and who did not come.

use super::beyond::{Beyond, beyond};
use super::existing::{live, standing_of};
use super::offers::is_serious;
use super::withdraw::withdrawn;
use super::{Decision, Dossier, Move, Outcome, Party, PlaceId, Reason, Thread};
use crate::event::Event;
use crate::registration::State;
use crate::reply::{Facts, Letter, PersonResult, ReplyKind};
use crate::request::answer::Verdict;
use crate::request::{Intent, Session};
use crate::rules::deadline::into_working_hours_of;
use chrono::{DateTime, TimeDelta, Utc};

/// When the reminder before the event leaves; `None` where the event wants none.
#[must_use]
pub fn reminder_at(event: &Event) -> Option<DateTime<Utc>> {
    let days = event.registration.reminder_days_before?;
    let wanted = event.starts() - TimeDelta::days(i64::from(days));
    into_working_hours_of(event, wanted).filter(|at| *at < event.starts())
}

/// Reminds a party of its confirmed places; decides nothing.
#[must_use]
pub fn reminder(party: &Party) -> Decision {
    let persons = standing_of(party).into_iter().filter_map(|mut person| {
        person.places.retain(|(_, state)| *state == State::Confirmed);
        (!person.places.is_empty()).then_some(person)
    });
    told(party, ReplyKind::Reminder, persons.collect(), Facts::default())
}

/// Tells a party that the event changed; decides nothing.
#[must_use]
pub fn changed(party: &Party, facts: Facts) -> Decision {
    told(party, ReplyKind::EventChanged, standing_of(party), facts)
}

/// The sessions in which somebody of a party has a place or waits for one.
#[must_use]
pub fn sessions_of(party: &Party) -> Vec<Session> {
    let persons = standing_of(party).into_iter();
    let places = persons.flat_map(|person| person.places);
    places.map(|(session, _)| session).collect()
}

/// Tells a party that the event is cancelled, and ends its places.
#[must_use]
pub fn cancelled(party: &Party, reason: Option<String>) -> Decision {
    let facts = Facts {
        reason,
        ..Facts::default()
    };
    Decision {
        reasons: vec![Reason::EventCancelled],
        moves: moves_of(party, |state| state.is_live(), State::Cancelled),
        ..told(party, ReplyKind::EventCancelled, standing_of(party), facts)
    }
}

fn told(party: &Party, kind: ReplyKind, persons: Vec<PersonResult>, facts: Facts) -> Decision {
    let mailbox = match party.press {
        Some(_) => crate::message::MailboxRole::Press,
        None => party.mailbox,
    };
    Decision {
        reasons: Vec::new(),
        letter: Some(Letter {
            kind,
            language: party.language,
            mailbox,
            facts: Facts { persons, ..facts },
        }),
        ..Decision::without_party(Outcome::Decided, Reason::Reconfirmed)
    }
}

/// Whoever has a seat and was not checked in did not come; only where anybody was checked in at all.
#[must_use]
pub fn no_shows(party: &Party) -> Decision {
    Decision {
        moves: moves_of(party, |state| state == State::Confirmed, State::NoShow),
        ..Decision::without_party(Outcome::Decided, Reason::NotSeen)
    }
}

fn moves_of(party: &Party, wanted: impl Fn(State) -> bool, to: State) -> Vec<Move> {
    let places = party.persons.iter().flat_map(|person| {
        person
            .places
            .iter()
            .map(move |&(session, from)| (person.position, session, from))
    });
    places
        .filter(|(_, _, from)| wanted(*from) && from.may_become(to))
        .map(|(position, session, from)| Move {
            place: PlaceId {
                party: party.id,
                position,
                session,
            },
            from,
            to,
        })
        .collect()
}

/// "No" or "yes" to a reminder, or to the question who still comes to an event that changed, and "yes" to what is confirmed
/// already; `None` for other letters.
pub(super) fn answered(dossier: &Dossier<'_>) -> Option<Decision> {
    let thread = dossier.prior.thread.as_ref()?;
    let asked = thread.answers?;
    if is_confirmed_again(dossier, thread, asked) {
        return Some(Decision::about(
            thread.party.id,
            Outcome::Merged,
            Reason::Reconfirmed,
        ));
    }
    if !matches!(asked, ReplyKind::Reminder | ReplyKind::EventChanged) {
        return None;
    }
    if dossier.correspondent_address() != thread.sent_to || live(&thread.party).next().is_none() {
        return None;
    }
    // Who corrects a name, brings somebody or asks for data speaks of something else.
    let other = matches!(
        dossier.request.intent.value,
        Intent::Change | Intent::DataRequest | Intent::Press | Intent::Registration
    );
    let names_somebody = super::existing::names_of(dossier.request)
        .any(|name| super::existing::find(&thread.party, name).is_some());
    let mut decision = match dossier.answer?.verdict {
        Verdict::No if names_somebody => Some(withdrawn(dossier, thread)),
        Verdict::No if !other && is_plain(dossier) => Some(withdrawn(dossier, thread)),
        Verdict::Yes if !other && is_plain(dossier) && says_only_yes(dossier, thread) => {
            let letter = (asked == ReplyKind::EventChanged).then(|| {
                let facts = Facts {
                    persons: standing_of(&thread.party),
                    ..Facts::default()
                };
                dossier.letter_about(thread, ReplyKind::AlreadyRegistered, facts)
            });
            Some(Decision {
                letter,
                ..Decision::about(thread.party.id, Outcome::Merged, Reason::Reconfirmed)
            })
        }
        _ => None,
    }?;
    // A short "no" tells no language; the party's letter did.
    if let Some(letter) = &mut decision.letter {
        letter.language = thread.party.language;
    }
    Some(decision)
}

/// Whether a letter only says yes, to an offer that was taken or to a confirmation: all have their places, and know it.
fn is_confirmed_again(dossier: &Dossier<'_>, thread: &Thread, asked: ReplyKind) -> bool {
    let asks = matches!(
        asked,
        ReplyKind::Offer | ReplyKind::OfferReminder | ReplyKind::Confirmation
    );
    let says_yes = dossier.answer.is_some_and(|answer| {
        answer.verdict == Verdict::Yes && answer.count.is_none() && !answer.only_writer
    });
    let mut places = thread
        .party
        .persons
        .iter()
        .flat_map(|person| &person.places)
        .peekable();
    asks && says_yes
        && dossier.correspondent_address() == thread.sent_to
        && dossier.request.intent.value == Intent::Acceptance
        && is_plain(dossier)
        && says_only_yes(dossier, thread)
        && places.peek().is_some()
        && places.all(|(_, state)| *state == State::Confirmed)
}

/// Whether nothing is wished besides the yes: nobody reads a letter again that only repeats what holds.
fn says_only_yes(dossier: &Dossier<'_>, thread: &Thread) -> bool {
    let sessions = sessions_of(&thread.party);
    let says = |answer| beyond(dossier, thread, answer, &sessions) == Beyond::Nothing;
    dossier.answer.is_some_and(says)
}

/// Whether nothing that is said needs a person.
fn is_plain(dossier: &Dossier<'_>) -> bool {
    dossier.doubts.iter().all(|doubt| !is_serious(doubt.kind))
}
