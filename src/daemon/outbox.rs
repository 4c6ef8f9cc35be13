//! Hands queued replies to the means of delivery and writes down what became of each.

use super::understand::Understood;
use super::{Desk, DeskError, Part};
use crate::delivery::{Delivered, Delivery, Parcel, next_try};
use crate::message::Origin;
use crate::store::outbox::{DeliveryOutcome, Due};
use crate::store::{Actor, Settling};
use chrono::{DateTime, TimeDelta, Utc};
use tracing::{info, warn};

/// Replies handed over at once.
const PARCELS: u32 = 64;

/// The pause when a mail server cannot be used or asked to slow down (mail-rules 93).
const SLOW_DOWN: TimeDelta = TimeDelta::minutes(1);
/// The pause while a person must mend the settings (mail-rules 95).
const BLOCKED: TimeDelta = TimeDelta::minutes(5);

/// What became of the replies whose time had come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sent {
    pub delivered: usize,
    /// Tried in vain or not tried; each has its time.
    pub try_again: usize,
    pub refused: usize,
    pub uncertain: usize,
    /// Kept back for a person, as no longer true.
    pub held: usize,
    /// Why nothing can leave until a person mends the settings.
    pub blocked: Option<String>,
}

impl Desk {
    /// Marks as uncertain what an earlier run of this desk left in a server's hands; never sent again by itself.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn recover(&self) -> Result<usize, DeskError> {
        let now = self.clock().now();
        // Another daemon on the same database may be sending: only what is older than any transaction is stale.
        let stale = if self.config().store_url.starts_with("sqlite:") {
            // Nobody else is: whatever was being sent is left behind, also where the clock was set back since.
            now + TimeDelta::days(1)
        } else {
            now - TimeDelta::minutes(15)
        };
        let left = self
            .store()
            .recover_sending(&self.inner.holder, stale, now)
            .await?;
        if left > 0 {
            warn!(
                replies = left,
                "the desk was stopped while sending these: uncertain, look at them with `rsvpd queue`"
            );
        }
        Ok(left)
    }

    /// Delivers all replies whose time has come.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn deliver_due(&self, delivery: &mut Delivery) -> Result<Sent, DeskError> {
        let mut sent = Sent::default();
        while !self.paused_now(Part::Sending).await? {
            let now = self.clock().now();
            let due = self.store().due(&self.inner.holder, now, PARCELS).await?;
            if due.is_empty() {
                self.deliver_notices(delivery).await?;
                return Ok(sent);
            }
            let (stale, due): (Vec<Due>, Vec<Due>) =
                due.into_iter().partition(|reply| self.is_stale(reply, now));
            let mut outcomes: Vec<(i64, DeliveryOutcome)> =
                stale.iter().map(|reply| (reply.id, too_late())).collect();
            sent.held += stale.len();
            let parcels: Vec<Parcel> = due.iter().map(|reply| self.parcel(reply)).collect();
            let delivered = delivery.deliver(&parcels).await;
            for (reply, outcome) in due.iter().zip(delivered) {
                sent.count(&outcome);
                outcomes.push((reply.id, outcome_of(reply, outcome, now)));
            }
            self.store().record_delivery(&outcomes, now).await?;
            info!(?sent, "delivered");
            if sent.blocked.is_some() {
                return Ok(sent);
            }
        }
        Ok(sent)
    }

    /// Whether a reply was written for an event that is over by now (mail-rules 92); what a person let leave is not.
    fn is_stale(&self, reply: &Due, now: DateTime<Utc>) -> bool {
        let over = self.config().event.ends();
        reply.created_at < over && over <= now && reply.released_at.is_none()
    }

    fn parcel(&self, reply: &Due) -> Parcel {
        let config = self.config();
        let contact = config.event.contact(reply.mailbox);
        Parcel {
            sender: config
                .bounce_address
                .clone()
                .unwrap_or_else(|| contact.address.clone()),
            recipient: reply.recipient.clone(),
            raw: reply.raw.clone(),
            label: format!("{:05}-{}", reply.id, self.reference(reply.request)),
        }
    }
}

impl Sent {
    fn count(&mut self, outcome: &Delivered) {
        match outcome {
            Delivered::Accepted => self.delivered += 1,
            Delivered::TryAgain(_) | Delivered::Waits(_) => self.try_again += 1,
            Delivered::Blocked(why) => {
                self.try_again += 1;
                self.blocked.get_or_insert_with(|| why.clone());
            }
            Delivered::Refused(_) => self.refused += 1,
            Delivered::Uncertain(_) => self.uncertain += 1,
        }
    }
}

fn outcome_of(reply: &Due, outcome: Delivered, now: DateTime<Utc>) -> DeliveryOutcome {
    match outcome {
        Delivered::Accepted => DeliveryOutcome::Delivered,
        Delivered::TryAgain(why) => match next_try(reply.attempts, spread(reply)) {
            Some(pause) => DeliveryOutcome::TryAgain { why, at: now + pause },
            None => DeliveryOutcome::Refused(format!("tried for five days; at last: {why}")),
        },
        Delivered::Waits(why) => DeliveryOutcome::Postponed {
            why,
            at: now + SLOW_DOWN,
        },
        Delivered::Blocked(why) => DeliveryOutcome::Postponed {
            why,
            at: now + BLOCKED,
        },
        Delivered::Refused(why) => DeliveryOutcome::Refused(why),
        Delivered::Uncertain(why) => DeliveryOutcome::Uncertain(why),
    }
}

/// A number from 0 to 1, another for each reply and try, so that a hundred replies do not come back at once; the
/// multiples of the golden section lie as far apart as so many numbers can.
fn spread(reply: &Due) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_895;
    #[expect(clippy::cast_precision_loss, reason = "numbers of replies are far below 2^52")]
    let number = reply.id as f64 + f64::from(reply.attempts) * 0.5;
    (number * GOLDEN).fract()
}

fn too_late() -> DeliveryOutcome {
    let why = "the event was over before this could leave; release it if it should leave all the same";
    DeliveryOutcome::Held(why.to_owned())
}

/// Marks our replies that came back (mail-rules 69).
pub(super) async fn note_bounces(
    settling: &mut Settling,
    batch: &[Understood],
    now: DateTime<Utc>,
) -> Result<(), DeskError> {
    for understood in batch {
        let Origin::Bounce {
            of: Some(of),
            permanent,
            ..
        } = &understood.message.origin
        else {
            continue;
        };
        let report = understood.stored.id;
        // It names whom we wrote to: it is shown with them, and forgotten with them.
        settling.is_about_reply(report, of).await?;
        if *permanent {
            let actor = Actor::Message(report);
            settling
                .bounced(of, "the recipient's mail system reports failure", &actor, now)
                .await?;
        }
    }
    Ok(())
}
