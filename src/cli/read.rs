//! `rsvpd read`: how letters are understood, marked in colour for people or as JSON Lines for programs.

use crate::config::{self, ConfigError};
use crate::lexicon::Lexicon;
use crate::mailbox::{FilesSettings, FirstStart, Ledger, Limits, Mailbox, MailboxSettings, SourceSettings};
use crate::message::{Desk, MailboxRole, Message};
use crate::request::{self, json};
use anyhow::{Context, bail};
use chrono::DateTime;
use futures::FutureExt;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;

mod paint;
mod why;

/// Bytes of a letter that are read at most.
const SIZE_LIMIT: u64 = 25 << 20;

/// Reads letters (.eml files, mbox files, folders, `-` for standard input) and shows how each is understood.
///
/// `json` prints one reading a line, in the schema of gold readings with evidence and doubts; else the letter is shown
/// with its values marked, in colour on a terminal unless NO_COLOR is set (CLICOLOR_FORCE colours files too). `explain`
/// adds the rules that fired.
///
/// # Errors
/// A path that cannot be read, paths without a letter, or output that cannot be written.
pub fn read(paths: &[PathBuf], json: bool, explain: bool) -> anyhow::Result<u8> {
    let lexicon = Lexicon::embedded();
    let desk = summit()?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let set = |name: &str| std::env::var_os(name).filter(|set| !set.is_empty());
    let forced = set("CLICOLOR_FORCE").is_some_and(|set| set != "0");
    let colour = set("NO_COLOR").is_none() && (forced || io::stdout().is_terminal());
    let style = paint::Style { colour };
    let mut letters = 0usize;
    let mut show = |name: &str, raw: &[u8]| -> anyhow::Result<()> {
        letters += 1;
        let message = Message::parse(raw, &desk, None);
        let (request, doubts) = request::read(&message, &lexicon);
        let shown = if json {
            format!("{}\n", json::reading(name, &request, &doubts))
        } else {
            let seen = explain.then(|| request::explain::explain(&message, &lexicon));
            paint::letter(name, &message, &request, &doubts, seen.as_ref(), style)
        };
        match out.write_all(shown.as_bytes()) {
            // Whoever reads has seen enough, as `head` does.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.context("cannot write to standard output"),
        }
    };
    each(paths, &mut show)?;
    if letters == 0 {
        bail!("no letter found: name .eml or mbox files, folders of them, or - for standard input");
    }
    match out.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(super::DONE),
    }
}

/// The desk of the built-in event: its two addresses tell which mailbox a letter came to.
fn summit() -> anyhow::Result<Desk> {
    let event = config::event::parse("config/event.toml (built in)", config::SUMMIT)
        .map_err(ConfigError::Mistakes)?;
    let domain = event
        .contacts
        .registration
        .address
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain);
    Ok(Desk {
        message_id_domain: domain.to_owned(),
        addresses: vec![
            (
                event.contacts.registration.address.clone(),
                MailboxRole::Registration,
            ),
            (event.contacts.press.address.clone(), MailboxRole::Press),
        ],
        authserv_id: None,
    })
}

/// Calls `show` with the name and the bytes of every letter, in the order of the paths.
fn each(paths: &[PathBuf], show: &mut dyn FnMut(&str, &[u8]) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut mailbox = Mailbox::new(MailboxSettings {
        name: "files".to_owned(),
        role: MailboxRole::Registration,
        first_start: FirstStart::All,
        source: SourceSettings::Files(FilesSettings {
            paths: paths.to_vec(),
            size_limit: SIZE_LIMIT,
            poll_every: Duration::from_secs(1),
        }),
    });
    let mut known = Ledger::default();
    loop {
        // Files are read without waiting: the future is ready at its first poll.
        let batch = mailbox
            .next(&known, Limits::default(), DateTime::UNIX_EPOCH)
            .now_or_never()
            .context("reading files had to wait, which it never does")??;
        if batch.arrivals.is_empty() {
            return Ok(());
        }
        for arrival in &batch.arrivals {
            show(&arrival.place.name, &arrival.raw)?;
            known.add(&arrival.place);
        }
    }
}
