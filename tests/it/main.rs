//! The stories that the tests tell, in one binary.

mod cli;
mod delivery;
mod desk;
mod mail_rules;
mod mailboxes;
mod reading;
mod reading_wishes;
mod registration_rules;
mod replies;
mod store_contract;
mod support;
