//! Telling everybody of an event that changed: what was told and what is, and one letter to each party, when an organiser says so.

use super::again::Because;
use super::{Desk, DeskError};
use crate::event::Told;
use crate::language::ReplyLanguage;
use crate::reply::{Facts, Letter};
use crate::rules::attendance;
use crate::rules::deadline::into_working_hours_of;
use crate::store::Actor;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use tracing::warn;

/// The setting that remembers what guests were told.
const TOLD: &str = "told";
/// How long guests have to say whether they still come.
const RECONFIRM: TimeDelta = TimeDelta::days(7);

/// What an announcement would tell, and to how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// What guests were told last.
    pub before: Told,
    /// Letters by language (rule 47).
    pub letters: BTreeMap<ReplyLanguage, usize>,
    /// Parties whose sender is not answered by a machine.
    pub unreachable: usize,
    /// Until when guests say whether they still come.
    pub reconfirm_by: Option<DateTime<Utc>>,
    /// One of the letters, as it would leave.
    pub example: Option<(String, String)>,
}

impl Desk {
    /// What of the event file is other than guests were told; `None` if nothing is.
    ///
    /// At the first start it remembers what the file says.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn untold(&self) -> Result<Option<Told>, DeskError> {
        let now = self.config().event.told();
        let Some(text) = self.store().setting(TOLD).await? else {
            self.remember_told().await?;
            return Ok(None);
        };
        // What an earlier version wrote otherwise counts as told.
        let mut before: Told = serde_json::from_str(&text).unwrap_or_else(|_| now.clone());
        let places = &mut before.meeting_places;
        *places = places.take().or_else(|| now.meeting_places.clone());
        Ok((before != now).then_some(before))
    }

    /// Says in the log that an announcement is due; for the start of a run.
    pub(super) async fn warn_of_untold(&self) -> Result<(), DeskError> {
        if self.untold().await?.is_some() {
            warn!("event.toml says another date, place or hour than guests were told: see `rsvpd announce`");
        }
        Ok(())
    }

    async fn remember_told(&self) -> Result<(), DeskError> {
        let text = serde_json::to_string(&self.config().event.told()).unwrap_or_default();
        Ok(self.store().set_setting(TOLD, Some(&text)).await?)
    }

    /// Tells every party that is concerned: of other hours and meeting places those with places there. With `send` false
    /// it only shows what would leave. `None` if nothing changed.
    ///
    /// # Errors
    /// [`DeskError::Store`]; nothing left then, and it can be done again.
    pub async fn announce(
        &self,
        user: &str,
        (reason, reconfirm, send): (Option<&str>, bool, bool),
    ) -> Result<Option<Announcement>, DeskError> {
        let Some(before) = self.untold().await? else {
            return Ok(None);
        };
        let event = &self.config().event;
        let now = self.clock().now();
        let until = into_working_hours_of(event, now + RECONFIRM);
        let mut announcement = Announcement {
            reconfirm_by: until.filter(|until| reconfirm && !event.cancelled && *until < event.starts()),
            before,
            letters: BTreeMap::new(),
            unreachable: 0,
            example: None,
        };
        let differences = announcement.before.differences(&event.told());
        let mut settling = self.begin_settling().await?;
        for party in settling.concerned().await? {
            let Some(stored) = settling.party(party).await? else {
                continue;
            };
            let sessions = attendance::sessions_of(&stored.party);
            if !differences
                .iter()
                .any(|difference| difference.concerns(&sessions))
            {
                continue;
            }
            let mut decision = if event.cancelled {
                attendance::cancelled(&stored.party, reason.map(str::to_owned))
            } else {
                let facts = Facts {
                    reason: reason.map(str::to_owned),
                    event_before: Some(announcement.before.clone()),
                    reconfirm_by: announcement.reconfirm_by,
                    ..Facts::default()
                };
                attendance::changed(&stored.party, facts)
            };
            let Some(letter) = &mut decision.letter else {
                continue;
            };
            letter.facts.writer = stored.writer();
            let letter: Letter = letter.clone();
            if !send {
                let draft = self.draft(&letter, &stored).await?;
                if draft.to.address.contains('@') {
                    *announcement.letters.entry(letter.language).or_default() += 1;
                    announcement.example.get_or_insert((draft.subject, draft.text));
                } else {
                    announcement.unreachable += 1;
                }
                continue;
            }
            let because = Because::of(Actor::Organiser(user.to_owned()));
            if self
                .settle_again(&mut settling, &stored, &decision, because, now)
                .await?
            {
                *announcement.letters.entry(letter.language).or_default() += 1;
            } else {
                announcement.unreachable += 1;
            }
        }
        if send {
            let text = serde_json::to_string(&event.told()).unwrap_or_default();
            settling.remember(TOLD, &text).await?;
            settling.commit().await?;
            self.wake();
        }
        Ok(Some(announcement))
    }
}
