//! The language of the writer's own words: by small words, by phrases of the lexicon, by letters, and by letter triples.

use super::layout::Layout;
use super::{Evidence, Found, Part};
use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::lexicon::fold::fold;
use crate::message::{LineKind, Message};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Words of each text that are looked at: more tell nothing new.
const WORDS_MAX: usize = 600;
/// Bytes of the writer's text that are compared by letter triples.
const TRIPLES_MAX: usize = 1500;
/// Weight of a word in the writer's lines, the subject, the signature, and what is quoted.
const OWN: f32 = 1.0;
const SUBJECT: f32 = 0.6;
const SIGNATURE: f32 = 0.15;
const QUOTED: f32 = 0.03;

/// Folded small words with the languages that have them, from `config/lexicon/function-words.toml`.
static SMALL_WORDS: LazyLock<HashMap<String, Vec<Language>>> = LazyLock::new(|| {
    let text = include_str!("../../config/lexicon/function-words.toml");
    let lists: BTreeMap<String, String> = toml::from_str(text).unwrap_or_default();
    let mut words: HashMap<String, Vec<Language>> = HashMap::new();
    for (code, list) in &lists {
        let Some(language) = Language::from_code(code) else {
            continue;
        };
        for word in list.split_whitespace() {
            let languages = words.entry(fold(word)).or_default();
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
    }
    words
});

/// Whether a folded word is one of the small words of this language: articles, pronouns, prepositions, auxiliaries.
#[must_use]
pub fn is_small_word(folded: &str, language: Language) -> bool {
    SMALL_WORDS
        .get(folded)
        .is_some_and(|languages| languages.contains(&language))
}

/// How much speaks for each language.
#[derive(Default)]
struct Votes {
    of: BTreeMap<Language, f32>,
    /// Weight of all words that were looked at.
    words: f32,
}

/// The language of the writer's own words; of subject, signature and quotation where those are too few.
/// English where nothing tells.
#[must_use]
pub fn identify(
    message: &Message,
    body: &Layout<'_>,
    subject: &Layout<'_>,
    lexicon: &Lexicon,
) -> Found<Language> {
    let mut votes = Votes::default();
    let weight_of_line: Vec<f32> = message
        .lines
        .iter()
        .map(|line| match line.kind {
            LineKind::Own | LineKind::Forwarded => OWN,
            LineKind::Signature => SIGNATURE,
            LineKind::Quoted | LineKind::QuoteHeading => QUOTED,
            LineKind::Blank | LineKind::Disclaimer => 0.0,
        })
        .collect();
    let weight = |line: usize| weight_of_line.get(line).copied().unwrap_or(0.0);
    let of_body = body.tokens.iter().filter(|token| token.is_word());
    for token in of_body.take(WORDS_MAX) {
        votes.add_word(&token.folded, weight(token.line));
        votes.add_letters(
            body.text.get(token.start..token.end).unwrap_or_default(),
            weight(token.line),
        );
    }
    let topic = subject_words(&message.subject);
    let answered = super::letter::is_answer(&message.subject);
    for word in topic
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let weight = if answered { QUOTED } else { SUBJECT };
        votes.add_word(&fold(word), weight);
        votes.add_letters(word, weight);
    }
    votes.add_phrases(body, lexicon, &weight);
    votes.add_phrases(subject, lexicon, &|_| if answered { QUOTED } else { SUBJECT });
    votes.prefer_read(lexicon);
    let (value, rule) = votes.best(message);
    let evidence = Evidence {
        part: Part::Body,
        start: 0,
        end: message.text.len(),
        rule: rule.to_owned(),
    };
    Found { value, evidence }
}

/// A subject without "Re:", "Fwd:" and their like.
fn subject_words(subject: &str) -> &str {
    match subject.split_once(':') {
        Some((head, rest)) if head.chars().count() <= 5 => subject_words(rest),
        _ => subject,
    }
}

impl Votes {
    fn add(&mut self, language: Language, weight: f32) {
        *self.of.entry(language).or_default() += weight;
    }

    /// Where two languages are level, the one that the desk reads.
    fn prefer_read(&mut self, lexicon: &Lexicon) {
        for language in lexicon.languages() {
            let least = if *language == Language::ENGLISH {
                0.003
            } else {
                0.002
            };
            self.of.entry(*language).and_modify(|weight| *weight += least);
        }
    }

    fn add_word(&mut self, folded: &str, weight: f32) {
        self.words += weight;
        if let Some(languages) = SMALL_WORDS.get(folded) {
            // A word of many languages says little; one letter says less.
            let share = if folded.chars().count() == 1 { 0.4 } else { 1.0 };
            for language in languages {
                self.add(*language, weight * share / languages.len() as f32);
            }
        }
    }

    /// Letters that only one or two of the languages have.
    fn add_letters(&mut self, word: &str, weight: f32) {
        for c in word.chars() {
            let languages: &[&str] = match c {
                'ı' | 'ğ' | 'Ğ' | 'İ' => &["tr"],
                'ş' | 'Ş' => &["tr", "ro"],
                'ß' => &["de"],
                'ñ' | '¿' => &["es"],
                'ã' | 'õ' => &["pt", "et"],
                'œ' | 'ê' | 'è' => &["fr", "it"],
                'ы' | 'э' | 'Э' | 'ё' => &["ru"],
                'ї' | 'є' | 'ґ' | 'і' | 'І' | 'Є' => &["uk"],
                'ђ' | 'ћ' | 'љ' | 'њ' | 'џ' => &["sr"],
                'ł' | 'ż' | 'ź' | 'ś' | 'ń' | 'ą' | 'ę' => &["pl"],
                'ř' | 'ě' | 'ů' => &["cs"],
                'ő' | 'ű' => &["hu"],
                'ă' | 'ț' | 'ș' => &["ro"],
                'å' => &["sv", "da", "no"],
                'ø' | 'æ' => &["da", "no"],
                _ => continue,
            };
            for code in languages {
                if let Some(language) = Language::from_code(code) {
                    self.add(language, weight * 0.4 / languages.len() as f32);
                }
            }
        }
    }

    /// Phrases that only one language of the lexicon has, of families that count in their own language only.
    fn add_phrases(&mut self, body: &Layout<'_>, lexicon: &Lexicon, weight: &dyn Fn(usize) -> f32) {
        let mut covered = vec![0u32; body.tokens.len()];
        for mark in body.marks.iter().filter(|mark| !mark.concept.is_international()) {
            for token in covered.get_mut(mark.tokens.clone()).unwrap_or_default() {
                *token |= mark.languages;
            }
        }
        for (token, languages) in body.tokens.iter().zip(covered).take(WORDS_MAX) {
            // What several languages share in one file speaks for none of them.
            for &language in lexicon
                .languages()
                .iter()
                .filter(|language| language.code() != "xx")
            {
                if languages & lexicon.bit(language) != 0 {
                    self.add(language, 0.3 * weight(token.line) / languages.count_ones() as f32);
                }
            }
        }
    }

    /// The language that most speaks for; letter triples decide where little speaks for any.
    fn best(&self, message: &Message) -> (Language, &'static str) {
        let best = self
            .of
            .iter()
            .max_by(|(_, a), (_, b)| a.total_cmp(b))
            .map(|(language, weight)| (*language, *weight));
        let share = best.map_or(0.0, |(_, weight)| weight / self.words.max(1.0));
        if share < 0.12
            && let Some(language) = by_triples(message)
        {
            return (language, "language/triples");
        }
        match best {
            Some((language, weight)) if weight > 0.0 => (language, "language/words"),
            _ => (Language::ENGLISH, "language/assumed"),
        }
    }
}

/// The language by letter triples, where whatlang is sure of it.
fn by_triples(message: &Message) -> Option<Language> {
    let mut text = String::new();
    for (_, line) in message.own_lines() {
        text.push_str(line);
        text.push(' ');
        if text.len() > TRIPLES_MAX {
            break;
        }
    }
    let info = whatlang::detect(&text)?;
    let long = text.chars().filter(|c| c.is_alphabetic()).count() >= 40;
    let code = match info.lang().code() {
        "ara" => "ar",
        "bel" => "be",
        "ben" => "bn",
        "cmn" => "zh",
        "est" => "et",
        "heb" => "he",
        "hin" => "hi",
        "hye" => "hy",
        "jpn" => "ja",
        "kat" => "ka",
        "kor" => "ko",
        "lat" => "la",
        "lav" => "lv",
        "lit" => "lt",
        "mkd" => "mk",
        "pes" => "fa",
        "slk" => "sk",
        "slv" => "sl",
        "tuk" => "tk",
        "urd" => "ur",
        "uzb" => "uz",
        "aze" => "az",
        "ukr" => "uk",
        "ell" => "el",
        _ => return None,
    };
    (long && info.is_reliable())
        .then(|| Language::from_code(code))
        .flatten()
}
