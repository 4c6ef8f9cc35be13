//! What can go wrong with the database, as questions the caller can act on.

use sqlx::migrate::MigrateError;

/// Why the store could not do what it was asked; nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database could not be opened at all.
    #[error("the database {place} cannot be opened: {cause}. {remedy}")]
    Open {
        /// File or server, without password.
        place: String,
        cause: Box<StoreError>,
        /// What to do.
        remedy: &'static str,
    },
    /// Another process holds the database longer than we waited.
    #[error(
        "the database is locked by another process; the desk tries again by itself. If it stays so, find who holds the file open (`fuser` names it) and end it"
    )]
    Locked(#[source] sqlx::Error),
    /// No room is left for the database.
    #[error(
        "the disk of the database is full; mail stays on the server and the desk tries again by itself. Free some space"
    )]
    Full(#[source] sqlx::Error),
    /// The server, the network or the disk does not answer.
    #[error(
        "the database does not answer ({0}); see that its server runs and can be reached, or that its file is a database. A desk that runs tries again by itself"
    )]
    Unreachable(#[source] sqlx::Error),
    /// Somebody else changed it first: look again and decide again (registration rule 35).
    #[error("{what} was changed by somebody else in the meantime; look at it again")]
    Conflict {
        /// What was changed.
        what: String,
    },
    /// The decision has its answer already (I2).
    #[error("request {request} already has an answer number {number}; nothing was written twice")]
    AlreadyAnswered { request: i64, number: i64 },
    /// The decisions would seat more persons than there are places (I1).
    #[error("`{place}` would hold {taken} persons, but has {capacity} places; nothing was changed")]
    Overbooked {
        /// A session's id, or `event` for all of it.
        place: String,
        taken: u32,
        capacity: u32,
    },
    /// The database belongs to another event.
    #[error(
        "this database belongs to the event `{found}`, but the configuration is for `{expected}`; set another `url` in [store] of rsvpd.toml, or the right `event`"
    )]
    OtherEvent { found: String, expected: String },
    /// The tables could not be brought to this program's form.
    #[error(
        "the tables cannot be brought up to date: {0}. If a newer rsvpd wrote this database, use that one"
    )]
    Migration(#[source] MigrateError),
    /// A stored value is not what this program writes.
    #[error(
        "the database holds a value that this program does not understand: {what}. If a newer rsvpd wrote it, use that one; else restore a backup"
    )]
    Damaged {
        /// Column and value.
        what: String,
    },
    /// A decision that contradicts itself was handed over; a fault of the program.
    #[error(
        "the decision on request {request} cannot be stored: {why}. This is a fault of rsvpd; please report it"
    )]
    Inconsistent { request: i64, why: &'static str },
    /// Any other answer of the database.
    #[error("the database refused: {0}")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether the same call may succeed later: keep the mail where it is, back off, try again (mail rules 16, 97).
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Open { cause, .. } => cause.is_temporary(),
            Self::Locked(_) | Self::Full(_) | Self::Unreachable(_) => true,
            _ => false,
        }
    }

    /// Whether the picture the decision was made from is no longer true: read again and decide again.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(
            self,
            Self::Conflict { .. } | Self::AlreadyAnswered { .. } | Self::Overbooked { .. }
        )
    }

    pub(super) fn open(place: &str, cause: sqlx::Error) -> Self {
        Self::Open {
            place: place.to_owned(),
            cause: Box::new(cause.into()),
            remedy: "See `url` in [store] of rsvpd.toml: a file needs a folder that exists and may be written, a server must run and let this user in",
        }
    }

    pub(super) fn damaged(column: &str, value: impl std::fmt::Display) -> Self {
        Self::Damaged {
            what: format!("{column} = `{value}`"),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = match &error {
            sqlx::Error::Database(database) => database.code().unwrap_or_default().into_owned(),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => return Self::Unreachable(error),
            _ => return Self::Database(error),
        };
        match Sign::of_code(&code) {
            Some(Sign::Locked) => Self::Locked(error),
            Some(Sign::Full) => Self::Full(error),
            Some(Sign::Unreachable) => Self::Unreachable(error),
            None => Self::Database(error),
        }
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(cause) => match Self::from(cause) {
                Self::Database(cause) => Self::Migration(MigrateError::Execute(cause)),
                temporary => temporary,
            },
            other => Self::Migration(other),
        }
    }
}

/// What a database's code for temporary trouble means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Locked,
    Full,
    Unreachable,
}

impl Sign {
    /// SQLite's (extended) result codes are decimal numbers, PostgreSQL's SQLSTATE has five characters.
    fn of_code(code: &str) -> Option<Self> {
        if code.len() == 5 {
            return match code {
                // deadlock, serialization failure, lock not available
                "40P01" | "40001" | "55P03" => Some(Self::Locked),
                "53100" => Some(Self::Full),
                // too many connections, shutting down, crashed, starting up, connection exceptions
                "53300" | "57P01" | "57P02" | "57P03" => Some(Self::Unreachable),
                _ if code.starts_with("08") => Some(Self::Unreachable),
                _ => None,
            };
        }
        // The lower byte is the primary code: https://www.sqlite.org/rescode.html
        match code.parse::<i64>().ok()? & 0xff {
            5 | 6 => Some(Self::Locked),
            13 => Some(Self::Full),
            10 => Some(Self::Unreachable),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_016_codes_of_temporary_trouble_are_known_on_both_databases() {
        assert_eq!(Sign::of_code("5"), Some(Sign::Locked));
        assert_eq!(Sign::of_code("517"), Some(Sign::Locked)); // SQLITE_BUSY_SNAPSHOT
        assert_eq!(Sign::of_code("13"), Some(Sign::Full));
        assert_eq!(Sign::of_code("778"), Some(Sign::Unreachable)); // SQLITE_IOERR_WRITE
        assert_eq!(Sign::of_code("2067"), None); // SQLITE_CONSTRAINT_UNIQUE
        assert_eq!(Sign::of_code("40001"), Some(Sign::Locked));
        assert_eq!(Sign::of_code("53100"), Some(Sign::Full));
        assert_eq!(Sign::of_code("08006"), Some(Sign::Unreachable));
        assert_eq!(Sign::of_code("23505"), None); // unique_violation
    }
}
