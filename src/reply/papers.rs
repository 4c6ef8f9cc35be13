//! The papers of a press request: what its letters brought, and what the press office wants to see (rule 62).

use serde::{Deserialize, Serialize};

/// What the letters of a press request brought of what the press office wants to see (rule 62).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PressPaper {
    /// The name of the medium.
    Medium,
    /// The function of the person: reporter, photographer, producer.
    Function,
    /// The number of a press card; the card itself is still asked for.
    PressCard,
    /// A copy of the press card.
    PressCardCopy,
    /// A letter by which the editor sends the person.
    AssignmentLetter,
    /// Who belongs to the team.
    Crew,
    /// What they bring along.
    Equipment,
}

/// What the press office can want to see before it decides (rule 62).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    Medium,
    Function,
    /// A copy of the press card, or an assignment letter.
    Credential,
    /// Of those who film, photograph or record: the names of the team.
    Crew,
    /// Likewise: the list of what they bring.
    Equipment,
}

impl Paper {
    /// All of them, in the order in which letters ask.
    pub const ALL: [Self; 5] = [
        Self::Medium,
        Self::Function,
        Self::Credential,
        Self::Crew,
        Self::Equipment,
    ];

    /// The paper of this name, as in `event.toml`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.name() == name)
    }

    /// Its name in `event.toml` and in templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Medium => "medium",
            Self::Function => "function",
            Self::Credential => "credential",
            Self::Crew => "crew",
            Self::Equipment => "equipment",
        }
    }
}
