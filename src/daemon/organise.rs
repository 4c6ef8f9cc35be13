//! Organisers' acts, settled like letters and followed by the same promotion pass.

use super::again::Because;
use super::{Desk, DeskError};
use crate::message::MailboxRole;
use crate::reply::Paper;
use crate::request::Session;
use crate::rules::organiser::{Act, ActRefused, organise};
use crate::rules::press::{ticked, wanted};
use crate::rules::promotion::{NotYet, promote};
use crate::store::{Actor, Settling};
use std::collections::BTreeMap;

/// Parties at the head of each line that are looked at to tell why somebody behind them waits.
const HEADS: i64 = 50;

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
        let mut settling = self.begin_settling().await?;
        let seats = settling.seats().await?;
        let Some(stored) = settling.party(party).await? else {
            return Err(DeskError::UnknownRequest(party.to_string()));
        };
        if *act == Act::Reopen {
            refuse_second_place(&mut settling, party).await?;
        }
        let mut decision = organise(&self.config().event, &seats, &stored.party, user, act)?;
        if let Some(letter) = &mut decision.letter {
            letter.facts.writer = stored.writer();
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
    /// [`DeskError::Refused`] without a reason; [`DeskError::Store`].
    pub async fn rank(
        &self,
        place: (i64, Session),
        priority: i64,
        by: (&str, &str),
    ) -> Result<(), DeskError> {
        if by.1.trim().is_empty() {
            return Err(ActRefused::NoReason.into());
        }
        let now = self.clock().now();
        self.store().set_priority(place, priority, by, now).await?;
        let mut settling = self.begin_settling().await?;
        self.promote(&mut settling, now).await?;
        settling.commit().await?;
        self.wake();
        Ok(())
    }

    /// Ticks a paper of a press request that came by another way than by letter, or takes the tick away.
    ///
    /// # Errors
    /// [`DeskError::UnknownRequest`] if it is no press request.
    pub async fn tick_paper(
        &self,
        request: i64,
        user: &str,
        (paper, there): (Paper, bool),
    ) -> Result<(), DeskError> {
        let mut settling = self.begin_settling().await?;
        let Some(file) = settling.press_file(request).await? else {
            return Err(DeskError::UnknownRequest(request.to_string()));
        };
        let papers = ticked(&file.papers, paper, there);
        let missing = wanted(&self.config().event.press, &papers, &file.wishes);
        settling
            .set_papers(
                request,
                (&papers, missing),
                (paper, there),
                user,
                self.clock().now(),
            )
            .await?;
        Ok(settling.commit().await?)
    }

    /// Why each of these parties that wait is not promoted yet, by party and session; as things stand now. Whoever could
    /// be promoted was, so that only the heads of the lines can stand in somebody's way.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn not_yet(&self, parties: &[i64]) -> Result<BTreeMap<(i64, Session), NotYet>, DeskError> {
        let capacity = self.capacity();
        let near = self.store().seats_and_waiting(&capacity, HEADS, parties);
        let (mut seats, waiting) = near.await?;
        let event = self.event_for_promotion();
        Ok(promote(&event, self.clock().now(), &mut seats, &waiting).not_yet)
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
