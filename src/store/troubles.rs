//! Mailboxes that cannot be reached: since when and why, and whether organisers were told (mail-rules 102).

use super::sql::{Columns, row, rows, run};
use super::{Store, StoreError, Writing};
use chrono::{DateTime, Utc};

/// A mailbox that cannot be reached now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxTrouble {
    pub mailbox: String,
    pub since: DateTime<Utc>,
    /// In words for whoever can mend it.
    pub why: String,
}

/// Mailboxes that organisers are to be told of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reachability {
    /// Cannot be reached since then.
    pub lost: Vec<(String, DateTime<Utc>)>,
    /// Were told to be lost, and work again since then.
    pub found: Vec<(String, DateTime<Utc>)>,
}

// Trouble that comes back before its end was told is told no second time, but lasts since it came back.
const FAILS: &str = "INSERT INTO mailbox_troubles (mailbox, since, why, told) VALUES ($1, $2, $3, 0) \
    ON CONFLICT (mailbox) DO UPDATE SET why = excluded.why, ended_at = NULL, \
    since = CASE WHEN mailbox_troubles.ended_at IS NULL THEN mailbox_troubles.since ELSE excluded.since END";
const IN_TROUBLE: &str =
    "SELECT mailbox, since, why FROM mailbox_troubles WHERE ended_at IS NULL ORDER BY since, mailbox";
const IS_IN_TROUBLE: &str = "SELECT 1 FROM mailbox_troubles WHERE mailbox = $1 AND ended_at IS NULL";
const FORGET_UNTOLD: &str = "DELETE FROM mailbox_troubles WHERE mailbox = $1 AND told = 0";
const IS_OVER: &str =
    "UPDATE mailbox_troubles SET ended_at = $2 WHERE mailbox = $1 AND told = 1 AND ended_at IS NULL";
const ALL: &str = "SELECT mailbox FROM mailbox_troubles";
const FORGET: &str = "DELETE FROM mailbox_troubles WHERE mailbox = $1";
const LOST: &str = "SELECT mailbox, since FROM mailbox_troubles WHERE told = 0 AND ended_at IS NULL AND since <= $1 \
    ORDER BY since, mailbox";
const FOUND: &str =
    "SELECT mailbox, ended_at FROM mailbox_troubles WHERE ended_at IS NOT NULL ORDER BY ended_at, mailbox";
const LOSS_TOLD: &str =
    "UPDATE mailbox_troubles SET told = 1 WHERE mailbox = $1 AND told = 0 AND ended_at IS NULL";
const END_TOLD: &str = "DELETE FROM mailbox_troubles WHERE mailbox = $1 AND ended_at IS NOT NULL";

impl Store {
    /// Notes that a mailbox cannot be reached; that it was so before stays.
    ///
    /// # Errors
    /// As any write.
    pub async fn mailbox_fails(
        &self,
        mailbox: &str,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        run(&mut tx, FAILS, row![mailbox, now, why]).await?;
        Ok(tx.commit().await?)
    }

    /// Notes that a mailbox was reached; writes nothing where it was before.
    ///
    /// # Errors
    /// As any write.
    pub async fn mailbox_works(&self, mailbox: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut connection = self.read.acquire().await?;
        if rows(&mut connection, IS_IN_TROUBLE, row![mailbox])
            .await?
            .is_empty()
        {
            return Ok(());
        }
        drop(connection);
        let mut tx = self.begin().await?;
        run(&mut tx, FORGET_UNTOLD, row![mailbox]).await?;
        run(&mut tx, IS_OVER, row![mailbox, now]).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets the troubles of mailboxes that are watched no more.
    ///
    /// # Errors
    /// As any write.
    pub async fn watch_only(&self, mailboxes: &[&str]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for found in rows(&mut tx, ALL, Vec::new()).await? {
            let mailbox = found.text(0)?;
            if !mailboxes.contains(&mailbox.as_str()) {
                run(&mut tx, FORGET, row![mailbox]).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// The mailboxes that cannot be reached now, the longest first.
    ///
    /// # Errors
    /// As any read.
    pub async fn mailboxes_in_trouble(&self) -> Result<Vec<MailboxTrouble>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, IN_TROUBLE, Vec::new()).await?;
        let trouble = found.iter().map(|row| {
            Ok(MailboxTrouble {
                mailbox: row.text(0)?,
                since: row.time(1)?,
                why: row.text(2)?,
            })
        });
        trouble.collect()
    }

    /// What is to be told of mailboxes: those that are lost since this moment or longer, and those that work again.
    ///
    /// # Errors
    /// As any read.
    pub async fn reachability(&self, since: DateTime<Utc>) -> Result<Reachability, StoreError> {
        let mut connection = self.read.acquire().await?;
        let mut told = Reachability::default();
        for row in rows(&mut connection, LOST, row![since]).await? {
            told.lost.push((row.text(0)?, row.time(1)?));
        }
        for row in rows(&mut connection, FOUND, Vec::new()).await? {
            told.found.push((row.text(0)?, row.time(1)?));
        }
        Ok(told)
    }
}

/// Marks it as told; `false` where it is no longer so.
pub(super) async fn mark_told(tx: &mut Writing, told: &Reachability) -> Result<bool, StoreError> {
    for (sql, mailboxes) in [(LOSS_TOLD, &told.lost), (END_TOLD, &told.found)] {
        for (mailbox, _) in mailboxes {
            if run(tx, sql, row![mailbox.as_str()]).await? == 0 {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
