//! What is done to messages after their commit: a keyword, or a move; by UID only, so never to a neighbour.

use super::connection::{Connection, SMALL_TALK};
use super::words::{folder, uid_set};
use super::{After, Imap, VALIDITY};
use crate::mailbox::{Place, Retry, SourceError};
use std::collections::BTreeSet;

impl Imap {
    /// Marks or moves these messages. UIDs of another UIDVALIDITY are left out: they name other letters now.
    pub(in crate::mailbox) async fn done(&mut self, places: &[Place]) -> Result<(), SourceError> {
        if self.settings.after == After::Nothing {
            return Ok(());
        }
        let outcome = self.mark(places).await;
        if outcome.as_ref().is_err_and(|error| error.retry() == Retry::Again) {
            self.hang_up();
        }
        outcome
    }

    async fn mark(&mut self, places: &[Place]) -> Result<(), SourceError> {
        self.connect().await?;
        self.catch_up().await;
        let (space, after) = (self.space, self.settings.after.clone());
        let connection = self.connect().await?;
        let same = |place: &&Place| match space {
            Some(space) => place.validity == space,
            None => {
                place.validity & VALIDITY == u64::from(connection.validity)
                    && connection.uid_next.is_none_or(|next| place.uid < u64::from(next))
            }
        };
        let uids: BTreeSet<u32> = places
            .iter()
            .filter(same)
            .filter_map(|place| u32::try_from(place.uid).ok())
            .collect();
        let set = uid_set(uids.into_iter().filter(|uid| *uid > 0));
        if set.is_empty() {
            return Ok(());
        }
        match &after {
            After::Nothing => Ok(()),
            After::Keyword(keyword) => connection.flag(&set, keyword).await,
            After::Move(target) => connection.move_to(&set, target).await,
        }
    }

    /// What would go wrong after a commit, as sentences; asks the server, changes nothing.
    pub(super) async fn doubts(&mut self) -> Result<Vec<String>, SourceError> {
        let (after, server) = (self.settings.after.clone(), self.settings.server());
        let connection = self.connect().await?;
        let mut doubts = Vec::new();
        match after {
            After::Keyword(keyword) if !keyword.starts_with('\\') && !connection.abilities.keywords => {
                doubts.push(format!(
                    "{server} may not keep the keyword \"{keyword}\"; it allows no new ones in this folder"
                ));
            }
            After::Move(target) => {
                let asked = format!("STATUS {} (MESSAGES)", folder(&target));
                match connection.command(&asked, SMALL_TALK, |_| {}).await {
                    Err(SourceError::Refused { server, words, .. }) => {
                        return Err(SourceError::FolderMissing {
                            server,
                            folder: target,
                            words,
                        });
                    }
                    other => other?,
                }
            }
            After::Keyword(_) | After::Nothing => {}
        }
        Ok(doubts)
    }
}

impl Connection {
    async fn flag(&mut self, set: &str, flag: &str) -> Result<(), SourceError> {
        self.command(
            &format!("UID STORE {set} +FLAGS.SILENT ({flag})"),
            SMALL_TALK,
            |_| {},
        )
        .await
    }

    /// MOVE (RFC 6851), else COPY and delete. Without UIDPLUS nothing is expunged: a plain EXPUNGE would
    /// also take what another client has marked as deleted (mail rule 5).
    async fn move_to(&mut self, set: &str, target: &str) -> Result<(), SourceError> {
        let target = folder(target);
        if self.abilities.mov {
            return self
                .command(&format!("UID MOVE {set} {target}"), u64::MAX, |_| {})
                .await;
        }
        self.command(&format!("UID COPY {set} {target}"), SMALL_TALK, |_| {})
            .await?;
        self.flag(set, "\\Deleted").await?;
        if self.abilities.uid_plus {
            self.command(&format!("UID EXPUNGE {set}"), u64::MAX, |_| {})
                .await?;
        }
        Ok(())
    }
}
