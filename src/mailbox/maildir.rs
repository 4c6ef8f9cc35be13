//! A Maildir: every file in `new` and `cur` is a message, its unique name the place.

use super::{
    Checked, Defect, FirstStart, Found, HEADER_LIMIT, Ledger, Letter, Limits, Place, SourceError, Wake,
    header_of,
};
use chrono::{DateTime, Utc};
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// Where it is and what to do with it.
#[derive(Debug, Clone)]
pub struct MaildirSettings {
    /// The folder that holds `new`, `cur` and `tmp`.
    pub path: PathBuf,
    pub after: AfterFile,
    /// Bytes; of larger messages only the header is read.
    pub size_limit: u64,
    /// How often to look for new files.
    pub poll_every: Duration,
}

/// What happens to a message's file after its commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AfterFile {
    /// It stays as it is.
    #[default]
    Nothing,
    /// It goes to `cur` with the flag S, as if a person had read it.
    Seen,
}

/// A Maildir and when it last changed.
#[derive(Debug)]
pub struct Maildir {
    settings: MaildirSettings,
    first_start: FirstStart,
    /// When `new` and `cur` had last changed before they were listed.
    seen: Option<[SystemTime; 2]>,
}

/// A message's file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// First, because it gives the order.
    modified: SystemTime,
    name: String,
    path: PathBuf,
    size: u64,
}

impl Maildir {
    pub(super) fn new(settings: MaildirSettings, first_start: FirstStart) -> Self {
        Maildir {
            settings,
            first_start,
            seen: None,
        }
    }

    pub(super) async fn next(
        &mut self,
        ledger: &Ledger,
        limits: Limits,
        now: DateTime<Utc>,
    ) -> Result<Found, SourceError> {
        self.seen = changed(&self.settings.path).ok();
        let mut entries = self.entries()?;
        if self.first_start == FirstStart::New && ledger.is_empty() {
            // A name that no file has keeps an empty Maildir from counting as new for ever.
            let names = entries
                .into_iter()
                .map(|entry| entry.name)
                .chain([OPENED.to_owned()]);
            return Ok(Found {
                passed_over: names.map(Place::of_name).collect(),
                ..Found::default()
            });
        }
        entries.retain(|entry| !ledger.names.contains(&entry.name));
        entries.sort();
        let total = entries.len();
        let (mut letters, mut bytes, mut looked_at) = (Vec::new(), 0, 0);
        for entry in entries {
            let weight = entry.size.min(self.settings.size_limit);
            if !letters.is_empty() && (letters.len() >= limits.messages || bytes + weight > limits.bytes) {
                break;
            }
            looked_at += 1;
            bytes += weight;
            letters.extend(self.read(entry, now)?);
        }
        Ok(Found {
            letters,
            passed_over: Vec::new(),
            waiting: total - looked_at,
        })
    }

    pub(super) async fn done(&mut self, places: &[Place]) -> Result<(), SourceError> {
        if self.settings.after == AfterFile::Nothing {
            return Ok(());
        }
        let cur = self.settings.path.join("cur");
        let mut failed = None;
        for Place { name, .. } in places {
            let Some((from, flags)) = self.find(name)? else {
                continue;
            };
            if flags.contains('S') {
                continue;
            }
            let mut flags: Vec<char> = flags.chars().chain(['S']).collect();
            flags.sort_unstable();
            let to = cur.join(format!("{name}:2,{}", flags.into_iter().collect::<String>()));
            if let Err(why) = fs::rename(&from, &to) {
                failed = Some(SourceError::Path { path: from, why });
            }
        }
        failed.map_or(Ok(()), Err)
    }

    pub(super) async fn wait(&mut self, timeout: Duration) -> Result<Wake, SourceError> {
        let until = Instant::now() + timeout;
        loop {
            if changed(&self.settings.path).ok() != self.seen {
                return Ok(Wake::News);
            }
            let now = Instant::now();
            if now >= until {
                return Ok(Wake::Timeout);
            }
            tokio::time::sleep_until(until.min(now + self.settings.poll_every)).await;
        }
    }

    pub(super) async fn check(&mut self) -> Result<Checked, SourceError> {
        let messages = self.entries()?.len() as u64;
        Ok(Checked {
            messages,
            tells: false,
            warnings: Vec::new(),
        })
    }

    fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        let mut entries = Vec::new();
        for folder in ["new", "cur"] {
            let path = self.settings.path.join(folder);
            let failed = |why| SourceError::Path {
                path: path.clone(),
                why,
            };
            for file in fs::read_dir(&path).map_err(failed)? {
                let file = file.map_err(failed)?;
                // Another program may move it to `cur` or delete it at any time: then it is not here.
                let Ok(data) = file.metadata() else { continue };
                let name = file.file_name().to_string_lossy().into_owned();
                if !data.is_file() || name.starts_with('.') {
                    continue;
                }
                let modified = data.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                let name = base(&name).to_owned();
                entries.push(Entry {
                    modified,
                    name,
                    path: file.path(),
                    size: data.len(),
                });
            }
        }
        Ok(entries)
    }

    /// The letter in a file; `None` if another program has deleted it.
    fn read(&self, entry: Entry, now: DateTime<Utc>) -> Result<Option<Letter>, SourceError> {
        let limit = self.settings.size_limit;
        let (raw, size) = match read_limited(&entry.path, limit) {
            Err(why) if why.kind() == ErrorKind::NotFound => match self.find(&entry.name)? {
                // It went from `new` to `cur`, or got another flag.
                Some((path, _)) => match read_limited(&path, limit) {
                    Err(why) if why.kind() == ErrorKind::NotFound => return Ok(None),
                    other => other.map_err(|why| SourceError::Path { path, why })?,
                },
                None => return Ok(None),
            },
            other => other.map_err(|why| SourceError::Path {
                path: entry.path,
                why,
            })?,
        };
        let received_at = if entry.modified == SystemTime::UNIX_EPOCH {
            now
        } else {
            DateTime::from(entry.modified)
        };
        let defect = (size > limit).then_some(Defect::TooLarge);
        Ok(Some(Letter {
            place: Place::of_name(entry.name),
            received_at,
            size,
            raw,
            defect,
        }))
    }

    /// Where the message is now, and its flags.
    fn find(&self, name: &str) -> Result<Option<(PathBuf, String)>, SourceError> {
        let fresh = self.settings.path.join("new").join(name);
        if fresh.is_file() {
            return Ok(Some((fresh, String::new())));
        }
        let found = self.entries()?.into_iter().find(|entry| entry.name == name);
        Ok(found.map(|entry| {
            let file = entry.path.to_string_lossy();
            let flags = file
                .rsplit_once(":2,")
                .map(|(_, flags)| flags.to_owned())
                .unwrap_or_default();
            (entry.path, flags)
        }))
    }
}

/// Entered at the first start with [`FirstStart::New`].
const OPENED: &str = ".opened";

/// The unique name without the flags (`:2,S`).
fn base(name: &str) -> &str {
    name.split_once(":2,").map_or(name, |(base, _)| base)
}

fn changed(path: &Path) -> io::Result<[SystemTime; 2]> {
    let of = |folder| fs::metadata(path.join(folder))?.modified();
    Ok([of("new")?, of("cur")?])
}

/// The whole file and its size in bytes; of a larger file than `limit` the header only.
pub(super) fn read_limited(path: &Path, limit: u64) -> io::Result<(Vec<u8>, u64)> {
    let file = fs::File::open(path)?;
    let size = file.metadata()?.len();
    let mut raw = Vec::new();
    if size > limit {
        file.take(HEADER_LIMIT as u64).read_to_end(&mut raw)?;
        let header = header_of(&raw, HEADER_LIMIT).len();
        raw.truncate(header);
    } else {
        file.take(limit).read_to_end(&mut raw)?;
    }
    Ok((raw, size))
}
