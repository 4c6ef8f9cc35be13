//! A registration desk that works by e-mail: a pure core that reads letters and decides, and a thin shell that fetches, stores and sends.
//!
//! One message's way, in the order of the modules:
//!
//! 1. [`mailbox`] hands over raw messages in the server's order of arrival.
//! 2. [`store`] keeps the bytes, each message once, before anything else happens to it.
//! 3. [`message`] parses them; any bytes give a [`message::Message`].
//! 4. [`request`] reads what the letter asks: a [`request::Request`] with evidence and doubts.
//! 5. [`store`] tells what is known of this writer and how many seats are taken.
//! 6. [`rules`] decides, as a pure function.
//! 7. [`reply`] writes the letters that follow from the decision.
//! 8. [`store`] settles decision, registrations, outbox and journal in one transaction.
//! 9. [`delivery`] hands the replies to a mail server.
//!
//! `ARCHITECTURE.md` has the code map and the fences, which `tests/architecture.rs` enforces.

pub mod attachment;
pub mod event;
pub mod language;
pub mod lexicon;
pub mod message;
pub mod reference;
pub mod registration;
pub mod reply;
pub mod request;
pub mod rules;

pub mod cli;
pub mod config;
pub mod daemon;
pub mod delivery;
pub mod export;
pub mod mailbox;
pub mod oauth;
pub mod store;
pub mod tls;
pub mod verify;
pub mod web;
pub mod words;
