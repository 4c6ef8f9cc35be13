//! Letters in files: single .eml files, folders of them, mbox files, Maildirs, and standard input.

use super::maildir::read_limited;
use super::{
    Checked, Defect, Found, HEADER_LIMIT, Ledger, Letter, Limits, Place, SourceError, Wake, header_of,
};
use chrono::{DateTime, Utc};
use mbox::{Mbox, Position, is_mbox};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

mod mbox;

/// Which files.
#[derive(Debug, Clone)]
pub struct FilesSettings {
    /// Files and folders; `-` is standard input. A file may be one message or an mbox. Of a folder the .eml
    /// and .mbox files are read, subfolders too; of a Maildir all of `new` and `cur`.
    pub paths: Vec<PathBuf>,
    /// Bytes; of larger messages only the header is read.
    pub size_limit: u64,
    /// How often to look for new files.
    pub poll_every: Duration,
}

/// Files, read in the order they are named, those of a folder by name.
#[derive(Debug)]
pub struct Files {
    settings: FilesSettings,
    /// Standard input, once it was read to its end.
    input: Option<Vec<u8>>,
    /// How far each mbox was read, so that it need not be read from its start for each batch.
    positions: BTreeMap<PathBuf, Position>,
    /// The files and their sizes at the last look.
    seen: Vec<(PathBuf, u64)>,
}

impl Files {
    pub(super) fn new(settings: FilesSettings) -> Self {
        Files {
            settings,
            input: None,
            positions: BTreeMap::new(),
            seen: Vec::new(),
        }
    }

    pub(super) async fn next(
        &mut self,
        ledger: &Ledger,
        limits: Limits,
        now: DateTime<Utc>,
    ) -> Result<Found, SourceError> {
        self.seen = self.expand()?;
        let files: Vec<PathBuf> = self.seen.iter().map(|(path, _)| path.clone()).collect();
        let mut heap = Heap {
            letters: Vec::new(),
            bytes: 0,
            limits,
            limit: self.settings.size_limit,
            now,
        };
        let total = files.len();
        for (done, path) in files.into_iter().enumerate() {
            let failed = |why| SourceError::Path {
                path: path.clone(),
                why,
            };
            if self.read(&path, ledger, &mut heap).map_err(failed)? == Fill::Full {
                let waiting = total - done;
                return Ok(Found {
                    letters: heap.letters,
                    passed_over: Vec::new(),
                    waiting,
                });
            }
        }
        Ok(Found {
            letters: heap.letters,
            ..Found::default()
        })
    }

    pub(super) async fn wait(&mut self, timeout: Duration) -> Result<Wake, SourceError> {
        let until = Instant::now() + timeout;
        loop {
            if self.expand()? != self.seen {
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
        let messages = self.expand()?.len() as u64;
        Ok(Checked {
            messages,
            tells: false,
            warnings: Vec::new(),
        })
    }

    /// All files with their sizes, in order.
    fn expand(&self) -> Result<Vec<(PathBuf, u64)>, SourceError> {
        let mut files = Vec::new();
        for path in &self.settings.paths {
            if path.as_os_str() == "-" {
                files.push((path.clone(), 0));
                continue;
            }
            let failed = |why| SourceError::Path {
                path: path.clone(),
                why,
            };
            let data = fs::metadata(path).map_err(failed)?;
            if data.is_dir() {
                walk(path, &mut files).map_err(failed)?;
            } else {
                files.push((path.clone(), data.len()));
            }
        }
        Ok(files)
    }

    fn read(&mut self, path: &Path, ledger: &Ledger, heap: &mut Heap) -> io::Result<Fill> {
        let name = path.to_string_lossy().into_owned();
        if ledger.names.contains(&name) {
            return Ok(Fill::Room);
        }
        if path.as_os_str() == "-" {
            let input = match self.input.take() {
                Some(input) => input,
                None => {
                    let mut input = Vec::new();
                    io::stdin().lock().read_to_end(&mut input)?;
                    input
                }
            };
            let filled = self.read_input(path, &input, ledger, heap);
            self.input = Some(input);
            return filled;
        }
        let mut file = match File::open(path) {
            // Somebody took it away since the folder was listed.
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Fill::Room),
            other => other?,
        };
        if is_mbox(&mut file)? {
            return self.read_mbox(path, BufReader::new(file), ledger, heap);
        }
        let arrived = file.metadata()?.modified().map_or(heap.now, DateTime::from);
        let (raw, size) = read_limited(path, heap.limit)?;
        Ok(heap.put(name, arrived, raw, size))
    }

    fn read_input(
        &mut self,
        path: &Path,
        input: &[u8],
        ledger: &Ledger,
        heap: &mut Heap,
    ) -> io::Result<Fill> {
        if input.starts_with(b"From ") {
            return self.read_mbox(path, Cursor::new(input), ledger, heap);
        }
        let size = input.len() as u64;
        let raw = if size > heap.limit {
            header_of(input, HEADER_LIMIT)
        } else {
            input
        };
        Ok(heap.put("-".to_owned(), heap.now, raw.to_vec(), size))
    }

    fn read_mbox(
        &mut self,
        path: &Path,
        mut reader: impl BufRead + Seek,
        ledger: &Ledger,
        heap: &mut Heap,
    ) -> io::Result<Fill> {
        let name = |number: u64| format!("{}#{number}", path.display());
        let known = self
            .positions
            .get(path)
            .copied()
            .filter(|position| ledger.names.contains(&name(position.number)));
        let start = known.unwrap_or_default();
        reader.seek(SeekFrom::Start(start.offset))?;
        let mut mbox = Mbox::open(reader, start)?;
        while let Some(post) = mbox.next(heap.limit)? {
            if ledger.names.contains(&name(post.number)) {
                self.positions.insert(path.to_owned(), mbox.position());
                continue;
            }
            let arrived = post.arrived.unwrap_or(heap.now);
            if heap.put(name(post.number), arrived, post.raw, post.size) == Fill::Full {
                return Ok(Fill::Full);
            }
        }
        Ok(Fill::Room)
    }
}

/// A batch that grows.
struct Heap {
    letters: Vec<Letter>,
    bytes: u64,
    limits: Limits,
    /// Bytes a message may have.
    limit: u64,
    now: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fill {
    Room,
    /// The letter did not fit any more; it comes with the next batch.
    Full,
}

impl Heap {
    fn put(&mut self, name: String, received_at: DateTime<Utc>, raw: Vec<u8>, size: u64) -> Fill {
        let bytes = self.bytes + raw.len() as u64;
        if !self.letters.is_empty()
            && (self.letters.len() >= self.limits.messages || bytes > self.limits.bytes)
        {
            return Fill::Full;
        }
        self.bytes = bytes;
        let defect = (size > self.limit).then_some(Defect::TooLarge);
        self.letters.push(Letter {
            place: Place::of_name(name),
            received_at,
            size,
            raw,
            defect,
        });
        Fill::Room
    }
}

/// The letters of a folder and its subfolders, by name.
fn walk(folder: &Path, files: &mut Vec<(PathBuf, u64)>) -> io::Result<()> {
    let maildir = folder.join("new").is_dir() && folder.join("cur").is_dir();
    let mut paths = fs::read_dir(folder)?
        .map(|file| Ok(file?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        // Hidden files, and those that are still being written into a Maildir.
        if name.starts_with('.') || (maildir && name == "tmp") {
            continue;
        }
        let Ok(data) = fs::metadata(&path) else { continue };
        if data.is_dir() {
            walk(&path, files)?;
        } else if is_letter(folder, &path) {
            files.push((path, data.len()));
        }
    }
    Ok(())
}

fn is_letter(folder: &Path, path: &Path) -> bool {
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let in_maildir = folder
        .file_name()
        .is_some_and(|name| name == "new" || name == "cur")
        && folder.with_file_name("tmp").is_dir();
    in_maildir || extension.is_some_and(|extension| extension == "eml" || extension == "mbox")
}
