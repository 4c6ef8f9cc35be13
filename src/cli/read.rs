//! `rsvpd read`: how letters are understood, marked in colour for people or as JSON Lines for programs.

use crate::config::{self, ConfigError};
use crate::event::Event;
use crate::lexicon::Lexicon;
use crate::mailbox::{FilesSettings, FirstStart, Ledger, Limits, Mailbox, MailboxSettings, SourceSettings};
use crate::message::{Desk, MailboxRole, Message};
use crate::request::{self, Attendee, json};
use anyhow::{Context, bail};
use chrono::DateTime;
use clap::Args;
use futures::FutureExt;
use std::borrow::Cow;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

mod paint;
mod why;

/// Bytes of a letter that are read at most.
const SIZE_LIMIT: u64 = 25 << 20;

#[derive(Debug, Args)]
pub(super) struct ReadArgs {
    /// Letters: .eml files, mbox files, folders of them, or - for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// One JSON object a letter, with the evidence of every value.
    #[arg(long)]
    json: bool,
    /// Also tell which rule took each value.
    #[arg(long)]
    explain: bool,
    /// The event whose mailboxes and study visits the letters are about, in place of the built-in one.
    #[arg(long, value_name = "EVENT.TOML")]
    event: Option<PathBuf>,
}

/// Reads letters (.eml files, mbox files, folders, `-` for standard input) and shows how each is understood.
///
/// With `--json` one reading a line, in the schema of gold readings with evidence and doubts; else the letter is shown
/// with its values marked, in colour on a terminal unless NO_COLOR is set (CLICOLOR_FORCE colours files too).
/// `--explain` adds the rules that fired; `--event` names the event, whose study visits are then read as the desk does.
///
/// # Errors
/// A path that cannot be read, paths without a letter, mistakes in the event, or output that cannot be written.
pub(super) fn read(args: &ReadArgs) -> anyhow::Result<u8> {
    let lexicon = Lexicon::embedded();
    let event = event_of(args.event.as_deref())?;
    let (desk, visits) = (desk_of(&event), event.visits_named());
    let mut out = io::BufWriter::new(io::stdout().lock());
    let set = |name: &str| std::env::var_os(name).filter(|set| !set.is_empty());
    let forced = set("CLICOLOR_FORCE").is_some_and(|set| set != "0");
    let colour = set("NO_COLOR").is_none() && (forced || io::stdout().is_terminal());
    let style = paint::Style { colour };
    let mut letters = 0usize;
    let mut show = |name: &str, raw: &[u8]| -> anyhow::Result<()> {
        letters += 1;
        let message = Message::parse(raw, &desk, None);
        let (request, doubts) = request::visits::read(&message, &lexicon, &visits);
        let shown = if args.json {
            format!("{}\n", json::reading(name, &request, &doubts))
        } else {
            let visits = match request.attendees.iter().any(has_visit) {
                true => request::visits::named(&message, &lexicon, &visits),
                false => Vec::new(),
            };
            let understood = paint::Understood {
                message: &message,
                request: &request,
                doubts: &doubts,
                visits: &visits,
                event: &event,
                seen: args
                    .explain
                    .then(|| request::explain::explain(&message, &lexicon)),
            };
            paint::letter(name, &understood, style)
        };
        match out.write_all(shown.as_bytes()) {
            // Whoever reads has seen enough, as `head` does.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.context("cannot write to standard output"),
        }
    };
    each(&args.paths, &mut show)?;
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

/// The event of a file, else the built-in one.
fn event_of(path: Option<&Path>) -> anyhow::Result<Event> {
    let (name, text) = match path {
        Some(path) => {
            let name = path.display().to_string();
            let text = fs::read_to_string(path).with_context(|| format!("cannot read the event `{name}`"))?;
            (name, Cow::Owned(text))
        }
        None => (
            "config/event.toml (built in)".to_owned(),
            Cow::Borrowed(config::SUMMIT),
        ),
    };
    Ok(config::event::parse(&name, &text).map_err(ConfigError::Mistakes)?)
}

/// The desk of an event: its two addresses tell which mailbox a letter came to.
fn desk_of(event: &Event) -> Desk {
    let domain = event
        .contacts
        .registration
        .address
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain);
    Desk {
        message_id_domain: domain.to_owned(),
        addresses: vec![
            (
                event.contacts.registration.address.clone(),
                MailboxRole::Registration,
            ),
            (event.contacts.press.address.clone(), MailboxRole::Press),
        ],
        authserv_id: None,
    }
}

fn has_visit(attendee: &Attendee) -> bool {
    let mut sessions = attendee.sessions.iter().flat_map(|found| &found.value);
    sessions.any(|session| session.is_visit())
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
