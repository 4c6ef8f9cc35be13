//! The only clock: the machine's, or one that is set by hand.

use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Microseconds since 1970 of a clock that is set by hand.
    by_hand: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still until it is set.
    #[must_use]
    pub fn by_hand(now: DateTime<Utc>) -> Self {
        Self {
            by_hand: Some(Arc::new(AtomicI64::new(now.timestamp_micros()))),
        }
    }

    /// Sets a clock that stands still; the machine's is left alone.
    pub fn set(&self, now: DateTime<Utc>) {
        if let Some(time) = &self.by_hand {
            time.store(now.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// The time.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the machine"
    )]
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.by_hand {
            Some(time) => DateTime::from_timestamp_micros(time.load(Ordering::SeqCst)).unwrap_or_default(),
            None => Utc::now(),
        }
    }
}
