//! Whom a letter greets by name.

use super::some_clean;
use crate::reply::plain::NAME_LENGTH_MAX;
use crate::reply::{Envelope, Letter};

/// Whom the greeting names: the writer, or the person of the letter that the sender's display name names.
///
/// Other display names are not trusted: they may be an office's, or say what they like (mail-rules 83).
pub(super) fn writer(letter: &Letter, envelope: &Envelope) -> Option<String> {
    let facts = &letter.facts;
    let display = envelope.to.name.as_deref().map(|name| name.trim().to_lowercase());
    let written = facts
        .persons
        .iter()
        .filter_map(|person| person.name.as_deref())
        .find(|person| display.as_deref() == Some(person.trim().to_lowercase().as_str()));
    let name = facts.writer.as_deref().or(written);
    some_clean(name.filter(|name| !is_of_an_index(name)), NAME_LENGTH_MAX)
}

/// "Петрова О.В.", "SMITH J": as offices file it, nobody is greeted.
fn is_of_an_index(name: &str) -> bool {
    let mut words = name.split_whitespace();
    let surname = words
        .next()
        .is_some_and(|word| word.chars().take_while(|c| c.is_alphabetic()).count() > 1);
    let initials = words.next_back().is_some_and(|word| {
        let mut letters = word.split_terminator('.');
        letters.all(|letter| letter.chars().count() == 1 && letter.chars().all(char::is_uppercase))
    });
    surname && initials
}
