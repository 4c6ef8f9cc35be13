//! A text of the event in the languages that it is given in.

use crate::language::ReplyLanguage;
use serde::{Deserialize, Serialize};

/// A text in the languages that letters are written in; English is always there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localised {
    pub en: String,
    pub fr: Option<String>,
    pub de: Option<String>,
    pub it: Option<String>,
    pub ru: Option<String>,
    pub tr: Option<String>,
}

impl Localised {
    /// The text in this language, else in English.
    #[must_use]
    pub fn in_language(&self, language: ReplyLanguage) -> &str {
        match language {
            ReplyLanguage::En => None,
            ReplyLanguage::Fr => self.fr.as_deref(),
            ReplyLanguage::De => self.de.as_deref(),
            ReplyLanguage::It => self.it.as_deref(),
            ReplyLanguage::Ru => self.ru.as_deref(),
            ReplyLanguage::Tr => self.tr.as_deref(),
        }
        .unwrap_or(&self.en)
    }

    /// The text in every language in which it is given.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let others = [&self.fr, &self.de, &self.it, &self.ru, &self.tr];
        std::iter::once(self.en.as_str()).chain(others.into_iter().flatten().map(String::as_str))
    }
}
