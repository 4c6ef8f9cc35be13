//! What holds of every letter, whatever its bytes: read whole, within bounds, and never answered where a machine wrote it.

use super::Mutant;
use super::quoting::{self, CANARIES};
use chrono::TimeDelta;
use rsvpd::config::{SUMMIT, event};
use rsvpd::event::Event;
use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Damage, Desk, LineKind, MailboxRole, Message, Origin};
use rsvpd::request::visits::Visits;
use rsvpd::request::{self, Disposition, Doubt, Evidence, Intent, Part, Request, json};
use rsvpd::rules::{Decision, Dossier, Limits, Prior, Seats, decide};

/// The event with several study visits, in which every way of reading is taken.
const VISITS: &str = include_str!("../../visits/programme.toml");

/// A desk that reads and decides, without mailbox or database.
pub struct Reader {
    lexicon: Lexicon,
    desk: Desk,
    event: Event,
    visits: Visits,
}

/// What became of a letter.
pub struct Read {
    pub decision: Decision,
    /// Look-ups that reading took.
    pub looks: u64,
}

impl Reader {
    pub fn new() -> Reader {
        let event = event::parse("event.toml", &format!("{SUMMIT}\n{VISITS}"))
            .unwrap_or_else(|mistakes| panic!("the event of the tests: {mistakes:?}"));
        Reader {
            lexicon: Lexicon::embedded(),
            desk: Desk {
                addresses: vec![
                    ("cristellys@efus.eu".to_owned(), MailboxRole::Registration),
                    ("fontanille@efus.eu".to_owned(), MailboxRole::Press),
                ],
                message_id_domain: "efus.eu".to_owned(),
                authserv_id: None,
            },
            visits: event.visits_named(),
            event,
        }
    }

    /// Parses, reads and decides, and tells what does not hold.
    pub fn check(&self, mutant: &Mutant, number: u64) -> Result<Read, String> {
        let message = Message::parse(&mutant.raw, &self.desk, None);
        lines_hold(&message)?;
        let (request, doubts, looks) = request::read_counted(&message, &self.lexicon);
        let size = mutant.raw.len() as u64;
        if looks > 500 * (size + 1_000) {
            return Err(format!("{looks} look-ups for {size} bytes"));
        }
        evidence_holds(&message, &request, &doubts)?;
        let damaged = message.damage.iter().any(|damage| *damage != Damage::FromUnclear);
        if request.disposition == Disposition::Act && (damaged || !doubts.is_empty()) {
            return Err(format!("acted on in spite of {:?} {doubts:?}", message.damage));
        }
        let (with_visits, doubted) = request::visits::read(&message, &self.lexicon, &self.visits);
        evidence_holds(&message, &with_visits, &doubted)?;
        if number.is_multiple_of(8) {
            let _ = request::explain::explain(&message, &self.lexicon);
            let again = request::read(&message, &self.lexicon);
            if again != (request, doubts) {
                return Err("a second reading of the same letter differs".to_owned());
            }
        }
        if number.is_multiple_of(4) {
            self.quotation_stays_out(&message, number)?;
        }
        let decision = self.decide(&message, &with_visits, &doubted);
        let machine = mutant.is_machine && matches!(message.origin, Origin::Person(_));
        let answered = decision.letter.is_some() && !matches!(message.origin, Origin::Person(_));
        if machine || answered {
            return Err(format!("a machine's letter is answered: {:?}", message.origin));
        }
        Ok(Read { decision, looks })
    }

    fn decide(&self, message: &Message, request: &Request, doubts: &[Doubt]) -> Decision {
        let answer = request::answer::read(message, &self.lexicon);
        let papers = request::papers::read(message, &self.lexicon);
        let of_data = request.intent.value == Intent::DataRequest;
        decide(&Dossier {
            event: &self.event,
            limits: &Limits::default(),
            received_at: self.event.registration.opens + TimeDelta::days(7),
            mailbox: message.mailbox,
            origin: &message.origin,
            request,
            doubts,
            answer: Some(&answer),
            data_wish: of_data
                .then(|| request::data::read(message, &self.lexicon))
                .flatten(),
            papers: &papers,
            seats: &Seats::empty(&self.event.capacities(), self.event.capacity),
            prior: &Prior::default(),
        })
    }

    /// The writer's own words of a damaged letter, above a whole quotation: nothing of it is taken for theirs.
    fn quotation_stays_out(&self, message: &Message, number: u64) -> Result<(), String> {
        if message.forward.is_some() {
            return Ok(());
        }
        let Some((form, raw)) = quoting::above_a_quotation(&message.own_text(), number) else {
            return Ok(());
        };
        let message = Message::parse(&raw, &self.desk, None);
        let own = message.own_text();
        let (request, doubts) = request::read(&message, &self.lexicon);
        evidence_holds(&message, &request, &doubts)?;
        let mut reading = json::reading("", &request, &[]);
        if let Some(fields) = reading.as_object_mut() {
            fields.remove("evidence");
        }
        let reading = reading.to_string();
        match CANARIES
            .iter()
            .find(|canary| own.contains(*canary) || reading.contains(*canary))
        {
            Some(canary) => Err(format!(
                "“{canary}” of a quotation ({form}) is taken for the writer's:\n{}",
                String::from_utf8_lossy(&raw)
            )),
            None => Ok(()),
        }
    }
}

/// Every line lies in the text, at the borders of characters, behind the one before.
fn lines_hold(message: &Message) -> Result<(), String> {
    let mut at = 0;
    for line in &message.lines {
        let blank = line.kind == LineKind::Blank && line.range.is_empty();
        if message.text.get(line.range.clone()).is_none() || line.range.start < at && !blank {
            return Err(format!(
                "a line at {:?} of {} bytes",
                line.range,
                message.text.len()
            ));
        }
        at = at.max(line.range.end);
    }
    Ok(())
}

/// Every value and doubt points at a place that its part has.
fn evidence_holds(message: &Message, request: &Request, doubts: &[Doubt]) -> Result<(), String> {
    let of_doubts = doubts
        .iter()
        .filter_map(|doubt| Some((format!("{:?}", doubt.kind), doubt.evidence.clone()?)));
    for (path, evidence) in json::evidence(request).into_iter().chain(of_doubts) {
        if !points_at_something(message, &path, &evidence) {
            return Err(format!("{path} points at {evidence:?}"));
        }
    }
    Ok(())
}

fn points_at_something(message: &Message, path: &str, evidence: &Evidence) -> bool {
    let range = evidence.start..evidence.end;
    let within = |text: &str| text.get(range.clone()).is_some();
    let from = message.from.as_ref();
    match &evidence.part {
        Part::Body => within(&message.text),
        Part::Subject => within(&message.subject),
        Part::From if path.ends_with("email") => from.is_some_and(|from| within(&from.address)),
        Part::From => {
            from.is_some_and(|from| within(from.name.as_deref().unwrap_or_default()) || within(&from.address))
        }
        Part::Attachment(index) => {
            let list = message.lists.iter().find(|list| list.index == *index);
            match list.map(|list| &list.content) {
                Some(Ok(content)) => within(&content.text()),
                _ => *index < message.attachments.len() && range == (0..0),
            }
        }
        Part::Header(_) | Part::Assumed => evidence.start <= evidence.end,
    }
}
