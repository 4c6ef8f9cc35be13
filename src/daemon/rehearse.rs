//! Reads stored letters again, also with words and rules that are only tried, and tells what would come out differently.

use super::understand::Understood;
use super::{Desk, DeskError};
use crate::event::Event;
use crate::lexicon::Lexicon;
use crate::registration::State;
use crate::reply::ReplyKind;
use crate::request::visits::Visits;
use crate::request::{Doubt, Request};
use crate::rules::Seats;
use crate::rules::standing::AnswerCounts;
use crate::rules::{Outcome, key_of};
use crate::store::StoredMessage;
use crate::store::views::StoredReading;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Letters read at once.
const BATCH: u32 = 64;

/// What is tried instead of what the desk reads and decides by.
#[derive(Debug, Clone, Default)]
pub struct Tried {
    pub lexicon: Option<Arc<Lexicon>>,
    /// Sessions, seats, dates and policies.
    pub event: Option<Arc<Event>>,
}

/// What a rehearsal found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// Letters read so far, and of how many.
    pub read: u32,
    pub total: u32,
    /// Those that are read differently.
    pub letters: Vec<Rehearsed>,
}

/// A letter that is read differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    pub id: i64,
    pub reference: String,
    pub differences: Vec<Difference>,
    /// What would be decided by the reading that is stored and by the new one, where that is not the same.
    pub decided: Option<(Verdict, Verdict)>,
}

/// What the rules make of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub outcome: Outcome,
    pub letter: Option<ReplyKind>,
    /// How many persons get a seat, and how many wait.
    pub seated: usize,
    pub waiting: usize,
}

/// A value that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// As in `attendees.0.name`.
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Desk {
    /// Reads all settled letters again, and decides them as things stand now and as if the letter itself had brought
    /// nothing; nothing is changed. Where nothing is tried the letters as they were understood are compared with this
    /// program, otherwise this program with what is tried. `tell` learns after each batch how far it is.
    ///
    /// # Errors
    /// [`DeskError::Store`], or [`DeskError::Interrupted`] if a letter breaks the reader.
    pub async fn rehearse(
        &self,
        tried: &Tried,
        mut tell: impl FnMut(&Rehearsal),
    ) -> Result<Rehearsal, DeskError> {
        let mut all = Rehearsal {
            total: self.store().count_readings().await?,
            ..Rehearsal::default()
        };
        let mut after = 0;
        loop {
            let batch = self.store().readings(after, BATCH).await?;
            let Some(last) = batch.last().map(|reading| reading.id) else {
                return Ok(all);
            };
            after = last;
            all.read += u32::try_from(batch.len()).unwrap_or(u32::MAX);
            let (desk, trial) = (self.clone(), tried.clone());
            let compared = tokio::task::spawn_blocking(move || {
                let compared = batch.iter().filter_map(|reading| desk.compare(&trial, reading));
                compared.collect::<Vec<_>>()
            });
            let compared = compared
                .await
                .map_err(|error| DeskError::Interrupted(error.to_string()))?;
            let event = &self.config().event;
            let other = tried.event.as_deref().unwrap_or(event);
            for (mut letter, [before, after]) in compared {
                let verdicts = (
                    self.verdict(event, &before).await?,
                    self.verdict(other, &after).await?,
                );
                letter.decided = Some(verdicts).filter(|(before, after)| before != after);
                if letter.decided.is_some() || !letter.differences.is_empty() {
                    all.letters.push(letter);
                }
            }
            tell(&all);
        }
    }

    /// The differences, with the letter as it was understood and as it is now; `None` where nothing can differ.
    fn compare(&self, tried: &Tried, stored: &StoredReading) -> Option<(Rehearsed, [Understood; 2])> {
        let kept = StoredMessage {
            id: stored.id,
            mailbox: String::new(),
            role: stored.role,
            received_at: stored.received_at,
            raw: stored.raw.clone(),
            defect: None,
            attempts: 0,
            results: None,
        };
        let mut before = self.read_stored(&kept);
        let after = match tried {
            Tried {
                lexicon: None,
                event: None,
            } => {
                let after = self.read_stored(&kept);
                before.request = stored.reading.clone();
                before.doubts.clone_from(&stored.doubts);
                before.lookup.name_keys = before.request.attendees.iter().map(key_of).collect();
                after
            }
            Tried { lexicon, event } => {
                let lexicon = lexicon.as_deref().unwrap_or_else(|| self.lexicon());
                let visits: Option<Visits> = event.as_ref().map(|event| event.visits_named());
                self.read_by(&kept, lexicon, visits.as_ref())
            }
        };
        let differences = differences((&before.request, &before.doubts), (&after.request, &after.doubts));
        if differences.is_empty() && tried.event.is_none() {
            return None;
        }
        let letter = Rehearsed {
            id: stored.id,
            reference: stored.reference.clone(),
            differences,
            decided: None,
        };
        Some((letter, [before, after]))
    }

    /// What the rules make of a letter as things stand, had it brought nothing yet.
    async fn verdict(&self, event: &Event, understood: &Understood) -> Result<Verdict, DeskError> {
        let own = understood.stored.id;
        // Dropped without a commit.
        let mut settling = self.begin_settling().await?;
        let lookup = std::slice::from_ref(&understood.lookup);
        let standing = settling.standing(lookup, self.clock().now()).await?;
        drop(settling);
        let mut prior = standing.prior(&understood.lookup);
        prior.persons.retain(|person| person.party != own);
        prior.parties.retain(|thread| thread.party.id != own);
        prior.thread = prior.thread.filter(|thread| thread.party.id != own);
        prior.answers = AnswerCounts::default();
        let seats = match std::ptr::eq(event, &self.config().event) {
            true => standing.seats().clone(),
            false => seats_of(event, standing.seats()),
        };
        let decision = self.decide(event, understood, &seats, &prior);
        let places = |wanted: fn(State) -> bool| {
            let persons = decision.persons.iter();
            persons
                .filter(|person| person.places.iter().any(|(_, state)| wanted(*state)))
                .count()
        };
        Ok(Verdict {
            outcome: decision.outcome,
            letter: decision.letter.as_ref().map(|letter| letter.kind),
            seated: places(State::holds_seat),
            waiting: places(|state| state == State::Waiting),
        })
    }
}

/// What is taken of the seats that another event has.
fn seats_of(event: &Event, taken: &Seats) -> Seats {
    let mut seats = taken.clone();
    seats.capacity = event.capacity;
    for plan in &event.sessions {
        seats.sessions.entry(plan.id).or_default().capacity = plan.capacity;
    }
    seats
}

/// What two readings of a letter do not have in common; where a value was found does not count.
fn differences(before: (&Request, &[Doubt]), after: (&Request, &[Doubt])) -> Vec<Difference> {
    let (before, after) = (values(before), values(after));
    let paths: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths
        .into_iter()
        .filter(|path| before.get(*path) != after.get(*path))
        .map(|path| Difference {
            path: path.clone(),
            before: before.get(path).cloned(),
            after: after.get(path).cloned(),
        })
        .collect()
}

fn values((request, doubts): (&Request, &[Doubt])) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    flatten(&serde_json::to_value(request).unwrap_or_default(), "", &mut found);
    let mut kinds: Vec<String> = doubts
        .iter()
        .map(|doubt| plain(&serde_json::to_value(doubt.kind).unwrap_or_default()))
        .collect();
    kinds.sort();
    kinds.dedup();
    if !kinds.is_empty() {
        found.insert("doubts".to_owned(), kinds.join(", "));
    }
    found
}

/// Values by their path: what has a `value` is one, and its evidence is passed over.
fn flatten(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match value {
        Value::Object(fields) => match fields.get("value") {
            Some(value) => {
                found.insert(path.to_owned(), plain(value));
            }
            None => {
                for (name, value) in fields {
                    flatten(value, &below(name), found);
                }
            }
        },
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(item, &below(&index.to_string()), found);
            }
        }
        Value::Null | Value::Bool(false) => {}
        other => {
            found.insert(path.to_owned(), plain(other));
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            items.join(", ")
        }
        other => other.to_string(),
    }
}
