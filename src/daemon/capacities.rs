//! Capacities that changed in the event file: added seats go to those who wait, and none are taken away unseen (rules 6, 7).

use super::{Desk, DeskError};
use crate::request::Session;
use crate::rules::Seats;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use tracing::info;

/// The setting that remembers the capacities of the last start.
const CAPACITIES: &str = "capacities";

/// The capacities as they are remembered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Remembered {
    event: Option<u32>,
    sessions: BTreeMap<String, u32>,
}

/// Seats that are taken beyond a capacity which was lowered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooMany {
    /// Persons beyond the capacity, by session id; `event` for all of it.
    pub by_place: BTreeMap<String, u32>,
}

impl fmt::Display for TooMany {
    /// As in `morning=12 event=3`, the form in which an organiser confirms it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (place, persons) in &self.by_place {
            let blank = if first { "" } else { " " };
            write!(f, "{blank}{place}={persons}")?;
            first = false;
        }
        Ok(())
    }
}

impl Desk {
    /// After a change of `event.toml`: gives added seats to those who wait, at once (rule 7).
    ///
    /// # Errors
    /// [`DeskError::TakenSeats`] where a capacity was lowered below the seats that are taken, and nobody confirmed it
    /// (rule 6); [`DeskError::Store`].
    pub async fn apply_capacities(&self) -> Result<(), DeskError> {
        self.drop_overtaken().await?;
        let stored = self.store().setting(CAPACITIES).await?;
        let before: Option<Remembered> = stored
            .as_deref()
            .and_then(|stored| serde_json::from_str(stored).ok());
        let current = self.remembered();
        if before.as_ref() == Some(&current) {
            return Ok(());
        }
        let seats = self.store().seats(&self.capacity()).await?;
        if let Some(excess) = before.and_then(|before| excess(&before, &current, &seats)) {
            return Err(DeskError::TakenSeats(excess));
        }
        self.give_capacities().await
    }

    /// The same, where somebody saw beforehand how many are too many.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub(super) async fn give_capacities(&self) -> Result<(), DeskError> {
        let mut settling = self.begin_settling().await?;
        let promoted = self.promote(&mut settling, self.clock().now()).await?;
        settling.commit().await?;
        self.remember(&self.remembered()).await?;
        if promoted > 0 {
            info!(
                parties = promoted,
                "seats were added and given to those who waited"
            );
        }
        Ok(())
    }

    /// Confirms that capacities are lowered below the seats that are taken, by naming how many persons are too many;
    /// nobody is dropped, and nobody is promoted before seats are free again. `false` where none is too many.
    ///
    /// # Errors
    /// [`DeskError::TakenSeats`] with the true excess where another one is named; [`DeskError::Store`].
    pub async fn lower_capacities(&self, user: &str, named: &str) -> Result<bool, DeskError> {
        let stored = self.store().setting(CAPACITIES).await?;
        let before: Option<Remembered> = stored
            .as_deref()
            .and_then(|stored| serde_json::from_str(stored).ok());
        let current = self.remembered();
        let seats = self.store().seats(&self.capacity()).await?;
        let Some(excess) = before.and_then(|before| excess(&before, &current, &seats)) else {
            return Ok(false);
        };
        let said = named.split_whitespace().collect::<Vec<_>>().join(" ");
        if said != excess.to_string() {
            return Err(DeskError::TakenSeats(excess));
        }
        self.remember(&current).await?;
        let details = serde_json::json!({ "excess": named, "capacities": current });
        let now = self.clock().now();
        self.store().note(user, "capacity-lowered", details, now).await?;
        Ok(true)
    }

    fn remembered(&self) -> Remembered {
        let capacity = self.capacity();
        Remembered {
            event: capacity.event,
            sessions: capacity
                .sessions
                .iter()
                .map(|(session, seats)| (session.id().to_owned(), *seats))
                .collect(),
        }
    }

    async fn remember(&self, current: &Remembered) -> Result<(), DeskError> {
        let text = serde_json::to_string(current).unwrap_or_default();
        Ok(self.store().set_setting(CAPACITIES, Some(&text)).await?)
    }
}

/// Where a capacity is lower than before, and lower than what is taken.
fn excess(before: &Remembered, current: &Remembered, seats: &Seats) -> Option<TooMany> {
    let mut by_place = BTreeMap::new();
    for (id, capacity) in &current.sessions {
        let taken = Session::from_id(id)
            .and_then(|session| seats.sessions.get(&session))
            .map_or(0, |counts| counts.confirmed + counts.offered);
        let lowered = before.sessions.get(id).is_some_and(|was| was > capacity);
        if lowered && taken > *capacity {
            by_place.insert(id.clone(), taken - capacity);
        }
    }
    if let Some(capacity) = current.event
        && before.event.is_none_or(|was| was > capacity)
        && seats.persons > capacity
    {
        by_place.insert("event".to_owned(), seats.persons - capacity);
    }
    (!by_place.is_empty()).then_some(TooMany { by_place })
}
