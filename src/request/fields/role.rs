//! Functions and job titles with the unit that completes them.

use crate::lexicon::Concept;
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::token::{Break, Kind};
use std::ops::Range;

/// Words a unit may add to a role.
const LONGEST_UNIT: usize = 9;

/// Whether a concept is the head of a role.
#[must_use]
pub fn is_head(concept: Concept) -> bool {
    matches!(
        concept,
        Concept::RoleNoun
            | Concept::RoleRank
            | Concept::RoleAcademic
            | Concept::RolePress
            | Concept::RoleCivil
            | Concept::RoleAssistant
    )
}

/// All roles of the writer's own text; `is_name` tells words that belong to a person's name, `is_body` those of an
/// organisation: a role ends before both.
#[must_use]
pub fn find(
    layout: &Layout<'_>,
    is_name: &dyn Fn(usize) -> bool,
    is_body: &dyn Fn(usize) -> bool,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for mark in layout.marks.iter().filter(|mark| is_head(mark.concept)) {
        let zone = layout.zone_of(mark.tokens.start);
        if matches!(zone, Zone::Foreign | Zone::Greeting) || mark.tokens.clone().any(is_name) {
            continue;
        }
        let tokens = extent(layout, mark, is_name, is_body);
        match found.last_mut() {
            Some(last) if last.end > tokens.start => last.end = last.end.max(tokens.end),
            Some(last)
                if last.end == tokens.start
                    && layout
                        .tokens
                        .get(tokens.start)
                        .is_some_and(|token| token.before <= Break::Space) =>
            {
                last.end = tokens.end
            }
            _ => found.push(tokens),
        }
    }
    found
}

fn extent(
    layout: &Layout<'_>,
    mark: &Mark,
    is_name: &dyn Fn(usize) -> bool,
    is_body: &dyn Fn(usize) -> bool,
) -> Range<usize> {
    let mut tokens = mark.tokens.clone();
    while tokens.start > 0 {
        let opener = layout
            .marks
            .iter()
            .find(|other| other.concept == Concept::RoleModifier && other.tokens.end == tokens.start);
        let linked = layout
            .tokens
            .get(tokens.start)
            .is_some_and(|token| token.before <= Break::Space);
        match opener {
            Some(opener) if linked => tokens.start = opener.tokens.start,
            _ => break,
        }
    }
    let mut end = tokens.end;
    while end < tokens.end + LONGEST_UNIT && continues(layout, end, is_name) {
        if !is_unit_word(layout, &tokens, end, is_name, is_body) {
            break;
        }
        end += 1;
    }
    // A unit that ends in a small word was cut in the middle.
    while end > tokens.end
        && layout
            .marks_at(end - 1)
            .any(|other| matches!(other.concept, Concept::RoleUnit | Concept::ScopeAnd))
    {
        end -= 1;
    }
    tokens.end = end;
    tokens
}

fn continues(layout: &Layout<'_>, at: usize, is_name: &dyn Fn(usize) -> bool) -> bool {
    layout
        .tokens
        .get(at)
        .is_some_and(|token| token.before <= Break::Space && token.kind == Kind::Word)
        && !is_name(at)
}

/// Whether a word goes on the role: a small word that opens a unit, or what follows one.
fn is_unit_word(
    layout: &Layout<'_>,
    role: &Range<usize>,
    at: usize,
    is_name: &dyn Fn(usize) -> bool,
    is_body: &dyn Fn(usize) -> bool,
) -> bool {
    if is_body(at)
        || is_name(at + 1)
            && layout.marks_at(at).any(|mark| mark.concept == Concept::RoleUnit)
            && !continues(layout, at + 1, is_name)
    {
        return false;
    }
    let verb = layout.marks_at(at).any(|mark| {
        matches!(
            mark.concept.family(),
            "attend"
                | "intent"
                | "interpretation"
                | "session"
                | "diet"
                | "access"
                | "press"
                | "person"
                | "courtesy"
        )
    });
    if verb {
        return false;
    }
    let opener = |at: usize| layout.marks_at(at).any(|mark| mark.concept == Concept::RoleUnit);
    let opened = (role.end..at).any(opener);
    if opener(at) {
        // "of the city of Metz": the body that follows is no unit.
        return !(at + 1..at + 4).any(is_body);
    }
    let tight = layout
        .tokens
        .get(at)
        .is_some_and(|token| token.before == Break::Tight);
    if tight {
        return true;
    }
    let unit = layout.marks_at(at).any(|mark| {
        matches!(
            mark.concept,
            Concept::OrganisationUnit | Concept::RoleModifier | Concept::ScopeAnd
        )
    });
    let capital = layout
        .tokens
        .get(at)
        .is_some_and(super::super::token::Token::is_capital);
    let listed = matches!(
        layout.zone_of(at),
        Zone::Signature | Zone::Item | Zone::Field | Zone::Row
    );
    opened || unit || capital || listed
}
