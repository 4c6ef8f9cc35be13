//! What an organiser corrects or enters by hand: settled like a letter, in one transaction with the promotions it causes.

use super::again::Because;
use super::settle::correspondent;
use super::{Acted, Desk, DeskError};
use crate::delivery::format::again;
use crate::message::Message;
use crate::reference::message_id;
use crate::registration::State;
use crate::reply::{Facts, Letter, ReplyKind};
use crate::request::{Doubt, Request};
use crate::rules::amend::{Amendment, Corrected, amend};
use crate::rules::by_hand::{ByHand, enter};
use crate::rules::offers::of_moved;
use crate::rules::organiser::{Act, ActRefused, organise};
use crate::rules::pass_on::pass_on;
use crate::rules::{Decision, Outcome, Party, Seats};
use crate::store::settling::{Cause, Contact, Outgoing, Reading, Settlement};
use crate::store::views::RequestRecord;
use crate::store::{Actor, Settling, StoreError, StoredParty};
use chrono::{DateTime, TimeDelta, Utc};

/// The form of a request as an organiser left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub user: String,
    /// Of the request as the organiser saw it (rule 35).
    pub version: i64,
    pub amendment: Amendment,
    /// How long a letter that follows waits.
    pub undo_for: TimeDelta,
}

impl Desk {
    /// Corrects what was read of a letter, or what stands of a registration; later decisions go by what it says then.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the request changed since the organiser saw it; [`DeskError::Refused`] if nothing
    /// is changed.
    pub async fn correct(&self, party: i64, correction: &Correction) -> Result<(), DeskError> {
        let (user, because) = (
            &correction.user,
            correction.amendment.over_capacity_because.clone(),
        );
        let target = (party, correction.version, user.as_str());
        let work = |seats: &Seats, party: &Party, read: &RequestRecord| {
            let said = (&read.reading, read.doubts.as_slice());
            amend(
                &self.config().event,
                seats,
                party,
                said,
                (user, &correction.amendment),
            )
        };
        self.apply(target, because, correction.undo_for, work).await
    }

    /// Passes the confirmed places of one person on to another (rule 40).
    ///
    /// # Errors
    /// As [`Desk::correct`].
    pub async fn pass_on(
        &self,
        (party, version, user): (i64, i64, &str),
        (position, newcomer): (i64, &str),
        undo_for: TimeDelta,
    ) -> Result<(), DeskError> {
        let work = |_: &Seats, party: &Party, read: &RequestRecord| {
            pass_on(party, &read.reading, user, (position, newcomer))
        };
        self.apply((party, version, user), None, undo_for, work).await
    }

    async fn apply(
        &self,
        (party, version, user): (i64, i64, &str),
        above_capacity: Option<String>,
        undo_for: TimeDelta,
        work: impl Fn(&Seats, &Party, &RequestRecord) -> Result<Corrected, ActRefused>,
    ) -> Result<(), DeskError> {
        let now = self.clock().now();
        let dossier = self.store().show(&party.to_string()).await?;
        let unknown = || DeskError::UnknownRequest(party.to_string());
        let read = dossier.and_then(|dossier| dossier.request).ok_or_else(unknown)?;
        let mut settling = self.begin_settling().await?;
        let seats = settling.seats().await?;
        let stored = self.unchanged(&mut settling, party, version).await?;
        if read.version != version {
            let what = stored.party.reference;
            return Err(DeskError::Store(StoreError::Conflict { what }));
        }
        let corrected = work(&seats, &stored.party, &read)?;
        let mut decision = corrected.decision;
        if let Some(letter) = &mut decision.letter {
            letter.facts.writer = stored.writer();
        }
        let because = Because {
            above_capacity,
            ..Because::of(Actor::Organiser(user.to_owned()))
        };
        let reading = (&corrected.request, corrected.doubts.as_slice());
        let leaves = self
            .settle_corrected(&mut settling, &stored, &decision, reading, because, now)
            .await?;
        if leaves {
            settling
                .put_off((party, stored.decisions + 1), now + undo_for)
                .await?;
        }
        self.promote(&mut settling, now).await?;
        settling.commit().await?;
        self.wake();
        Ok(())
    }

    async fn settle_corrected(
        &self,
        settling: &mut Settling,
        stored: &StoredParty,
        decision: &Decision,
        (request, doubts): (&Request, &[Doubt]),
        because: Because,
        now: DateTime<Utc>,
    ) -> Result<bool, DeskError> {
        let outgoing = self.answer(settling, stored, decision, now).await?;
        let leaves = outgoing.is_some();
        let reading = Reading {
            reference: &stored.party.reference,
            request,
            doubts,
            contact: None,
            message_id: None,
            words_key: None,
            received_at: stored.received_at,
            concerns: None,
        };
        let settlement = Settlement {
            request: stored.party.id,
            cause: Cause::Again {
                version: stored.version,
                corrected: Some(reading),
            },
            decision,
            outgoing,
            actor: because.actor,
            offered_until: None,
            above_capacity: because.above_capacity,
            now,
        };
        settling.settle(&[settlement]).await?;
        Ok(leaves)
    }

    /// Registers somebody without a letter; gives the number of their party. With an address they are written to,
    /// without one nobody is (rule 42).
    ///
    /// # Errors
    /// [`DeskError::Refused`] where a letter would have had to wait, too, and no reason was given (rules 9, 10), or where
    /// somebody of this name is registered and was not told apart (rules 31, 32).
    pub async fn enter(&self, user: &str, entry: &ByHand) -> Result<i64, DeskError> {
        let now = self.clock().now();
        let event = &self.config().event;
        let raw = self.slip(user, entry, now);
        let message = Message::parse(raw.as_bytes(), self.own(), None);
        let mut settling = self.begin_settling().await?;
        let mut seats = settling.seats().await?;
        seats.line_rests = self.line_rests(event);
        if !entry.somebody_else
            && let Some(reference) = settling.namesake(&entry.name_key()).await?
        {
            return Err(ActRefused::SameName { reference }.into());
        }
        let decision = enter(event, &seats, user, entry)?;
        let number = settling.keep_by_hand(raw.as_bytes(), now).await?;
        let reference = self.reference(number);
        let outgoing = match (&decision.letter, correspondent(&message)) {
            (Some(letter), Some(to)) => {
                Some(self.outgoing(letter, to, &message, number, &reference, 1, false, now)?)
            }
            _ => None,
        };
        let request = entry.request();
        let contact = correspondent(&message).map(|to| Contact {
            address: &to.address().address,
            name: to.address().name.as_deref(),
        });
        let settlement = Settlement {
            request: number,
            cause: Cause::Letter(Reading {
                reference: &reference,
                request: &request,
                doubts: &[],
                contact,
                message_id: None,
                words_key: None,
                received_at: now,
                concerns: None,
            }),
            decision: &decision,
            outgoing,
            actor: Actor::Organiser(user.to_owned()),
            offered_until: None,
            above_capacity: entry.over_capacity_because.clone(),
            now,
        };
        settling.settle(&[settlement]).await?;
        self.promote(&mut settling, now).await?;
        settling.commit().await?;
        self.wake();
        Ok(number)
    }

    /// The message that stands for an entry: from the person, where they can be written to.
    fn slip(&self, user: &str, entry: &ByHand, now: DateTime<Utc>) -> String {
        let plain = |text: &str| -> String {
            let kept = text
                .chars()
                .filter(|c| !c.is_control() && !matches!(c, '"' | '\\' | '<' | '>'));
            kept.collect()
        };
        let said = |found: &Option<crate::request::Found<String>>| {
            found
                .as_ref()
                .map(|found| plain(&found.value))
                .unwrap_or_default()
        };
        let (name, address) = (said(&entry.attendee.name), said(&entry.attendee.email));
        let from = if address.is_empty() {
            String::new()
        } else {
            format!("From: \"{name}\" <{address}>\r\nReturn-Path: <{address}>\r\n")
        };
        let to = &self.config().event.contacts.registration.address;
        // Under a domain of our own it would be a letter of ours that came back.
        let domain = "console.invalid";
        let chance: String = self
            .chance()
            .iter()
            .take(12)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!(
            "{from}To: <{to}>\r\nSubject: {name}\r\nDate: {}\r\nMessage-ID: <hand.{chance}@{domain}>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
             {name}\r\n\r\n({})\r\n",
            now.to_rfc2822(),
            plain(user)
        )
    }

    /// Puts a party whose offer expired back on the list; a seat that is free is offered at once (rule 28).
    ///
    /// # Errors
    /// As [`Desk::act`].
    pub async fn revive(&self, party: i64, version: i64, user: &str) -> Result<Acted, DeskError> {
        let now = self.clock().now();
        let mut settling = self.begin_settling().await?;
        let seats = settling.seats().await?;
        let stored = self.unchanged(&mut settling, party, version).await?;
        let mut decision = organise(&self.config().event, &seats, &stored.party, user, &Act::Revive)?;
        // One letter tells what came of it: that they wait, or the offer.
        decision.letter = None;
        let actor = Actor::Organiser(user.to_owned());
        self.settle_again(&mut settling, &stored, &decision, Because::of(actor.clone()), now)
            .await?;
        self.promote(&mut settling, now).await?;
        let mut letter = true;
        let after = settling.party(party).await?;
        if let Some(after) = after.filter(waits) {
            let waiting: Vec<_> = decision
                .moves
                .iter()
                .filter(|a_move| {
                    let persons = after.party.persons.iter();
                    persons
                        .filter(|person| person.position == a_move.place.position)
                        .any(|person| person.places.contains(&(a_move.place.session, State::Waiting)))
                })
                .cloned()
                .collect();
            let mut told = Decision {
                reasons: Vec::new(),
                letter: Some(Letter {
                    kind: ReplyKind::WaitingListNotice,
                    language: after.party.language,
                    mailbox: after.party.mailbox,
                    facts: Facts {
                        persons: of_moved(&after.party, &waiting),
                        writer: after.writer(),
                        ..Facts::default()
                    },
                }),
                ..decision.clone()
            };
            told.moves.clear();
            told.outcome = Outcome::Decided;
            letter = self
                .settle_again(&mut settling, &after, &told, Because::of(actor), now)
                .await?;
        }
        settling.commit().await?;
        self.wake();
        Ok(Acted { letter, until: now })
    }

    /// Sends a letter of ours once more, as it was, under a Message-ID of its own (rule 48); whether one leaves.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn resend(&self, party: i64, reply: i64, user: &str) -> Result<bool, DeskError> {
        let now = self.clock().now();
        let dossier = self.store().show(&party.to_string()).await?;
        let unknown = || DeskError::UnknownRequest(party.to_string());
        let dossier = dossier.ok_or_else(unknown)?;
        let sent = dossier
            .replies
            .into_iter()
            .find(|sent| sent.id == reply)
            .ok_or_else(unknown)?;
        let Some(raw) = self.store().reply_raw(reply).await? else {
            return Ok(false);
        };
        let kind = ReplyKind::from_name(&sent.kind).ok_or_else(unknown)?;
        let mut settling = self.begin_settling().await?;
        let stored = settling.party(party).await?.ok_or_else(unknown)?;
        let answered = self.stored_message(party, stored.party.mailbox).await?;
        let Some(to) = answered.as_ref().and_then(correspondent) else {
            return Ok(false);
        };
        // A letter to the owner of another registration is not repeated to the writer of this one.
        if !sent.recipient.eq_ignore_ascii_case(&to.address().address) {
            return Ok(false);
        }
        let number = stored.decisions + 1;
        let answer = u32::try_from(number).unwrap_or(u32::MAX);
        let id = message_id(
            &self.inner.secret,
            party,
            answer,
            &self.config().message_id_domain,
        );
        let decision = Decision {
            reasons: Vec::new(),
            ..Decision::without_party(Outcome::Decided, crate::rules::Reason::Fits)
        };
        let settlement = Settlement {
            request: party,
            cause: Cause::Again {
                version: stored.version,
                corrected: None,
            },
            decision: &decision,
            outgoing: Some(Outgoing {
                number,
                kind,
                language: stored.party.language,
                mailbox: stored.party.mailbox,
                recipient: to.address().address.clone(),
                raw: again(&raw, &id, now),
                message_id: id,
                draft: false,
                solicited_by: None,
            }),
            actor: Actor::Organiser(user.to_owned()),
            offered_until: None,
            above_capacity: None,
            now,
        };
        settling.settle(&[settlement]).await?;
        settling.commit().await?;
        self.wake();
        Ok(true)
    }
}

fn waits(stored: &StoredParty) -> bool {
    let mut places = stored.party.persons.iter().flat_map(|person| &person.places);
    places.any(|(_, state)| *state == State::Waiting)
}
