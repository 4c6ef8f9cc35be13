//! Letters on trial: how one would be read, decided and answered at this moment, with nothing kept.

use super::console::Preview;
use super::settle::correspondent;
use super::understand::Understood;
use super::{Desk, DeskError};
use crate::message::{MailboxRole, Message};
use crate::rules::contact::contact_key;
use crate::rules::{Decision, Outcome};
use crate::store::StoredMessage;
use crate::store::views::{Dossier, MessageRecord, RequestRecord};
use chrono::{DateTime, Utc};

/// The number of a letter that is not kept; none has it.
const NO_NUMBER: i64 = 0;

/// What would become of a letter.
#[derive(Debug)]
pub struct Trial {
    pub message: Message,
    /// As if it were stored: the reading, its doubts and the reasons of the decision.
    pub dossier: Dossier,
    pub outcome: Outcome,
    /// What would be answered; `None` where nothing would leave.
    pub answer: Option<Preview>,
}

impl Desk {
    /// Reads, decides and answers a letter as if it arrived now; nothing of it is kept.
    ///
    /// # Errors
    /// [`DeskError::Store`], or [`DeskError::Interrupted`] if the letter breaks the reader.
    pub async fn try_letter(&self, raw: Vec<u8>, role: MailboxRole) -> Result<Trial, DeskError> {
        let now = self.clock().now();
        let stored = StoredMessage {
            id: NO_NUMBER,
            mailbox: String::new(),
            role,
            received_at: now,
            raw,
            defect: None,
            results: None,
            attempts: 0,
        };
        let desk = self.clone();
        let read = tokio::task::spawn_blocking(move || desk.read_stored(&stored));
        let understood = read
            .await
            .map_err(|error| DeskError::Interrupted(error.to_string()))?;
        // Dropped without a commit: what is looked up here is of one moment, and nothing is written.
        let mut settling = self.begin_settling().await?;
        let standing = settling
            .standing(std::slice::from_ref(&understood.lookup), now)
            .await?;
        let prior = standing.prior(&understood.lookup);
        let mut decision = self.decide(&self.config().event, &understood, standing.seats(), &prior);
        if let Some(session) = decision.tells_place() {
            decision.tell_place(settling.place_in_line(session, (0, now, i64::MAX)).await?);
        }
        drop(settling);
        let answer = match (&decision.letter, correspondent(&understood.message)) {
            (Some(letter), Some(to)) => {
                let reference = self.reference(NO_NUMBER);
                let to = to.address();
                let envelope = self.envelope(to, &understood.message, NO_NUMBER, &reference, 1, now);
                let event = &self.config().event;
                let draft = self.inner.templates.compose(letter, event, &envelope)?;
                Some(Preview {
                    kind: letter.kind,
                    language: letter.language,
                    recipient: Some(draft.to.address),
                    subject: draft.subject,
                    text: draft.flowing,
                })
            }
            _ => None,
        };
        Ok(Trial {
            outcome: decision.outcome,
            dossier: dossier(&understood, decision, role, now),
            message: understood.message,
            answer,
        })
    }
}

/// What would be stored of the letter.
fn dossier(understood: &Understood, decision: Decision, role: MailboxRole, now: DateTime<Utc>) -> Dossier {
    let contact = correspondent(&understood.message).map(|correspondent| correspondent.address().clone());
    let signed = understood
        .request
        .writer
        .as_ref()
        .map(|writer| writer.value.clone());
    let request = RequestRecord {
        reference: String::new(),
        outcome: decision.outcome.name().to_owned(),
        language: understood.request.language.value,
        contact_name: signed.or_else(|| contact.as_ref().and_then(|contact| contact.name.clone())),
        contact_address: contact.map(|contact| contact.address),
        contact_key: contact_key(&understood.request),
        message_id: understood.message.message_id.clone(),
        reading: understood.request.clone(),
        doubts: understood.doubts.clone(),
        reasons: decision.reasons,
        decisions: 1,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    Dossier {
        message: MessageRecord {
            id: NO_NUMBER,
            mailbox: String::new(),
            role,
            received_at: now,
            kept_at: now,
            size: 0,
            state: "kept".to_owned(),
            copy_of: None,
            copies: Vec::new(),
            defect: None,
        },
        request: Some(request),
        persons: Vec::new(),
        press: None,
        replies: Vec::new(),
        journal: Vec::new(),
    }
}
