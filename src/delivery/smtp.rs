//! Replies handed to a mail server by SMTP, over a few connections that stay open (RFC 5321).

mod connect;

use super::{Delivered, DeliveryError, Parcel};
use crate::oauth::Proof;
use crate::tls::Security;
use connect::connect;
use lettre::Address;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailParameter};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::time::timeout;

/// How the mail server is reached.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: Option<String>,
    pub proof: Option<Proof>,
    pub ca_file: Option<PathBuf>,
    /// Allows `Security::Plain` to another machine.
    pub allow_plain: bool,
    /// Connections kept open at most.
    pub connections: usize,
    /// The name in EHLO.
    pub hello_name: String,
    /// The longest wait for one answer of the server.
    pub patience: Duration,
}

/// A mail server.
#[derive(Debug)]
pub struct Smtp {
    settings: SmtpSettings,
    lanes: Vec<Lane>,
}

/// One connection, opened when needed.
#[derive(Default)]
struct Lane {
    connection: Option<AsyncSmtpConnection>,
}

impl std::fmt::Debug for Lane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.connection.is_some() {
            "Lane(open)"
        } else {
            "Lane(closed)"
        })
    }
}

impl Smtp {
    /// Prepares a mail server; nothing is connected yet.
    #[must_use]
    pub fn new(settings: SmtpSettings) -> Self {
        let lanes = (0..settings.connections.max(1))
            .map(|_| Lane::default())
            .collect();
        Self { settings, lanes }
    }

    /// Hands over parcels, spread evenly over the connections.
    pub async fn deliver(&mut self, parcels: &[Parcel]) -> Vec<Delivered> {
        if parcels.is_empty() {
            return Vec::new();
        }
        let share = parcels.len().div_ceil(self.lanes.len());
        let settings = &self.settings;
        // A server that is full, asks to slow down or cannot be used means all replies, not one (mail-rules 93).
        let halt: OnceLock<Halt> = OnceLock::new();
        let halt = &halt;
        let runs = self
            .lanes
            .iter_mut()
            .zip(parcels.chunks(share))
            .map(|(lane, parcels)| async move {
                let mut outcomes = Vec::with_capacity(parcels.len());
                for parcel in parcels {
                    outcomes.push(match halt.get() {
                        Some(halt) => halt.outcome(),
                        None => lane.send(settings, parcel, halt).await,
                    });
                }
                outcomes
            });
        futures::future::join_all(runs)
            .await
            .into_iter()
            .flatten()
            .collect()
    }

    /// Connects, logs in, and says good-bye.
    ///
    /// # Errors
    /// [`DeliveryError`] with the remedy.
    pub async fn check(&mut self) -> Result<(), DeliveryError> {
        let mut connection = connect(&self.settings).await?;
        // The outcome of QUIT changes nothing.
        let _ = timeout(self.settings.patience, connection.quit()).await;
        Ok(())
    }

    /// Says QUIT on every open connection.
    pub async fn close(&mut self) {
        for lane in &mut self.lanes {
            if let Some(mut connection) = lane.connection.take() {
                let _ = timeout(Duration::from_secs(2), connection.quit()).await;
            }
        }
    }
}

/// Why no further reply is handed over in this run.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Halt {
    /// The server is unreachable, closing, or asked to slow down.
    Later(String),
    /// A person must mend the settings first.
    Blocked(String),
}

impl Halt {
    fn of(error: &DeliveryError) -> Self {
        if error.needs_person() {
            Self::Blocked(error.to_string())
        } else {
            Self::Later(error.to_string())
        }
    }

    /// What becomes of a reply that is not handed over because of it.
    fn outcome(&self) -> Delivered {
        match self {
            Self::Later(why) => Delivered::Waits(why.clone()),
            Self::Blocked(why) => Delivered::Blocked(why.clone()),
        }
    }
}

/// How far a transaction came when it failed; only after the final dot is the outcome unknown.
enum Stage {
    Envelope,
    Content,
}

impl Lane {
    async fn send(&mut self, settings: &SmtpSettings, parcel: &Parcel, halt: &OnceLock<Halt>) -> Delivered {
        let kept_open = self.connection.is_some();
        let mut outcome = self.attempt(settings, parcel).await;
        // A connection that the server closed while it was idle says nothing about this reply (mail-rules 89).
        if kept_open && self.connection.is_none() && matches!(outcome, Delivered::TryAgain(_)) {
            outcome = self.attempt(settings, parcel).await;
        }
        // The first lane that meets the trouble stops the others too.
        let _ = match &outcome {
            Delivered::Blocked(why) => halt.set(Halt::Blocked(why.clone())),
            Delivered::Waits(why) => halt.set(Halt::Later(why.clone())),
            Delivered::TryAgain(why) if self.connection.is_none() || slows(why) => {
                halt.set(Halt::Later(why.clone()))
            }
            _ => Ok(()),
        };
        outcome
    }

    async fn attempt(&mut self, settings: &SmtpSettings, parcel: &Parcel) -> Delivered {
        let (Ok(sender), Ok(recipient)) = (
            Address::from_str(&parcel.sender),
            Address::from_str(&parcel.recipient),
        ) else {
            return Delivered::Refused("the address is not one that mail can be sent to".to_owned());
        };
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => match connect(settings).await {
                Ok(connection) => connection,
                Err(error) => return Halt::of(&error).outcome(),
            },
        };
        let utf8 = !parcel.recipient.is_ascii();
        if utf8 && !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            self.connection = Some(connection);
            return Delivered::Refused(
                "the mail server cannot send to addresses beyond ASCII (SMTPUTF8)".to_owned(),
            );
        }
        match transaction(
            &mut connection,
            settings.patience,
            sender,
            recipient,
            utf8,
            &parcel.raw,
        )
        .await
        {
            Ok(()) => {
                self.connection = Some(connection);
                Delivered::Accepted
            }
            Err((stage, failure)) => {
                let (outcome, usable) = judge(&stage, &failure);
                // After a refusal the transaction is still open on the server's side.
                if usable
                    && matches!(
                        timeout(settings.patience, connection.command(Rset)).await,
                        Ok(Ok(_))
                    )
                {
                    self.connection = Some(connection);
                }
                outcome
            }
        }
    }
}

/// What went wrong in one step.
enum Failure {
    Server(lettre::transport::smtp::Error),
    Silence,
}

impl Failure {
    /// The answer or the error in one line.
    fn words(&self) -> String {
        match self {
            Self::Silence => "the mail server did not answer in time".to_owned(),
            Self::Server(error) => server_words(error),
        }
    }
}

/// What the server said: lettre's own text is only "permanent error (550)", the words are in its source.
fn server_words(error: &lettre::transport::smtp::Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

async fn transaction(
    connection: &mut AsyncSmtpConnection,
    patience: Duration,
    sender: Address,
    recipient: Address,
    utf8: bool,
    raw: &[u8],
) -> Result<(), (Stage, Failure)> {
    async fn step<T>(
        patience: Duration,
        stage: Stage,
        future: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
    ) -> Result<(), (Stage, Failure)> {
        match timeout(patience, future).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err((stage, Failure::Server(error))),
            Err(_) => Err((stage, Failure::Silence)),
        }
    }
    let parameters = if utf8 {
        vec![MailParameter::SmtpUtfEight]
    } else {
        Vec::new()
    };
    step(
        patience,
        Stage::Envelope,
        connection.command(Mail::new(Some(sender), parameters)),
    )
    .await?;
    step(
        patience,
        Stage::Envelope,
        connection.command(Rcpt::new(recipient, Vec::new())),
    )
    .await?;
    step(patience, Stage::Envelope, connection.command(Data)).await?;
    // The final dot brings its own line end; a message that has one already would arrive with an empty line more.
    let content = raw.strip_suffix(b"\r\n").unwrap_or(raw);
    step(patience, Stage::Content, connection.message(content)).await
}

/// The outcome of a failed transaction, and whether its connection can go on.
fn judge(stage: &Stage, failure: &Failure) -> (Delivered, bool) {
    let words = failure.words();
    let code = match failure {
        Failure::Server(error) => error.status().map(u16::from),
        Failure::Silence => None,
    };
    match (code, stage) {
        // 421: the server is about to close; 4yz: later (RFC 5321 4.2.1).
        (Some(code), _) if (400..500).contains(&code) => (Delivered::TryAgain(words), code != 421),
        // The server wants a login that the settings do not give (RFC 4954): no fault of the reply.
        (Some(530), _) => {
            let remedy = "set `user` and a password in `[delivery]`";
            (Delivered::Blocked(format!("{words}; {remedy}")), true)
        }
        // A full mailbox passes, whatever class a server gives it (mail-rules 2.5).
        (Some(552), _) => (Delivered::TryAgain(words), true),
        (Some(_), _) if words.to_lowercase().contains("quota") => (Delivered::TryAgain(words), true),
        (Some(_), _) => (Delivered::Refused(words), true),
        (None, Stage::Envelope) => (Delivered::TryAgain(words), false),
        (None, Stage::Content) => (Delivered::Uncertain(words), false),
    }
}

/// Whether an answer speaks of the server or of our account, not of one reply: 452 and 454 as far as they do not
/// name the recipient's mailbox (4.2.x, RFC 3463), and words on rates.
fn slows(words: &str) -> bool {
    let lower = words.to_lowercase();
    let rate = ["too many", "rate limit", "rate exceeded", "throttl", "slow down"];
    let ours = (lower.contains("(452)") || lower.contains("(454)")) && !lower.contains("4.2.");
    ours || rate.iter().any(|part| lower.contains(part))
}
