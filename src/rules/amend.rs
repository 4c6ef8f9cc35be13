//! What an organiser corrects: of a letter that is not decided yet, or of a registration that stands (rules 37, 38).

use super::capacity::seats_open;
use super::details::Details;
use super::exchange::{exchanged, kept, leave};
use super::offers::of_moved;
use super::organiser::{ActRefused, by};
use super::{
    Decision, Move, NewPerson, Outcome, Party, PartyPerson, PlaceId, Reason, Seats, details, visits,
};
use crate::event::Event;
use crate::language::Language;
use crate::registration::State;
use crate::reply::{Facts, Field, FieldChange, Letter, PersonResult, ReplyKind};
use crate::request::{Disposition, Doubt, Intent, Request, Session};
use details::Edit;
use serde::Serialize;

pub use reading::by_hand;
use reading::{corrected, remaining};

mod reading;

/// The rule that stands beside a value which an organiser gave.
pub const BY_HAND: &str = "organiser";

/// The form as an organiser left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    pub intent: Intent,
    pub language: Language,
    pub persons: Vec<Amended>,
    /// Whether the writer is told, where something is decided already.
    pub tell: bool,
    /// A reason to seat people beyond the capacity.
    pub over_capacity_because: Option<String>,
}

/// One person of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// In the party; one that it does not have yet is a new person.
    pub position: i64,
    /// Whether they are (or stay) registered.
    pub comes: bool,
    pub name: Option<String>,
    pub details: Details,
    pub sessions: Vec<Session>,
}

/// A corrected letter: what it says now, what remains doubtful, and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    pub decision: Decision,
    pub request: Request,
    pub doubts: Vec<Doubt>,
}

/// Works an amendment out. Before anything is decided new places are asked for; after that they are taken where a
/// seat is free for them, and waited for where not. Nobody who has a seat loses it by a correction (rule 38).
///
/// # Errors
/// [`ActRefused::NothingToDecide`] where the form says what is written down already.
pub fn amend(
    event: &Event,
    seats: &Seats,
    party: &Party,
    (request, doubts): (&Request, &[Doubt]),
    (user, amendment): (&str, &Amendment),
) -> Result<Corrected, ActRefused> {
    let decided = is_decided(party);
    let mut left = Left::new(seats, amendment.over_capacity_because.is_some());
    let mut decision = Decision::without_party(Outcome::Decided, by(user));
    for amended in &amendment.persons {
        let stored = party
            .persons
            .iter()
            .find(|person| person.position == amended.position);
        match stored {
            Some(person) => change(&mut decision, &mut left, party.id, person, amended, decided),
            None if amended.comes => add(event, &mut decision, &mut left, amended, decided),
            None => {}
        }
    }
    let same = request.intent.value == amendment.intent && request.language.value == amendment.language;
    let mut request = corrected(request, party, amendment);
    let nothing = decision.edits.is_empty()
        && decision.moves.is_empty()
        && decision.places.is_empty()
        && decision.instead.is_empty()
        && decision.persons.is_empty();
    if nothing && same && decided {
        return Err(ActRefused::NothingToDecide);
    }
    let doubts = remaining(doubts, &request, party, amendment);
    request.disposition = if doubts.is_empty() {
        Disposition::Act
    } else {
        Disposition::Review
    };
    if decided {
        decision.letter = amendment
            .tell
            .then(|| letter(party, &decision, amendment))
            .flatten();
    } else {
        decision.outcome = match amendment.intent {
            Intent::Press => Outcome::PressQueue,
            _ => Outcome::Review,
        };
        decision.reasons = doubts.iter().map(|doubt| Reason::Doubt(doubt.kind)).collect();
        decision.reasons.push(Reason::Corrected(user.to_owned()));
        decision.reasons.dedup();
    }
    Ok(Corrected {
        decision,
        request,
        doubts,
    })
}

/// Whether anybody of a party has more than a question open.
#[must_use]
pub fn is_decided(party: &Party) -> bool {
    let states = party.persons.iter().flat_map(|person| &person.places);
    let mut states = states.map(|(_, state)| *state);
    states.any(|state| !matches!(state, State::Asked | State::Cancelled | State::Refused))
}

fn change(
    decision: &mut Decision,
    left: &mut Left<'_>,
    party: i64,
    person: &PartyPerson,
    amended: &Amended,
    decided: bool,
) {
    let place = |session| PlaceId {
        party,
        position: person.position,
        session,
    };
    let mut seated = person.places.iter().any(|(_, state)| state.holds_seat());
    if amended.comes {
        decision.edits.extend(edits(party, person, amended));
    }
    let mut gets = None;
    let mut visits = person.places.iter().filter(|(id, _)| id.is_visit());
    let came = visits.any(|(_, state)| *state == State::Attended);
    let (mut sure, mut lists) = (true, Vec::new());
    for &session in amended.sessions.iter().filter(|_| amended.comes) {
        // Who got one of several visits, or came to one, does not wait for the next.
        if session.is_visit() && (gets.is_some() || came) {
            continue;
        }
        let state = person.places.iter().find(|(id, _)| *id == session);
        match state.map(|(_, state)| *state) {
            None => {
                let state = left.take(session, decided, &mut seated);
                decision.places.push((place(session), state));
                if !session.is_visit() {
                    lists.push((session, state));
                }
                gets = gets.or(Some(session).filter(|id| id.is_visit() && state.holds_seat()));
            }
            // What ended is asked for anew, and decided in the same step: behind whoever waits (I10).
            Some(from @ (State::Cancelled | State::Refused)) => {
                let state = left.take(session, decided, &mut seated);
                decision.moves.extend(again(place(session), from, state));
                lists.push((session, state));
                gets = gets.or(Some(session).filter(|id| id.is_visit() && state.holds_seat()));
            }
            Some(from @ State::Expired) => {
                decision.moves.push(Move {
                    place: place(session),
                    from,
                    to: State::Waiting,
                });
                lists.push((session, State::Waiting));
            }
            Some(_) => {}
        }
    }
    // Whoever is put on the list for a session keeps the one that they leave for it until it is sure.
    if !lists.is_empty() {
        sure = lists.iter().any(|(_, state)| state.holds_seat());
    }
    let lists: Vec<Session> = lists.into_iter().map(|(session, _)| session).collect();
    // A seat in a visit is kept until another one is sure.
    let own_visit = |place: &PlaceId| place.position == person.position && place.session.is_visit();
    let again = decision.moves.iter().filter(|a_move| a_move.to == State::Waiting);
    let mut new = decision
        .places
        .iter()
        .map(|(place, _)| place)
        .chain(again.map(|a_move| &a_move.place));
    let changes = amended.comes && gets.is_none() && new.any(own_visit);
    let given_up = gets.map(|visit| visits::given_up(party, person.position, &person.places, visit));
    decision.moves.extend(given_up.into_iter().flatten());
    let unwanted = person.places.iter().filter(|(session, from)| {
        let wanted = amended.comes && amended.sessions.contains(session);
        let of_visits = session.is_visit() && (gets.is_some() || changes && from.holds_seat());
        !wanted && !of_visits
    });
    let (visits, parts): (Vec<Session>, Vec<Session>) = unwanted
        .map(|(session, _)| *session)
        .partition(|session| session.is_visit());
    leave(decision, (party, person), &visits, (true, &[]));
    leave(decision, (party, person), &parts, (sure, &lists));
}

/// The moves by which a place that ended is asked for, and by which it gets that state.
fn again(place: PlaceId, from: State, state: State) -> impl Iterator<Item = Move> {
    let asked = Move {
        place,
        from,
        to: State::Asked,
    };
    let decided = Move {
        place,
        from: State::Asked,
        to: state,
    };
    std::iter::once(asked).chain((state != State::Asked).then_some(decided))
}

fn add(event: &Event, decision: &mut Decision, left: &mut Left<'_>, amended: &Amended, decided: bool) {
    let Ok(attendee) = usize::try_from(amended.position) else {
        return;
    };
    let said = if amended.sessions.is_empty() {
        &event.registration.sessions_when_unsaid
    } else {
        &amended.sessions
    };
    let mut seated = false;
    let mut places: Vec<(Session, State)> = Vec::new();
    for session in visits::wanted(event, left.seats, said) {
        if !(session.is_visit() && visits::held_visit(&places).is_some()) {
            places.push((session, left.take(session, decided, &mut seated)));
        }
    }
    if let Some(visit) = visits::held_visit(&places) {
        places.retain(|(id, _)| !id.is_visit() || *id == visit);
    }
    decision.persons.push(NewPerson { attendee, places });
}

/// Entry by entry what the form says otherwise (rule 37).
fn edits(party: i64, person: &PartyPerson, amended: &Amended) -> Vec<Edit> {
    let list = |known: String| Some(known).filter(|known| known != "[]");
    let (old, new) = (&person.details, &amended.details);
    let entries = [
        (Field::Name, person.name.clone(), amended.name.clone()),
        (Field::Email, old.email.clone(), new.email.clone()),
        (Field::Phone, old.phone.clone(), new.phone.clone()),
        (
            Field::Organisation,
            old.organisation.clone(),
            new.organisation.clone(),
        ),
        (Field::Role, old.role.clone(), new.role.clone()),
        (Field::City, old.city.clone(), new.city.clone()),
        (Field::Country, old.country.clone(), new.country.clone()),
        (
            Field::Interpretation,
            old.interpretation.clone(),
            new.interpretation.clone(),
        ),
        (Field::Diet, list(json(&old.diet)), list(json(&new.diet))),
        (Field::Access, list(json(&old.access)), list(json(&new.access))),
    ];
    let changed = entries.into_iter().filter(|(_, from, to)| from != to);
    changed
        .map(|(field, from, to)| {
            // A list that is empty is a list.
            let to = match field {
                Field::Diet | Field::Access => Some(to.unwrap_or_else(|| "[]".to_owned())),
                _ => to,
            };
            Edit {
                party,
                position: person.position,
                change: FieldChange {
                    person: person.name.clone(),
                    field,
                    from,
                    to,
                },
            }
        })
        .collect()
}

/// Seats that are left while one form takes several.
struct Left<'a> {
    seats: &'a Seats,
    by_session: Vec<(Session, u32)>,
    /// More persons that the event takes.
    persons: u32,
    /// A reason was given to go beyond.
    beyond: bool,
}

impl<'a> Left<'a> {
    fn new(seats: &'a Seats, beyond: bool) -> Self {
        let by_session = seats
            .sessions
            .iter()
            .map(|(&session, counts)| (session, seats_open(counts)));
        Self {
            seats,
            by_session: by_session.collect(),
            persons: seats.persons_free(),
            beyond,
        }
    }

    /// `seated`: the person has a seat already, and is counted.
    fn take(&mut self, session: Session, decided: bool, seated: &mut bool) -> State {
        if !decided {
            return State::Asked;
        }
        let room = *seated || self.persons > 0;
        match self.by_session.iter_mut().find(|(id, _)| *id == session) {
            Some((_, left)) if *left > 0 && room => {
                *left -= 1;
                self.persons -= u32::from(!*seated);
                *seated = true;
                State::Confirmed
            }
            _ if self.beyond => State::Confirmed,
            _ => State::Waiting,
        }
    }
}

/// What the writer is told of a registration that was changed.
fn letter(party: &Party, decision: &Decision, amendment: &Amendment) -> Option<Letter> {
    let mut persons = of_moved(party, &decision.moves);
    let touched = |position: i64| {
        decision.edits.iter().any(|edit| edit.position == position)
            || decision
                .places
                .iter()
                .any(|(place, _)| place.position == position)
    };
    for person in party.persons.iter().filter(|person| touched(person.position)) {
        let added = decision
            .places
            .iter()
            .filter(|(place, _)| place.position == person.position);
        let added: Vec<(Session, State)> = added.map(|(place, state)| (place.session, *state)).collect();
        match persons.iter_mut().find(|result| result.name == person.name) {
            Some(result) => result.places.extend(added),
            None => persons.push(PersonResult {
                name: person.name.clone(),
                places: (person.places.iter().copied().filter(|(_, state)| state.is_live()))
                    .chain(added)
                    .collect(),
            }),
        }
    }
    for new in &decision.persons {
        let amended = amendment
            .persons
            .iter()
            .find(|amended| usize::try_from(amended.position) == Ok(new.attendee));
        persons.push(PersonResult {
            name: amended.and_then(|amended| amended.name.clone()),
            places: new.places.clone(),
        });
    }
    if persons.is_empty() {
        return None;
    }
    let only_cancelled = decision.edits.is_empty()
        && decision.places.is_empty()
        && decision.persons.is_empty()
        && decision.moves.iter().all(|a_move| a_move.to == State::Cancelled);
    let kind = if only_cancelled {
        ReplyKind::CancellationNoted
    } else {
        ReplyKind::ChangeNoted
    };
    for result in &mut persons {
        result.places.sort();
    }
    let facts = Facts {
        persons,
        changes: decision.edits.iter().map(|edit| edit.change.clone()).collect(),
        exchanged: exchanged(party, &decision.moves, &decision.places),
        kept: kept(party, decision),
        by_organisers: true,
        ..Facts::default()
    };
    Some(Letter {
        kind,
        language: party.language,
        mailbox: party.mailbox,
        facts,
    })
}

fn json<T: Serialize>(values: &[T]) -> String {
    serde_json::to_string(values).unwrap_or_default()
}
