//! What is written down of a person besides their places, and how a letter changes it: old and new (rule 37).

use super::{PartyPerson, name_key};
use crate::reply::{Field, FieldChange};
use crate::request::{Access, Attendee, Diet, Found, Part};
use serde::Serialize;

/// What the desk keeps of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    pub email: Option<String>,
    pub phone: Option<String>,
    pub organisation: Option<String>,
    pub role: Option<String>,
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// ISO 639-1.
    pub interpretation: Option<String>,
    pub diet: Vec<Diet>,
    pub access: Vec<Access>,
}

/// A change of what is stored about a party's person, beyond the states of their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub party: i64,
    pub position: i64,
    pub change: FieldChange,
}

/// What a letter says differently of a person than is written down; what it does not speak of stays.
#[must_use]
pub fn differences(person: &PartyPerson, attendee: &Attendee) -> Vec<FieldChange> {
    let known = &person.details;
    let code = |interpretation: &crate::language::Language| interpretation.code().to_owned();
    let said = [
        (Field::Email, &known.email, text(&attendee.email)),
        (Field::Phone, &known.phone, text(&attendee.phone)),
        (
            Field::Organisation,
            &known.organisation,
            text(&attendee.organisation),
        ),
        (Field::Role, &known.role, text(&attendee.role)),
        (Field::City, &known.city, text(&attendee.city)),
        (
            Field::Country,
            &known.country,
            text(&attendee.country.clone().filter(is_said)),
        ),
        (
            Field::Interpretation,
            &known.interpretation,
            attendee.interpretation.as_ref().map(|found| code(&found.value)),
        ),
    ];
    let mut changes: Vec<FieldChange> = said
        .into_iter()
        .filter(|(_, from, to)| to.as_ref().is_some_and(|to| !same(from.as_deref(), to)))
        .map(|(field, from, to)| FieldChange {
            person: person.name.clone(),
            field,
            from: from.clone(),
            to,
        })
        .collect();
    let needs = [
        (
            Field::Diet,
            list(&known.diet),
            attendee.diet.as_ref().map(|found| list(&found.value)),
        ),
        (
            Field::Access,
            list(&known.access),
            attendee.access.as_ref().map(|found| list(&found.value)),
        ),
    ];
    for (field, from, to) in needs {
        if let Some(to) = to.filter(|to| *to != from) {
            changes.push(FieldChange {
                person: person.name.clone(),
                field,
                from: Some(from).filter(|from| from != "[]"),
                to: Some(to),
            });
        }
    }
    changes
}

/// Whether a letter's own words tell anything of a person beyond the name.
#[must_use]
pub fn are_said(attendee: &Attendee) -> bool {
    let texts = [
        &attendee.email,
        &attendee.phone,
        &attendee.organisation,
        &attendee.role,
        &attendee.city,
        &attendee.country,
    ];
    let needs = [
        attendee.interpretation.as_ref().map(|found| &found.evidence),
        attendee.diet.as_ref().map(|found| &found.evidence),
        attendee.access.as_ref().map(|found| &found.evidence),
    ];
    let texts = texts.into_iter().flatten().map(|found| &found.evidence);
    let mut said = texts.chain(needs.into_iter().flatten());
    said.any(|evidence| evidence.part == Part::Body)
}

/// What changes when another person takes a place: their name, what is said of them, and nothing that was only true
/// of whoever had it before.
#[must_use]
pub fn of_another(person: &PartyPerson, attendee: &Attendee) -> Vec<FieldChange> {
    let named = FieldChange {
        person: person.name.clone(),
        field: Field::Name,
        from: person.name.clone(),
        to: text(&attendee.name),
    };
    let mut changes = differences(person, attendee);
    let known = &person.details;
    let own = [
        (Field::Email, known.email.clone(), None),
        (Field::Phone, known.phone.clone(), None),
        (Field::Role, known.role.clone(), None),
        (Field::Interpretation, known.interpretation.clone(), None),
        (Field::Diet, Some(list(&known.diet)), Some("[]".to_owned())),
        (Field::Access, Some(list(&known.access)), Some("[]".to_owned())),
    ];
    for (field, from, to) in own {
        let said = changes.iter().any(|change| change.field == field);
        if !said && from != to {
            changes.push(FieldChange {
                person: person.name.clone(),
                field,
                from,
                to,
            });
        }
    }
    changes.insert(0, named);
    changes
}

/// The correction of a misspelt name; `None` where the names are the same, or not alike enough to be one person's.
#[must_use]
pub fn respelt(person: &PartyPerson, name: &str) -> Option<FieldChange> {
    let old = person.name.as_deref()?;
    let (before, after) = (name_key(old), name_key(name));
    // Two letters in a name of usual length; the rest is another person.
    let alike = strsim::osa_distance(&before, &after) <= 2 && before.len() >= 6;
    (old != name && alike).then(|| FieldChange {
        person: Some(old.to_owned()),
        field: Field::Name,
        from: Some(old.to_owned()),
        to: Some(name.to_owned()),
    })
}

/// A country that only a telephone number tells is nothing that the letter wants changed.
fn is_said(country: &Found<String>) -> bool {
    country.evidence.rule != "fields/phone-code"
}

fn text(found: &Option<Found<String>>) -> Option<String> {
    found.as_ref().map(|found| found.value.clone())
}

/// Case and blanks make no difference that anybody wants to be told.
fn same(from: Option<&str>, to: &str) -> bool {
    let plain = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    from.is_some_and(|from| plain(from) == plain(to))
}

/// A list as it is stored: JSON.
fn list<T: Serialize>(values: &[T]) -> String {
    serde_json::to_string(values).unwrap_or_default()
}
