//! How replies leave: by SMTP, into a folder, or into memory; and when one that failed is tried again.

pub mod folder;
pub mod format;
pub mod script;
pub mod smtp;

use chrono::TimeDelta;
use folder::Folder;
use script::Script;
use smtp::Smtp;
use std::sync::{Arc, Mutex, PoisonError};

/// A reply as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Envelope sender (RFC 5321 reverse-path): reports on delivery come back to it.
    pub sender: String,
    /// The one recipient (mail-rules 2.2: never several).
    pub recipient: String,
    /// RFC 5322 bytes.
    pub raw: Vec<u8>,
    /// What a folder calls the file, without ending.
    pub label: String,
}

/// What became of a parcel; all of it is normal mail life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// The server took responsibility for it.
    Accepted,
    /// Not now; the reason.
    TryAgain(String),
    /// Not handed over at all, because the server cannot be used now or asked to slow down (mail-rules 93): it costs
    /// none of the tries.
    Waits(String),
    /// Not handed over, and none will be until a person mends the settings (mail-rules 95); it costs none of the tries.
    Blocked(String),
    /// Never; the reason. An organiser is told.
    Refused(String),
    /// All was sent and no answer came: it may have left (mail-rules 88). Never repeated blindly.
    Uncertain(String),
}

/// Why a means of delivery cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    #[error(transparent)]
    Tls(#[from] crate::tls::TlsError),
    #[error(transparent)]
    Token(#[from] crate::oauth::OAuthError),
    #[error("cannot reach the mail server {server}: {why}; check `host` and `port` of `[delivery]`")]
    Unreachable { server: String, why: String },
    #[error(
        "the mail server {server} refused the login: {why}; check `user` and the password of `[delivery]`"
    )]
    LoginRefused { server: String, why: String },
    #[error(
        "the mail server {server} did not prove who it is: {why}; nothing was sent; check `host` and `ca_file` of `[delivery]`"
    )]
    Untrusted { server: String, why: String },
    #[error(
        "{server} does not offer STARTTLS, so nothing was sent: somebody may be listening; check `security` of `[delivery]`"
    )]
    NoStartTls { server: String },
    #[error(
        "{server} is not on this machine and `security = \"plain\"`: set `security = \"tls\"` or `\"starttls\"`, or `allow_plain = true` if the line is safe"
    )]
    PlainForbidden { server: String },
    #[error("cannot write to the folder {folder}: {why}; make it or change `folder` of `[delivery]`")]
    Folder { folder: String, why: String },
}

impl DeliveryError {
    /// Whether it stays until a person changes something (mail-rules 95: an alarm, not a try again).
    #[must_use]
    pub fn needs_person(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Folder { .. } => false,
            // 454 and its like: the server cannot check passwords at the moment (RFC 4954).
            Self::LoginRefused { why, .. } => !why.starts_with("transient"),
            Self::Token(error) => error.needs_person(),
            Self::Tls(_) | Self::Untrusted { .. } | Self::NoStartTls { .. } | Self::PlainForbidden { .. } => {
                true
            }
        }
    }
}

/// A means of delivery.
#[derive(Debug)]
pub enum Delivery {
    Smtp(Smtp),
    Folder(Folder),
    /// For tests: what was delivered, in order.
    Memory(Arc<Mutex<Vec<Parcel>>>),
    /// For tests: answers as it is told.
    Scripted(Script),
}

impl Delivery {
    /// Hands over parcels; gives one outcome for each, in their order. It returns when all are settled.
    pub async fn deliver(&mut self, parcels: &[Parcel]) -> Vec<Delivered> {
        match self {
            Self::Smtp(smtp) => smtp.deliver(parcels).await,
            Self::Folder(folder) => folder.deliver(parcels),
            Self::Memory(sent) => {
                sent.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .extend_from_slice(parcels);
                vec![Delivered::Accepted; parcels.len()]
            }
            Self::Scripted(script) => script.deliver(parcels),
        }
    }

    /// Tries whether a reply could leave, without sending one.
    ///
    /// # Errors
    /// [`DeliveryError`] with the remedy.
    pub async fn check(&mut self) -> Result<(), DeliveryError> {
        match self {
            Self::Smtp(smtp) => smtp.check().await,
            Self::Folder(folder) => folder.check(),
            Self::Memory(_) | Self::Scripted(_) => Ok(()),
        }
    }

    /// Closes connections politely.
    pub async fn close(&mut self) {
        if let Self::Smtp(smtp) = self {
            smtp.close().await;
        }
    }
}

/// Minutes until the next try after the nth failure; five days in all, as mail systems do (mail-rules 2.5).
const LADDER_MINUTES: [i64; 12] = [1, 5, 15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440];

/// When a parcel that failed `attempts` times is tried again; `None` when it has been tried for five days.
///
/// `jitter` between 0 and 1 spreads the tries, so that a hundred replies do not come back at once.
#[must_use]
pub fn next_try(attempts: u32, jitter: f64) -> Option<TimeDelta> {
    let index = usize::try_from(attempts.saturating_sub(1)).ok()?;
    let minutes = *LADDER_MINUTES.get(index)?;
    // Up to a fifth later, never earlier. The cast is exact: at most a day in milliseconds.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "at most 3e8, well within f64"
    )]
    let late = (minutes as f64 * 60_000.0 * 0.2 * jitter.clamp(0.0, 1.0)) as i64;
    Some(TimeDelta::minutes(minutes) + TimeDelta::milliseconds(late))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_090_a_reply_is_tried_for_about_five_days_and_then_given_up() {
        let all: TimeDelta = (1..).map_while(|attempts| next_try(attempts, 0.0)).sum();
        assert!((4..=5).contains(&all.num_days()), "tried for {all}");
        assert_eq!(next_try(13, 0.5), None);
    }

    #[test]
    fn jitter_only_delays() {
        assert_eq!(next_try(1, 0.0), Some(TimeDelta::minutes(1)));
        assert_eq!(next_try(1, 1.0), Some(TimeDelta::seconds(72)));
    }
}
