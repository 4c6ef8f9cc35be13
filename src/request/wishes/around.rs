//! What stands around a language's name and tells that it is not the one to follow in: "from English", "my poor German", "I teach French".

use super::clause;
use crate::language::{Language, ReplyLanguage};
use crate::lexicon::{Concept, List};
use crate::request::letter::Letter;
use crate::request::token::{Break, Shape};
use std::ops::Range;

/// Turkish endings of what is translated from, folded.
const FROM_ENDINGS: [&str; 4] = ["dan", "den", "tan", "ten"];
/// Words between a preposition and the name.
const NEAR: usize = 2;

/// Whether the language at these tokens is spoken of and not wished; `next` is the one named behind it.
pub fn is_unwished(letter: &Letter<'_>, at: &Range<usize>, next: Option<&(Language, Range<usize>)>) -> bool {
    is_source(letter, at, next) || is_no_wish(letter, at, &clause(letter, at.start))
}

/// "From English into Italian", "anglais-français": whether the language at these tokens is the one translated from.
fn is_source(letter: &Letter<'_>, at: &Range<usize>, next: Option<&(Language, Range<usize>)>) -> bool {
    let body = &letter.body;
    let Some((_, next)) = next else { return false };
    let word = |at: usize| body.tokens.get(at).map_or("", |token| token.folded.as_str());
    let close =
        next.start.saturating_sub(at.end) <= NEAR + 1 && clause(letter, at.start).contains(&next.start);
    if !close {
        return false;
    }
    let led = body.says(at.start.saturating_sub(NEAR)..at.start, List::TranslatedFrom)
        || List::TranslatedFrom.has(word(at.start)) && at.len() > 1
        || at
            .clone()
            .chain(at.end..at.end + 1)
            .any(|at| FROM_ENDINGS.contains(&word(at)))
        || FROM_ENDINGS
            .iter()
            .any(|ending| letter.language.value == Language::TURKISH && word(at.start).ends_with(ending));
    let leads = body.says(at.end..next.start, List::TranslatedInto)
        || List::TranslatedInto.has(word(next.start)) && next.len() > 1;
    let paired = next.start == at.end
        && matches!(
            body.between(next.start),
            "-" | "–" | "/" | "->" | " - " | " > " | ">"
        )
        && body.has(clause(letter, at.start), &[Concept::InterpretationWants])
        && body.between(next.start) != "/";
    paired || led && (leads || letter.language.value == Language::TURKISH)
}

/// Words before a language within which those of [`List::LanguageOfOthers`] are looked for.
const FAR: usize = 8;

/// Whether the words around a language speak of it without wishing it, and wish nothing else.
fn is_no_wish(letter: &Letter<'_>, at: &Range<usize>, own: &Range<usize>) -> bool {
    let body = &letter.body;
    let sentence = body
        .segment_of(at.start)
        .map_or(own.start, |(_, segment)| segment.tokens.start);
    let before = at.start.saturating_sub(FAR).max(sentence).min(own.start)..own.end;
    let says = body.says(own.clone(), List::WeakKnowledge) || body.says(before, List::LanguageOfOthers);
    says && !body.has(own.clone(), &[Concept::InterpretationWants]) && !super::spoken::follows(letter, own)
}

/// "Otherwise English", "если нет, английский": what is taken where the first choice is not to be had.
pub(super) fn is_second_choice(letter: &Letter<'_>, at: &Range<usize>, own: &Range<usize>) -> bool {
    const FAR: usize = 4;
    let body = &letter.body;
    let sentence = body
        .segment_of(at.start)
        .map_or(0, |(_, segment)| segment.tokens.start);
    let before = at.start.saturating_sub(FAR).max(sentence)..at.start;
    let behind = at.end..(at.end + FAR).min(own.end.max(at.end));
    let words = body.tokens.get(behind).unwrap_or_default();
    body.says(before, List::SecondChoice)
        || words
            .iter()
            .any(|token| ["second", "deuxieme"].contains(&token.folded.as_str()))
}

/// "Interpretation: FR", "EN headset": the code of one of the desk's languages in capitals, behind a label or beside the wish.
pub(super) fn is_code(letter: &Letter<'_>, at: usize) -> bool {
    let body = &letter.body;
    let Some(token) = body.tokens.get(at) else {
        return false;
    };
    let offered = ReplyLanguage::ALL
        .iter()
        .any(|offered| offered.language().code() == token.folded);
    let labelled = token.before >= Break::Comma && body.follows(at, Concept::LabelInterpretation);
    let beside = at.saturating_sub(3)..at + 4;
    let own = clause(letter, at);
    let wished = body
        .marks_in(beside.start.max(own.start)..beside.end.min(own.end.max(at)))
        .any(|mark| mark.concept == Concept::InterpretationWants);
    let boxed = body
        .after(at)
        .trim_start()
        .starts_with(['[', '☐', '☑', '☒', '□', '(']);
    offered && !boxed && token.shape == Shape::Upper && (labelled || wished)
}
