//! What a press letter says of the outlet and its wishes.

use super::cast::Cast;
use super::letter::Letter;
use super::{Attendee, Intent, Press};

/// The press part of a request; `None` unless the intent is press. The outlet is the organisation of the first attendee.
#[must_use]
pub fn read(_letter: &Letter<'_>, _cast: &Cast, intent: Intent, attendees: &[Attendee]) -> Option<Press> {
    (intent == Intent::Press).then(|| Press {
        outlet: attendees.first().and_then(|first| first.organisation.clone()),
        ..Press::default()
    })
}
