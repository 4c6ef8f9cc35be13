//! Who the request is about, weighed as a whole: the writer alone, all that are named, all but one — and how likely each party is.

use super::features::Features;
use super::weights::{Weights, soften};
use super::{persons, terms};
use crate::request::Intent;
use crate::request::attend::writer::first_person;
use crate::request::cast::Standing;
use crate::request::layout::Zone;
use crate::request::reading::Reading;

/// Parties weighed.
const MOST: usize = 40;
/// Persons whose coming is least sure: each is tried in and out.
const TRIED: usize = 6;

/// What is known of the persons of a letter before parties are weighed.
#[derive(Debug, Clone)]
pub struct Known<'a, 'm> {
    pub reading: &'a Reading<'m>,
    /// How probable it is of each person of the cast that the request is about them.
    pub probable: &'a [f32],
    counted: Vec<usize>,
    /// Sentences and lines that name several persons, with these.
    together: Vec<(Zone, Vec<usize>)>,
    /// What the writer says of themselves.
    told: Vec<&'static str>,
}

impl<'a, 'm> Known<'a, 'm> {
    /// What a reading so far tells of its persons.
    #[must_use]
    pub fn of(reading: &'a Reading<'m>, probable: &'a [f32]) -> Self {
        let counted = reading
            .letter
            .counted
            .iter()
            .filter_map(|counted| usize::try_from(counted.value).ok())
            .collect();
        let body = &reading.letter.body;
        let together = body
            .segments
            .iter()
            .filter(|segment| !matches!(segment.zone, Zone::Foreign | Zone::Greeting))
            .map(|segment| {
                let mut named: Vec<usize> = reading.cast.named_in(segment.tokens.clone()).collect();
                named.sort_unstable();
                named.dedup();
                (segment.zone, named)
            })
            .filter(|(_, named)| named.len() > 1)
            .collect();
        Self {
            reading,
            probable,
            counted,
            together,
            told: terms::told(&first_person(&reading.letter, &reading.cast)),
        }
    }

    /// The parties to choose from, the rules' own first; each is in the order of the cast.
    #[must_use]
    pub fn parties(&self) -> Vec<Vec<usize>> {
        let people = self.reading.cast.people.len();
        let mut ruled = self.reading.chosen.clone();
        ruled.sort_unstable();
        let likely: Vec<usize> = (0..people).filter(|index| self.probable(*index) >= 0.5).collect();
        let mut unsure: Vec<usize> = (0..people).collect();
        unsure.sort_by(|a, b| {
            let far = |index: &usize| (self.probable(*index) - 0.5).abs();
            far(a).total_cmp(&far(b))
        });
        unsure.truncate(TRIED);
        let mut parties = vec![ruled.clone(), likely.clone()];
        for base in [&likely, &ruled] {
            parties.extend(unsure.iter().map(|index| flipped(base, *index)));
        }
        for (place, index) in unsure.iter().enumerate() {
            for other in unsure.iter().skip(place + 1) {
                parties.push(flipped(&flipped(&likely, *index), *other));
            }
        }
        if let Some(writer) = self.reading.cast.writer {
            parties.push(vec![writer]);
        }
        let mut distinct: Vec<Vec<usize>> = Vec::new();
        for party in parties {
            let stays = |index: &usize| !ruled.contains(index) && self.stays(*index);
            if !distinct.contains(&party) && distinct.len() < MOST && !party.iter().any(stays) {
                distinct.push(party);
            }
        }
        distinct
    }

    /// Whether somebody is said to come where others withdraw: "I cancel mine; my colleague's registration stays".
    fn stays(&self, index: usize) -> bool {
        let withdraws = matches!(
            self.reading.request.intent.value,
            Intent::Cancellation | Intent::Refusal
        );
        let person = self.reading.cast.people.get(index);
        withdraws
            && !self.reading.chosen.is_empty()
            && person.is_some_and(|person| {
                !person.is_writer && person.standing == Standing::Attends && person.why == "attend/comes"
            })
    }

    fn probable(&self, index: usize) -> f32 {
        self.probable.get(index).copied().unwrap_or(0.5)
    }

    /// Adds the features of a party. `blind` leaves out what the rules chose.
    pub fn describe(&self, party: &[usize], blind: bool, features: &mut Features) {
        let reading = self.reading;
        let people = &reading.cast.people;
        let intent = terms::intent(reading.request.intent.value);
        let odds: f32 = (0..people.len())
            .map(|index| {
                let probable = self.probable(index).clamp(0.003, 0.997);
                let sign = if party.contains(&index) { 1.0 } else { -1.0 };
                sign * (probable / (1.0 - probable)).ln()
            })
            .sum();
        features.value(&["odds"], odds / 4.0);
        let writer = reading.cast.writer;
        let with_writer = writer.is_some_and(|writer| party.contains(&writer));
        let others = party.iter().filter(|index| Some(**index) != writer).count();
        let others = match others {
            0 => "0",
            1 => "1",
            2 => "2",
            _ => "3+",
        };
        let who = match (with_writer, others) {
            (true, "0") => "writer alone",
            (true, _) => "writer and others",
            (false, "0") => "nobody",
            (false, _) => "others",
        };
        features.add(&[who]);
        features.add(&[who, "&", intent]);
        features.add(&[who, "&others ", others]);
        let left = people.len() - party.len().min(people.len());
        features.count(&[who, "&left"].concat(), left.min(3));
        if !blind {
            let mut ruled = reading.chosen.clone();
            ruled.sort_unstable();
            let relation = match () {
                () if ruled == party => "as ruled",
                () if ruled.iter().all(|index| party.contains(index)) => "more than ruled",
                () if party.iter().all(|index| ruled.contains(index)) => "fewer than ruled",
                () => "other than ruled",
            };
            features.add(&[relation]);
            features.add(&[relation, "&", intent]);
            features.add(&[relation, "&", who]);
        }
        for told in &self.told {
            features.add(&["I: ", told, "&", who]);
            features.add(&["I: ", told, "&", who, "&", intent]);
        }
        if self.told.is_empty() {
            features.add(&["I: nothing&", who, "&", intent]);
        }
        self.of_numbers(party.len(), intent, features);
        self.of_standings(party, who, intent, features);
        self.of_company(party, intent, features);
        features.unite();
    }

    fn of_numbers(&self, size: usize, intent: &str, features: &mut Features) {
        let most = self.counted.iter().max();
        let fits = match most.map(|most| most.cmp(&size)) {
            None => "no number",
            Some(std::cmp::Ordering::Equal) => "as many",
            Some(std::cmp::Ordering::Less) => "fewer counted",
            Some(std::cmp::Ordering::Greater) => "more counted",
        };
        features.add(&[fits]);
        features.add(&[fits, "&", intent]);
        if self.counted.contains(&size) && size > 1 {
            features.add(&["counted"]);
            features.add(&["counted&", intent]);
        }
        features.count("size", size);
    }

    fn of_standings(&self, party: &[usize], who: &str, intent: &str, features: &mut Features) {
        for (index, person) in self.reading.cast.people.iter().enumerate() {
            let place = if party.contains(&index) { "in" } else { "out" };
            let other = if person.is_writer { "writer" } else { "other" };
            let standing = terms::standing(person.standing);
            features.add(&[place, " ", standing, "&", other]);
            features.add(&[place, " ", standing, "&", other, "&", intent]);
            if person.is_writer {
                features.add(&["writer ", standing, "&", who]);
            }
            let bare = person.mentions.is_empty() && !person.is_writer;
            if bare && party.contains(&index) {
                features.add(&["in who is not named in the text"]);
            }
        }
        let absent = self
            .reading
            .cast
            .people
            .iter()
            .filter(|person| matches!(person.standing, Standing::Absent | Standing::Replaced))
            .count();
        if absent > 0 {
            features.add(&["somebody away&", who, "&", intent]);
        }
    }

    /// Whether those who are named together come together.
    fn of_company(&self, party: &[usize], intent: &str, features: &mut Features) {
        for (zone, named) in &self.together {
            let inside = named.iter().filter(|index| party.contains(index)).count();
            let share = match inside {
                0 => "none of",
                all if all == named.len() => "all of",
                _ => "some of",
            };
            features.add(&[share, " those in a ", terms::zone(*zone)]);
            features.add(&[share, " those in a ", terms::zone(*zone), "&", intent]);
        }
        let records: Vec<usize> = self
            .reading
            .cast
            .records
            .iter()
            .filter_map(|record| record.person)
            .collect();
        if !records.is_empty() {
            let inside = records.iter().filter(|index| party.contains(index)).count();
            let share = match inside {
                0 => "none of",
                all if all == records.len() => "all of",
                _ => "some of",
            };
            let besides = party.iter().any(|index| !records.contains(index));
            features.add(&[share, " those in records"]);
            if besides {
                features.add(&[share, " those in records and others"]);
            }
        }
    }

    /// How likely each party is.
    #[must_use]
    pub fn weighed(&self, weights: &Weights) -> Vec<(Vec<usize>, f32)> {
        let parties = self.parties();
        let mut features = Features::default();
        let mut scores: Vec<f32> = parties
            .iter()
            .map(|party| {
                features.clear();
                self.describe(party, false, &mut features);
                weights.sum(features.values())
            })
            .collect();
        soften(&mut scores);
        parties.into_iter().zip(scores).collect()
    }
}

fn flipped(party: &[usize], index: usize) -> Vec<usize> {
    let mut other: Vec<usize> = party.iter().copied().filter(|member| *member != index).collect();
    if other.len() == party.len() {
        other.push(index);
        other.sort_unstable();
    }
    other
}

/// Whether parties make sense of letters with this intent.
#[must_use]
pub fn is_asked(reading: &Reading<'_>) -> bool {
    !matches!(
        reading.request.intent.value,
        Intent::Question | Intent::Automatic | Intent::Bounce | Intent::Other | Intent::DataRequest
    ) && (1..=persons::MOST).contains(&reading.cast.people.len())
}
