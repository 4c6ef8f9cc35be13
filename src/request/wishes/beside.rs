//! What speaks of a part of the programme and wishes it not: a denial, a reason, or what is asked of the part itself.

use super::clause;
use super::sessions::{Said, Told};
use crate::lexicon::{Concept, List};
use crate::request::Session;
use crate::request::layout::Mark;
use crate::request::letter::Letter;

/// Whether a part of the programme is spoken of here, and not wished.
#[must_use]
pub fn is_no_wish(letter: &Letter<'_>, mark: &Mark) -> bool {
    super::sessions::part_of(mark.concept).is_some()
        && (is_reason(letter, mark)
            || is_about_access(letter, mark)
            || is_of_another_day(letter, mark)
            || is_to_reach_me(letter, mark))
}

/// The event's day of the month: what is said of another one is not of its programme.
const DAY: u32 = 9;

/// Endings of English ordinals, which stand as words of their own behind a number.
const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];

/// "I arrive in the morning of the 8th", "am Nachmittag des Vortags": a time of another day.
fn is_of_another_day(letter: &Letter<'_>, mark: &Mark) -> bool {
    /// Words between the time of day and its date.
    const NEAR: usize = 4;
    if mark.concept == Concept::SessionStudyVisit {
        return false;
    }
    let body = &letter.body;
    let clause = clause(letter, mark.tokens.start);
    let near = mark.tokens.start.saturating_sub(NEAR).max(clause.start)
        ..(mark.tokens.end + NEAR).min(clause.end.max(mark.tokens.end));
    let other = |at: usize| {
        let Some(token) = body.tokens.get(at).filter(|_| !mark.tokens.contains(&at)) else {
            return false;
        };
        let ordinal = token.folded.trim_end_matches(|c: char| c.is_alphabetic());
        let day = ordinal
            .parse::<u32>()
            .is_ok_and(|day| (2..=31).contains(&day) && day != DAY);
        let dated = body.after(at).starts_with('.')
            && !body
                .after(at)
                .trim_start_matches('.')
                .starts_with(|c: char| c.is_ascii_digit())
            || ORDINALS.iter().any(|ending| {
                let next = body.tokens.get(at + 1);
                token.folded.ends_with(ending) || next.is_some_and(|next| next.folded == *ending)
            })
            || body
                .marks_around(at + 1)
                .any(|month| month.concept == Concept::TimeMonth && month.tokens.start <= at + 2);
        let told = at.checked_sub(1).and_then(|at| body.tokens.get(at));
        let told = told.is_some_and(|word| List::BeforeDayOfMonth.has(&word.folded));
        day && (dated || told && at < mark.tokens.start) || List::OtherDay.has(&token.folded)
    };
    near.into_iter().any(other)
}

/// "You can ring me any afternoon": when somebody can be reached.
fn is_to_reach_me(letter: &Letter<'_>, mark: &Mark) -> bool {
    let clause = clause(letter, mark.tokens.start);
    letter.body.says(clause.clone(), List::ToReachSomeone)
        && !letter
            .body
            .marks_in(clause)
            .any(|mark| mark.concept.family() == "attend")
}

/// "Please make sure the study visits are step-free": what is asked of a part of the programme wishes none.
fn is_about_access(letter: &Letter<'_>, mark: &Mark) -> bool {
    let clause = clause(letter, mark.tokens.start);
    let comes = |other: &Mark| {
        matches!(other.concept.family(), "attend" | "verb") || other.concept == Concept::ScopeOnly
    };
    letter.body.has(clause.clone(), &[Concept::SessionAccess]) && !letter.body.marks_in(clause).any(comes)
}

/// "Because of the morning briefing": a reason names no part of the programme.
fn is_reason(letter: &Letter<'_>, mark: &Mark) -> bool {
    let clause = clause(letter, mark.tokens.start);
    let from = mark.tokens.start.saturating_sub(4).max(clause.start);
    letter.body.says(from..mark.tokens.start, List::BecauseOf)
}

/// Words between "not the morning" and "but the afternoon".
const CLOSE: usize = 6;

/// Whether all that is told of the parts is that one of them is left out ("but not the visit"), or that one session is wished
/// in place of the other ("not the morning but the afternoon").
#[must_use]
pub fn plainly_without(told: &[Told]) -> bool {
    let Some(first) = told.first().filter(|first| first.said == Said::Without) else {
        return false;
    };
    let session = |told: &Told| told.part.is_some_and(|part| part != Session::StudyVisit);
    match told {
        [_, new] if new.said == Said::With && new.part != first.part => {
            session(first) && session(new) && new.tokens.start <= first.tokens.end + CLOSE
        }
        _ => told
            .iter()
            .all(|told| told.said == Said::Without && told.part == first.part),
    }
}
