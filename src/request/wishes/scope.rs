//! Of whom a clause speaks: named persons, pronouns, "both", "the others", the row of a table, or everybody.

use crate::lexicon::Concept;
use crate::request::cast::Cast;
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::letter::Letter;
use crate::request::token::Break;
use std::ops::Range;

/// The attendees that something is said of, as indices in the attendees' order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    Some(Vec<usize>),
    /// All but these.
    Rest(Vec<usize>),
}

/// Mentions of persons among which one of a certain function is looked for: more are a list, not a tale.
const MOST_MENTIONS: usize = 60;

/// Who is named where.
pub(super) struct Scopes<'a, 'm> {
    letter: &'a Letter<'m>,
    cast: &'a Cast,
    chosen: &'a [usize],
    /// Mentions in the order of the text, with the index in the cast.
    mentions: Vec<(Range<usize>, usize)>,
}

impl<'a, 'm> Scopes<'a, 'm> {
    pub(super) fn new(letter: &'a Letter<'m>, cast: &'a Cast, chosen: &'a [usize]) -> Self {
        let mut mentions: Vec<(Range<usize>, usize)> = cast
            .people
            .iter()
            .enumerate()
            .flat_map(|(index, person)| {
                person
                    .mentions
                    .iter()
                    .map(move |mention| (mention.clone(), index))
            })
            .filter(|(mention, _)| {
                !matches!(
                    letter.body.zone_of(mention.start),
                    Zone::Foreign | Zone::Greeting | Zone::Signature | Zone::Closing
                )
            })
            .collect();
        mentions.sort_by_key(|(mention, _)| mention.start);
        Self {
            letter,
            cast,
            chosen,
            mentions,
        }
    }

    /// Whether these words are part of somebody's name: "Maria Greco" asks for no Greek.
    pub(super) fn is_in_a_name(&self, tokens: &Range<usize>) -> bool {
        let within = |name: &Range<usize>| {
            name.start <= tokens.start && tokens.end <= name.end && name.len() > tokens.len()
        };
        self.mentions.iter().any(|(name, _)| within(name))
    }

    fn body(&self) -> &'a Layout<'m> {
        &self.letter.body
    }

    fn attendee(&self, person: usize) -> Option<usize> {
        self.chosen.iter().position(|&index| index == person)
    }

    fn some(&self, people: &[usize]) -> Scope {
        let mut found: Vec<usize> = people
            .iter()
            .filter_map(|&person| self.attendee(person))
            .collect();
        found.sort_unstable();
        found.dedup();
        Scope::Some(found)
    }

    /// Of whom the words at this token speak.
    pub(super) fn of(&self, at: usize) -> Scope {
        let in_record = self
            .cast
            .records
            .iter()
            .find(|record| record.tokens.contains(&at) && record.person.is_some());
        if let Some(person) = in_record.and_then(|record| record.person) {
            return self.some(&[person]);
        }
        let Some((index, segment)) = self.body().segment_of(at) else {
            return Scope::All;
        };
        let clause = super::clause(self.letter, at);
        self.in_clause(clause.clone())
            .or_else(|| self.before(segment.tokens.start..clause.start))
            .or_else(|| self.on_line(at).filter(|_| segment.zone == Zone::Row))
            .or_else(|| self.of_block(index))
            .unwrap_or(Scope::All)
    }

    /// The only person named on the line of these words: a stop in a cell ("ass. Porta Nuova") parts no row of a table.
    fn on_line(&self, at: usize) -> Option<Scope> {
        let line = |at: usize| self.body().tokens.get(at).map(|token| token.line);
        let mut people: Vec<usize> = self
            .mentions
            .iter()
            .filter(|(mention, _)| line(mention.start) == line(at))
            .map(|(_, person)| *person)
            .collect();
        people.dedup();
        (people.len() == 1).then(|| self.some(&people))
    }

    /// Names in the clause with those that are joined to them, else its pronouns.
    fn in_clause(&self, clause: Range<usize>) -> Option<Scope> {
        let named: Vec<usize> = self.named(&clause);
        if let Some(&first) = named.first() {
            let mut people: Vec<usize> = self.joined_before(first);
            people.extend(
                named
                    .iter()
                    .filter_map(|&at| self.mentions.get(at))
                    .map(|(_, person)| *person),
            );
            let me = self.says(&clause, &[Concept::AttendSelfToo]);
            people.extend(self.cast.writer.filter(|_| me));
            return Some(self.some(&people));
        }
        self.by_function(&clause).or_else(|| self.by_pronoun(clause))
    }

    /// "The mayor needs French": whoever the letter names as mayor, if that is one person.
    fn by_function(&self, clause: &Range<usize>) -> Option<Scope> {
        /// Words between a name and the function that is told beside it.
        const NEAR: usize = 6;
        let body = self.body();
        let head = |mark: &Mark| crate::request::fields::role::is_head(mark.concept);
        let word = |mark: &Mark| {
            let last = mark.tokens.end.checked_sub(1).and_then(|at| body.tokens.get(at));
            last.map(|token| token.folded.as_str())
        };
        let article = |at: usize| body.follows(at, Concept::ScopeArticle);
        if self.mentions.len() > MOST_MENTIONS {
            return None;
        }
        let said = body
            .marks_in(clause.clone())
            .find(|mark| head(mark) && article(mark.tokens.start))?;
        let mut holders: Vec<usize> = self
            .mentions
            .iter()
            .filter(|(mention, _)| {
                let near = mention.start.saturating_sub(NEAR)..mention.end + NEAR;
                let segment = body.segment_of(mention.start).map(|(index, _)| index);
                body.marks_in(near).any(|mark| {
                    head(mark)
                        && mark.tokens.start != said.tokens.start
                        && word(mark) == word(said)
                        && body.segment_of(mark.tokens.start).map(|(index, _)| index) == segment
                })
            })
            .map(|(_, person)| *person)
            .collect();
        holders.sort_unstable();
        holders.dedup();
        match holders.as_slice() {
            &[person] if self.attendee(person).is_some() => Some(self.some(&[person])),
            _ => None,
        }
    }

    /// Positions in `mentions` within these tokens.
    fn named(&self, tokens: &Range<usize>) -> Vec<usize> {
        self.mentions
            .iter()
            .enumerate()
            .filter(|(_, (mention, _))| tokens.start <= mention.start && mention.end <= tokens.end)
            .map(|(at, _)| at)
            .collect()
    }

    /// "Anna, Ben and Carla are …": those that only commas and "and" part from the mention at this position.
    fn joined_before(&self, position: usize) -> Vec<usize> {
        let mut people = Vec::new();
        let mut at = position;
        while let (Some((this, _)), Some((last, person))) = (
            self.mentions.get(at),
            at.checked_sub(1).and_then(|before| self.mentions.get(before)),
        ) {
            let gap = last.end..this.start;
            let plain = gap.len() <= 2
                && gap.clone().all(|token| {
                    self.body()
                        .marks_at(token)
                        .any(|mark| mark.concept == Concept::ScopeAnd || mark.concept.family() == "title")
                });
            let together = self
                .body()
                .tokens
                .get(this.start)
                .is_some_and(|token| token.before <= Break::Comma);
            if !plain || !together {
                break;
            }
            people.push(*person);
            at -= 1;
        }
        people
    }

    fn says(&self, tokens: &Range<usize>, concepts: &[Concept]) -> bool {
        self.body().has(tokens.clone(), concepts)
    }

    fn by_pronoun(&self, clause: Range<usize>) -> Option<Scope> {
        if self.says(&clause, &[Concept::ScopeOthers]) {
            let named: Vec<usize> = self
                .mentions
                .iter()
                .filter(|(mention, _)| {
                    self.body().segment_of(mention.start).map(|(index, _)| index)
                        == self.body().segment_of(clause.start).map(|(index, _)| index)
                })
                .filter_map(|(_, person)| self.attendee(*person))
                .collect();
            return Some(Scope::Rest(named));
        }
        if self.says(
            &clause,
            &[Concept::ScopeAll, Concept::AttendWe, Concept::AttendRegisterUs],
        ) {
            return Some(Scope::All);
        }
        let writer = self.cast.writer.filter(|&writer| self.attendee(writer).is_some());
        if let Some(writer) = writer
            && self.comes_with_them(&clause)
        {
            return Some(self.some(&[writer]));
        }
        if self.says(&clause, &[Concept::ScopeHe, Concept::ScopeShe]) {
            let last = self
                .mentions
                .iter()
                .rev()
                .filter(|(mention, _)| mention.end <= clause.start)
                .map(|(_, person)| *person)
                .find(|&person| Some(person) != self.cast.writer && self.attendee(person).is_some());
            if let Some(person) = last {
                return Some(self.some(&[person]));
            }
        }
        let me = [
            Concept::ScopeMe,
            Concept::AttendI,
            Concept::AttendRegisterMe,
            Concept::AttendSelfToo,
        ];
        match writer {
            Some(writer) if self.says(&clause, &me) && !self.says(&clause, &[Concept::CountPersonNoun]) => {
                let mut people = self.beside_me(&clause);
                people.push(writer);
                Some(self.some(&people))
            }
            _ => None,
        }
    }

    /// "I shall come along with her": the writer is who does it, and the other one only goes along in the telling.
    fn comes_with_them(&self, clause: &Range<usize>) -> bool {
        let first = |concepts: &[Concept]| {
            let mut marks = self.body().marks_in(clause.clone());
            marks.find(|mark| concepts.contains(&mark.concept))
        };
        let (Some(comes), Some(them)) = (
            first(&[Concept::AttendI, Concept::AttendSelfToo]),
            first(&[Concept::ScopeHe, Concept::ScopeShe]),
        ) else {
            return false;
        };
        comes.tokens.start < them.tokens.start && !self.says(clause, &[Concept::AttendThey])
    }

    /// "Ann Lee (adviser) and I": those named before in the sentence, where an "and" leads to the pronoun.
    fn beside_me(&self, clause: &Range<usize>) -> Vec<usize> {
        let body = self.body();
        let joined = body
            .marks_in(clause.clone())
            .filter(|mark| mark.concept == Concept::ScopeMe)
            .find(|mark| {
                let and = |other: &Mark| {
                    other.concept == Concept::ScopeAnd && other.tokens.end == mark.tokens.start
                };
                body.marks_around(mark.tokens.start).any(and)
            });
        let Some(me) = joined else { return Vec::new() };
        let start = body
            .segment_of(me.tokens.start)
            .map_or(me.tokens.start, |(_, segment)| segment.tokens.start);
        self.named(&(start..me.tokens.start))
            .iter()
            .filter_map(|&at| self.mentions.get(at))
            .map(|(_, person)| *person)
            .collect()
    }

    /// What the clauses before say, the nearest first: names, with all that are joined to them, or pronouns.
    fn before(&self, tokens: Range<usize>) -> Option<Scope> {
        let mut end = tokens.end;
        while end > tokens.start {
            let clause = super::clause(self.letter, end - 1);
            if let Some(scope) = self.in_clause(clause.clone()) {
                return Some(scope);
            }
            end = clause.start.min(end - 1);
        }
        None
    }

    /// The only person of a list item or block of lines whose first line names them.
    fn of_block(&self, index: usize) -> Option<Scope> {
        let segments = &self.body().segments;
        for above in (0..index).rev() {
            let below = segments.get(above + 1)?;
            let joined = self
                .body()
                .tokens
                .get(below.tokens.start)
                .is_some_and(|token| token.before == Break::Line);
            let segment = segments.get(above)?;
            if !joined || segment.tokens.len() > 14 || below.zone == Zone::Item {
                return None;
            }
            if let Some(&first) = self.named(&segment.tokens).first() {
                let (_, person) = self.mentions.get(first)?;
                return self.attendee(*person).map(|attendee| Scope::Some(vec![attendee]));
            }
        }
        None
    }
}
