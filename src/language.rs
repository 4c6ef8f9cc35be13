//! Languages: any ISO 639-1 code that a letter may be written in, and the six that the desk answers in.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An ISO 639-1 code, two lower-case letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 2]);

impl Language {
    pub const ENGLISH: Self = Self(*b"en");
    pub const FRENCH: Self = Self(*b"fr");
    pub const GERMAN: Self = Self(*b"de");
    pub const ITALIAN: Self = Self(*b"it");
    pub const RUSSIAN: Self = Self(*b"ru");
    pub const TURKISH: Self = Self(*b"tr");

    /// Reads a two-letter code in any case; `None` for anything else.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_lowercase(), b.to_ascii_lowercase()]))
            }
            _ => None,
        }
    }

    /// The two-letter code.
    #[must_use]
    pub fn code(&self) -> &str {
        // Only ASCII letters are ever stored.
        std::str::from_utf8(&self.0).unwrap_or("en")
    }

    /// The language the desk answers a letter of this language in: itself, or English.
    #[must_use]
    pub fn reply_language(self) -> ReplyLanguage {
        ReplyLanguage::ALL
            .into_iter()
            .find(|candidate| candidate.language() == self)
            .unwrap_or(ReplyLanguage::En)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Serialize for Language {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{code}` is not an ISO 639-1 code: write two letters, as in `fr`"
            ))
        })
    }
}

/// A language that the desk writes letters in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReplyLanguage {
    En,
    Fr,
    De,
    It,
    Ru,
    Tr,
}

impl ReplyLanguage {
    /// All of them, in the order of the event page.
    pub const ALL: [Self; 6] = [Self::En, Self::Fr, Self::De, Self::It, Self::Ru, Self::Tr];

    /// The same language as a code.
    #[must_use]
    pub fn language(self) -> Language {
        match self {
            Self::En => Language::ENGLISH,
            Self::Fr => Language::FRENCH,
            Self::De => Language::GERMAN,
            Self::It => Language::ITALIAN,
            Self::Ru => Language::RUSSIAN,
            Self::Tr => Language::TURKISH,
        }
    }

    /// The two-letter code, as in file names of templates.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::De => "de",
            Self::It => "it",
            Self::Ru => "ru",
            Self::Tr => "tr",
        }
    }
}

impl fmt::Display for ReplyLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}
