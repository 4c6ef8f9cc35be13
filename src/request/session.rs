//! The parts of the programme that a person can have a place in, and the study visits that one of them may be parted into.

use serde::{Deserialize, Serialize};

/// A part of the programme; a study visit of its own stands in the place of [`Session::StudyVisit`] where an event has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Session {
    Morning,
    StudyVisit,
    /// One of several visits at the same time; of these a person has at most one.
    Visit(VisitNumber),
    Afternoon,
}

/// The number of a visit, from 1, as the event file, letters and lists name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitNumber(u8);

const VISITS: [&str; 12] = [
    "visit-1", "visit-2", "visit-3", "visit-4", "visit-5", "visit-6", "visit-7", "visit-8", "visit-9",
    "visit-10", "visit-11", "visit-12",
];

impl VisitNumber {
    /// The highest.
    pub const MAX: usize = VISITS.len();

    /// The visit of this number, from 1; `None` beyond [`VisitNumber::MAX`].
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        let number = u8::try_from(number).ok()?;
        (1..=VISITS.len())
            .contains(&usize::from(number))
            .then_some(Self(number))
    }

    /// The number, from 1.
    #[must_use]
    pub fn get(self) -> u32 {
        u32::from(self.0)
    }

    fn id(self) -> &'static str {
        VISITS.get(usize::from(self.0) - 1).copied().unwrap_or("visit")
    }
}

impl Session {
    /// The parts that a letter can name, in programme order.
    pub const ALL: [Self; 3] = [Self::Morning, Self::StudyVisit, Self::Afternoon];

    /// The id, as in `config/event.toml` and in the database.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::StudyVisit => "study-visit",
            Self::Visit(number) => number.id(),
            Self::Afternoon => "afternoon",
        }
    }

    /// The session with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        let visit = || {
            let at = VISITS.iter().position(|known| *known == id)?;
            VisitNumber::new(u32::try_from(at + 1).ok()?).map(Self::Visit)
        };
        Self::ALL
            .into_iter()
            .find(|session| session.id() == id)
            .or_else(visit)
    }

    /// Whether it is one of several visits.
    #[must_use]
    pub fn is_visit(self) -> bool {
        matches!(self, Self::Visit(_))
    }

    /// The part of the programme that it stands in.
    #[must_use]
    pub fn part(self) -> Self {
        match self {
            Self::Visit(_) => Self::StudyVisit,
            other => other,
        }
    }
}

impl From<Session> for &'static str {
    fn from(session: Session) -> Self {
        session.id()
    }
}

impl TryFrom<String> for Session {
    type Error = String;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        Self::from_id(&id).ok_or_else(|| format!("there is no session `{id}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_to_their_sessions_and_stand_for_them_in_json() {
        let visits = (1..=u32::try_from(VisitNumber::MAX).unwrap()).filter_map(VisitNumber::new);
        for session in Session::ALL.into_iter().chain(visits.map(Session::Visit)) {
            assert_eq!(Session::from_id(session.id()), Some(session));
            let json = serde_json::to_string(&session).unwrap();
            assert_eq!(json, format!("\"{}\"", session.id()));
            assert_eq!(serde_json::from_str::<Session>(&json).unwrap(), session);
        }
        for unknown in ["visit", "visit-0", "visit-13", "visit-01", "evening", ""] {
            assert_eq!(Session::from_id(unknown), None, "{unknown}");
        }
    }
}
