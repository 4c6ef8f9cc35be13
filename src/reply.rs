//! The letters the desk writes.
