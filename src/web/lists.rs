//! The lists: who waits, who comes, press, what was set aside, what leaves, and every message with its one end.

pub(super) mod query;

use super::access::Visitor;
use super::problem::Problem;
use super::{Console, bulk, pages, words};
use crate::event::Event;
use crate::registration::State as Place;
use crate::request::Session;
use crate::rules::promotion::NotYet;
use crate::store::views::{GuestRow, Listed, OutboxRow, Page, RequestRow, WaitingRow};
use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use minijinja::value::Value;
pub(super) use query::ListQuery;
use serde::Serialize;

/// Rows of one page.
const ROWS: u32 = 50;
/// Names of a row that are spelled out.
const NAMES: usize = 3;

/// One row of any list.
#[derive(Debug, Default, Serialize)]
pub(super) struct Row {
    /// The letter or party that it leads to.
    pub id: i64,
    /// Place on a waiting list.
    pub place: Option<i64>,
    pub reference: String,
    pub who: String,
    /// Persons beyond the names.
    pub more: usize,
    pub from: String,
    /// Short facts, in a line.
    pub facts: Vec<String>,
    /// Why it stands here, or what is wrong with it.
    pub notes: Vec<String>,
    pub tags: Vec<String>,
    pub at: Option<String>,
    /// It cannot be chosen for an act on many.
    pub fixed: bool,
    /// A letter of ours: its number and state.
    pub reply: Option<(i64, &'static str)>,
}

/// What can be done to many rows of a list.
fn acts(list: &str) -> &'static [&'static str] {
    match list {
        "decide" => &[
            "confirm",
            "waitlist",
            "refuse",
            "ask-back",
            "set-aside",
            "tag",
            "untag",
        ],
        "waiting" => &["confirm", "refuse", "cancel", "tag", "untag"],
        "confirmed" => &["cancel", "check-in", "tag", "untag"],
        "press" => &["set-aside", "tag", "untag"],
        "ignored" | "messages" => &["tag", "untag"],
        _ => &[],
    }
}

/// `/waiting`.
pub(super) async fn waiting(
    State(console): State<Console>,
    visitor: Visitor,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    let event = &console.desk().config().event;
    let first = event.sessions.first().map_or(Session::Morning, |plan| plan.id);
    let session = Session::from_id(&query.session).unwrap_or(first);
    let page = page_of(&query, false);
    let store = console.desk().store();
    catch_up(&console, &query).await?;
    let found = store.waiting_list(session, &query.filter(), page).await?;
    // An open offer holds a seat, too (rule 4).
    let seats = console.desk().capacity().sessions.get(&session).copied();
    let free = seats.unwrap_or(0).saturating_sub(store.held(session).await?);
    let language = visitor.language();
    let shown: Vec<i64> = found.rows.iter().map(|row| row.party).collect();
    let not_yet = console.desk().not_yet(&shown).await?;
    let rows = found
        .rows
        .iter()
        .map(|row| {
            let mut shown = of_waiting(row, free, language);
            // That the next one lacks a seat is said with its place.
            let why = not_yet
                .get(&(row.party, session))
                .filter(|why| row.place > 1 || !matches!(why, NotYet::Full | NotYet::TooBig { .. }));
            shown.notes.extend(why.map(|why| why_not_yet(*why, language)));
            shown
        })
        .collect();
    let sessions = event.sessions.iter().map(|plan| plan.id.id());
    let extra = context! {
        session => session.id(),
        sessions => sessions.collect::<Vec<_>>(),
        free => free,
    };
    show(&console, &visitor, "waiting", &query, rows, found.total, extra).await
}

/// `/confirmed`.
pub(super) async fn confirmed(
    State(console): State<Console>,
    visitor: Visitor,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    catch_up(&console, &query).await?;
    let page = page_of(&query, false);
    let found = console.desk().store().guests(&query.filter(), page).await?;
    let language = visitor.language();
    let event = &console.desk().config().event;
    let rows = found
        .rows
        .iter()
        .map(|row| of_guest(row, event, language))
        .collect();
    show(
        &console,
        &visitor,
        "confirmed",
        &query,
        rows,
        found.total,
        context! {},
    )
    .await
}

/// `/press`.
pub(super) async fn press(
    State(console): State<Console>,
    visitor: Visitor,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    requests(
        &console,
        &visitor,
        ("press", Some("press-queue")),
        &query,
        (false, Vec::new()),
    )
    .await
}

/// `/ignored`.
pub(super) async fn ignored(
    State(console): State<Console>,
    visitor: Visitor,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    requests(
        &console,
        &visitor,
        ("ignored", Some("ignored")),
        &query,
        (true, Vec::new()),
    )
    .await
}

/// `/messages`.
pub(super) async fn messages(
    State(console): State<Console>,
    visitor: Visitor,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    requests(&console, &visitor, ("messages", None), &query, (true, Vec::new())).await
}

/// `/outbox`.
pub(super) async fn outbox(
    State(console): State<Console>,
    visitor: Visitor,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    catch_up(&console, &query).await?;
    let page = page_of(&query, true);
    let found: Listed<OutboxRow> = console.desk().store().outbox(None, &query.filter(), page).await?;
    let language = visitor.language();
    let rows = found.rows.iter().map(|row| of_reply(row, language)).collect();
    show(
        &console,
        &visitor,
        "outbox",
        &query,
        rows,
        found.total,
        context! {},
    )
    .await
}

/// A list of requests; `above` stands before its first row.
pub(super) async fn requests(
    console: &Console,
    visitor: &Visitor,
    (list, outcome): (&str, Option<&str>),
    query: &ListQuery,
    (newest_first, above): (bool, Vec<Row>),
) -> Result<Response, Problem> {
    catch_up(console, query).await?;
    let page = page_of(query, newest_first);
    let found = console
        .desk()
        .store()
        .requests(outcome, &query.filter(), page)
        .await?;
    let language = visitor.language();
    let total = found.total + u32::try_from(above.len()).unwrap_or_default();
    let mut rows = above;
    rows.extend(
        found
            .rows
            .iter()
            .map(|row| of_request(row, outcome.is_none(), language)),
    );
    show(console, visitor, list, query, rows, total, context! {}).await
}

async fn show(
    console: &Console,
    visitor: &Visitor,
    list: &str,
    query: &ListQuery,
    mut rows: Vec<Row>,
    total: u32,
    extra: Value,
) -> Result<Response, Problem> {
    let page = query.page();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut tags = console.desk().store().tags_of(&ids).await?;
    for row in &mut rows {
        row.tags = tags.get_mut(&row.id).cloned().unwrap_or_default();
    }
    let values = context! {
        section => list,
        acts => acts(list).iter().filter(|act| visitor.may(bulk::right(act))).copied().collect::<Vec<&str>>(),
        query => query.with_page(page),
        rows => pages::value(&rows),
        total => total,
        first => (page - 1).saturating_mul(ROWS) + 1,
        q => query.q.clone(),
        order => query.order.clone(),
        previous => (page > 1).then(|| query.with_page(page - 1)),
        next => (page.saturating_mul(ROWS) < total).then(|| query.with_page(page + 1)),
        search => query.search(),
        ..extra
    };
    pages::page(console, visitor, "list.html", values).await
}

/// What came since the last search is folded before the next, so that no letter is missed.
pub(super) async fn catch_up(console: &Console, query: &ListQuery) -> Result<(), Problem> {
    if !query.q.is_empty() {
        console.desk().store().fold_for_search().await?;
    }
    Ok(())
}

fn page_of(query: &ListQuery, newest_first: bool) -> Page {
    Page {
        offset: (query.page() - 1).saturating_mul(ROWS),
        limit: ROWS,
        newest_first: match query.order.as_str() {
            "newest" => true,
            "oldest" => false,
            _ => newest_first,
        },
    }
}

/// The first names, and how many persons more there are.
fn party(names: &[Option<String>], contact: Option<&String>) -> (String, usize) {
    let known: Vec<&str> = names.iter().flatten().map(String::as_str).take(NAMES).collect();
    if known.is_empty() {
        return (contact.cloned().unwrap_or_default(), 0);
    }
    (known.join(", "), names.len() - known.len())
}

fn tongue(language: &str, code: &str) -> String {
    words::text(language, &format!("tongue.{code}"))
        .trim_start_matches("tongue.")
        .to_owned()
}

fn of_waiting(row: &WaitingRow, free: u32, language: &str) -> Row {
    let (who, more) = party(&row.names, row.contact.as_ref());
    let need = row.names.len();
    let why = if row.place > 1 {
        words::counted(language, "waiting.behind", row.place - 1)
    } else if usize::try_from(free).unwrap_or(usize::MAX) < need {
        let values = [("need", need.to_string()), ("free", free.to_string())];
        words::filled(language, "waiting.no-seats", &values)
    } else {
        words::text(language, "waiting.next")
    };
    let persons = i64::try_from(need).unwrap_or(i64::MAX);
    Row {
        id: row.party,
        place: Some(row.place),
        reference: row.reference.clone(),
        who,
        more,
        facts: vec![
            words::counted(language, "persons", persons),
            tongue(language, &row.language),
        ],
        notes: vec![why],
        at: Some(pages::stamp(row.since)),
        ..Row::default()
    }
}

/// Why a party is not promoted yet, in the console's language.
fn why_not_yet(why: NotYet, language: &str) -> String {
    let key = match why {
        NotYet::Full => "full",
        NotYet::TooBig { free, need } => {
            let values = [("need", need.to_string()), ("free", free.to_string())];
            return words::filled(language, "not-yet.too-big", &values);
        }
        NotYet::BehindTooBig => "behind",
        NotYet::EventFull => "event-full",
        NotYet::TooLate => "too-late",
        NotYet::Paused => "paused",
        NotYet::Unreachable => "unreachable",
        NotYet::OfferedElsewhere => "offered-elsewhere",
        NotYet::NoSuchSession => "no-session",
    };
    words::text(language, &format!("not-yet.{key}"))
}

fn of_guest(row: &GuestRow, event: &Event, language: &str) -> Row {
    let unnamed = || words::text(language, "list.unnamed");
    let place = |(session, state): &(Session, Place)| {
        let session = words::session(event, language, *session);
        let state = words::text(language, &format!("state.{}", state.name()));
        format!("{session}: {state}")
    };
    let about = [&row.role, &row.organisation, &row.city];
    let about: Vec<&str> = about.into_iter().flatten().map(String::as_str).collect();
    let mut facts: Vec<String> = row.places.iter().map(place).collect();
    facts.push(tongue(language, &row.language));
    Row {
        id: row.party,
        reference: row.reference.clone(),
        who: row.name.clone().unwrap_or_else(unnamed),
        from: about.join(", "),
        facts,
        ..Row::default()
    }
}

fn of_request(row: &RequestRow, with_end: bool, language: &str) -> Row {
    let contact = row.contact_name.as_ref().or(row.contact_address.as_ref());
    let (mut who, more) = party(&row.names, contact);
    if who.is_empty() {
        who = words::text(language, "list.unnamed");
    }
    let mut facts = Vec::new();
    if with_end {
        let end = match &row.outcome {
            Some(outcome) => format!("outcome.{outcome}"),
            None => format!("message.{}", row.state),
        };
        facts.push(words::text(language, &end));
    }
    if let Some(intent) = &row.intent {
        facts.push(words::text(language, &format!("intent.{intent}")));
    }
    if let Some(code) = &row.language {
        facts.push(tongue(language, code));
    }
    let mut notes: Vec<String> = Vec::new();
    for reason in &row.reasons {
        let sentence = words::reason(language, reason);
        if !notes.contains(&sentence) {
            notes.push(sentence);
        }
    }
    notes.extend(row.defect.clone());
    if row.names.len() > 1 {
        let persons = i64::try_from(row.names.len()).unwrap_or(i64::MAX);
        facts.push(words::counted(language, "persons", persons));
    }
    let from = row.outlet.as_ref().or(row.organisation.as_ref());
    Row {
        id: row.id,
        fixed: row.reference.is_none(),
        reference: row.reference.clone().unwrap_or_else(|| format!("#{}", row.id)),
        who,
        more,
        from: from.cloned().unwrap_or_default(),
        facts,
        notes,
        at: Some(pages::stamp(row.received_at)),
        ..Row::default()
    }
}

fn of_reply(row: &OutboxRow, language: &str) -> Row {
    let mut facts = vec![
        words::text(language, &format!("reply.{}", row.state.name())),
        tongue(language, &row.language),
    ];
    if row.attempts > 1 {
        facts.push(words::counted(language, "outbox.tries", i64::from(row.attempts)));
    }
    Row {
        id: row.request,
        reference: row.reference.clone(),
        who: row.recipient.clone(),
        from: words::text(language, &format!("kind.{}", row.kind)),
        facts,
        notes: row.last_error.iter().cloned().collect(),
        at: Some(pages::stamp(row.delivered_at.unwrap_or(row.created_at))),
        reply: Some((row.id, row.state.name())),
        ..Row::default()
    }
}
