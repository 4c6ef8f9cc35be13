//! How many persons a letter speaks of, and how many of them it does not name.

use super::cast::Cast;
use super::letter::Letter;
use super::{Evidence, Found, Intent, Part};

/// Persons counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    /// Seats asked for or given back; `None` where it makes no sense.
    pub seats: Option<Found<u32>>,
    /// Persons counted but not named.
    pub unnamed: u32,
}

/// Counts; `chosen` are the indices of the named attendees in the cast.
#[must_use]
pub fn read(_letter: &Letter<'_>, _cast: &Cast, intent: Intent, chosen: &[usize]) -> Count {
    let seated = matches!(
        intent,
        Intent::Registration | Intent::Press | Intent::Cancellation | Intent::Acceptance | Intent::Refusal
    );
    let evidence = Evidence {
        part: Part::Assumed,
        start: 0,
        end: 0,
        rule: "count/names".to_owned(),
    };
    let named = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
    Count {
        seats: (seated && named > 0).then_some(Found {
            value: named,
            evidence,
        }),
        unnamed: 0,
    }
}
