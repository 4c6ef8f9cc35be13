//! Files that list persons: read as real programs write them, and within limits whatever they hold.

mod bombs;
mod formats;
mod invitations;
mod reading;
