//! What can go wrong at a mailbox, said so that somebody can act on it.

use std::path::PathBuf;
use std::time::Duration;

/// Whether trying again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// It passes by itself: try again after a [`backoff`].
    Again,
    /// A person must change something first: raise an alarm, and try again rarely.
    Never,
}

/// Why a mailbox could not be read, watched or marked.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("cannot reach {server}: {why}; check host, port and network")]
    Unreachable { server: String, why: String },
    #[error(
        "the certificate of {server} is not accepted ({why}); nothing was sent to it. If its authority is your own, name its certificate in `ca_file`"
    )]
    Certificate { server: String, why: String },
    #[error(transparent)]
    Tls(#[from] crate::tls::TlsError),
    #[error(transparent)]
    Token(#[from] crate::oauth::OAuthError),
    #[error(
        "\"{host}\" is not a name that a certificate can be checked against; set `host` to the server's name"
    )]
    HostName { host: String },
    #[error(
        "{server} does not offer STARTTLS ({words}), so everybody on the way could read along; no password was sent. Use `security = \"tls\"` with port 993, or ask the provider"
    )]
    NoStartTls { server: String, words: String },
    #[error(
        "{server} is another machine and `security` is \"plain\"; no password was sent. Use \"tls\" or \"starttls\", or set `allow_plain = true` if the network is trusted"
    )]
    PlainForbidden { server: String },
    #[error(
        "{server} refuses the login: {words}; check user and password, and whether the account allows IMAP"
    )]
    LoginRefused { server: String, words: String },
    #[error("{server} cannot serve the account just now: {words}")]
    Unavailable { server: String, words: String },
    #[error(
        "there is no folder \"{folder}\" at {server}: {words}; correct `folder`, or make it there. It is not made by itself"
    )]
    FolderMissing {
        server: String,
        folder: String,
        words: String,
    },
    #[error("{server} gave no answer for {seconds} s")]
    Silent { server: String, seconds: u64 },
    #[error("the connection to {server} is lost: {why}")]
    Lost { server: String, why: String },
    #[error("{server} sent an answer that is not IMAP; the connection was closed")]
    Unparsable { server: String },
    #[error("{server} sent more than was asked for; the connection was closed")]
    TooLong { server: String },
    #[error("{server} did not do \"{command}\": {words}")]
    Refused {
        server: String,
        command: String,
        words: String,
    },
    #[error("cannot use {}: {why}; correct the path, or who may read it", path.display())]
    Path { path: PathBuf, why: std::io::Error },
}

impl SourceError {
    /// Whether trying again can help.
    pub fn retry(&self) -> Retry {
        match self {
            SourceError::Token(error) if !error.needs_person() => Retry::Again,
            SourceError::Unreachable { .. }
            | SourceError::Unavailable { .. }
            | SourceError::Silent { .. }
            | SourceError::Lost { .. }
            | SourceError::Unparsable { .. }
            | SourceError::TooLong { .. } => Retry::Again,
            SourceError::Token(_)
            | SourceError::Certificate { .. }
            | SourceError::Tls(_)
            | SourceError::HostName { .. }
            | SourceError::NoStartTls { .. }
            | SourceError::PlainForbidden { .. }
            | SourceError::LoginRefused { .. }
            | SourceError::FolderMissing { .. }
            | SourceError::Refused { .. }
            | SourceError::Path { .. } => Retry::Never,
        }
    }
}

/// How long to wait before attempt number `attempt` (from 0) after a failure: doubling from one second to five
/// minutes, the upper half of it by chance. `jitter` is a random number from 0 to 1, so that a hundred desks
/// do not come back to a restarted server in the same second (mail rule 22).
pub fn backoff(attempt: u32, jitter: f64) -> Duration {
    const CEILING: f64 = 300.0;
    let full = 2f64.powi(attempt.min(16) as i32).min(CEILING);
    Duration::from_secs_f64(full / 2.0 + full / 2.0 * jitter.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_022_backoff_doubles_to_five_minutes_and_never_reaches_zero() {
        let seconds = |attempt, jitter| backoff(attempt, jitter).as_secs_f64();
        assert_eq!(seconds(0, 0.0), 0.5);
        assert_eq!(seconds(0, 1.0), 1.0);
        assert_eq!(seconds(3, 0.5), 6.0);
        assert_eq!(seconds(9, 1.0), 300.0);
        assert_eq!(seconds(u32::MAX, 7.0), 300.0);
    }
}
