//! What the mail rules demand of parsing and screening; test names carry the rule's number.

mod automatic;
mod bounces;
mod clients;
mod damage;
mod further_languages;
mod hostile;
mod letters;
mod marked_up;
mod parts;
mod quotations;
mod senders;
mod standing;

use rsvpd::message::{Desk, LineKind, MailboxRole, Message};

/// The Summit's desk.
fn desk() -> Desk {
    Desk {
        addresses: vec![
            ("cristellys@efus.eu".into(), MailboxRole::Registration),
            ("fontanille@efus.eu".into(), MailboxRole::Press),
        ],
        message_id_domain: "desk.efus.eu".into(),
        authserv_id: Some("mx1.efus.eu".into()),
    }
}

fn parse(raw: impl AsRef<[u8]>) -> Message {
    Message::parse(raw.as_ref(), &desk(), None)
}

/// A person's letter with further header fields (each ending in a line end) and a text.
fn letter(fields: &str, text: &str) -> String {
    format!(
        "Return-Path: <anna@town.example>\nFrom: Anna Weber <anna@town.example>\nTo: cristellys@efus.eu\n\
         Date: Mon, 10 Oct 2016 10:00:00 +0200\nMessage-ID: <1@town.example>\n{fields}\n{text}"
    )
}

/// A letter whose subject and text are given.
fn about(subject: &str, text: &str) -> Message {
    parse(letter(
        &format!("Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n"),
        text,
    ))
}

/// A letter in HTML.
fn in_html(subject: &str, html: &str) -> Message {
    parse(letter(
        &format!("Subject: {subject}\nContent-Type: text/html; charset=utf-8\n"),
        html,
    ))
}

/// The lines of one kind.
fn lines(message: &Message, kind: LineKind) -> Vec<String> {
    message
        .lines_of(&[kind])
        .map(|(_, text)| text.trim().to_owned())
        .collect()
}
