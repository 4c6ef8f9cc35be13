//! Turkish endings behind an apostrophe: in "Zirvesi'ne" the "ne" is no "neither".

use super::Mark;
use crate::request::token::{Break, Shape, Token};

/// Endings of case, folded; a name takes them behind an apostrophe.
const ENDINGS: &[&str] = &[
    "a", "e", "ya", "ye", "na", "ne", "da", "de", "ta", "te", "nda", "nde", "dan", "den", "tan", "ten",
    "ndan", "nden", "i", "u", "yi", "yu", "ni", "nu", "in", "un", "nin", "nun", "la", "le", "yla", "yle",
    "ki", "daki", "deki", "taki", "teki", "ndaki", "ndeki",
];

/// Takes out the marks that begin at such an ending.
pub(super) fn drop_marks(text: &str, tokens: &[Token], marks: &mut Vec<Mark>) {
    marks.retain(|mark| !is_ending(text, tokens, mark.tokens.start));
}

fn is_ending(text: &str, tokens: &[Token], at: usize) -> bool {
    /// Shorter words before an apostrophe are articles: "L'a", "Un'e-mail".
    const SHORTEST: usize = 3;
    let (Some(token), Some(last)) = (tokens.get(at), at.checked_sub(1).and_then(|at| tokens.get(at))) else {
        return false;
    };
    let between = text.get(last.end..token.start).unwrap_or_default();
    token.before == Break::Tight
        && matches!(between, "'" | "’" | "‘" | "`" | "´" | "ʼ")
        && matches!(token.shape, Shape::Lower)
        && matches!(last.shape, Shape::Capital | Shape::Upper)
        && last.folded.chars().count() >= SHORTEST
        && ENDINGS.contains(&token.folded.as_str())
}
