//! A message laid out for reading: body and subject with concepts, the language, and what the thread was about.

use super::count::{self, Counted};
use super::intent::said::Said;
use super::layout::{Layout, Zone};
use super::{Found, language};
use crate::language::Language;
use crate::lexicon::fold::fold;
use crate::lexicon::{Concept, Lexicon};
use crate::message::Message;

/// A message laid out.
#[derive(Debug)]
pub struct Letter<'m> {
    pub message: &'m Message,
    pub lexicon: &'m Lexicon,
    pub body: Layout<'m>,
    pub subject: Layout<'m>,
    /// The display name of From.
    pub sender: Layout<'m>,
    pub language: Found<Language>,
    /// Whether the subject is an answer's: "Re:", "AW:", "Ynt:".
    pub answers: bool,
    /// What bears on the intent: asked for by many, found once.
    pub said: Said,
    /// Every number of persons in the writer's own words: asked for by many, found once.
    pub counted: Vec<Counted>,
}

impl<'m> Letter<'m> {
    /// Lays a message out.
    #[must_use]
    pub fn new(message: &'m Message, lexicon: &'m Lexicon) -> Self {
        let mut body = Layout::new(&message.text, &message.lines, lexicon);
        let subject = Layout::of_line(&message.subject, lexicon);
        let shown = message
            .from
            .as_ref()
            .and_then(|from| from.name.as_deref())
            .unwrap_or("");
        let sender = Layout::of_line(shown, lexicon);
        let language = language::identify(message, &body, &subject, lexicon);
        let signers: Vec<String> = sender
            .tokens
            .iter()
            .filter(|token| token.is_word())
            .map(|token| token.folded.clone())
            .chain(message.from.iter().flat_map(|from| local_words(&from.address)))
            .collect();
        body.settle(&message.lines, lexicon.bits_read(language.value), &signers);
        let answers = is_answer(&message.subject);
        let offered = subject.has(0..subject.tokens.len(), &[Concept::DeskOffer]);
        if answers && !message.in_reply_to.is_empty() && !offered {
            body.mark_joining();
        }
        let mut letter = Self {
            message,
            lexicon,
            body,
            subject,
            sender,
            language,
            answers,
            said: Said::default(),
            counted: Vec::new(),
        };
        letter.said = Said::of(&letter);
        letter.counted = count::numbers(&letter);
        letter
    }

    /// Whether the desk wrote one of these to the writer: looked for in what is quoted, and in the subject of an answer.
    #[must_use]
    pub fn desk_said(&self, concepts: &[Concept]) -> bool {
        let quoted = self
            .body
            .segments
            .iter()
            .filter(|segment| segment.zone == Zone::Foreign)
            .any(|segment| self.body.has(segment.tokens.clone(), concepts));
        quoted || self.answers && self.subject.has(0..self.subject.tokens.len(), concepts)
    }

    /// Whether the writer's own words, subject included, hold one of these.
    #[must_use]
    pub fn says(&self, concepts: &[Concept]) -> bool {
        let own = self
            .body
            .segments
            .iter()
            .filter(|segment| segment.zone != Zone::Foreign)
            .any(|segment| self.body.has(segment.tokens.clone(), concepts));
        own || !self.answers && self.subject.has(0..self.subject.tokens.len(), concepts)
    }
}

/// The words of an address before the @: `as.lefevre` gives `as`, `lefevre`.
#[must_use]
pub fn local_words(address: &str) -> Vec<String> {
    let local = address.split('@').next().unwrap_or("");
    local
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() > 2)
        .map(fold)
        .collect()
}

/// Whether a subject is that of an answer, in the clients' languages.
#[must_use]
pub fn is_answer(subject: &str) -> bool {
    const PREFIXES: [&str; 14] = [
        "re", "aw", "antw", "rif", "ynt", "yan", "sv", "vs", "odp", "отв", "ha", "на", "réf", "rép",
    ];
    let head = subject
        .trim_start()
        .split(':')
        .next()
        .unwrap_or("")
        .trim()
        .to_lowercase();
    let head = head.split('[').next().unwrap_or("").trim();
    subject.contains(':') && PREFIXES.contains(&head)
}
