//! What every request passes: the host it names, the page a form came from, and the headers that fence the browser in.

use super::Console;
use super::problem::{Problem, Told};
use super::{access, sign_in};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Nothing runs, loads or is sent elsewhere; no script or style stands in a page.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// Lets a request through, or refuses it.
pub(super) async fn guard(State(console): State<Console>, request: Request, next: Next) -> Response {
    let asked = request.headers().clone();
    let mut response = match check(&console, request.method(), &asked) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    if let Some(told) = response.extensions_mut().remove::<Told>() {
        response = told.page(&console.language_of(&asked).await);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Pages tell of persons: no cache keeps them. Files of the program name their own time.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn check(console: &Console, method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let host = text(header::HOST).unwrap_or_default();
    if !console.answers_to(host) {
        return Err(Problem::Misdirected);
    }
    if matches!(*method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    let elsewhere = match (
        text(HeaderName::from_static("sec-fetch-site")),
        text(header::ORIGIN),
    ) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin.split_once("://").map(|(_, from)| from) != Some(host),
        (None, None) => false,
    };
    if elsewhere { Err(Problem::Stale) } else { Ok(()) }
}

impl Console {
    /// The language of who asks: the user's own, else what the browser prefers.
    async fn language_of(&self, headers: &HeaderMap) -> String {
        if let Some(token) = access::cookie(headers, self.cookie_name()) {
            let desk = self.desk();
            let known = desk
                .store()
                .signed_in(&access::hash(token), desk.clock().now())
                .await;
            if let Ok(Some(sign_in)) = known {
                return sign_in.user.language;
            }
        }
        sign_in::preferred(headers).to_owned()
    }

    /// Whether a Host field names this console. A page elsewhere can let its own name point to this machine; what
    /// it asks then bears its name.
    fn answers_to(&self, host: &str) -> bool {
        let bare = host.rsplit_once(':').map_or(host, |(name, port)| {
            if port.bytes().all(|byte| byte.is_ascii_digit()) {
                name
            } else {
                host
            }
        });
        let own = self
            .address()
            .split_once("://")
            .map(|(_, rest)| rest.split('/').next().unwrap_or(rest));
        own == Some(host) || matches!(bare, "localhost" | "127.0.0.1" | "[::1]")
    }
}
