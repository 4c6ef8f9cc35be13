//! What an organiser does with a letter in the outbox: let it leave, keep it back, call it arrived, send it once more.

use super::Console;
use super::access::{Role, Visitor};
use super::problem::Problem;
use crate::store::Actor;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Given {
    csrf: String,
    /// The list's query, to come back to the same rows.
    #[serde(default)]
    back: String,
}

/// `POST /replies/{id}/{what}`.
pub(super) async fn act(
    State(console): State<Console>,
    visitor: Visitor,
    Path((id, what)): Path<(i64, String)>,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    visitor.check(Role::Decide, &given.csrf)?;
    let (desk, now) = (console.desk(), console.desk().clock().now());
    let actor = Actor::Organiser(visitor.name().to_owned());
    match what.as_str() {
        "release" => {
            desk.store().release(id, &actor, now).await?;
            desk.wake();
        }
        "hold" => {
            desk.store().hold(id, &actor, now).await?;
        }
        "arrived" => {
            desk.store().arrived(id, &actor, now).await?;
        }
        "resend" => {
            let request = desk
                .store()
                .request_of_reply(id)
                .await?
                .ok_or(Problem::NotFound)?;
            desk.resend(request, id, visitor.name()).await?;
        }
        _ => return Err(Problem::NotFound),
    }
    let query = if given.back.starts_with('?') {
        given.back.as_str()
    } else {
        ""
    };
    Ok(Redirect::to(&format!("/outbox{query}")).into_response())
}
