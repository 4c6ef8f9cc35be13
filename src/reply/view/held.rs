//! One line of a data copy: a request of the address, when it came, and whom it names.

use super::time::moment;
use crate::event::Event;
use crate::language::ReplyLanguage;
use crate::reply::HeldRequest;
use crate::reply::plain::{NAME_LENGTH_MAX, SENTENCE_LENGTH_MAX, clean};
use serde::Serialize;

/// The line as templates print it.
#[derive(Debug, Serialize)]
pub(in crate::reply) struct HeldView {
    pub reference: String,
    pub date: String,
    pub names: String,
}

/// A request in the words of a language.
pub(super) fn held_view(request: &HeldRequest, event: &Event, language: ReplyLanguage) -> HeldView {
    let names: Vec<String> = request
        .names
        .iter()
        .map(|name| clean(name, NAME_LENGTH_MAX))
        .collect();
    let names = clean(&names.join(", "), SENTENCE_LENGTH_MAX);
    HeldView {
        reference: clean(&request.reference, NAME_LENGTH_MAX),
        date: moment(request.received_at, event, language).day,
        names: if names.is_empty() { "–".to_owned() } else { names },
    }
}
