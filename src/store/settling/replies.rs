//! Replies on their way into the outbox, in the transaction of the decision that they tell (I2).

use super::sheets::reply_row;
use super::{Cause, Settlement, Settling};
use crate::store::StoreError;
use crate::store::sql::{Columns, insert, row, rows, run};
use chrono::{DateTime, Utc};

const LAST_REPLY: &str = "SELECT COALESCE(MAX(id), 0) FROM outbox";
// What a request is told leaves in its order, also where an organiser's letter still waits to be taken back.
const LAST_PLANNED: &str =
    "SELECT MAX(next_attempt_at) FROM outbox WHERE request = $1 AND state = 'queued' AND attempts = 0";
const ADD_REPLIES: &str = "INSERT INTO outbox (id, request, number, kind, language, mailbox, recipient, address, \
    domain, words_key, message_id, state, next_attempt_at, created_at, solicited_by) VALUES";
const ABOUT_REPLY: &str = "UPDATE requests SET concerns = (SELECT COALESCE(q.concerns, q.message) FROM outbox o \
    JOIN requests q ON q.message = o.request WHERE o.message_id = $2) WHERE message = $1 AND concerns IS NULL";
const ADD_REPLY_BYTES: &str = "INSERT INTO outbox_bytes (reply, raw) VALUES";

impl Settling {
    /// Queues the replies of these decisions.
    pub(super) async fn queue(&mut self, settlements: &[Settlement<'_>]) -> Result<(), StoreError> {
        let outgoing = || {
            settlements
                .iter()
                .filter_map(|settlement| Some((settlement, settlement.outgoing.as_ref()?)))
        };
        if outgoing().next().is_none() {
            return Ok(());
        }
        let last = rows(&mut self.tx, LAST_REPLY, Vec::new()).await?;
        let mut id = last.first().map_or(Ok(0), |row| row.int(0))?;
        let (mut replies, mut bytes) = (Vec::new(), Vec::new());
        for (settlement, reply) in outgoing() {
            id += 1;
            let planned = match settlement.cause {
                Cause::Letter(_) => None,
                Cause::Again { .. } => self.last_planned(settlement.request).await?,
            };
            let leaves = planned.map_or(settlement.now, |planned| planned.max(settlement.now));
            replies.push(reply_row(id, settlement, reply, leaves));
            bytes.push(row![id, reply.raw.clone()]);
        }
        let answered = |error| match error {
            StoreError::Database(sqlx::Error::Database(cause)) if cause.is_unique_violation() => {
                outgoing().next().map_or_else(
                    || StoreError::Conflict {
                        what: "the outbox".to_owned(),
                    },
                    |(settlement, reply)| StoreError::AlreadyAnswered {
                        request: settlement.request,
                        number: reply.number,
                    },
                )
            }
            other => other,
        };
        insert(&mut self.tx, ADD_REPLIES, replies)
            .await
            .map_err(answered)?;
        insert(&mut self.tx, ADD_REPLY_BYTES, bytes).await
    }

    /// Notes that a request is about a reply of ours: it belongs to the registration that the reply was about.
    ///
    /// # Errors
    /// As any write.
    pub async fn is_about_reply(&mut self, request: i64, message_id: &str) -> Result<(), StoreError> {
        run(&mut self.tx, ABOUT_REPLY, row![request, message_id]).await?;
        Ok(())
    }

    /// When the latest reply of a request that was not tried yet is to leave.
    async fn last_planned(&mut self, request: i64) -> Result<Option<DateTime<Utc>>, StoreError> {
        let found = rows(&mut self.tx, LAST_PLANNED, row![request]).await?;
        found.first().map_or(Ok(None), |row| row.maybe_time(0))
    }
}
