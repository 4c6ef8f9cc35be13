//! Rows of attached tables as attendees: headings by the lexicon's labels, cells as the fields of a form are read.

use super::Role;
use crate::attachment::Row;
use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::message::{Line, LineKind, Message};
use crate::request::cast::{Cast, Person, Standing, body_evidence};
use crate::request::fields::{Finds, Values};
use crate::request::intent::said::Said;
use crate::request::layout::Layout;
use crate::request::letter::Letter;
use crate::request::people::spans::{self, Manner, Sureness};
use crate::request::people::{
    name_of_record,
    names::{natural, tidy},
    traits,
};
use crate::request::record::{self, Record};
use crate::request::{Attendee, wishes};
use std::ops::Range;

/// Persons of one list that are read; more than any group that comes by letter.
const PERSONS_MAX: usize = 200;
/// Bytes of one list that are read: two hundred persons with all their columns have fewer.
const BYTES_MAX: usize = 64 << 10;
/// Languages that headings are looked for in, besides that of the letter.
const HEADINGS: [Language; 6] = [
    Language::ENGLISH,
    Language::GERMAN,
    Language::FRENCH,
    Language::ITALIAN,
    Language::RUSSIAN,
    Language::TURKISH,
];

/// The persons of a table with headings, of forms, or of a plain list of names.
pub(super) fn read(letter: &Letter<'_>, rows: &[Row]) -> Role {
    // Headings are looked for in seven languages: a list that is large by its words alone would cost a hundred letters.
    let bytes: usize = rows.iter().flat_map(|row| &row.cells).map(String::len).sum();
    if rows.len() > PERSONS_MAX + 20 || bytes > BYTES_MAX {
        return Role::Unread;
    }
    let message = sheet(letter.message, rows);
    let own = letter.language.value;
    let others = HEADINGS.into_iter().filter(|language| *language != own);
    let tables = std::iter::once(own)
        .chain(others)
        .map(|language| Table::new(&message, letter, language));
    let mut best: Option<Table<'_>> = None;
    for table in tables {
        let fuller = |best: &Table<'_>| table.weight() > best.weight();
        if best.as_ref().is_none_or(fuller) {
            best = Some(table);
        }
    }
    let Some(mut table) = best else {
        return Role::Unread;
    };
    if table.cast.people.is_empty() {
        table.take_plain_list(rows.len());
    }
    let persons = table.attendees();
    if persons.is_empty() || persons.len() > PERSONS_MAX {
        Role::Unread
    } else {
        Role::List(persons)
    }
}

/// The rows as the text of a letter that says nothing else.
fn sheet(message: &Message, rows: &[Row]) -> Message {
    let mut text = String::new();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        text.push_str(&row.cells.join("\t"));
        lines.push(Line {
            range: start..text.len(),
            kind: LineKind::Own,
        });
    }
    Message {
        text,
        lines,
        from: None,
        subject: String::new(),
        attachments: Vec::new(),
        lists: Vec::new(),
        calendar: None,
        invitation: None,
        ..message.clone()
    }
}

/// A table with its headings read in one language.
struct Table<'m> {
    letter: Letter<'m>,
    cast: Cast,
}

impl<'m> Table<'m> {
    fn new(message: &'m Message, letter: &Letter<'m>, language: Language) -> Self {
        let lexicon: &'m Lexicon = letter.lexicon;
        let mut body = Layout::new(&message.text, &message.lines, lexicon);
        body.settle_table(&message.lines, lexicon.bits_read(language));
        let mut own = letter.language.clone();
        own.value = language;
        let letter = Letter {
            message,
            lexicon,
            subject: Layout::of_line("", lexicon),
            sender: Layout::of_line("", lexicon),
            language: own,
            answers: false,
            said: Said::default(),
            counted: Vec::new(),
            body,
        };
        let mut cast = Cast {
            traits: traits::of(&letter.body, &[], language),
            records: record::find(&letter.body, &message.lines),
            ..Cast::default()
        };
        let mut people = Vec::new();
        for record in &mut cast.records {
            if let Some((name, tokens)) = name_of_record(&letter.body, &cast.traits, record) {
                let rule = if record.is_row {
                    "attached/column"
                } else {
                    "attached/field"
                };
                record.person = Some(people.len());
                people.push(person(&letter.body, natural(&name).unwrap_or(name), tokens, rule));
            }
        }
        cast.people = people;
        Self { letter, cast }
    }

    /// How much of the table has a heading that this language knows.
    fn weight(&self) -> usize {
        let with = |record: &&Record| record.person.is_some();
        let entries: usize = self
            .cast
            .records
            .iter()
            .filter(with)
            .map(|record| record.entries.len())
            .sum();
        entries
    }

    /// A list without headings: nearly every row holds one full name, and nothing before it but a number or a title.
    fn take_plain_list(&mut self, rows: usize) {
        let body = &self.letter.body;
        let found = spans::find(body, &self.cast.traits, Manner::default());
        let mut last_line = None;
        let mut people = Vec::new();
        for span in found.iter().filter(|span| span.sureness == Sureness::Full) {
            let Some(token) = body.tokens.get(span.tokens.start) else {
                continue;
            };
            let opens = (0..span.tokens.start)
                .rev()
                .map_while(|at| {
                    let before = body.tokens.get(at)?;
                    (before.line == token.line).then_some((at, before))
                })
                .all(|(at, before)| {
                    !before.is_word() || self.cast.traits.get(at).is_some_and(|traits| traits.title)
                });
            if opens && last_line != Some(token.line) {
                last_line = Some(token.line);
                let name = tidy(body.shown(span.tokens.clone()));
                people.push(person(body, name, span.tokens.clone(), "attached/line"));
            }
        }
        if people.len() >= 2 && people.len() * 4 >= rows * 3 {
            self.cast.people = people;
        }
    }

    fn attendees(&self) -> Vec<Attendee> {
        let values = Values::find(&self.letter, &self.cast);
        let finds = Finds {
            letter: &self.letter,
            cast: &self.cast,
            values: &values,
        };
        let mut attendees: Vec<Attendee> = self
            .cast
            .people
            .iter()
            .enumerate()
            .map(|(index, person)| finds.of_person(index, person))
            .collect();
        let chosen: Vec<usize> = (0..attendees.len()).collect();
        wishes::assign(&self.letter, &self.cast, &chosen, &mut attendees);
        attendees
    }
}

fn person(body: &Layout<'_>, name: String, tokens: Range<usize>, rule: &'static str) -> Person {
    Person {
        name,
        evidence: body_evidence(body, tokens.clone(), rule),
        mentions: vec![tokens],
        standing: Standing::Attends,
        why: rule,
        is_writer: false,
    }
}
