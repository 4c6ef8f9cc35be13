//! What is kept, on SQLite or PostgreSQL: the only module that speaks SQL.
//!
//! A [`Store`] keeps messages ([`messages`]), settles decisions in one transaction ([`settling`]), hands replies to
//! the senders ([`outbox`]) and shows people what happened ([`views`]). The database is the queue: what was kept is
//! never lost, what was settled is never settled again. Time and chance are parameters.

use chrono::{DateTime, Utc};
use sql::{Columns, row, rows, run};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor, Transaction};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub use due::{DueNames, DueOffer, Told};
pub use erasure::Erased;
pub use error::StoreError;
pub use journal::{Actor, Entry};
pub use lease::Lease;
pub use messages::{Disposal, Kept, NewMessage, StoredMessage};
pub use outbox::{DeliveryOutcome, Due, ReplyState};
pub use registrations::StoredParty;
pub use remarks::Remark;
pub use settling::{Cause, Contact, Outgoing, Reading, Settlement, Settling};
pub use standing::{Capacity, Lookup, Picture, Standing};
pub use threads::Tie;
pub use tokens::ApiToken;
pub use undo::{Before, Undoable, Undone};
pub use users::{SignIn, User};

pub mod by_hand;
mod due;
mod erasure;
mod error;
pub mod journal;
mod lease;
pub mod messages;
pub mod notices;
pub mod outbox;
pub mod press;
mod registrations;
pub mod remarks;
mod search;
pub mod settling;
mod sql;
pub mod standing;
mod threads;
mod tokens;
pub mod troubles;
mod undo;
mod users;
pub mod views;

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `sqlite:path` or `postgres://user:password@host/name`.
    pub url: String,
    /// How long to wait for another process's lock, or for a free connection.
    pub patience: Duration,
    /// Connections for reading; on PostgreSQL for writing too.
    pub connections: u32,
}

impl Settings {
    /// With a patience of 5 seconds and 8 connections.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            patience: Duration::from_secs(5),
            connections: 8,
        }
    }
}

/// The database of one event.
#[derive(Debug, Clone)]
pub struct Store {
    read: AnyPool,
    /// On SQLite one connection, so that writers of this process queue up instead of finding the file locked.
    write: AnyPool,
    kind: Kind,
    /// How many stand in the lists, and the mark of the moment when that was counted.
    summed: Arc<Mutex<Option<Summed>>>,
}

/// A mark of the store, and what was counted at that moment.
type Summed = (Vec<i64>, views::Sums);

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// A transaction that writes.
pub(crate) type Writing = Transaction<'static, Any>;

/// Rows of `settings` that writers lock on PostgreSQL, so that they come one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Numbers of messages.
    Arrivals,
    /// Decisions on the event's places.
    Event,
}

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

const LOCK_SETTING: &str = "SELECT value FROM settings WHERE key = $1 FOR UPDATE";
const ADD_SETTING: &str = "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
const READ_SETTING: &str = "SELECT value FROM settings WHERE key = $1";
const SET_SETTING: &str = "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
const DROP_SETTING: &str = "DELETE FROM settings WHERE key = $1";

impl Store {
    /// Opens the database of this address, with the usual [`Settings`]; an SQLite file is made if it is missing.
    ///
    /// # Errors
    /// [`StoreError::Open`], with the place and what to do.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::open(&Settings::new(url)).await
    }

    /// Opens a database.
    ///
    /// # Errors
    /// [`StoreError::Open`], with the place and what to do.
    pub async fn open(settings: &Settings) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let kind = if settings.url.starts_with("sqlite:") {
            Kind::Sqlite
        } else {
            Kind::Postgres
        };
        let place = place_of(&settings.url);
        let url = match kind {
            Kind::Sqlite if !settings.url.contains('?') => format!("{}?mode=rwc", settings.url),
            _ => settings.url.clone(),
        };
        let options = AnyConnectOptions::from_str(&url).map_err(|cause| StoreError::open(&place, cause))?;
        // The pool would try again and again; the first connection shall tell at once what is wrong.
        let first = AnyConnection::connect_with(&options)
            .await
            .map_err(|cause| StoreError::open(&place, cause))?;
        first.close().await?;
        let pool = |connections, memory| {
            pool(settings, kind, connections, memory).connect_lazy_with(options.clone())
        };
        let (write, read) = match kind {
            Kind::Sqlite => (
                pool(1, (WRITER_CACHE, 0)),
                pool(settings.connections, (READER_CACHE, READER_MAP)),
            ),
            Kind::Postgres => {
                let shared = pool(settings.connections, (0, 0));
                (shared.clone(), shared)
            }
        };
        Ok(Self {
            read,
            write,
            kind,
            summed: Arc::default(),
        })
    }

    /// Brings the tables to this program's form and binds a new database to its event; does nothing the second time.
    /// `new_secret` becomes the key of reply tokens only if the database has none yet.
    ///
    /// # Errors
    /// [`StoreError::OtherEvent`] if the database belongs to another event, [`StoreError::Migration`] if the tables
    /// are of a newer program.
    pub async fn migrate(&self, event: &str, new_secret: &[u8; 32]) -> Result<(), StoreError> {
        match self.kind {
            Kind::Sqlite => SQLITE.run(&self.write).await?,
            Kind::Postgres => POSTGRES.run(&self.write).await?,
        }
        let mut tx = self.begin().await?;
        let secret: String = new_secret.iter().map(|byte| format!("{byte:02x}")).collect();
        for (key, value) in [
            (Turn::Event.key(), event),
            (Turn::Arrivals.key(), ""),
            ("secret", &secret),
        ] {
            run(&mut tx, ADD_SETTING, row![key, value]).await?;
        }
        let found = read_setting(&mut tx, Turn::Event.key())
            .await?
            .unwrap_or_default();
        if found != event {
            return Err(StoreError::OtherEvent {
                found,
                expected: event.to_owned(),
            });
        }
        Ok(tx.commit().await?)
    }

    /// The key of reply tokens (mail-rules 2.4), made at the first [`Store::migrate`].
    ///
    /// # Errors
    /// As any read.
    pub async fn secret(&self) -> Result<Vec<u8>, StoreError> {
        let text = self.setting("secret").await?.unwrap_or_default();
        let bytes: Option<Vec<u8>> = (0..text.len() / 2)
            .map(|at| {
                text.get(2 * at..2 * at + 2)
                    .and_then(|pair| u8::from_str_radix(pair, 16).ok())
            })
            .collect();
        bytes
            .filter(|bytes| bytes.len() == 32)
            .ok_or_else(|| StoreError::damaged("settings.secret", "(not shown)"))
    }

    /// A value that the desk remembers under this key, if any.
    ///
    /// # Errors
    /// As any read.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        read_setting(&mut *self.read.acquire().await?, key).await
    }

    /// Remembers a value under this key; `None` forgets it.
    ///
    /// # Errors
    /// As any write.
    pub async fn set_setting(&self, key: &str, value: Option<&str>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        match value {
            Some(value) => run(&mut tx, SET_SETTING, row![key, value]).await?,
            None => run(&mut tx, DROP_SETTING, row![key]).await?,
        };
        Ok(tx.commit().await?)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        // Also of a database that no desk has worked with yet.
        sqlx::query("SELECT 1").execute(&self.read).await?;
        Ok(())
    }

    /// Lets running statements end, and closes all connections.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }

    /// Begins to write; on SQLite as the one writer.
    pub(crate) async fn begin(&self) -> Result<Writing, StoreError> {
        Ok(match self.kind {
            Kind::Sqlite => self.write.begin_with("BEGIN IMMEDIATE").await?,
            Kind::Postgres => self.write.begin().await?,
        })
    }

    /// Begins to write when no other writer of this kind is at it.
    pub(crate) async fn begin_in_turn(&self, turn: Turn) -> Result<Writing, StoreError> {
        let mut tx = self.begin().await?;
        if self.kind == Kind::Postgres {
            rows(&mut tx, LOCK_SETTING, row![turn.key()]).await?;
        }
        Ok(tx)
    }
}

impl Turn {
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Arrivals => "arrivals",
            Self::Event => "event",
        }
    }
}

/// SQLite's page caches, KiB: the writer comes back to the same pages, each reader mostly passes by once.
const WRITER_CACHE: u32 = 6 << 10;
const READER_CACHE: u32 = 2 << 10;
/// Bytes of the database that readers see through the system's own cache, instead of a copy of each page for each.
const READER_MAP: u64 = 1 << 30;

fn pool(settings: &Settings, kind: Kind, connections: u32, (cache, map): (u32, u64)) -> AnyPoolOptions {
    let patience = settings.patience.as_millis();
    AnyPoolOptions::new()
        .max_connections(connections.max(1))
        // A file does not hang up; a server may have.
        .test_before_acquire(kind == Kind::Postgres)
        // A writer waits for the writers before it, and then for other processes.
        .acquire_timeout(settings.patience.saturating_mul(6))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if kind == Kind::Sqlite {
                    let pragmas = format!(
                        "PRAGMA busy_timeout = {patience}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                         PRAGMA foreign_keys = ON; PRAGMA secure_delete = FAST; PRAGMA cache_size = -{cache}; PRAGMA mmap_size = {map};"
                    );
                    connection.execute(sqlx::AssertSqlSafe(pragmas)).await?;
                } else {
                    // Pages ask for little at a time: to compile a query or to wake helpers for it takes longer than any
                    // of them does, and indices are in memory, so that they beat reading a table from end to end.
                    let settings =
                        "SET jit = off; SET max_parallel_workers_per_gather = 0; SET random_page_cost = 1.1";
                    connection.execute(settings).await?;
                }
                Ok(())
            })
        })
}

async fn read_setting(connection: &mut AnyConnection, key: &str) -> Result<Option<String>, StoreError> {
    let found = rows(connection, READ_SETTING, row![key]).await?;
    found.first().map(|row| row.text(0)).transpose()
}

/// Where the database is, without user and password.
fn place_of(url: &str) -> String {
    let bare = url.split('?').next().unwrap_or(url);
    let Some((scheme, rest)) = bare.split_once(':') else {
        return bare.to_owned();
    };
    let rest = rest.trim_start_matches("//");
    let rest = if scheme == "sqlite" {
        rest
    } else {
        rest.rsplit_once('@').map_or(rest, |(_, host)| host)
    };
    format!("`{rest}`")
}

/// The moment `ago` before `now`.
pub(crate) fn before(now: DateTime<Utc>, ago: chrono::TimeDelta) -> DateTime<Utc> {
    now.checked_sub_signed(ago).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn rule_104_the_place_of_a_database_is_told_without_its_password() {
        assert_eq!(
            place_of("postgres://rsvpd:secret@db.example/summit?sslmode=require"),
            "`db.example/summit`"
        );
        assert_eq!(
            place_of("sqlite:///var/lib/rsvpd/summit.db"),
            "`/var/lib/rsvpd/summit.db`"
        );
    }
}
