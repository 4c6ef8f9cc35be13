//! Who is named in a letter and where, in the normal form of names; who wrote it.

use super::cast::{Cast, Person, Standing};
use super::letter::Letter;
use super::{Evidence, Part};

/// All persons named, with the writer among them; standings are given by `attend`.
#[must_use]
pub fn find(letter: &Letter<'_>) -> Cast {
    let Some(name) = letter.message.from.as_ref().and_then(|from| from.name.clone()) else {
        return Cast::default();
    };
    let evidence = Evidence {
        part: Part::From,
        start: 0,
        end: name.len(),
        rule: "people/from".to_owned(),
    };
    let writer = Person {
        name,
        evidence,
        mentions: Vec::new(),
        standing: Standing::Writes,
        why: "people/from",
        is_writer: true,
    };
    Cast {
        people: vec![writer],
        writer: Some(0),
    }
}
