//! One act on many requests: what it would do, row by row, then all of it in one transaction with one promotion pass (rules 47, 53, 54).

use super::again::Because;
use super::{Desk, DeskError};
use crate::language::ReplyLanguage;
use crate::request::Doubt;
use crate::rules::Seats;
use crate::rules::organiser::{Act, ActRefused, missing_of, organise};
use crate::store::{Actor, StoredParty, Undone};
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// Rows of one bulk action; more are refused, so that one transaction stays short.
pub const ROWS_MAX: usize = 2_000;

/// What is done to each of many requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkOrder {
    pub user: String,
    pub act: BulkAct,
    /// Request and its version as it was seen.
    pub rows: Vec<(i64, i64)>,
    pub undo_for: TimeDelta,
}

/// An act that can be done to many at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkAct {
    Confirm,
    Waitlist,
    Refuse {
        reason: Option<String>,
    },
    SetAside,
    /// Each writer for what is missing in their letter.
    AskBack,
    /// Everybody of the party.
    Cancel,
    /// Everybody of the party who has a seat came.
    CheckIn,
}

/// What became (or would become) of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkRow {
    pub party: i64,
    pub version: i64,
    pub reference: String,
    /// The persons, or who wrote.
    pub who: Vec<String>,
    /// The letter's language, if one leaves.
    pub letter: Option<ReplyLanguage>,
}

/// A row that stays as it is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub party: i64,
    pub reference: String,
    pub who: Vec<String>,
    pub why: WhySkipped,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhySkipped {
    /// It changed since it was looked at (rule 35).
    Changed,
    Refused(ActRefused),
    /// Nothing was read in it: it can only be looked at.
    NoRequest,
}

/// All that a bulk action does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BulkResult {
    pub done: Vec<BulkRow>,
    pub skipped: Vec<Skipped>,
    /// Letters by language.
    pub letters: BTreeMap<&'static str, usize>,
    pub before: Seats,
    /// Before anybody who waits is promoted into seats that become free.
    pub after: Seats,
    /// Under which it can be taken back.
    pub batch: String,
}

impl BulkAct {
    fn for_party(&self, stored: &StoredParty, doubts: &[Doubt]) -> Act {
        match self {
            Self::Confirm => Act::Confirm {
                over_capacity_because: None,
            },
            Self::Waitlist => Act::Waitlist,
            Self::Refuse { reason } => Act::Refuse {
                reason: reason.clone(),
            },
            Self::SetAside => Act::SetAside,
            Self::CheckIn => Act::CheckInAll,
            Self::AskBack => Act::AskBack {
                missing: missing_of(doubts),
            },
            Self::Cancel => Act::Cancel {
                positions: stored
                    .party
                    .persons
                    .iter()
                    .map(|person| person.position)
                    .collect(),
            },
        }
    }
}

impl Desk {
    /// What a bulk action would do as things stand, row after row; nothing is changed.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn preview_bulk(&self, order: &BulkOrder) -> Result<BulkResult, DeskError> {
        let mut result = BulkResult {
            before: self.store().seats(&self.capacity()).await?,
            ..BulkResult::default()
        };
        result.after = result.before.clone();
        let ids: Vec<i64> = order.rows.iter().map(|(party, _)| *party).collect();
        for (party, stored) in self.store().parties(&ids).await? {
            let Some(stored) = stored else {
                result.skip(party, None, WhySkipped::NoRequest);
                continue;
            };
            let act = self.act_for(&order.act, &stored).await?;
            match organise(
                &self.config().event,
                &result.after,
                &stored.party,
                &order.user,
                &act,
            ) {
                Ok(decision) => {
                    result.after.apply(&stored.party, &decision.moves);
                    let leaves = decision.letter.is_some() && stored.contact_address.is_some();
                    result.note(&stored, leaves);
                }
                Err(why) => result.skip(party, Some(&stored), WhySkipped::Refused(why)),
            }
        }
        Ok(result)
    }

    /// Does it: each row as it was seen, in this order, in one transaction; whoever waits is promoted once, at the
    /// end. Rows that changed since or that the rules do not allow are skipped and named.
    ///
    /// # Errors
    /// [`DeskError::Store`]; nothing is changed then.
    pub async fn act_in_bulk(&self, order: &BulkOrder) -> Result<BulkResult, DeskError> {
        let now = self.clock().now();
        let batch: String = self
            .chance()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let mut settling = self.begin_settling().await?;
        let before = settling.seats().await?;
        let mut result = BulkResult {
            after: before.clone(),
            before,
            batch: batch.clone(),
            ..BulkResult::default()
        };
        for &(party, version) in order.rows.iter().take(ROWS_MAX) {
            let Some(stored) = settling.party(party).await? else {
                result.skip(party, None, WhySkipped::NoRequest);
                continue;
            };
            if stored.version != version {
                result.skip(party, Some(&stored), WhySkipped::Changed);
                continue;
            }
            let act = self.act_for(&order.act, &stored).await?;
            let event = &self.config().event;
            let mut decision = match organise(event, &result.after, &stored.party, &order.user, &act) {
                Ok(decision) => decision,
                Err(why) => {
                    result.skip(party, Some(&stored), WhySkipped::Refused(why));
                    continue;
                }
            };
            if let Some(letter) = &mut decision.letter {
                letter.facts.writer = stored.writer();
            }
            let stood = settling.before(party).await?;
            let because = Because::of(Actor::Organiser(order.user.clone()));
            let leaves = self
                .settle_again(&mut settling, &stored, &decision, because, now)
                .await?;
            let answer = (party, stored.decisions + 1);
            // A tick at the door is taken away like a single one, at the person.
            if order.act != BulkAct::CheckIn {
                settling
                    .make_undoable(
                        answer,
                        &stood,
                        &decision.moves,
                        (&order.user, Some(&batch)),
                        now + order.undo_for,
                    )
                    .await?;
            }
            result.after.apply(&stored.party, &decision.moves);
            result.note(&stored, leaves);
        }
        if !matches!(order.act, BulkAct::Waitlist | BulkAct::AskBack | BulkAct::CheckIn) {
            self.promote(&mut settling, now).await?;
        }
        settling.commit().await?;
        self.wake();
        Ok(result)
    }

    /// The act on one party; what is to be asked stands in the doubts of its own letter.
    async fn act_for(&self, act: &BulkAct, stored: &StoredParty) -> Result<Act, DeskError> {
        let doubts = match act {
            BulkAct::AskBack => self.store().doubts(stored.party.id).await?,
            _ => Vec::new(),
        };
        Ok(act.for_party(stored, &doubts))
    }

    /// Takes a bulk action back, row by row, as far as its letters have not left; how many were, and how many not.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn undo_batch(&self, batch: &str, user: &str) -> Result<(usize, usize), DeskError> {
        let now = self.clock().now();
        let (mut taken_back, mut stands) = (0, 0);
        for party in self.store().batch(batch, now).await? {
            match self.undo(party, user).await? {
                Undone::Done => taken_back += 1,
                _ => stands += 1,
            }
        }
        Ok((taken_back, stands))
    }
}

impl BulkResult {
    fn note(&mut self, stored: &StoredParty, leaves: bool) {
        let letter = leaves.then_some(stored.party.language);
        if let Some(language) = letter {
            *self.letters.entry(language.code()).or_default() += 1;
        }
        self.done.push(BulkRow {
            party: stored.party.id,
            version: stored.version,
            reference: stored.party.reference.clone(),
            who: who(stored),
            letter,
        });
    }

    fn skip(&mut self, party: i64, stored: Option<&StoredParty>, why: WhySkipped) {
        self.skipped.push(Skipped {
            party,
            reference: stored.map_or_else(|| format!("#{party}"), |stored| stored.party.reference.clone()),
            who: stored.map(who).unwrap_or_default(),
            why,
        });
    }
}

fn who(stored: &StoredParty) -> Vec<String> {
    let names: Vec<String> = stored
        .party
        .persons
        .iter()
        .filter_map(|person| person.name.clone())
        .collect();
    if names.is_empty() {
        let contact = stored.contact_name.as_ref().or(stored.contact_address.as_ref());
        return contact.cloned().into_iter().collect();
    }
    names
}
