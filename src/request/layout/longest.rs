//! Of phrases of one family that lie inside each other the longest counts.

use super::Mark;
use crate::lexicon::Concept;
use std::ops::Range;

/// Drops a mark that lies inside a longer one of the same family. "Only … get to" hides no part of the
/// day that stands in its gap: it says how one comes to it; "ile birlikte katılacağım" adds to the writer who says so.
pub(super) fn keep(marks: &mut Vec<Mark>) {
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by_key(|&index| {
        marks
            .get(index)
            .map(|mark| (mark.tokens.start, std::cmp::Reverse(mark.tokens.end)))
    });
    let is_part = |concept: Concept| {
        matches!(
            concept,
            Concept::SessionMorning | Concept::SessionStudyVisit | Concept::SessionAfternoon
        )
    };
    let says_who = |concept: Concept| {
        matches!(
            concept,
            Concept::AttendI | Concept::AttendWe | Concept::AttendNotI | Concept::AttendNotWe
        )
    };
    let bounds = |concept: Concept| matches!(concept, Concept::SessionFrom | Concept::SessionUntil);
    // "Vegetarian and gluten-free": what stands in a gap between two foods is a food of its own.
    let is_food = |concept: Concept| {
        concept.family() == "diet" && !matches!(concept, Concept::DietNone | Concept::DietOther)
    };
    let mut open: Vec<(Concept, Range<usize>)> = Vec::new();
    let mut keep = vec![true; marks.len()];
    for index in order {
        let Some(mark) = marks.get(index) else {
            continue;
        };
        open.retain(|(_, range)| range.end > mark.tokens.start);
        let family = mark.concept.family();
        let hidden = open.iter().any(|(other, range)| {
            other.family() == family
                && range.end >= mark.tokens.end
                && range.len() > mark.tokens.len()
                && !(is_food(*other) && is_food(mark.concept) && *other != mark.concept)
                && !(bounds(*other) && is_part(mark.concept))
                && !(*other == Concept::AttendAccompaniedBy && says_who(mark.concept))
        });
        if let (true, Some(keep)) = (hidden, keep.get_mut(index)) {
            *keep = false;
        } else {
            open.push((mark.concept, mark.tokens.clone()));
        }
    }
    let mut keep = keep.into_iter();
    marks.retain(|_| keep.next().unwrap_or(true));
}
