//! Visiting cards (vCard, RFC 6350) and the participants of calendar entries (iCalendar, RFC 5545).

use super::{Card, TEXT_MAX, Unreadable, tidy};
use crate::message::charset;
use calcard::icalendar::{
    ICalendarComponentType, ICalendarEntry, ICalendarParameterName, ICalendarParameterValue,
    ICalendarProperty, ICalendarValue, Uri,
};
use calcard::vcard::{VCard, VCardProperty, VCardValue};
use calcard::{Entry, Parser};

/// Cards of one file.
const CARDS_MAX: usize = 500;
/// Participants of one calendar.
const PARTICIPANTS_MAX: usize = 500;
/// Bytes of a calendar: five hundred participants have half of this.
const CALENDAR_MAX: usize = 192 << 10;

/// The cards of a file.
pub(super) fn cards(bytes: &[u8], declared: Option<&str>) -> Result<Vec<Card>, Unreadable> {
    let text = text(bytes, declared)?;
    let mut cards = Vec::new();
    for entry in entries(&text, CARDS_MAX)? {
        if let Entry::VCard(card) = entry {
            let card = of_vcard(&card);
            if card.name.is_some() {
                cards.push(card);
            }
        }
    }
    if cards.is_empty() {
        return Err(Unreadable::NoText);
    }
    Ok(cards)
}

/// Who takes part in the entries of a calendar, by name and address, each once.
pub(super) fn participants(bytes: &[u8], declared: Option<&str>) -> Result<Vec<Card>, Unreadable> {
    if bytes.len() > CALENDAR_MAX {
        return Err(Unreadable::TooMuch);
    }
    let text = text(bytes, declared)?;
    let mut found: Vec<Card> = Vec::new();
    for entry in entries(&text, CARDS_MAX)? {
        let Entry::ICalendar(calendar) = entry else {
            continue;
        };
        let events = calendar
            .components
            .iter()
            .filter(|component| component.component_type == ICalendarComponentType::VEvent);
        for attendee in events
            .flat_map(|event| &event.entries)
            .filter(|entry| entry.name == ICalendarProperty::Attendee)
        {
            let card = Card {
                name: parameter_text(attendee, &ICalendarParameterName::Cn).map(|name| tidy(&name)),
                email: address_of(attendee),
                ..Card::default()
            };
            if found.len() < PARTICIPANTS_MAX && !found.contains(&card) {
                found.push(card);
            }
        }
    }
    if found.is_empty() {
        return Err(Unreadable::NoText);
    }
    Ok(found)
}

/// The text of a parameter of a calendar's line.
pub(crate) fn parameter_text(entry: &ICalendarEntry, name: &ICalendarParameterName) -> Option<String> {
    entry
        .params
        .iter()
        .find(|parameter| parameter.name == *name)
        .and_then(|parameter| match &parameter.value {
            ICalendarParameterValue::Text(text) => Some(text.clone()),
            _ => None,
        })
}

/// The mail address that a line of a calendar names (RFC 5545 3.3.3).
pub(crate) fn address_of(entry: &ICalendarEntry) -> Option<String> {
    let written = entry.values.iter().find_map(|value| match value {
        ICalendarValue::Uri(Uri::Location(location)) => Some(location.as_str()),
        ICalendarValue::Text(text) => Some(text.as_str()),
        _ => None,
    })?;
    let address = match written.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("mailto") => rest,
        _ => written,
    };
    address.contains('@').then(|| tidy(address))
}

/// The entries of a card or calendar file; what is no entry is left out.
pub(crate) fn entries(text: &str, most: usize) -> Result<Vec<Entry>, Unreadable> {
    let mut parser = Parser::new(text);
    let mut entries = Vec::new();
    // Every line that is none gives an entry of its own, so the lines bound the steps.
    for _ in 0..=text.lines().count() {
        match parser.entry() {
            Entry::Eof => break,
            Entry::TooManyComponents => return Err(Unreadable::TooMuch),
            entry @ (Entry::VCard(_) | Entry::ICalendar(_)) => {
                if entries.len() >= most {
                    return Err(Unreadable::TooMuch);
                }
                entries.push(entry);
            }
            _ => {}
        }
    }
    Ok(entries)
}

fn text(bytes: &[u8], declared: Option<&str>) -> Result<String, Unreadable> {
    if bytes.len() > TEXT_MAX * 4 {
        return Err(Unreadable::TooMuch);
    }
    Ok(charset::decode(bytes, declared).text)
}

fn of_vcard(card: &VCard) -> Card {
    let first = |property: &VCardProperty| card.property(property).and_then(|entry| entry.values.first());
    let text = |property: &VCardProperty| {
        let value = first(property)?;
        let shown = match value {
            VCardValue::Component(parts) => parts.first()?.as_str(),
            value => value.as_text()?,
        };
        Some(tidy(shown)).filter(|shown| !shown.is_empty())
    };
    let parts_of = |property: &VCardProperty| -> Vec<String> {
        card.property(property)
            .map(|entry| {
                entry
                    .values
                    .iter()
                    .map(|value| match value {
                        VCardValue::Component(parts) => tidy(&parts.join(" ")),
                        value => tidy(value.as_text().unwrap_or_default()),
                    })
                    .collect()
            })
            .unwrap_or_default()
    };
    // N is surname; given; additional (RFC 6350 6.2.2), ADR has the town fourth and the country seventh (6.3.1).
    let structured = parts_of(&VCardProperty::N);
    let part = |index: usize| structured.get(index).map(String::as_str).unwrap_or_default();
    let composed = tidy(&format!("{} {} {}", part(1), part(2), part(0)));
    let address = parts_of(&VCardProperty::Adr);
    let of_address = |index: usize| address.get(index).cloned().filter(|part| !part.is_empty());
    Card {
        name: text(&VCardProperty::Fn)
            .or(Some(composed))
            .filter(|name| !name.is_empty()),
        email: text(&VCardProperty::Email).filter(|email| email.contains('@')),
        phone: text(&VCardProperty::Tel),
        organisation: text(&VCardProperty::Org),
        role: text(&VCardProperty::Title).or_else(|| text(&VCardProperty::Role)),
        city: of_address(3),
        country: of_address(6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_of_old_and_new_versions_are_read() {
        let old = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Lo Presti;Giada\r\nORG:Comune di Lucca;Ufficio\r\n\
                   TEL;WORK;VOICE:+39 0583 000\r\nEMAIL;INTERNET:g@lucca.example\r\nTITLE:Assessora\r\n\
                   ADR;WORK:;;Via 1;Lucca;LU;55100;Italia\r\nEND:VCARD\r\n";
        let new = "BEGIN:VCARD\nVERSION:4.0\nFN:Анна Ким\nEND:VCARD\n";
        let found = cards(format!("{old}{new}").as_bytes(), None).unwrap_or_default();
        assert_eq!(
            found,
            [
                Card {
                    name: Some("Giada Lo Presti".into()),
                    email: Some("g@lucca.example".into()),
                    phone: Some("+39 0583 000".into()),
                    organisation: Some("Comune di Lucca".into()),
                    role: Some("Assessora".into()),
                    city: Some("Lucca".into()),
                    country: Some("Italia".into()),
                },
                Card {
                    name: Some("Анна Ким".into()),
                    ..Card::default()
                }
            ]
        );
        assert_eq!(cards(b"BEGIN:VCARD\nEND", None), Err(Unreadable::NoText));
    }

    #[test]
    fn participants_of_a_calendar_are_named_once() {
        let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n\
                        ATTENDEE;CN=Anna Berg;PARTSTAT=ACCEPTED:mailto:a.berg@post.example\r\n\
                        ATTENDEE;CN=Anna Berg;PARTSTAT=ACCEPTED:mailto:a.berg@post.example\r\n\
                        END:VEVENT\r\nEND:VCALENDAR\r\n";
        let found = participants(calendar.as_bytes(), None).unwrap_or_default();
        let shown: Vec<_> = found
            .iter()
            .map(|card| (card.name.as_deref(), card.email.as_deref()))
            .collect();
        assert_eq!(shown, [(Some("Anna Berg"), Some("a.berg@post.example"))]);
    }
}
