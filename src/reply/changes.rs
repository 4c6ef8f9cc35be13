//! What a letter of ours tells of a changed registration: which entries, from what to what, and what was asked for.

use crate::request::Session;
use serde::{Deserialize, Serialize};

/// One kept entry of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Name,
    Email,
    Phone,
    Organisation,
    Role,
    City,
    /// ISO 3166-1 alpha-2.
    Country,
    /// ISO 639-1.
    Interpretation,
    /// A JSON list.
    Diet,
    /// A JSON list.
    Access,
}

/// An entry that a letter replaces (rule 37).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The person's name as it was before; none for somebody who was not named.
    pub person: Option<String>,
    pub field: Field,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// One seat that was given up for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatExchange {
    /// None for somebody who is not named.
    pub person: Option<String>,
    pub from: Session,
    pub to: Session,
}

/// What somebody asked for who did not prove to be the owner of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestedAct {
    Cancellation,
    Swap,
    Change,
    /// A copy of the data under the owner's address.
    DataCopy,
    /// Their erasure, which ends all registrations of the address.
    DataErasure,
}
