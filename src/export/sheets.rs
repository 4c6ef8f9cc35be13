//! What stands in the cells: how a row of the store becomes a row on paper.

use super::columns::columns;
use super::{Document, Occasion, Sheet, Table};
use crate::lexicon::fold::fold;
use crate::registration::State;
use crate::request::Session;
use crate::store::views::{ExportRow, OutboxRow, PressRow, RequestRow, WaitingRow};
use crate::words;
use std::collections::BTreeMap;

/// A person's row, where it can be written before all persons are known.
pub(super) fn of_person(
    document: Document,
    person: &ExportRow,
    occasion: &Occasion<'_>,
) -> Option<Vec<String>> {
    let sessions = || occasion.event.sessions.iter().map(|plan| plan.id);
    match document {
        Document::Registrations => {
            let mut cells: Vec<String> = [
                &person.reference,
                &person.outcome,
                &person.name,
                &person.organisation,
                &person.role,
                &person.city,
                &person.country,
                &person.email,
                &person.phone,
                &person.language,
                &person.interpretation,
            ]
            .into_iter()
            .cloned()
            .collect();
            cells.extend([
                person.diet.join(" "),
                person.access.join(" "),
                person.contact_name.clone(),
                person.contact_address.clone(),
                person.received_at.to_rfc3339(),
                person.contact_role.name().to_owned(),
            ]);
            let state = |session| person.places.get(&session).map_or("", |state| state.name());
            cells.extend(sessions().map(|session| state(session).to_owned()));
            Some(cells)
        }
        Document::Confirmed => {
            let mut cells = vec![
                person.reference.clone(),
                named(person, occasion),
                person.role.clone(),
                person.organisation.clone(),
            ];
            let state = |session| {
                let state = person.places.get(&session);
                state.map_or_else(String::new, |state| {
                    occasion.text(&format!("state.{}", state.name()))
                })
            };
            cells.extend(sessions().map(state));
            cells.extend([
                person.city.clone(),
                country(person, occasion),
                person.email.clone(),
                person.phone.clone(),
                tongue(&person.interpretation, occasion),
                needs("diet", &person.diet, occasion),
                needs("access", &person.access, occasion),
                tongue(&person.language, occasion),
            ]);
            Some(cells)
        }
        _ => None,
    }
}

/// A party on the waiting list.
pub(super) fn of_waiting(row: &WaitingRow, occasion: &Occasion<'_>) -> Vec<String> {
    vec![
        row.place.to_string(),
        row.reference.clone(),
        names(&row.names, occasion),
        row.names.len().to_string(),
        tongue(&row.language, occasion),
        row.contact.clone().unwrap_or_default(),
        occasion.moment(row.since),
    ]
}

/// A message with what it asks.
pub(super) fn of_request(row: &RequestRow, occasion: &Occasion<'_>) -> Vec<String> {
    let status = match &row.outcome {
        Some(outcome) => format!("outcome.{outcome}"),
        None => format!("message.{}", row.state),
    };
    let mut why: Vec<String> = Vec::new();
    for reason in &row.reasons {
        let sentence = words::reason(occasion.language, reason);
        if !why.contains(&sentence) {
            why.push(sentence);
        }
    }
    why.extend(row.defect.clone());
    let intent = row.intent.as_ref();
    vec![
        row.reference.clone().unwrap_or_else(|| format!("#{}", row.id)),
        occasion.moment(row.received_at),
        occasion.text(&status),
        names(&row.names, occasion),
        row.outlet
            .clone()
            .or_else(|| row.organisation.clone())
            .unwrap_or_default(),
        row.contact_name.clone().unwrap_or_default(),
        row.contact_address.clone().unwrap_or_default(),
        intent.map_or_else(String::new, |intent| occasion.text(&format!("intent.{intent}"))),
        tongue(row.language.as_deref().unwrap_or_default(), occasion),
        why.join("; "),
    ]
}

/// A reply.
pub(super) fn of_reply(row: &OutboxRow, occasion: &Occasion<'_>) -> Vec<String> {
    vec![
        row.reference.clone(),
        occasion.text(&format!("kind.{}", row.kind)),
        tongue(&row.language, occasion),
        row.recipient.clone(),
        occasion.text(&format!("reply.{}", row.state.name())),
        row.attempts.to_string(),
        occasion.moment(row.created_at),
        row.delivered_at
            .map_or_else(String::new, |at| occasion.moment(at)),
        row.last_error.clone().unwrap_or_default(),
    ]
}

/// The whole sheet; `rows` are those that [`of_person`] and the others gave.
pub(super) fn sheet(
    document: Document,
    rows: Vec<Vec<String>>,
    persons: &[ExportRow],
    press: &[PressRow],
    occasion: &Occasion<'_>,
) -> Sheet {
    let mut sorted = persons.to_vec();
    sort_by_name(&mut sorted);
    let mut sheet = Sheet {
        title: occasion.text(&format!("export.{}", document.name())),
        columns: columns(document, occasion),
        rows,
        headings: 0,
        summary: None,
    };
    match document {
        Document::Participants => {
            sheet.rows = sorted
                .iter()
                .map(|person| participant(person, occasion))
                .collect();
        }
        Document::Interpretation => {
            sheet.headings = 2;
            sheet.rows = booths(&sorted, occasion);
        }
        Document::Catering => {
            let needy = |person: &&ExportRow| !person.diet.is_empty() || !person.access.is_empty();
            let rows = sorted.iter().filter(needy).map(|person| meal(person, occasion));
            sheet.rows = rows.collect();
            sheet.summary = Some(portions(&sorted, occasion));
        }
        Document::Accreditation => {
            sheet.rows = press.iter().flat_map(|row| journalists(row, occasion)).collect();
            sheet
                .rows
                .sort_by_key(|row| row.first().map(|outlet| fold(outlet)));
        }
        _ => {}
    }
    sheet
}

/// In the order of their names, whatever their accents; those not named yet come last.
pub(super) fn sort_by_name(persons: &mut [ExportRow]) {
    persons.sort_by_cached_key(|person| {
        (
            person.name.is_empty(),
            fold(&person.name),
            person.party,
            person.position,
        )
    });
}

fn participant(person: &ExportRow, occasion: &Occasion<'_>) -> Vec<String> {
    vec![
        named(person, occasion),
        person.role.clone(),
        person.organisation.clone(),
        person.city.clone(),
        country(person, occasion),
        sessions(person, occasion),
    ]
}

fn booths(persons: &[ExportRow], occasion: &Occasion<'_>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for plan in &occasion.event.sessions {
        let mut by_booth: BTreeMap<&str, Vec<&ExportRow>> = BTreeMap::new();
        for person in persons.iter().filter(|person| comes(person, plan.id)) {
            if !person.interpretation.is_empty() {
                by_booth.entry(&person.interpretation).or_default().push(person);
            }
        }
        let session = occasion.session(plan.id);
        for (booth, listeners) in by_booth {
            let booth = tongue(booth, occasion);
            rows.extend(listeners.into_iter().map(|person| {
                vec![
                    session.clone(),
                    booth.clone(),
                    named(person, occasion),
                    person.organisation.clone(),
                    person.city.clone(),
                ]
            }));
        }
    }
    rows
}

fn meal(person: &ExportRow, occasion: &Occasion<'_>) -> Vec<String> {
    vec![
        named(person, occasion),
        person.organisation.clone(),
        needs("diet", &person.diet, occasion),
        needs("access", &person.access, occasion),
        sessions(person, occasion),
    ]
}

/// How many of each need per session, and how many come at all.
fn portions(persons: &[ExportRow], occasion: &Occasion<'_>) -> Table {
    let plans = &occasion.event.sessions;
    let mut counts: BTreeMap<(u8, String), BTreeMap<Session, u32>> = BTreeMap::new();
    for person in persons {
        let all = (0, occasion.text("export.everybody"));
        let diet = person
            .diet
            .iter()
            .map(|need| (1, occasion.text(&format!("diet.{need}"))));
        let access = person
            .access
            .iter()
            .map(|need| (2, occasion.text(&format!("access.{need}"))));
        for need in std::iter::once(all).chain(diet).chain(access) {
            let row = counts.entry(need).or_default();
            for plan in plans.iter().filter(|plan| comes(person, plan.id)) {
                *row.entry(plan.id).or_default() += 1;
            }
        }
    }
    let mut columns = vec![occasion.text("export.need")];
    columns.extend(plans.iter().map(|plan| occasion.session(plan.id)));
    let rows = counts.into_iter().map(|((_, need), by_session)| {
        let count = |session| by_session.get(&session).copied().unwrap_or(0).to_string();
        std::iter::once(need)
            .chain(plans.iter().map(|plan| count(plan.id)))
            .collect()
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

fn journalists(row: &PressRow, occasion: &Occasion<'_>) -> Vec<Vec<String>> {
    let contact = || {
        [
            row.contact_name.clone(),
            String::new(),
            row.contact_address.clone(),
            String::new(),
        ]
    };
    let persons = if row.persons.is_empty() {
        vec![contact()]
    } else {
        row.persons.clone()
    };
    let media = if row.media.is_empty() {
        String::new()
    } else {
        occasion.text(&format!("media.{}", row.media))
    };
    let wishes = needs("wish", &row.wishes, occasion);
    let status = occasion.text(&format!("accredited.{}", row.state));
    persons
        .into_iter()
        .map(|[name, role, email, phone]| {
            vec![
                row.outlet.clone(),
                media.clone(),
                name,
                role,
                email,
                phone,
                row.press_card.clone(),
                wishes.clone(),
                status.clone(),
                row.reference.clone(),
            ]
        })
        .collect()
}

/// Whether a person has, or had, a certain place in a session.
pub(super) fn comes(person: &ExportRow, session: Session) -> bool {
    matches!(
        person.places.get(&session),
        Some(State::Confirmed | State::Attended)
    )
}

/// The sessions a person comes to.
pub(super) fn sessions(person: &ExportRow, occasion: &Occasion<'_>) -> String {
    let plans = occasion
        .event
        .sessions
        .iter()
        .filter(|plan| comes(person, plan.id));
    let names: Vec<String> = plans.map(|plan| occasion.session(plan.id)).collect();
    names.join(", ")
}

/// The country's name.
pub(super) fn country(person: &ExportRow, occasion: &Occasion<'_>) -> String {
    if person.country.is_empty() {
        return String::new();
    }
    words::country(occasion.language, &person.country)
}

fn named(person: &ExportRow, occasion: &Occasion<'_>) -> String {
    if person.name.is_empty() {
        return occasion.text("list.unnamed");
    }
    person.name.clone()
}

fn names(names: &[Option<String>], occasion: &Occasion<'_>) -> String {
    let unnamed = occasion.text("list.unnamed");
    let names: Vec<&str> = names
        .iter()
        .map(|name| name.as_deref().unwrap_or(&unnamed))
        .collect();
    names.join(", ")
}

fn tongue(code: &str, occasion: &Occasion<'_>) -> String {
    let key = format!("tongue.{code}");
    let name = occasion.text(&key);
    if name == key { code.to_owned() } else { name }
}

fn needs(prefix: &str, names: &[String], occasion: &Occasion<'_>) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|name| occasion.text(&format!("{prefix}.{name}")))
        .collect();
    names.join(", ")
}
