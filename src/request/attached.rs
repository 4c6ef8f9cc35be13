//! Persons that attached files list: rows and visiting cards become attendees, held against what the letter itself says.

use super::letter::Letter;
use super::people::names::Key;
use super::{Attendee, Evidence, Found, Intent, Part};
use crate::message::AttachedList;

mod cards;
mod rows;

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// A list of persons, in its order.
    List(Vec<Attendee>),
    /// What a writer sends along of themselves or of a meeting: it tells more of persons whom the letter names.
    Card(Vec<Attendee>),
    /// A file that could not be opened, or in which nobody is listed.
    Unread,
}

/// An attached file with what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Index of the file among the message's attachments.
    pub index: usize,
    pub role: Role,
    /// Whether the letter names exactly the persons of the list; `false` where it is none.
    pub agrees: bool,
}

/// Reads all attached lists and cards; those of a message that asks for no place are left alone.
#[must_use]
pub fn read(letter: &Letter<'_>, intent: Intent) -> Vec<Attached> {
    if !matches!(intent, Intent::Registration | Intent::Press) {
        return Vec::new();
    }
    let role = |list: &AttachedList| match &list.content {
        Ok(content) => {
            let mut role = match content {
                crate::attachment::Content::Rows(rows) => rows::read(letter, rows),
                crate::attachment::Content::Cards(cards) => cards::read(letter, cards, list.index),
            };
            if let Role::List(persons) | Role::Card(persons) = &mut role {
                persons
                    .iter_mut()
                    .for_each(|person| belongs_to(list.index, person));
            }
            role
        }
        Err(_) => Role::Unread,
    };
    letter
        .message
        .lists
        .iter()
        .map(|list| Attached {
            index: list.index,
            role: role(list),
            agrees: false,
        })
        .collect()
}

/// Puts letter and files together: what the letter leaves out is taken from the files, persons whom only a list names
/// come behind those of the letter. `assumed` tells that the letter names nobody and its writer was taken instead.
pub fn join(files: &mut [Attached], assumed: bool, attendees: &mut Vec<Attendee>) {
    let named: Vec<Option<Key>> = attendees.iter().map(key).collect();
    for file in files.iter_mut() {
        match &file.role {
            Role::List(persons) => {
                file.agrees = agree(&named, persons);
                let known = complete(attendees, persons);
                if !file.agrees {
                    let office = attendees.iter().find(|own| own.organisation.is_some()).cloned();
                    // Whoever only stands below a letter with a list comes if the list says so.
                    if assumed && known.iter().all(Option::is_none) {
                        attendees.clear();
                    }
                    if assumed || attendees.iter().any(|attendee| attendee.name.is_none()) {
                        attendees.retain(|attendee| attendee.name.is_some());
                    }
                    let new = persons.iter().zip(&known).filter(|(_, known)| known.is_none());
                    attendees.extend(new.map(|(person, _)| of_office(person, persons, office.as_ref())));
                }
            }
            Role::Card(persons) => {
                complete(attendees, persons);
            }
            Role::Unread => {}
        }
    }
}

/// Who writes "our persons are listed" below the name of an office speaks for it: where the list tells no organisations,
/// all are of that one.
fn of_office(person: &Attendee, persons: &[Attendee], office: Option<&Attendee>) -> Attendee {
    let mut person = person.clone();
    if let Some(office) = office.filter(|_| persons.iter().all(|other| other.organisation.is_none())) {
        person.organisation.clone_from(&office.organisation);
        if person.city.is_none() && person.country.is_none() {
            person.city.clone_from(&office.city);
            person.country.clone_from(&office.country);
        }
    }
    person
}

/// The count that the lists give, where the letter gives none of its own.
#[must_use]
pub fn seats(files: &[Attached], attendees: &[Attendee]) -> Option<Found<u32>> {
    let list = files.iter().find_map(|file| match &file.role {
        Role::List(_) if !file.agrees => Some(file.index),
        _ => None,
    })?;
    Some(Found {
        value: u32::try_from(attendees.len()).ok()?,
        evidence: Evidence {
            part: Part::Attachment(list),
            start: 0,
            end: 0,
            rule: "attached/rows".to_owned(),
        },
    })
}

fn key(attendee: &Attendee) -> Option<Key> {
    attendee.name.as_ref().map(|name| Key::of(&name.value))
}

/// Whether the letter names all persons of the list, and nobody else: every name in full, in any order of its words.
fn agree(named: &[Option<Key>], persons: &[Attendee]) -> bool {
    let sorted = |key: &Key| {
        let mut words: Vec<String> = key.words.iter().chain(&key.initials).cloned().collect();
        words.sort();
        words
    };
    let all = |keys: &mut dyn Iterator<Item = Option<Key>>| -> Option<Vec<Vec<String>>> {
        let mut all: Vec<Vec<String>> = keys.map(|key| key.as_ref().map(sorted)).collect::<Option<_>>()?;
        all.sort();
        Some(all)
    };
    let letter = all(&mut named.iter().cloned());
    letter.is_some() && letter == all(&mut persons.iter().map(key))
}

/// Fills what the letter leaves out of the persons it names; tells for each of the file whom it is in the letter.
fn complete(attendees: &mut [Attendee], persons: &[Attendee]) -> Vec<Option<usize>> {
    let keys: Vec<Option<Key>> = attendees.iter().map(key).collect();
    let mut known = Vec::with_capacity(persons.len());
    for person in persons {
        let own = key(person);
        let at = own.and_then(|own| {
            keys.iter()
                .position(|key| key.as_ref().is_some_and(|key| key.agrees(&own)))
        });
        if let Some(attendee) = at.and_then(|at| attendees.get_mut(at)) {
            fill(attendee, person);
        }
        known.push(at);
    }
    known
}

fn fill(attendee: &mut Attendee, person: &Attendee) {
    fn take<T: Clone>(own: &mut Option<T>, other: Option<&T>) {
        if own.is_none() {
            *own = other.cloned();
        }
    }
    // "Dezernent" in the letter is "Dezernent für Bürgerservice" in the list.
    fn fuller(own: &mut Option<Found<String>>, other: Option<&Found<String>>) {
        let more = other.filter(|other| {
            own.as_ref()
                .is_none_or(|own| other.value.contains(own.value.as_str()))
        });
        if let Some(more) = more {
            *own = Some(more.clone());
        }
    }
    take(&mut attendee.email, person.email.as_ref());
    take(&mut attendee.phone, person.phone.as_ref());
    fuller(&mut attendee.organisation, person.organisation.as_ref());
    fuller(&mut attendee.role, person.role.as_ref());
    take(&mut attendee.city, person.city.as_ref());
    take(&mut attendee.country, person.country.as_ref());
    take(&mut attendee.interpretation, person.interpretation.as_ref());
    take(&mut attendee.sessions, person.sessions.as_ref());
    take(&mut attendee.diet, person.diet.as_ref());
    take(&mut attendee.access, person.access.as_ref());
}

/// Values of a file are read as if it were a body; their evidence is in the file.
fn belongs_to(index: usize, person: &mut Attendee) {
    fn point<T>(index: usize, found: &mut Option<Found<T>>) {
        if let Some(found) = found {
            found.evidence.part = Part::Attachment(index);
        }
    }
    point(index, &mut person.name);
    point(index, &mut person.email);
    point(index, &mut person.phone);
    point(index, &mut person.organisation);
    point(index, &mut person.role);
    point(index, &mut person.city);
    point(index, &mut person.country);
    point(index, &mut person.interpretation);
    point(index, &mut person.sessions);
    point(index, &mut person.diet);
    point(index, &mut person.access);
}
