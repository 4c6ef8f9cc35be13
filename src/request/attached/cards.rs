//! Visiting cards and participants of calendar entries as attendees.

use super::Role;
use crate::attachment::Card;
use crate::lexicon::fold::fold;
use crate::lexicon::gazetteer::Gazetteer;
use crate::request::fields::phone;
use crate::request::layout::Layout;
use crate::request::letter::Letter;
use crate::request::{Attendee, Evidence, Found, Part};

/// Cards of one file that are taken for persons who come; more are somebody's address book.
const CARDS_MAX: usize = 60;

/// A file of several visiting cards is a list; a single card, or a calendar, only tells more of whom the letter names.
pub(super) fn read(letter: &Letter<'_>, cards: &[Card], index: usize) -> Role {
    let mut at = 0;
    let mut persons = Vec::new();
    for card in cards {
        persons.extend(person(letter, card, at));
        at += card.fields().join("\t").len() + 1;
    }
    let calendar = letter.message.attachments.get(index).is_some_and(|file| {
        let name = file.name.as_deref().unwrap_or_default().to_lowercase();
        file.media_type == "text/calendar" || name.ends_with(".ics")
    });
    if persons.is_empty() || persons.len() > CARDS_MAX {
        Role::Unread
    } else if calendar || persons.len() == 1 {
        Role::Card(persons)
    } else {
        Role::List(persons)
    }
}

/// The person of a card whose fields begin at this byte of the file's text.
fn person(letter: &Letter<'_>, card: &Card, start: usize) -> Option<Attendee> {
    let mut at = start;
    let mut found = card.fields().into_iter().map(|field| {
        let evidence = Evidence {
            part: Part::Body,
            start: at,
            end: at + field.len(),
            rule: "attached/card".to_owned(),
        };
        at = evidence.end + 1;
        (!field.is_empty()).then(|| Found {
            value: field.to_owned(),
            evidence,
        })
    });
    let mut next = || found.next().flatten();
    let mut person = Attendee {
        name: next(),
        email: next(),
        phone: next(),
        organisation: next(),
        role: next(),
        city: next(),
        country: next(),
        ..Attendee::default()
    };
    person.phone = person.phone.and_then(|phone| {
        let shown = Layout::of_line(&phone.value, letter.lexicon);
        let value = phone::find(&shown).into_iter().next()?.value;
        Some(Found { value, ..phone })
    });
    person.country = person.country.and_then(|country| {
        let code = Gazetteer::embedded().country(&fold(&country.value))?;
        Some(Found {
            value: code.to_owned(),
            ..country
        })
    });
    person.name.is_some().then_some(person)
}
