//! What mail clients write of their own accord, per language, as data from `config/lexicon/clients.toml`.

use crate::message::work::step;
use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The words of mail clients, of all languages together.
pub(crate) static CLIENTS: LazyLock<Clients> = LazyLock::new(Clients::embedded);

/// The text of the data file, for `rsvpd check` and the tests.
pub const CLIENTS_TOML: &str = include_str!("../../config/lexicon/clients.toml");

/// What a label of a quotation's header block announces; several at once where languages share a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Label {
    pub from: bool,
    pub sent: bool,
    pub to: bool,
    pub cc: bool,
    pub subject: bool,
}

/// Lists of words, folded by [`fold`].
#[derive(Debug)]
pub(crate) struct Clients {
    labels: BTreeMap<String, Label>,
    original: BTreeSet<String>,
    forwarded: BTreeSet<String>,
    forward_prefix: BTreeSet<String>,
    reply_prefix: BTreeSet<String>,
    auto_subject: Vec<String>,
    calendar_subject: Vec<String>,
    pub(crate) wrote: Phrases,
    /// What stands before the writer's name above lines that are marked ("Quoting …").
    pub(crate) quoting: Phrases,
    pub(crate) you: Phrases,
    pub(crate) device: Phrases,
    pub(crate) disclaimer: Phrases,
    pub(crate) disclaimer_hint: Phrases,
    pub(crate) see_html: Phrases,
    pub(crate) receipt_subject: Phrases,
    pub(crate) bounce_subject: Phrases,
}

/// The words of one language, as written in the data file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Words {
    from: Vec<String>,
    sent: Vec<String>,
    to: Vec<String>,
    cc: Vec<String>,
    subject: Vec<String>,
    wrote: Vec<String>,
    #[serde(default)]
    quoting: Vec<String>,
    you: Vec<String>,
    original: Vec<String>,
    forwarded: Vec<String>,
    forward_prefix: Vec<String>,
    reply_prefix: Vec<String>,
    device: Vec<String>,
    disclaimer: Vec<String>,
    disclaimer_hint: Vec<String>,
    see_html: Vec<String>,
    auto_subject: Vec<String>,
    receipt_subject: Vec<String>,
    bounce_subject: Vec<String>,
    calendar_subject: Vec<String>,
}

/// A set of phrases that is searched in one pass, whatever its size.
#[derive(Debug)]
pub(crate) struct Phrases(Option<AhoCorasick>);

impl Phrases {
    fn new(phrases: &[String]) -> Phrases {
        let folded: Vec<String> = phrases.iter().map(|phrase| fold(phrase)).collect();
        Phrases(
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .start_kind(StartKind::Both)
                .build(folded)
                .ok(),
        )
    }

    /// Whether a phrase stands anywhere in the folded text.
    pub(crate) fn is_in(&self, folded: &str) -> bool {
        self.0.as_ref().is_some_and(|search| search.is_match(folded))
    }

    /// How many different phrases stand in the folded text.
    pub(crate) fn count_in(&self, folded: &str) -> usize {
        let Some(search) = &self.0 else { return 0 };
        let found: BTreeSet<_> = search.find_iter(folded).map(|found| found.pattern()).collect();
        found.len()
    }

    /// Where a phrase starts that stands as words of its own in the folded text.
    pub(crate) fn word_in(&self, folded: &str) -> Option<usize> {
        let search = self.0.as_ref()?;
        search
            .find_iter(folded)
            .find(|found| {
                let before = folded
                    .get(..found.start())
                    .and_then(|text| text.chars().next_back());
                let after = folded.get(found.end()..).and_then(|text| text.chars().next());
                !before.is_some_and(char::is_alphabetic) && !after.is_some_and(char::is_alphabetic)
            })
            .map(|found| found.start())
    }

    /// Whether the folded text begins with a phrase that ends at the end of a word.
    pub(crate) fn begins(&self, folded: &str) -> bool {
        let Some(search) = &self.0 else { return false };
        search
            .find(Input::new(folded).anchored(Anchored::Yes))
            .and_then(|found| folded.split_at_checked(found.end()))
            .is_some_and(|(phrase, rest)| {
                !(phrase.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphabetic))
            })
    }
}

impl Clients {
    fn embedded() -> Clients {
        // A test proves that the embedded file parses; an empty list would only recognise less.
        let languages: BTreeMap<String, Words> = toml::from_str(CLIENTS_TOML).unwrap_or_default();
        let all = |pick: fn(&Words) -> &Vec<String>| -> Vec<String> {
            let words: BTreeSet<String> = languages
                .values()
                .flat_map(|words| pick(words).iter().map(|word| fold(word)))
                .collect();
            words.into_iter().collect()
        };
        let mut labels: BTreeMap<String, Label> = BTreeMap::new();
        let mut label = |words: Vec<String>, set: fn(&mut Label)| {
            for word in words {
                set(labels.entry(word).or_default());
            }
        };
        label(all(|words| &words.from), |label| label.from = true);
        label(all(|words| &words.sent), |label| label.sent = true);
        label(all(|words| &words.to), |label| label.to = true);
        label(all(|words| &words.cc), |label| label.cc = true);
        label(all(|words| &words.subject), |label| label.subject = true);
        Clients {
            labels,
            original: all(|words| &words.original).into_iter().collect(),
            forwarded: all(|words| &words.forwarded).into_iter().collect(),
            forward_prefix: all(|words| &words.forward_prefix).into_iter().collect(),
            reply_prefix: all(|words| &words.reply_prefix).into_iter().collect(),
            auto_subject: all(|words| &words.auto_subject),
            calendar_subject: all(|words| &words.calendar_subject),
            wrote: Phrases::new(&all(|words| &words.wrote)),
            quoting: Phrases::new(&all(|words| &words.quoting)),
            you: Phrases::new(&all(|words| &words.you)),
            device: Phrases::new(&all(|words| &words.device)),
            disclaimer: Phrases::new(&all(|words| &words.disclaimer)),
            disclaimer_hint: Phrases::new(&all(|words| &words.disclaimer_hint)),
            see_html: Phrases::new(&all(|words| &words.see_html)),
            receipt_subject: Phrases::new(&all(|words| &words.receipt_subject)),
            bounce_subject: Phrases::new(&all(|words| &words.bounce_subject)),
        }
    }

    /// The label of a header block's line and its value: `*De :* Claire` gives the label of "de" and "Claire".
    pub(crate) fn label<'t>(&self, line: &'t str) -> Option<(Label, &'t str)> {
        let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '|'));
        let (label, value) = line.split_once([':', '：'])?;
        if label.len() > 60 {
            return None;
        }
        let label = self
            .labels
            .get(fold(label.trim_matches(['*', '_', ' ', '\t'])).as_str())?;
        Some((
            *label,
            value.trim_matches(|c: char| c.is_whitespace() || c == '*'),
        ))
    }

    /// Whether these words stand above a quotation ("Original Message").
    pub(crate) fn is_original(&self, folded: &str) -> bool {
        self.original.contains(folded)
    }

    /// Whether these words stand above a forwarded letter; `by_name` allows a name and date to follow (Lotus Notes).
    pub(crate) fn is_forwarded(&self, folded: &str, by_name: bool) -> bool {
        self.forwarded.contains(folded)
            || by_name
                && folded
                    .match_indices(' ')
                    .filter_map(|(at, _)| folded.get(..at))
                    .any(|words| self.forwarded.contains(words))
    }

    /// The folded subject without its first prefix, and whether that was one of a forwarded letter.
    pub(crate) fn subject_prefix<'s>(&self, folded: &'s str) -> Option<(bool, &'s str)> {
        let (prefix, rest) = folded.split_once(':')?;
        // "Re[2]:" and "Re (2):" count the answers.
        let word = prefix
            .trim_end_matches(|c: char| {
                c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | ' ' | '^' | '*')
            })
            .trim();
        let forward = self.forward_prefix.contains(word);
        (forward || self.reply_prefix.contains(word)).then(|| (forward, rest.trim_start()))
    }

    /// The phrase of an automatic answer that the folded subject begins with.
    pub(crate) fn automatic_subject(&self, folded: &str) -> Option<&str> {
        longest_start(&self.auto_subject, folded)
    }

    /// The phrase of a calendar's answer that the folded subject begins with.
    pub(crate) fn calendar_subject(&self, folded: &str) -> Option<&str> {
        longest_start(&self.calendar_subject, folded)
    }
}

fn longest_start<'p>(phrases: &'p [String], folded: &str) -> Option<&'p str> {
    phrases
        .iter()
        .filter(|phrase| {
            folded.strip_prefix(phrase.as_str()).is_some_and(|rest| {
                !phrase.ends_with(char::is_alphabetic) || !rest.starts_with(char::is_alphabetic)
            })
        })
        .max_by_key(|phrase| phrase.len())
        .map(String::as_str)
}

/// Text as it is compared here: lower case, one blank between words, straight apostrophes, composed letters.
///
/// The Turkish "İ" becomes a plain "i", so that both spellings of a label meet.
pub(crate) fn fold(text: &str) -> String {
    step(text.len());
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        fold_ascii(text, &mut folded);
    } else if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        fold_chars(text.chars(), &mut folded);
    } else {
        fold_chars(text.nfc(), &mut folded);
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

fn fold_ascii(text: &str, folded: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'`' => folded.push('\''),
            // White space as `char::is_whitespace` has it.
            b'\t'..=b'\r' | b' ' => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            byte => folded.push(char::from(byte.to_ascii_lowercase())),
        }
    }
}

fn fold_chars(chars: impl Iterator<Item = char>, folded: &mut String) {
    for c in chars {
        match c {
            'İ' => folded.push('i'),
            '’' | '‘' | 'ʼ' | '`' | '´' => folded.push('\''),
            c if c.is_whitespace() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            c => folded.extend(c.to_lowercase().filter(|c| *c != '\u{307}')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_words_parse_and_are_found() {
        let languages: BTreeMap<String, Words> = toml::from_str(CLIENTS_TOML).unwrap();
        assert!(languages.len() >= 6);
        assert!(
            CLIENTS
                .label("*De :* Claire <c@x.example>")
                .is_some_and(|(label, value)| { label.from && value == "Claire <c@x.example>" })
        );
        assert!(CLIENTS.label("Kimden: Ali").is_some_and(|(label, _)| label.from));
        assert!(CLIENTS.device.begins(&fold("iPhone’umdan gönderildi")));
        assert_eq!(CLIENTS.subject_prefix(&fold("İlt: Kayıt")), Some((true, "kayıt")));
        assert_eq!(
            CLIENTS.subject_prefix(&fold("Re[2]: hello")),
            Some((false, "hello"))
        );
    }
}
