//! A request as JSON: the schema of gold readings, with the evidence of every value and the doubts.

use super::{Attendee, Doubt, Evidence, Found, Press, Request};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The reading of one letter; `file` is the path that it was read from.
///
/// `evidence` lists every value by its path in the reading (`attendees.0.name`) with part, start, end and rule;
/// `doubts` those that send the letter to a person.
#[must_use]
pub fn reading(file: &str, request: &Request, doubts: &[Doubt]) -> Value {
    json!({
        "file": file,
        "mailbox": request.mailbox,
        "language": request.language.value,
        "intent": request.intent.value,
        "disposition": request.disposition,
        "writer": value(request.writer.as_ref()),
        "attendees": request.attendees.iter().map(attendee).collect::<Vec<_>>(),
        "seats": value(request.seats.as_ref()),
        "replaces": value(request.replaces.as_ref()),
        "press": request.press.as_ref().map(press),
        "evidence": evidence(request).iter().map(|(path, shown)| evidence_entry(path, shown)).collect::<Vec<_>>(),
        "doubts": doubts,
    })
}

/// Every value's evidence, by its path in the reading, in the order of the schema.
#[must_use]
pub fn evidence(request: &Request) -> Vec<(String, Evidence)> {
    let mut all = Vec::new();
    let mut add = |path: String, evidence: Option<&Evidence>| {
        all.extend(evidence.map(|evidence| (path, evidence.clone())));
    };
    add("language".to_owned(), Some(&request.language.evidence));
    add("intent".to_owned(), Some(&request.intent.evidence));
    add("writer".to_owned(), shown(request.writer.as_ref()));
    for (index, attendee) in request.attendees.iter().enumerate() {
        for (field, evidence) in of_attendee(attendee) {
            add(format!("attendees.{index}.{field}"), evidence);
        }
    }
    add("seats".to_owned(), shown(request.seats.as_ref()));
    add("replaces".to_owned(), shown(request.replaces.as_ref()));
    if let Some(press) = &request.press {
        add("press.outlet".to_owned(), shown(press.outlet.as_ref()));
        add("press.media".to_owned(), shown(press.media.as_ref()));
        add("press.press_card".to_owned(), shown(press.press_card.as_ref()));
        for (index, wish) in press.requests.iter().enumerate() {
            add(format!("press.requests.{index}"), Some(&wish.evidence));
        }
    }
    all
}

fn of_attendee(attendee: &Attendee) -> [(&'static str, Option<&Evidence>); 11] {
    [
        ("name", shown(attendee.name.as_ref())),
        ("email", shown(attendee.email.as_ref())),
        ("phone", shown(attendee.phone.as_ref())),
        ("organisation", shown(attendee.organisation.as_ref())),
        ("role", shown(attendee.role.as_ref())),
        ("city", shown(attendee.city.as_ref())),
        ("country", shown(attendee.country.as_ref())),
        ("interpretation", shown(attendee.interpretation.as_ref())),
        ("sessions", shown(attendee.sessions.as_ref())),
        ("diet", shown(attendee.diet.as_ref())),
        ("access", shown(attendee.access.as_ref())),
    ]
}

fn attendee(attendee: &Attendee) -> Value {
    json!({
        "name": value(attendee.name.as_ref()),
        "email": value(attendee.email.as_ref()),
        "phone": value(attendee.phone.as_ref()),
        "organisation": value(attendee.organisation.as_ref()),
        "role": value(attendee.role.as_ref()),
        "city": value(attendee.city.as_ref()),
        "country": value(attendee.country.as_ref()),
        "interpretation": value(attendee.interpretation.as_ref()),
        "sessions": value(attendee.sessions.as_ref()),
        "diet": value(attendee.diet.as_ref()),
        "access": value(attendee.access.as_ref()),
    })
}

fn press(press: &Press) -> Value {
    json!({
        "outlet": value(press.outlet.as_ref()),
        "media": value(press.media.as_ref()),
        "press_card": value(press.press_card.as_ref()),
        "requests": press.requests.iter().map(|wish| wish.value).collect::<Vec<_>>(),
    })
}

fn evidence_entry(path: &str, evidence: &Evidence) -> Value {
    let mut entry = Map::from_iter([("value".to_owned(), json!(path))]);
    if let Ok(Value::Object(fields)) = serde_json::to_value(evidence) {
        entry.extend(fields);
    }
    Value::Object(entry)
}

fn value<T: Serialize>(found: Option<&Found<T>>) -> Value {
    found.map_or(Value::Null, |found| json!(found.value))
}

fn shown<T>(found: Option<&Found<T>>) -> Option<&Evidence> {
    found.map(|found| &found.evidence)
}
