//! Who stands in a list of persons and was not taken for one: "Ann Lee, Marie Paris and Tom Roy", though Paris is a town.

use super::Doubts;
use crate::lexicon::Concept;
use crate::request::cast::{Cast, body_evidence};
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::letter::Letter;
use crate::request::people::names::Key;
use crate::request::token::{Break, Shape};
use crate::request::{DoubtKind, Part, Request};
use std::ops::Range;

/// The rule of somebody in a list who is nobody in the reading.
pub(super) const RULE: &str = "doubt/name-in-list";

/// Small words inside a name: "Ann van der Lee".
const PARTICLES: usize = 2;

/// Adds a doubt for the first who was passed over.
pub(super) fn judge(letter: &Letter<'_>, cast: &Cast, request: &Request, doubts: &mut Doubts) {
    let list = List {
        body: &letter.body,
        cast,
    };
    let own = |at: &usize| matches!(letter.body.zone_of(*at), Zone::Text | Zone::Item);
    let passed = (0..letter.body.tokens.len())
        .filter(own)
        .filter_map(|at| list.entry(at))
        .find(|entry| list.stands(entry) && !list.is_somebody(entry) && !is_in_role(letter, request, entry));
    if let Some(entry) = passed {
        let place = body_evidence(&letter.body, entry, RULE);
        doubts.add(DoubtKind::WhoAttends, Some(place));
    }
}

/// A text in which persons are listed.
struct List<'l, 'm> {
    body: &'l Layout<'m>,
    cast: &'l Cast,
}

impl List<'_, '_> {
    fn is_capital(&self, at: usize) -> bool {
        let token = self.body.tokens.get(at);
        token.is_some_and(|token| token.shape == Shape::Capital)
    }

    /// Two words that begin here and could be somebody's name.
    fn entry(&self, at: usize) -> Option<Range<usize>> {
        let traits = |at: usize| self.cast.traits.get(at).copied().unwrap_or_default();
        let last = (at + 1..=at + 1 + PARTICLES)
            .take_while(|&at| self.body.is_spaced(at))
            .find(|&at| !traits(at).particle || self.is_capital(at))?;
        (self.is_capital(at) && self.is_capital(last)).then_some(at..last + 1)
    }

    /// Whether these words have a place in a list of persons: beside one if they begin with a given name, else between two.
    fn stands(&self, entry: &Range<usize>) -> bool {
        let before = self.joint_before(entry.start);
        let behind = self.joint_behind(entry.end);
        let ends = behind.is_some() || !self.body.is_spaced(entry.end) || !self.is_capital(entry.end);
        let led = before.is_some_and(|joint| self.ends_at(joint, entry.start)) && ends;
        let followed = behind.is_some_and(|joint| self.starts_at(joint));
        let given = self.cast.traits.get(entry.start);
        if given.is_some_and(|traits| traits.given && !traits.place) {
            return (led || followed) && !self.is_office(entry.start);
        }
        led && followed && self.is_plain(entry)
    }

    /// Where what joins these words to those before begins.
    fn joint_before(&self, at: usize) -> Option<usize> {
        let joint = self.body.marks_before(at).find(is_and);
        joint
            .map(|and| and.tokens.start)
            .or(self.is_behind_comma(at).then_some(at))
    }

    /// Where what is joined to these words begins.
    fn joint_behind(&self, end: usize) -> Option<usize> {
        let joint = self.body.marks_at(end).find(is_and);
        joint
            .map(|and| and.tokens.end)
            .or(self.is_behind_comma(end).then_some(end))
    }

    /// "Ann Lee (Kent Institute, …)" tells more of the one before.
    fn is_behind_comma(&self, at: usize) -> bool {
        let token = self.body.tokens.get(at);
        token.is_some_and(|token| token.before == Break::Comma) && !self.body.between(at).contains(['(', ')'])
    }

    /// Whether somebody's name ends here; a name that goes on over the comma, "Ann Lee, Marie", is the mistake itself.
    fn ends_at(&self, joint: usize, entry: usize) -> bool {
        let mut mentions = self.cast.people.iter().flat_map(|person| &person.mentions);
        mentions.any(|mention| mention.end == joint || mention.contains(&entry))
    }

    fn starts_at(&self, joint: usize) -> bool {
        let mut mentions = self.cast.people.iter().flat_map(|person| &person.mentions);
        mentions.any(|mention| mention.start == joint)
    }

    /// Whether no list knows these words as anything.
    fn is_plain(&self, entry: &Range<usize>) -> bool {
        let known = |at: usize| {
            let traits = self.cast.traits.get(at).copied().unwrap_or_default();
            traits.blocked || traits.place || traits.small || traits.title
        };
        let capitals = || entry.clone().filter(|&at| self.is_capital(at));
        !capitals().any(known)
            && self
                .body
                .marks_in(entry.clone())
                .all(|mark| mark.concept == Concept::TitleParticle || !self.is_capital(mark.tokens.start))
    }

    /// "Maire de Metz", "Sayın Kıvrak": an office or a title that is also a given name leads to a name.
    fn is_office(&self, at: usize) -> bool {
        let mut marks = self.body.marks_at(at);
        marks.any(|mark| mark.tokens.len() == 1 && matches!(mark.concept.family(), "role" | "title"))
    }

    /// Whether somebody has these words as their name; "Çiğdem Hanım", "Baran Türkçe" are named in full elsewhere.
    fn is_somebody(&self, entry: &Range<usize>) -> bool {
        let words = self.body.tokens.get(entry.clone()).unwrap_or_default();
        let (first, last) = (entry.start, entry.end.saturating_sub(1));
        let aside = self
            .body
            .marks_at(last)
            .any(|mark| matches!(mark.concept.family(), "title" | "interpretation" | "word"));
        self.cast.people.iter().any(|person| {
            let named = Key::of(&person.name).words;
            let inside = |mention: &Range<usize>| mention.contains(&first) && mention.contains(&last);
            let capitals = || words.iter().filter(|token| token.is_capital());
            person.mentions.iter().any(inside)
                || capitals().all(|token| named.contains(&token.folded))
                || aside
                    && words.first().is_some_and(|token| named.contains(&token.folded))
                    && !person
                        .mentions
                        .iter()
                        .any(|mention| mention.contains(&first) && mention.len() > 1)
        })
    }
}

fn is_and(mark: &&Mark) -> bool {
    mark.concept == Concept::ScopeAnd
}

/// "Marco Benedetti, Primo Consigliere e Vice Capo Missione": a role that goes on.
fn is_in_role(letter: &Letter<'_>, request: &Request, entry: &Range<usize>) -> bool {
    let bytes = letter.body.bytes(entry.clone());
    let roles = request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.role.as_ref());
    roles
        .map(|role| &role.evidence)
        .any(|place| place.part == Part::Body && place.start <= bytes.start && bytes.end < place.end)
}
