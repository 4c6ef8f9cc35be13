//! Exports: a page that says which file is for what, and the files; each is written into the journal.

use super::access::Visitor;
use super::lists::query::ListQuery;
use super::problem::Problem;
use super::{Console, lists, pages};
use crate::daemon::DeskError;
use crate::event::Event;
use crate::export::{self, Document, ExportError, Format, Occasion, Rows, Wanted};
use crate::request::Session;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::stream;
use minijinja::context;
use minijinja::value::Value;
use serde_json::json;
use std::io;

/// The sheets of the page, in its order; lists have their files at the lists.
const SHEETS: [Document; 7] = [
    Document::Participants,
    Document::Badges,
    Document::Interpretation,
    Document::Catering,
    Document::Accreditation,
    Document::Programme,
    Document::Registrations,
];

/// `/exports`.
pub(super) async fn page(State(console): State<Console>, visitor: Visitor) -> Result<Response, Problem> {
    let sheets: Vec<Value> = SHEETS
        .iter()
        .map(|document| {
            let formats: Vec<&str> = document.formats().iter().map(|format| format.name()).collect();
            context! { name => document.name(), formats }
        })
        .collect();
    let values = context! { section => "exports", sheets };
    pages::page(&console, &visitor, "exports.html", values).await
}

/// `/exports/{document}.{format}`, narrowed as the list of that name is.
pub(super) async fn file(
    State(console): State<Console>,
    visitor: Visitor,
    Path(file): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    let (document, format) = file
        .split_once('.')
        .and_then(|(name, ending)| Some((Document::from_name(name)?, Format::from_name(ending)?)))
        .ok_or(Problem::NotFound)?;
    document.check(format).map_err(|_| Problem::NotFound)?;
    lists::catch_up(&console, &query).await?;
    let desk = console.desk();
    let event = &desk.config().event;
    let now = desk.clock().now();
    let details = json!({ "document": document.name(), "format": format.name(), "search": query.q });
    desk.store()
        .note(visitor.name(), "exported", details, now)
        .await?;
    let occasion = Occasion {
        event,
        language: visitor.language(),
        now,
    };
    let wanted = wanted(document, &query, event);
    let rows = Rows::new(desk.store(), wanted, &occasion);
    let body = if format.streams() && !document.is_gathered() {
        streamed(rows, format)
    } else {
        let gathered = rows.gather(|_, _| {}).await.map_err(problem)?;
        let (event, language) = (event.clone(), visitor.language().to_owned());
        let made = tokio::task::spawn_blocking(move || {
            let occasion = Occasion {
                event: &event,
                language: &language,
                now,
            };
            export::file(document, format, &gathered.0, &gathered.1, &occasion)
        });
        let made = made
            .await
            .map_err(|error| DeskError::Interrupted(error.to_string()))?;
        Body::from(made.map_err(problem)?)
    };
    let name = format!("{}-{}.{}", event.id, document.name(), format.name());
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, body).into_response())
}

fn wanted(document: Document, query: &ListQuery, event: &Event) -> Wanted {
    let first = event.sessions.first().map_or(Session::Morning, |plan| plan.id);
    let usual = matches!(
        document,
        Document::Ignored | Document::Messages | Document::Outbox
    );
    Wanted {
        document,
        filter: query.filter(),
        session: Session::from_id(&query.session).unwrap_or(first),
        newest_first: match query.order.as_str() {
            "newest" => true,
            "oldest" => false,
            _ => usual,
        },
    }
}

/// A file that is sent while its rows are fetched, so that a long one begins at once.
fn streamed(rows: Rows, format: Format) -> Body {
    let beginning = export::beginning(format, &rows.columns());
    let pieces = stream::unfold((rows, Some(beginning)), move |(mut rows, beginning)| async move {
        if let Some(beginning) = beginning {
            return Some((Ok(beginning), (rows, None)));
        }
        match rows.next().await {
            Ok(None) => None,
            Ok(Some(batch)) => {
                let piece = match format {
                    Format::Vcf => export::vcards(&batch.persons).into_bytes(),
                    _ => export::csv(&batch.rows),
                };
                Some((Ok(piece), (rows, None)))
            }
            // The browser sees that the file is not whole.
            Err(error) => Some((Err(io::Error::other(error)), (rows, None))),
        }
    });
    Body::from_stream(pieces)
}

fn problem(error: ExportError) -> Problem {
    match error {
        ExportError::Store(error) => error.into(),
        other => Problem::Page(other.to_string()),
    }
}
