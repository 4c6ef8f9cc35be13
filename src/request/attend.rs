//! Who comes, who only writes, who is replaced: a standing for each person, from clauses.

use super::Intent;
use super::cast::{Cast, Standing};
use super::letter::Letter;

/// Gives each person of the cast their standing.
pub fn settle(_letter: &Letter<'_>, cast: &mut Cast) {
    for person in &mut cast.people {
        person.standing = Standing::Attends;
    }
}

/// The persons that the request is about, by its intent: indices in the cast, in order of appearance.
#[must_use]
pub fn choose(_letter: &Letter<'_>, cast: &Cast, intent: Intent) -> Vec<usize> {
    match intent {
        Intent::Question | Intent::Automatic | Intent::Bounce | Intent::Other => Vec::new(),
        _ => cast.with(Standing::Attends).map(|(index, _)| index).collect(),
    }
}

/// In a swap, the person who no longer comes.
#[must_use]
pub fn replaced(cast: &Cast) -> Option<usize> {
    cast.with(Standing::Replaced).map(|(index, _)| index).next()
}
