//! Stored letters with what was read in them, for reading them again; and who got a seat last.

use crate::message::MailboxRole;
use crate::request::{Doubt, Request, Session};
use crate::store::messages::role_from_name;
use crate::store::sql::{Columns, row, rows};
use crate::store::{Store, StoreError};
use chrono::{DateTime, Utc};

/// A letter and its reading.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredReading {
    pub id: i64,
    pub reference: String,
    pub role: MailboxRole,
    pub received_at: DateTime<Utc>,
    pub raw: Vec<u8>,
    pub reading: Request,
    pub doubts: Vec<Doubt>,
}

/// A person who holds a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seated {
    pub party: i64,
    pub reference: String,
    pub name: Option<String>,
}

const READINGS: &str = "SELECT q.message, q.reference, m.role, b.raw, q.reading, q.doubts, m.received_at FROM requests q \
    JOIN messages m ON m.id = q.message JOIN message_bytes b ON b.message = q.message \
    WHERE q.message > $1 ORDER BY q.message LIMIT $2";
const DOUBTS: &str = "SELECT doubts FROM requests WHERE message = $1";
const COUNT: &str = "SELECT COUNT(*) FROM requests q JOIN message_bytes b ON b.message = q.message";
const LATEST: &str = "SELECT p.party, q.reference, p.name FROM registrations r \
    JOIN persons p ON p.party = r.party AND p.position = r.position JOIN requests q ON q.message = r.party \
    WHERE r.state IN ('confirmed', 'offered') AND ($1 = '' OR r.session = $2) \
    GROUP BY p.party, p.position, q.reference, p.name \
    ORDER BY MAX(r.updated_at) DESC, p.party DESC, p.position DESC LIMIT $3";

impl Store {
    /// The next letters after this one that are settled and not erased.
    ///
    /// # Errors
    /// As any read.
    pub async fn readings(&self, after: i64, limit: u32) -> Result<Vec<StoredReading>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, READINGS, row![after, i64::from(limit)]).await?;
        let readings = found.iter().map(|row| {
            Ok(StoredReading {
                id: row.int(0)?,
                reference: row.text(1)?,
                role: row.named(2, role_from_name)?,
                raw: row.bytes(3)?,
                reading: row.json(4)?,
                doubts: row.json(5)?,
                received_at: row.time(6)?,
            })
        });
        readings.collect()
    }

    /// The doubts that remain about a letter.
    ///
    /// # Errors
    /// As any read.
    pub async fn doubts(&self, letter: i64) -> Result<Vec<Doubt>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, DOUBTS, row![letter]).await?;
        found.first().map_or(Ok(Vec::new()), |row| row.json(0))
    }

    /// How many such letters there are.
    ///
    /// # Errors
    /// As any read.
    pub async fn count_readings(&self) -> Result<u32, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, COUNT, Vec::new()).await?;
        found.first().map_or(Ok(0), |row| row.count(0))
    }

    /// Who got a seat last, in a session or in any; the latest first.
    ///
    /// # Errors
    /// As any read.
    pub async fn latest_seated(
        &self,
        session: Option<Session>,
        limit: u32,
    ) -> Result<Vec<Seated>, StoreError> {
        let session = session.map_or("", Session::id);
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, LATEST, row![session, session, i64::from(limit)]).await?;
        let seated = found.iter().map(|row| {
            Ok(Seated {
                party: row.int(0)?,
                reference: row.text(1)?,
                name: row.maybe_text(2)?,
            })
        });
        seated.collect()
    }
}
