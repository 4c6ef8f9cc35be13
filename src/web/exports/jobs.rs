//! Files that take a while: made apart from any request, told of while they are, and kept for half an hour.

use super::Order;
use crate::daemon::Clock;
use crate::export::{self, ExportError, Made, Progress, Rows, Tell};
use crate::web::access::hex;
use axum::body::{Body, Bytes};
use chrono::{DateTime, TimeDelta, Utc};
use futures::stream;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Files made at the same time; others wait for their turn, so that pages stay quick.
const AT_ONCE: usize = 2;
/// Files of one person, made or in the making.
const OF_ONE: usize = 5;
/// How long a made file can be had.
const KEPT: TimeDelta = TimeDelta::minutes(30);
/// Bytes of a file that are sent at once.
const PIECE: usize = 64 * 1_024;

/// All files of this console.
#[derive(Debug)]
pub(in crate::web) struct Jobs {
    jobs: Arc<Mutex<Vec<Arc<Job>>>>,
    turns: Arc<Semaphore>,
}

/// One file.
#[derive(Debug)]
pub(super) struct Job {
    /// That nobody can guess.
    pub id: String,
    pub owner: String,
    pub order: Order,
    pub begun_at: DateTime<Utc>,
    /// Given up by its owner, or by the console when it closes.
    stop: CancellationToken,
    state: Mutex<State>,
    /// When it was made, or failed.
    over_at: OnceLock<DateTime<Utc>>,
}

/// How far a file is.
#[derive(Debug, Clone)]
pub(super) enum State {
    /// Others are made first.
    Waits,
    At(Progress),
    Ready(Arc<Ready>),
    Failed(String),
}

/// A file that can be had.
#[derive(Debug)]
pub(super) struct Ready {
    file: Mutex<File>,
    pub bytes: u64,
    pub rows: u64,
}

impl Default for Jobs {
    fn default() -> Self {
        Self {
            jobs: Arc::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Jobs {
    /// Begins a file of these rows, unless its owner has the same in the making; `None` where too many are.
    pub(super) fn begin(
        &self,
        owner: &str,
        order: Order,
        rows: Rows,
        (id, clock): (&[u8], &Clock),
        closing: &CancellationToken,
    ) -> Option<String> {
        let mut jobs = self.at(clock.now());
        let same = jobs
            .iter()
            .find(|job| job.owner == owner && job.order == order && !job.is_over());
        if let Some(same) = same {
            return Some(same.id.clone());
        }
        while jobs.iter().filter(|job| job.owner == owner).count() >= OF_ONE {
            let oldest = jobs.iter().position(|job| job.owner == owner && job.is_over())?;
            jobs.remove(oldest).stop.cancel();
        }
        let job = Arc::new(Job {
            id: hex(id),
            owner: owner.to_owned(),
            order,
            begun_at: clock.now(),
            stop: closing.child_token(),
            state: Mutex::new(State::Waits),
            over_at: OnceLock::new(),
        });
        jobs.push(Arc::clone(&job));
        let id = job.id.clone();
        let (all, turns, clock) = (Arc::clone(&self.jobs), Arc::clone(&self.turns), clock.clone());
        tokio::spawn(async move {
            let stop = job.stop.clone();
            let live = async {
                let Ok(turn) = turns.acquire().await else {
                    return;
                };
                job.make(rows, &clock).await;
                drop(turn);
                // Where nobody asks for it any more, the disk has its room back nevertheless.
                tokio::time::sleep(KEPT.to_std().unwrap_or_default()).await;
            };
            stop.run_until_cancelled(live).await;
            lock(&all).retain(|other| other.id != job.id);
        });
        Some(id)
    }

    /// All files that are there at this time: none was made longer ago than it is kept.
    fn at(&self, now: DateTime<Utc>) -> MutexGuard<'_, Vec<Arc<Job>>> {
        let mut jobs = lock(&self.jobs);
        jobs.retain(|job| {
            let kept = job.over_at.get().is_none_or(|over| now - *over < KEPT);
            if !kept {
                job.stop.cancel();
            }
            kept
        });
        jobs
    }

    /// A file of this person.
    pub(super) fn find(&self, owner: &str, id: &str, now: DateTime<Utc>) -> Option<Arc<Job>> {
        let jobs = self.at(now);
        let found = jobs.iter().find(|job| job.owner == owner && job.id == id);
        found.cloned()
    }

    /// All files of this person, the newest first.
    pub(super) fn of(&self, owner: &str, now: DateTime<Utc>) -> Vec<Arc<Job>> {
        let jobs = self.at(now);
        let own = jobs.iter().rev().filter(|job| job.owner == owner);
        own.cloned().collect()
    }

    /// Gives up all files of somebody who may see them no longer.
    pub fn forget(&self, owner: &str) {
        lock(&self.jobs).retain(|job| {
            let own = job.owner == owner;
            if own {
                job.stop.cancel();
            }
            !own
        });
    }

    /// Gives up a file, whether it is made or not.
    pub(super) fn drop(&self, job: &Job) {
        job.stop.cancel();
        lock(&self.jobs).retain(|other| other.id != job.id);
    }
}

impl Job {
    pub fn state(&self) -> State {
        lock(&self.state).clone()
    }

    /// Whether it is no longer in the making.
    pub fn is_over(&self) -> bool {
        self.over_at.get().is_some()
    }

    async fn make(self: &Arc<Self>, rows: Rows, clock: &Clock) {
        let job = Arc::clone(self);
        let tell: Tell = Arc::new(move |progress| {
            *lock(&job.state) = State::At(progress);
            !job.stop.is_cancelled()
        });
        let ended = match export::make(rows, tell).await {
            Ok(made) => State::Ready(Arc::new(Ready::from(made))),
            Err(error) => {
                if !matches!(error, ExportError::Unwanted) {
                    tracing::error!(%error, "a file could not be made");
                }
                State::Failed(error.to_string())
            }
        };
        *lock(&self.state) = ended;
        let _ = self.over_at.set(clock.now());
    }
}

impl From<Made> for Ready {
    fn from(made: Made) -> Self {
        Self {
            file: Mutex::new(made.file),
            bytes: made.bytes,
            rows: made.rows,
        }
    }
}

impl Ready {
    /// The file piece by piece; it can be sent to several at the same time.
    pub fn body(self: Arc<Self>) -> Body {
        let pieces = stream::unfold((self, 0), |(ready, at)| async move {
            let (reader, from) = (Arc::clone(&ready), at);
            let read = tokio::task::spawn_blocking(move || reader.piece(from)).await;
            match read.unwrap_or_else(|error| Err(io::Error::other(error))) {
                Ok(piece) if piece.is_empty() => None,
                Ok(piece) => {
                    let next = at + piece.len() as u64;
                    Some((Ok(piece), (ready, next)))
                }
                // The browser sees that the file is not whole.
                Err(error) => Some((Err(error), (ready, u64::MAX))),
            }
        });
        Body::from_stream(pieces)
    }

    fn piece(&self, from: u64) -> io::Result<Bytes> {
        if from >= self.bytes {
            return Ok(Bytes::new());
        }
        let mut piece = vec![0; PIECE];
        let mut file = lock(&self.file);
        file.seek(SeekFrom::Start(from))?;
        let length = file.read(&mut piece)?;
        piece.truncate(length);
        Ok(piece.into())
    }
}

/// What somebody left in the middle of a change is still whole here: each change is one assignment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{SUMMIT, event};
    use crate::event::Event;
    use crate::export::{Document, Format, Occasion};
    use crate::store::Store;
    use crate::web::lists::ListQuery;
    use std::cell::Cell;

    struct Bench {
        jobs: Jobs,
        store: Store,
        event: Event,
        clock: Clock,
        closing: CancellationToken,
        begun: Cell<u8>,
        _folder: tempfile::TempDir,
    }

    impl Bench {
        async fn set() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let event = event::parse("config/event.toml", SUMMIT).unwrap();
            let file = folder.path().join("desk.db");
            let store = Store::connect(&format!("sqlite:{}", file.display()))
                .await
                .unwrap();
            store.migrate(&event.id, &[7; 32]).await.unwrap();
            Self {
                jobs: Jobs::default(),
                store,
                clock: Clock::by_hand(event.registration.opens),
                event,
                closing: CancellationToken::new(),
                begun: Cell::default(),
                _folder: folder,
            }
        }

        /// Begins the file of the letters in this language.
        fn begin(&self, owner: &str, language: &str) -> Option<String> {
            let query = ListQuery {
                q: format!("language:{language}"),
                ..ListQuery::default()
            };
            let order = Order::new(Document::Messages, Format::Csv, &query, &self.event, "en");
            let occasion = Occasion {
                event: &self.event,
                language: "en",
                now: self.clock.now(),
            };
            let rows = Rows::new(&self.store, order.wanted(), &occasion);
            self.begun.set(self.begun.get() + 1);
            let start: (&[u8], _) = (&[self.begun.get()], &self.clock);
            self.jobs.begin(owner, order, rows, start, &self.closing)
        }

        /// How the files of somebody are, the newest first.
        fn states(&self, owner: &str) -> Vec<&'static str> {
            let of = |job: &Arc<Job>| match job.state() {
                State::Waits => "waits",
                State::At(_) => "made",
                State::Ready(_) => "ready",
                State::Failed(_) => "failed",
            };
            self.jobs.of(owner, self.clock.now()).iter().map(of).collect()
        }

        /// Lets all that was begun come to its end.
        async fn finish(&self, owner: &str) {
            while !self
                .jobs
                .of(owner, self.clock.now())
                .iter()
                .all(|job| job.is_over())
            {
                tokio::task::yield_now().await;
            }
        }
    }

    #[tokio::test]
    async fn five_files_are_had_at_a_time_and_the_sixth_takes_the_place_of_the_oldest_that_is_made() {
        let bench = Bench::set().await;
        // Nothing is made while both turns are taken.
        let turns = bench.jobs.turns.acquire_many(2).await.unwrap();
        let first = bench.begin("ana", "en").unwrap();
        assert_eq!(
            bench.begin("ana", "en"),
            Some(first.clone()),
            "the same is begun once"
        );
        for language in ["fr", "de", "it", "ru"] {
            assert!(bench.begin("ana", language).is_some(), "{language}");
        }
        assert_eq!(bench.begin("ana", "tr"), None, "five are in the making");
        assert!(bench.begin("ben", "tr").is_some(), "each has five of their own");
        assert_eq!(bench.states("ana"), ["waits"; 5]);

        drop(turns);
        bench.finish("ana").await;
        assert_eq!(bench.states("ana"), ["ready"; 5]);
        let again = bench.begin("ana", "en").unwrap();
        bench.finish("ana").await;
        assert_eq!(bench.states("ana"), ["ready"; 5], "the oldest went");
        let now = bench.clock.now();
        assert!(bench.jobs.find("ana", &again, now).is_some());
        assert!(bench.jobs.find("ben", &again, now).is_none(), "it is hers alone");
        bench.jobs.forget("ana");
        assert!(bench.states("ana").is_empty());
        assert_eq!(bench.jobs.of("ben", now).len(), 1);
    }

    #[tokio::test]
    async fn a_file_is_kept_half_an_hour_from_when_it_was_made() {
        let bench = Bench::set().await;
        let turns = bench.jobs.turns.acquire_many(2).await.unwrap();
        let id = bench.begin("ana", "en").unwrap();
        bench.clock.set(bench.clock.now() + TimeDelta::hours(1));
        assert_eq!(bench.states("ana"), ["waits"], "what is not made yet does not go");
        drop(turns);
        bench.finish("ana").await;
        bench.clock.set(bench.clock.now() + KEPT - TimeDelta::seconds(1));
        assert_eq!(bench.states("ana"), ["ready"]);
        let job = bench.jobs.find("ana", &id, bench.clock.now()).unwrap();
        bench.clock.set(bench.clock.now() + TimeDelta::seconds(1));
        assert!(bench.jobs.find("ana", &id, bench.clock.now()).is_none());
        assert!(bench.states("ana").is_empty());
        assert!(job.stop.is_cancelled(), "nothing of it waits any longer");
    }
}
