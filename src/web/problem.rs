//! What can go wrong with a request of the browser, as a page that says what to do.

use super::access::Role;
use super::{pages, words};
use crate::daemon::DeskError;
use crate::store::StoreError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use tracing::error;

/// Why there is no page.
#[derive(Debug)]
pub enum Problem {
    /// Nobody is signed in; the page that was asked for.
    SignIn(String),
    /// The user's roles do not allow it; the one that does.
    Forbidden(Role),
    /// A form that this console did not give to this user, or gave too long ago.
    Stale,
    /// There is no such page or letter.
    NotFound,
    /// The Host field names another machine.
    Misdirected,
    /// The desk could not.
    Desk(DeskError),
    /// A template has a mistake.
    Page(String),
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Desk(error.into())
    }
}

/// What a page tells of a problem, so that it can be told in the language of who asked.
#[derive(Debug, Clone)]
pub(super) struct Told {
    status: StatusCode,
    /// Of its texts, below `problem.`.
    key: &'static str,
    /// The right that is missing.
    role: Option<Role>,
    details: String,
}

impl Told {
    fn new(status: StatusCode, key: &'static str) -> Self {
        Self {
            status,
            key,
            role: None,
            details: String::new(),
        }
    }

    fn of(problem: &Problem) -> Self {
        match problem {
            Problem::SignIn(_) => Self::new(StatusCode::SEE_OTHER, "stale"),
            Problem::Forbidden(role) => Self {
                role: Some(*role),
                ..Self::new(StatusCode::FORBIDDEN, "forbidden")
            },
            Problem::Stale => Self::new(StatusCode::FORBIDDEN, "stale"),
            Problem::NotFound => Self::new(StatusCode::NOT_FOUND, "not-found"),
            Problem::Misdirected => Self::new(StatusCode::MISDIRECTED_REQUEST, "misdirected"),
            Problem::Desk(error) => {
                error!(%error, "the console could not show or do something");
                let status = if error.is_temporary() {
                    StatusCode::SERVICE_UNAVAILABLE
                } else {
                    StatusCode::INTERNAL_SERVER_ERROR
                };
                Self {
                    details: error.to_string(),
                    ..Self::new(status, "desk")
                }
            }
            Problem::Page(error) => {
                error!(%error, "a page of the console has a mistake");
                Self {
                    details: error.clone(),
                    ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "page")
                }
            }
        }
    }

    /// The page in a language of the console.
    pub(super) fn page(&self, language: &str) -> Response {
        let details = match self.role {
            Some(role) => words::text(language, &format!("role.{}", role.name())),
            None => self.details.clone(),
        };
        let values = context! {
            title => words::text(language, &format!("problem.{}.title", self.key)),
            remedy => words::filled(language, &format!("problem.{}.text", self.key), &[("details", details.clone())]),
        };
        pages::outside(self.status, "problem.html", language, values)
            .unwrap_or_else(|_| (self.status, details).into_response())
    }
}

impl IntoResponse for Problem {
    /// In English; [`super::guard`] knows who asked, and puts it into their language.
    fn into_response(self) -> Response {
        if let Self::SignIn(path) = &self {
            return Redirect::to(&format!("/sign-in?then={}", form_urlencoded(path))).into_response();
        }
        let told = Told::of(&self);
        let mut response = told.page("en");
        response.extensions_mut().insert(told);
        response
    }
}

/// For addresses that the router does not know.
pub(super) async fn not_found() -> Problem {
    Problem::NotFound
}

/// A path as the value of a query.
fn form_urlencoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
