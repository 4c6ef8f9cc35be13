//! Small letters of one invented writer, read with the embedded lexicon.

use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::{self, Doubt, Request};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);

/// Reads a letter of Marta Keller's to this mailbox, with this subject and text.
pub fn read(mailbox: &str, subject: &str, text: &str) -> (Request, Vec<Doubt>) {
    let from = "Marta Keller <marta.keller@stadt-linden.example>";
    read_raw(&raw(from, mailbox, subject, text))
}

/// Reads a letter to the desk whose From has an address alone.
pub fn read_from(address: &str, text: &str) -> (Request, Vec<Doubt>) {
    read_raw(&raw(address, "desk", "Summit", text))
}

fn raw(from: &str, mailbox: &str, subject: &str, text: &str) -> String {
    format!(
        "From: {from}\r\nTo: {mailbox}@summit.example\r\nSubject: {subject}\r\n\
         Message-ID: <one@stadt-linden.example>\r\nDate: Mon, 10 Oct 2016 10:00:00 +0200\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    )
}

fn read_raw(raw: &str) -> (Request, Vec<Doubt>) {
    let desk = Desk {
        addresses: vec![
            ("desk@summit.example".to_owned(), MailboxRole::Registration),
            ("press@summit.example".to_owned(), MailboxRole::Press),
        ],
        message_id_domain: "summit.example".to_owned(),
        authserv_id: None,
    };
    let message = Message::parse(raw.as_bytes(), &desk, None);
    request::read(&message, &LEXICON)
}
