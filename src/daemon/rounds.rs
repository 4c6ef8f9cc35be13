//! The tasks of a running desk: one a mailbox, one that settles, one that delivers; the database is their queue, signals only wake.

use super::{Desk, DeskError, Part, Passed, Sent, Settled};
use crate::delivery::Delivery;
use crate::mailbox::{Mailbox, backoff};
use crate::store::Lease;
use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

/// A mailbox whose daemon died is free for another after this time.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// The longest time that a task waits without looking; well within the lease.
const LOOK: Duration = Duration::from_secs(60);
/// How often something is tried that a person must mend first.
const RARELY: Duration = Duration::from_secs(300);

/// What one round did.
#[derive(Debug, Default)]
pub struct Round {
    pub new: usize,
    pub settled: Vec<Settled>,
    pub sent: Sent,
    /// Mailboxes that could not be drained, and a means of delivery that could not be used, with the reason.
    pub failures: Vec<(String, DeskError)>,
    /// Replies that wait for a later try.
    pub waiting_replies: bool,
}

/// What the tasks of one run tell each other.
#[derive(Debug, Default)]
struct Signals {
    kept: Notify,
    settled: Notify,
    /// No more messages will be kept in this run.
    all_kept: AtomicBool,
    /// When each mailbox was last seen with nothing left in it; an offer that ended later may have an answer there.
    looked: Mutex<BTreeMap<String, DateTime<Utc>>>,
    /// No more decisions will be made in this run.
    all_settled: AtomicBool,
}

impl Signals {
    /// Every mailbox is yet to be looked into.
    fn new<'a>(mailboxes: impl Iterator<Item = &'a Mailbox>) -> Self {
        let unseen = mailboxes.map(|mailbox| (mailbox.name().to_owned(), DateTime::<Utc>::MIN_UTC));
        Self {
            looked: Mutex::new(unseen.collect()),
            ..Self::default()
        }
    }

    fn emptied(&self, mailbox: &str, at: DateTime<Utc>) {
        if let Ok(mut looked) = self.looked.lock() {
            looked.insert(mailbox.to_owned(), at);
        }
    }

    /// The moment up to which every mailbox is known to be empty.
    fn looked(&self) -> Option<DateTime<Utc>> {
        let looked = self.looked.lock().ok()?;
        looked
            .values()
            .min()
            .copied()
            .filter(|at| *at > DateTime::<Utc>::MIN_UTC)
    }
}

/// Takes all that waits in the mailboxes, decides, delivers, and ends.
///
/// Fetching, settling and sending go on side by side; each has its own connection.
///
/// # Errors
/// [`DeskError`] of the database; a mailbox that fails is told in the round.
pub async fn once(
    desk: &Desk,
    mailboxes: &mut [Mailbox],
    delivery: &mut Delivery,
) -> Result<Round, DeskError> {
    desk.recover().await?;
    desk.apply_capacities().await?;
    desk.warn_of_untold().await?;
    watch_only(desk, mailboxes).await?;
    let signals = Signals::new(mailboxes.iter());
    let intake = async {
        let drained = mailboxes.iter_mut().map(|mailbox| drain(desk, mailbox, &signals));
        let results = futures::future::join_all(drained).await;
        signals.all_kept.store(true, Ordering::SeqCst);
        signals.kept.notify_one();
        results
    };
    let settling = async {
        let settled = settle_until_done(desk, &signals).await;
        signals.all_settled.store(true, Ordering::SeqCst);
        signals.settled.notify_one();
        settled
    };
    let (intake, settled, sent) =
        tokio::join!(intake, settling, deliver_until_done(desk, &signals, delivery));
    let mut round = Round {
        settled: settled?,
        sent: sent?,
        ..Round::default()
    };
    for (mailbox, result) in intake {
        match result {
            Ok(new) => round.new += new,
            Err(error) => round.failures.push((format!("mailbox {mailbox}"), error)),
        }
    }
    if let Some(why) = &round.sent.blocked {
        let error = DeskError::NothingLeaves(why.clone());
        round.failures.push(("delivery".to_owned(), error));
    }
    delivery.close().await;
    round.waiting_replies = desk.store().next_due_at().await?.is_some();
    Ok(round)
}

async fn drain(desk: &Desk, mailbox: &mut Mailbox, signals: &Signals) -> (String, Result<usize, DeskError>) {
    let name = mailbox.name().to_owned();
    let result = drain_leased(desk, mailbox, signals).await;
    if let Err(error) = &result {
        note_failure(desk, &name, error).await;
    }
    mailbox.close().await;
    if let Err(error) = desk
        .store()
        .end_lease(&lease_name(&name), &desk.inner.holder)
        .await
    {
        warn!(%error, "the lease of a mailbox could not be given back; it ends by itself");
    }
    (name, result)
}

async fn drain_leased(desk: &Desk, mailbox: &mut Mailbox, signals: &Signals) -> Result<usize, DeskError> {
    let mut new = 0;
    loop {
        take_lease(desk, mailbox.name()).await?;
        let looked = desk.clock().now();
        let taken = desk.take_in(mailbox).await?;
        desk.store()
            .mailbox_works(mailbox.name(), desk.clock().now())
            .await?;
        new += taken.new;
        signals.kept.notify_one();
        if taken.new + taken.known + taken.waiting == 0 {
            signals.emptied(mailbox.name(), looked);
            return Ok(new);
        }
    }
}

async fn settle_until_done(desk: &Desk, signals: &Signals) -> Result<Vec<Settled>, DeskError> {
    let mut all = Vec::new();
    loop {
        // Looked at before the database, so that a message kept in between is never left behind.
        let last_look = signals.all_kept.load(Ordering::SeqCst);
        let looked = signals.looked();
        let settled = desk.settle_all(looked, || signals.settled.notify_one()).await?;
        if !settled.is_empty() {
            all.extend(settled);
        } else if last_look {
            desk.pass_time(looked).await?;
            return Ok(all);
        } else {
            signals.kept.notified().await;
        }
    }
}

async fn deliver_until_done(
    desk: &Desk,
    signals: &Signals,
    delivery: &mut Delivery,
) -> Result<Sent, DeskError> {
    let mut all = Sent::default();
    loop {
        let last_look = signals.all_settled.load(Ordering::SeqCst);
        let sent = desk.deliver_due(delivery).await?;
        all.add(sent);
        if last_look {
            return Ok(all);
        }
        signals.settled.notified().await;
    }
}

/// Watches the mailboxes until `stop`; whatever fails is tried again, and nothing is lost meanwhile.
///
/// # Errors
/// [`DeskError`] if the start fails, or if another daemon watches one of the mailboxes.
pub async fn watch(
    desk: &Desk,
    mailboxes: Vec<Mailbox>,
    mut delivery: Delivery,
    stop: CancellationToken,
) -> Result<(), DeskError> {
    desk.recover().await?;
    desk.apply_capacities().await?;
    desk.warn_of_untold().await?;
    watch_only(desk, &mailboxes).await?;
    for mailbox in &mailboxes {
        take_lease(desk, mailbox.name()).await?;
    }
    let signals = Signals::new(mailboxes.iter());
    // What an earlier run kept or queued is taken up first.
    signals.kept.notify_one();
    signals.settled.notify_one();
    let watching = mailboxes
        .into_iter()
        .map(|mailbox| watch_one(desk, mailbox, &signals, &stop));
    tokio::join!(
        futures::future::join_all(watching),
        settle_always(desk, &signals, &stop),
        deliver_always(desk, &signals, &mut delivery, &stop),
    );
    delivery.close().await;
    Ok(())
}

async fn watch_one(desk: &Desk, mut mailbox: Mailbox, signals: &Signals, stop: &CancellationToken) {
    let name = mailbox.name().to_owned();
    let mut trouble = Trouble::new(format!("mailbox {name}"));
    while !stop.is_cancelled() {
        let result = tokio::select! {
            () = stop.cancelled() => break,
            result = look(desk, &mut mailbox, signals) => result,
        };
        match result {
            Ok(()) => trouble.over(),
            Err(error) => {
                note_failure(desk, &name, &error).await;
                trouble.pause(&error, stop).await;
            }
        }
    }
    mailbox.close().await;
    if let Err(error) = desk
        .store()
        .end_lease(&lease_name(&name), &desk.inner.holder)
        .await
    {
        warn!(%error, "the lease of a mailbox could not be given back; it ends by itself");
    }
}

/// Takes in what there is, else waits for news.
async fn look(desk: &Desk, mailbox: &mut Mailbox, signals: &Signals) -> Result<(), DeskError> {
    take_lease(desk, mailbox.name()).await?;
    let looked = desk.clock().now();
    let taken = desk.take_in(mailbox).await?;
    desk.store()
        .mailbox_works(mailbox.name(), desk.clock().now())
        .await?;
    if taken.new + taken.known + taken.waiting > 0 {
        signals.kept.notify_one();
        return Ok(());
    }
    signals.emptied(mailbox.name(), looked);
    mailbox.wait(LOOK.min(desk.config().poll)).await?;
    Ok(())
}

/// Writes down that a mailbox cannot be reached, for the console and for the organisers' alert.
async fn note_failure(desk: &Desk, mailbox: &str, error: &DeskError) {
    let DeskError::Source(error) = error else {
        return;
    };
    let (why, now) = (error.to_string(), desk.clock().now());
    if let Err(error) = desk.store().mailbox_fails(mailbox, &why, now).await {
        warn!(mailbox, %error, "that the mailbox cannot be reached could not be written down");
    }
}

async fn watch_only(desk: &Desk, mailboxes: &[Mailbox]) -> Result<(), DeskError> {
    let names: Vec<&str> = mailboxes.iter().map(Mailbox::name).collect();
    Ok(desk.store().watch_only(&names).await?)
}

async fn settle_always(desk: &Desk, signals: &Signals, stop: &CancellationToken) {
    let mut trouble = Trouble::new("settling".to_owned());
    while !stop.is_cancelled() {
        // Looked at before the database: what is kept later was received later.
        let looked = signals.looked();
        let settled = match desk.settle_next(looked).await {
            Ok(settled) if settled.is_empty() => match desk.pass_time(looked).await {
                Ok(passed) if passed == Passed::default() => Ok(true),
                Ok(_) => Ok(false),
                Err(error) => Err(error),
            },
            Ok(_) => Ok(false),
            Err(error) => Err(error),
        };
        match settled {
            Ok(idle) => {
                trouble.over();
                if idle {
                    tokio::select! {
                        () = stop.cancelled() => {}
                        () = signals.kept.notified() => {}
                        // A message that was being retried has no signal of its own.
                        () = tokio::time::sleep(LOOK) => {}
                    }
                } else {
                    signals.settled.notify_one();
                }
            }
            Err(error) => trouble.pause(&error, stop).await,
        }
    }
}

async fn deliver_always(desk: &Desk, signals: &Signals, delivery: &mut Delivery, stop: &CancellationToken) {
    let mut trouble = Trouble::new("delivery".to_owned());
    while !stop.is_cancelled() {
        let next = match desk.deliver_due(delivery).await {
            Ok(Sent {
                blocked: Some(why), ..
            }) => Err(DeskError::NothingLeaves(why)),
            Ok(_) if desk.is_paused(Part::Sending) => Ok(None),
            Ok(_) => desk.store().next_due_at().await.map_err(DeskError::from),
            Err(error) => Err(error),
        };
        match next {
            Ok(next) => {
                trouble.over();
                let now = desk.clock().now();
                let pause = next.map_or(LOOK, |at| (at - now).to_std().unwrap_or_default().min(LOOK));
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = signals.settled.notified() => {}
                    () = desk.inner.woken.notified() => {}
                    () = tokio::time::sleep(pause.max(Duration::from_millis(50))) => {}
                }
            }
            Err(error) => trouble.pause(&error, stop).await,
        }
    }
}

async fn take_lease(desk: &Desk, mailbox: &str) -> Result<(), DeskError> {
    let now = desk.clock().now();
    match desk
        .store()
        .lease(&lease_name(mailbox), &desk.inner.holder, now + LEASE, now)
        .await?
    {
        Lease::Ours => Ok(()),
        Lease::Taken => Err(DeskError::Watched(mailbox.to_owned())),
    }
}

fn lease_name(mailbox: &str) -> String {
    format!("mailbox:{mailbox}")
}

impl Sent {
    fn add(&mut self, other: Sent) {
        self.delivered += other.delivered;
        self.try_again += other.try_again;
        self.refused += other.refused;
        self.uncertain += other.uncertain;
        self.held += other.held;
        self.blocked = self.blocked.take().or(other.blocked);
    }
}

/// Counts failures in a row: told once, tried again with growing pauses, and told once when it is over (mail-rules 102).
#[derive(Debug)]
struct Trouble {
    what: String,
    attempts: u32,
}

impl Trouble {
    fn new(what: String) -> Self {
        Self { what, attempts: 0 }
    }

    fn over(&mut self) {
        if self.attempts > 0 {
            warn!(what = %self.what, "works again");
            self.attempts = 0;
        }
    }

    async fn pause(&mut self, problem: &DeskError, stop: &CancellationToken) {
        let pause = if problem.is_temporary() {
            backoff(self.attempts, rand::rng().random())
        } else {
            RARELY
        };
        if self.attempts == 0 {
            if problem.is_temporary() {
                warn!(what = %self.what, error = %problem, "does not work; tried again by itself");
            } else {
                error!(what = %self.what, error = %problem, "does not work until a person mends it");
            }
        }
        self.attempts = self.attempts.saturating_add(1);
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}
