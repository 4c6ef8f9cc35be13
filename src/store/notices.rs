//! Letters to the organisers themselves: they wait here, apart from the replies to guests, until they have left.

use super::outbox::open_breakers;
use super::sql::{Columns, row, rows, run};
use super::troubles::{self, Reachability};
use super::{ADD_SETTING, Store, StoreError};
use crate::message::MailboxRole;
use chrono::{DateTime, Utc};

/// A letter to the organisers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: i64,
    /// RFC 5322.
    pub raw: Vec<u8>,
    pub recipient: String,
}

/// Letters to the organisers, and what is remembered of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling<'a> {
    /// Recipient and RFC 5322.
    pub letters: Vec<(String, Vec<u8>)>,
    /// The setting that remembers what was told.
    pub key: &'a str,
    /// What it said when the letters were written.
    pub before: Option<&'a str>,
    pub after: String,
    pub reachability: Reachability,
}

/// What a digest counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DigestCounts {
    pub arrived: u32,
    pub to_decide: u32,
    pub of_press: u32,
    pub set_aside: u32,
    pub undelivered: u32,
    pub held: u32,
    pub oldest: Vec<String>,
}

/// What cannot wait for the digest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Urgent {
    /// References of replies of which nobody knows whether they arrived.
    pub uncertain: Vec<String>,
    /// References of replies that were refused or came back.
    pub undelivered: Vec<String>,
    /// Mailboxes whose automatic answers were stopped.
    pub stopped: Vec<MailboxRole>,
    /// References of letters that wait for a decision.
    pub overdue: Vec<String>,
    /// The last line of the journal.
    pub journal: i64,
}

const LAST_LINE: &str = "SELECT COALESCE(MAX(id), 0) FROM journal";
const REPLIES_SINCE: &str = "SELECT DISTINCT o.id, q.reference, o.state FROM journal j \
    JOIN requests q ON q.message = j.request JOIN outbox o ON o.request = j.request \
    WHERE j.id > $1 AND j.id <= $2 AND j.what = 'reply' AND j.actor_kind <> 'organiser' AND o.state IN ('uncertain', 'refused', 'bounced') \
    ORDER BY o.id LIMIT 500";
const STOPPED_SINCE: &str =
    "SELECT COUNT(*) FROM journal WHERE id > $1 AND id <= $2 AND what = 'breaker-opened'";
// The press list is decided on a day of its own.
const OVERDUE: &str = "SELECT reference FROM requests WHERE outcome = 'review' AND updated_at > $1 \
    AND updated_at <= $2 ORDER BY updated_at, message LIMIT 500";

const REMEMBER_NEXT: &str = "UPDATE settings SET value = $3 WHERE key = $1 AND value = $2";
const ADD: &str = "INSERT INTO notices (id, recipient, raw, state, created_at) \
    SELECT COALESCE(MAX(id), 0) + 1, $1, $2, 'queued', $3 FROM notices";
const DUE: &str = "SELECT id, raw, recipient FROM notices WHERE state = 'queued' ORDER BY id LIMIT 20";
const LEFT: &str = "UPDATE notices SET state = $2 WHERE id = $1";
const ARRIVED: &str = "SELECT COUNT(*) FROM messages WHERE kept_at > $1 AND state <> 'copy'";
const WAITING: &str =
    "SELECT outcome, COUNT(*) FROM requests WHERE outcome IN ('review', 'press-queue') GROUP BY outcome";
const SET_ASIDE: &str = "SELECT COUNT(*) FROM messages WHERE state = 'quarantined'";
const TROUBLED: &str = "SELECT state, COUNT(*) FROM outbox \
    WHERE state IN ('draft', 'held', 'refused', 'uncertain', 'bounced') GROUP BY state";
const OLDEST: &str =
    "SELECT reference FROM requests WHERE outcome IN ('review', 'press-queue') ORDER BY message LIMIT 5";

impl Store {
    /// Queues letters to the organisers and remembers what they tell, in one transaction: told once, and never lost.
    /// `false`, and nothing is done, where somebody else told it meanwhile or it is no longer so.
    ///
    /// # Errors
    /// As any write.
    pub async fn tell(&self, telling: &Telling<'_>, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let (key, after) = (telling.key, telling.after.as_str());
        let ours = match telling.before {
            Some(before) => run(&mut tx, REMEMBER_NEXT, row![key, before, after]).await?,
            None => run(&mut tx, ADD_SETTING, row![key, after]).await?,
        };
        if ours == 0 || !troubles::mark_told(&mut tx, &telling.reachability).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        for (recipient, raw) in &telling.letters {
            run(&mut tx, ADD, row![recipient.as_str(), raw.clone(), now]).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Letters to the organisers that have not left.
    ///
    /// # Errors
    /// As any read.
    pub async fn notices_due(&self) -> Result<Vec<Notice>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, DUE, Vec::new()).await?;
        found
            .iter()
            .map(|row| {
                Ok(Notice {
                    id: row.int(0)?,
                    raw: row.bytes(1)?,
                    recipient: row.text(2)?,
                })
            })
            .collect()
    }

    /// Notes that a letter to the organisers left, or cannot.
    ///
    /// # Errors
    /// As any write.
    pub async fn notice_done(&self, id: i64, arrived: bool) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        run(
            &mut tx,
            LEFT,
            row![id, if arrived { "delivered" } else { "refused" }],
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// What happened after a line of the journal that organisers must know, and which letters came to wait for a
    /// decision between two moments (the first excluded) and still do.
    ///
    /// # Errors
    /// As any read.
    pub async fn urgent(
        &self,
        since: i64,
        (after, until): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Urgent, StoreError> {
        let mut tx = self.read.begin().await?;
        let mut urgent = Urgent::default();
        if let Some(row) = rows(&mut tx, LAST_LINE, Vec::new()).await?.first() {
            urgent.journal = row.int(0)?;
        }
        for row in rows(&mut tx, REPLIES_SINCE, row![since, urgent.journal]).await? {
            let reference = row.text(1)?;
            match row.text(2)?.as_str() {
                "uncertain" => urgent.uncertain.push(reference),
                _ => urgent.undelivered.push(reference),
            }
        }
        let stopped = rows(&mut tx, STOPPED_SINCE, row![since, urgent.journal]).await?;
        if stopped.first().map_or(Ok(0), |row| row.count(0))? > 0 {
            urgent.stopped = open_breakers(&mut tx).await?;
        }
        for row in rows(&mut tx, OVERDUE, row![after, until]).await? {
            urgent.overdue.push(row.text(0)?);
        }
        Ok(urgent)
    }

    /// The counts of a digest; letters are those kept after `since`.
    ///
    /// # Errors
    /// As any read.
    pub async fn digest_counts(&self, since: DateTime<Utc>) -> Result<DigestCounts, StoreError> {
        let mut tx = self.read.begin().await?;
        let mut counts = DigestCounts::default();
        for (sql, values, count) in [
            (ARRIVED, row![since], &mut counts.arrived),
            (SET_ASIDE, Vec::new(), &mut counts.set_aside),
        ] {
            if let Some(row) = rows(&mut tx, sql, values).await?.first() {
                *count = row.count(0)?;
            }
        }
        for row in rows(&mut tx, WAITING, Vec::new()).await? {
            let count = row.count(1)?;
            counts.to_decide += count;
            if row.text(0)? == "press-queue" {
                counts.of_press += count;
            }
        }
        for row in rows(&mut tx, TROUBLED, Vec::new()).await? {
            let count = row.count(1)?;
            match row.text(0)?.as_str() {
                "draft" | "held" => counts.held += count,
                _ => counts.undelivered += count,
            }
        }
        for row in rows(&mut tx, OLDEST, Vec::new()).await? {
            counts.oldest.push(row.text(0)?);
        }
        Ok(counts)
    }
}
