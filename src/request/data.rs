//! Whether a letter about data wants a copy or erasure; neither where it wants both or something else.

use super::letter::Letter;
use crate::lexicon::{Concept, Lexicon};
use crate::message::Message;
use serde::{Deserialize, Serialize};

/// What somebody wants of their data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataWish {
    Copy,
    Erasure,
}

/// Reads what a letter about data wants.
#[must_use]
pub fn read(message: &Message, lexicon: &Lexicon) -> Option<DataWish> {
    let letter = Letter::new(message, lexicon);
    let copy = letter.says(&[Concept::IntentDataAccess]);
    let erasure = letter.says(&[Concept::IntentDataErasure]);
    match (copy, erasure) {
        (true, false) => Some(DataWish::Copy),
        (false, true) => Some(DataWish::Erasure),
        _ => None,
    }
}
