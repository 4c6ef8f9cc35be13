//! To decide: the letters that wait for a person, oldest first; those that could not be read stand above them.

use super::Console;
use super::access::Visitor;
use super::lists::{self, ListQuery, Row};
use super::problem::Problem;
use super::{pages, words};
use axum::extract::{Query, State};
use axum::response::{Redirect, Response};

/// Unreadable messages that are shown; where more come, something else is wrong.
const UNREADABLE_MAX: u32 = 50;

/// `/`.
pub(super) async fn front(_visitor: Visitor) -> Redirect {
    Redirect::to("/decide")
}

/// `/decide`.
pub(super) async fn list(
    State(console): State<Console>,
    visitor: Visitor,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    let language = visitor.language();
    let mut above = Vec::new();
    if query.q.is_empty() && query.page() == 1 {
        for message in console.desk().store().unreadable(UNREADABLE_MAX).await? {
            above.push(Row {
                id: message.id,
                reference: format!("#{}", message.id),
                who: words::text(language, "decide.unreadable"),
                notes: vec![words::filled(
                    language,
                    "decide.set-aside",
                    &[("why", message.why)],
                )],
                at: Some(pages::stamp(message.received_at)),
                fixed: true,
                ..Row::default()
            });
        }
    }
    lists::requests(
        &console,
        &visitor,
        ("decide", Some("review")),
        &query,
        (false, above),
    )
    .await
}
