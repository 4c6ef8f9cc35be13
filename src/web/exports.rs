//! Exports: a page that says which file is for what, and the files, each written into the journal when it leaves; a short
//! one at once, a long one by a page that tells how far it is.

mod jobs;

pub(super) use jobs::Jobs;

use super::access::{Role, Visitor};
use super::lists::query::ListQuery;
use super::problem::Problem;
use super::{Console, lists, pages, words};
use crate::daemon::DeskError;
use crate::event::Event;
use crate::export::{self, Document, ExportError, Format, Occasion, Rows, Wanted};
use crate::request::Session;
use axum::Form;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jobs::{Job, Ready, State};
use minijinja::context;
use minijinja::value::Value;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

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

/// Rows up to which a file is made while its asker waits: some tenths of a second.
const SHORT: u32 = 2_000;

/// Which file is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Order {
    document: Document,
    format: Format,
    language: String,
    /// As it was typed.
    search: String,
    session: Session,
    newest_first: bool,
}

impl Order {
    fn new(document: Document, format: Format, query: &ListQuery, event: &Event, language: &str) -> Self {
        let first = event.sessions.first().map_or(Session::Morning, |plan| plan.id);
        let usual = matches!(
            document,
            Document::Ignored | Document::Messages | Document::Outbox
        );
        Self {
            document,
            format,
            language: language.to_owned(),
            search: query.q.clone(),
            session: Session::from_id(&query.session).unwrap_or(first),
            newest_first: match query.order.as_str() {
                "newest" => true,
                "oldest" => false,
                _ => usual,
            },
        }
    }

    fn wanted(&self) -> Wanted {
        Wanted {
            document: self.document,
            format: self.format,
            filter: lists::query::filter(&self.search),
            session: self.session,
            newest_first: self.newest_first,
        }
    }

    /// "List of participants, PDF".
    fn title(&self, language: &str) -> String {
        let values = [
            (
                "sheet",
                words::text(language, &format!("export.{}", self.document.name())),
            ),
            ("format", self.format.name().to_uppercase()),
        ];
        words::filled(language, "exports.get", &values)
    }
}

/// `/exports`.
pub(super) async fn page(
    Shared(console): Shared<Console>,
    visitor: Visitor,
    Query(query): Query<Full>,
) -> Result<Response, Problem> {
    let sheets: Vec<Value> = SHEETS
        .iter()
        .map(|document| {
            let formats: Vec<&str> = document.formats().iter().map(|format| format.name()).collect();
            context! { name => document.name(), formats }
        })
        .collect();
    let jobs = console.jobs().of(visitor.name(), console.desk().clock().now());
    let jobs: Vec<Value> = jobs.iter().map(|job| of_job(job, &visitor)).collect();
    let values = context! { section => "exports", sheets, jobs, full => query.full.is_some() };
    pages::page(&console, &visitor, "exports.html", values).await
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Full {
    full: Option<String>,
}

/// `/exports/{document}.{format}`, narrowed as the list of that name is: the file, or a page that follows its making.
pub(super) async fn file(
    Shared(console): Shared<Console>,
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
    let now = desk.clock().now();
    let order = Order::new(document, format, &query, &desk.config().event, visitor.language());
    let occasion = Occasion {
        event: &desk.config().event,
        language: visitor.language(),
        now,
    };
    let mut rows = Rows::new(desk.store(), order.wanted(), &occasion);
    if rows.count().await.map_err(problem)? <= SHORT {
        let made = export::make(rows, Arc::new(|_| true)).await.map_err(problem)?;
        return send(&console, &visitor, &order, Arc::new(made.into())).await;
    }
    let begun = console.jobs().begin(
        visitor.name(),
        order,
        rows,
        (&desk.chance(), desk.clock()),
        &console.closing(),
    );
    let to = begun.map_or_else(
        || "/exports?full=1".to_owned(),
        |id| format!("/exports/jobs/{id}"),
    );
    Ok(Redirect::to(&to).into_response())
}

/// Sends a file, and writes it into the journal.
async fn send(
    console: &Console,
    visitor: &Visitor,
    order: &Order,
    ready: Arc<Ready>,
) -> Result<Response, Problem> {
    let desk = console.desk();
    let (document, format) = (order.document.name(), order.format);
    let details =
        json!({ "document": document, "format": format.name(), "search": order.search, "rows": ready.rows });
    desk.store()
        .note(visitor.name(), "exported", details, desk.clock().now())
        .await?;
    let name = format!("{}-{document}.{}", desk.config().event.id, format.name());
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_LENGTH, ready.bytes.to_string()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, ready.body()).into_response())
}

/// What a page that follows a file already says of its state.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    seen: String,
}

/// `/exports/jobs/{id}`: how far a file is; asks for itself again until it is made.
pub(super) async fn job(
    Shared(console): Shared<Console>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<Seen>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let job = console.job(&visitor, &id);
    let job = job.map_or(Value::UNDEFINED, |job| of_job(&job, &visitor));
    let gone = job.is_undefined();
    let values = context! { section => "exports", job, seen => query.seen };
    let mut response = pages::page(&console, &visitor, "export.html", values).await?;
    // A page that follows it takes in only what is found.
    if gone && !headers.contains_key("hx-request") {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(response)
}

/// `/exports/jobs/{id}/file`: the file, once it is made and as often as it is wanted.
pub(super) async fn made(
    Shared(console): Shared<Console>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = console.job(&visitor, &id);
    let back = || Redirect::to(&format!("/exports/jobs/{id}")).into_response();
    let Some(job) = job else {
        return Ok(back());
    };
    let State::Ready(ready) = job.state() else {
        return Ok(back());
    };
    // Whoever was forgotten since it was begun may stand in it (rule 58).
    if console.desk().store().erased_since(job.begun_at).await? {
        console.jobs().drop(&job);
        return Ok(back());
    }
    send(&console, &visitor, &job.order, ready).await
}

#[derive(Deserialize)]
pub(super) struct Given {
    csrf: String,
}

/// `POST /exports/jobs/{id}/drop`: nobody wants the file any longer.
pub(super) async fn give_up(
    Shared(console): Shared<Console>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    visitor.check(Role::See, &given.csrf)?;
    if let Some(job) = console.job(&visitor, &id) {
        console.jobs().drop(&job);
    }
    Ok(Redirect::to("/exports").into_response())
}

impl Console {
    /// A file of this person that can still be had or waited for.
    fn job(&self, visitor: &Visitor, id: &str) -> Option<Arc<Job>> {
        self.jobs().find(visitor.name(), id, self.desk().clock().now())
    }
}

fn of_job(job: &Job, visitor: &Visitor) -> Value {
    let language = visitor.language();
    let of = |name: &'static str, progress: Value, failed: Option<String>| {
        context! {
            id => job.id.clone(),
            title => job.order.title(language),
            search => job.order.search.clone(),
            begun => pages::stamp(job.begun_at),
            state => name,
            failed,
            ..progress
        }
    };
    match job.state() {
        State::Waits => of("waits", context! { done => 0, of => 1, part => 0 }, None),
        State::At(at) => {
            let name = if at.writing { "writing" } else { "reading" };
            // A file that is put in order is passed through twice: read, and written.
            let twice = job.order.document.is_gathered();
            let (all, before) = match (twice, at.writing) {
                (true, true) => (at.of * 2, at.of),
                (true, false) => (at.of * 2, 0),
                (false, _) => (at.of, 0),
            };
            let progress = context! { done => at.done, of => at.of, part => before + at.done, all };
            of(name, progress, None)
        }
        State::Ready(ready) => of(
            "ready",
            context! { rows => ready.rows, size => size(ready.bytes) },
            None,
        ),
        State::Failed(why) => of("failed", context! {}, Some(why)),
    }
}

/// "412 KiB", "3.1 MiB".
fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a size to be read")]
    let kibibytes = bytes as f64 / 1_024.0;
    if kibibytes < 1_000.0 {
        format!("{:.0} KiB", kibibytes.max(1.0))
    } else {
        format!("{:.1} MiB", kibibytes / 1_024.0)
    }
}

fn problem(error: ExportError) -> Problem {
    match error {
        ExportError::Store(error) => error.into(),
        ExportError::Interrupted(why) => DeskError::Interrupted(why).into(),
        other => Problem::Page(other.to_string()),
    }
}
