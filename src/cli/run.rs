//! `rsvpd run`: the daemon, or one round of it.

use super::{DONE, FAILED, TRY_AGAIN, setup};
use crate::daemon::{self, Clock, Desk, Round};
use crate::mailbox::Mailbox;
use std::path::Path;
use tokio_util::sync::CancellationToken;

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
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        mailboxes = mailboxes.len(),
        "the desk is open"
    );
    daemon::watch(&desk, mailboxes, delivery, stop).await?;
    tracing::info!("the desk is closed");
    Ok(DONE)
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
