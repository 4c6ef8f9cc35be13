//! What has come due: offers that ended or are to be reminded of, found by the deadlines that are stored.

use super::sql::{Columns, row, rows, run};
use super::{Settling, Store, StoreError};
use chrono::{DateTime, Utc};

/// Something that time demands of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueOffer {
    pub party: i64,
    /// When the party was offered its places.
    pub offered_at: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// Places of a party that are held without names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueNames {
    pub party: i64,
    /// When they were asked for.
    pub since: DateTime<Utc>,
    /// The date that the party was told.
    pub until: DateTime<Utc>,
}

/// What a party is told, or an organiser shown, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// That an offer ends soon.
    Offer,
    /// That names are missing.
    Names,
    /// Of the event itself.
    Event,
    /// To organisers: that names have not come in time.
    NamesOverdue,
}

impl Told {
    /// The name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Names => "names",
            Self::Event => "event",
            Self::NamesOverdue => "names overdue",
        }
    }
}

// An offer waits with a letter that was kept before it ended and is not decided, and with an answer that an
// organiser has still to look at.
const ENDED: &str = "SELECT r.party, MIN(r.updated_at), r.until FROM registrations r \
    WHERE r.state = 'offered' AND r.until < $1 \
      AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.state = 'kept' AND m.received_at <= r.until) \
      AND NOT EXISTS (SELECT 1 FROM requests q WHERE q.concerns = r.party AND q.outcome = 'review') \
    GROUP BY r.party, r.until ORDER BY r.until, r.party";
const OPEN: &str = "SELECT r.party, MIN(r.updated_at), r.until FROM registrations r \
    LEFT JOIN reminders d ON d.party = r.party AND d.what = 'offer' AND d.deadline = r.until \
    WHERE r.state = 'offered' AND r.until > $1 AND d.party IS NULL \
    GROUP BY r.party, r.until ORDER BY r.until, r.party";
// Whoever was confirmed after the reminder's time has a fresh letter.
const UNREMINDED: &str = "SELECT r.party FROM registrations r \
    LEFT JOIN reminders d ON d.party = r.party AND d.what = 'event' AND d.deadline = $1 \
    WHERE r.state = 'confirmed' AND d.party IS NULL GROUP BY r.party HAVING MIN(r.updated_at) < $2 \
    ORDER BY r.party LIMIT 200";
// Only where anybody was checked in: an event without check-in has no list of who came.
const NOT_SEEN: &str = "SELECT DISTINCT party FROM registrations WHERE state = 'confirmed' AND session IN \
    (SELECT session FROM registrations WHERE state = 'attended') ORDER BY party LIMIT 200";
const LIVE: &str = "SELECT DISTINCT party FROM registrations \
    WHERE state IN ('asked', 'waiting', 'offered', 'confirmed') \
    UNION SELECT request FROM press WHERE state = 'accredited' ORDER BY 1";
const REMINDED: &str = "INSERT INTO reminders (party, what, deadline, at) VALUES ($1, $2, $3, $4)";
const NAMES_MISSING: &str = "SELECT n.party, n.since, n.deadline FROM names_due n \
    LEFT JOIN reminders d ON d.party = n.party AND d.what = $2 AND d.deadline = n.deadline \
    WHERE d.party IS NULL AND (($2 = 'names' AND n.deadline > $1) OR ($2 = 'names overdue' AND n.deadline <= $1 \
      AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.state = 'kept' AND m.received_at <= n.deadline))) \
      AND EXISTS (SELECT 1 FROM persons p JOIN registrations r ON r.party = p.party AND r.position = p.position \
        WHERE p.party = n.party AND p.name IS NULL AND r.state IN ('waiting', 'offered', 'confirmed')) \
    ORDER BY n.deadline, n.party";
const NEXT: &str = "SELECT MIN(until) FROM registrations WHERE state = 'offered'";

impl Store {
    /// When the next offer ends, if one is open.
    ///
    /// # Errors
    /// As any read.
    pub async fn next_offer_ends(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, NEXT, Vec::new()).await?;
        found.first().map_or(Ok(None), |row| row.maybe_time(0))
    }
}

impl Settling {
    /// Offers that ended before `horizon`, the earliest first; none that an unread or undecided answer may save.
    ///
    /// # Errors
    /// As any read.
    pub async fn ended_offers(&mut self, horizon: DateTime<Utc>) -> Result<Vec<DueOffer>, StoreError> {
        let found = rows(self.connection(), ENDED, row![horizon]).await?;
        found.iter().map(due_offer).collect()
    }

    /// Open offers that nobody was reminded of yet, the earliest end first.
    ///
    /// # Errors
    /// As any read.
    pub async fn unreminded_offers(&mut self, now: DateTime<Utc>) -> Result<Vec<DueOffer>, StoreError> {
        let found = rows(self.connection(), OPEN, row![now]).await?;
        found.iter().map(due_offer).collect()
    }

    /// Parties whose held places have no names yet, the earliest date first: those to be reminded, or, with
    /// [`Told::NamesOverdue`], those whose date has passed and no letter that came in time is unread.
    ///
    /// # Errors
    /// As any read.
    pub async fn missing_names(
        &mut self,
        what: Told,
        now: DateTime<Utc>,
    ) -> Result<Vec<DueNames>, StoreError> {
        let found = rows(self.connection(), NAMES_MISSING, row![now, what.name()]).await?;
        let due = found.iter().map(|row| {
            Ok(DueNames {
                party: row.int(0)?,
                since: row.time(1)?,
                until: row.time(2)?,
            })
        });
        due.collect()
    }

    /// Parties with a seat who were not reminded of the event yet; some hundred at a time.
    ///
    /// # Errors
    /// As any read.
    pub async fn unreminded_guests(
        &mut self,
        event: DateTime<Utc>,
        reminder: DateTime<Utc>,
    ) -> Result<Vec<i64>, StoreError> {
        let found = rows(self.connection(), UNREMINDED, row![event, reminder]).await?;
        found.iter().map(|row| row.int(0)).collect()
    }

    /// Parties with a seat in a session at which others were checked in and they were not; some hundred at a time.
    ///
    /// # Errors
    /// As any read.
    pub async fn not_seen(&mut self) -> Result<Vec<i64>, StoreError> {
        let found = rows(self.connection(), NOT_SEEN, Vec::new()).await?;
        found.iter().map(|row| row.int(0)).collect()
    }

    /// Parties that must hear of it when the event changes.
    ///
    /// # Errors
    /// As any read.
    pub async fn concerned(&mut self) -> Result<Vec<i64>, StoreError> {
        let found = rows(self.connection(), LIVE, Vec::new()).await?;
        found.iter().map(|row| row.int(0)).collect()
    }

    /// Remembers a value under this key as part of this transaction.
    ///
    /// # Errors
    /// As any write.
    pub async fn remember(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        run(self.connection(), super::SET_SETTING, row![key, value]).await?;
        Ok(())
    }

    /// Remembers that a party was reminded of something, so that it is told once.
    ///
    /// # Errors
    /// As any write.
    pub async fn reminded(
        &mut self,
        party: i64,
        what: Told,
        deadline: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        run(
            self.connection(),
            REMINDED,
            row![party, what.name(), deadline, now],
        )
        .await?;
        Ok(())
    }

    /// What a party is offered now.
    ///
    /// # Errors
    /// As any read.
    pub async fn offers(&mut self, party: i64) -> Result<Vec<crate::rules::Offer>, StoreError> {
        super::threads::offers(self.connection(), party).await
    }
}

fn due_offer(row: &sqlx::any::AnyRow) -> Result<DueOffer, StoreError> {
    Ok(DueOffer {
        party: row.int(0)?,
        offered_at: row.time(1)?,
        until: row.time(2)?,
    })
}
