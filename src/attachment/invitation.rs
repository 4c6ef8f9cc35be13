//! The answer that a guest's calendar gives to an invitation (iTIP REPLY, RFC 5546 3.2.3).

use super::card::{address_of, entries, parameter_text};
use super::tidy;
use calcard::Entry;
use calcard::icalendar::{
    ICalendarComponentType, ICalendarEntry, ICalendarMethod, ICalendarParameterName, ICalendarParameterValue,
    ICalendarParticipationStatus, ICalendarProperty, ICalendarValue,
};
use serde::{Deserialize, Serialize};

/// Bytes of a calendar's answer; one entry with a hundred participants has as many.
const BYTES_MAX: usize = 64 << 10;
/// Participants that are looked at; whoever answers is among the first.
const PARTICIPANTS_MAX: usize = 200;

/// What a participant says (RFC 5545 3.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Participation {
    Accepted,
    Declined,
    /// Perhaps, somebody else, or not yet.
    Undecided,
}

/// One participant's answer to one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The UID of the entry.
    pub uid: String,
    /// Who answers; `None` where it names several and does not tell which of them.
    pub by: Option<Participant>,
}

/// Who answers, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    pub address: String,
    pub name: Option<String>,
    pub participation: Participation,
}

/// The answer in a calendar, if its method is REPLY and it holds one entry; `sender` is the address in From.
///
/// RFC 5546 wants one participant, but some programs send the whole list back: then it is the sender's answer, and where
/// the sender is not on the list that of the only one who answered at all.
#[must_use]
pub fn answer(calendar: &str, sender: Option<&str>) -> Option<Answer> {
    if calendar.len() > BYTES_MAX {
        return None;
    }
    let entries = std::panic::catch_unwind(|| entries(calendar, 2)).ok()?.ok()?;
    let [Entry::ICalendar(calendar)] = entries.as_slice() else {
        return None;
    };
    let replies = calendar
        .components
        .iter()
        .flat_map(|component| &component.entries)
        .any(|entry| {
            entry
                .values
                .contains(&ICalendarValue::Method(ICalendarMethod::Reply))
        });
    let mut events = calendar
        .components
        .iter()
        .filter(|component| component.component_type == ICalendarComponentType::VEvent);
    let (event, None) = (events.next()?, events.next()) else {
        return None;
    };
    let all = |property: ICalendarProperty| event.entries.iter().filter(move |entry| entry.name == property);
    if !replies {
        return None;
    }
    let uid = all(ICalendarProperty::Uid)
        .flat_map(|entry| &entry.values)
        .find_map(|value| match value {
            ICalendarValue::Text(text) => Some(tidy(text)),
            _ => None,
        })?;
    let attendees: Vec<&ICalendarEntry> = all(ICalendarProperty::Attendee).collect();
    let by = match attendees.as_slice() {
        [] => return None,
        [only] => Some(participant(only)?),
        several if several.len() > PARTICIPANTS_MAX => None,
        several => who_answers(several, sender),
    };
    Some(Answer { uid, by })
}

/// The sender among several participants, else the only one who answered.
fn who_answers(attendees: &[&ICalendarEntry], sender: Option<&str>) -> Option<Participant> {
    let mut known: Vec<(Participant, bool)> = Vec::new();
    for attendee in attendees {
        let Some(participant) = participant(attendee) else {
            continue;
        };
        // The same person twice, as some programs list them, is one; with two answers they have given none.
        let same =
            |(other, _): &&mut (Participant, bool)| other.address.eq_ignore_ascii_case(&participant.address);
        match known.iter_mut().find(same) {
            Some((other, _)) if other.participation != participant.participation => {
                other.participation = Participation::Undecided;
            }
            Some(_) => {}
            None => known.push((participant, has_answered(attendee))),
        }
    }
    let is_sender = |participant: &Participant| {
        sender.is_some_and(|sender| sender.eq_ignore_ascii_case(&participant.address))
    };
    if let Some((own, _)) = known.iter().find(|(participant, _)| is_sender(participant)) {
        return Some(own.clone());
    }
    let mut answered = known.into_iter().filter(|(_, answered)| *answered);
    match (answered.next(), answered.next()) {
        (Some((only, _)), None) => Some(only),
        _ => None,
    }
}

fn participant(attendee: &ICalendarEntry) -> Option<Participant> {
    Some(Participant {
        address: address_of(attendee)?,
        name: parameter_text(attendee, &ICalendarParameterName::Cn)
            .map(|name| tidy(&name))
            .filter(|name| !name.is_empty() && !name.contains('@')),
        participation: match said(attendee) {
            Some(ICalendarParticipationStatus::Accepted) => Participation::Accepted,
            Some(ICalendarParticipationStatus::Declined) => Participation::Declined,
            _ => Participation::Undecided,
        },
    })
}

/// Whether somebody answered at all; NEEDS-ACTION is what an invitation says of everybody (RFC 5545 3.2.12).
fn has_answered(attendee: &ICalendarEntry) -> bool {
    said(attendee).is_some_and(|said| *said != ICalendarParticipationStatus::NeedsAction)
}

fn said(attendee: &ICalendarEntry) -> Option<&ICalendarParticipationStatus> {
    attendee
        .params
        .iter()
        .find_map(|parameter| match &parameter.value {
            ICalendarParameterValue::Partstat(said) => Some(said),
            _ => None,
        })
}
