//! `rsvpd run`: the daemon, or one round of it.

use super::{DONE, FAILED, TRY_AGAIN, setup};
use crate::daemon::{self, Clock, Desk, Round};
use crate::mailbox::Mailbox;
use crate::web::{self, Console, Role};
use std::path::Path;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Who the link of the first start signs in.
const FIRST_USER: &str = "administrator";

/// Runs the desk.
pub async fn run(config: Option<&Path>, once: bool) -> anyhow::Result<u8> {
    let config = setup::config(config)?;
    setup::log(config.log);
    let mut mailboxes: Vec<Mailbox> = config.mailboxes.iter().cloned().map(Mailbox::new).collect();
    let desk = Desk::open(config, Clock::system()).await?;
    let mut delivery = desk.delivery();
    if once {
        let round = daemon::once(&desk, &mut mailboxes, &mut delivery).await?;
        return Ok(report(&round));
    }
    let stop = CancellationToken::new();
    let signal = stop.clone();
    tokio::spawn(async move {
        stopped_by_signal().await;
        signal.cancel();
    });
    let console = open_console(&desk, &stop).await?;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        mailboxes = mailboxes.len(),
        "the desk is open"
    );
    let watched = daemon::watch(&desk, mailboxes, delivery, stop.clone()).await;
    stop.cancel();
    if let Some(serving) = console {
        serving.await??;
    }
    watched?;
    tracing::info!("the desk is closed");
    Ok(DONE)
}

/// Opens the organisers' console, if it is not turned off; where nobody may use it yet, prints a link that lets one in.
async fn open_console(
    desk: &Desk,
    stop: &CancellationToken,
) -> anyhow::Result<Option<JoinHandle<std::io::Result<()>>>> {
    let Some(settings) = desk.config().console.clone() else {
        return Ok(None);
    };
    let (console, listener) = Console::open(desk.clone(), settings).await?;
    tracing::info!(at = console.address(), "the console is open");
    if !desk.store().has_users().await? {
        web::put_user(desk, FIRST_USER, &[Role::Administer], None, "start").await?;
        let link = console.link_for(FIRST_USER).await?;
        // On standard output, since a log is kept and read by others.
        println!("Nobody may use the console yet. This link signs you in once, as `{FIRST_USER}`:\n{link}");
    }
    Ok(Some(tokio::spawn(console.serve(listener, stop.clone()))))
}

/// Tells what a round did, and the status that follows.
fn report(round: &Round) -> u8 {
    println!(
        "kept {}, settled {}, delivered {}, to be tried again {}, refused {}, uncertain {}",
        round.new,
        round.settled.len(),
        round.sent.delivered,
        round.sent.try_again,
        round.sent.refused,
        round.sent.uncertain,
    );
    for (what, error) in &round.failures {
        eprintln!("rsvpd: {what}: {error}");
    }
    if round.failures.iter().any(|(_, error)| !error.is_temporary()) {
        FAILED
    } else if !round.failures.is_empty() || round.waiting_replies {
        TRY_AGAIN
    } else {
        DONE
    }
}

/// Ctrl-C, or SIGTERM from whoever started the daemon.
pub async fn stopped_by_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
