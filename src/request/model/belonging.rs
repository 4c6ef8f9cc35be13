//! What bears on whether a phrase is a person's organisation, role or town: how it was found, how it reads, and where it stands from them.

use super::candidates::{Candidate, Field, Place, key};
use super::features::Features;
use super::tagger::Marginals;
use super::terms;
use super::tokens::tokens_of;
use crate::request::layout::Zone;
use crate::request::reading::Reading;
use crate::request::token::Break;
use crate::request::{Found, Part};
use std::ops::Range;

/// What the rules gave, as values are compared: told once for all candidates.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// This person's value.
    own: Option<String>,
    /// Every attendee's.
    all: Vec<String>,
}

impl Given {
    /// Whether the rules gave this person this value, wherever they took it from.
    #[must_use]
    pub fn is_own(&self, candidate: &Candidate) -> bool {
        self.own.as_ref() == Some(&candidate.key)
    }
}

/// The phrases of one field, and for whom they are weighed.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a, 'm> {
    pub reading: &'a Reading<'m>,
    pub marginals: &'a Marginals,
    pub field: Field,
    pub candidates: &'a [Candidate],
    /// Index in the cast; `None` for the outlet of a press request.
    pub person: Option<usize>,
    /// What the rules gave.
    pub ruled: Option<&'a Found<String>>,
    /// Where the organisation stands that was settled for this person before.
    pub organisation: Option<&'a Range<usize>>,
}

impl Question<'_, '_> {
    fn writes(&self) -> &'static str {
        let people = &self.reading.cast.people;
        match self.person.and_then(|index| people.get(index)) {
            Some(person) if person.is_writer => "writer",
            Some(_) => "other",
            None => "press",
        }
    }

    /// What the rules gave.
    #[must_use]
    pub fn given(&self) -> Given {
        let attendees = &self.reading.request.attendees;
        let all = attendees.iter().filter_map(|attendee| self.field.of(attendee));
        Given {
            own: self.ruled.map(|ruled| key(&ruled.value)),
            all: all.map(|value| key(&value.value)).collect(),
        }
    }

    /// Adds the features of there being no value. `blind` leaves out what the rules chose.
    pub fn of_none(&self, blind: bool, features: &mut Features) {
        let field = self.field.name();
        let writes = self.writes();
        features.add(&[field, " none"]);
        features.add(&[field, " none&", writes]);
        let intent = terms::intent(self.reading.request.intent.value);
        features.add(&[field, " none&", intent]);
        if !blind {
            match self.ruled {
                None => features.add(&[field, " none&ruled none&", writes]),
                Some(ruled) if ruled.evidence.part != Part::Body => {
                    features.add(&[field, " none&ruled elsewhere"]);
                }
                Some(_) => features.add(&[field, " none&ruled some"]),
            }
        }
        let tagged = self
            .candidates
            .iter()
            .flat_map(|candidate| &candidate.places)
            .filter(|place| place.sources.tagged)
            .count();
        let count = match tagged {
            0 => "0",
            1 => "1",
            _ => "2+",
        };
        features.add(&[field, " none&tagged ", count]);
        features.add(&[field, " none&tagged ", count, "&", writes]);
        let several = if self.reading.chosen.len() > 1 {
            "several"
        } else {
            "one"
        };
        features.add(&[field, " none&", several, "&", writes]);
    }

    /// Adds the features of a phrase. `given` is left out where the rules' choice is not to be known.
    pub fn of_candidate(&self, candidate: &Candidate, given: Option<&Given>, features: &mut Features) {
        self.of_phrase(candidate, features);
        self.of_bearer(candidate, given, features);
        features.unite();
    }

    /// Adds what bears on the phrase whoever's it is.
    pub fn of_phrase(&self, candidate: &Candidate, features: &mut Features) {
        let field = self.field.name();
        features.add(&[field, " some"]);
        for place in &candidate.places {
            self.of_source(place, features);
            self.of_tags(&place.tokens, features);
            self.of_words(&place.tokens, features);
            self.of_edges(&place.tokens, features);
        }
        let said = match candidate.places.len() {
            1 => "once",
            _ => "again",
        };
        features.add(&[field, " said ", said]);
        let holds = |other: &Candidate| other.key != candidate.key && other.key.contains(&candidate.key);
        let held = |other: &Candidate| other.key != candidate.key && candidate.key.contains(&other.key);
        for (which, name) in [(true, "within "), (false, "around ")] {
            let others = self
                .candidates
                .iter()
                .filter(|other| if which { holds(other) } else { held(other) });
            let mut told = [
                (false, "tagged"),
                (false, "found"),
                (false, "piece"),
                (false, "listed"),
            ];
            for place in others.flat_map(|other| &other.places) {
                told[0].0 |= place.sources.tagged;
                told[1].0 |= place.sources.found;
                told[2].0 |= place.sources.piece;
                told[3].0 |= place.sources.listed;
            }
            for (_, kind) in told.iter().filter(|(holds, _)| *holds) {
                features.add(&[field, " ", name, kind]);
            }
        }
    }

    /// Adds what bears on the phrase being this person's. `given` is left out where the rules' choice is not to be known.
    pub fn of_bearer(&self, candidate: &Candidate, given: Option<&Given>, features: &mut Features) {
        if let Some(given) = given {
            self.of_rules(candidate, given, features);
        }
        for place in &candidate.places {
            self.of_place(place, features);
        }
    }

    fn of_rules(&self, candidate: &Candidate, given: &Given, features: &mut Features) {
        let field = self.field.name();
        let is_own = given.is_own(candidate);
        if let Some(ruled) = self.ruled.filter(|_| is_own) {
            features.add(&[field, " ruled"]);
            features.add(&[field, " ruled&", self.writes()]);
            features.add(&[field, " ruled&", &ruled.evidence.rule]);
        } else if self.ruled.is_none() {
            features.add(&[field, " some&ruled none"]);
        }
        if !is_own && given.all.contains(&candidate.key) {
            features.add(&[field, " ruled another's"]);
        }
    }

    fn of_source(&self, place: &Place, features: &mut Features) {
        let field = self.field.name();
        let sources = place.sources;
        let told = [
            (sources.found, "found"),
            (sources.sure, "sure"),
            (sources.generic, "generic"),
            (sources.with_town, "with town"),
            (sources.labelled, "labelled"),
            (sources.tagged, "tagged"),
            (sources.perhaps, "perhaps"),
            (sources.piece, "piece"),
            (sources.varied, "varied"),
            (sources.listed, "listed"),
            (sources.before, "before a name"),
        ];
        let zone = terms::zone(self.reading.letter.body.zone_of(place.tokens.start));
        for (_, name) in told.iter().filter(|(holds, _)| *holds) {
            features.add(&[field, " is ", name]);
            features.add(&[field, " is ", name, "&", zone]);
        }
        if sources.found && sources.tagged {
            features.add(&[field, " is found&tagged"]);
        }
    }

    fn of_place(&self, place: &Place, features: &mut Features) {
        let body = &self.reading.letter.body;
        let field = self.field.name();
        let tokens = &place.tokens;
        let zone = terms::zone(body.zone_of(tokens.start));
        features.add(&[field, " in ", zone, "&", self.writes()]);
        if let Some(own) = self.organisation {
            let inside = own.start <= tokens.start && tokens.end <= own.end;
            let relation = match () {
                () if inside => "inside",
                () if tokens.start >= own.end && tokens.start <= own.end + 3 => "behind",
                () if tokens.end <= own.start && tokens.end + 3 >= own.start => "before",
                () => "apart from",
            };
            features.add(&[field, " ", relation, " organisation"]);
        }
        match self.person {
            Some(index) => self.of_distance(tokens, index, features),
            None => {
                let opens = tokens.start.saturating_sub(3)..tokens.start;
                let press =
                    |mark: &crate::request::layout::Mark| matches!(mark.concept.family(), "media" | "press");
                if body.marks_in(opens).any(press) {
                    features.add(&[field, " behind press"]);
                }
            }
        }
    }

    /// Where the phrase stands from this person's mentions, and whose are nearer.
    fn of_distance(&self, tokens: &Range<usize>, index: usize, features: &mut Features) {
        let body = &self.reading.letter.body;
        let people = &self.reading.cast.people;
        let Some(person) = people.get(index) else { return };
        let field = self.field.name();
        let writes = self.writes();
        let owner = |tokens: &Range<usize>| {
            let records = &self.reading.cast.records;
            records
                .iter()
                .find(|record| record.tokens.start <= tokens.start && tokens.end <= record.tokens.end)
                .map(|record| record.person)
        };
        match owner(tokens) {
            Some(Some(own)) if own == index => features.add(&[field, " own record"]),
            Some(Some(_)) => features.add(&[field, " another's record"]),
            Some(None) => features.add(&[field, " nobody's record"]),
            None => {}
        }
        let apart = |mention: &Range<usize>| {
            if mention.end <= tokens.start {
                tokens.start - mention.end
            } else {
                mention.start.saturating_sub(tokens.end)
            }
        };
        let Some(nearest) = person.mentions.iter().min_by_key(|mention| apart(mention)) else {
            features.add(&[field, " not named&", writes]);
            return;
        };
        let distance = apart(nearest);
        let side = if nearest.end <= tokens.start {
            "behind"
        } else {
            "before"
        };
        let between = nearest.end.min(tokens.end)..nearest.start.max(tokens.start);
        let other = people.iter().enumerate().any(|(other, someone)| {
            other != index
                && someone
                    .mentions
                    .iter()
                    .any(|mention| between.start <= mention.start && mention.end <= between.end)
        });
        let segment = |at: usize| body.segment_of(at).map(|(index, _)| index);
        let (here, there) = (segment(tokens.start), segment(nearest.start));
        let lines = |at: usize| body.tokens.get(at).map_or(0, |token| token.line);
        let below = lines(tokens.start).abs_diff(lines(nearest.start));
        let place = match () {
            () if here == there => "same segment",
            () if below <= 1 => "next line",
            () if below <= 4 => "near lines",
            () => "far",
        };
        let blocked = if other { "&somebody between" } else { "" };
        let far = terms::distance(distance);
        let clause = body.clause_of(tokens.start).map(|(index, _)| index);
        if clause == body.clause_of(nearest.start).map(|(index, _)| index) {
            features.add(&[field, " same clause&", side]);
        }
        features.add(&[field, " ", side, " ", place, blocked]);
        features.add(&[field, " ", side, " ", place, blocked, "&", writes]);
        features.add(&[field, " ", side, " at ", far, blocked]);
        let zone = terms::zone(body.zone_of(nearest.start));
        features.add(&[
            field,
            " name in ",
            zone,
            "&in ",
            terms::zone(body.zone_of(tokens.start)),
            "&",
            writes,
        ]);
        let gap = (between.start..between.end).any(|at| {
            body.tokens
                .get(at)
                .is_some_and(|token| token.before >= Break::Sentence)
        });
        if gap {
            features.add(&[field, " sentences apart"]);
        }
        let left = people
            .iter()
            .enumerate()
            .flat_map(|(owner, someone)| someone.mentions.iter().map(move |mention| (owner, mention)))
            .filter(|(_, mention)| mention.end <= tokens.start)
            .max_by_key(|(_, mention)| mention.end);
        let near = left.filter(|(_, mention)| tokens.start - mention.end <= 12);
        let whose = match near {
            Some((owner, _)) if owner == index => "this",
            Some(_) => "another",
            None => "nobody",
        };
        features.add(&[field, " behind ", whose]);
        features.add(&[
            field,
            " behind ",
            whose,
            "&",
            terms::zone(body.zone_of(tokens.start)),
        ]);
        if matches!(body.zone_of(tokens.start), Zone::Signature) && self.reading.chosen.len() > 1 {
            features.add(&[field, " signature of several&", writes]);
        }
    }
}

/// Where a value stands in the body.
#[must_use]
pub fn place_of(reading: &Reading<'_>, value: &Found<String>) -> Option<Range<usize>> {
    tokens_of(&reading.letter.body, &value.evidence)
}
