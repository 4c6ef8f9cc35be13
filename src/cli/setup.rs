//! What most commands begin with: the configuration, the log, and an open desk.

use crate::config::{self, Config, ConfigError, LogFormat};
use crate::daemon::{Clock, Desk, DeskError};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use tracing_subscriber::EnvFilter;

/// Loads the configuration that was named, else the first of the usual places that exists.
pub fn config(named: Option<&Path>) -> Result<Config, ConfigError> {
    let path = named.map_or_else(usual_place, Path::to_path_buf);
    config::load(&path, &|name| std::env::var(name).ok())
}

/// The same for a command that logs in nowhere, and does without passwords.
pub fn config_without_secrets(named: Option<&Path>) -> Result<Config, ConfigError> {
    let path = named.map_or_else(usual_place, Path::to_path_buf);
    config::load_without_secrets(&path, &|name| std::env::var(name).ok())
}

fn usual_place() -> PathBuf {
    let here = PathBuf::from("rsvpd.toml");
    if here.exists() {
        here
    } else {
        PathBuf::from("config/rsvpd.toml")
    }
}

/// Opens the desk on the machine's clock, to look into it or act on it; mail is fetched and sent by `rsvpd run`.
pub async fn desk(named: Option<&Path>) -> anyhow::Result<Desk> {
    Ok(Desk::open(config_without_secrets(named)?, Clock::system()).await?)
}

/// Starts the log on standard error; `RSVPD_LOG` sets its level.
///
/// Log lines carry numbers and references, never names, addresses or words of letters (mail-rules 104).
pub fn log(format: LogFormat) {
    let filter = EnvFilter::try_from_env("RSVPD_LOG").unwrap_or_else(|_| EnvFilter::new("rsvpd=info,warn"));
    // Below this, async-imap writes whole commands, the login's password among them.
    let filter = match "async_imap=warn".parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    };
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second call, as in tests, changes nothing.
    let _ = match format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

/// The number of a request, from its reference or the number itself.
pub async fn find(desk: &Desk, reference: &str) -> Result<i64, DeskError> {
    let unknown = || DeskError::UnknownRequest(reference.to_owned());
    if let Ok(number) = reference.parse() {
        return Ok(number);
    }
    Ok(desk
        .store()
        .show(&reference.to_uppercase())
        .await?
        .ok_or_else(unknown)?
        .message
        .id)
}
