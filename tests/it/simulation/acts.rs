//! What happens in a simulated event beside mail and organisers: the desk works and dies, time passes, the mail server has moods.

use super::death::{CRASHES, EVERYWHERE};
use super::watch::Step;
use super::world::World;
use chrono::TimeDelta;
use rand::Rng;
use rand::seq::IndexedRandom;
use rsvpd::daemon::DeskError;
use rsvpd::delivery::Delivered;
use rsvpd::delivery::script::Turn;
use rsvpd::registration::State;

/// What the desk does by itself, in pieces.
#[derive(Debug, Clone, Copy)]
pub(super) enum Work {
    Take(&'static str),
    Settle,
    PassTime,
    Deliver,
}

/// As a desk that runs does, before it delivers.
pub(super) const ROUND: [Work; 4] = [
    Work::Take("registration"),
    Work::Take("press"),
    Work::Settle,
    Work::PassTime,
];

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
        if !self.paused.is_empty() && self.chance.random_bool(0.15) {
            self.all_goes_on().await;
            return Step::Usual;
        }
        if self.chance.random_bool(0.45) {
            self.works_on().await;
            return Step::Usual;
        }
        match self.chance.random_range(0..100) {
            0..18 => self.somebody_writes(),
            18..44 => self.somebody_answers().await,
            44..47 => self.mail_comes_twice(),
            47..49 => self.a_robot_writes(),
            49..51 => self.a_forger_writes(),
            51..54 => self.two_would_change().await,
            54..56 => return self.an_organiser_slips().await,
            56..59 => self.an_answer_comes_at_the_last_minute().await,
            59..61 => return self.the_press_office_acts().await,
            61..68 => return self.an_organiser_acts().await,
            68..70 => self.an_organiser_looks().await,
            70..72 => return self.an_organiser_undoes().await,
            72..75 => self.somebody_looks_after_replies().await,
            75..79 => self.seats_change().await,
            79..82 => self.the_mail_server_has_a_mood(),
            82..86 => self.time_passes(),
            86..91 => return self.the_desk_dies().await,
            91..95 => return self.the_console_is_used().await,
            _ => {
                let work = *WORK.choose(&mut self.chance).unwrap();
                self.do_work(work).await;
            }
        }
        Step::Usual
    }

    pub(super) async fn do_work(&mut self, work: Work) {
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
                for settled in self.desk.settle_next(self.looked()).await? {
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
                let looked = if self.pending().await == 0 {
                    self.looked()
                } else {
                    None
                };
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

    /// Letters that are kept and not decided.
    async fn pending(&mut self) -> i64 {
        let (pending,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM messages WHERE state = 'kept'")
            .fetch_one(&mut self.sql)
            .await
            .unwrap();
        pending
    }

    /// Takes, settles and delivers until nothing is left to do.
    pub async fn settle_down(&mut self) {
        self.all_goes_on().await;
        self.script.behave();
        // What is still on its way arrives.
        let letters = self.mailboxes.values().flat_map(|mailbox| &mailbox.letters);
        let last = letters.map(|letter| letter.arrives).max();
        // A letter that came too late for an offer waits until nothing can come any more that was in time.
        let last = last.map_or(self.now(), |last| last.max(self.now()));
        self.clock.set(last + TimeDelta::minutes(16));
        for mailbox in ["registration", "press"] {
            while self.mailboxes[mailbox].taken < self.mailboxes[mailbox].letters.len() {
                self.take(mailbox, 50).await.unwrap();
            }
            self.mailboxes.get_mut(mailbox).unwrap().looked = Some(self.now());
        }
        while self.pending().await > 0 {
            self.work(Work::Settle).await.unwrap();
        }
        self.work(Work::PassTime).await.unwrap();
        self.work(Work::Deliver).await.unwrap();
    }

    /// The event file changes and the desk is started anew.
    async fn seats_change(&mut self) {
        let which = self.chance.random_range(0..self.config.event.sessions.len());
        let session = self.config.event.sessions[which].id;
        let mut waits = self.watch.places.iter();
        let waits = waits.any(|(key, place)| key.2 == session && place.state == State::Waiting);
        // Mostly for those who wait.
        let seats = match waits && self.chance.random_bool(0.8) {
            true => u32::try_from(self.watch.taken(session)).unwrap() + self.chance.random_range(1..4),
            false => self.chance.random_range(0..9),
        };
        let (before, persons) = (
            self.config.event.sessions[which].capacity,
            self.config.event.capacity,
        );
        self.config.event.sessions[which].capacity = seats;
        if self.config.event.capacity.is_some() && self.chance.random_bool(0.5) {
            self.config.event.capacity = Some(self.chance.random_range(1..12));
        }
        // What the file says anew counts, and else what was set in the console.
        if seats != before {
            self.seats.sessions.insert(session, seats);
        }
        if self.config.event.capacity != persons {
            self.seats.event = self.config.event.capacity;
        }
        self.note(&format!("seats now: {:?}", self.seats));
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
    async fn the_desk_dies(&mut self) -> Step {
        // There is something to do, so that there is something to die of.
        self.somebody_writes();
        self.somebody_answers().await;
        // Often while replies leave: then nobody may be answered twice. Else at any row that is written.
        let (at, after) = match self.chance.random_range(0..10) {
            0..3 => ("outbox UPDATE", self.chance.random_range(0..3)),
            3..6 => (
                *CRASHES.choose(&mut self.chance).unwrap(),
                self.chance.random_range(0..3),
            ),
            _ => (EVERYWHERE, self.chance.random_range(0..80)),
        };
        if self.chance.random_bool(0.2) {
            return self.the_desk_dies_as_time_passes().await;
        }
        self.arm(at, after).await;
        if self.chance.random_bool(0.2) {
            let step = self.an_organiser_acts().await;
            self.disarm().await;
            self.restart().await;
            return step;
        }
        self.work_and_die(&WORK, &format!("{at}, row {after}")).await;
        Step::Usual
    }

    /// All is read, days pass, and the desk dies of what has come due.
    async fn the_desk_dies_as_time_passes(&mut self) -> Step {
        self.works_on().await;
        self.works_on().await;
        let days = self.chance.random_range(1..5);
        self.clock.set(self.now() + TimeDelta::days(days));
        for work in [WORK[0], WORK[1]] {
            self.do_work(work).await;
        }
        self.do_work(Work::Settle).await;
        self.check(Step::Usual).await;
        let after = self.chance.random_range(0..12);
        self.arm(EVERYWHERE, after).await;
        self.work_and_die(&[Work::PassTime], &format!("days later, row {after}"))
            .await;
        Step::Usual
    }

    /// Works until the desk dies, and starts it again.
    async fn work_and_die(&mut self, works: &[Work], at: &str) {
        for &work in works {
            if self.work(work).await.is_err() {
                self.note(&format!("the desk dies at {work:?}, writing {at}"));
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
