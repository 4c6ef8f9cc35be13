//! Bodies in batches; the next batch is asked for before the last one is committed, so server and store work at once.

use super::connection::SMALL_TALK;
use super::{Imap, Item, Letter, Limits, Place};
use crate::mailbox::imap::words::uid_set;
use crate::mailbox::{Defect, HEADER_LIMIT, SourceError, header_of};
use async_imap::imap_proto::{AttributeValue, RequestId, Response};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// A batch that was asked for and not yet handed over.
#[derive(Debug)]
pub(super) struct Ahead {
    plan: Vec<Item>,
    command: String,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The answer still comes.
    Asked(RequestId),
    /// It was read, because something else had to be said on the line.
    Read(Bodies, Result<(), SourceError>),
}

/// Bodies by UID, each once: what was not asked for, or comes again, is ignored (mail rule 33).
type Bodies = BTreeMap<u32, Vec<u8>>;

impl Imap {
    /// Fetches these messages. What comes back is in their order and without gaps: where one breaks the
    /// connection those before it are handed over, and next time they come one by one (mail rule 13).
    pub(super) async fn fetch(
        &mut self,
        plan: &[Item],
        space: u64,
        now: DateTime<Utc>,
    ) -> Result<Vec<Letter>, SourceError> {
        if let [item] = plan
            && (item.uid <= self.careful_until || item.size.is_none())
        {
            self.drop_ahead().await;
            return Ok(self.single(*item, space, now).await?.into_iter().collect());
        }
        let (mut bodies, ended) = self.bodies(plan).await?;
        let mut letters = Vec::with_capacity(plan.len());
        let trouble = match ended {
            Ok(()) | Err(SourceError::Refused { .. }) => None,
            Err(error) => {
                self.careful_until = plan.last().map_or(0, |item| item.uid);
                self.hang_up();
                Some(error)
            }
        };
        let missing = match trouble {
            Some(_) => BTreeSet::new(),
            None => self.still_there(plan, &bodies).await?,
        };
        for item in plan {
            if let Some(raw) = bodies.remove(&item.uid) {
                letters.push(self.letter(*item, raw, space, now));
            } else if trouble.is_some() {
                break;
            } else if missing.contains(&item.uid) {
                letters.extend(self.single(*item, space, now).await?);
            } else {
                self.listing.forget(item.uid);
            }
        }
        match trouble {
            Some(error) if letters.is_empty() => Err(error),
            _ => Ok(letters),
        }
    }

    /// Asks for what comes after this UID, if that is a plain batch. Failure shows when it is read.
    pub(super) async fn fetch_ahead(&mut self, after: u32, limits: Limits) {
        let plan = self.listing.plan(
            u64::from(after),
            limits,
            self.settings.size_limit,
            self.careful_until,
        );
        let usual = |item: &Item| item.uid > self.careful_until && self.fits(item);
        if plan.is_empty() || !plan.iter().all(usual) {
            return;
        }
        let (command, allowance) = self.fetch_command(&plan);
        let Some(connection) = &mut self.connection else {
            return;
        };
        if let Ok(tag) = connection.send(&command, allowance).await {
            self.ahead = Some(Ahead {
                plan,
                command,
                state: State::Asked(tag),
            });
        }
    }

    /// Reads a batch that is under way to its end, so that the line is free.
    pub(super) async fn catch_up(&mut self) {
        let Some(ahead) = self.ahead.take() else { return };
        let Ahead { plan, command, state } = ahead;
        let state = match state {
            State::Asked(tag) => {
                let (bodies, ended) = self.read_bodies(&plan, &tag, &command).await;
                State::Read(bodies, ended)
            }
            read => read,
        };
        self.ahead = Some(Ahead { plan, command, state });
    }

    /// Frees the line from a batch that is not wanted any more.
    pub(super) async fn drop_ahead(&mut self) {
        self.catch_up().await;
        self.ahead = None;
    }

    async fn bodies(&mut self, plan: &[Item]) -> Result<(Bodies, Result<(), SourceError>), SourceError> {
        self.catch_up().await;
        if let Some(Ahead {
            plan: asked,
            state: State::Read(bodies, ended),
            ..
        }) = self.ahead.take()
            && (asked == plan
                || ended
                    .as_ref()
                    .is_err_and(|error| !matches!(error, SourceError::Refused { .. })))
        {
            return Ok((bodies, ended));
        }
        let (within, beyond): (Vec<Item>, Vec<Item>) = plan.iter().copied().partition(|item| self.fits(item));
        let mut bodies = Bodies::new();
        if !beyond.is_empty() {
            let set = uid_set(beyond.iter().map(|item| item.uid));
            let command = format!("UID FETCH {set} (UID BODY.PEEK[HEADER])");
            let allowance = SMALL_TALK * (1 + beyond.len() as u64);
            let tag = self.connect().await?.send(&command, allowance).await?;
            let (headers, ended) = self.read_bodies(&beyond, &tag, &command).await;
            bodies = headers;
            if ended.is_err() {
                return Ok((bodies, ended));
            }
        }
        if within.is_empty() {
            return Ok((bodies, Ok(())));
        }
        let (command, allowance) = self.fetch_command(&within);
        let tag = self.connect().await?.send(&command, allowance).await?;
        let (mut read, ended) = self.read_bodies(&within, &tag, &command).await;
        bodies.append(&mut read);
        Ok((bodies, ended))
    }

    fn fits(&self, item: &Item) -> bool {
        item.size.is_some_and(|size| size <= self.settings.size_limit)
    }

    /// The command, and how many bytes its answer may have: one message may be larger than the server said.
    fn fetch_command(&self, plan: &[Item]) -> (String, u64) {
        let set = uid_set(plan.iter().map(|item| item.uid));
        let told: u64 = plan.iter().filter_map(|item| item.size).sum();
        let allowance = told + self.settings.size_limit + SMALL_TALK;
        (format!("UID FETCH {set} (UID BODY.PEEK[])"), allowance)
    }

    async fn read_bodies(
        &mut self,
        plan: &[Item],
        tag: &RequestId,
        command: &str,
    ) -> (Bodies, Result<(), SourceError>) {
        let asked: BTreeSet<u32> = plan.iter().map(|item| item.uid).collect();
        let mut bodies = Bodies::new();
        let Some(connection) = &mut self.connection else {
            return (bodies, Ok(()));
        };
        let ended = connection
            .finish(tag, command, |response| {
                if let Some((uid, body)) = body(response)
                    && asked.contains(&uid)
                {
                    bodies.entry(uid).or_insert_with(|| body.to_vec());
                }
            })
            .await;
        (bodies, ended)
    }

    /// Which of the messages without a body are not gone.
    async fn still_there(&mut self, plan: &[Item], bodies: &Bodies) -> Result<BTreeSet<u32>, SourceError> {
        let missing = plan
            .iter()
            .map(|item| item.uid)
            .filter(|uid| !bodies.contains_key(uid));
        let set = uid_set(missing);
        if set.is_empty() {
            return Ok(BTreeSet::new());
        }
        Ok(self.connect().await?.describe(&set).await?.into_keys().collect())
    }

    /// A letter from what was read; of one that is larger than the server said, the header.
    pub(super) fn letter(&mut self, item: Item, mut raw: Vec<u8>, space: u64, now: DateTime<Utc>) -> Letter {
        self.tries.remove(&item.uid);
        let size = item.size.unwrap_or(0).max(raw.len() as u64);
        let defect = (size > self.settings.size_limit).then_some(Defect::TooLarge);
        if defect.is_some() {
            raw = header_of(&raw, HEADER_LIMIT).to_vec();
        }
        let received_at = item.arrived.unwrap_or(now);
        Letter {
            place: Place::of_uid(space, u64::from(item.uid)),
            received_at,
            size,
            raw,
            defect,
        }
    }
}

/// The body or header that a FETCH response holds; an empty one is none (mail rule 14). A server that
/// answers BODY[] with RFC822 is understood too (30).
pub(super) fn body<'r>(response: &'r Response<'_>) -> Option<(u32, &'r [u8])> {
    let Response::Fetch(_, attributes) = response else {
        return None;
    };
    let (mut uid, mut body) = (None, None);
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(value) => uid = Some(*value),
            AttributeValue::BodySection { data: Some(data), .. }
            | AttributeValue::Rfc822(Some(data))
            | AttributeValue::Rfc822Header(Some(data)) => body = Some(data.as_ref()),
            _ => {}
        }
    }
    let body = body.filter(|body| !body.is_empty())?;
    uid.map(|uid| (uid, body))
}
