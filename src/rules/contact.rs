//! Who registers others: a contact who wrote for those who come and is none of them, such as a secretary or press officer.
//!
//! Letters go to the contact alone, who may change and cancel whatever they registered (mail-rules 2.4, 4).

use super::existing::is_live_person;
use super::{Party, name_key};
use crate::request::Request;
use serde::Serialize;

/// What a contact is to the persons of their party.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactRole {
    /// One of those who come.
    Attends,
    /// Wrote for others, and holds no seat.
    RegistersOthers,
    /// The letter does not tell who wrote it, or nobody is named.
    #[default]
    Unknown,
}

impl ContactRole {
    /// The name in exports and on pages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Attends => "attends",
            Self::RegistersOthers => "registers-others",
            Self::Unknown => "unknown",
        }
    }

    /// The role of a contact, by their key and address, among persons by name and e-mail.
    #[must_use]
    pub fn of<'p>(
        key: Option<&str>,
        address: Option<&str>,
        persons: impl Iterator<Item = (Option<&'p str>, Option<&'p str>)>,
    ) -> Self {
        let mut role = Self::Unknown;
        for (name, email) in persons {
            let by_address =
                email.is_some_and(|email| address.is_some_and(|address| address.eq_ignore_ascii_case(email)));
            let by_name = |name| key.is_some_and(|key| is_same(key, &name_key(name)));
            if by_address || name.is_some_and(by_name) {
                return Self::Attends;
            }
            if name.is_some() && key.is_some_and(|key| !key.is_empty()) {
                role = Self::RegistersOthers;
            }
        }
        role
    }
}

/// The key by which a letter's writer is known among the persons of their party.
#[must_use]
pub fn contact_key(request: &Request) -> Option<String> {
    let writer = request.writer.as_ref()?;
    Some(name_key(&writer.value)).filter(|key| !key.is_empty())
}

/// The role of a stored party's contact among those who have a place; among all, where nobody has.
#[must_use]
pub fn role_in(party: &Party, address: Option<&str>) -> ContactRole {
    let some_live = party.persons.iter().any(is_live_person);
    let persons = party
        .persons
        .iter()
        .filter(|person| !some_live || is_live_person(person));
    ContactRole::of(
        party.contact_key.as_deref(),
        address,
        persons.map(|person| (person.name.as_deref(), person.details.email.as_deref())),
    )
}

/// The role of a new letter's writer among the persons whom it names.
#[must_use]
pub fn role_of_writer(request: &Request, address: &str) -> ContactRole {
    let key = contact_key(request);
    let persons = request.attendees.iter().map(|attendee| {
        let name = attendee.name.as_ref().map(|name| name.value.as_str());
        (name, attendee.email.as_ref().map(|email| email.value.as_str()))
    });
    ContactRole::of(key.as_deref(), Some(address), persons)
}

/// Whether one name holds the other; initials tell nothing.
fn is_same(one: &str, other: &str) -> bool {
    let words = |key: &'_ str| -> Vec<String> {
        let words = key.split(' ').filter(|word| word.chars().count() > 1);
        words.map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    let (few, many) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    !few.is_empty() && few.iter().all(|word| many.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(writer: &str, persons: &[(&str, &str)]) -> ContactRole {
        let key = name_key(writer);
        let key = Some(key.as_str()).filter(|key| !key.is_empty());
        let text = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        let persons: Vec<_> = persons
            .iter()
            .map(|(name, email)| (text(name.to_string().leak()), text(email.to_string().leak())))
            .collect();
        ContactRole::of(key, Some("office@leeds.example"), persons.into_iter())
    }

    #[test]
    fn whoever_signs_and_is_not_named_among_those_who_come_registers_others() {
        use ContactRole::{Attends, RegistersOthers, Unknown};
        assert_eq!(role("Emily Clarke", &[("Jane Smith", "")]), RegistersOthers);
        assert_eq!(
            role("Emily Clarke", &[("Jane Smith", ""), ("CLARKE, Emily", "")]),
            Attends
        );
        assert_eq!(role("J. Smith", &[("Jane Smith", "")]), Attends);
        assert_eq!(
            role("Emily Clarke", &[("Jane Smith", "Office@Leeds.example")]),
            Attends
        );
        assert_eq!(role("", &[("Jane Smith", "")]), Unknown);
        assert_eq!(role("Emily Clarke", &[("", "")]), Unknown);
    }
}
