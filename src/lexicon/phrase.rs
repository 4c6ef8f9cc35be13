//! The small notation of phrases: words, `word*`, `(this|that)` and `...`, taken apart for the automaton.

use super::fold::{fold, spelled_out};
use thiserror::Error;

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

/// All that a phrase stands for, each a sequence of pieces; umlauts also as typed without them where `german`.
///
/// # Errors
/// Where the notation is broken; the error quotes the phrase and says what to write.
pub fn parse(phrase: &str, german: bool) -> Result<Vec<Vec<Piece>>, PhraseError> {
    let mut all = Vec::new();
    for plain in combinations(phrase)? {
        all.push(pieces(phrase, &plain)?);
        if let Some(spelled) = german.then(|| spelled_out(&plain)).flatten() {
            all.push(pieces(phrase, &spelled)?);
        }
    }
    all.sort();
    all.dedup();
    Ok(all)
}

fn combinations(phrase: &str) -> Result<Vec<String>, PhraseError> {
    let (done, rest) = sequence(phrase, phrase, 0)?;
    if rest.is_empty() {
        Ok(done)
    } else {
        Err(PhraseError::Brackets(phrase.to_owned()))
    }
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
            Piece::Word(fold(word))
        };
        if let Piece::Word(text) | Piece::Beginning(text) = &piece
            && !text.chars().all(char::is_alphanumeric)
        {
            return Err(PhraseError::Character(phrase.to_owned()));
        }
        pieces.push(piece);
    }
    let gap_at_edge = [pieces.first(), pieces.last()].contains(&Some(&Piece::Gap));
    let gap_twice = pieces.windows(2).any(|pair| pair == [Piece::Gap, Piece::Gap]);
    if pieces.is_empty() {
        return Err(PhraseError::Empty(phrase.to_owned()));
    }
    if gap_at_edge || gap_twice || pieces.iter().filter(|piece| **piece == Piece::Gap).count() > 2 {
        return Err(PhraseError::Gap(phrase.to_owned()));
    }
    if pieces.len() > MOST_WORDS {
        return Err(PhraseError::TooLong(phrase.to_owned()));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(matches!(parse("(|)", false), Err(PhraseError::Empty(_))));
        assert!(matches!(parse("don't", false), Err(PhraseError::Character(_))));
        assert!(matches!(parse("a*b", false), Err(PhraseError::Star(_))));
    }
}
