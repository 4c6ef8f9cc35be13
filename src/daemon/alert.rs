//! Tells the organisers at once what cannot wait for the digest: at most once an hour, and each thing once.

use super::{Desk, DeskError};
use crate::reply::alert::{AlertFacts, alert};
use crate::store::notices::Telling;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The setting that remembers what was told.
const TOLD: &str = "alert";
/// Two alerts are this far apart.
const PAUSE: TimeDelta = TimeDelta::hours(1);
/// So much of the journal is looked at again before the place is remembered.
const JOURNAL_STEP: i64 = 1_000;

/// How far organisers were told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct AlreadyTold {
    /// When the last alert was written.
    at: DateTime<Utc>,
    /// The last line of the journal that was looked at.
    journal: i64,
    /// Letters that came to wait until then were told of.
    waiting: DateTime<Utc>,
}

impl Desk {
    /// Writes an alert, if something urgent has happened that was not told yet, and the last one is an hour old.
    pub(super) async fn write_alert(&self, now: DateTime<Utc>) -> Result<bool, DeskError> {
        let event = &self.config().event;
        let Some(policy) = &event.digest else {
            return Ok(false);
        };
        let before = self.store().setting(TOLD).await?;
        let told: AlreadyTold = before
            .as_deref()
            .and_then(|told| serde_json::from_str(told).ok())
            .unwrap_or_default();
        if now < told.at + PAUSE {
            return Ok(false);
        }
        let overdue = now - TimeDelta::hours(i64::from(policy.alert_after_hours));
        let lost_since = now - TimeDelta::minutes(i64::from(policy.unreachable_after_minutes));
        let urgent = self.store().urgent(told.journal, (told.waiting, overdue)).await?;
        let reachability = self.store().reachability(lost_since).await?;
        let mailboxes = |named: &[(String, DateTime<Utc>)]| {
            let local = |at: &DateTime<Utc>| at.with_timezone(&event.zone).naive_local();
            named.iter().map(|(name, at)| (name.clone(), local(at))).collect()
        };
        let facts = AlertFacts {
            event: event.short_name().in_language(policy.language.into()).to_owned(),
            uncertain: urgent.uncertain,
            undelivered: urgent.undelivered,
            stopped: urgent.stopped,
            lost: mailboxes(&reachability.lost),
            found: mailboxes(&reachability.found),
            overdue: urgent.overdue,
            hours: policy.alert_after_hours,
            console: self.console_address(),
        };
        let worth = facts.is_worth_a_letter();
        if !worth && urgent.journal < told.journal + JOURNAL_STEP {
            return Ok(false);
        }
        let mut letters = Vec::new();
        if worth {
            let (subject, text) = alert(&facts, policy.language);
            for recipient in &policy.to {
                let raw = self.notice(policy, ("alert", recipient), (&subject, &text), now)?;
                letters.push((recipient.clone(), raw));
            }
        }
        let after = AlreadyTold {
            at: if worth { now } else { told.at },
            journal: urgent.journal,
            waiting: if worth { overdue } else { told.waiting },
        };
        let telling = Telling {
            letters,
            key: TOLD,
            before: before.as_deref(),
            after: serde_json::to_string(&after).unwrap_or_default(),
            reachability,
        };
        Ok(self.store().tell(&telling, now).await? && worth)
    }

    pub(super) fn console_address(&self) -> Option<String> {
        let console = self.config().console.as_ref()?;
        console.public_url.clone()
    }
}
