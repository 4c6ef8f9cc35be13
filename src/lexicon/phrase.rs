//! The small notation of phrases: words, `word*`, `(this|that)` and `...`, taken apart for the automaton.

use super::accent::accented;
use super::fold::{fold, spelled_out};
use std::collections::BTreeSet;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

/// Combinations one phrase may stand for, so that a slip of the pen does not fill the memory.
pub const MOST_COMBINATIONS: usize = 400;
/// Words a phrase may have.
pub const MOST_WORDS: usize = 14;
/// Brackets inside brackets.
const DEEPEST: usize = 3;
/// Letters before a star: fewer would catch half of the language.
pub const FEWEST_BEFORE_STAR: usize = 2;

/// One step of a phrase.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// Exactly this folded word.
    Word(String),
    /// A folded word that begins so.
    Beginning(String),
    /// Up to four words of the same sentence.
    Gap,
}

/// Why a phrase cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PhraseError {
    #[error("`{0}` stands for no word at all: write at least one word that must be there")]
    Empty(String),
    #[error("`{0}` has a bracket without its partner, or brackets too deep: write (this|that)")]
    Brackets(String),
    #[error("`{0}` stands for more than {MOST_COMBINATIONS} combinations: cut it into several phrases")]
    TooMany(String),
    #[error("`{0}` has more than {MOST_WORDS} words: shorten it")]
    TooLong(String),
    #[error("`{0}` has a gap at its start or end, or two in a row: a gap stands between two words")]
    Gap(String),
    #[error("`{0}` has a star that does not end a word of at least {FEWEST_BEFORE_STAR} letters")]
    Star(String),
    #[error(
        "`{0}` has a character that no folded word has: leave punctuation out, cut at apostrophes and hyphens"
    )]
    Character(String),
}

/// Sequences of pieces of which one must come; an empty one stands for nothing.
pub type Choices = Vec<Vec<Piece>>;
/// A phrase taken apart: one choice after the other.
pub type Steps = Vec<Choices>;

/// All that a phrase stands for; a second time with umlauts as typed without them, where `german`.
///
/// # Errors
/// Where the notation is broken; the error quotes the phrase and says what to write.
pub fn parse(phrase: &str, german: bool) -> Result<Vec<Steps>, PhraseError> {
    let mut plain = Vec::new();
    let mut combinations = 1;
    for chunk in chunks(phrase) {
        let (choices, rest) = sequence(phrase, chunk, 0)?;
        if !rest.is_empty() {
            return Err(PhraseError::Brackets(phrase.to_owned()));
        }
        combinations *= choices.len();
        if combinations > MOST_COMBINATIONS {
            return Err(PhraseError::TooMany(phrase.to_owned()));
        }
        plain.push(choices);
    }
    let mut all = vec![steps(phrase, &plain)?];
    if german && plain.iter().flatten().any(|choice| spelled_out(choice).is_some()) {
        for choice in plain.iter_mut().flatten() {
            if let Some(spelled) = spelled_out(choice) {
                *choice = spelled;
            }
        }
        all.push(steps(phrase, &plain)?);
    }
    Ok(all)
}

/// The parts between the spaces that stand outside all brackets.
fn chunks(phrase: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    phrase
        .split(move |c: char| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && c.is_whitespace()
        })
        .filter(|chunk| !chunk.is_empty())
}

fn steps(phrase: &str, plain: &[Vec<String>]) -> Result<Steps, PhraseError> {
    let steps: Steps = plain
        .iter()
        .map(|choices| choices.iter().map(|choice| pieces(phrase, choice)).collect())
        .collect::<Result<_, _>>()?;
    check(phrase, &steps)?;
    Ok(steps)
}

/// How a combination stands so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    words: usize,
    gaps: usize,
    ends_with_gap: bool,
}

/// Looks at the shapes of all combinations, without making these one by one.
fn check(phrase: &str, steps: &[Choices]) -> Result<(), PhraseError> {
    let gap = || PhraseError::Gap(phrase.to_owned());
    let mut shapes = BTreeSet::from([Shape::default()]);
    for choices in steps {
        let mut longer = BTreeSet::new();
        for shape in &shapes {
            for choice in choices {
                let mut shape = *shape;
                for piece in choice {
                    let is_gap = *piece == Piece::Gap;
                    if is_gap && (shape.words == 0 || shape.ends_with_gap) {
                        return Err(gap());
                    }
                    shape.words += 1;
                    shape.gaps += usize::from(is_gap);
                    shape.ends_with_gap = is_gap;
                }
                longer.insert(shape);
            }
        }
        shapes = longer;
    }
    for shape in shapes {
        if shape.words == 0 {
            return Err(PhraseError::Empty(phrase.to_owned()));
        }
        if shape.ends_with_gap || shape.gaps > 2 {
            return Err(gap());
        }
        if shape.words > MOST_WORDS {
            return Err(PhraseError::TooLong(phrase.to_owned()));
        }
    }
    Ok(())
}

/// All that the text up to a `|`, a `)` or its end stands for, and what is left of it.
fn sequence<'t>(phrase: &str, text: &'t str, depth: usize) -> Result<(Vec<String>, &'t str), PhraseError> {
    let mut done = vec![String::new()];
    let mut rest = text;
    loop {
        let stop = rest.find(['(', ')', '|']).unwrap_or(rest.len());
        let (plain, after) = rest.split_at(stop);
        for begun in &mut done {
            begun.push_str(plain);
        }
        let Some(inner) = after.strip_prefix('(').filter(|_| depth < DEEPEST) else {
            return Ok((done, after));
        };
        let (choices, after) = group(phrase, inner, depth + 1)?;
        if done.len() * choices.len() > MOST_COMBINATIONS {
            return Err(PhraseError::TooMany(phrase.to_owned()));
        }
        done = done
            .iter()
            .flat_map(|begun| choices.iter().map(move |choice| format!("{begun}{choice}")))
            .collect();
        rest = after;
    }
}

/// The alternatives up to the closing bracket, and what follows it.
fn group<'t>(phrase: &str, text: &'t str, depth: usize) -> Result<(Vec<String>, &'t str), PhraseError> {
    let mut choices = Vec::new();
    let mut rest = text;
    loop {
        let (some, after) = sequence(phrase, rest, depth)?;
        choices.extend(some);
        if let Some(next) = after.strip_prefix('|') {
            rest = next;
        } else if let Some(beyond) = after.strip_prefix(')') {
            return Ok((choices, beyond));
        } else {
            return Err(PhraseError::Brackets(phrase.to_owned()));
        }
    }
}

/// The folded word; with its accent, where that makes another word of it.
fn word_of(word: &str) -> String {
    let folded = fold(word);
    let written = || word.nfc().flat_map(char::to_lowercase).collect::<String>();
    let other = accented(&folded).filter(|other| !word.is_ascii() && *other == written());
    other.map_or(folded, str::to_owned)
}

fn pieces(phrase: &str, plain: &str) -> Result<Vec<Piece>, PhraseError> {
    let mut pieces = Vec::new();
    for word in plain.split_whitespace() {
        let piece = if word == "..." {
            Piece::Gap
        } else if let Some(beginning) = word.strip_suffix('*') {
            if beginning.chars().count() < FEWEST_BEFORE_STAR || beginning.contains('*') {
                return Err(PhraseError::Star(phrase.to_owned()));
            }
            Piece::Beginning(fold(beginning))
        } else if word.contains('*') {
            return Err(PhraseError::Star(phrase.to_owned()));
        } else {
            Piece::Word(word_of(word))
        };
        if let Piece::Word(text) | Piece::Beginning(text) = &piece
            && !text.chars().all(char::is_alphanumeric)
        {
            return Err(PhraseError::Character(phrase.to_owned()));
        }
        pieces.push(piece);
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every combination, as its words.
    fn parse(phrase: &str, german: bool) -> Result<Vec<Vec<Piece>>, PhraseError> {
        let mut all = Vec::new();
        for steps in super::parse(phrase, german)? {
            let mut begun = vec![Vec::new()];
            for choices in steps {
                begun = begun
                    .iter()
                    .flat_map(|begun| {
                        choices
                            .iter()
                            .map(move |choice| [begun.as_slice(), choice].concat())
                    })
                    .collect();
            }
            all.extend(begun);
        }
        all.sort();
        all.dedup();
        Ok(all)
    }

    #[test]
    fn a_phrase_stands_for_all_its_combinations() {
        let found = parse("(the|) list*", false).expect("a sound phrase");
        assert_eq!(
            found,
            [
                vec![Piece::Word("the".into()), Piece::Beginning("list".into())],
                vec![Piece::Beginning("list".into())],
            ]
        );
        assert_eq!(
            parse("(a|b c) d ... (e|)f", false).expect("sound").len(),
            4,
            "brackets hold several words, or parts of words"
        );
        assert_eq!(parse("alder(man|woman)", false).expect("sound").len(), 2);
        assert_eq!(
            parse("(out of (the|) office|away)", false).expect("sound").len(),
            3
        );
    }

    #[test]
    fn umlauts_are_also_known_spelled_out() {
        let found = parse("möchte", true).expect("a sound phrase");
        assert!(found.contains(&vec![Piece::Word("moechte".into())]));
        assert!(found.contains(&vec![Piece::Word("mochte".into())]));
    }

    #[test]
    fn broken_phrases_say_what_is_wrong() {
        assert!(matches!(parse("(a|b", false), Err(PhraseError::Brackets(_))));
        assert!(matches!(parse("... a", false), Err(PhraseError::Gap(_))));
        assert!(matches!(parse("a ... (b|)", false), Err(PhraseError::Gap(_))));
        assert!(matches!(parse("(|)", false), Err(PhraseError::Empty(_))));
        assert!(matches!(parse("don't", false), Err(PhraseError::Character(_))));
        assert!(matches!(parse("a*b", false), Err(PhraseError::Star(_))));
    }
}
