//! The organisers' console: pages that show what the store knows and ask the desk to act; they write no decision themselves.

mod access;
mod act;
mod api;
mod assets;
mod bulk;
mod edit;
mod enter;
mod exports;
mod form;
mod guard;
mod letter;
mod lists;
mod outbox;
mod overview;
mod pages;
mod party;
mod party_acts;
pub mod password;
mod problem;
mod queue;
mod review;
mod settings;
mod sign_in;
mod trial;
mod users;

pub use access::Role;
pub use lists::query::filter;

use crate::config::ConsoleSettings;
use crate::daemon::{Desk, DeskError};
use crate::store::User;
use crate::words;
use access::{hash, hex};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use chrono::TimeDelta;
use sign_in::Attempts;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long a link that is printed at the start signs somebody in.
const LINK_LASTS: TimeDelta = TimeDelta::hours(24);

/// The console of one desk; cheap to share.
#[derive(Debug, Clone)]
pub struct Console {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    desk: Desk,
    settings: ConsoleSettings,
    /// Where it listens, as people type it.
    address: String,
    attempts: Mutex<Attempts>,
    counted: overview::Counted,
    rehearsals: settings::Rehearsals,
    jobs: exports::Jobs,
    /// Cancelled when the console closes, so that pages that follow changes let go.
    closing: CancellationToken,
}

/// Why the console could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    #[error(
        "the console cannot listen on {at}: {cause}. End what listens there, or set another `listen` in [console] of rsvpd.toml (\"\" turns the console off)"
    )]
    Listen { at: SocketAddr, cause: io::Error },
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// Makes a user, or gives one of this name new roles; without a password they sign in by a link.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn put_user(
    desk: &Desk,
    name: &str,
    roles: &[Role],
    password_hash: Option<String>,
    by: &str,
) -> Result<(), DeskError> {
    let known = desk.store().user(name).await?;
    let user = User {
        name: name.to_lowercase(),
        password_hash,
        roles: Role::names(roles),
        language: known.map_or_else(|| "en".to_owned(), |known| known.language),
        signed_in_at: None,
    };
    Ok(desk.store().put_user(&user, by, desk.clock().now()).await?)
}

/// A link that signs a user in once, to the console at this address.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn link(desk: &Desk, address: &str, user: &str) -> Result<String, DeskError> {
    let token = hex(&desk.chance());
    let until = desk.clock().now() + LINK_LASTS;
    desk.store().add_link(user, &hash(&token), until).await?;
    Ok(format!("{address}/link/{token}"))
}

impl Console {
    /// Takes the port; nothing is served yet.
    ///
    /// # Errors
    /// [`ConsoleError::Listen`], with the remedy.
    pub async fn open(desk: Desk, settings: ConsoleSettings) -> Result<(Self, TcpListener), ConsoleError> {
        let at = settings.listen;
        let listen = |cause| ConsoleError::Listen { at, cause };
        let listener = TcpListener::bind(at).await.map_err(listen)?;
        let bound = listener.local_addr().map_err(listen)?;
        let address = settings.address(bound);
        let inner = Inner {
            desk,
            settings,
            address,
            attempts: Mutex::default(),
            counted: overview::Counted::default(),
            rehearsals: settings::Rehearsals::default(),
            jobs: exports::Jobs::default(),
            closing: CancellationToken::new(),
        };
        let console = Self {
            inner: Arc::new(inner),
        };
        Ok((console, listener))
    }

    /// The address of the console, as people type it.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.inner.address
    }

    /// A link that signs this user in once.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn link_for(&self, user: &str) -> Result<String, DeskError> {
        link(&self.inner.desk, self.address(), user).await
    }

    /// Serves until `stop`.
    ///
    /// # Errors
    /// As the listener's.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
        let closing = self.closing();
        let service = self.router().into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service)
            .with_graceful_shutdown(async move {
                stop.cancelled().await;
                closing.cancel();
            })
            .await
    }

    fn router(self) -> Router {
        Router::new()
            .route("/", get(queue::front))
            .route("/decide", get(queue::list))
            .route("/waiting", get(lists::waiting))
            .route("/confirmed", get(lists::confirmed))
            .route("/press", get(lists::press))
            .route("/ignored", get(lists::ignored))
            .route("/outbox", get(lists::outbox))
            .route("/messages", get(lists::messages))
            .route("/bulk", post(bulk::preview))
            .route("/bulk/do", post(bulk::act))
            .route("/bulk/{batch}/undo", post(bulk::undo))
            .route("/enter", get(enter::page).post(enter::enter))
            .route("/letters/{id}", get(review::page))
            .route("/letters/{id}/act/{act}", get(review::panel))
            .route("/letters/{id}/decide", post(act::decide))
            .route("/letters/{id}/papers", post(act::press::tick))
            .route("/letters/{id}/words/{act}", get(review::words_of))
            .route("/letters/{id}/edit", get(edit::part))
            .route("/letters/{id}/correct", post(edit::correct))
            .route("/letters/{id}/undo", post(act::undo))
            .route("/letters/{id}/original", get(review::original))
            .route("/parties/{id}", get(party::page))
            .route("/parties/{id}/split", post(party_acts::split))
            .route("/parties/{id}/{what}", post(party_acts::act))
            .route("/replies/{id}", get(review::reply))
            .route("/replies/{id}/{what}", post(outbox::act))
            .route("/overview", get(overview::page))
            .route("/overview/stream", get(overview::stream))
            .route("/exports", get(exports::page))
            .route("/exports/{file}", get(exports::file))
            .route("/exports/jobs/{id}", get(exports::job))
            .route("/exports/jobs/{id}/file", get(exports::made))
            .route("/exports/jobs/{id}/drop", post(exports::give_up))
            .route(
                "/try",
                get(trial::page)
                    .post(trial::read)
                    .layer(DefaultBodyLimit::max(trial::LETTER_MAX)),
            )
            .route("/settings", get(settings::page))
            .route("/settings/seats", post(settings::set_seats))
            .route("/settings/pause", post(settings::pause))
            .route("/settings/letters", get(settings::letters))
            .route(
                "/settings/rehearsal",
                get(settings::rehearsal).post(settings::rehearse),
            )
            .route("/users", get(users::page))
            .route("/users/add", post(users::add))
            .route("/users/roles", post(users::roles))
            .route("/users/link", post(users::link))
            .route("/users/remove", post(users::remove))
            .route("/users/token", post(users::token))
            .route("/users/token/revoke", post(users::revoke))
            .route("/api/v1/openapi.json", get(api::openapi))
            .route("/api/v1/event", get(api::event))
            .route("/api/v1/requests", get(api::requests))
            .route("/api/v1/requests/{id}", get(api::request))
            .route("/api/v1/requests/{id}/decision", post(api::decide))
            .route("/api/v1/requests/{id}/undo", post(api::undo))
            .route("/api/v1/requests/{id}/correction", post(api::acts::correct))
            .route("/api/v1/requests/{id}/check-in", post(api::acts::check_in))
            .route("/api/v1/persons", get(api::persons))
            .route("/api/v1/pause", post(api::pause))
            .route("/sign-in", get(sign_in::page).post(sign_in::sign_in))
            .route("/sign-out", post(sign_in::sign_out))
            .route("/link/{token}", get(sign_in::link).post(sign_in::use_link))
            .route("/account", get(sign_in::account))
            .route("/account/password", post(sign_in::set_password))
            .route("/account/language", post(sign_in::set_language))
            .route("/keys", get(pages::keys))
            .route("/static/{version}/{name}", get(assets::file))
            .fallback(problem::not_found)
            .layer(middleware::from_fn_with_state(self.clone(), guard::guard))
            .with_state(self)
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.inner.desk
    }

    fn settings(&self) -> &ConsoleSettings {
        &self.inner.settings
    }

    fn counted(&self) -> &overview::Counted {
        &self.inner.counted
    }

    fn rehearsals(&self) -> &settings::Rehearsals {
        &self.inner.rehearsals
    }

    fn jobs(&self) -> &exports::Jobs {
        &self.inner.jobs
    }

    fn closing(&self) -> CancellationToken {
        self.inner.closing.clone()
    }

    fn attempts(&self) -> &Mutex<Attempts> {
        &self.inner.attempts
    }
}
