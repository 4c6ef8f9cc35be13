//! Servers and samples that the stories need.

pub mod dovecot;
pub mod postgres;
pub mod smtp;
