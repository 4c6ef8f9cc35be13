//! Files that take a while: made apart from any request, told of while they are, and kept for half an hour.

use super::Order;
use crate::export::{self, ExportError, Made, Progress, Rows, Tell};
use crate::web::access::hex;
use axum::body::{Body, Bytes};
use chrono::{DateTime, Utc};
use futures::stream;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Files made at the same time; others wait for their turn, so that pages stay quick.
const AT_ONCE: usize = 2;
/// Files of one person, made or in the making.
const OF_ONE: usize = 5;
/// How long a made file can be had.
const KEPT: Duration = Duration::from_secs(30 * 60);
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
        (id, now): (&[u8], DateTime<Utc>),
        closing: &CancellationToken,
    ) -> Option<String> {
        let mut jobs = lock(&self.jobs);
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
            begun_at: now,
            stop: closing.child_token(),
            state: Mutex::new(State::Waits),
        });
        jobs.push(Arc::clone(&job));
        let id = job.id.clone();
        let (all, turns) = (Arc::clone(&self.jobs), Arc::clone(&self.turns));
        tokio::spawn(async move {
            let stop = job.stop.clone();
            let live = async {
                let Ok(turn) = turns.acquire().await else {
                    return;
                };
                job.make(rows).await;
                drop(turn);
                tokio::time::sleep(KEPT).await;
            };
            stop.run_until_cancelled(live).await;
            lock(&all).retain(|other| other.id != job.id);
        });
        Some(id)
    }

    /// A file of this person.
    pub(super) fn find(&self, owner: &str, id: &str) -> Option<Arc<Job>> {
        let jobs = lock(&self.jobs);
        let found = jobs.iter().find(|job| job.owner == owner && job.id == id);
        found.cloned()
    }

    /// All files of this person, the newest first.
    pub(super) fn of(&self, owner: &str) -> Vec<Arc<Job>> {
        let jobs = lock(&self.jobs);
        let own = jobs.iter().rev().filter(|job| job.owner == owner);
        own.cloned().collect()
    }

    /// Gives up all files of somebody who may see them no longer.
    pub fn forget(&self, owner: &str) {
        for job in self.of(owner) {
            self.drop(&job);
        }
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
        matches!(*lock(&self.state), State::Ready(_) | State::Failed(_))
    }

    async fn make(self: &Arc<Self>, rows: Rows) {
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
