//! Decides about letters, one after the other, and makes a batch of decisions fact in one transaction.

use super::outbox::note_bounces;
use super::understand::Understood;
use super::{Desk, DeskError};
use crate::event::Event;
use crate::language::Language;
use crate::message::{Address, Correspondent, MailboxRole, Message, Origin};
use crate::reference::{message_id, reference};
use crate::reply::{Envelope, Letter, ReplyKind};
use crate::request::{Intent, Request};
use crate::rules::{self, Decision, Dossier, Outcome, Reason, Thread, diary, limits};
use crate::store::settling::{Cause, Contact, Outgoing, Reading, Settlement, Settling};
use crate::store::{Actor, Picture};
use chrono::{DateTime, Utc};
use std::cell::OnceCell;
use tracing::warn;

/// What became of one letter; without anything of its text.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The message's number.
    pub message: i64,
    pub mailbox: MailboxRole,
    pub received_at: DateTime<Utc>,
    pub reference: String,
    pub language: Language,
    pub intent: Intent,
    pub outcome: Outcome,
    pub reasons: Vec<Reason>,
    /// The reply that leaves, if one does.
    pub reply: Option<ReplyKind>,
}

/// A decision about one letter of a batch, while the batch is decided.
struct Decided {
    decision: Decision,
    /// Of the letter's own request.
    reference: String,
    /// What the owner of a registration agreed to: it is theirs now, with the persons it names.
    agreed: Option<Box<Request>>,
}

impl Desk {
    /// Decides a batch, and writes it down. An offer that ended before `horizon` ends for good when a letter comes too late
    /// for it; without a horizon, or where the offer ended after it, such a letter is left for later.
    pub(super) async fn decide_and_commit(
        &self,
        batch: &[Understood],
        horizon: Option<DateTime<Utc>>,
    ) -> Result<Vec<Settled>, DeskError> {
        let now = self.clock().now();
        let mut settling = self.begin_settling().await?;
        // Whoever was put on the list by hand a moment ago comes before these letters (I4).
        self.promote(&mut settling, now).await?;
        let lookups: Vec<_> = batch.iter().map(|understood| understood.lookup.clone()).collect();
        let mut standing = settling.standing(&lookups, now).await?;
        // Decisions must stay where they are while later ones are made, since settlements point at them.
        let cells: Vec<OnceCell<Decided>> = batch.iter().map(|_| OnceCell::new()).collect();
        let mut settlements = Vec::with_capacity(batch.len());
        let mut tripped = Vec::new();
        let mut written = 0;
        for (understood, cell) in batch.iter().zip(&cells) {
            let mut prior = standing.prior(&understood.lookup);
            let received_at = understood.stored.received_at;
            let of_data = prior.thread.as_ref().is_some_and(Thread::asks_about_data);
            if (understood.lookup.existing.is_some() || of_data) && written < settlements.len() {
                // It may be about a letter of this very batch, which must be stored to be found.
                write_down(&mut settling, &settlements, &mut written).await?;
                standing = settling.standing(&lookups, now).await?;
                prior = standing.prior(&understood.lookup);
            }
            if of_data {
                prior = self.prior_of_owner(&mut settling, understood, now).await?;
            }
            let lapsed =
                |thread: &&Thread| thread.lapsed(received_at) && correspondent(&understood.message).is_some();
            if let Some(thread) = prior.thread.as_ref().filter(lapsed) {
                // The offer ended before this letter came: first it ends for good, and the next in line gets the seat.
                if !horizon.is_some_and(|horizon| thread.lapsed(horizon)) {
                    continue;
                }
                write_down(&mut settling, &settlements, &mut written).await?;
                self.end_offer(&mut settling, thread.party.id, received_at, now)
                    .await?;
                standing = settling.standing(&lookups, now).await?;
                prior = standing.prior(&understood.lookup);
            }
            let mut fresh = self.decided(understood, standing.seats(), &prior);
            self.fill_data(&mut fresh.decision, understood).await?;
            if let Some(session) = fresh.decision.tells_place() {
                write_down(&mut settling, &settlements, &mut written).await?;
                let rank = (0, received_at, understood.stored.id);
                let place = settling.place_in_line(session, rank).await?;
                fresh.decision.tell_place(place);
            }
            let decided = cell.get_or_init(|| fresh);
            let decision = &decided.decision;
            let breaker =
                prior.answers.breaker_open || limits::breaker_opens(&self.config().limits, &prior.answers);
            if breaker && decision.letter.is_some() && !tripped.contains(&understood.stored.role) {
                tripped.push(understood.stored.role);
            }
            let owner = self.owner_to_ask(decision, &prior).await?;
            let answered = owner.as_ref().unwrap_or(&understood.message);
            let waits = breaker || decision.reasons.contains(&Reason::DataCopyToRelease);
            let settlement = self.settlement(understood, decided, &prior, (answered, waits), now)?;
            let picture = standing.note(&settlement);
            settlements.push(settlement);
            if picture == Picture::Outdated {
                // Stored places moved: whoever waits comes before the next letter (I4, I5).
                write_down(&mut settling, &settlements, &mut written).await?;
                self.promote(&mut settling, now).await?;
                standing = settling.standing(&lookups, now).await?;
            }
        }
        write_down(&mut settling, &settlements, &mut written).await?;
        // Who is read late, but arrived early, is before those who wait already (I3, I5).
        let decisions = || cells.iter().filter_map(|cell| Some(&cell.get()?.decision));
        if decisions().any(Decision::joins_list) {
            self.promote(&mut settling, now).await?;
        }
        self.schedule_erasures(
            &mut settling,
            batch,
            cells
                .iter()
                .map(|cell| cell.get().map(|decided| &decided.decision)),
            now,
        )
        .await?;
        for role in &tripped {
            settling
                .open_breaker(*role, "the limit of automatic answers is reached", now)
                .await?;
        }
        note_bounces(&mut settling, batch, now).await?;
        settling.commit().await?;
        for role in tripped {
            warn!(mailbox = ?role, "the limit of automatic answers is reached: replies are held until `rsvpd resume`");
        }
        Ok(batch
            .iter()
            .zip(&cells)
            .filter_map(|(understood, cell)| Some(settled(understood, cell.get()?)))
            .collect())
    }

    fn decided(&self, understood: &Understood, seats: &rules::Seats, prior: &rules::Prior) -> Decided {
        let mut decision = self.decide(&self.config().event, understood, seats, prior);
        let reference = self.reference(understood.stored.id);
        diary::tell(&mut decision, prior, &reference);
        let agreed = decision.reasons.contains(&Reason::OwnerAgreed);
        Decided {
            agreed: prior
                .thread
                .as_ref()
                .and_then(|thread| thread.pending.as_ref())
                .filter(|_| agreed)
                .map(|pending| Box::new(pending.request.clone())),
            decision,
            reference,
        }
    }

    pub(super) fn decide(
        &self,
        event: &Event,
        understood: &Understood,
        seats: &rules::Seats,
        prior: &rules::Prior,
    ) -> Decision {
        let seats = &rules::Seats {
            line_rests: self.line_rests(event),
            ..seats.clone()
        };
        rules::decide(&Dossier {
            event,
            limits: &self.config().limits,
            received_at: understood.stored.received_at,
            mailbox: understood.message.mailbox,
            origin: &understood.message.origin,
            request: &understood.request,
            doubts: &understood.doubts,
            answer: understood.answer.as_ref(),
            data_wish: understood.data_wish,
            papers: &understood.papers,
            seats,
            prior,
        })
    }

    /// The letter by whose sender a registration is owned, where that owner is to be asked instead of the writer.
    async fn owner_to_ask(
        &self,
        decision: &Decision,
        prior: &rules::Prior,
    ) -> Result<Option<Message>, DeskError> {
        let asks = decision.letter.as_ref().map(|letter| letter.kind) == Some(ReplyKind::PleaseConfirm);
        match prior.concerned(decision).filter(|_| asks) {
            Some(thread) => self.stored_message(thread.party.id, thread.party.mailbox).await,
            None => Ok(None),
        }
    }

    fn settlement<'a>(
        &self,
        understood: &'a Understood,
        decided: &'a Decided,
        prior: &rules::Prior,
        (answered, draft): (&Message, bool),
        now: DateTime<Utc>,
    ) -> Result<Settlement<'a>, DeskError> {
        let number = understood.stored.id;
        let (decision, reference) = (&decided.decision, decided.reference.as_str());
        let thread = prior.concerned(decision);
        // Of a plain registration that stands already the thread was not looked up.
        let stands = decision.concerns.filter(|_| decision.persons.is_empty());
        let quoted = thread.map(|thread| thread.party.reference.as_str());
        let quoted = quoted.or_else(|| decision.stands()).unwrap_or(reference);
        let outgoing = match (&decision.letter, correspondent(answered)) {
            (Some(letter), Some(to)) => Some(Outgoing {
                solicited_by: rules::solicited(letter.kind, prior, &to.address().address),
                ..self.outgoing(letter, to, answered, number, quoted, 1, draft, now)?
            }),
            _ => None,
        };
        let signed = understood.request.writer.as_ref();
        let contact = correspondent(&understood.message).map(|correspondent| Contact {
            address: &correspondent.address().address,
            name: signed
                .map(|writer| writer.value.as_str())
                .or(correspondent.address().name.as_deref()),
        });
        let agreed = decided.agreed.as_deref();
        Ok(Settlement {
            request: number,
            cause: Cause::Letter(Reading {
                reference,
                request: agreed.unwrap_or(&understood.request),
                doubts: &understood.doubts,
                contact,
                message_id: understood.message.message_id.as_deref(),
                words_key: understood.lookup.words_key.as_deref(),
                received_at: understood.stored.received_at,
                concerns: thread.map(|thread| thread.party.id).or(stands),
            }),
            decision,
            outgoing,
            actor: Actor::Message(number),
            offered_until: None,
            above_capacity: None,
            now,
        })
    }

    /// Writes a letter; only a [`Correspondent`] can be its recipient.
    #[expect(
        clippy::too_many_arguments,
        reason = "all of it identifies one reply; a struct would be made here only"
    )]
    pub(super) fn outgoing(
        &self,
        letter: &Letter,
        to: &Correspondent,
        answered: &Message,
        number: i64,
        reference: &str,
        answer: i64,
        draft: bool,
        now: DateTime<Utc>,
    ) -> Result<Outgoing, DeskError> {
        let config = self.config();
        let envelope = self.envelope(to.address(), answered, number, reference, answer, now);
        let draft_letter = self.inner.templates.compose(letter, &config.event, &envelope)?;
        Ok(Outgoing {
            number: answer,
            kind: letter.kind,
            language: letter.language,
            mailbox: letter.mailbox,
            recipient: envelope.to.address,
            message_id: envelope.message_id,
            raw: crate::delivery::format::to_bytes(&draft_letter)?,
            draft,
            solicited_by: None,
        })
    }

    /// To whom, in answer to what and under which name a letter goes.
    pub(super) fn envelope(
        &self,
        to: &Address,
        answered: &Message,
        number: i64,
        reference: &str,
        answer: i64,
        now: DateTime<Utc>,
    ) -> Envelope {
        let answer_number = u32::try_from(answer).unwrap_or(u32::MAX);
        let domain = &self.config().message_id_domain;
        Envelope {
            to: to.clone(),
            reference: reference.to_owned(),
            in_reply_to: answered.message_id.clone(),
            references: answered.references.clone(),
            message_id: message_id(&self.inner.secret, number, answer_number, domain),
            now,
            original_subject: Some(answered.subject.clone()).filter(|subject| !subject.is_empty()),
        }
    }

    pub(super) fn reference(&self, number: i64) -> String {
        reference(&self.config().event.reference_prefix, number)
    }

    /// Parses a kept message again: whom to answer is never stored, only told by the message itself.
    pub(super) async fn stored_message(
        &self,
        number: i64,
        role: MailboxRole,
    ) -> Result<Option<Message>, DeskError> {
        let checked = self.store().checked(number).await?;
        Ok(checked.map(|checked| self.parsed(&checked, role)))
    }

    /// The same of one that may have been kept in this very transaction.
    pub(super) async fn message_in(
        &self,
        settling: &mut Settling,
        number: i64,
        role: MailboxRole,
    ) -> Result<Option<Message>, DeskError> {
        let checked = settling.checked(number).await?;
        Ok(checked.map(|checked| self.parsed(&checked, role)))
    }

    fn parsed(&self, (raw, results): &(Vec<u8>, Option<String>), role: MailboxRole) -> Message {
        Message::parse_checked(raw, &self.inner.own, Some(role), results.as_deref())
    }
}

/// Stores what was decided since the last time.
async fn write_down(
    settling: &mut Settling,
    settlements: &[Settlement<'_>],
    written: &mut usize,
) -> Result<(), DeskError> {
    settling
        .settle(settlements.get(*written..).unwrap_or_default())
        .await?;
    *written = settlements.len();
    Ok(())
}

pub(super) fn correspondent(message: &Message) -> Option<&Correspondent> {
    match &message.origin {
        Origin::Person(correspondent) => Some(correspondent),
        _ => None,
    }
}

fn settled(understood: &Understood, decided: &Decided) -> Settled {
    let decision = &decided.decision;
    Settled {
        message: understood.stored.id,
        mailbox: understood.message.mailbox,
        received_at: understood.stored.received_at,
        reference: decided.reference.clone(),
        language: understood.request.language.value,
        intent: understood.request.intent.value,
        outcome: decision.outcome,
        reasons: decision.reasons.clone(),
        reply: decision.letter.as_ref().map(|letter| letter.kind),
    }
}
