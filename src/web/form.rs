//! The form beside a letter: what was understood, value by value, with each doubt at the field that it concerns.

use super::letter::field_of;
use super::words;
use crate::event::Event;
use crate::language::Language;
use crate::request::json::evidence;
use crate::request::{Attendee, Doubt, DoubtKind, Evidence, Found, Request, Session};
use crate::rules::details::Details;
use crate::store::views::{Dossier, PersonRecord};
use serde::Serialize;
use std::collections::BTreeSet;

/// The form.
#[derive(Debug, Serialize)]
pub(super) struct FormView {
    pub groups: Vec<Group>,
    /// Doubts that concern no single field: the sentence, and the id of its place in the letter if it has one.
    pub general: Vec<String>,
}

impl FormView {
    /// Whether a field tells this doubt.
    pub(super) fn tells(&self, sentence: &str) -> bool {
        let mut fields = self.groups.iter().flat_map(|group| &group.fields);
        fields.any(|field| field.doubts.iter().any(|doubt| doubt == sentence))
    }
}

/// Fields of the request, of one person, or of the press.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    /// `request`, `person` or `press`.
    pub kind: &'static str,
    /// Of a person, from 1.
    pub number: usize,
    pub fields: Vec<Field>,
    /// A person's places: session and state.
    pub places: Vec<(String, String)>,
}

/// One field.
#[derive(Debug, Serialize)]
pub(super) struct Field {
    pub id: String,
    /// Key of its label in the catalogue.
    pub label: String,
    pub value: Option<String>,
    /// Whether its place in the letter is marked.
    pub marked: bool,
    pub doubts: Vec<String>,
}

/// Lays the form out; `marked` are the fields whose place the letter shows.
pub(super) fn view(dossier: &Dossier, event: &Event, language: &str, marked: &BTreeSet<String>) -> FormView {
    let Some(request) = dossier.request.as_ref() else {
        return FormView {
            groups: Vec::new(),
            general: Vec::new(),
        };
    };
    let reading = &request.reading;
    let mut form = FormView {
        groups: vec![of_request(reading, language)],
        general: Vec::new(),
    };
    let count = reading.attendees.len().max(dossier.persons.len());
    for index in 0..count {
        let known = dossier
            .persons
            .iter()
            .find(|person| usize::try_from(person.position) == Ok(index));
        form.groups.push(of_person(
            index,
            reading.attendees.get(index),
            known,
            event,
            language,
        ));
    }
    if let Some(press) = &reading.press {
        let wishes: Vec<String> = press
            .requests
            .iter()
            .map(|wish| words::text(language, &format!("wish.{}", words::word(&wish.value))))
            .collect();
        let fields = vec![
            field("press.outlet", "outlet", value(press.outlet.as_ref())),
            field(
                "press.media",
                "media",
                press
                    .media
                    .as_ref()
                    .map(|media| words::text(language, &format!("media.{}", words::word(&media.value)))),
            ),
            field("press.press_card", "press-card", value(press.press_card.as_ref())),
            field("press.requests.0", "wishes", some(wishes.join(", "))),
        ];
        form.groups.push(Group {
            kind: "press",
            number: 0,
            fields,
            places: Vec::new(),
        });
    }
    for field in form.groups.iter_mut().flat_map(|group| &mut group.fields) {
        field.marked = marked.contains(&field.id);
    }
    place_doubts(&mut form, reading, &request.doubts, language);
    form
}

fn of_request(reading: &Request, language: &str) -> Group {
    let intent = words::text(
        language,
        &format!("intent.{}", words::word(&reading.intent.value)),
    );
    let tongue = tongue(language, reading.language.value);
    let mut fields = vec![
        field("intent", "intent", Some(intent)),
        field("language", "language", Some(tongue)),
        field("writer", "writer", value(reading.writer.as_ref())),
        field(
            "seats",
            "seats",
            reading.seats.as_ref().map(|seats| seats.value.to_string()),
        ),
    ];
    if reading.replaces.is_some() {
        fields.push(field("replaces", "replaces", value(reading.replaces.as_ref())));
    }
    Group {
        kind: "request",
        number: 0,
        fields,
        places: Vec::new(),
    }
}

fn of_person(
    index: usize,
    read: Option<&Attendee>,
    known: Option<&PersonRecord>,
    event: &Event,
    language: &str,
) -> Group {
    let nobody = Attendee::default();
    let read = read.unwrap_or(&nobody);
    // What is stored counts: an organiser may have corrected it since.
    let text = |read: &Option<Found<String>>, known: Option<&Option<String>>| match known {
        Some(known) => known.clone(),
        None => value(read.as_ref()),
    };
    let list = |prefix: &str, names: Vec<String>| {
        let shown: Vec<String> = names
            .iter()
            .map(|name| words::text(language, &format!("{prefix}.{name}")))
            .collect();
        some(shown.join(", "))
    };
    let diet = match known {
        Some(known) => known.diet.iter().map(words::word).collect(),
        None => read
            .diet
            .iter()
            .flat_map(|found| found.value.iter().map(words::word))
            .collect(),
    };
    let access = match known {
        Some(known) => known.access.iter().map(words::word).collect(),
        None => read
            .access
            .iter()
            .flat_map(|found| found.value.iter().map(words::word))
            .collect(),
    };
    let interpretation = match known {
        Some(known) => known.interpretation,
        None => read.interpretation.as_ref().map(|found| found.value),
    };
    let said = read.sessions.iter().flat_map(|found| &found.value).copied();
    // What is asked for counts, also where the letter left it to the desk.
    let sessions: Vec<Session> = match known {
        Some(known) => known.places.iter().map(|place| place.session).collect(),
        None => said.collect(),
    };
    let sessions: Vec<String> = sessions
        .iter()
        .map(|session| words::session(event, language, *session))
        .collect();
    let country = text(&read.country, known.map(|known| &known.country));
    let values: [(&str, Option<String>); 11] = [
        ("name", text(&read.name, known.map(|known| &known.name))),
        (
            "organisation",
            text(&read.organisation, known.map(|known| &known.organisation)),
        ),
        ("role", text(&read.role, known.map(|known| &known.role))),
        ("city", text(&read.city, known.map(|known| &known.city))),
        ("country", country.map(|code| words::country(language, &code))),
        ("email", text(&read.email, known.map(|known| &known.email))),
        ("phone", text(&read.phone, known.map(|known| &known.phone))),
        ("sessions", some(sessions.join(", "))),
        (
            "interpretation",
            interpretation.map(|code| tongue(language, code)),
        ),
        ("diet", list("diet", diet)),
        ("access", list("access", access)),
    ];
    // Who, from where and for what is always shown, also where it is missing.
    let always = |name: &str| {
        matches!(
            name,
            "name" | "organisation" | "role" | "city" | "country" | "sessions"
        )
    };
    let fields = values
        .into_iter()
        .filter(|(name, value)| value.is_some() || always(name))
        .map(|(name, value)| field(&format!("attendees.{index}.{name}"), name, value))
        .collect();
    let places = known
        .into_iter()
        .flat_map(|known| &known.places)
        .filter(|place| event.session(place.session).is_some())
        .map(|place| (place.session.id().to_owned(), place.state.name().to_owned()))
        .collect();
    Group {
        kind: "person",
        number: index + 1,
        fields,
        places,
    }
}

/// The name of a person: as it is stored, else as it was read.
pub(super) fn name_of(read: Option<&Attendee>, known: Option<&PersonRecord>) -> Option<String> {
    match known {
        Some(known) => known.name.clone(),
        None => value(read.and_then(|read| read.name.as_ref())),
    }
}

/// What is stored of a person, else what was read.
pub(super) fn details_of(read: Option<&Attendee>, known: Option<&PersonRecord>) -> Details {
    if let Some(known) = known {
        return Details {
            email: known.email.clone(),
            phone: known.phone.clone(),
            organisation: known.organisation.clone(),
            role: known.role.clone(),
            city: known.city.clone(),
            country: known.country.clone(),
            interpretation: known.interpretation.map(|code| code.code().to_owned()),
            diet: known.diet.clone(),
            access: known.access.clone(),
        };
    }
    let nobody = Attendee::default();
    let read = read.unwrap_or(&nobody);
    Details {
        email: value(read.email.as_ref()),
        phone: value(read.phone.as_ref()),
        organisation: value(read.organisation.as_ref()),
        role: value(read.role.as_ref()),
        city: value(read.city.as_ref()),
        country: value(read.country.as_ref()),
        interpretation: read
            .interpretation
            .as_ref()
            .map(|found| found.value.code().to_owned()),
        diet: read.diet.iter().flat_map(|found| found.value.clone()).collect(),
        access: read.access.iter().flat_map(|found| found.value.clone()).collect(),
    }
}

fn field(path: &str, label: &str, value: Option<String>) -> Field {
    Field {
        id: field_of(path),
        label: format!("field.{label}"),
        value,
        marked: false,
        doubts: Vec::new(),
    }
}

fn value(found: Option<&Found<String>>) -> Option<String> {
    found.map(|found| found.value.clone())
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// A language by its name, else by its code.
pub(super) fn tongue(language: &str, code: Language) -> String {
    let key = format!("tongue.{}", code.code());
    let name = words::text(language, &key);
    if name == key { code.code().to_owned() } else { name }
}

/// Puts each doubt to the field that stands where it arose, else to the one it is about, else to the whole letter.
fn place_doubts(form: &mut FormView, reading: &Request, doubts: &[Doubt], language: &str) {
    let found = evidence(reading);
    for doubt in doubts {
        let sentence = words::doubt(language, doubt.kind);
        let at_place = doubt.evidence.as_ref().and_then(|place| field_at(&found, place));
        let wanted = at_place.or_else(|| usual_field(doubt.kind));
        let mut fields = form.groups.iter_mut().flat_map(|group| &mut group.fields);
        match wanted.and_then(|id| fields.find(|field| field.id == id)) {
            Some(field) => field.doubts.push(sentence),
            None => form.general.push(sentence),
        }
    }
}

fn field_at(found: &[(String, Evidence)], place: &Evidence) -> Option<String> {
    found
        .iter()
        .find(|(_, evidence)| {
            evidence.part == place.part && evidence.start == place.start && evidence.end == place.end
        })
        .map(|(path, _)| field_of(path))
}

fn usual_field(kind: DoubtKind) -> Option<String> {
    let field = match kind {
        DoubtKind::LanguageNotRead => "language",
        DoubtKind::IntentUnclear | DoubtKind::ForAPerson => "intent",
        DoubtKind::NobodyNamed
        | DoubtKind::CountDisagrees
        | DoubtKind::CountOpen
        | DoubtKind::ListDisagrees => "seats",
        DoubtKind::WhoAttends => "writer",
        _ => return None,
    };
    Some(field.to_owned())
}
