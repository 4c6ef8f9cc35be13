//! Where raw messages come from: an IMAP folder, a Maildir, or files; in the order of their arrival.

use crate::message::MailboxRole;
use chrono::{DateTime, Utc};
use std::time::Duration;

pub use crate::tls::{Secret, Security};
pub use arrival::{Arrival, Batch, Defect, Ledger, Limits, Place};
pub use files::{Files, FilesSettings};
pub use imap::{After, Imap, ImapSettings};
pub use maildir::{AfterFile, Maildir, MaildirSettings};
pub use trouble::{Retry, SourceError, backoff};

use arrival::{HEADER_LIMIT, Letter, header_of};

mod arrival;
pub mod files;
pub mod imap;
pub mod maildir;
mod trouble;

/// A watched account or folder; it connects when it is first asked for something.
#[derive(Debug)]
pub struct Mailbox {
    name: String,
    role: MailboxRole,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Imap(Box<Imap>),
    Maildir(Maildir),
    Files(Files),
}

/// What a mailbox must be told.
#[derive(Debug, Clone)]
pub struct MailboxSettings {
    /// Its name in the configuration; the store keeps ledgers by it.
    pub name: String,
    pub role: MailboxRole,
    pub first_start: FirstStart,
    pub source: SourceSettings,
}

/// Which kind of source it is.
#[derive(Debug, Clone)]
pub enum SourceSettings {
    Imap(ImapSettings),
    Maildir(MaildirSettings),
    Files(FilesSettings),
}

/// What happens to messages that lie in the mailbox when the desk opens it for the first time (mail rule 28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FirstStart {
    /// They are read like all others: nobody who wrote before the desk opened is forgotten.
    #[default]
    All,
    /// They are passed over; only what arrives from now on is read.
    New,
}

/// Why [`Mailbox::wait`] returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// There is, or may be, new mail.
    News,
    /// Nothing was heard; [`Mailbox::next`] still looks, because not every server tells.
    Timeout,
}

/// What [`Mailbox::check`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Messages that lie there now, read or not.
    pub messages: u64,
    /// Whether the server tells of new mail by itself (IMAP IDLE, RFC 2177).
    pub tells: bool,
    /// What works, but not as configured: sentences for people.
    pub warnings: Vec<String>,
}

impl Mailbox {
    /// Prepares a mailbox; nothing is opened yet.
    pub fn new(settings: MailboxSettings) -> Self {
        let first = settings.first_start;
        let source = match settings.source {
            SourceSettings::Imap(imap) => Source::Imap(Box::new(Imap::new(imap, first))),
            SourceSettings::Maildir(maildir) => Source::Maildir(Maildir::new(maildir, first)),
            SourceSettings::Files(files) => Source::Files(Files::new(files)),
        };
        Mailbox {
            name: settings.name,
            role: settings.role,
            source,
        }
    }

    /// Its name in the configuration.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is for.
    pub fn role(&self) -> MailboxRole {
        self.role
    }

    /// The next messages that the ledger does not know. Asked again with the same ledger, it gives the same
    /// messages: whatever was not committed comes back (mail rules 10, 16, 97). `now` dates messages that
    /// carry no time of their own.
    ///
    /// # Errors
    /// [`SourceError::retry`] tells whether to try again after a [`backoff`] or to call a person. The
    /// connection is closed then, and the next call opens another one.
    pub async fn next(
        &mut self,
        ledger: &Ledger,
        limits: Limits,
        now: DateTime<Utc>,
    ) -> Result<Batch, SourceError> {
        let found = match &mut self.source {
            Source::Imap(imap) => imap.next(ledger, limits, now).await?,
            Source::Maildir(maildir) => maildir.next(ledger, limits, now).await?,
            Source::Files(files) => files.next(ledger, limits, now).await?,
        };
        let arrivals = found
            .letters
            .into_iter()
            .map(|letter| letter.arrive(&self.name, self.role))
            .collect();
        Ok(Batch {
            arrivals,
            passed_over: found.passed_over,
            waiting: found.waiting,
        })
    }

    /// Marks or moves messages as configured; to be called after their commit, and again at the next start
    /// for those whose mark was not confirmed (mail rule 11).
    ///
    /// # Errors
    /// The messages stay counted as done (mail rule 12). [`Retry::Again`]: the same places may be marked
    /// later; [`Retry::Never`]: give them up and tell a person.
    pub async fn done(&mut self, places: &[Place]) -> Result<(), SourceError> {
        if places.is_empty() {
            return Ok(());
        }
        match &mut self.source {
            Source::Imap(imap) => imap.done(places).await,
            Source::Maildir(maildir) => maildir.done(places).await,
            Source::Files(_) => Ok(()),
        }
    }

    /// Waits for new mail, at most `timeout`. May be dropped at any time.
    ///
    /// # Errors
    /// As [`Mailbox::next`].
    pub async fn wait(&mut self, timeout: Duration) -> Result<Wake, SourceError> {
        match &mut self.source {
            Source::Imap(imap) => imap.wait(timeout).await,
            Source::Maildir(maildir) => maildir.wait(timeout).await,
            Source::Files(files) => files.wait(timeout).await,
        }
    }

    /// Opens it and tells what is there, changing nothing (`rsvpd check --connect`).
    ///
    /// # Errors
    /// As [`Mailbox::next`].
    pub async fn check(&mut self) -> Result<Checked, SourceError> {
        match &mut self.source {
            Source::Imap(imap) => imap.check().await,
            Source::Maildir(maildir) => maildir.check().await,
            Source::Files(files) => files.check().await,
        }
    }

    /// Says good-bye to the server; dropping the mailbox closes the connection too, less politely.
    pub async fn close(&mut self) {
        if let Source::Imap(imap) = &mut self.source {
            imap.close().await;
        }
    }
}

/// What one source found.
#[derive(Debug, Default)]
struct Found {
    letters: Vec<Letter>,
    passed_over: Vec<Place>,
    waiting: usize,
}
