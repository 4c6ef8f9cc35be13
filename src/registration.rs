//! One attendee's standing for one session, and the legal moves between the states (registration-rules section 2).

use serde::{Deserialize, Serialize};
use std::fmt;

/// The state of one person's place in one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Asked for; an organiser decides. Holds no seat.
    Asked,
    /// On the waiting list. Holds no seat.
    Waiting,
    /// A seat is held until a deadline.
    Offered,
    /// Has a seat.
    Confirmed,
    /// The organisers said no.
    Refused,
    /// The person turned an offer down.
    Declined,
    /// An offer's deadline passed.
    Expired,
    /// Withdrawn by the person or the writer.
    Cancelled,
    /// The seat passed to another person, or the person with their place to another party.
    Replaced,
    /// Was there.
    Attended,
    /// Had a seat and was not there.
    NoShow,
}

impl State {
    /// All states, in the order of a registration's life.
    pub const ALL: [Self; 11] = [
        Self::Asked,
        Self::Waiting,
        Self::Offered,
        Self::Confirmed,
        Self::Refused,
        Self::Declined,
        Self::Expired,
        Self::Cancelled,
        Self::Replaced,
        Self::Attended,
        Self::NoShow,
    ];

    /// The name in the database, the exports and the pages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Waiting => "waiting",
            Self::Offered => "offered",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Replaced => "replaced",
            Self::Attended => "attended",
            Self::NoShow => "no-show",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether it counts against the capacity (I1).
    #[must_use]
    pub fn holds_seat(self) -> bool {
        matches!(self, Self::Offered | Self::Confirmed | Self::Attended)
    }

    /// Whether it is one of the places of which a person may have at most one per session (I6).
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(
            self,
            Self::Asked | Self::Waiting | Self::Offered | Self::Confirmed | Self::Attended
        )
    }

    /// Whether the move is one of the table of registration-rules section 2; a move to itself is none.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        use State::{
            Asked, Attended, Cancelled, Confirmed, Declined, Expired, NoShow, Offered, Refused, Replaced,
            Waiting,
        };
        matches!(
            (self, next),
            (Asked, Confirmed | Waiting | Refused | Cancelled | Replaced)
                | (Waiting, Offered | Confirmed | Refused | Cancelled | Replaced)
                | (Offered, Confirmed | Declined | Expired | Cancelled | Replaced)
                | (Expired, Confirmed | Waiting | Asked)
                | (Confirmed, Cancelled | Replaced | Attended | NoShow)
                // A tick at the door can be wrong.
                | (Attended | NoShow, Confirmed)
                // A party is parted: the person goes on in another one.
                | (Attended, Replaced)
                | (Refused | Cancelled, Asked)
        )
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn moves_that_the_rules_call_illegal_are_refused() {
        assert!(!State::Waiting.may_become(State::Attended));
        assert!(!State::Cancelled.may_become(State::Confirmed));
        assert!(!State::Asked.may_become(State::Attended));
        for next in State::ALL {
            assert!(
                !State::Replaced.may_become(next),
                "nothing leaves `replaced`, least of all to {next}"
            );
        }
    }

    #[test]
    fn rule_005_a_second_cancellation_is_no_move() {
        assert!(!State::Cancelled.may_become(State::Cancelled));
    }

    #[test]
    fn rule_008_only_offered_confirmed_and_attended_hold_a_seat() {
        let holding: Vec<_> = State::ALL
            .into_iter()
            .filter(|state| state.holds_seat())
            .collect();
        assert_eq!(holding, [State::Offered, State::Confirmed, State::Attended]);
    }

    #[test]
    fn names_lead_back_to_their_states() {
        for state in State::ALL {
            assert_eq!(State::from_name(state.name()), Some(state));
        }
    }
}
