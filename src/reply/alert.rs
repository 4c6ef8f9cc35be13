//! What organisers are told at once: replies that did not arrive, answers that are stopped, mailboxes that cannot be reached, letters that wait too long; in their language.

use super::digest::OrganisersLanguage;
use super::locale::{date_with_weekday, hour};
use crate::language::ReplyLanguage;
use crate::message::MailboxRole;
use chrono::NaiveDateTime;
use std::fmt::Write as _;

/// The most references of one kind that an alert names.
const NAMED_MAX: usize = 10;

/// What an alert tells; each thing is told once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertFacts {
    /// The event's short name.
    pub event: String,
    /// References of replies of which nobody knows whether they arrived.
    pub uncertain: Vec<String>,
    /// References of replies that were refused or came back.
    pub undelivered: Vec<String>,
    /// Mailboxes whose automatic answers are stopped.
    pub stopped: Vec<MailboxRole>,
    /// Mailboxes that cannot be reached, with the time since when, in the event's zone.
    pub lost: Vec<(String, NaiveDateTime)>,
    /// Mailboxes that were told to be lost and work again, likewise.
    pub found: Vec<(String, NaiveDateTime)>,
    /// References of letters that wait for a decision for longer than `hours`.
    pub overdue: Vec<String>,
    pub hours: u32,
    /// Where the console is, if it has an address.
    pub console: Option<String>,
}

impl AlertFacts {
    /// Whether there is anything to tell.
    #[must_use]
    pub fn is_worth_a_letter(&self) -> bool {
        !(self.uncertain.is_empty()
            && self.undelivered.is_empty()
            && self.stopped.is_empty()
            && self.lost.is_empty()
            && self.found.is_empty()
            && self.overdue.is_empty())
    }
}

/// Subject and text of an alert.
#[must_use]
pub fn alert(facts: &AlertFacts, language: OrganisersLanguage) -> (String, String) {
    let mut text = String::new();
    // A string takes all that is written to it.
    let _ = match language {
        OrganisersLanguage::En => english(facts, &mut text),
        OrganisersLanguage::Fr => french(facts, &mut text),
    };
    let subject = match language {
        OrganisersLanguage::En => format!("{}: needs your attention", facts.event),
        OrganisersLanguage::Fr => format!("{}\u{a0}: une intervention est nécessaire", facts.event),
    };
    (subject, text)
}

fn english(facts: &AlertFacts, text: &mut String) -> std::fmt::Result {
    writeln!(text, "Good day,\n")?;
    if !facts.uncertain.is_empty() {
        let replies = named(&facts.uncertain);
        writeln!(
            text,
            "Nobody knows whether these replies arrived, and the desk does not send them again on its own: {replies}. \
             Please look at them in the outbox.\n"
        )?;
    }
    if !facts.undelivered.is_empty() {
        let replies = named(&facts.undelivered);
        writeln!(
            text,
            "These replies were refused or came back: {replies}. The guests do not know what was decided; please \
             reach them in some other way.\n"
        )?;
    }
    for mailbox in &facts.stopped {
        let mailbox = match mailbox {
            MailboxRole::Registration => "registration",
            MailboxRole::Press => "press",
        };
        writeln!(
            text,
            "Automatic answers of the {mailbox} mailbox are stopped, because their limit was reached. If nothing is \
             wrong, `rsvpd resume` lets them leave.\n"
        )?;
    }
    for (mailbox, since) in &facts.lost {
        let since = moment(*since, ReplyLanguage::En);
        writeln!(
            text,
            "The mailbox “{mailbox}” cannot be reached since {since}. Letters wait there and none is lost, but none is \
             answered. The desk goes on trying; `rsvpd check --connect` tells what is wrong.\n"
        )?;
    }
    for (mailbox, since) in &facts.found {
        let since = moment(*since, ReplyLanguage::En);
        writeln!(
            text,
            "The mailbox “{mailbox}” works again since {since}; what waited there is being read.\n"
        )?;
    }
    if !facts.overdue.is_empty() {
        let (count, letters) = (facts.overdue.len(), named(&facts.overdue));
        let hours = facts.hours;
        writeln!(
            text,
            "Waiting for your decision for more than {hours} hours: {count} ({letters}).\n"
        )?;
    }
    if let Some(console) = &facts.console {
        writeln!(text, "The console: {console}\n")?;
    }
    writeln!(
        text,
        "Such a message comes at most once an hour, and tells each thing only once."
    )
}

fn french(facts: &AlertFacts, text: &mut String) -> std::fmt::Result {
    writeln!(text, "Bonjour,\n")?;
    if !facts.uncertain.is_empty() {
        let replies = named(&facts.uncertain);
        writeln!(
            text,
            "On ne sait pas si ces réponses sont arrivées, et elles ne sont pas renvoyées automatiquement\u{a0}: {replies}. \
             Merci de les examiner dans la boîte d’envoi.\n"
        )?;
    }
    if !facts.undelivered.is_empty() {
        let replies = named(&facts.undelivered);
        writeln!(
            text,
            "Ces réponses ont été refusées ou sont revenues\u{a0}: {replies}. Les invités ignorent ce qui a été \
             décidé\u{202f}; merci de les joindre autrement.\n"
        )?;
    }
    for mailbox in &facts.stopped {
        let mailbox = match mailbox {
            MailboxRole::Registration => "des inscriptions",
            MailboxRole::Press => "de la presse",
        };
        writeln!(
            text,
            "Les réponses automatiques de la boîte {mailbox} sont suspendues, car leur limite est atteinte. Si tout \
             est normal, `rsvpd resume` les laisse partir.\n"
        )?;
    }
    for (mailbox, since) in &facts.lost {
        let since = moment(*since, ReplyLanguage::Fr);
        writeln!(
            text,
            "La boîte «\u{a0}{mailbox}\u{a0}» est injoignable depuis le {since}. Les lettres y attendent sans qu’aucune ne \
             soit perdue, mais restent sans réponse. Le bureau continue d’essayer\u{202f}; `rsvpd check --connect` indique la \
             cause.\n"
        )?;
    }
    for (mailbox, since) in &facts.found {
        let since = moment(*since, ReplyLanguage::Fr);
        writeln!(
            text,
            "La boîte «\u{a0}{mailbox}\u{a0}» fonctionne de nouveau depuis le {since}\u{202f}; les lettres qui y attendaient \
             sont en cours de lecture.\n"
        )?;
    }
    if !facts.overdue.is_empty() {
        let (count, letters) = (facts.overdue.len(), named(&facts.overdue));
        let hours = facts.hours;
        writeln!(
            text,
            "En attente de votre décision depuis plus de {hours} heures\u{a0}: {count} ({letters}).\n"
        )?;
    }
    if let Some(console) = &facts.console {
        writeln!(text, "La console\u{a0}: {console}\n")?;
    }
    writeln!(
        text,
        "Un tel message est envoyé au plus une fois par heure et ne signale chaque chose qu’une seule fois."
    )
}

fn moment(at: NaiveDateTime, language: ReplyLanguage) -> String {
    format!(
        "{}, {}",
        date_with_weekday(at.date(), language),
        hour(at.time(), language)
    )
}

fn named(references: &[String]) -> String {
    let mut named = references
        .iter()
        .take(NAMED_MAX)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if references.len() > NAMED_MAX {
        named.push_str(", …");
    }
    named
}
