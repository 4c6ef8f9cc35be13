//! Turkish endings behind an apostrophe: in "Zirvesi'ne" the "ne" is no "neither".

use super::Mark;
use crate::lexicon::List;
use crate::request::token::{Break, Shape, Token};

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
        && List::CaseBehindApostrophe.has(&token.folded)
}
