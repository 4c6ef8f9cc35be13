//! One act on many rows: the ticked ones, or exactly those that a search finds; first what it would do, then the act (rules 47, 53, 54).

use super::access::{Role, Visitor};
use super::lists::ListQuery;
use super::problem::Problem;
use super::{Console, act, pages, words};
use crate::daemon::{BulkAct, BulkOrder, BulkResult, ROWS_MAX, WhySkipped};
use crate::rules::Seats;
use crate::store::remarks;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Value;
use serde::Deserialize;

use super::edit::Sent;

/// Acts that are no decisions.
const TAGS: [&str; 2] = ["tag", "untag"];

/// The act that a form names, with the words that belong to it.
fn act_of(name: &str, reason: Option<String>) -> Option<BulkAct> {
    match name {
        "confirm" => Some(BulkAct::Confirm),
        "waitlist" => Some(BulkAct::Waitlist),
        "refuse" => Some(BulkAct::Refuse { reason }),
        "set-aside" => Some(BulkAct::SetAside),
        "ask-back" => Some(BulkAct::AskBack),
        "cancel" => Some(BulkAct::Cancel),
        "check-in" => Some(BulkAct::CheckIn),
        _ => None,
    }
}

/// The right that an act takes.
pub(super) fn right(act: &str) -> Role {
    if act == "check-in" {
        Role::CheckIn
    } else {
        Role::Decide
    }
}

/// `POST /bulk`: what it would do. `row` are the ticked rows; with `all` it is every row of the search instead.
pub(super) async fn preview(
    State(console): State<Console>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let sent = Sent::new(pairs);
    visitor.check(right(sent.get("act")), sent.get("csrf"))?;
    let list = sent.get("list").to_owned();
    let back = back(&sent);
    let name = sent.get("act").to_owned();
    let all = !sent.get("all").is_empty();
    let ids = if all {
        found(&console, &sent, &list).await?
    } else {
        let mut ids: Vec<i64> = sent.all("row").filter_map(|row| row.parse().ok()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let language = visitor.language();
    if ids.is_empty() || ids.len() > ROWS_MAX {
        let key = if ids.is_empty() {
            "bulk.none"
        } else {
            "bulk.too-many"
        };
        let values = [("n", ids.len().to_string()), ("max", ROWS_MAX.to_string())];
        let said = words::filled(language, key, &values);
        return pages::page(
            &console,
            &visitor,
            "bulk.html",
            context! { section => list, said, back },
        )
        .await;
    }
    if TAGS.contains(&name.as_str()) {
        let values = context! {
            section => list, back, act => name, tagging => true, count => ids.len(), ids,
            tag => remarks::tag(sent.get("tag")),
            known => console.desk().store().tags().await?.into_iter().map(|(tag, _)| tag).collect::<Vec<_>>(),
        };
        return pages::page(&console, &visitor, "bulk.html", values).await;
    }
    let act = act_of(&name, sent.some("reason")).ok_or(Problem::NotFound)?;
    let order = order(
        &console,
        &visitor,
        act,
        ids.into_iter().map(|id| (id, 0)).collect(),
    );
    let result = console.desk().preview_bulk(&order).await?;
    let values = context! {
        section => list,
        back,
        act => name,
        reason => sent.get("reason"),
        asks_reason => matches!(order.act, BulkAct::Refuse { .. }),
        undo_minutes => console.settings().undo_for.num_minutes(),
        ..result_view(&result, language)
    };
    pages::page(&console, &visitor, "bulk.html", values).await
}

/// `POST /bulk/do`: the rows and versions that the preview showed.
pub(super) async fn act(
    State(console): State<Console>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let sent = Sent::new(pairs);
    visitor.check(right(sent.get("act")), sent.get("csrf"))?;
    let back = back(&sent);
    let name = sent.get("act").to_owned();
    let pair = |row: &str| {
        let (id, version) = row.split_once(':')?;
        Some((id.parse().ok()?, version.parse().ok()?))
    };
    let rows: Vec<(i64, i64)> = sent.all("row").filter_map(pair).collect();
    let language = visitor.language();
    if TAGS.contains(&name.as_str()) {
        let ids: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
        let Some(tag) = remarks::tag(sent.get("tag")) else {
            return Ok(Redirect::to(&back).into_response());
        };
        let now = console.desk().clock().now();
        let store = console.desk().store();
        let changed = store
            .set_tag(&ids, (&tag, name == "tag"), visitor.name(), now)
            .await?;
        let values = [
            ("tag", tag),
            ("n", changed.len().to_string()),
            ("of", ids.len().to_string()),
        ];
        let said = words::filled(language, &format!("bulk.{name}-done"), &values);
        return pages::page(
            &console,
            &visitor,
            "bulk.html",
            context! { section => "bulk", said, back },
        )
        .await;
    }
    let act = act_of(&name, sent.some("reason")).ok_or(Problem::NotFound)?;
    let order = order(&console, &visitor, act, rows);
    let result = console.desk().act_in_bulk(&order).await?;
    let values = context! {
        section => "bulk",
        back,
        act => name,
        done => true,
        batch => (!result.done.is_empty() && order.act != BulkAct::CheckIn).then(|| result.batch.clone()),
        undo_minutes => console.settings().undo_for.num_minutes(),
        ..result_view(&result, language)
    };
    pages::page(&console, &visitor, "bulk.html", values).await
}

#[derive(Deserialize)]
pub(super) struct TakeBack {
    csrf: String,
}

/// `POST /bulk/{batch}/undo`.
pub(super) async fn undo(
    State(console): State<Console>,
    visitor: Visitor,
    Path(batch): Path<String>,
    Form(given): Form<TakeBack>,
) -> Result<Response, Problem> {
    visitor.check(Role::Decide, &given.csrf)?;
    let (taken_back, stands) = console.desk().undo_batch(&batch, visitor.name()).await?;
    let values = [("n", taken_back.to_string()), ("stands", stands.to_string())];
    let said = words::filled(visitor.language(), "bulk.undone", &values);
    let values = context! { section => "bulk", said, back => "/decide" };
    pages::page(&console, &visitor, "bulk.html", values).await
}

fn order(console: &Console, visitor: &Visitor, act: BulkAct, rows: Vec<(i64, i64)>) -> BulkOrder {
    BulkOrder {
        user: visitor.name().to_owned(),
        act,
        rows,
        undo_for: console.settings().undo_for,
    }
}

/// The requests that a list's search finds, on all its pages (rule 53).
async fn found(console: &Console, sent: &Sent, list: &str) -> Result<Vec<i64>, Problem> {
    let query = ListQuery {
        q: sent.get("q").to_owned(),
        session: sent.get("session").to_owned(),
        ..ListQuery::default()
    };
    let store = console.desk().store();
    store.fold_for_search().await?;
    let limit = u32::try_from(ROWS_MAX + 1).unwrap_or(u32::MAX);
    Ok(store
        .parties_in(list, &query.session, &query.filter(), limit)
        .await?)
}

/// The list that a form came from, on this console.
fn back(sent: &Sent) -> String {
    let back = sent.get("back");
    let ours = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\');
    if ours {
        back.to_owned()
    } else {
        "/decide".to_owned()
    }
}

fn result_view(result: &BulkResult, language: &str) -> Value {
    let skipped: Vec<Value> = result
        .skipped
        .iter()
        .map(|row| {
            let why = match &row.why {
                WhySkipped::Changed => words::text(language, "bulk.changed"),
                WhySkipped::NoRequest => words::text(language, "bulk.no-request"),
                WhySkipped::Refused(why) => act::refusal(language, why),
            };
            context! { id => row.party, reference => row.reference.clone(), who => row.who.join(", "), why }
        })
        .collect();
    let rows: Vec<Value> = result
        .done
        .iter()
        .map(|row| {
            context! {
                id => row.party,
                version => row.version,
                reference => row.reference.clone(),
                who => row.who.join(", "),
                language => row.letter.map(|language| language.code()),
            }
        })
        .collect();
    let letters: Vec<Value> = result
        .letters
        .iter()
        .map(|(code, count)| context! { code => *code, count => *count })
        .collect();
    let sum: usize = result.letters.values().sum();
    context! {
        rows,
        skipped,
        letters,
        sum,
        count => result.done.len(),
        seats => seats(&result.before, &result.after),
    }
}

/// Seats per session, before and after.
fn seats(before: &Seats, after: &Seats) -> Vec<Value> {
    let pairs = before
        .sessions
        .iter()
        .filter_map(|(session, was)| Some((session, was, after.sessions.get(session)?)));
    pairs
        .map(|(session, was, is)| {
            context! {
                session => session.id(),
                capacity => was.capacity,
                held => was.confirmed + was.offered,
                held_after => is.confirmed + is.offered,
                free => was.free(),
                free_after => is.free(),
                waiting => was.waiting,
                waiting_after => is.waiting,
            }
        })
        .collect()
}
