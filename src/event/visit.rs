//! Study visits: several at the same time, of which a person has at most one (registration rules 1, 3, 30 hold for each).

use super::{Event, Localised, SessionPlan};
use crate::request::visits::{self, Visits};
use crate::request::{Session, VisitNumber};
use serde::Deserialize;

/// What a visit has besides a session's name, hours and seats.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    pub meeting_place: Localised,
    /// By which letters name it, besides its name; `*` at the end of one stands for any ending.
    pub words: Vec<String>,
}

impl Event {
    /// Whether the study visits are several, each with seats of its own.
    #[must_use]
    pub fn has_visits(&self) -> bool {
        self.visits().next().is_some()
    }

    /// The visits in the order of their numbers; none where the study visits are one session.
    pub fn visits(&self) -> impl Iterator<Item = (VisitNumber, &SessionPlan, &Visit)> {
        self.sessions
            .iter()
            .filter_map(|plan| match (plan.id, &plan.visit) {
                (Session::Visit(number), Some(visit)) => Some((number, plan, visit)),
                _ => None,
            })
    }

    /// The visits as letters are searched for them.
    #[must_use]
    pub fn visits_named(&self) -> Visits {
        let visits = self.visits().map(|(_, plan, visit)| visits::Visit {
            session: plan.id,
            names: plan.name.all().map(str::to_owned).collect(),
            words: visit.words.clone(),
        });
        Visits::new(
            &visits.collect::<Vec<_>>(),
            &self.registration.sessions_when_unsaid,
        )
    }

    /// Whether a letter can ask for this: a session, or the study visits where they are several.
    #[must_use]
    pub fn takes_place(&self, session: Session) -> bool {
        self.session(session).is_some() || session == Session::StudyVisit && self.has_visits()
    }
}
