//! What happens in a simulated event beside the mail: organisers act; the desk works and dies; the mail server has moods.

use super::watch::Step;
use super::world::{CRASHES, World};
use chrono::TimeDelta;
use rand::Rng;
use rand::seq::IndexedRandom;
use rsvpd::daemon::{DeskError, Order};
use rsvpd::delivery::Delivered;
use rsvpd::delivery::script::Turn;
use rsvpd::message::MailboxRole;
use rsvpd::reply::Missing;
use rsvpd::rules::organiser::Act;
use rsvpd::store::Actor;

/// What the desk does by itself, in pieces.
#[derive(Debug, Clone, Copy)]
enum Work {
    Take(&'static str),
    Settle,
    PassTime,
    Deliver,
}

const WORK: [Work; 5] = [
    Work::Take("registration"),
    Work::Take("press"),
    Work::Settle,
    Work::PassTime,
    Work::Deliver,
];

impl World {
    /// One thing happens.
    pub async fn step(&mut self) -> Step {
        if self.chance.random_bool(0.45) {
            // As a desk that runs does: everything in its turn.
            for work in [WORK[0], WORK[1], Work::Settle, Work::PassTime, Work::Deliver] {
                self.do_work(work).await;
            }
            return Step::Usual;
        }
        match self.chance.random_range(0..100) {
            0..18 => self.somebody_writes(),
            18..44 => self.somebody_answers().await,
            44..47 => self.mail_comes_twice(),
            47..50 => self.a_robot_writes(),
            50..53 => self.a_forger_writes(),
            53..58 => return self.an_organiser_acts().await,
            58..60 => return self.an_organiser_undoes().await,
            60..63 => self.somebody_looks_after_replies().await,
            63..66 => self.seats_change().await,
            66..70 => self.the_mail_server_has_a_mood(),
            70..76 => self.time_passes(),
            76..82 => self.the_desk_dies().await,
            _ => {
                let work = *WORK.choose(&mut self.chance).unwrap();
                self.do_work(work).await;
            }
        }
        Step::Usual
    }

    async fn do_work(&mut self, work: Work) {
        let done = self.work(work).await;
        done.unwrap_or_else(|error| panic!("{}", self.story(&format!("{work:?}: {error}"))));
    }

    async fn work(&mut self, work: Work) -> Result<(), DeskError> {
        match work {
            Work::Take(mailbox) => {
                let limit = self.chance.random_range(1..6);
                self.take(mailbox, limit).await?;
            }
            Work::Settle => {
                for settled in self.desk.settle_next().await? {
                    let reasons: Vec<String> = settled
                        .reasons
                        .iter()
                        .map(|reason| format!("{reason:?}"))
                        .collect();
                    self.note(&format!(
                        "letter {} {:?}: {:?}, {}",
                        settled.message,
                        settled.intent,
                        settled.outcome,
                        reasons.join(" ")
                    ));
                    let first = reasons
                        .first()
                        .map_or("", |reason| reason.split(['(', ' ']).next().unwrap_or_default());
                    self.count(&format!("{:?} {first}", settled.outcome));
                }
            }
            Work::PassTime => {
                let pending = self.desk.store().counts().await?.pending;
                let looked = if pending == 0 { self.looked() } else { None };
                let passed = self.desk.pass_time(looked).await?;
                self.watch.idle = false;
                if passed.ended + passed.reminded > 0 {
                    self.note(&format!("{passed:?}"));
                }
            }
            Work::Deliver => {
                self.desk.deliver_due(&mut self.delivery).await?;
                self.hand_out().await;
            }
        }
        Ok(())
    }

    /// Takes, settles and delivers until nothing is left to do.
    pub async fn settle_down(&mut self) {
        self.script.behave();
        for mailbox in ["registration", "press"] {
            while self.mailboxes[mailbox].taken < self.mailboxes[mailbox].letters.len() {
                self.take(mailbox, 50).await.unwrap();
            }
            self.mailboxes.get_mut(mailbox).unwrap().looked = Some(self.now());
        }
        while self.desk.store().counts().await.unwrap().pending > 0 {
            self.work(Work::Settle).await.unwrap();
        }
        self.work(Work::PassTime).await.unwrap();
        self.work(Work::Deliver).await.unwrap();
    }

    async fn an_organiser_acts(&mut self) -> Step {
        let requests: Vec<(i64, i64)> =
            sqlx::query_as("SELECT message, version FROM requests ORDER BY message")
                .fetch_all(&mut self.sql)
                .await
                .unwrap();
        let Some(&(party, version)) = requests.choose(&mut self.chance) else {
            return Step::Usual;
        };
        let above = self.chance.random_bool(0.1);
        let act = match self.chance.random_range(0..8) {
            0..3 => Act::Confirm {
                over_capacity_because: above.then(|| "speaker".to_owned()),
            },
            3..5 => Act::Waitlist,
            5 => Act::Refuse { reason: None },
            6 => Act::AskBack {
                missing: vec![Missing::Names],
            },
            _ => Act::SetAside,
        };
        let step = if above { Step::Override } else { Step::Usual };
        let undo_for = TimeDelta::minutes(self.chance.random_range(0..60));
        let stale = self.chance.random_bool(0.1);
        let order = Order {
            user: "maria".to_owned(),
            act: act.clone(),
            version: version - i64::from(stale),
            words: None,
            undo_for,
        };
        let done = if self.chance.random_bool(0.3) {
            self.desk.organise(party, "juan", &act).await.map(|_| ())
        } else {
            // Whoever is put on the list while seats are free gets one when time passes.
            self.watch.idle |= matches!(act, Act::Waitlist);
            self.desk.act(party, &order).await.map(|_| ())
        };
        self.tell_act(party, &act, done);
        step
    }

    fn tell_act(&mut self, party: i64, act: &Act, done: Result<(), DeskError>) {
        let name = format!("{act:?}");
        let name = name.split([' ', '{']).next().unwrap_or_default().to_owned();
        self.note(&format!("an organiser: {act:?} on {party}: {done:?}"));
        match done {
            Ok(()) => self.count(&format!("organiser {name}")),
            Err(DeskError::Refused(_)) => self.count("organiser refused"),
            Err(DeskError::Store(error)) if error.is_conflict() => self.count("organiser too late"),
            Err(error) => panic!("{}", self.story(&format!("{act:?} on {party}: {error}"))),
        }
    }

    async fn an_organiser_undoes(&mut self) -> Step {
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

    /// A person releases or holds replies, or closes the circuit breaker.
    async fn somebody_looks_after_replies(&mut self) {
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
            self.released.insert(reply.id);
            self.note(&format!("reply {} ({:?}) is released", reply.id, reply.state));
            self.count(&format!("released {}", reply.state.name()));
        }
    }

    /// The event file changes and the desk is started anew.
    async fn seats_change(&mut self) {
        let which = self.chance.random_range(0..self.config.event.sessions.len());
        let seats = self.chance.random_range(0..9);
        self.config.event.sessions[which].capacity = seats;
        if self.config.event.capacity.is_some() && self.chance.random_bool(0.5) {
            self.config.event.capacity = Some(self.chance.random_range(1..12));
        }
        self.note(&format!(
            "seats now: {:?}, {:?}",
            self.config.event.capacities(),
            self.config.event.capacity
        ));
        self.count("seats changed");
        self.restart().await;
    }

    fn the_mail_server_has_a_mood(&mut self) {
        let why = || "told so".to_owned();
        let turn = match self.chance.random_range(0..6) {
            0 => Turn {
                takes: false,
                says: Delivered::TryAgain(why()),
            },
            1 => Turn {
                takes: false,
                says: Delivered::Waits(why()),
            },
            2 => Turn {
                takes: false,
                says: Delivered::Blocked(why()),
            },
            3 => Turn {
                takes: false,
                says: Delivered::Refused(why()),
            },
            4 => Turn {
                takes: true,
                says: Delivered::Uncertain(why()),
            },
            _ => Turn {
                takes: false,
                says: Delivered::Uncertain(why()),
            },
        };
        self.count(&format!("mail server: {:?}", turn.says));
        self.script.then(turn);
    }

    fn time_passes(&mut self) {
        let minutes = match self.chance.random_range(0..6) {
            0 => self.chance.random_range(1..30),
            1..4 => self.chance.random_range(30..24 * 60),
            _ => self.chance.random_range(24 * 60..6 * 24 * 60),
        };
        let now = self.now() + TimeDelta::minutes(minutes * self.pace);
        self.clock.set(now);
        self.note("time passes");
    }

    /// The desk is killed at a row that it writes, and started again.
    async fn the_desk_dies(&mut self) {
        // There is something to do, so that there is something to die of.
        self.somebody_writes();
        self.somebody_answers().await;
        // Most often while replies leave: then nobody may be answered twice.
        let at = match self.chance.random_bool(0.4) {
            true => ("outbox", "UPDATE"),
            false => *CRASHES.choose(&mut self.chance).unwrap(),
        };
        let after = self.chance.random_range(0..3);
        self.arm(at, after).await;
        for work in [WORK[0], WORK[1], Work::Settle, Work::PassTime, Work::Deliver] {
            if self.work(work).await.is_err() {
                self.note(&format!("the desk dies at {work:?}, writing into {}", at.0));
                self.count(&format!(
                    "died at {}",
                    format!("{work:?}").split('(').next().unwrap_or_default()
                ));
                break;
            }
        }
        // What had left before the desk died has left.
        self.hand_out().await;
        self.disarm().await;
        self.restart().await;
    }
}
