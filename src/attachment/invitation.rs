//! The answer that a guest's calendar gives to an invitation (iTIP REPLY, RFC 5546 3.2.3).

use super::card::{address_of, entries, parameter_text};
use super::tidy;
use calcard::Entry;
use calcard::icalendar::{
    ICalendarComponentType, ICalendarMethod, ICalendarParameterName, ICalendarParameterValue,
    ICalendarParticipationStatus, ICalendarProperty, ICalendarValue,
};
use serde::{Deserialize, Serialize};

/// Bytes of a calendar's answer; one entry with one participant has a tenth of this.
const BYTES_MAX: usize = 64 << 10;

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
    pub address: String,
    pub name: Option<String>,
    pub participation: Participation,
}

/// The answer in a calendar, if its method is REPLY and it holds one entry with one participant, as RFC 5546 requires.
#[must_use]
pub fn answer(calendar: &str) -> Option<Answer> {
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
    let mut attendees = all(ICalendarProperty::Attendee);
    let (attendee, None) = (attendees.next()?, attendees.next()) else {
        return None;
    };
    let uid = all(ICalendarProperty::Uid)
        .flat_map(|entry| &entry.values)
        .find_map(|value| match value {
            ICalendarValue::Text(text) => Some(tidy(text)),
            _ => None,
        })?;
    let said = attendee
        .params
        .iter()
        .find_map(|parameter| match &parameter.value {
            ICalendarParameterValue::Partstat(said) => Some(said),
            _ => None,
        });
    Some(Answer {
        uid,
        address: address_of(attendee)?,
        name: parameter_text(attendee, &ICalendarParameterName::Cn)
            .map(|name| tidy(&name))
            .filter(|name| !name.is_empty() && !name.contains('@')),
        participation: match said {
            Some(ICalendarParticipationStatus::Accepted) if replies => Participation::Accepted,
            Some(ICalendarParticipationStatus::Declined) if replies => Participation::Declined,
            _ if replies => Participation::Undecided,
            _ => return None,
        },
    })
}
