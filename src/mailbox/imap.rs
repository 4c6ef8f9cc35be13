//! A folder on an IMAP server: what the ledger does not know is fetched in batches, by UID, without touching flags.

use super::{Checked, FirstStart, Found, Ledger, Letter, Limits, Place, Security, SourceError, Wake};
use crate::oauth::Proof;
use ahead::Ahead;
use chrono::{DateTime, Utc};
use connection::Connection;
use listing::{Item, Listing};
use single::Tries;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::Instant;

mod ahead;
mod connection;
mod line;
mod listing;
mod login;
mod marks;
mod single;
mod words;

/// How to reach a folder and what to do with it.
#[derive(Debug, Clone)]
pub struct ImapSettings {
    /// The server's name; its certificate must bear it.
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub proof: Proof,
    /// PEM file with the only authorities to trust; none: those of the machine.
    pub ca_file: Option<PathBuf>,
    /// The folder's name as people write it, `INBOX` as a rule; never made by itself (mail rule 26).
    pub folder: String,
    /// Allows [`Security::Plain`] to another machine.
    pub allow_plain: bool,
    pub after: After,
    /// Bytes; of larger messages only the header is fetched (mail rule 17).
    pub size_limit: u64,
    /// How often to look where the server does not tell of new mail.
    pub poll_every: Duration,
    /// Use IDLE (RFC 2177) where the server has it.
    pub idle: bool,
    /// How long one IDLE lasts; a dead line is noticed at its end (mail rule 20).
    pub idle_for: Duration,
    /// How long the server may be silent during a command (mail rule 21).
    pub silence: Duration,
}

/// What happens to a message on the server after its commit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum After {
    /// Nothing: the folder is opened read-only.
    #[default]
    Nothing,
    /// It gets this keyword, or a flag such as `\Seen`.
    Keyword(String),
    /// It is moved to this folder.
    Move(String),
}

impl ImapSettings {
    /// Settings with everything else as most accounts want it: TLS on port 993, INBOX, nothing changed there,
    /// 25 MiB a message, IDLE for 5 minutes at a time, a look every minute where there is no IDLE, 60 s of silence.
    pub fn new(host: impl Into<String>, user: impl Into<String>, proof: impl Into<Proof>) -> Self {
        ImapSettings {
            host: host.into(),
            port: 993,
            security: Security::Implicit,
            user: user.into(),
            proof: proof.into(),
            ca_file: None,
            folder: "INBOX".to_owned(),
            allow_plain: false,
            after: After::Nothing,
            size_limit: 25 << 20,
            poll_every: Duration::from_secs(60),
            idle: true,
            idle_for: Duration::from_secs(300),
            silence: Duration::from_secs(60),
        }
    }

    fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// A folder and what is known of it between two calls.
#[derive(Debug)]
pub struct Imap {
    settings: ImapSettings,
    first_start: FirstStart,
    /// At most one (mail rule 23).
    connection: Option<Connection>,
    /// The space of UIDs, agreed with the ledger since the connection was opened.
    space: Option<u64>,
    listing: Listing,
    ahead: Option<Ahead>,
    /// Up to this UID messages are fetched one by one: one of them broke a batch.
    careful_until: u32,
    tries: BTreeMap<u32, Tries>,
    /// How often in a row the folder could not be listed; from [`listing::ENOUGH`] on UIDs are searched for instead.
    failed_listings: u32,
    /// The server's CAPABILITY answer could not be understood: it is not asked for again.
    mute: bool,
}

impl Imap {
    pub(super) fn new(settings: ImapSettings, first_start: FirstStart) -> Self {
        Imap {
            settings,
            first_start,
            connection: None,
            space: None,
            listing: Listing::default(),
            ahead: None,
            careful_until: 0,
            tries: BTreeMap::new(),
            failed_listings: 0,
            mute: false,
        }
    }

    pub(super) async fn next(
        &mut self,
        ledger: &Ledger,
        limits: Limits,
        now: DateTime<Utc>,
    ) -> Result<Found, SourceError> {
        let found = self.look(ledger, limits, now).await;
        if found.is_err() {
            self.hang_up();
        }
        found
    }

    async fn look(
        &mut self,
        ledger: &Ledger,
        limits: Limits,
        now: DateTime<Utc>,
    ) -> Result<Found, SourceError> {
        self.connect().await?;
        let space = self.settle(ledger).await?;
        if self.first_start == FirstStart::New && ledger.is_empty() {
            return self.pass_over(space).await;
        }
        let after = ledger.last.get(&space).copied().unwrap_or(0);
        let mut listed = false;
        loop {
            if !self.listing.reaches_beyond(after) {
                if listed {
                    return Ok(Found::default());
                }
                listed = true;
                self.drop_ahead().await;
                // Messages from before the desk opened are recognised by date only where UIDs have changed.
                let changed = ledger.last.keys().any(|known| *known != space);
                self.list(after, ledger.since.filter(|_| changed)).await?;
            }
            let plan = self
                .listing
                .plan(after, limits, self.settings.size_limit, self.careful_until);
            let Some(last) = plan.last().map(|item| item.uid) else {
                return Ok(Found::default());
            };
            let letters = self.fetch(&plan, space, now).await?;
            if letters.is_empty() {
                // Another client has expunged all of them meanwhile (mail rule 5).
                continue;
            }
            self.fetch_ahead(last, limits).await;
            let waiting = self.listing.beyond(u64::from(last));
            return Ok(Found {
                letters,
                passed_over: Vec::new(),
                waiting,
            });
        }
    }

    /// Everything that lies there at the first start counts as known; on an empty folder, UID 0.
    async fn pass_over(&mut self, space: u64) -> Result<Found, SourceError> {
        self.list(0, None).await?;
        let place = Place::of_uid(space, self.listing.highest());
        Ok(Found {
            passed_over: vec![place],
            ..Found::default()
        })
    }

    /// A connection that is ready for a command.
    async fn connect(&mut self) -> Result<&mut Connection, SourceError> {
        if let Some(connection) = &mut self.connection
            && (connection.leave_idle().await.is_err() || (connection.busy && self.ahead.is_none()))
        {
            // A dropped future left an answer half read.
            self.hang_up();
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                self.hang_up();
                let opened = Connection::open(&self.settings, !self.mute).await;
                self.mute |= matches!(opened, Err(SourceError::Unparsable { .. }));
                opened?
            }
        };
        Ok(self.connection.insert(connection))
    }

    /// Closes the connection and forgets what only it could tell.
    fn hang_up(&mut self) {
        self.connection = None;
        self.space = None;
        self.ahead = None;
        self.listing = Listing::default();
    }

    /// The space of UIDs that the folder is in now. A server that goes back in its UIDs without changing
    /// UIDVALIDITY opens a new one, so that a letter under a used UID is not taken for the old one (mail rule 4).
    async fn settle(&mut self, ledger: &Ledger) -> Result<u64, SourceError> {
        if let Some(space) = self.space {
            return Ok(space);
        }
        let connection = self.connect().await?;
        let validity = u64::from(connection.validity);
        let known = ledger
            .last
            .iter()
            .rev()
            .find(|(space, _)| **space & VALIDITY == validity);
        let space = match (known, connection.uid_next) {
            (None, _) => validity,
            // UIDNEXT is only a hint: where the last message is still there, it is wrong.
            (Some((&space, &last)), Some(next)) if u64::from(next) <= last => {
                if connection.has(last).await? {
                    space
                } else {
                    space + VALIDITY + 1
                }
            }
            (Some((&space, _)), _) => space,
        };
        self.space = Some(space);
        Ok(space)
    }

    pub(super) async fn wait(&mut self, timeout: Duration) -> Result<Wake, SourceError> {
        let woken = self.listen(timeout).await;
        if woken.is_err() {
            self.hang_up();
        }
        woken
    }

    async fn listen(&mut self, timeout: Duration) -> Result<Wake, SourceError> {
        let until = Instant::now() + timeout;
        if self.ahead.is_some() {
            return Ok(Wake::News);
        }
        let (idle, idle_for, poll_every) = (
            self.settings.idle,
            self.settings.idle_for,
            self.settings.poll_every,
        );
        let connection = self.connect().await?;
        while !connection.news {
            if !idle || !connection.abilities.idle {
                tokio::time::sleep_until(until.min(Instant::now() + poll_every)).await;
                return Ok(Wake::Timeout);
            }
            if Instant::now() >= until {
                return Ok(Wake::Timeout);
            }
            // What came since the last listing is told now, if not before (mail rule 25).
            connection.nudge().await?;
            if !connection.news {
                connection.idle(until.min(Instant::now() + idle_for)).await?;
            }
        }
        Ok(Wake::News)
    }

    pub(super) async fn check(&mut self) -> Result<Checked, SourceError> {
        self.connect().await?;
        self.drop_ahead().await;
        let warnings = self.doubts().await?;
        let connection = self.connect().await?;
        let (messages, tells) = (u64::from(connection.exists), connection.abilities.idle);
        self.close().await;
        Ok(Checked {
            messages,
            tells,
            warnings,
        })
    }

    pub(super) async fn close(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.log_out().await;
        }
        self.hang_up();
    }
}

/// The bits of [`Place::validity`] that hold UIDVALIDITY.
const VALIDITY: u64 = 0xffff_ffff;
