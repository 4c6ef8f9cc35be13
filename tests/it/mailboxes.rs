//! Messages fetched from a real Dovecot, from Maildir, mbox and files.

use chrono::{DateTime, Utc};
use rsvpd::mailbox::{
    Arrival, FirstStart, ImapSettings, Ledger, Limits, Mailbox, MailboxSettings, SourceError, SourceSettings,
};
use rsvpd::message::MailboxRole;

mod files;
mod imap;
mod lines;
mod misbehaving;
mod script;
mod watching;

fn mailbox(source: SourceSettings, first_start: FirstStart) -> Mailbox {
    let (name, role) = ("attend".to_owned(), MailboxRole::Registration);
    Mailbox::new(MailboxSettings {
        name,
        role,
        first_start,
        source,
    })
}

fn imap_mailbox(settings: ImapSettings) -> Mailbox {
    mailbox(SourceSettings::Imap(settings), FirstStart::All)
}

fn now() -> DateTime<Utc> {
    "2016-10-20T12:00:00Z".parse().unwrap()
}

/// Takes everything that the ledger does not know, noting each batch as the store does after its commit.
async fn drain(mailbox: &mut Mailbox, ledger: &mut Ledger) -> Result<Vec<Arrival>, SourceError> {
    let mut all = Vec::new();
    loop {
        let batch = mailbox
            .next(
                ledger,
                Limits {
                    messages: 3,
                    bytes: 1 << 20,
                },
                now(),
            )
            .await?;
        if batch.is_empty() {
            return Ok(all);
        }
        batch
            .passed_over
            .iter()
            .chain(batch.arrivals.iter().map(|arrival| &arrival.place))
            .for_each(|place| ledger.add(place));
        all.extend(batch.arrivals);
    }
}

fn letter(subject: &str) -> Vec<u8> {
    format!(
        "From: Ada <ada@writer.example>\r\nTo: attend@desk.example\r\nSubject: {subject}\r\n\r\nWe come.\r\n"
    )
    .into_bytes()
}

/// The subjects, to tell letters apart.
fn subjects(arrivals: &[Arrival]) -> Vec<String> {
    let subject = |arrival: &Arrival| {
        let text = String::from_utf8_lossy(&arrival.raw).into_owned();
        text.lines()
            .find_map(|line| line.strip_prefix("Subject: "))
            .unwrap_or("-")
            .to_owned()
    };
    arrivals.iter().map(subject).collect()
}
