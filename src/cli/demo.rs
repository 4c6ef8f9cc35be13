//! `rsvpd demo`: the whole desk at work on sample letters, in October 2016, with nothing installed and no network.

mod stage;
mod story;
mod summary;

use super::{DONE, DemoArgs, run::stopped_by_signal};
use crate::config::ConsoleSettings;
use crate::daemon::Settled;
use crate::message::MailboxRole;
use crate::web::{self, Console, Role};
use chrono::TimeDelta;
use indicatif::{ProgressBar, ProgressStyle};
use stage::Stage;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Plays the demo.
pub async fn demo(args: DemoArgs) -> anyhow::Result<u8> {
    let folder = args
        .folder
        .unwrap_or_else(|| std::env::temp_dir().join("rsvpd-demo"));
    if args.story {
        story::play(&folder).await?;
        return Ok(DONE);
    }
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
    if args.stay || std::io::stdout().is_terminal() {
        stay(&mut stage, args.console).await?;
    } else {
        println!("\n`rsvpd demo --stay` also opens the organisers' console in your browser.");
    }
    Ok(DONE)
}

/// Serves the console and answers whatever is dropped into the inboxes, until Ctrl-C.
async fn stay(stage: &mut Stage, at: SocketAddr) -> anyhow::Result<()> {
    stage.go_back();
    let settings = ConsoleSettings {
        listen: at,
        undo_for: TimeDelta::minutes(2),
        passwordless: true,
        ..ConsoleSettings::default()
    };
    let desk = stage.desk().clone();
    let (console, listener) = Console::open(desk.clone(), settings).await?;
    web::put_user(&desk, "demo", &[Role::Administer], None, "start").await?;
    let link = console.link_for("demo").await?;
    println!("\nThe organisers' console (the link signs you in once):\n  {link}");
    println!("\n{}", stage.invitation());
    let end = CancellationToken::new();
    let serving = tokio::spawn(console.serve(listener, end.clone()));
    let stop = stopped_by_signal();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            settled = stage.look() => {
                for letter in &settled? {
                    println!("{}", line(letter));
                }
            }
        }
        let pause = Duration::from_millis(500);
        tokio::select! {
            () = &mut stop => break,
            () = tokio::time::sleep(pause) => stage.let_pass(pause),
        }
    }
    end.cancel();
    serving.await??;
    Ok(())
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
