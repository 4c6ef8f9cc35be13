//! Words and phrases of all languages as data: what they mean, found in a text by one linear pass.

use crate::language::Language;
use automaton::{Automaton, Match, Meaning, Word};
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use thiserror::Error;

pub use concepts::Concept;

pub mod automaton;
pub mod concepts;
pub mod fold;
pub mod gazetteer;
pub mod phrase;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/config/lexicon");

/// One language's file: family → concept → phrases.
type Words = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// Everything the reader knows of languages.
#[derive(Debug, Default)]
pub struct Lexicon {
    languages: Vec<Language>,
    automaton: Automaton,
}

/// Why a lexicon file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LexiconError {
    #[error("{file}: the name of a lexicon file is a language's two letters, as in fr.toml")]
    Name { file: String },
    #[error("{file}: {reason}")]
    Toml { file: String, reason: String },
    #[error("{file}: [{family}] {key} is no concept; config/lexicon/README.md lists them")]
    Concept {
        file: String,
        family: String,
        key: String,
    },
    #[error("{file}: [{family}] {key}: {reason}")]
    Phrase {
        file: String,
        family: String,
        key: String,
        reason: phrase::PhraseError,
    },
}

impl Lexicon {
    /// The lexicon that the program carries, without what is faulty in it; `cargo test lexicon` makes sure that nothing is.
    #[must_use]
    pub fn embedded() -> Self {
        Self::embedded_checked().0
    }

    /// The lexicon that the program carries, and all that is wrong with it.
    #[must_use]
    pub fn embedded_checked() -> (Self, Vec<LexiconError>) {
        let mut lexicon = Self {
            automaton: Automaton::roomy(),
            ..Self::default()
        };
        let mut mistakes = Vec::new();
        let mut files: Vec<_> = FILES.files().collect();
        files.sort_by_key(|file| file.path());
        for file in files {
            let name = file.path().to_string_lossy();
            // Files with longer names (`clients.toml`) are no language's; the parts of the program that they are for read them.
            let language = name.strip_suffix(".toml").is_some_and(|stem| stem.len() == 2);
            if let (true, Some(text)) = (language, file.contents_utf8()) {
                mistakes.extend(lexicon.add_file(&name, text));
            }
        }
        (lexicon, mistakes)
    }

    /// The languages, in the order of the bits in [`Meaning::languages`].
    #[must_use]
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// The bit of this language; 0 if the lexicon has no file for it.
    #[must_use]
    pub fn bit(&self, language: Language) -> u32 {
        self.languages
            .iter()
            .position(|known| *known == language)
            .map_or(0, |index| 1 << index)
    }

    /// All phrases of all languages in the words, by start, then by end.
    #[must_use]
    pub fn find<W: Word>(&self, words: &[W]) -> Vec<Match> {
        self.automaton.find(words)
    }

    /// Adds one language's file and tells all that is wrong with it; the rest of the file is used.
    pub fn add_file(&mut self, file: &str, text: &str) -> Vec<LexiconError> {
        let Some(language) = file.strip_suffix(".toml").and_then(Language::from_code) else {
            return vec![LexiconError::Name {
                file: file.to_owned(),
            }];
        };
        let words: Words = match toml::from_str(text) {
            Ok(words) => words,
            Err(error) => {
                return vec![LexiconError::Toml {
                    file: file.to_owned(),
                    reason: error.to_string(),
                }];
            }
        };
        if self.bit(language) == 0 {
            self.languages.push(language);
        }
        let mut mistakes = Vec::new();
        for (family, concepts) in &words {
            for (key, phrases) in concepts {
                let Some((concept, value)) = Concept::from_name(family, key) else {
                    mistakes.push(LexiconError::Concept {
                        file: file.to_owned(),
                        family: family.clone(),
                        key: key.clone(),
                    });
                    continue;
                };
                let meaning = Meaning {
                    concept,
                    value,
                    languages: self.bit(language),
                };
                for text in phrases {
                    match phrase::parse(text, language == Language::GERMAN) {
                        Ok(all) => all.iter().for_each(|steps| self.automaton.add(steps, meaning)),
                        Err(reason) => mistakes.push(LexiconError::Phrase {
                            file: file.to_owned(),
                            family: family.clone(),
                            key: key.clone(),
                            reason,
                        }),
                    }
                }
            }
        }
        mistakes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain(String);
    impl Word for Plain {
        fn folded(&self) -> &str {
            &self.0
        }
        fn continues(&self) -> bool {
            true
        }
    }

    fn words(text: &str) -> Vec<Plain> {
        text.split_whitespace()
            .map(|word| Plain(fold::fold(word)))
            .collect()
    }

    #[test]
    fn nothing_is_wrong_with_the_lexicon() {
        let (_, mistakes) = Lexicon::embedded_checked();
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }

    #[test]
    fn phrases_are_found_with_endings_and_gaps() {
        let mut lexicon = Lexicon::default();
        let mistakes = lexicon.add_file(
            "en.toml",
            "[attend]\ni = [\"i (will|shall) ... come\"]\n[intent]\nregister = [\"regist*\"]\n[number]\n25 = [\"twenty five\"]",
        );
        assert_eq!(mistakes, []);
        let found = lexicon.find(&words("I will most certainly come registering twenty five"));
        let told: Vec<_> = found
            .iter()
            .map(|hit| (hit.start, hit.end, hit.meaning.concept, hit.meaning.value))
            .collect();
        assert_eq!(
            told,
            [
                (0, 5, Concept::AttendI, 0),
                (5, 6, Concept::IntentRegister, 0),
                (6, 8, Concept::Number, 25)
            ]
        );
    }

    #[test]
    fn a_long_text_of_one_word_takes_linear_time() {
        let lexicon = Lexicon::embedded();
        let text = words(&"i will ".repeat(50_000));
        assert!(lexicon.find(&text).len() < 200_000);
    }
}
