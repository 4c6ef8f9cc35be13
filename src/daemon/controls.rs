//! What organisers change while the desk runs: seats, with a look at what that does beforehand, and pauses.

use super::{Desk, DeskError};
use crate::event::{Event, PromotionPolicy};
use crate::language::ReplyLanguage;
use crate::registration::State;
use crate::reply::ReplyKind;
use crate::request::Session;
use crate::rules::offers::of_moved;
use crate::rules::promotion;
use crate::store::Settling;
use crate::store::standing::Capacity;
use crate::store::views::Seated;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

/// The setting that keeps them.
const CONTROLS: &str = "controls";

/// A part of the work that can rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// New letters are kept, but neither read nor answered.
    Intake,
    /// Nobody gets a free seat by the desk's own accord (rule 29).
    Promotion,
    /// Replies wait in the outbox.
    Sending,
}

/// A number that stands instead of the one in `event.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Changed {
    to: u32,
    /// What the file said; where it says something else since, the file counts again.
    instead_of: u32,
}

/// What was changed from how the configuration has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Controls {
    #[serde(default)]
    seats: BTreeMap<Session, Changed>,
    #[serde(default)]
    persons: Option<Changed>,
    #[serde(default)]
    paused: BTreeSet<Part>,
}

/// What a change of seats would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// Parties that would get seats, in their order.
    pub promoted: Vec<Promoted>,
    /// Until when seats would be offered; `None` where they are given at once.
    pub until: Option<DateTime<Utc>>,
    /// Where more seats are held than there would be; nobody loses one (rule 6).
    pub excess: Vec<Excess>,
}

/// A party that would get seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promoted {
    pub party: i64,
    pub reference: String,
    pub contact: Option<String>,
    pub names: Vec<Option<String>>,
    pub sessions: Vec<Session>,
    pub kind: ReplyKind,
    pub language: ReplyLanguage,
}

/// Seats that are held beyond a capacity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excess {
    /// `None`: the event as a whole.
    pub session: Option<Session>,
    pub over: u32,
    /// Who got their seats last, as many as are too many.
    pub latest: Vec<Seated>,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Intake, Self::Promotion, Self::Sending];

    /// The word in forms and in the journal.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Promotion => "promotion",
            Self::Sending => "sending",
        }
    }

    /// The part of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

impl Controls {
    /// Without what the configuration has overtaken.
    fn of(kept: Option<&str>, event: &Event) -> Self {
        let mut controls: Self = kept
            .and_then(|kept| serde_json::from_str(kept).ok())
            .unwrap_or_default();
        let seats = |session: &Session| event.session(*session).map(|plan| plan.capacity);
        controls
            .seats
            .retain(|session, changed| seats(session) == Some(changed.instead_of));
        controls.persons = controls
            .persons
            .filter(|changed| event.capacity == Some(changed.instead_of));
        controls
    }

    fn capacity(&self, event: &Event) -> Capacity {
        let mut sessions = event.capacities();
        for (session, changed) in &self.seats {
            sessions.insert(*session, changed.to);
        }
        Capacity {
            sessions,
            event: self.persons.map(|changed| changed.to).or(event.capacity),
        }
    }

    fn set(&mut self, wanted: &Capacity, event: &Event) {
        self.seats = event
            .capacities()
            .into_iter()
            .filter_map(|(session, instead_of)| {
                let to = wanted.sessions.get(&session).copied()?;
                (to != instead_of).then_some((session, Changed { to, instead_of }))
            })
            .collect();
        self.persons = match (wanted.event, event.capacity) {
            (Some(to), Some(instead_of)) if to != instead_of => Some(Changed { to, instead_of }),
            _ => None,
        };
    }
}

impl Desk {
    /// Begins to settle with the seats that organisers gave the event last, also in another process.
    pub(super) async fn begin_settling(&self) -> Result<Settling, DeskError> {
        self.load_controls().await?;
        Ok(self.store().begin_settling(self.capacity()).await?)
    }

    /// Loads what organisers changed: before this start, or in another process since.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn load_controls(&self) -> Result<(), DeskError> {
        let kept = self.store().setting(CONTROLS).await?;
        self.keep_controls(Controls::of(kept.as_deref(), &self.config().event));
        Ok(())
    }

    /// Forgets what organisers changed and the configuration has overtaken since: it does not come back when the
    /// configuration says again what it said at first.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub(super) async fn drop_overtaken(&self) -> Result<(), DeskError> {
        let Some(kept) = self.store().setting(CONTROLS).await? else {
            return Ok(());
        };
        let controls = Controls::of(Some(&kept), &self.config().event);
        let text = serde_json::to_string(&controls).unwrap_or_default();
        if text != kept {
            self.store().set_setting(CONTROLS, Some(&text)).await?;
        }
        self.keep_controls(controls);
        Ok(())
    }

    fn controls(&self) -> Controls {
        let controls = self.inner.controls.read();
        controls.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep_controls(&self, controls: Controls) {
        let mut kept = self
            .inner
            .controls
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *kept = controls;
    }

    /// The seats that the event has now.
    #[must_use]
    pub fn capacity(&self) -> Capacity {
        self.controls().capacity(&self.config().event)
    }

    /// Whether a part of the work rests.
    #[must_use]
    pub fn is_paused(&self, part: Part) -> bool {
        self.controls().paused.contains(&part)
    }

    /// The same, after a look whether another process was told otherwise.
    pub(super) async fn paused_now(&self, part: Part) -> Result<bool, DeskError> {
        self.load_controls().await?;
        Ok(self.is_paused(part))
    }

    /// The event as promotion is to see it: paused where an organiser said so.
    pub(super) fn event_for_promotion(&self) -> Cow<'_, Event> {
        let event = &self.config().event;
        if !self.is_paused(Part::Promotion) {
            return Cow::Borrowed(event);
        }
        let mut paused = event.clone();
        paused.registration.promotion = PromotionPolicy::Pause;
        Cow::Owned(paused)
    }

    /// Whether nobody who waits is given a seat now.
    pub(super) fn line_rests(&self, event: &Event) -> bool {
        self.is_paused(Part::Promotion) || promotion::rests(event, self.clock().now())
    }

    /// Lets a part of the work rest, or go on.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn pause(&self, user: &str, part: Part, rests: bool) -> Result<(), DeskError> {
        self.load_controls().await?;
        let mut controls = self.controls();
        let changed = if rests {
            controls.paused.insert(part)
        } else {
            controls.paused.remove(&part)
        };
        if !changed {
            return Ok(());
        }
        let what = if rests { "paused" } else { "resumed" };
        let details = json!({ "part": part.name() });
        self.store_controls(user, what, details, controls).await?;
        if part == Part::Promotion && !rests {
            // Seats that became free meanwhile are given now (I5).
            let mut settling = self.begin_settling().await?;
            self.promote(&mut settling, self.clock().now()).await?;
            settling.commit().await?;
        }
        self.wake();
        Ok(())
    }

    async fn store_controls(
        &self,
        user: &str,
        what: &'static str,
        details: serde_json::Value,
        controls: Controls,
    ) -> Result<(), DeskError> {
        let text = serde_json::to_string(&controls).unwrap_or_default();
        self.store().set_setting(CONTROLS, Some(&text)).await?;
        self.store().note(user, what, details, self.clock().now()).await?;
        self.keep_controls(controls);
        Ok(())
    }

    /// What would happen if the event had these seats; nothing is changed.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn what_if(&self, wanted: &Capacity) -> Result<WhatIf, DeskError> {
        // Dropped without a commit.
        let mut settling = self.store().begin_settling(wanted.clone()).await?;
        let mut seats = settling.seats().await?;
        let mut excess = Vec::new();
        for (session, counts) in &seats.sessions {
            let over = (counts.confirmed + counts.offered).saturating_sub(counts.capacity);
            excess.push((Some(*session), over));
        }
        let over = seats
            .capacity
            .map_or(0, |capacity| seats.persons.saturating_sub(capacity));
        excess.push((None, over));
        let waiting = settling.waiting().await?;
        let event = self.event_for_promotion();
        let promotions = promotion::promote(&event, self.clock().now(), &mut seats, &waiting);
        let mut what_if = WhatIf {
            until: promotions.until,
            ..WhatIf::default()
        };
        for (party, moves) in promotions.parties {
            let Some(stored) = settling.party(party).await? else {
                continue;
            };
            let given = moves.iter().filter(|a_move| a_move.to.holds_seat());
            let sessions: BTreeSet<Session> = given.map(|a_move| a_move.place.session).collect();
            let offered = moves.iter().any(|a_move| a_move.to == State::Offered);
            what_if.promoted.push(Promoted {
                party,
                contact: stored
                    .contact_name
                    .clone()
                    .or_else(|| stored.contact_address.clone()),
                names: of_moved(&stored.party, &moves)
                    .into_iter()
                    .map(|person| person.name)
                    .collect(),
                reference: stored.party.reference,
                sessions: sessions.into_iter().collect(),
                kind: if offered {
                    ReplyKind::Offer
                } else {
                    ReplyKind::Promotion
                },
                language: stored.party.language,
            });
        }
        drop(settling);
        for (session, over) in excess.into_iter().filter(|(_, over)| *over > 0) {
            what_if.excess.push(Excess {
                session,
                over,
                latest: self.store().latest_seated(session, over).await?,
            });
        }
        Ok(what_if)
    }

    /// Gives the event these seats, and added ones to those who wait, with their letters (rule 7). Nobody loses a
    /// seat (rule 6).
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn set_capacity(&self, user: &str, wanted: &Capacity) -> Result<(), DeskError> {
        self.load_controls().await?;
        let mut controls = self.controls();
        controls.set(wanted, &self.config().event);
        let sessions: BTreeMap<&str, u32> = wanted
            .sessions
            .iter()
            .map(|(session, seats)| (session.id(), *seats))
            .collect();
        let details = json!({ "sessions": sessions, "event": wanted.event });
        self.store_controls(user, "capacity-set", details, controls)
            .await?;
        self.give_capacities().await?;
        self.wake();
        Ok(())
    }
}
