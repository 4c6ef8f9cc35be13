//! Access tokens for mail servers that take no passwords: fetched, renewed in time, and never shown (RFC 6749).

pub mod authorise;
mod endpoint;

use crate::tls::{Secret, TlsError};
use endpoint::{Answer, Fields};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How tokens for an account are had; one `[[oauth]]` of the configuration.
#[derive(Debug, Clone)]
pub struct OAuthSettings {
    /// The name by which mailboxes and delivery refer to it.
    pub name: String,
    /// RFC 6749 3.2.
    pub token_url: String,
    /// RFC 8628 3.1, for `rsvpd authorise` where the provider has it.
    pub device_url: Option<String>,
    /// RFC 6749 3.1, for `rsvpd authorise` through a browser on this machine.
    pub authorise_url: Option<String>,
    pub client_id: String,
    pub client_secret: Option<Secret>,
    pub scope: Option<String>,
    pub grant: Grant,
    /// PEM file with the only authorities to trust; none: those of the machine.
    pub ca_file: Option<PathBuf>,
}

/// By what right tokens are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// A person has signed in once; the permission is kept in this file (RFC 6749 6).
    RefreshToken { file: PathBuf },
    /// The program itself is known to the provider (RFC 6749 4.4).
    ClientCredentials,
}

/// Why there is no access token.
#[derive(Debug, thiserror::Error)]
pub enum OAuthError {
    #[error("cannot reach the token server {url}: {why}; check `token_url` and network")]
    Unreachable { url: String, why: String },
    #[error("the token server {url} cannot serve us just now: {words}")]
    Unavailable { url: String, words: String },
    #[error("`{name}` has not been authorised yet: run `rsvpd authorise {name}` and sign in")]
    NotAuthorised { name: String },
    #[error(
        "the permission of `{name}` is no longer valid ({words}): run `rsvpd authorise {name}` and sign in again"
    )]
    Revoked { name: String, words: String },
    #[error(
        "the token server refuses `{name}`: {words}; check `client_id`, `client_secret_env` and `scope` of this [[oauth]]"
    )]
    Refused { name: String, words: String },
    #[error("{0}")]
    Address(String),
    #[error("cannot use {}: {why}; the permission of `rsvpd authorise` is kept there", path.display())]
    File { path: PathBuf, why: String },
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl OAuthError {
    /// Whether it stays until a person changes something (mail-rules 36).
    #[must_use]
    pub fn needs_person(&self) -> bool {
        !matches!(self, Self::Unreachable { .. } | Self::Unavailable { .. })
    }
}

/// Gives access tokens; clones share what is held, so that one renewal serves all connections.
#[derive(Debug, Clone)]
pub struct TokenSource(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    settings: OAuthSettings,
    held: Mutex<Option<Held>>,
}

#[derive(Debug)]
struct Held {
    access: Secret,
    renew_at: Instant,
    ends_at: Instant,
}

/// What proves to a mail server that an account is ours.
#[derive(Debug, Clone)]
pub enum Proof {
    Password(Secret),
    Token(TokenSource),
}

impl From<Secret> for Proof {
    fn from(secret: Secret) -> Self {
        Self::Password(secret)
    }
}

/// A token is renewed this long before it ends, so that it does not end during a login.
const MARGIN: Duration = Duration::from_secs(120);
/// How long a token is used when the server does not say (RFC 6749 5.1 only recommends to say it).
const UNSAID: Duration = Duration::from_secs(600);

impl TokenSource {
    /// A source that holds nothing yet.
    #[must_use]
    pub fn new(settings: OAuthSettings) -> Self {
        let held = Mutex::new(None);
        Self(Arc::new(Shared { settings, held }))
    }

    /// What it was made from.
    #[must_use]
    pub fn settings(&self) -> &OAuthSettings {
        &self.0.settings
    }

    /// A token that is valid now. While the token server cannot be reached, the last one serves until its end
    /// (mail-rules 40).
    ///
    /// # Errors
    /// [`OAuthError`] with the remedy; [`OAuthError::needs_person`] tells whether trying again can help.
    pub async fn access_token(&self) -> Result<Secret, OAuthError> {
        self.access_token_at(Instant::now()).await
    }

    /// The same at a given time.
    ///
    /// # Errors
    /// As [`TokenSource::access_token`].
    pub async fn access_token_at(&self, now: Instant) -> Result<Secret, OAuthError> {
        let mut held = self.0.held.lock().await;
        if let Some(token) = held.as_ref().filter(|token| now < token.renew_at) {
            return Ok(token.access.clone());
        }
        match self.fetch(now).await {
            Ok(token) => {
                let access = token.access.clone();
                *held = Some(token);
                Ok(access)
            }
            Err(error) => match held.as_ref() {
                Some(token) if !error.needs_person() && now < token.ends_at => Ok(token.access.clone()),
                _ => Err(error),
            },
        }
    }

    /// A server did not take this token: the next call fetches another (mail-rules 34).
    pub async fn rejected(&self, access: &Secret) {
        let mut held = self.0.held.lock().await;
        if held.as_ref().is_some_and(|token| token.access == *access) {
            *held = None;
        }
    }

    async fn fetch(&self, now: Instant) -> Result<Held, OAuthError> {
        let settings = &self.0.settings;
        let mut fields: Fields = match &settings.grant {
            Grant::RefreshToken { file } => vec![
                ("grant_type", "refresh_token".to_owned()),
                ("refresh_token", read_permission(&settings.name, file)?),
            ],
            Grant::ClientCredentials => vec![("grant_type", "client_credentials".to_owned())],
        };
        fields.extend(settings.identity());
        let answer = endpoint::post(settings, &settings.token_url, fields).await?;
        let (access, refresh, lasts) = granted(settings, &answer)?;
        if let (Grant::RefreshToken { file }, Some(refresh)) = (&settings.grant, refresh) {
            // A provider that rotates permissions takes the old one back: lose neither.
            keep_permission(file, &refresh)?;
        }
        Ok(Held {
            access,
            renew_at: now + lasts.saturating_sub(MARGIN.min(lasts / 2)),
            ends_at: now + lasts,
        })
    }
}

impl OAuthSettings {
    /// Who asks, and for what.
    fn identity(&self) -> Fields {
        let mut fields = vec![("client_id", self.client_id.clone())];
        if let Some(secret) = &self.client_secret {
            fields.push(("client_secret", secret.reveal().to_owned()));
        }
        if let Some(scope) = &self.scope {
            fields.push(("scope", scope.clone()));
        }
        fields
    }
}

/// Access token, new refresh token and lifetime out of a token answer (RFC 6749 5.1, 5.2).
fn granted(
    settings: &OAuthSettings,
    answer: &Answer,
) -> Result<(Secret, Option<Secret>, Duration), OAuthError> {
    let text = |key: &str| answer.body.get(key).and_then(|value| value.as_str());
    if let Some(access) = text("access_token") {
        // Some servers write the number as text.
        let lasts = answer.body.get("expires_in").and_then(|value| {
            value
                .as_u64()
                .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
        });
        let lasts = lasts.map_or(UNSAID, Duration::from_secs);
        return Ok((Secret::new(access), text("refresh_token").map(Secret::new), lasts));
    }
    let name = settings.name.clone();
    let words = answer.words();
    Err(match text("error") {
        Some("invalid_grant") => OAuthError::Revoked { name, words },
        Some("temporarily_unavailable" | "server_error" | "slow_down") => OAuthError::Unavailable {
            url: settings.token_url.clone(),
            words,
        },
        Some(_) => OAuthError::Refused { name, words },
        None => OAuthError::Unavailable {
            url: settings.token_url.clone(),
            words,
        },
    })
}

fn read_permission(name: &str, file: &Path) -> Result<String, OAuthError> {
    match std::fs::read_to_string(file) {
        Ok(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Ok(_) => Err(OAuthError::NotAuthorised {
            name: name.to_owned(),
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(OAuthError::NotAuthorised {
            name: name.to_owned(),
        }),
        Err(error) => Err(OAuthError::File {
            path: file.to_owned(),
            why: error.to_string(),
        }),
    }
}

/// Writes a permission aside and puts it in place in one step, readable by its owner only.
fn keep_permission(file: &Path, refresh: &Secret) -> Result<(), OAuthError> {
    let aside = file.with_extension("new");
    let written = (|| {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&aside)?;
        writeln!(out, "{}", refresh.reveal())?;
        out.sync_all()?;
        std::fs::rename(&aside, file)
    })();
    written.map_err(|error| OAuthError::File {
        path: file.to_owned(),
        why: error.to_string(),
    })
}

/// The first words of SASL XOAUTH2, as Google and Microsoft define it.
#[must_use]
pub fn xoauth2(user: &str, access: &Secret) -> String {
    let mut words = String::new();
    // Writing to a string cannot fail.
    let _ = write!(words, "user={user}\x01auth=Bearer {}\x01\x01", access.reveal());
    words
}

/// What to do where a provider has given up passwords; `None` where the refusal says nothing of it (mail-rules 38).
#[must_use]
pub fn advice(host: &str, words: &str) -> Option<&'static str> {
    let (host, words) = (host.to_lowercase(), words.to_lowercase());
    let gave_up =
        words.contains("5.7.30") || words.contains("basic authentication") || words.contains("basicauth");
    let provider = ["office365.com", "outlook.com", "gmail.com", "googlemail.com"];
    (gave_up || provider.iter().any(|name| host.ends_with(name))).then_some(
        "this provider takes no passwords from programs: add an [[oauth]] section, name it here by `oauth`, and run `rsvpd authorise`",
    )
}
