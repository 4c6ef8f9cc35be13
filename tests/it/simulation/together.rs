//! Organisers of a simulated event who take acts back, let replies leave, and click at the same moment as others.

use super::organisers::REASON;
use super::watch::Step;
use super::world::World;
use chrono::TimeDelta;
use rand::Rng;
use rand::seq::IndexedRandom;
use rsvpd::daemon::{DeskError, Order};
use rsvpd::message::MailboxRole;
use rsvpd::rules::organiser::Act;
use rsvpd::store::Actor;

impl World {
    pub(super) async fn an_organiser_undoes(&mut self) -> Step {
        let acts: Vec<(i64,)> =
            sqlx::query_as("SELECT request FROM undoable ORDER BY until DESC, request LIMIT 3")
                .fetch_all(&mut self.sql)
                .await
                .unwrap();
        let Some(&(party,)) = acts.choose(&mut self.chance) else {
            return Step::Usual;
        };
        match self.desk.undo(party, "maria").await {
            Ok(undone) => {
                self.note(&format!(
                    "an organiser takes back what was done on {party}: {undone:?}"
                ));
                self.count(&format!("undo {undone:?}"));
            }
            Err(error) => panic!("{}", self.story(&format!("undo of {party}: {error}"))),
        }
        Step::Undo
    }

    /// Two organisers click in the same page at the same moment, while the desk reads, promotes and sends.
    pub(super) async fn all_at_once(&mut self) {
        let Some((party, version)) = self.some_request().await else {
            return;
        };
        let above = || Act::Confirm {
            over_capacity_because: Some(REASON.to_owned()),
        };
        let acts = [
            above(),
            Act::Refuse { reason: None },
            Act::Waitlist,
            Act::SetAside,
        ];
        let order = |user: &str, act: &Act| Order {
            user: user.to_owned(),
            act: act.clone(),
            version,
            words: None,
            undo_for: TimeDelta::zero(),
        };
        let one = order("maria", acts.choose(&mut self.chance).unwrap());
        let two = order("juan", acts.choose(&mut self.chance).unwrap());
        let (desk, delivery) = (self.desk.clone(), &mut self.delivery);
        let (first, second, settled, sent) = tokio::join!(
            desk.act(party, &one),
            desk.act(party, &two),
            desk.settle_next(None),
            desk.deliver_due(delivery),
        );
        settled.unwrap();
        sent.unwrap();
        self.watch.idle = true;
        self.note(&format!(
            "at once on {party}: {:?} {first:?}, {:?} {second:?}",
            one.act, two.act
        ));
        self.demand(first.is_err() || second.is_err(), || {
            "rule 35: two organisers decided from the same page".to_owned()
        });
        for error in [first, second].into_iter().filter_map(Result::err) {
            let known = match &error {
                DeskError::Refused(_) => true,
                DeskError::Store(error) => error.is_conflict(),
                _ => false,
            };
            self.demand(known, || format!("at once on {party}: {error}"));
        }
        self.hand_out().await;
        self.count("at once");
    }

    /// A person releases or holds replies, or closes the circuit breaker.
    pub(super) async fn somebody_looks_after_replies(&mut self) {
        let now = self.now();
        let maria = Actor::Organiser("maria".to_owned());
        if self.chance.random_bool(0.3) {
            for mailbox in [MailboxRole::Registration, MailboxRole::Press] {
                if self.desk.resume(mailbox, "maria").await.unwrap() {
                    self.count("breaker closed");
                }
            }
            return;
        }
        let troubled = self.desk.store().troubled_replies(20).await.unwrap();
        if let Some(reply) = troubled.choose(&mut self.chance)
            && self.desk.store().release(reply.id, &maria, now).await.unwrap()
        {
            sqlx::query("INSERT OR IGNORE INTO temp.released VALUES ($1)")
                .bind(reply.id)
                .execute(&mut self.sql)
                .await
                .unwrap();
            self.released.insert(reply.id);
            self.note(&format!("reply {} ({:?}) is released", reply.id, reply.state));
            self.count(&format!("released {}", reply.state.name()));
        }
    }
}
