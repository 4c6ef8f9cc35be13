//! `rsvpd demo --story`: the campaign of the script over Maildirs and a folder of replies, with nothing installed.

use super::stage::{clear, config, put};
use super::{inbox, replies};
use crate::cli::story::{Post, Story};
use crate::message::MailboxRole;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Plays the story and prints every conversation.
pub async fn play(folder: &Path) -> anyhow::Result<()> {
    clear(folder)?;
    let post = Folders {
        folder: folder.to_owned(),
        letters: 0,
        seen: BTreeSet::new(),
    };
    let mut story = Story::begin(config(folder)?, post).await?;
    while let Some(told) = story.next_scene().await? {
        print!("{told}");
    }
    println!("\nReplies, as they would leave:  {}", replies(folder).display());
    Ok(())
}

/// The demo's own folders.
struct Folders {
    folder: PathBuf,
    letters: usize,
    /// Replies that were told.
    seen: BTreeSet<PathBuf>,
}

impl Post for Folders {
    fn put(&mut self, to: MailboxRole, raw: &[u8], arrives: DateTime<Utc>) -> anyhow::Result<()> {
        self.letters += 1;
        let name = format!("{}.M{:06}.story", arrives.timestamp(), self.letters);
        put(&inbox(&self.folder, to).join("new").join(name), raw, arrives)
    }

    fn replies(&mut self) -> anyhow::Result<Vec<Vec<u8>>> {
        let folder = replies(&self.folder);
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder)? {
            paths.push(entry?.path());
        }
        // Their names begin with their numbers in the outbox.
        paths.sort();
        let mut replies = Vec::new();
        for path in paths {
            if path.is_file() && self.seen.insert(path.clone()) {
                replies.push(fs::read(path)?);
            }
        }
        Ok(replies)
    }
}
