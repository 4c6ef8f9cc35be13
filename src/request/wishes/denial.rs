//! Denials that are no word of their own: the Turkish verb that denies by its ending, the French "ne … que" that denies nothing.

use crate::language::Language;
use crate::lexicon::List;
use crate::request::letter::Letter;
use crate::request::token::Token;
use std::ops::Range;

/// "Sabah katılacağım, öğleden sonra katılmayacağım": whether the next verb behind a part denies; `None` where there is none, or the letter is in another
/// language.
pub(super) fn in_verb(letter: &Letter<'_>, behind: Range<usize>) -> Option<bool> {
    /// Letters that a stem has at least.
    const STEM: usize = 2;
    if letter.language.value != Language::TURKISH {
        return None;
    }
    let words = letter.body.tokens.get(behind)?.iter();
    words.filter(|token| token.is_word()).find_map(|token| {
        let (behind_stem, _) = token.folded.char_indices().nth(STEM)?;
        let ending = token.folded.get(behind_stem..)?;
        if List::VerbDenies.has(ending) {
            Some(true)
        } else {
            List::VerbAffirms.has(ending).then_some(false)
        }
    })
}

/// "Je ne serai là que le matin": a French "ne" with a "que" is an only, and denies nothing.
pub(super) fn restricts(letter: &Letter<'_>, tokens: Range<usize>) -> bool {
    let words = letter.body.tokens.get(tokens).unwrap_or_default();
    let last = |words: &[Token], wanted: &[&str]| {
        words
            .iter()
            .rposition(|token| wanted.contains(&token.folded.as_str()))
    };
    let que = last(words, &["que", "qu"]);
    let ne = que.and_then(|que| last(words.get(..que)?, &["ne", "n"]));
    letter.language.value == Language::FRENCH
        && ne
            .is_some_and(|ne| last(words.get(ne..).unwrap_or_default(), &["pas", "plus", "jamais"]).is_none())
}
