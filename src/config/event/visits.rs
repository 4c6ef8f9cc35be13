//! Reads `[[visits]]`: the study visits, where they are several, in the place of the one session.

use super::{A_TIME, Clock, SEATS, localised};
use crate::config::section::Section;
use crate::event::{SessionPlan, Visit};
use crate::request::{Session, VisitNumber};
use chrono::NaiveTime;

/// The programme with the visits in the place of the study-visit session, in the order of their numbers.
pub(super) fn parted(
    top: &Section<'_, '_>,
    mut sessions: Vec<SessionPlan>,
    visits: Vec<Section<'_, '_>>,
) -> Vec<SessionPlan> {
    if visits.is_empty() {
        return sessions;
    }
    let Some(at) = sessions.iter().position(|plan| plan.id == Session::StudyVisit) else {
        top.mistake(
            "visits",
            "need a session with the id \"study-visit\", whose hours are theirs where they name none",
        );
        return sessions;
    };
    let parent = sessions.remove(at);
    let mut plans: Vec<SessionPlan> = Vec::new();
    for (index, section) in visits.into_iter().enumerate() {
        let plan = visit(section, &parent);
        let key = |name: &str| format!("visits.{}.{name}", index + 1);
        if plan.ends <= plan.starts {
            top.mistake(&key("ends"), "is not later than `starts`: correct one of them");
        }
        if plans.iter().any(|other| other.id == plan.id) {
            top.mistake(&key("number"), "stands twice: give each visit its own");
        }
        plans.push(plan);
    }
    plans.sort_by_key(|plan| plan.id);
    sessions.splice(at..at, plans);
    sessions
}

fn visit(mut section: Section<'_, '_>, parent: &SessionPlan) -> SessionPlan {
    let number = section.required_number::<u32>("number", 1, "the number of the visit, from 1");
    let number = VisitNumber::new(number).or_else(|| {
        let most = VisitNumber::MAX;
        section.mistake("number", format!("must be from 1 to {most}"));
        VisitNumber::new(1)
    });
    let mut time = |key: &'static str, of_all: NaiveTime| {
        let given = section.parsed(key, A_TIME);
        given.map_or(of_all, |clock: Clock| clock.0)
    };
    let (starts, ends) = (time("starts", parent.starts), time("ends", parent.ends));
    let words = section.list(
        "words",
        "a list of words by which letters name the visit, as in [\"harbour\", \"port*\"]",
        |word| Some(word.trim().to_owned()).filter(|word| !word.trim_matches('*').is_empty()),
    );
    let plan = SessionPlan {
        id: number.map_or(Session::StudyVisit, Session::Visit),
        name: localised(&mut section, "name"),
        starts,
        ends,
        capacity: section.required_number("capacity", 0, SEATS),
        visit: Some(Visit {
            meeting_place: localised(&mut section, "meeting_place"),
            words: words.unwrap_or_default(),
        }),
    };
    section.finish();
    plan
}
