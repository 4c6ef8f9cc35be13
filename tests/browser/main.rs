//! The organisers' console in a real browser: what they see, what their keys do, and what a screen reader would miss.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod bulk;
mod client;
mod correct;
mod driver;
mod exports;
mod fill;
mod journal;
mod keys;
mod letters;
mod lists;
mod outbox;
mod overview;
mod page;
mod pages;
mod party;
mod refusals;
mod review;
mod rights;
mod routes;
mod settings;
mod sign_in;
mod stage;
mod trial;
mod trouble;
mod visits;
