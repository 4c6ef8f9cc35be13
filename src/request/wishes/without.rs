//! Whether a part of the day is named to be left out: "not the morning", "the visit excluded", "afternoon: no".

use super::sessions::part_of;
use super::{clause, denial};
use crate::language::Language;
use crate::lexicon::Concept;
use crate::request::layout::Mark;
use crate::request::letter::Letter;
use std::ops::Range;

/// Whether the part is what is left out: a negation before it that no other part stands between, or behind it.
pub(super) fn is_left_out(letter: &Letter<'_>, mark: &Mark) -> bool {
    let body = &letter.body;
    let clause = clause(letter, mark.tokens.start);
    // "Ziyaretler dışında her şeye katılacağım", "ziyaret hayır": what excepts stands right behind, before any verb.
    let turkish = letter.lexicon.bit(Language::TURKISH);
    let excepts = |other: &Mark| {
        let excepting = matches!(
            other.concept,
            Concept::ScopeExcept | Concept::SessionSkip | Concept::IntentNo
        );
        excepting && other.languages & turkish != 0 && other.tokens.start <= mark.tokens.end
    };
    let near = mark.tokens.start..(mark.tokens.end + 2).min(clause.end.max(mark.tokens.end));
    if letter.language.value == Language::TURKISH && body.marks_in(near).any(excepts) {
        return true;
    }
    if let Some(denied) = denial::in_verb(letter, mark.tokens.end..clause.end) {
        return denied;
    }
    if denial::restricts(letter, clause.start..mark.tokens.end) {
        return false;
    }
    const TAKES_BACK: [Concept; 9] = [
        Concept::ScopeNot,
        Concept::ScopeExcept,
        Concept::SessionSkip,
        Concept::AttendNotI,
        Concept::AttendNotWe,
        Concept::AttendNotThey,
        Concept::IntentNo,
        Concept::IntentWithdraw,
        Concept::TopicStrikeOut,
    ];
    // "We stay for the whole day" is said of those who stay away, too; only a negated verb takes a part back.
    let verb = |other: &Mark| {
        !matches!(
            other.concept,
            Concept::AttendNotI | Concept::AttendNotWe | Concept::AttendNotThey
        ) || body
            .marks_in(other.tokens.clone())
            .any(|inner| inner.concept == Concept::ScopeNot)
    };
    let speaks = |other: &&Mark| {
        if !verb(other) {
            return false;
        }
        part_of(other.concept).is_some()
            || other.concept == Concept::SessionWholeDay
            || TAKES_BACK.contains(&other.concept)
            || matches!(other.concept, Concept::ScopeOnly | Concept::IntentYes)
    };
    // "Miss the excursion", "ne … que le matin": the word before takes the article in that belongs to the part.
    let leads = |other: &&Mark| {
        let shares = other.tokens.start < mark.tokens.start && other.tokens.end < mark.tokens.end;
        let takes = other.concept == Concept::ScopeOnly || TAKES_BACK.contains(&other.concept);
        other.tokens.end <= mark.tokens.start || takes && shares
    };
    let before: Vec<&Mark> = body
        .marks_in(clause.start..mark.tokens.end)
        .filter(leads)
        .filter(speaks)
        .collect();
    let behind = behind(letter, mark.tokens.end..clause.end.max(mark.tokens.end), speaks);
    // "Not the visit and the afternoon": what joins parts carries the negation on.
    for (index, other) in before.iter().enumerate().rev() {
        if TAKES_BACK.contains(&other.concept) {
            return true;
        }
        let next = before
            .get(index + 1)
            .map_or(mark.tokens.start, |next| next.tokens.start);
        let joined = part_of(other.concept).is_some()
            && body
                .marks_in(other.tokens.end..next)
                .any(|between| between.concept == Concept::ScopeAnd)
            || (other.tokens.end..=next).any(|at| body.between(at).contains(['&', '/', '+']));
        if !joined {
            break;
        }
    }
    if before.is_empty() && behind.is_none() {
        return denied_behind(letter, &clause) || passed_behind(letter, &clause);
    }
    behind.is_some_and(|other| {
        TAKES_BACK.contains(&other.concept) && other.concept != Concept::ScopeExcept
            || other.concept == Concept::ScopeExcept
                && other.languages == letter.lexicon.bit(Language::TURKISH)
    })
}

/// What is said behind a part; where parts are joined to it, what is said of them all: "visit and afternoon excluded".
fn behind<'l>(
    letter: &'l Letter<'_>,
    tokens: Range<usize>,
    speaks: impl Fn(&&Mark) -> bool,
) -> Option<&'l Mark> {
    let body = &letter.body;
    let mut end = tokens.start;
    let mut said = body.marks_in(tokens).filter(speaks).peekable();
    let next = said.peek().copied();
    while let Some(other) = said.next() {
        let joined = body
            .marks_in(end..other.tokens.start)
            .any(|between| between.concept == Concept::ScopeAnd);
        if part_of(other.concept).is_some() && joined {
            end = other.tokens.end;
            continue;
        }
        // "The morning and the visit, but not the afternoon": what denies has a part of its own.
        let of_another = said.any(|later| part_of(later.concept).is_some());
        return if of_another { next } else { Some(other) };
    }
    next
}

/// "In the afternoon our council meets, there I must pass": the next clause points back and stays away.
fn passed_behind(letter: &Letter<'_>, clause: &Range<usize>) -> bool {
    let body = &letter.body;
    let next = super::clause(letter, clause.end);
    let away = [
        Concept::AttendNotI,
        Concept::AttendNotWe,
        Concept::AttendNotThey,
        Concept::IntentDecline,
    ];
    crate::request::attend::cue::resumes(body, next.start) && body.has(next, &away)
}

/// "Study visit: no", "the visit, please, do not put me down for": one of the next two clauses without a part denies it.
fn denied_behind(letter: &Letter<'_>, clause: &Range<usize>) -> bool {
    let body = &letter.body;
    let Some((_, segment)) = body.segment_of(clause.start) else {
        return false;
    };
    let mut at = clause.end;
    for _ in 0..2 {
        if at >= segment.tokens.end {
            return false;
        }
        let next = super::clause(letter, at);
        if body.marks_in(next.clone()).any(|mark| {
            part_of(mark.concept).is_some()
                || matches!(
                    mark.concept,
                    Concept::IntentYes | Concept::ScopeOnly | Concept::AttendI | Concept::AttendWe
                )
        }) {
            return false;
        }
        let opens = body
            .marks_in(next.start..(next.start + 2).min(next.end))
            .any(|mark| matches!(mark.concept, Concept::ScopeNot | Concept::IntentNo));
        if opens {
            return true;
        }
        at = next.end.max(at + 1);
    }
    false
}
