//! Takes messages out of a mailbox and keeps them, before anything else happens to them.

use super::{Desk, DeskError};
use crate::mailbox::{Arrival, Limits, Mailbox, Retry};
use crate::message::ContentKey;
use crate::store::{Disposal, Kept, NewMessage};
use tracing::{info, warn};

/// What one look into a mailbox brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Messages that were not known before.
    pub new: usize,
    /// Copies of messages that came another way, and places that were known.
    pub known: usize,
    /// How many more wait behind this batch.
    pub waiting: usize,
}

impl Desk {
    /// Keeps the next batch of a mailbox, then marks or moves what was kept.
    ///
    /// A failure before the commit leaves everything on the server; one after it never leads to a second answer
    /// (mail-rules 10–12).
    ///
    /// # Errors
    /// [`DeskError::Source`] or [`DeskError::Store`].
    pub async fn take_in(&self, mailbox: &mut Mailbox) -> Result<Taken, DeskError> {
        let store = self.store();
        let name = mailbox.name().to_owned();
        let ledger = store.ledger(&name).await?;
        let batch = mailbox
            .next(&ledger, Limits::default(), self.clock().now())
            .await?;
        if !batch.passed_over.is_empty() {
            store
                .pass_over(&name, &batch.passed_over, self.clock().now())
                .await?;
        }
        let mut taken = Taken {
            waiting: batch.waiting,
            ..Taken::default()
        };
        if !batch.arrivals.is_empty() {
            for kept in self.keep(&batch.arrivals).await? {
                match kept {
                    Kept::New(_) => taken.new += 1,
                    Kept::Known(_) | Kept::Copy { .. } => taken.known += 1,
                }
            }
            info!(mailbox = %name, new = taken.new, known = taken.known, waiting = taken.waiting, "kept");
        }
        self.dispose(mailbox).await?;
        Ok(taken)
    }

    async fn keep(&self, arrivals: &[Arrival]) -> Result<Vec<Kept>, DeskError> {
        let keys: Vec<_> = arrivals
            .iter()
            .map(|arrival| ContentKey::of(&arrival.raw))
            .collect();
        let results = self.check_senders(arrivals).await;
        let messages: Vec<NewMessage<'_>> = arrivals
            .iter()
            .zip(keys.iter().zip(&results))
            .map(|(arrival, (content_key, results))| NewMessage {
                mailbox: &arrival.mailbox,
                role: arrival.role,
                place: arrival.place.clone(),
                received_at: arrival.received_at,
                size: arrival.size,
                raw: &arrival.raw,
                defect: arrival.defect.map(crate::mailbox::Defect::as_str),
                results: results.as_deref(),
                content_key,
            })
            .collect();
        Ok(self.store().keep(&messages, self.clock().now()).await?)
    }

    /// What is found out about the senders whom no trusted server judged; nothing where the desk does not check itself.
    async fn check_senders(&self, arrivals: &[Arrival]) -> Vec<Option<String>> {
        let mut found = vec![None; arrivals.len()];
        let Some(verifier) = &self.inner.verifier else {
            return found;
        };
        let open = arrivals.iter().zip(&mut found);
        let open = open.filter(|(arrival, _)| {
            arrival.defect.is_none() && !crate::message::is_judged(&arrival.raw, self.own())
        });
        let (letters, places): (Vec<&[u8]>, Vec<&mut Option<String>>) = open
            .map(|(arrival, place)| (arrival.raw.as_slice(), place))
            .unzip();
        let results = verifier.results(&letters, self.clock().now()).await;
        for (place, results) in places.into_iter().zip(results) {
            *place = results;
        }
        found
    }

    /// Marks or moves in the mailbox what the store has safe, also what an earlier run did not come to.
    async fn dispose(&self, mailbox: &mut Mailbox) -> Result<(), DeskError> {
        let name = mailbox.name().to_owned();
        let places = self.store().undisposed(&name, super::BATCH).await?;
        if places.is_empty() {
            return Ok(());
        }
        let disposal = match mailbox.done(&places).await {
            Ok(()) => Disposal::Done,
            Err(error) if error.retry() == Retry::Again => {
                warn!(mailbox = %name, %error, "messages are kept, but not marked yet; tried again later");
                return Ok(());
            }
            Err(error) => {
                warn!(mailbox = %name, %error, "messages are kept, but could not be marked or moved; left as they are");
                Disposal::Failed
            }
        };
        Ok(self.store().mark_disposed(&name, &places, disposal).await?)
    }
}
