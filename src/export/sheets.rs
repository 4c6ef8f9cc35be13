//! What stands in the cells: how a row of the store becomes a row on paper.

use super::spool::Row;
use super::{Document, Format, Occasion, Table, cards};
use crate::event::SessionPlan;
use crate::lexicon::fold::fold;
use crate::registration::State;
use crate::request::Session;
use crate::store::views::{ExportRow, OutboxRow, PressRow, RequestRow, WaitingRow};
use crate::words;
use std::collections::BTreeMap;

/// The rows that a person has in a document: mostly one; none, or some, where it is about sessions or needs.
pub(super) fn of_person(
    document: Document,
    format: Format,
    person: &ExportRow,
    occasion: &Occasion<'_>,
) -> Vec<Row> {
    let by_name = |cells: Vec<String>| {
        vec![Row {
            rank: by_name(person),
            cells,
        }]
    };
    match (document, format) {
        (_, Format::Vcf) => cards::write(person).map_or_else(Vec::new, |card| by_name(vec![card])),
        (Document::Participants, _) => by_name(participant(person, occasion)),
        (Document::Badges, _) => by_name(badge(person, occasion)),
        (Document::Interpretation, _) => listener(person, occasion),
        (Document::Catering, _) if person.diet.is_empty() && person.access.is_empty() => Vec::new(),
        (Document::Catering, _) => by_name(meal(person, occasion)),
        _ => Vec::from_iter(in_list(document, person, occasion).map(|cells| Row {
            rank: String::new(),
            cells,
        })),
    }
}

/// A person's row in the order in which letters arrived.
fn in_list(document: Document, person: &ExportRow, occasion: &Occasion<'_>) -> Option<Vec<String>> {
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

/// Where a person stands in the order of names, whatever their accents; those not named yet come last.
fn by_name(person: &ExportRow) -> String {
    format!(
        "{}{}\0{:020}\0{:06}",
        u8::from(person.name.is_empty()),
        fold(&person.name),
        person.party,
        person.position
    )
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

/// What is printed on a badge, from the name down.
fn badge(person: &ExportRow, occasion: &Occasion<'_>) -> Vec<String> {
    let place = [person.city.clone(), country(person, occasion)];
    let place: Vec<String> = place.into_iter().filter(|part| !part.is_empty()).collect();
    vec![
        person.name.clone(),
        person.role.clone(),
        person.organisation.clone(),
        place.join(", "),
        sessions(person, occasion),
        person.reference.clone(),
    ]
}

/// A row for each session that a person listens to by a booth: session by session, booth by booth.
fn listener(person: &ExportRow, occasion: &Occasion<'_>) -> Vec<Row> {
    if person.interpretation.is_empty() {
        return Vec::new();
    }
    let plans = occasion.event.sessions.iter().enumerate();
    let plans = plans.filter(|(_, plan)| comes(person, plan.id));
    let row = |(number, plan): (usize, &SessionPlan)| Row {
        rank: format!("{number:04}{}\0{}", person.interpretation, by_name(person)),
        cells: vec![
            occasion.session(plan.id),
            tongue(&person.interpretation, occasion),
            named(person, occasion),
            person.organisation.clone(),
            person.city.clone(),
        ],
    };
    plans.map(row).collect()
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
#[derive(Debug, Default)]
pub(super) struct Portions(BTreeMap<(u8, String), BTreeMap<Session, u32>>);

impl Portions {
    /// Everybody, before the needs.
    fn all(occasion: &Occasion<'_>) -> (u8, String) {
        (0, occasion.text("export.everybody"))
    }

    pub fn add(&mut self, person: &ExportRow, occasion: &Occasion<'_>) {
        let diet = person
            .diet
            .iter()
            .map(|need| (1, occasion.text(&format!("diet.{need}"))));
        let access = person
            .access
            .iter()
            .map(|need| (2, occasion.text(&format!("access.{need}"))));
        for need in std::iter::once(Self::all(occasion)).chain(diet).chain(access) {
            let row = self.0.entry(need).or_default();
            let plans = occasion.event.sessions.iter();
            for plan in plans.filter(|plan| comes(person, plan.id)) {
                *row.entry(plan.id).or_default() += 1;
            }
        }
    }

    /// How many come to each session.
    pub fn everybody(&self, occasion: &Occasion<'_>) -> BTreeMap<Session, u32> {
        self.0.get(&Self::all(occasion)).cloned().unwrap_or_default()
    }

    pub fn table(&self, occasion: &Occasion<'_>) -> Table {
        let plans = &occasion.event.sessions;
        let mut columns = vec![occasion.text("export.need")];
        columns.extend(plans.iter().map(|plan| occasion.session(plan.id)));
        let rows = self.0.iter().map(|((_, need), by_session)| {
            let count = |session| by_session.get(&session).copied().unwrap_or(0).to_string();
            std::iter::once(need.clone())
                .chain(plans.iter().map(|plan| count(plan.id)))
                .collect()
        });
        Table {
            columns,
            rows: rows.collect(),
        }
    }
}

/// A row for each person of a press request, medium by medium.
pub(super) fn journalists(row: &PressRow, occasion: &Occasion<'_>) -> Vec<Row> {
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
    let journalist = |[name, role, email, phone]: [String; 4]| Row {
        rank: fold(&row.outlet),
        cells: vec![
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
        ],
    };
    persons.into_iter().map(journalist).collect()
}

/// Whether a person has, or had, a certain place in a session.
fn comes(person: &ExportRow, session: Session) -> bool {
    matches!(
        person.places.get(&session),
        Some(State::Confirmed | State::Attended)
    )
}

/// The sessions a person comes to.
fn sessions(person: &ExportRow, occasion: &Occasion<'_>) -> String {
    let plans = occasion
        .event
        .sessions
        .iter()
        .filter(|plan| comes(person, plan.id));
    let names: Vec<String> = plans.map(|plan| occasion.session(plan.id)).collect();
    names.join(", ")
}

/// The country's name.
fn country(person: &ExportRow, occasion: &Occasion<'_>) -> String {
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
