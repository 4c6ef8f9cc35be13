//! How everybody stands, and what changed of it since it was told last.

use crate::daemon::Desk;
use crate::registration::State;
use crate::request::Session;
use crate::store::views::PersonRecord;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Every person who has or had a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    persons: BTreeMap<Whom, Person>,
}

/// A person of a party, by the party's number and the place in it.
type Whom = (i64, i64);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Person {
    /// `None` when it was erased.
    name: Option<String>,
    states: Vec<(Session, State)>,
}

impl Standing {
    /// How it is now, after so many letters.
    ///
    /// # Errors
    /// As any read.
    pub async fn of(desk: &Desk, letters: i64) -> anyhow::Result<Self> {
        let mut persons = BTreeMap::new();
        for party in 1..=letters {
            let Some(shown) = desk.store().show(&party.to_string()).await? else {
                continue;
            };
            for person in shown.persons {
                if !person.places.is_empty() {
                    persons.insert((party, person.position), Person::from(person));
                }
            }
        }
        Ok(Self { persons })
    }

    /// The party and position of the last person of this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Whom> {
        let mut found = self.persons.iter().rev();
        found
            .find(|(_, person)| person.name.as_deref() == Some(name))
            .map(|(whom, _)| *whom)
    }

    /// The sessions in which somebody has a seat.
    #[must_use]
    pub fn seats_of(&self, whom: Whom) -> Vec<Session> {
        let states = self.persons.get(&whom).map(|person| person.states.as_slice());
        let states = states.unwrap_or_default().iter();
        let seats = states.filter(|(_, state)| *state == State::Confirmed);
        seats.map(|(session, _)| *session).collect()
    }

    /// A line for everybody who stands otherwise than before, and one for those whose data are gone.
    #[must_use]
    pub fn changes(&self, before: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut erased = 0;
        for (whom, person) in &self.persons {
            let known = before.persons.get(whom);
            match (&person.name, known.and_then(|known| known.name.as_ref())) {
                (Some(name), _) if known.is_none_or(|known| known.states != person.states) => {
                    lines.push(format!("{name}: {}", person.told()));
                }
                (None, Some(_)) => erased += 1,
                _ => {}
            }
        }
        if erased > 0 {
            let persons = if erased == 1 { "person" } else { "persons" };
            lines.push(format!("erased: all that was kept of {erased} {persons}"));
        }
        lines
    }

    /// How full each session is that anybody asked for.
    #[must_use]
    pub fn seats(&self, desk: &Desk) -> String {
        let mut told = Vec::new();
        for plan in &desk.config().event.sessions {
            let places = self.persons.values().flat_map(|person| &person.states);
            let states = places.filter(|(session, _)| *session == plan.id);
            let states: Vec<State> = states.map(|(_, state)| *state).collect();
            if states.is_empty() {
                continue;
            }
            let of = |wanted: &[State]| states.iter().filter(|state| wanted.contains(state)).count();
            // Who came had a seat, and who did not come had one too.
            let taken = of(&[State::Confirmed, State::Attended, State::NoShow]);
            let mut seats = format!("{} {taken} of {}", plan.id.id(), plan.capacity);
            for state in [State::Offered, State::Waiting] {
                if of(&[state]) > 0 {
                    // Writing to a text does not fail.
                    let _ = write!(seats, ", {} {}", of(&[state]), state.name());
                }
            }
            told.push(seats);
        }
        told.join("; ")
    }
}

impl Person {
    /// One word if it is the same in all sessions.
    fn told(&self) -> String {
        let mut states = self.states.iter().map(|(_, state)| *state);
        let first = states.next();
        if states.all(|state| Some(state) == first) {
            return first.map_or_else(String::new, |state| state.name().to_owned());
        }
        let each = self.states.iter();
        let each = each.map(|(session, state)| format!("{} {}", session.id(), state.name()));
        each.collect::<Vec<_>>().join(", ")
    }
}

impl From<PersonRecord> for Person {
    fn from(record: PersonRecord) -> Self {
        let places = record.places.into_iter();
        Self {
            name: record.name,
            states: places.map(|place| (place.session, place.state)).collect(),
        }
    }
}
