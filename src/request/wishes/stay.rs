//! Parts that bound a stay without being wished or refused themselves: "after lunch I must leave", "I join once the visits are over".

use super::clause;
use super::sessions::{Said, part_of};
use crate::lexicon::{Concept, List};
use crate::request::Session;
use crate::request::layout::Mark;
use crate::request::letter::Letter;
use std::ops::Range;

/// Words between "after" and the part: "after the guided visits".
const NEAR: usize = 2;

/// How a part bounds a stay, and at which part; `None` where it is told for itself.
pub(super) fn bound(letter: &Letter<'_>, mark: &Mark) -> Option<(Said, Session)> {
    let own = clause(letter, mark.tokens.start);
    let part = part_of(mark.concept)?;
    let close = mark.tokens.start..(mark.tokens.end + NEAR).min(own.end.max(mark.tokens.end));
    let noon = letter.body.says(close, List::MealAtNoon) && is_after(letter, mark, &own);
    let leaves = leaves(letter, &own);
    let comes = comes(letter, &own);
    match part {
        // Whoever goes after lunch has not seen the visits; whoever comes then sees them.
        Session::Afternoon if noon && leaves => Some((Said::UpTo, Session::Morning)),
        Session::Afternoon if noon && comes => Some((Said::From, Session::StudyVisit)),
        Session::Morning | Session::StudyVisit if is_after(letter, mark, &own) => {
            let next = match part {
                Session::Morning => Session::StudyVisit,
                _ => Session::Afternoon,
            };
            if leaves {
                Some((Said::UpTo, part))
            } else {
                comes.then_some((Said::From, next))
            }
        }
        _ => None,
    }
}

/// "Until the end of the visits": an end that is a part's is not the day's.
pub(super) fn ends_a_part(letter: &Letter<'_>, mark: &Mark) -> Option<Session> {
    let body = &letter.body;
    let last = body.tokens.get(mark.tokens.end.checked_sub(1)?)?;
    if !List::EndOfPart.has(&last.folded) {
        return None;
    }
    let own = clause(letter, mark.tokens.start);
    let behind = mark.tokens.end..(mark.tokens.end + NEAR + 2).min(own.end.max(mark.tokens.end));
    let next = body
        .marks_in(behind)
        .find(|next| part_of(next.concept).is_some())?;
    (next.tokens.start <= mark.tokens.end + NEAR).then(|| part_of(next.concept))?
}

fn is_after(letter: &Letter<'_>, mark: &Mark, own: &Range<usize>) -> bool {
    let says = |tokens: Range<usize>| letter.body.says(tokens, List::AfterPart);
    let before = mark.tokens.start.saturating_sub(NEAR + 1).max(own.start)..mark.tokens.start;
    let turkish = letter.language.value == crate::language::Language::TURKISH;
    let behind = mark.tokens.end..(mark.tokens.end + 2).min(own.end.max(mark.tokens.end));
    if turkish {
        says(behind)
    } else {
        says(before) || says(mark.tokens.start..mark.tokens.start + 1)
    }
}

fn leaves(letter: &Letter<'_>, own: &Range<usize>) -> bool {
    letter.body.has(own.clone(), &[Concept::SessionLeaves])
}

fn comes(letter: &Letter<'_>, own: &Range<usize>) -> bool {
    letter.body.has(own.clone(), &[Concept::SessionArrives]) || letter.body.says(own.clone(), List::Comes)
}
