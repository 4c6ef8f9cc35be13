//! Leases: one daemon at a time watches a mailbox, also where several share one database (mail rule 32).

use super::sql::{row, run};
use super::{Store, StoreError};
use chrono::{DateTime, Utc};

/// Whether a lease was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lease {
    /// It is ours until the time asked for.
    Ours,
    /// Somebody else holds it.
    Taken,
}

const TAKE: &str = "INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3) \
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
    WHERE leases.holder = excluded.holder OR leases.until <= $4";
const GIVE_BACK: &str = "DELETE FROM leases WHERE name = $1 AND holder = $2";

impl Store {
    /// Takes or prolongs a lease. A holder that dies loses it when its time is over.
    ///
    /// # Errors
    /// As any write.
    pub async fn lease(
        &self,
        name: &str,
        holder: &str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Lease, StoreError> {
        let mut tx = self.begin().await?;
        let touched = run(&mut tx, TAKE, row![name, holder, until, now]).await?;
        tx.commit().await?;
        Ok(if touched > 0 { Lease::Ours } else { Lease::Taken })
    }

    /// Gives a lease back, so that another need not wait for its end; does nothing if it is not ours.
    ///
    /// # Errors
    /// As any write.
    pub async fn end_lease(&self, name: &str, holder: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        run(&mut tx, GIVE_BACK, row![name, holder]).await?;
        Ok(tx.commit().await?)
    }
}
