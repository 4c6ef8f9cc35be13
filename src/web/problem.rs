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

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let language = "en";
        let (status, key, details) = match self {
            Self::SignIn(path) => {
                let then: String = form_urlencoded(&path);
                return Redirect::to(&format!("/sign-in?then={then}")).into_response();
            }
            Self::Forbidden(role) => {
                let role = words::text(language, &format!("role.{}", role.name()));
                (StatusCode::FORBIDDEN, "forbidden", role)
            }
            Self::Stale => (StatusCode::FORBIDDEN, "stale", String::new()),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", String::new()),
            Self::Misdirected => (StatusCode::MISDIRECTED_REQUEST, "misdirected", String::new()),
            Self::Desk(error) => {
                error!(%error, "the console could not show or do something");
                let status = if error.is_temporary() {
                    StatusCode::SERVICE_UNAVAILABLE
                } else {
                    StatusCode::INTERNAL_SERVER_ERROR
                };
                (status, "desk", error.to_string())
            }
            Self::Page(error) => {
                error!(%error, "a page of the console has a mistake");
                (StatusCode::INTERNAL_SERVER_ERROR, "page", error)
            }
        };
        let values = context! {
            title => words::text(language, &format!("problem.{key}.title")),
            remedy => words::filled(language, &format!("problem.{key}.text"), &[("details", details.clone())]),
        };
        pages::outside(status, "problem.html", language, values)
            .unwrap_or_else(|_| (status, details).into_response())
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
