//! One letter with its form and the reply that would leave: where an organiser decides.

use super::access::{Role, Visitor};
use super::act::{self, Choice};
use super::problem::Problem;
use super::{Console, edit, form, letter, pages, party, words};
use crate::message::{MailboxRole, Message};
use crate::store::journal::Entry;
use crate::store::views::Dossier;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use minijinja::context;
use minijinja::value::Value;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// The act whose letter is shown.
    act: Option<Choice>,
    /// The party that a merge goes into.
    into: Option<i64>,
    /// What became of an undo.
    undone: Option<String>,
    /// The form is open.
    edit: Option<String>,
    /// Key of what is to be told, below `said.`.
    said: Option<String>,
}

/// What a page shows beside the letter.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub act: Option<Choice>,
    pub into: Option<i64>,
    pub undone: Option<String>,
    pub edit: bool,
    /// Why nothing was done.
    pub said: Option<String>,
}

/// `/letters/{id}`.
pub(super) async fn page(
    State(console): State<Console>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let said = wanted.said.as_deref().filter(|key| *key == "nothing");
    let shown = Shown {
        act: wanted.act,
        into: wanted.into,
        undone: wanted.undone,
        edit: wanted.edit.is_some(),
        said: said.map(|key| words::text(visitor.language(), &format!("said.{key}"))),
    };
    show(&console, &visitor, id, shown).await
}

/// The page, perhaps with what another organiser did in the meantime.
pub(super) async fn show(
    console: &Console,
    visitor: &Visitor,
    id: i64,
    shown: Shown,
) -> Result<Response, Problem> {
    let desk = console.desk();
    let dossier = desk
        .store()
        .show(&id.to_string())
        .await?
        .ok_or(Problem::NotFound)?;
    let raw = desk.store().raw(id).await?.unwrap_or_default();
    let message = Message::parse(&raw, desk.own(), Some(dossier.message.role));
    let request = dossier.request.as_ref();
    let view = letter::view(
        &message,
        request.map(|request| &request.reading),
        request.map_or(&[], |request| &request.doubts),
    );
    let event = &desk.config().event;
    let form = form::view(&dossier, event, visitor.language(), &view.marked);
    let acts = if request.is_some() && visitor.may(Role::Decide) {
        act::panel(console, visitor, &dossier, (shown.act, shown.into)).await?
    } else {
        Value::UNDEFINED
    };
    let edit = match shown.edit {
        true => edit::open(console, visitor, &dossier, &format!("/letters/{id}")).await?,
        false => Value::UNDEFINED,
    };
    let about = desk.store().concerns(id).await?;
    let list = list_of(&dossier);
    let (previous, next) = desk.store().neighbours(id, list).await?;
    let mut reasons: Vec<String> = Vec::new();
    for reason in request.into_iter().flat_map(|request| &request.reasons) {
        let sentence = words::reason(visitor.language(), reason);
        // What concerns one field stands there.
        if !reasons.contains(&sentence) && !form.tells(&sentence) {
            reasons.push(sentence);
        }
    }
    let values = context! {
        section => if list == "review" { "decide" } else { "press" },
        id,
        reference => request.map_or_else(|| format!("#{id}"), |request| request.reference.clone()),
        received_at => pages::stamp(dossier.message.received_at),
        size => dossier.message.size,
        erased => raw.is_empty(),
        defect => dossier.message.defect.clone(),
        outcome => request.map(|request| request.outcome.clone()),
        waits => request.is_some_and(|request| matches!(request.outcome.as_str(), "review" | "press-queue")),
        letter => pages::value(&view),
        form => pages::value(&form),
        reasons,
        acts,
        previous,
        next,
        history => history(&dossier, visitor.language()),
        replies => replies(&dossier),
        undone => shown.undone,
        conflict => shown.said,
        edit,
        about,
        may_edit => visitor.may(Role::Edit) || visitor.may(Role::Decide),
        twins => party::twins(console, id, visitor.language()).await?,
        remarks => party::remarks(console, id).await?,
    };
    pages::page(console, visitor, "review.html", values).await
}

/// `/letters/{id}/act/{act}`: the panel of one act, put into an open page.
pub(super) async fn panel(
    State(console): State<Console>,
    visitor: Visitor,
    Path((id, choice)): Path<(i64, Choice)>,
) -> Result<Response, Problem> {
    let dossier = console
        .desk()
        .store()
        .show(&id.to_string())
        .await?
        .ok_or(Problem::NotFound)?;
    let acts = act::panel(&console, &visitor, &dossier, (Some(choice), None)).await?;
    pages::part(&console, &visitor, "_act.html", context! { acts, id })
}

/// `/letters/{id}/words/{act}`: the letter that an act would send, to be read only.
pub(super) async fn words_of(
    State(console): State<Console>,
    visitor: Visitor,
    Path((id, choice)): Path<(i64, String)>,
) -> Result<Response, Problem> {
    let letter = act::letter(&console, &visitor, id, &choice).await?;
    pages::part(&console, &visitor, "_words.html", context! { letter })
}

/// `/letters/{id}/original`: the bytes as they arrived, as a file.
pub(super) async fn original(
    State(console): State<Console>,
    _visitor: Visitor,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let raw = console.desk().store().raw(id).await?.ok_or(Problem::NotFound)?;
    let headers = [
        // Never shown by the browser itself: a letter may hold anything.
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"letter-{id}.eml\""),
        ),
    ];
    Ok((headers, raw).into_response())
}

/// The outcome whose list a letter stands in.
pub(super) fn list_of(dossier: &Dossier) -> &'static str {
    match dossier.request.as_ref().map(|request| request.reading.mailbox) {
        Some(MailboxRole::Press) => "press-queue",
        _ => "review",
    }
}

/// `/replies/{id}`: a letter that left or will leave, as text.
pub(super) async fn reply(
    State(console): State<Console>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let desk = console.desk();
    let raw = desk.store().reply_raw(id).await?.ok_or(Problem::NotFound)?;
    let message = Message::parse(&raw, desk.own(), None);
    let values = context! {
        section => "reply",
        id,
        subject => message.subject.clone(),
        to => message.to.iter().map(|to| to.address.clone()).collect::<Vec<_>>(),
        date => message.date.map(pages::stamp),
        text => message.text.clone(),
    };
    pages::page(&console, &visitor, "reply.html", values).await
}

/// What happened to the request, newest first.
pub(super) fn history(dossier: &Dossier, language: &str) -> Vec<Value> {
    let mut entries: Vec<&Entry> = dossier.journal.iter().collect();
    entries.reverse();
    entries
        .iter()
        .map(|entry| {
            context! {
                at => pages::stamp(entry.at),
                actor => entry.actor.clone(),
                kind => entry.actor_kind.clone(),
                what => what(entry, language),
            }
        })
        .collect()
}

/// One line of the journal in words.
pub(super) fn what(entry: &Entry, language: &str) -> String {
    let detail = |name: &str| {
        entry
            .details
            .get(name)
            .and_then(|value| value.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    let state = |name: &str| words::text(language, &format!("state.{}", detail(name)));
    match entry.what.as_str() {
        "decided"
            if entry
                .details
                .get("reasons")
                .is_some_and(|reasons| reasons == &serde_json::json!([])) =>
        {
            words::text(language, "journal.told")
        }
        "decided" => words::text(language, &format!("journal.{}", detail("outcome"))),
        "moved" => {
            let session = words::text(language, &format!("session.{}", detail("session")));
            let values = [("session", session), ("from", state("from")), ("to", state("to"))];
            words::filled(language, "journal.moved", &values)
        }
        "reply" => {
            let state = words::text(language, &format!("reply.{}", detail("state")));
            words::filled(language, "journal.reply", &[("state", state)])
        }
        "split" | "split-off" => words::filled(
            language,
            &format!("journal.{}", entry.what),
            &[("reference", detail("reference"))],
        ),
        "idle-seats" => words::text(language, "journal.idle-seats"),
        name @ ("undone" | "press" | "wish" | "erased" | "noted" | "unnoted") => {
            words::text(language, &format!("journal.{name}"))
        }
        "paper" => {
            let paper = words::text(language, &format!("paper.{}", detail("paper")));
            let there = entry.details.get("there").is_some_and(|there| there == true);
            let key = if there {
                "journal.paper"
            } else {
                "journal.no-paper"
            };
            words::filled(language, key, &[("paper", paper)])
        }
        "added" => {
            let session = words::text(language, &format!("session.{}", detail("session")));
            words::filled(
                language,
                "journal.added",
                &[("session", session), ("to", state("to"))],
            )
        }
        "changed" => {
            let label = words::text(language, &format!("field.{}", detail("field")));
            let said = |name| match detail(name) {
                text if text.is_empty() => words::text(language, "review.none"),
                text => text,
            };
            let values = [("field", label), ("from", said("from")), ("to", said("to"))];
            words::filled(language, "journal.changed", &values)
        }
        "priority" => {
            let session = words::text(language, &format!("session.{}", detail("session")));
            let priority = entry
                .details
                .get("priority")
                .map(ToString::to_string)
                .unwrap_or_default();
            let values = [
                ("session", session),
                ("priority", priority),
                ("reason", detail("reason")),
            ];
            words::filled(language, "journal.priority", &values)
        }
        "tagged" | "untagged" => words::filled(
            language,
            &format!("journal.{}", entry.what),
            &[("tag", detail("tag"))],
        ),
        other => other.to_owned(),
    }
}

pub(super) fn replies(dossier: &Dossier) -> Vec<Value> {
    dossier
        .replies
        .iter()
        .map(|reply| {
            context! {
                id => reply.id,
                kind => reply.kind.clone(),
                language => reply.language.clone(),
                state => reply.state.name(),
                error => reply.last_error.clone(),
                created_at => pages::stamp(reply.created_at),
                delivered_at => reply.delivered_at.map(pages::stamp),
                leaves_at => pages::stamp(reply.next_attempt_at),
            }
        })
        .collect()
}
