//! The outbox: replies wait here until a mail server took them, and what became of each is written down.

use super::journal::{self, Actor, Note};
use super::messages::{role_from_name, role_name};
use super::sql::{Columns, Value, row, rows, rows_in, run, run_in};
use super::{Kind, Store, StoreError, Writing};
use crate::message::MailboxRole;
use chrono::{DateTime, Utc};
use serde_json::json;

pub(super) use within::open_breakers;
use within::{bounced, trip};

mod within;

/// Where a reply stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReplyState {
    /// Waits for an organiser to release it.
    Draft,
    /// Waits for its turn.
    Queued,
    /// In a sender's hands.
    Sending,
    /// The mail server took it.
    Delivered,
    /// The mail server refused it for good.
    Refused,
    /// Nobody knows whether it was taken (mail rule 88); a person decides.
    Uncertain,
    /// It was taken, and came back.
    Bounced,
    /// Kept back: it is no longer true, or cannot be sent (mail rules 92, 94).
    Held,
}

impl ReplyState {
    /// All of them, in the order of a reply's life.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Queued,
        Self::Sending,
        Self::Delivered,
        Self::Refused,
        Self::Uncertain,
        Self::Bounced,
        Self::Held,
    ];

    /// The name in the database and on pages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Uncertain => "uncertain",
            Self::Bounced => "bounced",
            Self::Held => "held",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A reply that is to be sent now; it is ours until its outcome is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub id: i64,
    pub request: i64,
    /// The mailbox that it is sent from.
    pub mailbox: MailboxRole,
    /// `local@domain`, one (mail rule 91).
    pub recipient: String,
    /// Message-ID, without brackets.
    pub message_id: String,
    /// Attempts, this one included.
    pub attempts: u32,
    pub created_at: DateTime<Utc>,
    /// When a person let it leave although it was held, refused or uncertain.
    pub released_at: Option<DateTime<Utc>>,
    /// RFC 5322, as it leaves.
    pub raw: Vec<u8>,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryOutcome {
    Delivered,
    /// It was certainly not taken; try again at `at`.
    TryAgain {
        why: String,
        at: DateTime<Utc>,
    },
    /// It was not handed over; look again at `at`. Costs none of its tries.
    Postponed {
        why: String,
        at: DateTime<Utc>,
    },
    /// Refused for good; people are shown it.
    Refused(String),
    /// Nobody knows; never sent again by itself (mail rule 88).
    Uncertain(String),
    /// Kept back for a person.
    Held(String),
}

const CLAIM_SQLITE: &str =
    "SELECT id FROM outbox WHERE state = 'queued' AND next_attempt_at <= $1 ORDER BY id LIMIT $2";
// Other daemons' senders pass over the rows that this one takes.
const CLAIM_POSTGRES: &str = "SELECT id FROM outbox WHERE state = 'queued' AND next_attempt_at <= $1 \
    ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED";
const CLAIMED: &str = "UPDATE outbox SET state = 'sending', attempts = attempts + 1, holder = $1, claimed_at = $2 \
    WHERE state = 'queued' AND id IN ({keys})";
const DUE: &str = "SELECT o.id, o.request, o.mailbox, o.recipient, o.message_id, o.attempts, o.created_at, o.released_at, b.raw \
    FROM outbox o JOIN outbox_bytes b ON b.reply = o.id WHERE o.id IN ({keys})";
const DELIVERED: &str = "UPDATE outbox SET state = 'delivered', delivered_at = $1, holder = NULL, claimed_at = NULL, \
    last_error = NULL WHERE state IN ('sending', 'uncertain') AND id IN ({keys})";
const NOT_DELIVERED: &str = "UPDATE outbox SET state = $2, last_error = $3, next_attempt_at = $4, holder = NULL, \
    claimed_at = NULL, attempts = attempts - $5 WHERE id = $1 AND state = 'sending' RETURNING request";
const NEXT_DUE: &str = "SELECT MIN(next_attempt_at) FROM outbox WHERE state = 'queued'";
const LEFT_BEHIND: &str = "UPDATE outbox SET state = 'uncertain', holder = NULL, claimed_at = NULL, \
    last_error = $1 WHERE state = 'sending' AND (holder = $2 OR claimed_at < $3) RETURNING id, request";
const CHANGE: &str = "UPDATE outbox SET state = $2, next_attempt_at = $3, \
    released_at = CASE WHEN $2 = 'queued' THEN $3 ELSE NULL END \
    WHERE id = $1 AND state IN ('draft', 'held', 'uncertain', 'refused', 'queued') AND state <> $2 RETURNING request";
const ARRIVED: &str = "UPDATE outbox SET state = 'delivered', delivered_at = $2, last_error = NULL \
    WHERE id = $1 AND state = 'uncertain' RETURNING request";
const REQUEST_OF: &str = "SELECT request FROM outbox WHERE id = $1";
const RESET: &str = "DELETE FROM settings WHERE key = $1";
// A copy of data that an organiser is to look at waits for that, whatever else leaves.
const LET_GO: &str = "UPDATE outbox SET state = 'queued', next_attempt_at = $2, released_at = $2 \
    WHERE state = 'draft' AND mailbox = $1 AND (request IS NULL OR request NOT IN \
    (SELECT message FROM requests WHERE reason = 'data-copy-to-release')) RETURNING id, request";

const CRASHED: &str =
    "the desk stopped while this was being sent; look whether it arrived before sending it again";

impl Store {
    /// Takes up to `limit` replies whose time has come, oldest first. They are marked as being sent, and that is
    /// committed, before this returns: after a crash nothing is sent twice without a person (mail rule 87).
    ///
    /// # Errors
    /// As any write.
    pub async fn due(&self, holder: &str, now: DateTime<Utc>, limit: u32) -> Result<Vec<Due>, StoreError> {
        let mut tx = self.begin().await?;
        let claim = match self.kind {
            Kind::Sqlite => CLAIM_SQLITE,
            Kind::Postgres => CLAIM_POSTGRES,
        };
        let ids = rows(&mut tx, claim, row![now, i64::from(limit)]).await?;
        let ids = ids
            .iter()
            .map(|row| Ok(row.int(0)?.into()))
            .collect::<Result<Vec<Value>, StoreError>>()?;
        run_in(&mut tx, CLAIMED, row![holder, now], ids.clone()).await?;
        let mut due = Vec::with_capacity(ids.len());
        for row in rows_in(&mut tx, DUE, Vec::new(), ids).await? {
            due.push(Due {
                id: row.int(0)?,
                request: row.int(1)?,
                mailbox: row.named(2, role_from_name)?,
                recipient: row.text(3)?,
                message_id: row.text(4)?,
                attempts: row.count(5)?,
                created_at: row.time(6)?,
                released_at: row.maybe_time(7)?,
                raw: row.bytes(8)?,
            });
        }
        tx.commit().await?;
        due.sort_by_key(|reply| reply.id);
        Ok(due)
    }

    /// When the next queued reply is due; `None` if none is queued.
    ///
    /// # Errors
    /// As any read.
    pub async fn next_due_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, NEXT_DUE, Vec::new()).await?;
        Ok(found.first().map(|row| row.maybe_time(0)).transpose()?.flatten())
    }

    /// Writes down what became of replies that [`Store::due`] handed out.
    ///
    /// # Errors
    /// [`StoreError::is_temporary`]: record again later; until then they count as being sent.
    pub async fn record_delivery(
        &self,
        outcomes: &[(i64, DeliveryOutcome)],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let delivered = outcomes
            .iter()
            .filter(|(_, outcome)| *outcome == DeliveryOutcome::Delivered);
        let delivered = delivered.map(|(id, _)| Value::from(*id)).collect();
        run_in(&mut tx, DELIVERED, row![now], delivered).await?;
        for (id, outcome) in outcomes {
            let uncounted = i64::from(matches!(outcome, DeliveryOutcome::Postponed { .. }));
            let (state, why, at) = match outcome {
                DeliveryOutcome::Delivered => continue,
                DeliveryOutcome::TryAgain { why, at } | DeliveryOutcome::Postponed { why, at } => {
                    (ReplyState::Queued, why, *at)
                }
                DeliveryOutcome::Refused(why) => (ReplyState::Refused, why, now),
                DeliveryOutcome::Uncertain(why) => (ReplyState::Uncertain, why, now),
                DeliveryOutcome::Held(why) => (ReplyState::Held, why, now),
            };
            let found = rows(
                &mut tx,
                NOT_DELIVERED,
                row![*id, state.name(), why.as_str(), at, uncounted],
            )
            .await?;
            let request = found.first().map(|row| row.int(0)).transpose()?;
            if state != ReplyState::Queued && request.is_some() {
                note(
                    &mut tx,
                    &Actor::Clock("delivery"),
                    request,
                    *id,
                    state,
                    Some(why),
                    now,
                )
                .await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Marks as uncertain what a sender that stopped left behind: replies of this holder, or taken before `stale`.
    /// To be called at the start, before [`Store::due`]. Gives how many there were.
    ///
    /// # Errors
    /// As any write.
    pub async fn recover_sending(
        &self,
        holder: &str,
        stale: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let mut tx = self.begin().await?;
        let found = rows(&mut tx, LEFT_BEHIND, row![CRASHED, holder, stale]).await?;
        for row in &found {
            let (id, request) = (row.int(0)?, row.maybe_int(1)?);
            let actor = Actor::Clock("start");
            note(
                &mut tx,
                &actor,
                request,
                id,
                ReplyState::Uncertain,
                Some(CRASHED),
                now,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(found.len())
    }

    /// Notes that a reply came back; the request it belonged to, or `None` if we never sent it (mail rule 69).
    ///
    /// # Errors
    /// As any write.
    pub async fn bounced(
        &self,
        message_id: &str,
        why: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.begin().await?;
        let request = bounced(&mut tx, message_id, why, actor, now).await?;
        tx.commit().await?;
        Ok(request)
    }

    /// Lets a draft, held, uncertain or refused reply leave, because a person says so; whether it was one of these.
    ///
    /// # Errors
    /// As any write.
    pub async fn release(&self, id: i64, actor: &Actor, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.change_reply(id, ReplyState::Queued, actor, now).await
    }

    /// Keeps a reply back that has not left; whether it had not.
    ///
    /// # Errors
    /// As any write.
    pub async fn hold(&self, id: i64, actor: &Actor, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.change_reply(id, ReplyState::Held, actor, now).await
    }

    /// Notes that a letter of which nobody knew arrived after all; whether it was one of these.
    ///
    /// # Errors
    /// As any write.
    pub async fn arrived(&self, id: i64, actor: &Actor, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let found = rows(&mut tx, ARRIVED, row![id, now]).await?;
        if let Some(row) = found.first() {
            note(
                &mut tx,
                actor,
                row.maybe_int(0)?,
                id,
                ReplyState::Delivered,
                None,
                now,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(!found.is_empty())
    }

    /// The request that a reply belongs to.
    ///
    /// # Errors
    /// As any read.
    pub async fn request_of_reply(&self, id: i64) -> Result<Option<i64>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, REQUEST_OF, row![id]).await?;
        found.first().map(|row| row.int(0)).transpose()
    }

    /// Opens the circuit breaker of a mailbox: it is read, but answers nothing by itself (mail-rules 2.3 d).
    ///
    /// # Errors
    /// As any write.
    pub async fn open_breaker(
        &self,
        mailbox: MailboxRole,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        trip(&mut tx, mailbox, why, now).await?;
        Ok(tx.commit().await?)
    }

    /// Closes the circuit breaker of a mailbox and lets the replies leave that were written while it was open; only
    /// a person does (mail-rules 2.3 h). Whether it was open.
    ///
    /// # Errors
    /// As any write.
    pub async fn close_breaker(
        &self,
        mailbox: MailboxRole,
        organiser: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let was_open = run(&mut tx, RESET, row![breaker(mailbox)]).await? > 0;
        if was_open {
            let actor = Actor::Organiser(organiser.to_owned());
            let details = json!({ "mailbox": role_name(mailbox) });
            let note = Note {
                actor: &actor,
                request: None,
                what: "breaker-closed",
                details,
            };
            journal::write(&mut tx, vec![note.row(now)]).await?;
            for row in rows(&mut tx, LET_GO, row![role_name(mailbox), now]).await? {
                let (id, request) = (row.int(0)?, row.maybe_int(1)?);
                self::note(&mut tx, &actor, request, id, ReplyState::Queued, None, now).await?;
            }
        }
        tx.commit().await?;
        Ok(was_open)
    }

    async fn change_reply(
        &self,
        id: i64,
        state: ReplyState,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let found = rows(&mut tx, CHANGE, row![id, state.name(), now]).await?;
        if let Some(row) = found.first() {
            note(&mut tx, actor, row.maybe_int(0)?, id, state, None, now).await?;
        }
        tx.commit().await?;
        Ok(!found.is_empty())
    }
}

/// Begins the setting that says of a mailbox that its breaker is open.
const BREAKER: &str = "breaker:";

fn breaker(mailbox: MailboxRole) -> String {
    format!("{BREAKER}{}", role_name(mailbox))
}

async fn note(
    tx: &mut Writing,
    actor: &Actor,
    request: Option<i64>,
    reply: i64,
    state: ReplyState,
    why: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let details = json!({ "reply": reply, "state": state.name(), "why": why });
    let note = Note {
        actor,
        request,
        what: "reply",
        details,
    };
    journal::write(tx, vec![note.row(now)]).await
}
