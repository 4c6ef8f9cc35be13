//! The persons of a letter: who is named where, and what each has to do with the request.

use super::Evidence;
use super::layout::Layout;
use super::people::names::Key;
use super::people::traits::Traits;
use super::record::Record;
use std::ops::Range;

/// What a person has to do with the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Comes, or is to be registered, changed, accredited.
    Attends,
    /// Writes, and nothing is said of coming.
    Writes,
    /// Does not come, or comes no longer.
    Absent,
    /// Somebody else comes in this person's place.
    Replaced,
    /// Comes along, but not to the event: drives, waits.
    Outside,
    /// Whom to ask.
    Contact,
    /// Addressed or greeted.
    Addressed,
    /// Met, quoted, in copy, spoken of.
    Mentioned,
    /// Named, and no clause says why.
    Unclear,
}

/// A person named in the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Without honorific or title; in natural order where a field or table turned it round.
    pub name: String,
    pub evidence: Evidence,
    /// Where the body names or means the person, as token ranges.
    pub mentions: Vec<Range<usize>>,
    pub standing: Standing,
    /// The rule that settled the standing, as in `attend/instead-of`.
    pub why: &'static str,
    pub is_writer: bool,
}

impl Person {
    /// Whether it is somebody whom the press wants to interview.
    #[must_use]
    pub fn is_interviewed(&self) -> bool {
        self.why == "attend/interviewed"
    }

    /// Whether the letter says of whom alone several come, and it is another: "of the two of us only Ann Lee can come".
    #[must_use]
    pub fn is_left_out(&self) -> bool {
        self.why == "attend/not-among"
    }

    /// Whether it is a writer who comes instead of whom the letter speaks of: "I shall come in her place".
    #[must_use]
    pub fn takes_a_place(&self) -> bool {
        self.standing == Standing::Attends && self.why == "attend/in-their-place"
    }
}

/// All persons, in order of appearance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cast {
    pub people: Vec<Person>,
    /// Index of the one who wrote, if known.
    pub writer: Option<usize>,
    /// Index of the one who wrote the letter that the writer forwards, if that is somebody else.
    pub author: Option<usize>,
    /// Forms and table rows, with the persons they are about.
    pub records: Vec<Record>,
    /// What the lists say of each word of the body.
    pub traits: Vec<Traits>,
    /// Whether more names stand there than are read.
    pub overfull: bool,
    /// Names of the first persons as they were compared last, with their keys.
    pub(super) keys: Vec<(String, Key)>,
}

/// In longer lists a person is known again only under the same words, not in other cases, scripts and short forms.
const COMPARED_MAX: usize = 60;

impl Cast {
    /// The persons of this standing.
    pub fn with(&self, standing: Standing) -> impl Iterator<Item = (usize, &Person)> {
        self.people
            .iter()
            .enumerate()
            .filter(move |(_, person)| person.standing == standing)
    }

    /// The person who wrote.
    #[must_use]
    pub fn writer(&self) -> Option<&Person> {
        self.writer.and_then(|index| self.people.get(index))
    }

    /// The first person whom a name may mean.
    pub fn meant_by(&mut self, key: &Key) -> Option<usize> {
        self.keys.truncate(self.people.len());
        for (index, person) in self.people.iter().enumerate() {
            match self.keys.get_mut(index) {
                Some((name, _)) if *name == person.name => {}
                Some(known) => *known = (person.name.clone(), Key::of(&person.name)),
                None => self.keys.push((person.name.clone(), Key::of(&person.name))),
            }
        }
        let long = self.people.len() > COMPARED_MAX;
        self.keys
            .iter()
            .position(|(_, own)| if long { own == key } else { own.agrees(key) })
    }

    /// The persons named within these tokens of the body.
    pub fn named_in(&self, tokens: Range<usize>) -> impl Iterator<Item = usize> {
        self.people
            .iter()
            .enumerate()
            .filter(move |(_, person)| {
                person
                    .mentions
                    .iter()
                    .any(|mention| mention.start >= tokens.start && mention.end <= tokens.end)
            })
            .map(|(index, _)| index)
    }
}

/// Evidence for tokens of the body.
#[must_use]
pub fn body_evidence(layout: &Layout<'_>, tokens: Range<usize>, rule: &str) -> Evidence {
    let bytes = layout.bytes(tokens);
    Evidence {
        part: super::Part::Body,
        start: bytes.start,
        end: bytes.end,
        rule: rule.to_owned(),
    }
}
