//! To decide: the letters that wait for a person, oldest first.

use super::access::Visitor;
use super::problem::Problem;
use super::{Console, form, pages, words};
use crate::store::views::{QueueRow, QueuedRequest, Waits};
use axum::extract::State;
use axum::response::{Redirect, Response};
use minijinja::context;
use serde::Serialize;

/// Rows of the list; more than a person decides in one sitting.
const ROWS: u32 = 500;
/// Names of a row that are spelled out.
const NAMES: usize = 3;

/// A letter in the list.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub id: i64,
    pub reference: String,
    pub received_at: String,
    pub press: bool,
    /// The persons, else who wrote.
    pub who: String,
    /// Persons beyond the names.
    pub more: usize,
    pub persons: usize,
    pub organisation: String,
    pub language: String,
    pub tongue: String,
    pub intent: String,
    pub reasons: Vec<String>,
}

/// `/`.
pub(super) async fn front(_visitor: Visitor) -> Redirect {
    Redirect::to("/decide")
}

/// `/decide`.
pub(super) async fn list(State(console): State<Console>, visitor: Visitor) -> Result<Response, Problem> {
    let found = console.desk().store().queue(ROWS).await?;
    let rows: Vec<Row> = found
        .iter()
        .filter(|row| !is_press(row))
        .map(|row| of_row(row, visitor.language()))
        .collect();
    let values = context! { section => "decide", rows => pages::value(&rows) };
    pages::page(&console, &visitor, "decide.html", values).await
}

fn is_press(row: &QueueRow) -> bool {
    matches!(&row.why, Waits::Request(request) if request.outcome == "press-queue")
}

fn of_row(row: &QueueRow, language: &str) -> Row {
    let received_at = pages::stamp(row.received_at);
    match &row.why {
        Waits::Request(request) => of_request(row.id, received_at, request, language),
        Waits::Quarantined(why) => Row {
            id: row.id,
            reference: format!("#{}", row.id),
            received_at,
            press: false,
            who: words::text(language, "decide.unreadable"),
            more: 0,
            persons: 0,
            organisation: String::new(),
            language: String::new(),
            tongue: String::new(),
            intent: String::new(),
            reasons: vec![words::filled(
                language,
                "decide.set-aside",
                &[("why", why.clone())],
            )],
        },
    }
}

fn of_request(id: i64, received_at: String, queued: &QueuedRequest, language: &str) -> Row {
    let attendees = &queued.request.attendees;
    let names: Vec<&str> = attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref())
        .map(|name| name.value.as_str())
        .collect();
    let writer = queued.contact_name.as_ref().or(queued.contact_address.as_ref());
    let shown = names.len().min(NAMES);
    let who = match names.get(..shown) {
        Some(first) if !first.is_empty() => first.join(", "),
        _ => writer.cloned().unwrap_or_default(),
    };
    let organisation = attendees
        .iter()
        .find_map(|attendee| attendee.organisation.as_ref());
    let outlet = queued
        .request
        .press
        .as_ref()
        .and_then(|press| press.outlet.as_ref());
    let mut reasons: Vec<String> = Vec::new();
    for reason in &queued.reasons {
        let sentence = words::reason(language, reason);
        if !reasons.contains(&sentence) {
            reasons.push(sentence);
        }
    }
    Row {
        id,
        reference: queued.reference.clone(),
        received_at,
        press: queued.outcome == "press-queue",
        more: if names.is_empty() {
            0
        } else {
            attendees.len() - shown
        },
        persons: attendees.len(),
        who,
        organisation: outlet
            .or(organisation)
            .map(|found| found.value.clone())
            .unwrap_or_default(),
        language: queued.language.code().to_owned(),
        tongue: form::tongue(language, queued.language),
        intent: words::text(
            language,
            &format!("intent.{}", words::word(&queued.request.intent.value)),
        ),
        reasons,
    }
}
