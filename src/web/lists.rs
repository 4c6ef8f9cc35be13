//! The lists: who waits, who comes, press, what was set aside, what leaves, and every message with its one end.

pub(super) mod query;
mod rows;

use super::access::Visitor;
use super::problem::Problem;
use super::{Console, bulk, pages, words};
use crate::message::Message;
use crate::request::Session;
use crate::rules::promotion::NotYet;
use crate::store::views::{Listed, OutboxRow, Page, RequestRow};
use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use minijinja::value::Value;
pub(super) use query::ListQuery;
use rows::{of_guest, of_reply, of_request, of_waiting, why_not_yet};
use serde::Serialize;

/// Rows of one page.
const ROWS: u32 = 50;

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
    let own = rows_with_names(console, &found.rows, outcome.is_none(), language).await?;
    let rows = above.into_iter().chain(own).collect();
    show(console, visitor, list, query, rows, total, context! {}).await
}

/// What no person wrote bears the name of its sender, as the letter gives it.
async fn rows_with_names(
    console: &Console,
    found: &[RequestRow],
    with_end: bool,
    language: &str,
) -> Result<Vec<Row>, Problem> {
    let desk = console.desk();
    let mut rows: Vec<Row> = found
        .iter()
        .map(|row| of_request(row, with_end, language))
        .collect();
    let nameless = rows.iter().filter(|row| row.who.is_empty()).map(|row| row.id);
    let beginnings = desk.store().beginnings(&nameless.collect::<Vec<i64>>()).await?;
    for row in rows.iter_mut().filter(|row| row.who.is_empty()) {
        let raw = beginnings.get(&row.id);
        let sender = raw.and_then(|raw| Message::parse(raw, desk.own(), None).from);
        let sender = sender.map(|sender| sender.name.unwrap_or(sender.address));
        row.who = sender
            .filter(|sender| !sender.is_empty())
            .unwrap_or_else(|| words::text(language, "list.nobody"));
    }
    Ok(rows)
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
