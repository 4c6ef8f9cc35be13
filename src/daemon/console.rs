//! What the organisers' console asks of the desk: what an act would write, to act with undo, and to take an act back.

use super::again::Because;
use super::organise::refuse_second_place;
use super::settle::correspondent;
use super::{Desk, DeskError};
use crate::language::ReplyLanguage;
use crate::message::Address;
use crate::reply::{Draft, Letter, ReplyKind, sample};
use crate::rules::organiser::{Act, ActRefused, organise};
use crate::store::{Actor, Settling, StoreError, StoredParty, Undone};
use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;

/// The letter that an act would send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub kind: ReplyKind,
    pub language: ReplyLanguage,
    /// `None` where the sender is not answered by a machine: nothing would leave.
    pub recipient: Option<String>,
    pub subject: String,
    /// For a window of any width.
    pub text: String,
}

/// How an organiser decides in the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub user: String,
    pub act: Act,
    /// Of the request as the organiser saw it (rule 35).
    pub version: i64,
    /// The whole letter in the organiser's words, where they changed it.
    pub words: Option<String>,
    /// How long the letter waits, and the act can be taken back.
    pub undo_for: TimeDelta,
}

/// What an act did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acted {
    /// Whether a letter leaves.
    pub letter: bool,
    /// Until when the act can be taken back.
    pub until: DateTime<Utc>,
}

impl Desk {
    /// What an act on a party would send, as things stand; nothing is changed.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with the reason if the act is not possible now.
    pub async fn preview(&self, party: i64, user: &str, act: &Act) -> Result<Option<Preview>, DeskError> {
        let found = self.store().party_and_seats(party, &self.capacity()).await?;
        let (stored, seats) = found.ok_or_else(|| DeskError::UnknownRequest(party.to_string()))?;
        let decision = organise(&self.config().event, &seats, &stored.party, user, act)?;
        let Some(mut letter) = decision.letter else {
            return Ok(None);
        };
        letter.facts.writer = stored.writer();
        letter.facts.late = stored.received_at > self.config().event.registration.closes;
        let draft = self.draft(&letter, &stored).await?;
        Ok(Some(Preview {
            kind: letter.kind,
            language: letter.language,
            recipient: draft.to.address.contains('@').then_some(draft.to.address),
            subject: draft.subject,
            text: draft.flowing,
        }))
    }

    /// Whether each of these acts on a party is possible as things stand.
    ///
    /// # Errors
    /// [`DeskError::UnknownRequest`].
    pub async fn possible(
        &self,
        party: i64,
        user: &str,
        acts: &[Act],
    ) -> Result<Vec<Result<(), ActRefused>>, DeskError> {
        let found = self.store().party_and_seats(party, &self.capacity()).await?;
        let (stored, seats) = found.ok_or_else(|| DeskError::UnknownRequest(party.to_string()))?;
        let event = &self.config().event;
        let tried = acts
            .iter()
            .map(|act| organise(event, &seats, &stored.party, user, act).map(|_| ()));
        Ok(tried.collect())
    }

    /// Letters of a kind with invented persons, as they would leave.
    ///
    /// # Errors
    /// [`DeskError::Template`].
    pub fn samples(&self, kind: ReplyKind, language: ReplyLanguage) -> Result<Vec<Draft>, DeskError> {
        let event = &self.config().event;
        let envelope = sample::envelope(event, kind);
        let drafts = sample::letters(kind, language)
            .into_iter()
            .map(|letter| Ok(self.inner.templates.compose(&letter, event, &envelope)?));
        drafts.collect()
    }

    pub(super) async fn draft(&self, letter: &Letter, stored: &StoredParty) -> Result<Draft, DeskError> {
        let (number, reference) = (stored.party.id, &stored.party.reference);
        let answered = self.stored_message(number, stored.party.mailbox).await?;
        let answered = answered.ok_or_else(|| DeskError::UnknownRequest(reference.clone()))?;
        let nobody = Address::default();
        let to = correspondent(&answered).map_or(&nobody, |correspondent| correspondent.address());
        let now = self.clock().now();
        let envelope = self.envelope(to, &answered, number, reference, stored.decisions + 1, now);
        Ok(self
            .inner
            .templates
            .compose(letter, &self.config().event, &envelope)?)
    }

    /// Decides one party as an organiser says; its letter waits for `undo_for`, and until then [`Desk::undo`] takes
    /// all of it back.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the request changed since the organiser saw it; [`DeskError::Refused`] if the
    /// rules do not allow it. Nothing is changed then.
    pub async fn act(&self, party: i64, order: &Order) -> Result<Acted, DeskError> {
        let now = self.clock().now();
        let mut settling = self.begin_settling().await?;
        let seats = settling.seats().await?;
        let stored = self.unchanged(&mut settling, party, order.version).await?;
        if order.act == Act::Reopen {
            refuse_second_place(&mut settling, party).await?;
        }
        let event = &self.config().event;
        let mut decision = organise(event, &seats, &stored.party, &order.user, &order.act)?;
        if let Some(letter) = &mut decision.letter {
            letter.facts.writer = stored.writer();
            letter.facts.late = stored.received_at > event.registration.closes;
            letter.facts.words = order.words.clone();
        }
        let above = match &order.act {
            Act::Confirm {
                over_capacity_because,
            } => over_capacity_because.clone(),
            _ => None,
        };
        let before = settling.before(party).await?;
        let because = Because {
            above_capacity: above,
            ..Because::of(Actor::Organiser(order.user.clone()))
        };
        let letter = self
            .settle_again(&mut settling, &stored, &decision, because, now)
            .await?;
        let until = now + order.undo_for;
        let answer = (party, stored.decisions + 1);
        settling
            .make_undoable(answer, &before, &decision.moves, (&order.user, None), until)
            .await?;
        // Whoever is put on the list waits: nobody left it, and no seat became free.
        if !matches!(order.act, Act::Waitlist | Act::AskBack { .. } | Act::Reopen) {
            self.promote(&mut settling, now).await?;
        }
        settling.commit().await?;
        self.wake();
        Ok(Acted { letter, until })
    }

    /// Takes the last act on a party back, if its letter has not left.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn undo(&self, party: i64, user: &str) -> Result<Undone, DeskError> {
        let now = self.clock().now();
        let mut settling = self.begin_settling().await?;
        let undone = settling.undo(party, user, now).await?;
        if undone != Undone::Done {
            return Ok(undone);
        }
        self.promote(&mut settling, now).await?;
        match settling.commit().await {
            Err(StoreError::Overbooked { .. }) => return Ok(Undone::SeatsGone),
            other => other?,
        }
        self.wake();
        Ok(undone)
    }

    /// A party that is as the organiser saw it (rule 35).
    pub(super) async fn unchanged(
        &self,
        settling: &mut Settling,
        party: i64,
        version: i64,
    ) -> Result<StoredParty, DeskError> {
        let Some(stored) = settling.party(party).await? else {
            return Err(DeskError::UnknownRequest(party.to_string()));
        };
        if stored.version != version {
            return Err(DeskError::Store(StoreError::Conflict {
                what: stored.party.reference,
            }));
        }
        Ok(stored)
    }

    /// Bytes that nobody can guess, for cookies and links.
    #[must_use]
    pub fn chance(&self) -> [u8; 32] {
        rand::rng().random()
    }
}
