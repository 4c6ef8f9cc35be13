//! The second reader: small statistical models, trained from letters, that weigh what the rules found and say how sure both are.

use super::cast::Standing;
use super::layout::Zone;
use super::reading::Reading;
use super::{Disposition, Doubt, DoubtKind, Evidence, Found, Intent, attend, doubt, intent};
use crate::language::ReplyLanguage;
use crate::lexicon::Concept;
use crate::message::Origin;
use bounds::{
    ACTS, ACTS_PLAINLY, OTHER_INTENT, OTHER_PARTY, SURE_ALONE, SURE_COUNTED, SURE_GONE, SURE_HELD,
    SURE_INTENT, SURE_INTENT_ADDED, SURE_NO_SEATS, SURE_PARTY, SURE_PERSON, SURE_PLAIN, SURE_PLAIN_ADDED,
    SURE_SEATS, SURE_SEATS_HELD, SURE_SWAPPED,
};
use features::Features;
use std::sync::LazyLock;
use tagger::{Marginals, Tagger};
use weights::Weights;

pub mod acting;
pub mod belonging;
mod bounds;
pub mod candidates;
pub mod extent;
pub mod features;
pub mod fill;
pub mod intents;
pub mod parts;
pub mod party;
pub mod persons;
pub mod phrase;
pub mod plain;
pub mod seats;
mod sole;
pub mod spoken;
pub mod tagger;
pub mod terms;
pub mod tokens;
pub mod weights;

/// Tokens beyond which a letter is no ordinary one; only the rules read it, and a person looks.
const LONGEST: usize = 6_000;
/// Persons beyond whom it is a list, of which the models know nothing: weighing each against all would only cost time.
const MOST_PERSONS: usize = 60;

/// The rule of a doubt about where a name begins or ends.
pub const CUT_OTHERWISE: &str = "model/name";

/// The trained models.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub tagger: Tagger,
    /// Labels as in [`terms::intent`].
    pub intents: Weights,
    /// Labels `no` and `yes`, as those below.
    pub persons: Weights,
    pub acting: Weights,
    /// How well a phrase fits as somebody's field: one label.
    pub fields: Weights,
    /// Whether the letter asks for nothing but what the desk's own answer settles.
    pub plain: Weights,
    /// How well a party fits as those whom the request is about: one label.
    pub party: Weights,
}

/// A table of config/model that build.rs compiled.
macro_rules! carried {
    ($name:literal) => {
        Weights::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/", $name)))
    };
}

static EMBEDDED: LazyLock<Model> = LazyLock::new(|| Model {
    tagger: Tagger::new(carried!("tagger")),
    intents: carried!("intents"),
    persons: carried!("persons"),
    acting: carried!("acting"),
    fields: carried!("fields"),
    plain: carried!("plain"),
    party: carried!("party"),
});

impl Model {
    /// The models that the program carries.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// What the tagger makes of each token of the body.
    #[must_use]
    pub fn tag(&self, reading: &Reading<'_>) -> Marginals {
        let mut features = Features::default();
        let mut seen = Vec::new();
        let mut rows = Vec::new();
        tokens::each(reading, &mut features, |at, features| {
            seen.push(features.values().to_vec());
            rows.push(at);
        });
        self.tagger
            .marginals(&seen)
            .at(&rows, reading.letter.body.tokens.len())
    }
}

/// Whether one person hands their place to another who is named.
fn is_swap(reading: &Reading<'_>) -> bool {
    let people = &reading.cast.people;
    let comes = people
        .iter()
        .any(|person| !person.is_writer && person.standing == Standing::Attends);
    reading.request.intent.value == Intent::Change && attend::replaced(&reading.cast).is_some() && comes
}

/// Whether the letter tells names in answer to us and the rules heard nothing else: what was registered says what they are for.
fn only_tells_names(reading: &Reading<'_>) -> bool {
    let body = &reading.letter.body;
    let request = &reading.request;
    let rule = request.intent.evidence.rule.as_str();
    let nothing_said = rule == "intent/nothing-said" || rule == Concept::LabelName.name();
    let mut own = body
        .segments
        .iter()
        .filter(|segment| matches!(segment.zone, Zone::Text | Zone::Item | Zone::Field));
    request.intent.value == Intent::Registration
        && nothing_said
        && reading.letter.answers
        && own.any(|segment| {
            segment.zone == Zone::Item || body.has(segment.tokens.clone(), &[Concept::LabelName])
        })
}

/// Whether the letter counts as many persons as are chosen by name, and more than one.
fn fits(reading: &Reading<'_>) -> bool {
    reading.chosen.len() > 1 && persons::counted(reading) == Some(reading.chosen.len())
}

/// Whether a letter is one of those that models are trained from. Of others they know nothing, and settle nothing.
fn is_ordinary(reading: &Reading<'_>) -> bool {
    const TOKENS: usize = 600;
    const PERSONS: usize = 15;
    const NAME_WORDS: usize = 5;
    let named = reading
        .request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref());
    reading.letter.body.tokens.len() <= TOKENS
        && reading.cast.people.len() <= PERSONS
        && named
            .map(|name| name.value.split_whitespace().count())
            .all(|words| words <= NAME_WORDS)
}

/// What the second reader says of a letter.
#[derive(Debug, Clone, Default)]
pub struct Second {
    /// Whether it read the letter at all: it leaves machines' mail and endless letters to the rules.
    pub has_read: bool,
    pub marginals: Marginals,
    /// The intent that the rules found.
    pub ruled: Option<Intent>,
    /// Whether the rules read who leaves and, by name, who comes instead: that is said plainly, and seen too rarely to be learnt.
    pub swap: bool,
    /// How probable each intent is, the most probable first.
    pub intents: Vec<(Intent, f32)>,
    /// How probable it is, for each person of the cast, that the request is about them.
    pub persons: Vec<f32>,
    /// How probable the party is that was chosen.
    pub party: f32,
    /// Those of the cast whom the model added to the rules' choice, and those whom it left out.
    pub added: Vec<usize>,
    pub dropped: Vec<usize>,
    /// How probable it is that the number of seats is right.
    pub seats: f32,
    /// How probable it is that the letter asks for nothing but what the desk's own answer settles.
    pub plain: f32,
    /// How probable it is that acting alone is right.
    pub acting: f32,
    /// The features of the intent.
    words: Features,
}

impl Second {
    /// Reads a letter again, and mends the rules' reading where they are very likely wrong.
    #[must_use]
    pub fn read(reading: &mut Reading<'_>, model: &Model) -> Self {
        let by_a_person = matches!(reading.letter.message.origin, Origin::Person(_) | Origin::Held(_));
        let trained = !model.intents.labels.is_empty();
        let endless = reading.letter.body.tokens.len() > LONGEST || reading.cast.people.len() > MOST_PERSONS;
        if !by_a_person || !trained || endless {
            return Self::default();
        }
        let mut second = Self {
            has_read: true,
            ruled: Some(reading.request.intent.value),
            ..Self::default()
        };
        second.read_intent(reading, model);
        second.marginals = model.tag(reading);
        second.find_missed(reading);
        second.read_persons(reading, model);
        second.mend_names(reading);
        second.seats = seats::settle(reading, model);
        fill::fill(reading, &second.marginals, model);
        second
    }

    /// Settles the intent.
    pub fn read_intent(&mut self, reading: &mut Reading<'_>, model: &Model) {
        self.words.clear();
        intents::describe(reading, &mut self.words);
        let probable = model.intents.probabilities(self.words.values());
        self.intents = terms::INTENTS
            .into_iter()
            .filter_map(|intent| {
                let name = terms::intent(intent);
                let at = model.intents.labels.iter().position(|label| label == name)?;
                Some((intent, *probable.get(at)?))
            })
            .collect();
        intents::strike_out(reading, &mut self.intents);
        self.intents.sort_by(|a, b| b.1.total_cmp(&a.1));
        let Some((intent, probable)) = self.intents.first().copied() else {
            return;
        };
        self.swap = is_swap(reading);
        // Of languages that it was not trained in, it must not say that no person wrote.
        let unknown = !ReplyLanguage::ALL
            .iter()
            .any(|known| known.language() == reading.letter.language.value)
            && matches!(intent, Intent::Automatic | Intent::Bounce);
        let moves = matches!(intent, Intent::Change | Intent::Cancellation | Intent::Refusal);
        let only_names = moves && only_tells_names(reading);
        let answers = moves && intents::answers_offer(reading, intent);
        let machine =
            reading.request.intent.value == Intent::Automatic && reading.letter.message.invitation.is_some();
        let keeps =
            self.swap || unknown || only_names || answers || machine || persons::is_withdrawn(reading);
        if intent != reading.request.intent.value && probable >= OTHER_INTENT && !keeps {
            let evidence = Evidence {
                rule: "model/intent".to_owned(),
                ..reading.request.intent.evidence.clone()
            };
            reading.with_intent(Found {
                value: intent,
                evidence,
            });
        }
    }

    /// Settles who the request is about.
    pub fn read_persons(&mut self, reading: &mut Reading<'_>, model: &Model) {
        let mut features = Features::default();
        let counted = persons::counted(reading);
        for index in 0..reading.cast.people.len() {
            features.clear();
            persons::describe(reading, &self.marginals, counted, index, &mut features);
            self.persons.push(model.persons.probability(features.values()));
        }
        if !party::is_asked(reading) || model.party.labels.is_empty() {
            return;
        }
        let known = party::Known::of(reading, &self.persons);
        let weighed = known.weighed(&model.party);
        let Some((_, ruled)) = weighed.first().cloned() else {
            return;
        };
        self.party = ruled;
        // "Two persons: Ann and Bob" is said plainly.
        if fits(reading) {
            return;
        }
        // Whom the press wants to interview is never one of those who come for it, nor who is told to stay at home.
        let stays = |index: &usize| {
            let person = reading.cast.people.get(*index);
            person.is_some_and(|person| person.is_interviewed() || person.is_left_out())
        };
        let best = weighed
            .into_iter()
            .filter(|(party, _)| !party.iter().any(stays))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((party, probable)) = best.filter(|(_, probable)| *probable > ruled * OTHER_PARTY) else {
            return;
        };
        self.party = probable;
        self.added = party
            .iter()
            .copied()
            .filter(|index| !reading.chosen.contains(index))
            .collect();
        self.dropped = reading
            .chosen
            .iter()
            .copied()
            .filter(|index| !party.contains(index))
            .collect();
        if self.added.is_empty() && self.dropped.is_empty() {
            return;
        }
        for &index in &self.added {
            if let Some(person) = reading.cast.people.get_mut(index) {
                person.standing = Standing::Attends;
                person.why = "model/attends";
            }
        }
        for &index in &self.dropped {
            if let Some(person) = reading.cast.people.get_mut(index) {
                person.standing = Standing::Mentioned;
                person.why = "model/stays";
            }
        }
        let chosen = (0..reading.cast.people.len())
            .filter(|index| {
                self.added.contains(index) || reading.chosen.contains(index) && !self.dropped.contains(index)
            })
            .collect();
        reading.with_persons(chosen);
    }

    /// Why the desk must not act on what rules and model read, if so: the rule's name, and the place where they differ.
    #[must_use]
    pub fn objection(&self, reading: &Reading<'_>) -> Option<Evidence> {
        let intent = &reading.request.intent;
        // "I cannot come" and "please cancel" come to the same where there is something to cancel.
        let withdraws = |intent| matches!(intent, Intent::Cancellation | Intent::Refusal);
        // As do "please add Ann Lee" and "please register Ann Lee" where the writer is registered.
        let adds_one = persons::adds_one(reading);
        let same = |other| {
            other == intent.value
                || withdraws(other) && withdraws(intent.value)
                || adds_one && other == Intent::Registration
        };
        let probable = self.intents.iter().filter(|(other, _)| same(*other));
        let enough = if adds_one { SURE_INTENT_ADDED } else { SURE_INTENT };
        let sure = probable.map(|(_, probable)| probable).sum::<f32>() >= enough;
        if !(sure || self.swap) || !self.ruled.is_some_and(same) {
            return Some(Evidence {
                rule: "model/intent".to_owned(),
                ..intent.evidence.clone()
            });
        }
        let fits = fits(reading);
        let withdraws_one = persons::withdraws_one(reading);
        let unsure = self.persons.iter().enumerate().find(|(index, probable)| {
            let chosen = reading.chosen.contains(index);
            let sure = if chosen { **probable } else { 1.0 - **probable };
            let enough = match persons::is_alone(reading, *index) {
                // Whoever answers an offer or withdraws speaks of themselves where nobody else is named.
                true if chosen && intent.value.is_of_the_writer() => 0.0,
                true => SURE_ALONE,
                false if chosen && fits => SURE_COUNTED,
                false if self.party >= SURE_PARTY || withdraws_one => 0.0,
                // The writer has a seat already.
                false if adds_one && !chosen => SURE_HELD,
                false if chosen && persons::stays_away(reading, *index) || adds_one => SURE_ALONE,
                false if persons::hands_over(reading, *index) => SURE_GONE,
                false if chosen && self.swap && reading.chosen.len() == 1 => SURE_SWAPPED,
                false => SURE_PERSON,
            };
            sure < enough || self.added.contains(index) || self.dropped.contains(index)
        });
        if let Some((index, _)) = unsure {
            let person = reading.cast.people.get(index);
            return Some(person.map_or_else(
                || Evidence::assumed("model/persons"),
                |person| Evidence {
                    rule: "model/persons".to_owned(),
                    ..person.evidence.clone()
                },
            ));
        }
        if self.plain < if adds_one { SURE_PLAIN_ADDED } else { SURE_PLAIN } {
            return Some(Evidence::assumed("model/plain"));
        }
        let enough = match reading.request.seats {
            None if intent.value == Intent::Change => SURE_NO_SEATS,
            Some(_) if adds_one => SURE_NO_SEATS,
            Some(_) if intent.value == Intent::Change => SURE_SEATS_HELD,
            _ => SURE_SEATS,
        };
        if self.seats < enough {
            return Some(Evidence::assumed("model/seats"));
        }
        if let Some(place) = self.misreads_a_name(reading) {
            return Some(place);
        }
        let acts = if self.swap || adds_one { ACTS_PLAINLY } else { ACTS };
        (self.acting < acts).then(|| Evidence::assumed("model/acting"))
    }

    /// Weighs the doubts: where both readings agree and are sure, those that agreement settles are gone; where they are
    /// not, and nothing else was doubted, a person looks because of that.
    #[must_use]
    pub fn weigh(
        &mut self,
        reading: &Reading<'_>,
        model: &Model,
        (disposition, mut doubts): (Disposition, Vec<Doubt>),
    ) -> (Disposition, Vec<Doubt>) {
        let settles = is_ordinary(reading) && doubts.iter().all(doubt::is_settled_by_agreement);
        // What may be no person's is never answered because of probabilities.
        let machine = intent::sounds_like_machine(&reading.letter).is_some();
        if !self.has_read || disposition == Disposition::Ignore || !settles || machine {
            return (disposition, doubts);
        }
        plain::describe(reading, &doubts, &mut self.words);
        self.plain = model.plain.probability(self.words.values());
        let mut features = Features::default();
        acting::describe(reading, self, &doubts, &mut features);
        self.acting = model.acting.probability(features.values());
        match self.objection(reading) {
            None => doubts.clear(),
            Some(evidence) if doubts.is_empty() => doubts.push(Doubt {
                kind: DoubtKind::ReadingsDiffer,
                evidence: Some(evidence),
            }),
            Some(_) => {}
        }
        let disposition = if doubts.is_empty() {
            Disposition::Act
        } else {
            Disposition::Review
        };
        (disposition, doubts)
    }
}
