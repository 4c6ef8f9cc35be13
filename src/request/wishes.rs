//! Sessions, interpretation, diet and access: found in clauses and given to the persons they are said of.

use super::Attendee;
use super::cast::Cast;
use super::letter::Letter;

/// Gives each attendee what the letter says of them; `chosen` are the indices of the named ones in the cast, in the
/// attendees' order, and unnamed attendees follow them.
pub fn assign(_letter: &Letter<'_>, _cast: &Cast, _chosen: &[usize], _attendees: &mut [Attendee]) {}
