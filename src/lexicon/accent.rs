//! Small words that an accent makes other words: French "où" is no "ou", Italian "sì" no "si".

/// How a small word that an accent would make another one is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Accent {
    /// It may be either word: nothing else in the text has accents, or it is in capitals, which often go without.
    #[default]
    Either,
    /// It has the accent.
    Written,
    /// It has none, in a text that writes accents.
    Left,
}

/// The word that an accent makes of this folded one, if it makes another word of it.
#[must_use]
pub fn accented(folded: &str) -> Option<&'static str> {
    match folded {
        "ou" => Some("où"),
        "ne" => Some("né"),
        "si" => Some("sì"),
        "e" => Some("è"),
        "da" => Some("dà"),
        "la" => Some("là"),
        "li" => Some("lì"),
        "se" => Some("sé"),
        _ => None,
    }
}
