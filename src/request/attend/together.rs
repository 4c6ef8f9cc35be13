//! Persons named in one breath ("Ann Lee, head of youth, and Bob Roy") share what is said of one of them.

use crate::lexicon::Concept;
use crate::request::cast::{Cast, Standing};
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::letter::Letter;
use crate::request::token::Shape;
use std::ops::Range;

/// Words that may stand between two persons of one enumeration: a function, an office.
const BETWEEN: usize = 14;

/// What makes a sentence one of leaving.
const LEAVING: [Concept; 3] = [
    Concept::AttendNotThey,
    Concept::AttendNotWe,
    Concept::IntentWithdraw,
];

/// Gives those of whom nothing is said the standing of those beside whom they are named.
///
/// With `writer`, the writer counts too: who names themselves beside others comes with them.
pub(super) fn settle(letter: &Letter<'_>, cast: &mut Cast, writer: bool) {
    for group in groups(letter, cast) {
        let standing = |index: &usize| {
            cast.people
                .get(*index)
                .map(|person| (person.standing, person.is_writer))
        };
        let said: Vec<Standing> = group
            .0
            .iter()
            .filter_map(standing)
            .filter(|(_, writes)| !writes)
            .map(|(standing, _)| standing)
            .collect();
        let with_writer = group.0.iter().any(|&index| Some(index) == cast.writer);
        let attends = said.contains(&Standing::Attends);
        // Who leaves is told by name; "Ann, Bob and me: Bob cannot come" takes nobody else along.
        let leaves = group.1
            && said
                .iter()
                .any(|standing| matches!(standing, Standing::Absent | Standing::Replaced));
        let group = group.0;
        let writer_comes = cast
            .writer()
            .is_some_and(|writer| writer.standing == Standing::Attends);
        let shared = match (attends, leaves) {
            (true, false) => Standing::Attends,
            (false, true) => Standing::Absent,
            (false, false) if writer && with_writer && writer_comes => Standing::Attends,
            _ => continue,
        };
        for &index in &group {
            let writes = Some(index) == cast.writer;
            let Some(person) = cast.people.get_mut(index) else {
                continue;
            };
            let open = person.standing == Standing::Unclear
                || writes && writer && matches!(person.standing, Standing::Writes)
                || writes && writer && person.why == "attend/alone" && shared == Standing::Attends;
            if open && (!writes || writer) {
                person.standing = shared;
                person.why = "attend/together";
            }
        }
    }
}

/// Enumerations of two persons or more: the indices of their persons, and whether their sentence withdraws somebody.
fn groups(letter: &Letter<'_>, cast: &Cast) -> Vec<(Vec<usize>, bool)> {
    let body = &letter.body;
    let mut named: Vec<(Range<usize>, usize)> = cast
        .people
        .iter()
        .enumerate()
        .flat_map(|(index, person)| {
            person
                .mentions
                .iter()
                .map(move |mention| (mention.clone(), index))
        })
        .filter(|(mention, _)| matches!(body.zone_of(mention.start), Zone::Text | Zone::Item | Zone::Field))
        .collect();
    named.sort_by_key(|(mention, _)| mention.start);
    let withdraws = |at: usize| {
        body.segment_of(at)
            .is_some_and(|(_, segment)| body.has(segment.tokens.clone(), &LEAVING))
    };
    let mut groups: Vec<(Vec<usize>, bool)> = Vec::new();
    let mut open: (Vec<usize>, bool) = (Vec::new(), false);
    for pair in named.windows(2) {
        let [(left, first), (right, second)] = pair else {
            continue;
        };
        if first != second && joined(body, left, right) {
            if open.0.last() != Some(first) {
                open = (vec![*first], withdraws(left.start));
            }
            open.0.push(*second);
        } else if open.0.len() > 1 {
            groups.push(std::mem::take(&mut open));
        }
    }
    if open.0.len() > 1 {
        groups.push(open);
    }
    groups
}

/// Whether nothing but "and", commas, titles, functions and offices stands between two names of one sentence.
fn joined(body: &Layout<'_>, left: &Range<usize>, right: &Range<usize>) -> bool {
    let gap = left.end..right.start.max(left.end);
    let same = body.segment_of(left.start).map(|(index, _)| index)
        == body.segment_of(right.start).map(|(index, _)| index);
    if !same || gap.len() > BETWEEN || right.start < left.end {
        return false;
    }
    let listing = |mark: &Mark| {
        matches!(
            mark.concept.family(),
            "title" | "role" | "organisation" | "count" | "place" | "number" | "media"
        ) || matches!(
            mark.concept,
            Concept::ScopeAnd
                | Concept::ScopeArticle
                | Concept::ScopeAlso
                | Concept::PressJournalist
                | Concept::PressCrew
        )
    };
    let marks: Vec<&Mark> = body.marks_in(gap.clone()).filter(|mark| listing(mark)).collect();
    let and = gap.start == gap.end
        || marks.iter().any(|mark| mark.concept == Concept::ScopeAnd)
        || body.between(gap.start).trim_start().starts_with(',')
        || body
            .between(right.start)
            .trim_end()
            .ends_with([',', '&', '+', '/']);
    let mut depth = 0usize;
    let mut plain = true;
    for at in gap {
        let before = body.between(at);
        depth = (depth + before.matches('(').count()).saturating_sub(before.matches(')').count());
        let covered = depth > 0 || marks.iter().any(|mark| mark.tokens.contains(&at));
        let named = body
            .tokens
            .get(at)
            .is_some_and(|token| token.shape != Shape::Lower);
        plain &= covered || named;
    }
    and && plain
}
