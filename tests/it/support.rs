//! Servers and samples that the stories need.

pub mod dns;
pub mod dovecot;
pub mod hostile;
pub mod mutants;
pub mod postgres;
pub mod provider;
pub mod readings;
pub mod score;
pub mod small_letter;
pub mod smtp;
pub mod stage;
