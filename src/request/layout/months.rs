//! Months that are somebody's name: August Keller, April Jones, Anna März, «Марта Линд», Elif Eylül.

use super::Mark;
use crate::lexicon::gazetteer::Gazetteer;
use crate::lexicon::{Concept, List};
use crate::request::token::{Break, Kind, Shape, Token};

/// Takes out the marks of months that stand where a name stands: between no numbers, behind no "in", beside another name.
pub(super) fn drop_names(tokens: &[Token], marks: &mut Vec<Mark>) {
    let is_time = |mark: &Mark| {
        let word = Word {
            tokens,
            marks,
            at: mark.tokens.start,
        };
        mark.concept != Concept::TimeMonth || mark.tokens.len() > 1 || !word.is_name()
    };
    let keep: Vec<bool> = marks.iter().map(is_time).collect();
    let mut keep = keep.into_iter();
    marks.retain(|_| keep.next().unwrap_or(true));
}

/// A month's name and what stands around it.
struct Word<'a> {
    tokens: &'a [Token],
    marks: &'a [Mark],
    at: usize,
}

impl Word<'_> {
    fn is_name(&self) -> bool {
        let Some(token) = self.tokens.get(self.at) else {
            return false;
        };
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let after = self.tokens.get(self.at + 1);
        let near = |token: &Token, after: &Token| token.kind == Kind::Number && after.before <= Break::Comma;
        let dated =
            before.is_some_and(|last| near(last, token)) || after.is_some_and(|next| near(next, next));
        if !matches!(token.shape, Shape::Capital | Shape::Upper) || dated || self.has_case_of_time() {
            return false;
        }
        self.is_surname(token) || self.is_given(token) || self.is_behind_surname(token)
    }

    /// "Anna März", "Elif Eylül Demir": right behind a given name, which is no ordinary word or stands with it on a line.
    fn is_surname(&self, token: &Token) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        token.before == Break::Space
            && before.is_some_and(|last| {
                let gazetteer = Gazetteer::embedded();
                let ends = self.tokens.get(self.at + 1);
                let alone = last.before >= Break::Line && ends.is_none_or(|next| next.before >= Break::Comma);
                let amid = last.before <= Break::Comma && last.shape == Shape::Capital;
                let sure = !gazetteer.name_is_common_word(&last.folded) || alone || amid;
                last.shape == token.shape
                    && gazetteer.given_name(&last.folded)
                    && sure
                    && !self.begins_a_date()
                    && !self.is_said(self.at - 1)
            })
    }

    /// "Keller, August", and nothing else, as directories write names.
    fn is_behind_surname(&self, token: &Token) -> bool {
        let gazetteer = Gazetteer::embedded();
        let surname = self
            .tokens
            .first()
            .is_some_and(|first| gazetteer.surname(&first.folded));
        let last = self.at + 1 == self.tokens.len() && self.tokens.len() <= 3;
        last && surname && token.before == Break::Comma && gazetteer.given_name(&token.folded)
    }

    /// "August Keller": a given name that leads to a surname, where no date begins.
    fn is_given(&self, token: &Token) -> bool {
        let gazetteer = Gazetteer::embedded();
        let Some(next) = self.tokens.get(self.at + 1) else {
            return false;
        };
        let close = next.before == Break::Space && matches!(next.shape, Shape::Capital | Shape::Upper);
        let surname = close && !self.is_said(self.at + 1);
        let listed = gazetteer.surname(&next.folded);
        if !surname || !gazetteer.given_name(&token.folded) {
            return false;
        }
        let opens = token.before >= Break::Comma;
        let alone = token.before >= Break::Colon
            && self
                .tokens
                .get(self.at + 2)
                .is_none_or(|third| third.before >= Break::Comma);
        // "Herr August Keller", "Karl August Weber", "our mayor, May Sinclair".
        let led = self.at.checked_sub(1).is_some_and(|last| {
            let given = self.tokens.get(last).is_some_and(|word| {
                word.is_capital()
                    && gazetteer.given_name(&word.folded)
                    && !gazetteer.name_is_common_word(&word.folded)
            });
            given && !self.is_said(last) || self.leads_to_person(last)
        });
        self.at == 0 || led || alone || listed && (opens || !self.begins_a_date())
    }

    /// Whether a title, a function or a word for a person stands right before.
    fn leads_to_person(&self, last: usize) -> bool {
        let close = self
            .tokens
            .get(self.at)
            .is_some_and(|token| token.before == Break::Space);
        let ends = |mark: &&Mark| mark.tokens.end == last + 1;
        close
            && self.marks_near(last).filter(ends).any(|mark| {
                matches!(
                    mark.concept,
                    Concept::TitleHonorific | Concept::TitleAcademic | Concept::CountPersonNoun
                ) || crate::request::fields::role::is_head(mark.concept)
            })
    }

    /// "im August", "fin avril", "до марта": what stands before a time, in any of the languages.
    fn begins_a_date(&self) -> bool {
        self.at
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .is_none_or(|last| List::BeforeMonth.has(&last.folded))
    }

    /// "Ekim'de", "Kasım'daki": Turkish puts the case of a time behind an apostrophe.
    fn has_case_of_time(&self) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|next| {
            next.before == Break::Tight && next.shape == Shape::Lower && List::CaseOfTime.has(&next.folded)
        })
    }

    /// Whether the lexicon knows a word as something that is no name.
    fn is_said(&self, at: usize) -> bool {
        self.marks_near(at).any(|mark| {
            mark.tokens.contains(&at)
                && matches!(
                    mark.concept.family(),
                    "time" | "organisation" | "place" | "role" | "label" | "word" | "session" | "title"
                )
        })
    }

    /// The marks that may reach this word, sorted as they are by their beginning.
    fn marks_near(&self, at: usize) -> impl Iterator<Item = &Mark> {
        let first = self
            .marks
            .partition_point(|mark| mark.tokens.start + super::LONGEST_MARK < at);
        self.marks
            .get(first..)
            .unwrap_or_default()
            .iter()
            .take_while(move |mark| mark.tokens.start <= at)
    }
}
