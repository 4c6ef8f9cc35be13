//! A mail server made of memory that takes, refuses or loses parcels as a test tells it.

use super::{Delivered, Parcel};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// What the server does with one parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Whether the recipient gets it, whatever the desk is told.
    pub takes: bool,
    pub says: Delivered,
}

/// The server; its clones are the same server.
#[derive(Debug, Clone, Default)]
pub struct Script {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    turns: VecDeque<Turn>,
    taken: Vec<Parcel>,
}

impl Script {
    /// What it will do with the next parcel that has no turn yet; without turns it takes everything.
    pub fn then(&self, turn: Turn) {
        self.with(|inner| inner.turns.push_back(turn));
    }

    /// Forgets the turns that were not needed.
    pub fn behave(&self) {
        self.with(|inner| inner.turns.clear());
    }

    /// All that it took from number `from` on, counted from 0, in order.
    #[must_use]
    pub fn taken(&self, from: usize) -> Vec<Parcel> {
        self.with(|inner| inner.taken.iter().skip(from).cloned().collect())
    }

    pub(super) fn deliver(&self, parcels: &[Parcel]) -> Vec<Delivered> {
        let turn = |inner: &mut Inner, parcel: &Parcel| {
            let turn = inner.turns.pop_front();
            if turn.as_ref().is_none_or(|turn| turn.takes) {
                inner.taken.push(parcel.clone());
            }
            turn.map_or(Delivered::Accepted, |turn| turn.says)
        };
        self.with(|inner| parcels.iter().map(|parcel| turn(inner, parcel)).collect())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
