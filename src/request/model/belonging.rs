//! What bears on whether a phrase is a person's organisation, role or town: how it was found, how it reads, and where it stands from them.

use super::candidates::{Candidate, Field, Place};
use super::features::Features;
use super::tagger::{Marginals, Tag};
use super::terms;
use super::tokens::tokens_of;
use crate::lexicon::Concept;
use crate::request::layout::Zone;
use crate::request::reading::Reading;
use crate::request::token::{Break, Shape};
use crate::request::{Found, Part};
use std::ops::Range;

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

    /// Whether the rules gave this value, wherever they took it from.
    #[must_use]
    pub fn is_ruled(&self, candidate: &Candidate) -> bool {
        self.ruled
            .is_some_and(|ruled| super::candidates::key(&ruled.value) == candidate.key)
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

    /// Adds the features of a phrase. `blind` leaves out what the rules chose.
    pub fn of_candidate(&self, candidate: &Candidate, blind: bool, features: &mut Features) {
        let field = self.field.name();
        features.add(&[field, " some"]);
        if !blind {
            self.of_rules(candidate, features);
        }
        for place in &candidate.places {
            self.of_place(place, features);
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
            let mut told = [(false, "tagged"), (false, "found"), (false, "piece")];
            for place in others.flat_map(|other| &other.places) {
                told[0].0 |= place.sources.tagged;
                told[1].0 |= place.sources.found;
                told[2].0 |= place.sources.piece;
            }
            for (_, kind) in told.iter().filter(|(holds, _)| *holds) {
                features.add(&[field, " ", name, kind]);
            }
        }
        features.unite();
    }

    fn of_rules(&self, candidate: &Candidate, features: &mut Features) {
        let field = self.field.name();
        if let Some(ruled) = self.ruled.filter(|_| self.is_ruled(candidate)) {
            features.add(&[field, " ruled"]);
            features.add(&[field, " ruled&", self.writes()]);
            features.add(&[field, " ruled&", &ruled.evidence.rule]);
        } else if self.ruled.is_none() {
            features.add(&[field, " some&ruled none"]);
        }
        let attendees = &self.reading.request.attendees;
        let others = attendees.iter().filter_map(|attendee| self.field.of(attendee));
        let of_others = others
            .filter(|value| super::candidates::key(&value.value) == candidate.key)
            .count();
        if of_others > 0 && !self.is_ruled(candidate) {
            features.add(&[field, " ruled another's"]);
        }
    }

    fn of_place(&self, place: &Place, features: &mut Features) {
        let body = &self.reading.letter.body;
        let field = self.field.name();
        let (tokens, sources) = (&place.tokens, place.sources);
        let told = [
            (sources.found, "found"),
            (sources.sure, "sure"),
            (sources.generic, "generic"),
            (sources.with_town, "with town"),
            (sources.labelled, "labelled"),
            (sources.tagged, "tagged"),
            (sources.perhaps, "perhaps"),
            (sources.piece, "piece"),
        ];
        let zone = terms::zone(body.zone_of(tokens.start));
        for (_, name) in told.iter().filter(|(holds, _)| *holds) {
            features.add(&[field, " is ", name]);
            features.add(&[field, " is ", name, "&", zone]);
        }
        if sources.found && sources.tagged {
            features.add(&[field, " is found&tagged"]);
        }
        features.add(&[field, " in ", zone, "&", self.writes()]);
        self.of_tags(tokens, features);
        self.of_words(tokens, features);
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

    fn of_tags(&self, tokens: &Range<usize>, features: &mut Features) {
        let field = self.field.name();
        let own = self.field.tag();
        let mean = |tag: Tag| {
            tokens
                .clone()
                .map(|at| self.marginals.part_of(at, tag))
                .sum::<f32>()
                / tokens.len().max(1) as f32
        };
        let least = tokens
            .clone()
            .map(|at| self.marginals.part_of(at, own))
            .fold(1.0_f32, f32::min);
        let begins = self
            .marginals
            .row(tokens.start)
            .get(own.begins())
            .copied()
            .unwrap_or(0.0);
        let goes_on = self
            .marginals
            .row(tokens.end)
            .get(own.begins() + 1)
            .copied()
            .unwrap_or(0.0);
        features.share(&[field, " tag mean"].concat(), mean(own));
        features.share(&[field, " tag least"].concat(), least);
        features.share(&[field, " tag begins"].concat(), begins);
        features.share(&[field, " tag goes on"].concat(), goes_on);
        features.value(&[field, " tag phrase"], begins.min(least).min(1.0 - goes_on));
        for other in Tag::ALL.into_iter().filter(|tag| *tag != own) {
            let share = mean(other);
            if share > 0.2 {
                features.value(&[field, " tagged ", other.name()], share);
            }
        }
    }

    fn of_words(&self, tokens: &Range<usize>, features: &mut Features) {
        let body = &self.reading.letter.body;
        let field = self.field.name();
        let words = match tokens.len() {
            1 => "1",
            2 => "2",
            3 | 4 => "3-4",
            5..=7 => "5-7",
            _ => "8+",
        };
        features.add(&[field, " words ", words]);
        let shape = |at: usize| body.tokens.get(at).map_or("none", terms::shape);
        features.add(&[field, " opens ", shape(tokens.start)]);
        features.add(&[field, " ends ", shape(tokens.end.saturating_sub(1))]);
        let behind = body.tokens.get(tokens.end).map_or("none", terms::before);
        features.add(&[field, " then ", behind]);
        if let Some(first) = body.tokens.get(tokens.start) {
            features.add(&[field, " before ", terms::before(first)]);
        }
        for mark in body
            .marks_in(tokens.clone())
            .filter(|mark| mark.tokens.end <= tokens.end)
        {
            let name = mark.concept.name();
            if mark.tokens.start == tokens.start {
                features.add(&[field, " first ", name]);
            }
            if mark.tokens.end == tokens.end {
                features.add(&[field, " last ", name]);
            }
            if !matches!(mark.concept.family(), "scope" | "word") {
                features.add(&[field, " holds ", mark.concept.family()]);
            }
        }
        for mark in body.marks_at(tokens.end) {
            features.add(&[field, " then ", mark.concept.name()]);
        }
        let from = tokens.start.saturating_sub(4);
        for mark in body.marks_in(from..tokens.start) {
            if mark.tokens.end == tokens.start {
                features.add(&[field, " behind ", mark.concept.name()]);
            } else if mark.tokens.end < tokens.start && terms::decides(mark.concept) {
                features.add(&[field, " near ", mark.concept.name()]);
            }
        }
        const OTHERS: [Concept; 5] = [
            Concept::PressInterview,
            Concept::PersonFormerly,
            Concept::PersonMentioned,
            Concept::PersonPredecessor,
            Concept::ServiceAppointment,
        ];
        if let Some((_, clause)) = body.clause_of(tokens.start)
            && body.has(clause.tokens.clone(), &OTHERS)
        {
            features.add(&[field, " spoken of"]);
        }
        let domain = self.reading.letter.message.from.as_ref();
        let domain = domain
            .and_then(|from| from.address.split_once('@'))
            .map(|(_, domain)| domain);
        let spelled = |at: usize| {
            body.tokens.get(at).is_some_and(|token| {
                token.is_word()
                    && token.folded.len() > 3
                    && domain.is_some_and(|domain| domain.contains(token.folded.as_str()))
            })
        };
        if tokens.clone().any(spelled) {
            features.add(&[field, " in domain"]);
        }
        if let Some(known) = self.reading.cast.traits.get(tokens.start) {
            for (_, name) in [
                (known.place, "place"),
                (known.given, "given"),
                (known.surname, "surname"),
            ]
            .iter()
            .filter(|(holds, _)| *holds)
            {
                features.add(&[field, " listed ", name]);
            }
        }
        let upper = tokens.clone().all(|at| {
            body.tokens
                .get(at)
                .is_some_and(|token| token.shape == Shape::Upper)
        });
        if upper {
            features.add(&[field, " in capitals"]);
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
