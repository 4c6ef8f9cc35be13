//! `rsvpd demo`: the whole desk at work on sample letters, in October 2016, with nothing installed and no network.

mod stage;
mod summary;

use super::{DONE, DemoArgs, run::stopped_by_signal};
use crate::daemon::Settled;
use crate::message::MailboxRole;
use indicatif::{ProgressBar, ProgressStyle};
use stage::Stage;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Plays the demo.
pub async fn demo(args: DemoArgs) -> anyhow::Result<u8> {
    let folder = args
        .folder
        .unwrap_or_else(|| std::env::temp_dir().join("rsvpd-demo"));
    let mut stage = Stage::set(&folder).await?;
    println!("{}", stage.opening());
    let bar = progress(stage.letters_left());
    while let Some(settled) = stage.next_letter().await? {
        for letter in &settled {
            // Not `bar.println`, which says nothing where standard output is no terminal.
            bar.suspend(|| println!("{}", line(letter)));
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    println!("{}", summary::text(stage.desk(), &folder).await?);
    if args.stay {
        stay(&mut stage).await?;
    }
    Ok(DONE)
}

/// Answers whatever is dropped into the inboxes, until Ctrl-C.
async fn stay(stage: &mut Stage) -> anyhow::Result<()> {
    println!("\n{}", stage.invitation());
    stage.go_back();
    let stop = stopped_by_signal();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return Ok(()),
            settled = stage.look() => {
                for letter in &settled? {
                    println!("{}", line(letter));
                }
            }
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn progress(letters: u64) -> ProgressBar {
    let bar = ProgressBar::new(letters);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} letters") {
        bar.set_style(style);
    }
    bar
}

/// One letter's way in one line: when, where, in which language it came, what it wanted, what became of it.
fn line(settled: &Settled) -> String {
    let mailbox = match settled.mailbox {
        MailboxRole::Registration => "registration",
        MailboxRole::Press => "press",
    };
    let intent = serde_json::to_value(settled.intent).ok();
    let intent = intent
        .as_ref()
        .and_then(|intent| intent.as_str())
        .unwrap_or_default();
    let because = settled
        .reasons
        .first()
        .map(crate::rules::Reason::text)
        .unwrap_or_default();
    let reply = settled
        .reply
        .map_or_else(|| "no reply".to_owned(), |kind| format!("reply: {}", kind.name()));
    format!(
        "{}  {mailbox:<12} {}  {:<10} {intent:<12} {:<11} {reply:<26} {because}",
        settled.received_at.format("%d %b %H:%M"),
        settled.language,
        settled.reference,
        settled.outcome.name(),
    )
}

/// The folders of the demo.
fn inbox(folder: &Path, role: MailboxRole) -> PathBuf {
    folder.join(match role {
        MailboxRole::Registration => "inbox-registration",
        MailboxRole::Press => "inbox-press",
    })
}

/// Where replies are written.
fn replies(folder: &Path) -> PathBuf {
    folder.join("replies")
}

/// Where everything is kept.
fn database(folder: &Path) -> PathBuf {
    folder.join("rsvpd.db")
}
