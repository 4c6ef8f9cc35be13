//! `rsvpd queue`: what waits for a person.

use super::{DONE, setup};
use crate::store::views::{QueueRow, QueuedRequest, ReplyRecord, Waits};

use chrono::{DateTime, Utc};
use serde_json::json;
use std::path::Path;

/// Rows shown at once; more than a person decides in one sitting.
const ROWS: u32 = 1_000;

/// Lists what waits.
pub async fn queue(named: Option<&Path>, as_json: bool) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    let rows = desk.store().queue(ROWS).await?;
    let replies = desk.store().troubled_replies(ROWS).await?;
    let now = desk.clock().now();
    if as_json {
        for row in &rows {
            println!("{}", json_of(row));
        }
        for reply in &replies {
            println!("{}", json_of_reply(reply));
        }
        return Ok(DONE);
    }
    print_rows(&rows, now);
    print_replies(&replies);
    if rows.is_empty() && replies.is_empty() {
        println!("Nothing waits for you.");
    } else if !rows.is_empty() {
        println!(
            "\n`rsvpd show REF` tells all of one; `rsvpd decide REF confirm|waitlist|refuse` decides it."
        );
        let of_press =
            |row: &QueueRow| matches!(&row.why, Waits::Request(request) if request.outcome == "press-queue");
        if rows.iter().any(of_press) {
            println!(
                "Of the press: `rsvpd decide REF accredit|papers|refuse`; `rsvpd press` lists papers and wishes."
            );
        }
    }
    Ok(DONE)
}

fn print_rows(rows: &[QueueRow], now: DateTime<Utc>) {
    if rows.is_empty() {
        return;
    }
    println!(
        "{:<12} {:>5}  {:<12} {:<4} {:<34} why",
        "reference", "age", "intent", "lang", "who"
    );
    for row in rows {
        let age = age(now, row.received_at);
        match &row.why {
            Waits::Request(request) => {
                let reasons: Vec<String> = request.reasons.iter().map(crate::rules::Reason::text).collect();
                println!(
                    "{:<12} {:>5}  {:<12} {:<4} {:<34} {}",
                    request.reference,
                    age,
                    word(&request.request.intent.value),
                    request.language,
                    cut(&who(request), 34),
                    reasons.join("; "),
                );
            }
            Waits::Quarantined(why) => {
                println!(
                    "{:<12} {:>5}  {:<12} {:<4} {:<34} set aside: {why}",
                    format!("#{}", row.id),
                    age,
                    "-",
                    "-",
                    "-"
                );
            }
        }
    }
}

fn print_replies(replies: &[ReplyRecord]) {
    if replies.is_empty() {
        return;
    }
    println!("\nReplies that did not simply leave:");
    for reply in replies {
        let why = reply
            .last_error
            .as_deref()
            .unwrap_or("waits for `rsvpd release` or `rsvpd resume`");
        println!(
            "  #{:<6} request {:<6} {:<20} {:<10} {why}",
            reply.id,
            reply.request,
            reply.kind,
            reply.state.name()
        );
    }
}

/// The persons of a request, else who wrote.
fn who(request: &QueuedRequest) -> String {
    let attendees = &request.request.attendees;
    let names: Vec<&str> = attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref())
        .map(|name| name.value.as_str())
        .collect();
    match (names.is_empty(), &request.contact_name, &request.contact_address) {
        (false, ..) if names.len() < attendees.len() => {
            format!("{} + {}", names.join(", "), attendees.len() - names.len())
        }
        (false, ..) => names.join(", "),
        (true, Some(name), _) => name.clone(),
        (true, None, Some(address)) => address.clone(),
        (true, None, None) => "-".to_owned(),
    }
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// Minutes, hours or days; what a person wants to know of a queue.
fn age(now: DateTime<Utc>, then: DateTime<Utc>) -> String {
    let age = now - then;
    match (age.num_days(), age.num_hours()) {
        (days, _) if days > 1 => format!("{days} d"),
        (_, hours) if hours > 0 => format!("{hours} h"),
        _ => format!("{} m", age.num_minutes().max(0)),
    }
}

/// The word by which an enum is stored.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn json_of(row: &QueueRow) -> serde_json::Value {
    match &row.why {
        Waits::Request(request) => json!({
            "number": row.id,
            "reference": request.reference,
            "received_at": row.received_at,
            "outcome": request.outcome,
            "language": request.language,
            "intent": request.request.intent.value,
            "sender": { "name": request.contact_name, "address": request.contact_address },
            "persons": request.request.attendees.iter()
                .map(|attendee| attendee.name.as_ref().map(|name| &name.value)).collect::<Vec<_>>(),
            "seats": request.request.seats.as_ref().map(|seats| seats.value),
            "reasons": request.reasons.iter().map(crate::rules::Reason::text).collect::<Vec<_>>(),
        }),
        Waits::Quarantined(why) => {
            json!({ "number": row.id, "received_at": row.received_at, "set_aside": why })
        }
    }
}

fn json_of_reply(reply: &ReplyRecord) -> serde_json::Value {
    json!({
        "reply": reply.id,
        "request": reply.request,
        "kind": reply.kind,
        "state": reply.state.name(),
        "error": reply.last_error,
    })
}
