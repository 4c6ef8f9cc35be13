//! What follows from a request: a pure function from dossier to decision.

pub mod decision;
pub mod standing;

pub use decision::{Decision, Move, NewPerson, Outcome, Reason};
pub use standing::{KnownPerson, Party, PlaceId, Prior, Seats, SessionSeats, WaitingEntry};
