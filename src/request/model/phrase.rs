//! What bears on whether a phrase is an organisation, a role or a town, and begins and ends where it should: its words, its tags, its edges.

use super::belonging::Question;
use super::features::Features;
use super::tagger::Tag;
use super::terms;
use crate::lexicon::Concept;
use crate::request::token::{Break, Shape, Token};
use std::ops::Range;

impl Question<'_, '_> {
    pub(super) fn of_tags(&self, tokens: &Range<usize>, features: &mut Features) {
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

    pub(super) fn of_words(&self, tokens: &Range<usize>, features: &mut Features) {
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

    /// The words at the edges and beside them, and what the phrase cuts or holds.
    pub(super) fn of_edges(&self, tokens: &Range<usize>, features: &mut Features) {
        let body = &self.reading.letter.body;
        let field = self.field.name();
        let token = |at: usize| body.tokens.get(at);
        let last = tokens.end.saturating_sub(1);
        let before = tokens.start.checked_sub(1);
        // Words beyond a line do not belong together.
        let near = |at: usize| token(at).is_some_and(|token| token.before < Break::Line);
        let left = before.filter(|_| near(tokens.start)).and_then(token);
        let right = token(tokens.end).filter(|_| near(tokens.end));
        for (side, found) in [
            (" first word ", token(tokens.start)),
            (" last word ", token(last)),
            (" word left ", left),
            (" word right ", right),
        ] {
            if let Some(token) = found.filter(|token| token.is_word()) {
                features.add(&[field, side, terms::stem(&token.folded)]);
            } else {
                features.add(&[field, side, found.map_or("none", terms::shape)]);
            }
        }
        if let Some(token) = token(last) {
            for length in [2, 3] {
                if let Some((start, _)) = token.folded.char_indices().rev().nth(length) {
                    features.add(&[field, " ends in ", token.folded.get(start..).unwrap_or_default()]);
                }
            }
        }
        let joined = |at: usize| token(at).is_some_and(|token| token.before <= Break::Space);
        let small = |at: usize| {
            self.reading
                .cast
                .traits
                .get(at)
                .is_some_and(|traits| traits.small)
        };
        let edge = |at: usize, inside: usize| {
            let capital = |at: usize| token(at).is_some_and(Token::is_capital);
            match () {
                () if capital(at) && capital(inside) => "cuts capitals ",
                () if capital(at) => "cuts at capital ",
                () if small(at) => "cuts at small word ",
                () => "cuts at word ",
            }
        };
        match before.filter(|_| joined(tokens.start)) {
            Some(at) => features.add(&[field, " ", edge(at, tokens.start), "left"]),
            None => features.add(&[field, " open left"]),
        }
        if joined(tokens.end) {
            features.add(&[field, " ", edge(tokens.end, last), "right"]);
        } else {
            features.add(&[field, " open right"]);
        }
        for (at, name) in [(tokens.start, " small word first"), (last, " small word last")] {
            if small(at) {
                features.add(&[field, name]);
            }
        }
        let line = |at: usize| token(at).map(|token| token.line);
        let begins = before.is_none_or(|at| line(at) != line(tokens.start));
        let ends = line(tokens.end) != line(last);
        let of_line = match (begins, ends) {
            (true, true) => " whole line",
            (true, false) => " begins line",
            (false, true) => " ends line",
            (false, false) => " within line",
        };
        features.add(&[field, of_line]);
        const QUOTES: [char; 6] = ['"', '«', '»', '„', '“', '”'];
        let outer = (
            body.between(tokens.start).contains(QUOTES),
            body.after(last).contains(QUOTES),
        );
        match outer {
            (true, true) => features.add(&[field, " quoted"]),
            (false, false) => {}
            _ => features.add(&[field, " half quoted"]),
        }
        let shown = body.shown(tokens.clone());
        if shown.chars().filter(|c| QUOTES.contains(c)).count() == 1 {
            features.add(&[field, " cuts a quotation"]);
        }
        if shown.matches('(').count() != shown.matches(')').count() {
            features.add(&[field, " cuts a bracket"]);
        }
        let crosses = tokens
            .clone()
            .skip(1)
            .filter_map(token)
            .map(|token| token.before)
            .max();
        match crosses {
            Some(Break::Comma) => features.add(&[field, " over a comma"]),
            Some(wider) if wider > Break::Comma => features.add(&[field, " over a line"]),
            _ => {}
        }
        let named = self
            .reading
            .cast
            .people
            .iter()
            .flat_map(|person| &person.mentions);
        for mention in named {
            if mention.start < tokens.end && tokens.start < mention.end {
                features.add(&[field, " over a name"]);
            } else if mention.start == tokens.end {
                features.add(&[field, " right before a name"]);
            } else if mention.end == tokens.start {
                features.add(&[field, " right behind a name"]);
            }
        }
        let place = |at: usize| {
            self.reading
                .cast
                .traits
                .get(at)
                .is_some_and(|traits| traits.place)
        };
        if tokens.len() > 1 && place(last) {
            features.add(&[field, " ends in a place"]);
        }
        if place(tokens.end) && joined(tokens.end) {
            features.add(&[field, " then a place"]);
        }
    }
}
