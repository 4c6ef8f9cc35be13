//! Names of languages as they are asked for: with prepositions, as adjectives, as adverbs.

use super::russian::find_nominative;
use crate::language::Language;

/// Words that stand before a language's name in a request for interpretation, in folded form.
const BEFORE: &[&str] = &[
    "auf", "ins", "im", "aus", "dem", "vom", "nach", "zu", "into", "to", "in", "from", "the", "en", "vers",
    "le", "la", "du", "de", "depuis", "langue", "lingua", "al", "dal", "nel", "lo", "il", "verso", "на", "в",
    "с", "язык", "sprache", "language",
];

/// Words that stand after it.
const AFTER: &[&str] = &[
    "language",
    "язык",
    "языке",
    "языка",
    "языку",
    "языком",
    "dili",
    "dilinde",
    "diline",
    "dilini",
    "dilinden",
    "sprache",
];

/// Endings that Turkish adds to a language's name without an apostrophe, folded (Fransızcaya, İngilizceden).
const TURKISH_ENDINGS: &[&str] = &[
    "ya", "ye", "yi", "yu", "da", "de", "dan", "den", "nin", "nun", "si", "sini", "sine", "sina", "yla",
    "yle",
];

/// Endings of adjectives, each with what the listed name has there (italiana: italiano; française: français).
const ADJECTIVES: &[(&str, &[&str])] = &[
    ("ca", &["co"]),
    ("che", &["co"]),
    ("chi", &["co"]),
    ("que", &["c"]),
    ("cque", &["c"]),
    ("quo", &["co"]),
    ("enne", &["en"]),
    ("aine", &["ain"]),
    ("e", &["", "o"]),
    ("es", &[""]),
    ("a", &["o"]),
    ("i", &["o", "e"]),
    ("en", &[""]),
    ("er", &[""]),
    ("em", &[""]),
    ("sprachig", &[""]),
    ("sprachige", &[""]),
    ("sprachigen", &[""]),
    ("sprachiger", &[""]),
];

/// Endings of Russian adjectives that nouns have not, all of -ий (folded «ии»).
const RUSSIAN_ADJECTIVES: &[&str] = &["ая", "ои", "ую", "ое", "ие"];

/// Looks up the language that a folded phrase names, through its other words and its endings.
///
/// `may_begin` tells whether any listed name has these first two letters: no ending changes them, and most words end there.
pub(super) fn find_language(
    folded: &str,
    may_begin: &dyn Fn([char; 2]) -> bool,
    look: &mut dyn FnMut(&str) -> Option<Language>,
) -> Option<Language> {
    if let Some(found) = look(folded) {
        return Some(found);
    }
    let words: Vec<&str> = folded.split_whitespace().collect();
    let mut words = words.as_slice();
    while let [first, more @ ..] = words
        && !more.is_empty()
        && BEFORE.contains(first)
    {
        words = more;
    }
    while let [more @ .., last] = words
        && !more.is_empty()
        && AFTER.contains(last)
    {
        words = more;
    }
    match words {
        [name] => find_word(name, may_begin, look),
        // «по французски» without its hyphen.
        ["по", adverb] => find_adverb(adverb, look),
        [] => None,
        more => look(&more.join(" ")),
    }
}

/// The first two letters of a word that has as many.
pub(super) fn first_letters(word: &str) -> Option<[char; 2]> {
    let mut letters = word.chars();
    Some([letters.next()?, letters.next()?])
}

fn find_word(
    word: &str,
    may_begin: &dyn Fn([char; 2]) -> bool,
    look: &mut dyn FnMut(&str) -> Option<Language>,
) -> Option<Language> {
    // l'anglais, dall'inglese, d'italien
    let name = word
        .split_once(['\'', '’', 'ʼ'])
        .filter(|(article, _)| article.len() <= 5)
        .map_or(word, |(_, name)| name);
    if let Some(found) = look(name) {
        return Some(found);
    }
    if let Some(adverb) = name.strip_prefix("по-") {
        return find_adverb(adverb, look);
    }
    if !first_letters(name).is_some_and(may_begin) {
        return None;
    }
    if name.starts_with(|c: char| matches!(c, 'а'..='я')) {
        return find_nominative(name, &mut *look).or_else(|| {
            RUSSIAN_ADJECTIVES
                .iter()
                .find_map(|ending| look(&format!("{}ии", name.strip_suffix(ending)?)))
        });
    }
    TURKISH_ENDINGS
        .iter()
        .filter_map(|ending| name.strip_suffix(ending))
        .filter(|stem| stem.ends_with("ca") || stem.ends_with("ce"))
        .find_map(&mut *look)
        .or_else(|| {
            ADJECTIVES.iter().find_map(|(ending, listed)| {
                let stem = name.strip_suffix(ending).filter(|stem| stem.len() >= 3)?;
                listed.iter().find_map(|listed| look(&format!("{stem}{listed}")))
            })
        })
}

/// «французски» of «по-французски» is the adjective without its last letter, й, which folds to и.
fn find_adverb(adverb: &str, look: &mut dyn FnMut(&str) -> Option<Language>) -> Option<Language> {
    look(&format!("{adverb}и"))
}
