//! What each exit status means, and which one an error ends with.

use crate::config::ConfigError;
use crate::daemon::DeskError;
use crate::store::StoreError;

/// All went well, and nothing is left to do.
pub const DONE: u8 = 0;
/// Something is wrong that a person must mend first; the message says what.
pub const FAILED: u8 = 1;
/// Something must be tried again later (EX_TEMPFAIL of sysexits.h).
pub const TRY_AGAIN: u8 = 75;
/// The configuration cannot be used (EX_CONFIG of sysexits.h).
pub const BAD_CONFIG: u8 = 78;

/// The exit status of an error: a configuration with mistakes, a passing trouble, or a failure.
#[must_use]
pub fn status_of(error: &anyhow::Error) -> u8 {
    let temporary = error
        .downcast_ref::<DeskError>()
        .is_some_and(DeskError::is_temporary)
        || error
            .downcast_ref::<StoreError>()
            .is_some_and(StoreError::is_temporary);
    if error.downcast_ref::<ConfigError>().is_some() {
        BAD_CONFIG
    } else if temporary {
        TRY_AGAIN
    } else {
        FAILED
    }
}
