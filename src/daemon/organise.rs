//! Organisers' acts and changed capacities, settled like letters and followed by the same promotion pass.

use super::again::Because;
use super::{Desk, DeskError};
use crate::message::MailboxRole;
use crate::request::Session;
use crate::rules::organiser::{Act, ActRefused, organise};
use crate::store::{Actor, Settling};
use serde_json::json;
use tracing::info;

/// The setting that remembers the capacities of the last start.
const CAPACITIES: &str = "capacities";

/// Whoever has a place elsewhere is not brought back to another one (I6, rule 34).
pub(super) async fn refuse_second_place(settling: &mut Settling, party: i64) -> Result<(), DeskError> {
    match settling.place_elsewhere(party).await? {
        Some(reference) => Err(DeskError::Refused(ActRefused::RegisteredElsewhere { reference })),
        None => Ok(()),
    }
}

impl Desk {
    /// Decides one party as an organiser says, and gives freed seats on; whether a letter leaves. None does where
    /// the sender must not be answered by a machine.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the rules do not allow it; nothing is changed then.
    pub async fn organise(&self, party: i64, user: &str, act: &Act) -> Result<bool, DeskError> {
        let now = self.clock().now();
        let mut settling = self.store().begin_settling(self.capacity()).await?;
        let seats = settling.seats().await?;
        let Some(stored) = settling.party(party).await? else {
            return Err(DeskError::UnknownRequest(party.to_string()));
        };
        if *act == Act::Reopen {
            refuse_second_place(&mut settling, party).await?;
        }
        let mut decision = organise(&self.config().event, &seats, &stored.party, user, act)?;
        if let Some(letter) = &mut decision.letter {
            letter.facts.writer = stored.contact_name.clone();
            letter.facts.late = stored.received_at > self.config().event.registration.closes;
        }
        let above = match act {
            Act::Confirm {
                over_capacity_because,
            } => over_capacity_because.clone(),
            _ => None,
        };
        let because = Because {
            above_capacity: above,
            ..Because::of(Actor::Organiser(user.to_owned()))
        };
        let leaves = self
            .settle_again(&mut settling, &stored, &decision, because, now)
            .await?;
        self.promote(&mut settling, now).await?;
        settling.commit().await?;
        Ok(leaves)
    }

    /// Puts a waiting party before or behind others; the reason is kept (rule 13). Whoever is next then gets a seat that
    /// is free.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn rank(
        &self,
        place: (i64, Session),
        priority: i64,
        by: (&str, &str),
    ) -> Result<(), DeskError> {
        let now = self.clock().now();
        self.store().set_priority(place, priority, by, now).await?;
        let mut settling = self.store().begin_settling(self.capacity()).await?;
        self.promote(&mut settling, now).await?;
        settling.commit().await?;
        self.wake();
        Ok(())
    }

    /// After a change of `event.toml`: gives added seats to those who wait, at once (rule 7).
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn apply_capacities(&self) -> Result<(), DeskError> {
        let capacity = self.capacity();
        let sessions: Vec<(&str, u32)> = capacity
            .sessions
            .iter()
            .map(|(id, seats)| (id.id(), *seats))
            .collect();
        let current = json!({ "event": capacity.event, "sessions": sessions }).to_string();
        if self.store().setting(CAPACITIES).await?.as_deref() == Some(&current) {
            return Ok(());
        }
        let mut settling = self.store().begin_settling(capacity).await?;
        let promoted = self.promote(&mut settling, self.clock().now()).await?;
        settling.commit().await?;
        self.store().set_setting(CAPACITIES, Some(&current)).await?;
        if promoted > 0 {
            info!(
                parties = promoted,
                "seats were added and given to those who waited"
            );
        }
        Ok(())
    }

    /// Closes the circuit breaker of a mailbox and lets its held replies leave; only a person does (mail-rules 2.3 h).
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn resume(&self, mailbox: MailboxRole, user: &str) -> Result<bool, DeskError> {
        Ok(self
            .store()
            .close_breaker(mailbox, user, self.clock().now())
            .await?)
    }
}
