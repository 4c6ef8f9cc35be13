//! Signing in and out: by name and password, or by a link that works once; slowed down where passwords are guessed.

use super::access::{Role, Visitor, cookie, hash, hex};
use super::problem::Problem;
use super::{Console, pages, password, words};
use crate::daemon::DeskError;
use axum::Form;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::header::{ACCEPT_LANGUAGE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, TimeDelta, Utc};
use minijinja::context;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// How long one stays signed in.
const LASTS: TimeDelta = TimeDelta::hours(12);
/// Wrong passwords for one name, or from one address, in [`WINDOW`].
const ATTEMPTS_MAX: usize = 5;
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Names and addresses that are counted at once.
const COUNTED_MAX: usize = 10_000;

/// Wrong passwords by name and by address.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    failed: BTreeMap<String, Vec<DateTime<Utc>>>,
}

impl Attempts {
    /// Minutes until this name or address may try again; 0 if it may now.
    fn wait(&mut self, key: &str, now: DateTime<Utc>) -> i64 {
        let Some(times) = self.failed.get_mut(key) else {
            return 0;
        };
        times.retain(|time| *time + WINDOW > now);
        match times.first() {
            Some(first) if times.len() >= ATTEMPTS_MAX => (*first + WINDOW - now).num_minutes() + 1,
            _ => 0,
        }
    }

    fn note(&mut self, key: String, now: DateTime<Utc>) {
        if self.failed.len() >= COUNTED_MAX {
            self.failed
                .retain(|_, times| times.iter().any(|time| *time + WINDOW > now));
        }
        self.failed.entry(key).or_default().push(now);
    }

    fn forget(&mut self, key: &str) {
        self.failed.remove(key);
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Then {
    #[serde(default)]
    then: String,
}

#[derive(Deserialize)]
pub(super) struct Credentials {
    name: String,
    password: String,
    #[serde(default)]
    then: String,
}

#[derive(Deserialize)]
pub(super) struct CsrfOnly {
    csrf: String,
}

#[derive(Deserialize)]
pub(super) struct NewPassword {
    csrf: String,
    password: String,
}

#[derive(Deserialize)]
pub(super) struct NewLanguage {
    csrf: String,
    language: String,
}

/// `GET /sign-in`.
pub(super) async fn page(headers: HeaderMap, Query(query): Query<Then>) -> Result<Response, Problem> {
    form(StatusCode::OK, &headers, &query.then, "", None)
}

fn form(
    status: StatusCode,
    headers: &HeaderMap,
    then: &str,
    name: &str,
    wrong: Option<String>,
) -> Result<Response, Problem> {
    let values = context! { then => local(then), name, wrong };
    pages::outside(status, "sign-in.html", preferred(headers), values)
}

/// `POST /sign-in`.
pub(super) async fn sign_in(
    State(console): State<Console>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(given): Form<Credentials>,
) -> Result<Response, Problem> {
    let language = preferred(&headers);
    let now = console.desk().clock().now();
    let name = given.name.trim().to_lowercase();
    let keys = [format!("name {name}"), format!("address {}", from.ip())];
    let wait = {
        let mut attempts = console
            .attempts()
            .lock()
            .unwrap_or_else(|broken| broken.into_inner());
        keys.iter().map(|key| attempts.wait(key, now)).max().unwrap_or(0)
    };
    if wait > 0 {
        let wrong = words::counted(language, "sign-in.too-many", wait);
        return form(
            StatusCode::TOO_MANY_REQUESTS,
            &headers,
            &given.then,
            &name,
            Some(wrong),
        );
    }
    let user = console.desk().store().user(&name).await?;
    let stored = user.as_ref().and_then(|user| user.password_hash.clone());
    let typed = given.password;
    let fits = tokio::task::spawn_blocking(move || password::verify(&typed, stored.as_deref()))
        .await
        .map_err(|error| DeskError::Interrupted(error.to_string()))?;
    {
        let mut attempts = console
            .attempts()
            .lock()
            .unwrap_or_else(|broken| broken.into_inner());
        for key in keys {
            if fits {
                attempts.forget(&key);
            } else {
                attempts.note(key, now);
            }
        }
    }
    if !fits {
        let wrong = words::text(language, "sign-in.wrong");
        return form(
            StatusCode::UNAUTHORIZED,
            &headers,
            &given.then,
            &name,
            Some(wrong),
        );
    }
    enter(&console, &name, &given.then).await
}

/// Signs a user in and shows them the page they wanted.
async fn enter(console: &Console, name: &str, then: &str) -> Result<Response, Problem> {
    let (token, csrf) = (hex(&console.desk().chance()), hex(&console.desk().chance()));
    let now = console.desk().clock().now();
    console
        .desk()
        .store()
        .sign_in(name, &hash(&token), &csrf, (now, now + LASTS))
        .await?;
    let cookie = console.set_cookie(Some(&token), LASTS.num_seconds());
    Ok(([(SET_COOKIE, cookie)], Redirect::to(local(then))).into_response())
}

/// `POST /sign-out`.
pub(super) async fn sign_out(
    State(console): State<Console>,
    visitor: Visitor,
    Form(given): Form<CsrfOnly>,
) -> Result<Response, Problem> {
    visitor.check(Role::See, &given.csrf)?;
    console.desk().store().sign_out(&visitor.token_hash).await?;
    let cookie = console.set_cookie(None, 0);
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response())
}

/// `GET /link/…`: asks before the link is used up, since mail scanners and browsers look ahead.
pub(super) async fn link(
    State(console): State<Console>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let now = console.desk().clock().now();
    let good = console.desk().store().link_is_good(&hash(&token), now).await?;
    let values = context! { good };
    let status = if good { StatusCode::OK } else { StatusCode::GONE };
    pages::outside(status, "link.html", preferred(&headers), values)
}

/// `POST /link/…`.
pub(super) async fn use_link(
    State(console): State<Console>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let now = console.desk().clock().now();
    let Some(name) = console.desk().store().use_link(&hash(&token), now).await? else {
        return pages::outside(
            StatusCode::GONE,
            "link.html",
            preferred(&headers),
            context! { good => false },
        );
    };
    let user = console.desk().store().user(&name).await?;
    // Whoever has a password yet comes to work; the others are asked to choose one.
    let then = match user {
        Some(user) if user.password_hash.is_none() && !console.settings().passwordless => "/account",
        _ => "/",
    };
    let previous = cookie(&headers, console.cookie_name());
    if let Some(token) = previous {
        console.desk().store().sign_out(&hash(token)).await?;
    }
    enter(&console, &name, then).await
}

/// `GET /account`.
pub(super) async fn account(State(console): State<Console>, visitor: Visitor) -> Result<Response, Problem> {
    account_page(&console, &visitor, None).await
}

async fn account_page(
    console: &Console,
    visitor: &Visitor,
    wrong: Option<String>,
) -> Result<Response, Problem> {
    let roles: Vec<String> = visitor
        .sign_in
        .user
        .roles
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let values = context! {
        section => "account",
        languages => words::languages(),
        has_password => visitor.sign_in.user.password_hash.is_some(),
        length_min => password::LENGTH_MIN,
        roles,
        wrong,
    };
    pages::page(console, visitor, "account.html", values).await
}

/// `POST /account/password`.
pub(super) async fn set_password(
    State(console): State<Console>,
    visitor: Visitor,
    Form(given): Form<NewPassword>,
) -> Result<Response, Problem> {
    visitor.check(Role::See, &given.csrf)?;
    let salt = console.desk().chance();
    let hashed = tokio::task::spawn_blocking(move || password::hash(&given.password, &salt))
        .await
        .map_err(|error| DeskError::Interrupted(error.to_string()))?;
    match hashed {
        Ok(hashed) => {
            let now = console.desk().clock().now();
            console
                .desk()
                .store()
                .set_password(visitor.name(), &hashed, now)
                .await?;
            Ok(Redirect::to("/").into_response())
        }
        Err(_) => {
            let values = [("n", password::LENGTH_MIN.to_string())];
            let wrong = words::filled(visitor.language(), "account.too-short", &values);
            account_page(&console, &visitor, Some(wrong)).await
        }
    }
}

/// `POST /account/language`.
pub(super) async fn set_language(
    State(console): State<Console>,
    visitor: Visitor,
    Form(given): Form<NewLanguage>,
) -> Result<Response, Problem> {
    visitor.check(Role::See, &given.csrf)?;
    if words::speaks(&given.language) {
        console
            .desk()
            .store()
            .set_language(visitor.name(), &given.language)
            .await?;
    }
    Ok(Redirect::to("/account").into_response())
}

/// A path of this console; anything else becomes the front page.
fn local(then: &str) -> &str {
    let inside = then.starts_with('/') && !then.starts_with("//") && !then.contains(['\\', '\r', '\n']);
    if inside { then } else { "/" }
}

/// The first language of the browser that the console speaks.
pub(super) fn preferred(headers: &HeaderMap) -> &'static str {
    let wanted = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    wanted
        .split(',')
        .filter_map(|one| one.trim().get(..2))
        .find_map(|code| words::languages().into_iter().find(|known| *known == code))
        .unwrap_or("en")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_cannot_be_guessed_quickly() {
        let mut attempts = Attempts::default();
        let now: DateTime<Utc> = "2016-10-04T08:00:00Z".parse().unwrap();
        for second in 0..5 {
            assert_eq!(attempts.wait("name ana", now), 0);
            attempts.note("name ana".to_owned(), now + TimeDelta::seconds(second));
        }
        assert_eq!(attempts.wait("name ana", now + TimeDelta::minutes(1)), 15);
        assert_eq!(attempts.wait("name eva", now), 0);
        assert_eq!(attempts.wait("name ana", now + TimeDelta::minutes(16)), 0);
    }

    #[test]
    fn nobody_is_led_elsewhere_after_signing_in() {
        assert_eq!(local("/letters/7?x=1"), "/letters/7?x=1");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
            assert_eq!(local(elsewhere), "/");
        }
    }
}
