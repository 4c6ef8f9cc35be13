//! The stories that the tests tell, in one binary.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod attachments;
mod before_the_event;
mod cli;
mod contacts;
mod declined_names;
mod delivery;
mod desk;
mod diary;
mod digest;
mod exchange;
mod existing;
mod groups;
mod hostile;
mod languages;
mod letters_kept;
mod mail_rules;
mod mailboxes;
mod mutants;
mod offers;
mod organisers;
mod press;
mod privacy;
mod reading;
mod reading_asides;
mod reading_counts;
mod reading_crew;
mod reading_delegations;
mod reading_evidence;
mod reading_names;
mod reading_needs;
mod reading_numbers;
mod reading_open;
mod reading_outlets;
mod reading_parts;
mod reading_people;
mod reading_sentences;
mod reading_standing;
mod reading_surnames;
mod reading_swaps;
mod reading_tables;
mod reading_values;
mod reading_wishes;
mod reading_written;
mod registration_rules;
mod replies;
mod seats;
mod simulation;
mod six;
mod store_contract;
mod story;
mod support;
mod tokens;
mod trespass;
mod verification;
mod visits;
mod waiting;
