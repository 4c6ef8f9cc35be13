//! The organisers' digest: what came, what waits for them, how the seats stand; in their language, whatever guests write (rules 44, 50).

use crate::language::ReplyLanguage;
use std::fmt::Write as _;

/// The language of the organisers, as that of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisersLanguage {
    #[default]
    En,
    Fr,
}

impl From<OrganisersLanguage> for ReplyLanguage {
    fn from(language: OrganisersLanguage) -> Self {
        match language {
            OrganisersLanguage::En => Self::En,
            OrganisersLanguage::Fr => Self::Fr,
        }
    }
}

/// What a digest tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DigestFacts {
    /// The event's short name.
    pub event: String,
    /// Letters that came since the last digest.
    pub arrived: u32,
    /// Requests that wait for a decision, and of these of the press.
    pub to_decide: u32,
    pub of_press: u32,
    /// Messages that could not be read.
    pub set_aside: u32,
    /// References of those that wait longest.
    pub oldest: Vec<String>,
    /// Replies that were refused, came back, or may not have arrived.
    pub undelivered: u32,
    /// Drafts and replies that were held.
    pub held: u32,
    /// What guests were told of the event is no longer what its file says.
    pub untold: bool,
    /// Name, confirmed, offered, waiting, capacity.
    pub sessions: Vec<(String, u32, u32, u32, u32)>,
    /// Where the console is, if it has an address.
    pub console: Option<String>,
}

impl DigestFacts {
    /// Whether there is anything to tell.
    #[must_use]
    pub fn is_worth_a_letter(&self) -> bool {
        self.arrived + self.to_decide + self.set_aside + self.undelivered + self.held > 0 || self.untold
    }
}

/// Subject and text of a digest.
#[must_use]
pub fn digest(facts: &DigestFacts, language: OrganisersLanguage) -> (String, String) {
    let mut text = String::new();
    // A string takes all that is written to it.
    let _ = match language {
        OrganisersLanguage::En => english(facts, &mut text),
        OrganisersLanguage::Fr => french(facts, &mut text),
    };
    let waits = facts.to_decide + facts.set_aside;
    let subject = match (language, waits) {
        (OrganisersLanguage::En, 0) => format!("{}: nothing waits for you", facts.event),
        (OrganisersLanguage::En, 1) => format!("{}: 1 letter waits for you", facts.event),
        (OrganisersLanguage::En, _) => format!("{}: {waits} letters wait for you", facts.event),
        (OrganisersLanguage::Fr, 0) => format!("{}\u{a0}: rien ne vous attend", facts.event),
        (OrganisersLanguage::Fr, 1) => format!("{}\u{a0}: 1 lettre vous attend", facts.event),
        (OrganisersLanguage::Fr, _) => format!("{}\u{a0}: {waits} lettres vous attendent", facts.event),
    };
    (subject, text)
}

fn english(facts: &DigestFacts, text: &mut String) -> std::fmt::Result {
    writeln!(text, "Good morning,\n")?;
    writeln!(text, "Letters since the last digest: {}", facts.arrived)?;
    writeln!(
        text,
        "Waiting for your decision: {}, of which {} from the press",
        facts.to_decide, facts.of_press
    )?;
    if !facts.oldest.is_empty() {
        writeln!(text, "Waiting longest: {}", facts.oldest.join(", "))?;
    }
    if facts.set_aside > 0 {
        writeln!(text, "Messages that could not be read: {}", facts.set_aside)?;
    }
    if facts.held > 0 {
        writeln!(text, "Replies that wait until you release them: {}", facts.held)?;
    }
    if facts.undelivered > 0 {
        writeln!(
            text,
            "Replies that did not arrive, or may not have arrived: {}",
            facts.undelivered
        )?;
    }
    if facts.untold {
        writeln!(
            text,
            "The event file has changed, and guests have not been told of it: see `rsvpd announce`"
        )?;
    }
    writeln!(text, "\nSeats")?;
    for (name, confirmed, offered, waiting, capacity) in &facts.sessions {
        writeln!(
            text,
            "- {name}: {confirmed} of {capacity} confirmed, {offered} offered, {waiting} waiting"
        )?;
        let free = capacity.saturating_sub(confirmed + offered);
        if free > 0 && *waiting > 0 {
            writeln!(
                text,
                "  Free: {free}, although {waiting} on the waiting list; please look at it"
            )?;
        }
    }
    if let Some(console) = &facts.console {
        writeln!(text, "\nThe console: {console}")?;
    }
    Ok(())
}

fn french(facts: &DigestFacts, text: &mut String) -> std::fmt::Result {
    writeln!(text, "Bonjour,\n")?;
    writeln!(text, "Lettres depuis le dernier relevé\u{a0}: {}", facts.arrived)?;
    writeln!(
        text,
        "En attente de votre décision\u{a0}: {}, dont {} de la presse",
        facts.to_decide, facts.of_press
    )?;
    if !facts.oldest.is_empty() {
        writeln!(text, "Les plus anciennes\u{a0}: {}", facts.oldest.join(", "))?;
    }
    if facts.set_aside > 0 {
        writeln!(text, "Messages illisibles\u{a0}: {}", facts.set_aside)?;
    }
    if facts.held > 0 {
        writeln!(text, "Réponses en attente de votre accord\u{a0}: {}", facts.held)?;
    }
    if facts.undelivered > 0 {
        writeln!(
            text,
            "Réponses non arrivées, ou dont l’arrivée est incertaine\u{a0}: {}",
            facts.undelivered
        )?;
    }
    if facts.untold {
        writeln!(
            text,
            "Le fichier de l’événement a changé et les invités n’en ont pas été informés\u{a0}: voir `rsvpd announce`"
        )?;
    }
    writeln!(text, "\nPlaces")?;
    for (name, confirmed, offered, waiting, capacity) in &facts.sessions {
        writeln!(
            text,
            "- {name}\u{a0}: {confirmed} confirmées sur {capacity}, {offered} proposées, {waiting} en attente"
        )?;
        let free = capacity.saturating_sub(confirmed + offered);
        if free > 0 && *waiting > 0 {
            writeln!(
                text,
                "  Libres\u{a0}: {free}, malgré {waiting} en liste d’attente\u{202f}; merci de la consulter"
            )?;
        }
    }
    if let Some(console) = &facts.console {
        writeln!(text, "\nLa console\u{a0}: {console}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_044_organisers_are_written_to_in_their_language() {
        let facts = DigestFacts {
            event: "Summit".to_owned(),
            arrived: 12,
            to_decide: 3,
            of_press: 1,
            oldest: vec!["RTM-7K3Q9B".to_owned()],
            sessions: vec![("Morning".to_owned(), 9, 0, 2, 10)],
            ..DigestFacts::default()
        };
        let (subject, text) = digest(&facts, OrganisersLanguage::Fr);
        assert_eq!(subject, "Summit\u{a0}: 3 lettres vous attendent");
        assert!(text.contains("dont 1 de la presse"), "{text}");
        let (subject, text) = digest(&facts, OrganisersLanguage::En);
        assert_eq!(subject, "Summit: 3 letters wait for you");
        assert!(text.contains("Free: 1, although 2 on the waiting list"), "{text}");
    }
}
