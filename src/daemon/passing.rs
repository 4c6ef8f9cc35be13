//! What the passing of time demands: offers end or are reminded of, by the stored deadlines and the desk's clock.

use super::again::Because;
use super::{Desk, DeskError, Part};
use crate::rules::{deadline, names, offers};
use crate::store::{Actor, Settling, Told};
use chrono::{DateTime, TimeDelta, Utc};
use tracing::info;

/// A letter that our server received in time may show up in the mailbox this much later.
const GRACE: TimeDelta = TimeDelta::minutes(15);

/// What time did in one pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Passed {
    /// Parties whose offer ended.
    pub ended: usize,
    /// Parties that were reminded of an offer.
    pub reminded: usize,
    /// Parties that were asked for the names of held places.
    pub asked_for_names: usize,
    /// Parties whose names have not come in time: an organiser looks.
    pub names_overdue: usize,
    /// Parties that were reminded of the event.
    pub reminded_of_event: usize,
    /// Parties of whom somebody did not come.
    pub not_seen: usize,
    /// Requests whose personal data were erased.
    pub erased: usize,
    /// Whether the organisers' daily letter was written.
    pub digest: bool,
    /// Whether the organisers were told of something urgent.
    pub alert: bool,
    /// Parties that got a seat which lay idle: of whoever was put on the list though seats were free.
    pub promoted: usize,
}

/// The moment up to which every letter was read that our server received in time, where all mailboxes are known to be read
/// up to `looked`.
pub(super) fn horizon(looked: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    looked.min(now) - GRACE
}

impl Desk {
    /// Does what has come due. `looked` is the moment up to which all mailboxes are known to be read and settled;
    /// without it no offer ends, since an acceptance may lie unread.
    ///
    /// # Errors
    /// [`DeskError::Store`]; nothing is done then, and the next pass does it.
    pub async fn pass_time(&self, looked: Option<DateTime<Utc>>) -> Result<Passed, DeskError> {
        // What is kept while the intake rests is not settled.
        let rests = self.paused_now(Part::Intake).await?;
        let looked = looked.filter(|_| !rests);
        let now = self.clock().now();
        let mut settling = self.begin_settling().await?;
        let mut passed = Passed::default();
        if let Some(looked) = looked {
            passed.ended = self.end_offers(&mut settling, horizon(looked, now), now).await?;
        }
        passed.reminded = self.remind_of_offers(&mut settling, now).await?;
        passed.asked_for_names = self.ask_for_names(&mut settling, now).await?;
        if let Some(looked) = looked {
            passed.names_overdue = self
                .show_missing_names(&mut settling, horizon(looked, now), now)
                .await?;
        }
        passed.reminded_of_event = self.remind_of_event(&mut settling, now).await?;
        passed.not_seen = self.note_no_shows(&mut settling, now).await?;
        passed.promoted = self.promote(&mut settling, now).await?;
        settling.commit().await?;
        passed.erased = self.erase_due(now).await?;
        passed.alert = self.write_alert(now).await?;
        passed.digest = self.write_digest(now).await?;
        if passed != Passed::default() {
            info!(?passed, "time has passed");
        }
        Ok(passed)
    }

    /// Ends offers that nobody answered in time, and gives their seats to the next in line.
    async fn end_offers(
        &self,
        settling: &mut Settling,
        horizon: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<usize, DeskError> {
        let due = settling.ended_offers(horizon).await?;
        for offer in &due {
            let open = settling.offers(offer.party).await?;
            let Some(stored) = settling.party(offer.party).await? else {
                continue;
            };
            let mut decision = offers::ended(&stored.party, &open, horizon);
            if decision.moves.is_empty() {
                continue;
            }
            if let Some(letter) = &mut decision.letter {
                letter.facts.writer = stored.writer();
            }
            let because = Because::of(Actor::Clock("offer"));
            self.settle_again(settling, &stored, &decision, because, now)
                .await?;
        }
        if !due.is_empty() {
            self.promote(settling, now).await?;
        }
        Ok(due.len())
    }

    /// Reminds of each open offer once, at half its time.
    async fn remind_of_offers(
        &self,
        settling: &mut Settling,
        now: DateTime<Utc>,
    ) -> Result<usize, DeskError> {
        let mut count = 0;
        for offer in settling.unreminded_offers(now).await? {
            if now < deadline::half_time(offer.offered_at, offer.until) {
                continue;
            }
            let open = settling.offers(offer.party).await?;
            let Some(stored) = settling.party(offer.party).await? else {
                continue;
            };
            let mut decision = offers::reminder(&stored.party, &open, offer.until);
            if let Some(letter) = &mut decision.letter {
                letter.facts.writer = stored.writer();
            }
            let because = Because::of(Actor::Clock("offer reminder"));
            self.settle_again(settling, &stored, &decision, because, now)
                .await?;
            settling
                .reminded(offer.party, Told::Offer, offer.until, now)
                .await?;
            count += 1;
        }
        Ok(count)
    }

    /// Asks once for the names of held places, at half their time.
    async fn ask_for_names(&self, settling: &mut Settling, now: DateTime<Utc>) -> Result<usize, DeskError> {
        let mut count = 0;
        for due in settling.missing_names(Told::Names, now).await? {
            if now < deadline::half_time(due.since, due.until) {
                continue;
            }
            let Some(stored) = settling.party(due.party).await? else {
                continue;
            };
            let mut decision = names::reminder(&stored.party, due.until);
            if let Some(letter) = &mut decision.letter {
                letter.facts.writer = stored.writer();
            }
            let because = Because::of(Actor::Clock("names"));
            self.settle_again(settling, &stored, &decision, because, now)
                .await?;
            settling.reminded(due.party, Told::Names, due.until, now).await?;
            count += 1;
        }
        Ok(count)
    }

    /// Shows an organiser whose names have not come in time; the places stay held.
    async fn show_missing_names(
        &self,
        settling: &mut Settling,
        horizon: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<usize, DeskError> {
        let overdue = settling.missing_names(Told::NamesOverdue, horizon).await?;
        for due in &overdue {
            let Some(stored) = settling.party(due.party).await? else {
                continue;
            };
            let because = Because::of(Actor::Clock("names"));
            self.settle_again(settling, &stored, &names::overdue(), because, now)
                .await?;
            settling
                .reminded(due.party, Told::NamesOverdue, due.until, now)
                .await?;
        }
        Ok(overdue.len())
    }
}
