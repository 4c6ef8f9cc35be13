//! German verbs in two halves: what "melden" says is told by the last word of its sentence.

use super::Mark;
use crate::lexicon::Concept;
use crate::request::token::{Break, Token};

/// "Wir melden alle vier wieder ab": the German verb that opens a clause registers or withdraws by its last word.
pub(super) fn mend(tokens: &[Token], marks: &mut [Mark]) {
    /// Words between the two halves of the verb.
    const REACH: usize = 20;
    for mark in marks {
        let registers = matches!(
            mark.concept,
            Concept::AttendRegisterMe
                | Concept::AttendRegisterUs
                | Concept::AttendRegisterThem
                | Concept::IntentRegister
        );
        let words = tokens.get(mark.tokens.clone()).unwrap_or_default();
        if !registers || !words.iter().any(|token| token.folded.starts_with("meld")) {
            continue;
        }
        let rest = tokens
            .get(mark.tokens.end..(mark.tokens.end + REACH).min(tokens.len()))
            .unwrap_or_default();
        let sentence = rest
            .iter()
            .position(|token| token.before >= Break::Colon)
            .unwrap_or(rest.len());
        let ends = |at: usize| rest.get(at + 1).is_none_or(|next| next.before >= Break::Comma);
        let away = rest
            .iter()
            .take(sentence)
            .enumerate()
            .any(|(at, token)| token.folded == "ab" && ends(at));
        if away {
            mark.concept = Concept::IntentWithdraw;
        }
    }
}
