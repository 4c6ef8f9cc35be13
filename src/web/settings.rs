//! Settings: seats with a look at what a change does, pauses, letters in every language, and the rehearsal.

mod letters;
mod rehearsal;

pub(super) use letters::page as letters;
pub(super) use rehearsal::{Rehearsals, page as rehearsal, start as rehearse};

use super::access::{Role, Visitor};
use super::problem::Problem;
use super::{Console, pages, words};
use crate::daemon::{Excess, Part, Promoted, WhatIf};
use crate::event::Event;
use crate::store::standing::Capacity;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Value;
use std::collections::BTreeMap;

/// Seats beyond which a number is a slip of the finger.
const SEATS_MAX: u32 = 1_000_000;

/// What a form sends, by the names of its fields.
type Fields = BTreeMap<String, String>;

/// `GET /settings`; with seats in its query it shows what they would do.
pub(super) async fn page(
    State(console): State<Console>,
    visitor: Visitor,
    Query(fields): Query<Fields>,
) -> Result<Response, Problem> {
    show(&console, &visitor, &fields, false).await
}

async fn show(
    console: &Console,
    visitor: &Visitor,
    fields: &Fields,
    changed_meanwhile: bool,
) -> Result<Response, Problem> {
    let desk = console.desk();
    desk.load_controls().await?;
    let event = &desk.config().event;
    let current = desk.capacity();
    let asked = fields
        .keys()
        .any(|name| name.starts_with("seats-") || name == "persons");
    let wanted = wanted(fields, event, &current);
    let mut preview = Value::UNDEFINED;
    if let (true, Some(wanted)) = (asked, &wanted)
        && *wanted != current
    {
        preview = preview_of(&desk.what_if(wanted).await?, visitor.language());
    }
    let shown = wanted.as_ref().unwrap_or(&current);
    let sessions: Vec<Value> = event
        .sessions
        .iter()
        .map(|plan| {
            context! {
                id => plan.id.id(),
                seats => shown.sessions.get(&plan.id),
                now => current.sessions.get(&plan.id),
                file => plan.capacity,
            }
        })
        .collect();
    let parts: Vec<Value> = Part::ALL
        .iter()
        .map(|part| context! { name => part.name(), rests => desk.is_paused(*part) })
        .collect();
    let values = context! {
        section => "settings",
        sessions,
        persons => shown.event,
        persons_now => current.event,
        parts,
        preview,
        wrong => asked && wanted.is_none(),
        unchanged => asked && wanted.as_ref() == Some(&current),
        changed_meanwhile,
        done => fields.get("done").map(String::as_str) == Some("seats"),
        mark => mark(console).await?,
    };
    pages::page(console, visitor, "settings.html", values).await
}

/// `POST /settings/seats`.
pub(super) async fn set_seats(
    State(console): State<Console>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    visitor.check(Role::Administer, field("csrf"))?;
    let desk = console.desk();
    desk.load_controls().await?;
    let Some(wanted) = wanted(&fields, &desk.config().event, &desk.capacity()) else {
        return show(&console, &visitor, &fields, false).await;
    };
    // Something happened since the preview: it is shown anew, and nothing is done unseen.
    let stale = field("mark") != mark(&console).await?;
    let unconfirmed = field("lower") != "yes" && !desk.what_if(&wanted).await?.excess.is_empty();
    if stale || unconfirmed {
        return show(&console, &visitor, &fields, stale).await;
    }
    desk.set_capacity(visitor.name(), &wanted).await?;
    Ok(Redirect::to("/settings?done=seats").into_response())
}

/// `POST /settings/pause`.
pub(super) async fn pause(
    State(console): State<Console>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    visitor.check(Role::Administer, field("csrf"))?;
    let part = Part::from_name(field("part")).ok_or(Problem::NotFound)?;
    console
        .desk()
        .pause(visitor.name(), part, field("rests") == "yes")
        .await?;
    Ok(Redirect::to("/settings").into_response())
}

/// The seats that a form names; `None` where one is no number.
fn wanted(fields: &Fields, event: &Event, current: &Capacity) -> Option<Capacity> {
    let number = |name: &str, now: u32| match fields.get(name) {
        Some(typed) => typed.trim().parse().ok().filter(|seats| *seats <= SEATS_MAX),
        None => Some(now),
    };
    let mut wanted = current.clone();
    for plan in &event.sessions {
        let now = current.sessions.get(&plan.id).copied().unwrap_or(plan.capacity);
        let seats = number(&format!("seats-{}", plan.id.id()), now)?;
        wanted.sessions.insert(plan.id, seats);
    }
    if let Some(now) = current.event {
        wanted.event = Some(number("persons", now)?);
    }
    Some(wanted)
}

async fn mark(console: &Console) -> Result<String, Problem> {
    let mark = console.desk().store().mark().await?;
    let parts: Vec<String> = mark.iter().map(i64::to_string).collect();
    Ok(parts.join("-"))
}

/// Who would get seats and which letters would leave, by language; and where too many are held.
fn preview_of(what_if: &WhatIf, language: &str) -> Value {
    let mut letters: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for party in &what_if.promoted {
        *letters
            .entry((party.kind.name(), party.language.code()))
            .or_default() += 1;
    }
    let persons: usize = what_if.promoted.iter().map(|party| party.names.len()).sum();
    context! {
        persons,
        until => what_if.until.map(pages::stamp),
        letters => letters
            .into_iter()
            .map(|((kind, tongue), count)| context! { kind, tongue, count })
            .collect::<Vec<_>>(),
        parties => what_if.promoted.iter().map(|party| of_party(party, language)).collect::<Vec<_>>(),
        excess => what_if.excess.iter().map(of_excess).collect::<Vec<_>>(),
    }
}

fn of_party(party: &Promoted, language: &str) -> Value {
    let unnamed = || words::text(language, "list.unnamed");
    let names = party
        .names
        .iter()
        .map(|name| name.clone().unwrap_or_else(unnamed));
    context! {
        id => party.party,
        reference => party.reference.clone(),
        contact => party.contact.clone(),
        names => names.collect::<Vec<_>>(),
        sessions => party.sessions.iter().map(|session| session.id()).collect::<Vec<_>>(),
        tongue => party.language.code(),
    }
}

fn of_excess(excess: &Excess) -> Value {
    let latest: Vec<Value> = excess
        .latest
        .iter()
        .map(|person| {
            context! { id => person.party, name => person.name.clone(), reference => person.reference.clone() }
        })
        .collect();
    context! { session => excess.session.map(|session| session.id()), over => excess.over, latest }
}
