//! What a letter says of study visits, where they are several: where they meet, by which rule they are given, which others there are.

use super::localised;
use crate::event::Event;
use crate::registration::State;
use crate::reply::locale::hour;
use crate::reply::{Letter, ReplyKind};
use crate::request::Session;
use serde::Serialize;

/// What a letter says of visits; nothing where it names none.
#[derive(Debug, Default, Serialize)]
pub(in crate::reply) struct VisitsView {
    /// Where those meet in which somebody has a seat.
    pub meetings: Vec<Meeting>,
    /// Whether the letter tells by which rule visits are given.
    pub rule: bool,
    /// Whether somebody waits for several.
    pub any_of: bool,
    /// Visits that nobody of the letter has or waits for.
    pub others: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(in crate::reply) struct Meeting {
    pub name: String,
    pub place: String,
    pub at: String,
}

/// The visits of a letter's persons.
pub(super) fn visits(letter: &Letter, event: &Event) -> VisitsView {
    let (persons, language) = (&letter.facts.persons, letter.language);
    let places = || persons.iter().flat_map(|person| &person.places);
    let is = |visit: Session, wanted: &dyn Fn(State) -> bool| {
        places().any(|(id, state)| *id == visit && wanted(*state))
    };
    if !places().any(|(id, state)| id.is_visit() && state.is_live()) {
        return VisitsView::default();
    }
    let tells = matches!(
        letter.kind,
        ReplyKind::Confirmation
            | ReplyKind::MixedResult
            | ReplyKind::WaitingListNotice
            | ReplyKind::PartialGroup
            | ReplyKind::ChangeNoted
    );
    let mut view = VisitsView {
        rule: tells,
        any_of: persons.iter().any(|person| {
            let waits = |(id, state): &&(Session, State)| id.is_visit() && *state == State::Waiting;
            person.places.iter().filter(waits).count() > 1
        }),
        ..VisitsView::default()
    };
    for (_, plan, visit) in event.visits() {
        if is(plan.id, &State::holds_seat) {
            view.meetings.push(Meeting {
                name: localised(&plan.name, language),
                place: localised(&visit.meeting_place, language),
                at: hour(plan.starts, language),
            });
        }
        if !is(plan.id, &State::is_live) {
            view.others.push(localised(&plan.name, language));
        }
    }
    view
}
