//! What was not understood, and whether the desk may act: one table of doubts.

use super::cast::Cast;
use super::letter::Letter;
use super::{Disposition, Doubt, DoubtKind, Intent, Request};

/// The doubts about a request as read, and the disposition that follows from them.
#[must_use]
pub fn judge(_letter: &Letter<'_>, _cast: &Cast, request: &Request) -> (Disposition, Vec<Doubt>) {
    match request.intent.value {
        Intent::Automatic | Intent::Bounce | Intent::Other => (Disposition::Ignore, Vec::new()),
        _ => (
            Disposition::Review,
            vec![Doubt {
                kind: DoubtKind::NotUnderstood,
                evidence: None,
            }],
        ),
    }
}
