//! Later decisions on stored parties: promotions, ended offers and whatever else moves a place, with their letters.

use super::settle::correspondent;
use super::{Desk, DeskError};
use crate::registration::State;
use crate::reply::{Facts, Letter, ReplyKind};
use crate::rules::contact::{self, ContactRole};
use crate::rules::exchange::exchanged;
use crate::rules::offers::of_moved;
use crate::rules::{Decision, Outcome, Reason, SessionSeats, diary, offers, promotion};
use crate::store::settling::{Cause, Outgoing, Settlement, Settling};
use crate::store::{Actor, StoredParty};
use chrono::{DateTime, Utc};
use tracing::info;

/// Why a later decision is made, and what its places need.
#[derive(Debug, Clone)]
pub(super) struct Because {
    pub actor: Actor,
    /// An organiser's reason to seat more persons than there are places (I1).
    pub above_capacity: Option<String>,
    /// Until when offered places hold (I7).
    pub offered_until: Option<DateTime<Utc>>,
}

impl Because {
    pub fn of(actor: Actor) -> Self {
        Self {
            actor,
            above_capacity: None,
            offered_until: None,
        }
    }
}

impl Desk {
    /// Gives free seats to those who wait; to be run in every transaction that frees or adds a seat (I5).
    pub(super) async fn promote(
        &self,
        settling: &mut Settling,
        now: DateTime<Utc>,
    ) -> Result<usize, DeskError> {
        let mut seats = settling.seats().await?;
        // Mostly nothing is free, and nobody would change with another: then nobody need be looked at.
        let room = |counts: &SessionSeats| counts.free() > 0 && counts.waiting > 0;
        if !seats.sessions.values().any(room) && settling.would_change().await? < 2 {
            return Ok(0);
        }
        let waiting = settling.waiting().await?;
        let promotions = promotion::promote(&self.event_for_promotion(), now, &mut seats, &waiting);
        for (party, reason) in &promotions.notices {
            info!(party, ?reason, "seats stay idle");
            settling.note_idle(*party, reason, now).await?;
        }
        let count = promotions.parties.len();
        let until = promotions.until;
        for (id, moves) in promotions.parties {
            let Some(stored) = settling.party(id).await? else {
                continue;
            };
            let offers = moves.iter().any(|a_move| a_move.to == State::Offered);
            let until = until.filter(|_| offers);
            let reasons = moves
                .iter()
                .filter_map(|a_move| match a_move.to {
                    State::Offered => Some(Reason::Offered(a_move.place.session)),
                    State::Confirmed => Some(Reason::Promoted(a_move.place.session)),
                    // What is given up for another place.
                    _ => None,
                })
                .collect();
            let facts = Facts {
                persons: of_moved(&stored.party, &moves),
                exchanged: exchanged(&stored.party, &moves, &[]),
                writer: stored.writer(),
                offer_until: until,
                ..Facts::default()
            };
            let letter = Letter {
                kind: if offers {
                    ReplyKind::Offer
                } else {
                    ReplyKind::Promotion
                },
                language: stored.party.language,
                mailbox: stored.party.mailbox,
                facts,
            };
            let decision = Decision {
                outcome: Outcome::Decided,
                reasons,
                persons: Vec::new(),
                moves,
                letter: Some(letter),
                places: Vec::new(),
                instead: Vec::new(),
                edits: Vec::new(),
                concerns: None,
                press: None,
            };
            let because = Because {
                offered_until: until,
                ..Because::of(Actor::Clock("promotion"))
            };
            self.settle_again(settling, &stored, &decision, because, now)
                .await?;
        }
        Ok(count)
    }

    /// Ends an offer whose deadline passed before a late letter came, and passes the seats on; that letter's answer
    /// tells what became of it.
    pub(super) async fn end_offer(
        &self,
        settling: &mut Settling,
        party: i64,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), DeskError> {
        let open = settling.offers(party).await?;
        if let Some(stored) = settling.party(party).await? {
            let mut decision = offers::ended(&stored.party, &open, at);
            decision.letter = None;
            let because = Because::of(Actor::Clock("offer"));
            self.settle_again(settling, &stored, &decision, because, now)
                .await?;
            self.promote(settling, now).await?;
        }
        Ok(())
    }

    /// Settles a later decision on a stored request, with its letter; whether one leaves.
    pub(super) async fn settle_again(
        &self,
        settling: &mut Settling,
        stored: &StoredParty,
        decision: &Decision,
        because: Because,
        now: DateTime<Utc>,
    ) -> Result<bool, DeskError> {
        let number = stored.party.id;
        let outgoing = self.answer(settling, stored, decision, now).await?;
        let leaves = outgoing.is_some();
        let settlement = Settlement {
            request: number,
            cause: Cause::Again {
                version: stored.version,
                corrected: None,
            },
            decision,
            outgoing,
            actor: because.actor,
            offered_until: because.offered_until,
            above_capacity: because.above_capacity,
            now,
        };
        settling.settle(&[settlement]).await?;
        Ok(leaves)
    }

    /// The letter of a later decision, if one leaves: only to whoever wrote to us.
    pub(super) async fn answer(
        &self,
        settling: &mut Settling,
        stored: &StoredParty,
        decision: &Decision,
        now: DateTime<Utc>,
    ) -> Result<Option<Outgoing>, DeskError> {
        let number = stored.party.id;
        let answered = self.message_in(settling, number, stored.party.mailbox).await?;
        let (Some(letter), Some(message)) = (&decision.letter, &answered) else {
            return Ok(None);
        };
        let Some(to) = correspondent(message) else {
            return Ok(None);
        };
        let role = contact::role_in(&stored.party, stored.contact_address.as_deref());
        let mut letter = letter.clone();
        letter.facts.for_others = role == ContactRole::RegistersOthers;
        letter.facts.diary = diary::entries(&stored.party, decision, &stored.party.reference);
        let reference = decision.stands().unwrap_or(&stored.party.reference);
        let answer = stored.decisions + 1;
        Ok(Some(self.outgoing(
            &letter, to, message, number, reference, answer, false, now,
        )?))
    }
}
