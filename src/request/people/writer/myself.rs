//! Who says of themselves that they write: "my name is …", "… (that's me)", "me, …", "ich, …".

use crate::lexicon::Concept;
use crate::request::cast::Cast;
use crate::request::layout::{Layout, Mark};
use crate::request::letter::Letter;
use crate::request::token::Break;
use std::ops::Range;

/// Words that may stand between "my name is" or "me," and the name.
const REACH: usize = 8;

/// The person who names themselves.
pub(super) fn named(letter: &Letter<'_>, cast: &Cast) -> Option<usize> {
    let body = &letter.body;
    let says = |mention: &Range<usize>| {
        introduced(body, mention) || apposed(body, mention) || pointed_at(body, mention)
    };
    let full = |mention: &&Range<usize>| mention.len() >= 2;
    cast.people
        .iter()
        .position(|person| person.mentions.iter().filter(full).any(says))
}

/// The marks of the sentence that the mention stands in.
fn around<'l>(body: &'l Layout<'_>, mention: &Range<usize>) -> impl Iterator<Item = &'l Mark> {
    let segment = body
        .segment_of(mention.start)
        .map_or(0..0, |(_, segment)| segment.tokens.clone());
    let near = 2 * REACH;
    let first = segment.start.max(mention.start.saturating_sub(near));
    body.marks_in(first..segment.end.min(mention.end + near))
}

/// "My name is Ann Lee", "ich heiße seit dem 1. Oktober Ann Lee".
fn introduced(body: &Layout<'_>, mention: &Range<usize>) -> bool {
    around(body, mention).any(|mark| {
        let reach = if mark.tokens.len() > 1 { REACH } else { 1 };
        let joined = (mark.tokens.end..=mention.start).all(|at| {
            body.tokens
                .get(at)
                .is_some_and(|token| token.before < Break::Comma)
        });
        // "The undersigned and Ann Lee" are two.
        let two = || {
            body.has(
                mark.tokens.end..mention.start,
                &[Concept::ScopeAnd, Concept::ScopeAlso],
            )
        };
        mark.concept == Concept::PersonMyName
            && mark.tokens.end <= mention.start
            && !two()
            && mention.start - mark.tokens.end <= reach
            && (joined || mention.start - mark.tokens.end <= 1 && mark.tokens.len() > 1)
    })
}

/// "Please accredit me, Ann Lee", «меня, депутата Думы Иванова Ивана»: a pronoun, a comma, a function, the name.
fn apposed(body: &Layout<'_>, mention: &Range<usize>) -> bool {
    around(body, mention).any(|mark| {
        let pronoun = matches!(mark.concept, Concept::ScopeMe | Concept::PersonThatIsMe);
        let next = mark.tokens.end;
        let near = next <= mention.start && mention.start - next <= REACH;
        let comma = near
            && body
                .between(next)
                .trim_start()
                .starts_with([',', '(', '–', '—', '-']);
        let flows = || {
            (next + 1..=mention.start).all(|at| {
                body.tokens
                    .get(at)
                    .is_some_and(|token| token.before < Break::Comma)
            })
        };
        let ends = || {
            body.tokens
                .get(mention.end)
                .is_none_or(|token| token.before >= Break::Comma)
        };
        // "Three of us: me, Ann Lee and Bob Roy" is a list, and so is "one for me, one for my assistant Ann Lee".
        let list = || {
            let others = [Concept::ScopeAnd, Concept::ScopeMe, Concept::Number];
            body.has(next..mention.start, &others)
        };
        pronoun && comma && flows() && ends() && !list()
    })
}

/// "Ann Lee (that's me)", "Ann Lee (ich)".
fn pointed_at(body: &Layout<'_>, mention: &Range<usize>) -> bool {
    around(body, mention).any(|mark| {
        let near = mark.tokens.start >= mention.end && mark.tokens.start <= mention.end + REACH;
        let bracketed = || {
            body.between(mark.tokens.start).contains('(')
                && body
                    .after(mark.tokens.end.saturating_sub(1))
                    .trim_start()
                    .starts_with(')')
        };
        match mark.concept {
            Concept::PersonThatIsMe => {
                near && mark.tokens.start <= mention.end + 6 && !joins_another(body, mark)
            }
            Concept::ScopeMe => near && bracketed(),
            _ => false,
        }
    })
}

/// "Ann Lee and the undersigned", "Mme Lee, maire, et moi-même": two persons, not one who points at herself.
fn joins_another(body: &Layout<'_>, mark: &Mark) -> bool {
    let adds = |concept| {
        matches!(
            concept,
            Concept::ScopeAnd | Concept::ScopeAlso | Concept::AttendSelfToo
        )
    };
    body.marks_around(mark.tokens.start).any(|before| {
        let leads = before.tokens.end == mark.tokens.start || before.concept == Concept::AttendSelfToo;
        adds(before.concept) && before.tokens.start < mark.tokens.start && leads
    })
}
