//! Words as they are compared: lower case, without accents, the same however they were typed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The folded form of a word: `Sayın` → `sayin`, `Straße` → `strasse`, `Ёлка` → `елка`.
#[must_use]
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.nfd().filter(|c| !is_combining_mark(*c)) {
        for lower in c.to_lowercase().filter(|c| !is_combining_mark(*c)) {
            match lower {
                'ı' => folded.push('i'),
                'ß' => folded.push_str("ss"),
                'ø' => folded.push('o'),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'ł' => folded.push('l'),
                'đ' | 'ð' => folded.push('d'),
                'þ' => folded.push_str("th"),
                'ə' => folded.push('e'),
                other => folded.push(other),
            }
        }
    }
    folded
}

/// The word with German umlauts spelled out, as typed where the keyboard has none; `None` if it has no umlaut.
#[must_use]
pub fn spelled_out(word: &str) -> Option<String> {
    if !word.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü']) {
        return None;
    }
    Some(
        word.to_lowercase()
            .replace('ä', "ae")
            .replace('ö', "oe")
            .replace('ü', "ue"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fold_alike_however_they_are_typed() {
        for (typed, folded) in [
            ("Sayın", "sayin"),
            ("KATILIM", "katilim"),
            ("İlçe", "ilce"),
            ("Straße", "strasse"),
            ("Ёлкин", "елкин"),
            ("Sørensen", "sorensen"),
            ("Lefèvre", "lefevre"),
            ("cœur", "coeur"),
        ] {
            assert_eq!(fold(typed), folded);
        }
        assert_eq!(spelled_out("möchte"), Some("moechte".to_owned()));
        assert_eq!(spelled_out("mochte"), None);
    }
}
