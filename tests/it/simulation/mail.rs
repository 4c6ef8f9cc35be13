//! Mail of a simulated event: people write, answer and change their minds; robots and forgers write too.

use super::sheet::Sheet;
use super::world::{Answer, World};
use super::writers::{Received, Says, Writer, name};
use crate::desk::letters::bounce_of;
use chrono::TimeDelta;
use rand::Rng;
use rand::seq::{IndexedRandom, IteratorRandom, SliceRandom};
use rsvpd::message::ContentKey;

const REGISTRATION: &str = "cristellys@efus.eu";
const PRESS: &str = "fontanille@efus.eu";
/// Letters of the desk that want a yes or a no.
const ASKS: [&str; 4] = ["offer", "offer-reminder", "offer-expired", "please-confirm"];

impl World {
    fn id(&mut self) -> String {
        self.letters += 1;
        format!("letter{}.{}@writers.example", self.letters, self.seed)
    }

    /// When a letter reaches the server: mostly at once, sometimes it had lain there for hours already.
    fn arrives(&mut self) -> chrono::DateTime<chrono::Utc> {
        match self.chance.random_range(0..10) {
            0 => self.now() - TimeDelta::minutes(self.chance.random_range(1..600)),
            1 => self.now() + TimeDelta::minutes(self.chance.random_range(1..600)),
            _ => self.now(),
        }
    }

    pub(super) fn somebody_writes(&mut self) {
        let number = self.writers.len();
        let again = number > 0 && self.chance.random_bool(0.15);
        let mut writer = if again {
            self.writers.choose(&mut self.chance).unwrap().clone()
        } else {
            Writer::new(number, &mut self.chance)
        };
        let says = match self.chance.random_range(0..20) {
            0..9 => Says::RegisterMe,
            9..11 => Says::RegisterHer,
            11..15 => Says::RegisterUs,
            15 => Says::RegisterUnnamed,
            16..18 => Says::Press,
            18 => Says::Question,
            _ => Says::Cancel,
        };
        let others = self.others(&writer, says);
        let registers = matches!(says, Says::RegisterMe | Says::RegisterHer | Says::RegisterUs);
        let wishes = (registers && self.config.event.has_visits() && self.chance.random_bool(0.6))
            .then(|| self.some_visits());
        let (subject, body) = writer.words(says, &mut self.chance, &others, wishes.as_deref());
        // Sometimes it lands in the wrong box, sometimes in both.
        let press = (says == Says::Press) != self.chance.random_bool(0.05);
        let mailbox = if press { "press" } else { "registration" };
        let content = self.send(&writer, mailbox, &subject, &body, None, "");
        if let Some(wishes) = wishes {
            self.count(&format!("wishes {} visits", wishes.len()));
            self.wishes.insert(content, wishes);
        }
        self.note(&format!(
            "{} <{}> writes {says:?} {:?}",
            writer.name, writer.address, writer.persons
        ));
        self.count(&format!("writes {says:?}"));
        if again {
            let known = self
                .writers
                .iter_mut()
                .find(|known| known.address == writer.address);
            *known.unwrap() = writer;
        } else {
            self.writers.push(writer);
        }
    }

    /// Up to three visits, in the order in which somebody prefers them.
    fn some_visits(&mut self) -> Vec<usize> {
        let mut visits = vec![1, 2, 3];
        visits.shuffle(&mut self.chance);
        visits.truncate(self.chance.random_range(0..4));
        visits
    }

    /// Names for those whom a letter brings; now and then somebody whom others registered too.
    fn others(&mut self, writer: &Writer, says: Says) -> Vec<String> {
        let count = match says {
            Says::RegisterUs => self.chance.random_range(2..6),
            Says::RegisterUnnamed => self.chance.random_range(2..5),
            Says::Names => writer.unnamed,
            _ => 1,
        };
        let base = 800 + self.letters * 6;
        let mut others: Vec<String> = (0..count).map(|at| name(writer.tongue, base + at)).collect();
        if says == Says::RegisterUs && self.chance.random_bool(0.5) {
            others[0] = writer.name.clone();
        }
        if self.chance.random_bool(0.08) {
            let known = self
                .writers
                .iter()
                .flat_map(|writer| &writer.persons)
                .choose(&mut self.chance);
            if let Some(known) = known {
                others[0] = known.clone();
            }
        }
        others
    }

    pub(super) fn send(
        &mut self,
        writer: &Writer,
        mailbox: &'static str,
        subject: &str,
        body: &str,
        answers: Option<&Received>,
        fields: &str,
    ) -> String {
        let id = self.id();
        let from = format!("{} <{}>", writer.name, writer.address);
        let to = if mailbox == "press" { PRESS } else { REGISTRATION };
        let raw = Sheet {
            from: &from,
            to,
            subject,
            id: &id,
            body,
            answers,
            fields,
        }
        .raw();
        let arrives = self.arrives();
        let content = ContentKey::of(&raw).0;
        self.post(mailbox, raw, arrives, false);
        content
    }

    pub(super) async fn somebody_answers(&mut self) {
        // Mostly those answer whom the desk asked last.
        let asked = |address: &str| {
            let last = self.received.get(address).and_then(|letters| letters.last());
            last.is_some_and(|ours| ASKS.contains(&ours.kind.as_str()))
        };
        let asked: Vec<&Writer> = self
            .writers
            .iter()
            .filter(|writer| asked(&writer.address))
            .collect();
        let chosen = match asked.choose(&mut self.chance) {
            Some(writer) if self.chance.random_bool(0.6) => Some((*writer).clone()),
            _ => self.writers.choose(&mut self.chance).cloned(),
        };
        let Some(writer) = chosen else {
            return;
        };
        let received = self.received.get(&writer.address).cloned().unwrap_or_default();
        let Some(ours) = (match self.chance.random_range(0..5) {
            0 => received.choose(&mut self.chance),
            _ => received.last(),
        }) else {
            return;
        };
        let asked = ASKS.contains(&ours.kind.as_str());
        let several = asked && writer.persons.len() > 1;
        let says = match (asked, self.chance.random_range(0..20)) {
            (false, 0..10) if writer.unnamed > 0 => Says::Names,
            (true, 0..9) if several => Says::Some,
            (true, 0..10) => Says::Yes,
            (true, 10..13) => Says::No,
            (true, 13..16) => Says::Some,
            (true, 16) => Says::Unclear,
            (true, 17) | (false, 0) => Says::Away,
            (true, _) | (false, 1..8) => Says::Cancel,
            (false, 8..10) => Says::CancelOne,
            (false, 10..12) => Says::Swap,
            (false, 12) => Says::Change,
            (false, 13..15) => Says::OtherSession,
            (false, 15..18) if self.config.event.has_visits() => Says::OtherVisit,
            (false, 15..17) => Says::Change,
            (false, 18) => Says::Yes,
            _ => Says::Thanks,
        };
        // A colleague answers, from another address.
        let colleague = self.chance.random_bool(0.05);
        let mut speaker = writer.clone();
        if colleague {
            speaker.address = format!("colleague.{}", writer.address);
        }
        let others = self.others(&speaker, says);
        let visits = self.some_visits();
        let visits = (says == Says::OtherVisit).then_some(visits.as_slice());
        let (_, body) = speaker.words(says, &mut self.chance, &others, visits);
        if says == Says::Names && !colleague {
            let known = self.writers.iter_mut();
            for known in known.filter(|known| known.address == speaker.address) {
                *known = speaker.clone();
            }
        }
        let content = self.send(&speaker, "registration", "", &body, Some(ours), "");
        self.note_answer(&speaker, says, &body, content.clone());
        let clear = matches!(says, Says::Yes | Says::No | Says::Some);
        if asked && clear && !colleague {
            let posted = self.now();
            let mailbox = &self.mailboxes["registration"];
            let arrives = mailbox.letters.last().unwrap().arrives;
            self.answers.push(Answer {
                request: ours.request,
                content,
                posted,
                arrives,
            });
        }
        self.note(&format!(
            "{} answers {} of {} with {says:?}",
            speaker.address, ours.kind, ours.request
        ));
        self.count(&format!("answers {says:?}"));
    }

    /// A letter is in both mailboxes, or lies in its own twice, or is sent again with another Message-ID.
    pub(super) fn mail_comes_twice(&mut self) {
        let all = self
            .mailboxes
            .iter()
            .flat_map(|(name, mailbox)| mailbox.letters.iter().map(move |letter| (*name, letter)));
        let Some((mailbox, raw, robot)) = all
            .choose(&mut self.chance)
            .map(|(name, letter)| (name, letter.raw.clone(), letter.robot))
        else {
            return;
        };
        let now = self.now();
        let other = if mailbox == "press" {
            "registration"
        } else {
            "press"
        };
        match self.chance.random_range(0..3) {
            0 => self.post(other, raw, now, robot),
            1 => self.post(mailbox, raw, now, robot),
            _ => {
                let id = self.id();
                let text = String::from_utf8(raw).unwrap();
                let (before, after) = text.split_once("Message-ID: <").unwrap();
                let (_, after) = after.split_once('>').unwrap();
                self.post(
                    mailbox,
                    format!("{before}Message-ID: <{id}>{after}").into_bytes(),
                    now,
                    robot,
                );
            }
        }
        self.note("a letter comes twice");
    }

    pub(super) fn a_robot_writes(&mut self) {
        let number = self.letters;
        let now = self.now();
        let fields = [
            "Auto-Submitted: auto-replied\n",
            "Precedence: bulk\n",
            "List-Id: <towns.example>\n",
            "Return-Path: <>\n",
            "X-Autoreply: yes\n",
        ];
        let field = *fields.choose(&mut self.chance).unwrap();
        let bounced = self.received.values().flatten().choose(&mut self.chance).cloned();
        let raw = match bounced {
            Some(ours) if self.chance.random_bool(0.5) => {
                let text = String::from_utf8(bounce_of(&format!("<{}>", ours.message_id))).unwrap();
                text.replace("<bounce@mx.example>", &format!("<bounce{number}@mx.example>"))
                    .into_bytes()
            }
            ours => {
                let id = self.id();
                let mut writer = Writer::new(900 + number, &mut self.chance);
                let says = *[Says::RegisterMe, Says::Away, Says::Yes]
                    .choose(&mut self.chance)
                    .unwrap();
                let (subject, body) = writer.words(says, &mut self.chance, &[], None);
                let from = format!("{} <{}>", writer.name, writer.address);
                Sheet {
                    from: &from,
                    to: REGISTRATION,
                    subject: &subject,
                    id: &id,
                    body: &body,
                    answers: ours.as_ref(),
                    fields: field,
                }
                .raw()
            }
        };
        self.letters += 1;
        self.post("registration", raw, now, true);
        self.note(&format!("a robot writes, told by {}", field.trim()));
        self.count("robot");
    }

    /// Somebody writes under a guest's address, without our letters, and the mail system says so or does not know.
    pub(super) fn a_forger_writes(&mut self) {
        let Some(mut victim) = self.writers.choose(&mut self.chance).cloned() else {
            return;
        };
        let says = *[Says::Cancel, Says::Swap, Says::Change]
            .choose(&mut self.chance)
            .unwrap();
        let others = self.others(&victim, says);
        let (_, body) = victim.words(says, &mut self.chance, &others, None);
        let known = self.chance.random_bool(0.5);
        let domain = victim.address.rsplit_once('@').unwrap().1.to_owned();
        let fields = match known {
            true => format!("Authentication-Results: mx.efus.eu; dmarc=fail header.from={domain}\n"),
            false => "Authentication-Results: mx.evil.example; dmarc=pass\n".to_owned(),
        };
        self.send(&victim, "registration", "Summit", &body, None, &fields);
        self.note(&format!("a forger writes {says:?} as {}", victim.address));
        self.count("forger");
    }
}
