//! Parses and reads kept messages, away from the tasks that wait for servers; a message that breaks the reader is set aside.

use super::{Desk, DeskError};
use crate::lexicon::Lexicon;
use crate::message::{Message, Origin};
use crate::reference::{own_message_id, references};
use crate::request::answer::Answer;
use crate::request::data::DataWish;
use crate::request::papers::Papers;
use crate::request::visits::Visits;
use crate::request::{self, Doubt, Intent, Request};
use crate::rules::{key_of, name_key};
use crate::store::standing::{Existing, Lookup};
use crate::store::{StoredMessage, Tie};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;
use tracing::error;

/// Times that a message may break the reader before it is set aside (mail-rules 15).
const ATTEMPTS_MAX: u32 = 3;

/// A message with what it asks.
#[derive(Debug)]
pub(super) struct Understood {
    pub stored: StoredMessage,
    pub message: Message,
    pub request: Request,
    pub doubts: Vec<Doubt>,
    pub lookup: Lookup,
    /// What it says to an offer, where it answers a letter of ours.
    pub answer: Option<Answer>,
    /// What it wants of its sender's data, where it is about that.
    pub data_wish: Option<DataWish>,
    /// What it brings for a press request, where it may be about one.
    pub papers: Papers,
}

impl Desk {
    /// Reads a batch; what is not whole or breaks the reader goes to quarantine, where organisers see it.
    pub(super) async fn understand(&self, batch: Vec<StoredMessage>) -> Result<Vec<Understood>, DeskError> {
        let (whole, broken): (Vec<_>, Vec<_>) = batch.into_iter().partition(|stored| stored.defect.is_none());
        for stored in broken {
            self.store()
                .quarantine(stored.id, stored.defect.as_deref().unwrap_or_default())
                .await?;
        }
        let whole = Arc::new(whole);
        match self.read_all(Arc::clone(&whole)).await {
            Ok(understood) => Ok(understood),
            Err(_) => self.read_one_by_one(&whole).await,
        }
    }

    async fn read_all(&self, batch: Arc<Vec<StoredMessage>>) -> Result<Vec<Understood>, DeskError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = batch.len().div_ceil(threads).max(1);
        let mut shares = Vec::with_capacity(threads);
        for start in (0..batch.len()).step_by(share) {
            let (desk, batch) = (self.clone(), Arc::clone(&batch));
            shares.push(tokio::task::spawn_blocking(move || -> Vec<Understood> {
                let mine = batch.iter().skip(start).take(share);
                mine.map(|stored| desk.read_stored(stored)).collect()
            }));
        }
        let mut understood = Vec::with_capacity(batch.len());
        for share in shares {
            let share = share
                .await
                .map_err(|error| DeskError::Interrupted(error.to_string()))?;
            understood.extend(share);
        }
        Ok(understood)
    }

    /// After a panic: finds the message that caused it, and lets the others through.
    async fn read_one_by_one(&self, batch: &[StoredMessage]) -> Result<Vec<Understood>, DeskError> {
        let mut understood = Vec::with_capacity(batch.len());
        for stored in batch {
            match self.read_all(Arc::new(vec![stored.clone()])).await {
                Ok(mut read) => understood.append(&mut read),
                Err(_) => {
                    let attempts = self.store().count_attempt(stored.id).await?;
                    error!(message = stored.id, attempts, "reading this message failed");
                    if attempts >= ATTEMPTS_MAX {
                        self.store().quarantine(stored.id, "breaks-the-reader").await?;
                    }
                }
            }
        }
        Ok(understood)
    }

    pub(super) fn read_stored(&self, stored: &StoredMessage) -> Understood {
        self.read_by(stored, self.lexicon(), None)
    }

    /// Reads a letter by these words, and by these visits instead of the event's.
    pub(super) fn read_by(
        &self,
        stored: &StoredMessage,
        lexicon: &Lexicon,
        visits: Option<&Visits>,
    ) -> Understood {
        let message = Message::parse_checked(
            &stored.raw,
            &self.inner.own,
            Some(stored.role),
            stored.results.as_deref(),
        );
        let (mut request, doubts) =
            request::visits::read(&message, lexicon, visits.unwrap_or(&self.inner.visits));
        request::settled::in_nominative(&mut request);
        let ties = self.ties(&message);
        let answer = (!ties.is_empty()).then(|| request::answer::read(&message, lexicon));
        let of_press = request.intent.value == Intent::Press;
        let papers = match of_press || !ties.is_empty() {
            true => request::papers::read(&message, lexicon),
            false => Papers::default(),
        };
        let of_data = request.intent.value == Intent::DataRequest;
        let data_wish = of_data.then(|| request::data::read(&message, lexicon)).flatten();
        let lookup = Lookup {
            ties,
            existing: self.existing(&message, &request),
            mailbox: stored.role,
            address: match &message.origin {
                Origin::Person(correspondent) => Some(correspondent.address().address.clone()),
                _ => None,
            },
            name_keys: request.attendees.iter().map(key_of).collect(),
            words_key: words_key(&message),
        };
        // The bytes were read; a batch of letters with large attachments must not stay in memory.
        let stored = StoredMessage {
            raw: Vec::new(),
            mailbox: stored.mailbox.clone(),
            defect: stored.defect.clone(),
            results: stored.results.clone(),
            ..*stored
        };
        Understood {
            stored,
            message,
            request,
            doubts,
            lookup,
            answer,
            data_wish,
            papers,
        }
    }

    /// How to find the registration that a letter cancels or changes.
    fn existing(&self, message: &Message, request: &Request) -> Option<Existing> {
        let references = references(&self.config().event.reference_prefix, &message.subject);
        // Names for held places read like a registration; only our reference tells them apart.
        let about = matches!(
            request.intent.value,
            Intent::Cancellation | Intent::Refusal | Intent::Change | Intent::Press | Intent::DataRequest
        ) || request.intent.value == Intent::Registration && !references.is_empty();
        about.then(|| Existing {
            references,
            replaced: request.replaces.as_ref().map(|name| name_key(&name.value)),
        })
    }

    /// The letters of ours that a message quotes: what it answers first, then the thread, the newest first.
    ///
    /// Only we can have made these Message-IDs, so whoever quotes one received it, or has it from whoever did.
    fn ties(&self, message: &Message) -> Vec<Tie> {
        let quoted = message.in_reply_to.iter().chain(message.references.iter().rev());
        let mut ties: Vec<Tie> = quoted
            .filter_map(|id| own_message_id(&self.inner.secret, id, &self.config().message_id_domain))
            .map(|(request, answer)| (request, i64::from(answer)))
            .collect();
        let mut seen = BTreeSet::new();
        ties.retain(|tie| seen.insert(*tie));
        ties
    }
}

/// A hash of the writer's own words, so that the same letter under new Message-IDs is recognised (mail-rules 75).
///
/// Short texts have none: two persons of one office may both write "Yes, thank you".
fn words_key(message: &Message) -> Option<String> {
    let words: Vec<String> = message
        .own_text()
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    if words.len() < 8 {
        return None;
    }
    let digest = Sha256::digest(words.join(" ").as_bytes());
    Some(digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}
