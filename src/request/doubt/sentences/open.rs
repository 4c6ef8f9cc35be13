//! Matters that are still open: lots to be drawn, a council that must approve, who comes to be decided on Friday.

use crate::lexicon::Concept;
use crate::request::cast::Cast;
use crate::request::layout::{Layout, Mark, Segment};

/// Words between a verb of deciding and what makes it a decision about who comes, or one that is still to come.
const NEAR: usize = 10;

/// For each token of the body, whether it belongs to somebody's name.
pub(super) fn named(body: &Layout<'_>, cast: &Cast) -> Vec<bool> {
    let mut named = vec![false; body.tokens.len()];
    for mention in cast.people.iter().flat_map(|person| &person.mentions) {
        named.get_mut(mention.clone()).unwrap_or_default().fill(true);
    }
    named
}

/// The first place of a segment that tells of an open matter. Who comes, or that something is still to come, says it only
/// beside a verb of deciding: "the deputy, who comes from Graz" and "the deadline is Friday" leave nothing open.
pub(super) fn matter<'l>(body: &'l Layout<'_>, named: &[bool], segment: &Segment) -> Option<&'l Mark> {
    let either = body
        .marks_in(segment.tokens.clone())
        .find(|mark| mark.concept == Concept::OpenOr && is_between_persons(body, named, mark));
    if either.is_some() {
        return either;
    }
    let mut decides: Option<&Mark> = None;
    let mut open: Option<&Mark> = None;
    for mark in body.marks_in(segment.tokens.clone()) {
        match mark.concept {
            Concept::OpenOutstanding => return Some(mark),
            Concept::OpenDecides => decides = Some(mark),
            Concept::OpenWho | Concept::OpenYet | Concept::TimeWeekday => open = Some(mark),
            _ => continue,
        }
        if let (Some(decides), Some(open)) = (decides, open) {
            let between = (decides.tokens.start.max(open.tokens.start))
                .saturating_sub(decides.tokens.end.min(open.tokens.end));
            if between <= NEAR {
                return Some(decides);
            }
        }
    }
    None
}

/// "Ann Lee or our deputy Mark Field": a name right before the "or", and one behind it that only titles and functions
/// lead to.
fn is_between_persons(body: &Layout<'_>, named: &[bool], or: &Mark) -> bool {
    /// Words that may lead to the second name.
    const REACH: usize = 6;
    let named = |at: usize| named.get(at).copied().unwrap_or(false);
    let leads = |at: usize| {
        body.marks_around(at).any(|mark| {
            mark.tokens.contains(&at)
                && (matches!(mark.concept.family(), "title" | "role" | "organisation" | "count")
                    || mark.concept == Concept::ScopeArticle)
        })
    };
    let first = (or.tokens.end..or.tokens.end + REACH).find(|&at| !leads(at) || named(at));
    or.tokens.start.checked_sub(1).is_some_and(named) && first.is_some_and(named)
}
