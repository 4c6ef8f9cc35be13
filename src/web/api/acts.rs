//! Correcting a request and ticking a person off, for other programs; what is not named stays as it is.

use super::shapes::Fault;
use super::{Caller, Refusal};
use crate::daemon::Correction;
use crate::language::Language;
use crate::request::Session;
use crate::rules::amend::{Amended, Amendment};
use crate::rules::organiser::Act;
use crate::store::views::{Dossier, RequestRecord};
use crate::web::access::Role;
use crate::web::{Console, form};
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Persons of one party, more than any letter brings.
const PERSONS_MAX: i64 = 1_000;

/// What is to be otherwise.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::web) struct Corrected {
    /// Of the request as it was read; another one is refused with 409.
    version: i64,
    /// `registration`, `change`, `cancellation`, `question`, `press`, `data-request` or `other`.
    intent: Option<String>,
    /// ISO 639-1.
    language: Option<String>,
    /// Whether the writer is told, where something is decided already.
    #[serde(default)]
    tell: bool,
    /// Why people are seated beyond the capacity.
    reason: Option<String>,
    #[serde(default)]
    persons: Vec<CorrectedPerson>,
}

/// A person; an empty text takes away what is known.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(in crate::web) struct CorrectedPerson {
    /// In the letter, from 0; one that it does not have is added.
    position: i64,
    comes: Option<bool>,
    name: Option<String>,
    organisation: Option<String>,
    function: Option<String>,
    city: Option<String>,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    /// By id.
    sessions: Option<Vec<String>>,
}

/// Who came, or did not after all.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::web) struct Came {
    /// In the letter, from 0.
    position: i64,
    /// By id.
    session: String,
    came: bool,
}

/// The request's version now.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Versioned {
    version: i64,
}

/// Corrects what was understood, or what stands of a registration; later decisions go by what it says then.
#[utoipa::path(post, path = "/api/v1/requests/{id}/correction", params(("id" = i64, Path)), request_body = Corrected, responses((status = 200, body = Versioned), (status = 401, body = Fault), (status = 403, body = Fault), (status = 404, body = Fault), (status = 409, body = Fault), (status = 422, body = Fault)))]
pub(in crate::web) async fn correct(
    State(console): State<Console>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(corrected): Json<Corrected>,
) -> Result<Json<Versioned>, Refusal> {
    caller.check(Role::Edit)?;
    let dossier = console.desk().store().show(&id.to_string()).await?;
    let dossier = dossier.ok_or(Refusal::NotFound)?;
    let request = dossier.request.as_ref().ok_or(Refusal::NotFound)?;
    let version = corrected.version;
    let amendment = amendment(&dossier, request, corrected)?;
    let correction = Correction {
        user: caller.0.name,
        version,
        amendment,
        undo_for: console.settings().undo_for,
    };
    console.desk().correct(id, &correction).await?;
    versioned(&console, id).await
}

/// Ticks a person off at the door, or takes the tick away.
#[utoipa::path(post, path = "/api/v1/requests/{id}/check-in", params(("id" = i64, Path)), request_body = Came, responses((status = 200, body = Versioned), (status = 401, body = Fault), (status = 403, body = Fault), (status = 404, body = Fault), (status = 422, body = Fault)))]
pub(in crate::web) async fn check_in(
    State(console): State<Console>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(given): Json<Came>,
) -> Result<Json<Versioned>, Refusal> {
    caller.check(Role::CheckIn)?;
    let session = session(&given.session)?;
    let position = given.position;
    let act = if given.came {
        Act::CheckIn { position, session }
    } else {
        Act::CheckOut { position, session }
    };
    console.desk().organise(id, &caller.0.name, &act).await?;
    versioned(&console, id).await
}

async fn versioned(console: &Console, id: i64) -> Result<Json<Versioned>, Refusal> {
    let dossier = console.desk().store().show(&id.to_string()).await?;
    let request = dossier.and_then(|dossier| dossier.request);
    let version = request.ok_or(Refusal::NotFound)?.version;
    Ok(Json(Versioned { version }))
}

fn session(id: &str) -> Result<Session, Refusal> {
    Session::from_id(id).ok_or_else(|| Refusal::Refused(format!("there is no session `{id}`")))
}

/// The request as it stands, with what is to be otherwise.
fn amendment(dossier: &Dossier, request: &RequestRecord, given: Corrected) -> Result<Amendment, Refusal> {
    let reading = &request.reading;
    let unknown = |what: &str, value: &str| Refusal::Refused(format!("there is no {what} `{value}`"));
    let intent = match given.intent {
        None => reading.intent.value,
        Some(name) => serde_json::from_value(serde_json::Value::String(name.clone()))
            .map_err(|_| unknown("intent", &name))?,
    };
    let language = match given.language {
        None => reading.language.value,
        Some(code) => Language::from_code(&code).ok_or_else(|| unknown("language", &code))?,
    };
    let mut persons = standing(dossier, request);
    for person in given.persons {
        change(&mut persons, person)?;
    }
    Ok(Amendment {
        intent,
        language,
        persons,
        tell: given.tell,
        over_capacity_because: given.reason.filter(|reason| !reason.trim().is_empty()),
    })
}

fn standing(dossier: &Dossier, request: &RequestRecord) -> Vec<Amended> {
    let read = &request.reading.attendees;
    let count = read.len().max(dossier.persons.len());
    let persons = (0_i64..).zip(0..count).map(|(position, index)| {
        let known = dossier.persons.iter().find(|person| person.position == position);
        let live = known.into_iter().flat_map(|known| &known.places);
        let live = live.filter(|place| place.state.is_live());
        let sessions: Vec<Session> = live.map(|place| place.session).collect();
        Amended {
            position,
            comes: !sessions.is_empty(),
            name: form::name_of(read.get(index), known),
            details: form::details_of(read.get(index), known),
            sessions,
        }
    });
    persons.collect()
}

fn change(persons: &mut Vec<Amended>, given: CorrectedPerson) -> Result<(), Refusal> {
    if !(0..PERSONS_MAX).contains(&given.position) {
        return Err(Refusal::Refused("positions are numbers from 0".to_owned()));
    }
    let at = persons
        .iter()
        .position(|person| person.position == given.position);
    let mut person = match at {
        Some(at) => persons.remove(at),
        None => Amended {
            position: given.position,
            comes: true,
            name: None,
            details: crate::rules::details::Details::default(),
            sessions: Vec::new(),
        },
    };
    if let Some(comes) = given.comes {
        person.comes = comes;
    }
    if let Some(ids) = given.sessions {
        person.sessions = ids.iter().map(|id| session(id)).collect::<Result<_, _>>()?;
    }
    let details = &mut person.details;
    for (field, given) in [
        (&mut person.name, given.name),
        (&mut details.organisation, given.organisation),
        (&mut details.role, given.function),
        (&mut details.city, given.city),
        (&mut details.country, given.country),
        (&mut details.email, given.email),
        (&mut details.phone, given.phone),
    ] {
        if let Some(text) = given {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            *field = Some(text).filter(|text| !text.is_empty());
        }
    }
    persons.push(person);
    persons.sort_by_key(|person| person.position);
    Ok(())
}
