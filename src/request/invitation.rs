//! What the calendar of a guest answers to our own entry: thanks for a place, or one part of the day that is declined.

use super::letter::Letter;
use super::{Attendee, Disposition, Doubt, DoubtKind, Evidence, Found, Intent, Part, Request, Session};
use crate::attachment::invitation::Participation;
use crate::message::origin::Held;
use crate::message::{GuestAnswer, Origin};

/// The request of a calendar's answer to one of our entries; `None` for all other mail.
///
/// Accepting what is confirmed asks for nothing and gets no answer. Declining is read as the cancellation of that person
/// in that session, but many press it without meaning to cancel, so an organiser looks at every one.
#[must_use]
pub fn read(letter: &Letter<'_>) -> Option<(Request, Vec<Doubt>)> {
    let answer = letter.message.invitation.as_ref()?;
    let session = Session::from_id(&answer.session)?;
    if !matches!(letter.message.origin, Origin::Person(_) | Origin::Held(_)) {
        return None;
    }
    let evidence = evidence(letter);
    let said = answer.by.as_ref().map(|by| by.participation);
    let declined = said == Some(Participation::Declined);
    let intent = match said {
        Some(Participation::Accepted) => Intent::Acceptance,
        Some(Participation::Declined) => Intent::Cancellation,
        Some(Participation::Undecided) | None => Intent::Other,
    };
    let mut doubts = Vec::new();
    if declined {
        doubts.push(doubt(DoubtKind::CalendarAnswer, &evidence));
    }
    if answer.by.is_none() {
        doubts.push(doubt(DoubtKind::WhoAttends, &evidence));
    }
    let held = matches!(&letter.message.origin, Origin::Held(why) if *why != Held::AsksForNoAnswer);
    if held && declined {
        doubts.push(doubt(DoubtKind::Suspicious, &evidence));
    }
    // A comment beside the answer is a letter.
    if letter.message.own_text().chars().any(char::is_alphabetic) {
        doubts.push(doubt(DoubtKind::ForAPerson, &evidence));
    }
    let attendees: Vec<Attendee> = answer
        .by
        .iter()
        .filter(|by| by.participation != Participation::Undecided)
        .map(|by| attendee(by, session, &evidence))
        .collect();
    let request = Request {
        mailbox: letter.message.mailbox,
        language: letter.language.clone(),
        intent: found(intent, &evidence),
        disposition: if doubts.is_empty() {
            Disposition::Ignore
        } else {
            Disposition::Review
        },
        writer: answer
            .by
            .as_ref()
            .and_then(|by| by.guest.name.clone())
            .map(|name| found(name, &evidence)),
        seats: (!attendees.is_empty()).then(|| found(1, &evidence)),
        attendees,
        replaces: None,
        press: None,
    };
    Some((request, doubts))
}

fn attendee(answer: &GuestAnswer, session: Session, evidence: &Evidence) -> Attendee {
    Attendee {
        name: answer.guest.name.clone().map(|name| found(name, evidence)),
        email: Some(found(answer.guest.address.clone(), evidence)),
        sessions: Some(found(vec![session], evidence)),
        ..Attendee::default()
    }
}

/// The calendar among the attachments.
fn evidence(letter: &Letter<'_>) -> Evidence {
    let calendar = letter
        .message
        .attachments
        .iter()
        .find(|file| file.media_type == "text/calendar");
    Evidence {
        part: calendar.map_or(Part::Header("Content-Type".to_owned()), |file| {
            Part::Attachment(file.index)
        }),
        start: 0,
        end: 0,
        rule: "invitation/answer".to_owned(),
    }
}

fn found<T>(value: T, evidence: &Evidence) -> Found<T> {
    Found {
        value,
        evidence: evidence.clone(),
    }
}

fn doubt(kind: DoubtKind, evidence: &Evidence) -> Doubt {
    Doubt {
        kind,
        evidence: Some(evidence.clone()),
    }
}
