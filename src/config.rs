//! The configuration files, read once and checked whole.
