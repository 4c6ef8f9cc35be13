//! Names of persons, places, countries and languages, from open data embedded in the program.
//!
//! The lists are in `config/gazetteer/` (sources and licences in its `LICENCES.md`), made by `tools/gazetteer/`.
//! All keys are folded by [`fold`]; look-ups take folded text, try Russian case forms, and never fail.

mod declined;
mod russian;
mod shape;
mod spoken;
mod table;

pub use super::fold::fold;

use crate::language::Language;
use russian::{find_nominative, find_nominative_phrase};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;
use table::Table;

/// The embedded lists; a cheap handle, copies share one index.
#[derive(Clone, Copy)]
pub struct Gazetteer {
    lists: &'static Lists,
}

/// A town or city that a name stands for: the biggest of that name, Europe's before others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166-1 alpha-2, upper case.
    pub country: &'static str,
    pub population: Population,
    /// Whether the name is also a common word of one of the six languages, a given name or a surname
    /// ("Nice", "Essen", "Ordu"), or a small town's in a Russian case: only its context tells that the place is meant.
    pub ambiguous: bool,
}

/// How many people live there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Population {
    /// Fewer than 50,000.
    Town,
    /// 50,000 to 499,999.
    City,
    /// 500,000 and more.
    Metropolis,
}

struct Lists {
    given_names: Table,
    surnames: Table,
    places: Table,
    countries: Table,
    languages: Table,
    /// The first two letters of every listed name of a language.
    language_beginnings: HashSet<[char; 2]>,
    phone_codes: Table,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let languages = Table::new(include_str!("../../config/gazetteer/languages.tsv"));
    Lists {
        given_names: Table::new(include_str!("../../config/gazetteer/given_names.tsv")),
        surnames: Table::new(include_str!("../../config/gazetteer/surnames.tsv")),
        places: Table::new(include_str!("../../config/gazetteer/places.tsv")),
        countries: Table::new(include_str!("../../config/gazetteer/countries.tsv")),
        language_beginnings: languages.keys().filter_map(spoken::first_letters).collect(),
        languages,
        phone_codes: Table::new(include_str!("../../config/gazetteer/phone_codes.tsv")),
    }
});

impl Gazetteer {
    /// The lists that are built into the program; the first call indexes them.
    #[must_use]
    pub fn embedded() -> Self {
        Self { lists: &LISTS }
    }

    /// Whether the word is a given name, also in a Russian case («Марину»), as a Russian endearment («Леночка»),
    /// or as two names joined by a hyphen ("anne-sophie").
    #[must_use]
    pub fn given_name(&self, folded: &str) -> bool {
        joined(folded, |word| {
            let listed = |name: &str| self.lists.given_names.get(name).map(drop);
            listed(word)
                .or_else(|| find_nominative(word, listed))
                .or_else(|| russian::plain_of_endearment(word, listed))
                .is_some()
        })
    }

    /// Whether the word is a surname, also in a Russian case, in its Slavic feminine form in either script
    /// («Ивановой», "ivanova"), or as two joined by a hyphen.
    #[must_use]
    pub fn surname(&self, folded: &str) -> bool {
        joined(folded, |word| {
            let listed = |name: &str| self.lists.surnames.get(name).map(drop);
            listed(word)
                .or_else(|| find_nominative(word, listed))
                .or_else(|| russian::masculine_of_surname(word, listed))
                .is_some()
        })
    }

    /// Whether the word is a patronymic («Сергеевичу», "Petrovna"), told by its ending.
    #[must_use]
    pub fn patronymic(&self, folded: &str) -> bool {
        shape::is_patronymic(folded)
    }

    /// Whether the word ends as hardly any word but a surname does ("Yörükoğlu", «Бериашвили», "Jónsdóttir"):
    /// for the many that no list holds. Weaker evidence than [`Self::surname`].
    #[must_use]
    pub fn ends_like_surname(&self, folded: &str) -> bool {
        folded.split('-').any(shape::ends_like_surname)
    }

    /// Whether a listed given name or surname is a common word of one of the six languages too ("will", "rose").
    #[must_use]
    pub fn name_is_common_word(&self, folded: &str) -> bool {
        let marked = |table: &Table| table.get(folded) == Some("!");
        marked(&self.lists.given_names) || marked(&self.lists.surnames)
    }

    /// The place a phrase of one to four words names, in any of the six languages' spellings;
    /// Russian case forms («в Нижнем Новгороде» without its preposition) and a leading «г.» are understood.
    /// Turkish suffixes after an apostrophe are to be cut before.
    #[must_use]
    pub fn place(&self, folded: &str) -> Option<Place> {
        let key = phrase_key(folded);
        let key = key.strip_prefix("г ").unwrap_or(&key);
        if key.split(' ').count() > 4 {
            return None;
        }
        let mut place = find_phrase(&self.lists.places, key).and_then(parse_place)?;
        // «Иванова» is Иваново's genitive and far more often a person; «увы» is Ува's and mostly a word.
        if !key.is_ascii() && !place.ambiguous && self.lists.places.get(key).is_none() {
            place.ambiguous =
                place.population == Population::Town || self.surname(key) || self.given_name(key);
        }
        Some(place)
    }

    /// The folded nominative of the place that a phrase names: «пскова» gives «псков».
    #[must_use]
    pub fn place_name(&self, folded: &str) -> Option<String> {
        let key = phrase_key(folded);
        if key.split(' ').count() > 4 {
            return None;
        }
        let places = &self.lists.places;
        find_nominative_phrase(&key, &|words| places.may_begin(words), &mut |name| {
            places.get(name).map(|_| name.to_owned())
        })
    }

    /// Whether a place of more words may begin with these: tells a reader when a longer phrase is worth trying.
    #[must_use]
    pub fn may_begin_place(&self, folded: &str) -> bool {
        self.lists.places.may_begin(&phrase_key(folded))
    }

    /// The country (ISO 3166-1 alpha-2) a phrase names: CLDR's names in eleven languages, usual short and long
    /// forms ("U.K.", "république tchèque", "ФРГ"), Russian cases, German genitives ("Deutschlands").
    /// Some are given names or places as well ("Jordan", "Georgia"): context has to tell.
    #[must_use]
    pub fn country(&self, folded: &str) -> Option<&'static str> {
        let key = phrase_key(folded);
        let countries = &self.lists.countries;
        find_phrase(countries, &key).or_else(|| {
            let stem = key.strip_suffix('s').filter(|stem| stem.len() >= 6)?;
            countries.get(stem)
        })
    }

    /// The country of an international phone number, written with `+` or `00` and any separators.
    ///
    /// `None` for national numbers, for +1 (shared by two dozen countries) and for codes of no country.
    #[must_use]
    pub fn phone_country(&self, number: &str) -> Option<&'static str> {
        let number = number.trim();
        let digits: String = number.chars().filter(char::is_ascii_digit).take(16).collect();
        let international = if number.trim_start_matches('(').starts_with('+') {
            digits.as_str()
        } else {
            digits.strip_prefix("00")?
        };
        // A code alone is no number.
        (international.len() >= 7).then_some(())?;
        (1..=3)
            .rev()
            .find_map(|length| self.lists.phone_codes.get(international.get(..length)?))
    }

    /// The language a phrase names, as asked for interpretation: "französisch", "auf Französisch", "en français",
    /// "на французский", «по-французски», "Fransızcaya", "lingua italiana".
    #[must_use]
    pub fn language_name(&self, folded: &str) -> Option<Language> {
        let may_begin = |letters| self.lists.language_beginnings.contains(&letters);
        spoken::find_language(folded, &may_begin, &mut |name| {
            self.lists.languages.get(name).and_then(Language::from_code)
        })
    }
}

/// Whether all parts of a word joined by hyphens pass, or the word as it stands.
fn joined(folded: &str, passes: impl Fn(&str) -> bool) -> bool {
    passes(folded)
        || (folded.contains('-')
            && folded
                .split('-')
                .all(|part| part.chars().count() > 1 && passes(part)))
}

/// The value of a phrase as it stands or, where it is Russian, of the nominatives its words may stand for.
fn find_phrase(table: &Table, key: &str) -> Option<&'static str> {
    let Some((first, _)) = key.split_once(' ') else {
        return table
            .get(key)
            .or_else(|| find_nominative(key, |name| table.get(name)));
    };
    // Most phrases are none: what no key begins with needs no further look, and ends of words are Russian's.
    if first.is_ascii() {
        return table.may_begin(first).then(|| table.get(key)).flatten();
    }
    table.get(key).or_else(|| {
        let could_begin = table.may_begin_inflected(first);
        could_begin.then(|| {
            find_nominative_phrase(key, &|words| table.may_begin(words), &mut |name| table.get(name))
        })?
    })
}

/// The key of a place or country: hyphens as spaces, full stops out, one kind of apostrophe, single spaces.
fn phrase_key(folded: &str) -> Cow<'_, str> {
    if is_phrase_key(folded.as_bytes()) {
        return Cow::Borrowed(folded);
    }
    let spaced: String = folded
        .chars()
        .map(|c| match c {
            '’' | 'ʼ' | '‘' | '`' | '´' => '\'',
            '.' | '-' | '‐' | '‑' | '–' | '/' => ' ',
            _ => c,
        })
        .collect();
    Cow::Owned(spaced.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether nothing has to be changed; bytes that may begin one of the characters in question count as such.
fn is_phrase_key(bytes: &[u8]) -> bool {
    let mut before = b' ';
    for &byte in bytes {
        let doubtful = byte.is_ascii_whitespace() && (before == b' ' || byte != b' ');
        if doubtful || matches!(byte, b'.' | b'-' | b'/' | b'`' | 0xc2 | 0xca | 0xe2) {
            return false;
        }
        before = byte;
    }
    before != b' '
}

/// Reads `NL2` or `FR1!`: country, population, mark of ambiguity.
fn parse_place(value: &'static str) -> Option<Place> {
    let (country, rest) = value.split_at_checked(2)?;
    let population = match rest.as_bytes().first()? {
        b'0' => Population::Town,
        b'1' => Population::City,
        _ => Population::Metropolis,
    };
    Some(Place {
        country,
        population,
        ambiguous: rest.ends_with('!'),
    })
}

#[cfg(test)]
mod tests;
