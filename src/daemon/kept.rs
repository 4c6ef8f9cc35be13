//! Goes through the letters that are kept, oldest first, and has them settled batch by batch.

use super::settle::Settled;
use super::understand::Understood;
use super::{BATCH, Desk, DeskError, Part, passing};
use chrono::{DateTime, Utc};

/// Times that a batch is decided anew because somebody else was faster.
const CONFLICTS_MAX: usize = 5;

impl Desk {
    /// Settles all that is kept, oldest first; gives what became of each letter.
    ///
    /// `looked` is the moment up to which all mailboxes are known to be read. A letter that came too late for an offer waits
    /// until nothing can come any more that was in time for it: the one that came in time may lie in the other mailbox.
    ///
    /// # Errors
    /// [`DeskError::Store`]; what was settled before stays settled, the rest stays kept.
    pub async fn settle_pending(&self, looked: Option<DateTime<Utc>>) -> Result<Vec<Settled>, DeskError> {
        self.settle_all(looked, || {}).await
    }

    /// The same; `each` is called after every batch.
    pub(super) async fn settle_all(
        &self,
        looked: Option<DateTime<Utc>>,
        mut each: impl FnMut(),
    ) -> Result<Vec<Settled>, DeskError> {
        let horizon = looked.map(|looked| passing::horizon(looked, self.clock().now()));
        let mut all = Vec::new();
        loop {
            let mut settled = self.settle_kept(None, &mut each).await?;
            if settled.is_empty() && horizon.is_some() {
                settled = self.settle_kept(horizon, &mut each).await?;
            }
            if settled.is_empty() {
                return Ok(all);
            }
            all.append(&mut settled);
        }
    }

    /// Goes once through all that is kept. While one batch is written down the next is read.
    async fn settle_kept(
        &self,
        horizon: Option<DateTime<Utc>>,
        each: &mut impl FnMut(),
    ) -> Result<Vec<Settled>, DeskError> {
        let mut all = Vec::new();
        let mut ready = self.read_next(0).await?;
        while let Some(last) = ready.last().map(|understood| understood.stored.id) {
            let (settled, next) = tokio::join!(self.settle_understood(&ready, horizon), self.read_next(last));
            all.extend(settled?);
            each();
            ready = next?;
        }
        Ok(all)
    }

    /// Settles the next batch; empty when nothing is left but letters that wait as in [`Desk::settle_pending`].
    ///
    /// # Errors
    /// As [`Desk::settle_pending`].
    pub async fn settle_next(&self, looked: Option<DateTime<Utc>>) -> Result<Vec<Settled>, DeskError> {
        let horizon = looked.map(|looked| passing::horizon(looked, self.clock().now()));
        for horizon in std::iter::once(None).chain(horizon.map(Some)) {
            let mut ready = self.read_next(0).await?;
            while let Some(last) = ready.last().map(|understood| understood.stored.id) {
                let settled = self.settle_understood(&ready, horizon).await?;
                if !settled.is_empty() {
                    return Ok(settled);
                }
                ready = self.read_next(last).await?;
            }
        }
        Ok(Vec::new())
    }

    /// Reads the next batch of kept messages with higher numbers than this one; empty when there are none.
    async fn read_next(&self, mut number: i64) -> Result<Vec<Understood>, DeskError> {
        while !self.paused_now(Part::Intake).await? {
            let batch = self.store().pending_after(number, BATCH).await?;
            let Some(last) = batch.last().map(|stored| stored.id) else {
                return Ok(Vec::new());
            };
            let understood = self.understand(batch).await?;
            if !understood.is_empty() {
                return Ok(understood);
            }
            number = last;
        }
        Ok(Vec::new())
    }

    async fn settle_understood(
        &self,
        batch: &[Understood],
        horizon: Option<DateTime<Utc>>,
    ) -> Result<Vec<Settled>, DeskError> {
        let mut conflicts = 0;
        loop {
            match self.decide_and_commit(batch, horizon).await {
                Err(DeskError::Store(error)) if error.is_conflict() && conflicts < CONFLICTS_MAX => {
                    conflicts += 1;
                }
                other => return other,
            }
        }
    }
}
