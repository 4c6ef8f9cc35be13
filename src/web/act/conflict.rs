//! What somebody is told whose decision came too late, or is not possible: who did what in the meantime (rule 35).

use super::Choice;
use crate::web::access::Visitor;
use crate::web::problem::Problem;
use crate::web::{Console, review, words};
use axum::response::Response;

/// The page of a letter that changed while somebody worked on it, with what was done.
pub(in crate::web) async fn conflict(
    console: &Console,
    visitor: &Visitor,
    id: i64,
    act: Option<Choice>,
) -> Result<Response, Problem> {
    let done = done_meanwhile(console, visitor, id).await?;
    not_done(console, visitor, id, act, done).await
}

/// The page of a letter, with why nothing was done.
pub(super) async fn not_done(
    console: &Console,
    visitor: &Visitor,
    id: i64,
    act: Option<Choice>,
    why: String,
) -> Result<Response, Problem> {
    let shown = review::Shown {
        act,
        said: Some(why),
        ..review::Shown::default()
    };
    let mut page = review::show(console, visitor, id, shown).await?;
    *page.status_mut() = axum::http::StatusCode::CONFLICT;
    Ok(page)
}

/// What changed since the page was opened: who did what last (rule 35).
pub(in crate::web) async fn done_meanwhile(
    console: &Console,
    visitor: &Visitor,
    id: i64,
) -> Result<String, Problem> {
    let language = visitor.language();
    let dossier = console
        .desk()
        .store()
        .show(&id.to_string())
        .await?
        .ok_or(Problem::NotFound)?;
    let Some(last) = dossier.journal.iter().rev().find(|entry| entry.what != "moved") else {
        return Ok(words::text(language, "conflict.unknown"));
    };
    let who = match last.actor_kind.as_str() {
        "organiser" => last.actor.clone(),
        kind => words::text(language, &format!("actor.{kind}")),
    };
    let mut done = review::what(last, language);
    // "Decided" alone does not tell what; the places do.
    for moved in dossier
        .journal
        .iter()
        .filter(|entry| entry.what == "moved" && entry.at == last.at)
    {
        done.push_str("; ");
        done.push_str(&review::what(moved, language));
    }
    Ok(words::filled(
        language,
        "conflict.text",
        &[("who", who), ("what", done)],
    ))
}
