//! Makes the automaton's tables of the lexicon's files, and tells what is wrong in these; done when the program is built.

use super::concepts::Concept;
use super::phrase::{self, PhraseError};
use super::tables::{Meaning, Tables};
use super::trie::Trie;
use crate::language::Language;
use std::collections::BTreeMap;
use thiserror::Error;

/// One language's file: family → concept → phrases.
type Words = BTreeMap<String, BTreeMap<String, Vec<String>>>;

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
        reason: PhraseError,
    },
}

/// The tables of some files, each with its name and text, and all that is wrong with them; what is right is used.
#[must_use]
pub fn compile(files: &[(&str, &str)]) -> (Tables, Vec<LexiconError>) {
    let mut languages = Vec::new();
    let mut trie = Trie::default();
    let mut mistakes = Vec::new();
    for (file, text) in files {
        mistakes.extend(add(file, text, &mut languages, &mut trie));
    }
    let tables = Tables {
        languages,
        ..trie.minimal()
    };
    (tables, mistakes)
}

fn add(file: &str, text: &str, languages: &mut Vec<Language>, trie: &mut Trie) -> Vec<LexiconError> {
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
    let index = languages
        .iter()
        .position(|known| *known == language)
        .unwrap_or_else(|| {
            languages.push(language);
            languages.len() - 1
        });
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
                languages: 1 << index,
            };
            for text in phrases {
                match phrase::parse(text, language == Language::GERMAN) {
                    Ok(all) => all.iter().for_each(|steps| trie.add(steps, meaning)),
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
