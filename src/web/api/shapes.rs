//! What goes in and out of the API; names and words are those of the database, and stay.

use crate::store::views::{Dossier, ExportRow, RequestRow};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Why there is no answer, and what to do.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Fault {
    pub error: String,
    pub remedy: String,
}

/// The event.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct EventNow {
    pub id: String,
    pub name: String,
    /// `2016-11-09`.
    pub date: String,
    /// Persons the event takes in all; null where only sessions limit it.
    pub persons: Option<u32>,
    pub sessions: Vec<SeatsNow>,
    /// What rests: `intake`, `promotion`, `sending`.
    pub paused: Vec<&'static str>,
}

/// Seats of a session; an open offer holds one.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct SeatsNow {
    pub session: &'static str,
    pub capacity: u32,
    pub confirmed: u32,
    pub offered: u32,
    pub free: u32,
    pub waiting: u32,
}

/// A page of messages.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Requests {
    /// Of all pages.
    pub total: u32,
    pub rows: Vec<Request>,
}

/// A message with what it asks.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Request {
    pub id: i64,
    pub reference: Option<String>,
    pub received_at: DateTime<Utc>,
    /// `kept`, `settled`, `copy` or `quarantined`.
    pub state: String,
    pub outcome: Option<String>,
    pub intent: Option<String>,
    pub language: Option<String>,
    pub contact_name: Option<String>,
    pub contact_address: Option<String>,
    /// Null for persons who are not named.
    pub names: Vec<Option<String>>,
    /// In English.
    pub reasons: Vec<String>,
}

/// A request with all that came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct RequestWhole {
    pub id: i64,
    pub reference: String,
    /// To be named by the next decision.
    pub version: i64,
    pub outcome: String,
    pub language: String,
    pub contact_name: Option<String>,
    pub contact_address: Option<String>,
    /// `attends`, `registers-others` or `unknown`.
    pub contact_role: &'static str,
    /// In English.
    pub reasons: Vec<String>,
    pub persons: Vec<Person>,
    pub replies: Vec<Reply>,
}

/// A letter of the desk.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Reply {
    pub id: i64,
    pub kind: String,
    pub language: String,
    pub state: String,
    pub error: Option<String>,
}

/// A page of persons.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Persons {
    pub rows: Vec<Person>,
    /// To ask for the next page; null on the last.
    pub next: Option<String>,
}

/// A person; empty texts for what is not known.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(in crate::web) struct Person {
    /// Number of the request.
    pub request: i64,
    /// In the letter, from 0.
    pub position: i64,
    pub reference: String,
    pub name: String,
    pub organisation: String,
    pub function: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub email: String,
    pub phone: String,
    /// ISO 639-1.
    pub interpretation: String,
    pub diet: Vec<String>,
    pub access: Vec<String>,
    /// State by session.
    pub places: BTreeMap<&'static str, &'static str>,
}

/// What to do with a request.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::web) enum Act {
    Confirm,
    Waitlist,
    Refuse,
    AskBack,
    SetAside,
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::web) struct Decision {
    pub act: Act,
    /// Of the request as it was read; another one is refused with 409.
    pub version: i64,
    /// Of a refusal: one sentence for the writer. Of a confirmation: why it goes over the capacity.
    pub reason: Option<String>,
    /// The whole letter, instead of the desk's.
    pub words: Option<String>,
}

/// What a decision did.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Decided {
    /// Whether a letter leaves.
    pub letter: bool,
    /// Until when it can be taken back.
    pub until: DateTime<Utc>,
}

/// What became of taking back: `done`, `too-late`, `changed` or `seats-gone`.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct TakenBack {
    pub undone: &'static str,
}

/// What is to rest, or to go on.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::web) struct Pausing {
    /// `intake`, `promotion` or `sending`.
    pub part: String,
    pub rests: bool,
}

/// What rests now.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Paused {
    pub paused: Vec<&'static str>,
}

impl Request {
    pub fn of(row: RequestRow) -> Self {
        Self {
            id: row.id,
            reference: row.reference,
            received_at: row.received_at,
            state: row.state,
            outcome: row.outcome,
            intent: row.intent,
            language: row.language,
            contact_name: row.contact_name,
            contact_address: row.contact_address,
            names: row.names,
            reasons: row.reasons.iter().map(crate::rules::Reason::text).collect(),
        }
    }
}

impl RequestWhole {
    /// `None` where the message was not settled.
    pub fn of(dossier: Dossier) -> Option<Self> {
        let contact_role = dossier.contact_role().name();
        let (id, request) = (dossier.message.id, dossier.request?);
        let reference = request.reference.clone();
        let text = |text: Option<String>| text.unwrap_or_default();
        let persons = dossier.persons.into_iter().map(|person| Person {
            request: id,
            position: person.position,
            reference: reference.clone(),
            name: text(person.name),
            organisation: text(person.organisation),
            function: text(person.role),
            city: text(person.city),
            country: text(person.country),
            email: text(person.email),
            phone: text(person.phone),
            interpretation: person
                .interpretation
                .map_or_else(String::new, |language| language.code().to_owned()),
            diet: person.diet.iter().map(crate::words::word).collect(),
            access: person.access.iter().map(crate::words::word).collect(),
            places: person
                .places
                .iter()
                .map(|place| (place.session.id(), place.state.name()))
                .collect(),
        });
        let replies = dossier.replies.into_iter().map(|reply| Reply {
            id: reply.id,
            kind: reply.kind,
            language: reply.language,
            state: reply.state.name().to_owned(),
            error: reply.last_error,
        });
        Some(Self {
            id,
            version: request.version,
            outcome: request.outcome,
            language: request.language.code().to_owned(),
            contact_name: request.contact_name,
            contact_address: request.contact_address,
            contact_role,
            reasons: request.reasons.iter().map(crate::rules::Reason::text).collect(),
            persons: persons.collect(),
            replies: replies.collect(),
            reference: request.reference,
        })
    }
}

impl Person {
    pub fn of(row: ExportRow) -> Self {
        Self {
            request: row.party,
            position: row.position,
            reference: row.reference,
            name: row.name,
            organisation: row.organisation,
            function: row.role,
            city: row.city,
            country: row.country,
            email: row.email,
            phone: row.phone,
            interpretation: row.interpretation,
            diet: row.diet,
            access: row.access,
            places: row
                .places
                .iter()
                .map(|(session, state)| (session.id(), state.name()))
                .collect(),
        }
    }
}
