//! Answers to offers, judged by their words: nobody gets more than they said yes to, and who answers at the last minute loses nothing.

use super::line::Told;
use super::watch::Step;
use super::world::{Answer, World};
use super::writers::{Says, TONGUES, Writer};
use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use rand::seq::IndexedRandom;
use rsvpd::registration::State;
use std::collections::BTreeSet;

/// How many a letter says yes to, at most.
#[derive(Debug, Clone)]
pub struct Taken {
    seats: usize,
    /// Only the writer, who has this name.
    only: Option<String>,
}

impl World {
    /// Remembers what the words of an answer take.
    pub(super) fn note_answer(&mut self, writer: &Writer, says: Says, body: &str, content: String) {
        let [two, _] = TONGUES[writer.tongue].some;
        let taken = match says {
            Says::No => Taken { seats: 0, only: None },
            Says::Some if body == two => Taken { seats: 2, only: None },
            Says::Some => Taken {
                seats: 1,
                only: Some(writer.name.clone()),
            },
            _ => return,
        };
        self.takes.insert(content, taken);
    }

    /// Rules 20 to 23: of what was offered nobody gets more than their letter takes, and "only me" is the writer.
    pub(super) async fn answers_take_what_they_say(&mut self, told: &[Told]) {
        let gained = told.iter().filter(|told| {
            let open = matches!(told.from, Some(State::Offered | State::Expired | State::Waiting));
            told.by_letter() && open && told.to == State::Confirmed
        });
        let gained: Vec<&Told> = gained.collect();
        let letters: BTreeSet<i64> = gained.iter().map(|told| told.by).collect();
        for letter in letters {
            let (content,): (String,) = sqlx::query_as("SELECT content_key FROM messages WHERE id = $1")
                .bind(letter)
                .fetch_one(&mut self.sql)
                .await
                .unwrap();
            let Some(taken) = self.takes.get(&content).cloned() else {
                continue;
            };
            let of_letter = gained.iter().filter(|told| told.by == letter);
            let persons: BTreeSet<(i64, i64)> = of_letter.map(|told| (told.place.0, told.place.1)).collect();
            self.demand(persons.len() <= taken.seats, || {
                format!("rule 20: letter {letter} takes {taken:?}, and {persons:?} got seats")
            });
            let Some(only) = &taken.only else { continue };
            self.count("only one of an offer");
            for (party, position) in persons {
                let (is, known): (bool, i64) = sqlx::query_as(
                    "SELECT COALESCE(MAX(position = $2), 0), COUNT(*) FROM persons WHERE party = $1 AND name = $3",
                )
                .bind(party)
                .bind(position)
                .bind(only)
                .fetch_one(&mut self.sql)
                .await
                .unwrap();
                self.demand(is || known == 0, || {
                    format!("rule 20: {only} takes one seat of {party}, and person {position} got it")
                });
            }
        }
    }

    /// An offer is answered a minute before its end; the desk looks at its clock before it looks into the mailbox.
    pub(super) async fn an_answer_comes_at_the_last_minute(&mut self) {
        let now = self.now();
        let open: Vec<(i64, DateTime<Utc>)> = self
            .watch
            .places
            .iter()
            .filter(|(_, place)| place.state == State::Offered)
            .filter_map(|(key, place)| Some((key.0, place.until.as_ref()?.parse().ok()?)))
            .filter(|(_, until)| *until > now + TimeDelta::minutes(2))
            .collect();
        let Some(&(party, until)) = open.choose(&mut self.chance) else {
            return;
        };
        let Some((mut writer, ours)) = self.writer_of(party) else {
            return;
        };
        let says = [Says::Yes, Says::No, Says::Some, Says::Some];
        let says = *says.choose(&mut self.chance).unwrap();
        let (_, body) = writer.words(says, &mut self.chance, &[], None);
        let content = self.send(&writer, "registration", "", &body, Some(&ours), "");
        let arrives = until - TimeDelta::minutes(1);
        let mailbox = self.mailboxes.get_mut("registration").unwrap();
        mailbox.letters.last_mut().unwrap().arrives = arrives;
        self.note_answer(&writer, says, &body, content.clone());
        self.answers.push(Answer {
            request: party,
            content,
            posted: now,
            arrives,
        });
        let late = self.chance.random_range(0..60);
        self.clock.set(until + TimeDelta::minutes(late));
        let address = &writer.address;
        self.note(&format!(
            "{address} answers the offer to {party} with {says:?} a minute before its end, and it is {late} minutes later"
        ));
        self.count("answers at the last minute");
        self.do_work(super::acts::Work::PassTime).await;
        self.check(Step::Usual).await;
    }
}
