//! What time demands of those who come: reminded before the event, and noted afterwards if they did not come.

use super::again::Because;
use super::{Desk, DeskError};
use crate::rules::attendance;
use crate::store::{Actor, Settling, Told};
use chrono::{DateTime, TimeDelta, Utc};

/// Organisers check in and correct the lists for this long after the end.
const AFTER_THE_END: TimeDelta = TimeDelta::hours(12);

impl Desk {
    /// Reminds everybody with a seat once, some days before the event.
    pub(super) async fn remind_of_event(
        &self,
        settling: &mut Settling,
        now: DateTime<Utc>,
    ) -> Result<usize, DeskError> {
        let event = &self.config().event;
        let Some(at) = attendance::reminder_at(event).filter(|_| !event.cancelled) else {
            return Ok(0);
        };
        if now < at || now >= event.starts() {
            return Ok(0);
        }
        let mut count = 0;
        for party in settling.unreminded_guests(event.starts(), at).await? {
            let Some(stored) = settling.party(party).await? else {
                continue;
            };
            let mut decision = attendance::reminder(&stored.party);
            if let Some(letter) = &mut decision.letter {
                letter.facts.writer = stored.writer();
            }
            let because = Because::of(Actor::Clock("reminder"));
            self.settle_again(settling, &stored, &decision, because, now)
                .await?;
            settling.reminded(party, Told::Event, event.starts(), now).await?;
            count += 1;
        }
        Ok(count)
    }

    /// After the event: whoever had a seat and was not checked in did not come.
    pub(super) async fn note_no_shows(
        &self,
        settling: &mut Settling,
        now: DateTime<Utc>,
    ) -> Result<usize, DeskError> {
        if now < self.config().event.ends() + AFTER_THE_END {
            return Ok(0);
        }
        let parties = settling.not_seen().await?;
        for party in &parties {
            let Some(stored) = settling.party(*party).await? else {
                continue;
            };
            let because = Because::of(Actor::Clock("no-show"));
            let decision = attendance::no_shows(&stored.party);
            self.settle_again(settling, &stored, &decision, because, now)
                .await?;
        }
        Ok(parties.len())
    }
}
