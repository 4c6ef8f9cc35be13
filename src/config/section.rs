//! One table of a configuration file, read key by key; it collects mistakes instead of stopping at the first.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use toml_span::value::{Table, Value, ValueInner};

/// Something wrong in a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub file: String,
    /// From 1.
    pub line: usize,
    /// Dotted path, as in `mailbox.2.port`; empty for the file as a whole.
    pub key: String,
    /// What is wrong and what to do.
    pub message: String,
    /// A secret is not where the file says: wrong only for what logs in.
    pub is_secret: bool,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.key.is_empty() {
            write!(f, "`{}`: ", self.key)?;
        }
        f.write_str(&self.message)
    }
}

/// A file being read.
#[derive(Debug)]
pub struct Source<'t> {
    name: &'t str,
    text: &'t str,
    mistakes: RefCell<Vec<Mistake>>,
    /// Where each key that was read stands, by its full path.
    places: RefCell<BTreeMap<String, usize>>,
}

impl<'t> Source<'t> {
    /// Names the file for messages.
    #[must_use]
    pub fn new(name: &'t str, text: &'t str) -> Self {
        Self {
            name,
            text,
            mistakes: RefCell::default(),
            places: RefCell::default(),
        }
    }

    /// The top table; `None` after a mistake of TOML itself.
    pub fn open(&self) -> Option<Section<'_, 't>> {
        match toml_span::parse(self.text) {
            Ok(mut value) => match value.take() {
                ValueInner::Table(table) => Some(Section::new(self, String::new(), table, 0)),
                _ => None,
            },
            Err(error) => {
                self.note(error.span.start, "", format!("this is not TOML: {error}"));
                None
            }
        }
    }

    /// Everything found wrong, in the order of the file.
    #[must_use]
    pub fn into_mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by(|a, b| (a.line, &a.key).cmp(&(b.line, &b.key)));
        mistakes
    }

    fn note(&self, offset: usize, key: &str, message: String) {
        let before = self.text.as_bytes().iter().take(offset);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        self.mistakes.borrow_mut().push(Mistake {
            file: self.name.to_owned(),
            line,
            key: key.to_owned(),
            message,
            is_secret: false,
        });
    }
}

/// A table; keys are taken out one by one, and what is left in the end is unknown.
#[derive(Debug)]
pub struct Section<'s, 't> {
    source: &'s Source<'t>,
    path: String,
    table: Table<'t>,
    offset: usize,
    known: Vec<&'static str>,
}

impl<'s, 't> Section<'s, 't> {
    fn new(source: &'s Source<'t>, path: String, table: Table<'t>, offset: usize) -> Self {
        Self {
            source,
            path,
            table,
            offset,
            known: Vec::new(),
        }
    }

    /// Notes a mistake at a key of this section or below it, or at the section itself (`key` empty).
    pub fn mistake(&self, key: &str, message: impl Into<String>) {
        let full = self.full(key);
        let place = self.source.places.borrow().get(&full).copied();
        self.source
            .note(place.unwrap_or(self.offset), &full, message.into());
    }

    /// Notes that a secret is not where a key of this section says.
    pub fn missing_secret(&self, key: &str, message: impl Into<String>) {
        self.mistake(key, message);
        if let Some(mistake) = self.source.mistakes.borrow_mut().last_mut() {
            mistake.is_secret = true;
        }
    }

    fn full(&self, key: &str) -> String {
        match (self.path.is_empty(), key.is_empty()) {
            (_, true) => self.path.clone(),
            (true, false) => key.to_owned(),
            (false, false) => format!("{}.{key}", self.path),
        }
    }

    fn take(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.known.push(key);
        let value = self.table.remove(key)?;
        self.source
            .places
            .borrow_mut()
            .insert(self.full(key), value.span.start);
        Some(value)
    }

    /// Takes a value through `read`; a value that does not fit is noted as not being `what`.
    fn value<T>(
        &mut self,
        key: &'static str,
        what: &str,
        read: impl FnOnce(ValueInner<'t>) -> Option<T>,
    ) -> Option<T> {
        let mut value = self.take(key)?;
        let offset = value.span.start;
        let found = read(value.take());
        if found.is_none() {
            self.source
                .note(offset, &self.full(key), format!("must be {what}"));
        }
        found
    }

    /// A text, if given.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        self.value(key, "text in quotation marks", text_of)
    }

    /// A text that must be given.
    pub fn required_text(&mut self, key: &'static str, example: &str) -> String {
        let given = self.table.contains_key(key);
        let text = self.text(key);
        self.require(given, key, example);
        text.unwrap_or_default()
    }

    /// A text of a certain form, if given.
    pub fn parsed<T: FromStr>(&mut self, key: &'static str, what: &str) -> Option<T> {
        self.value(key, what, |value| text_of(value)?.parse().ok())
    }

    /// A text of a certain form that must be given; on a mistake the file is refused, so `fallback` is never used.
    pub fn required_parsed<T: FromStr>(&mut self, key: &'static str, what: &str, fallback: T) -> T {
        let given = self.table.contains_key(key);
        let parsed = self.parsed(key, what);
        self.require(given, key, what);
        parsed.unwrap_or(fallback)
    }

    /// A whole number from `least` up, if given.
    pub fn number<T: TryFrom<i64>>(&mut self, key: &'static str, least: i64) -> Option<T> {
        self.value(
            key,
            &format!("a whole number of at least {least}"),
            |value| match value {
                ValueInner::Integer(number) if number >= least => T::try_from(number).ok(),
                _ => None,
            },
        )
    }

    /// A number that must be given.
    pub fn required_number<T: TryFrom<i64> + Default>(
        &mut self,
        key: &'static str,
        least: i64,
        example: &str,
    ) -> T {
        let given = self.table.contains_key(key);
        let number = self.number(key, least);
        self.require(given, key, example);
        number.unwrap_or_default()
    }

    /// `true` or `false`, if given.
    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.value(key, "true or false", |value| match value {
            ValueInner::Boolean(flag) => Some(flag),
            _ => None,
        })
    }

    /// One of several words, if given.
    pub fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        self.value(key, &words.join(" or "), |value| {
            let text = text_of(value)?;
            choices
                .iter()
                .find(|(word, _)| *word == text)
                .map(|(_, choice)| *choice)
        })
    }

    /// One of several words that must be given.
    pub fn required_choice<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let given = self.table.contains_key(key);
        let chosen = self.choice(key, choices);
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        self.require(given, key, &words.join(" or "));
        chosen
    }

    /// A list of texts of a certain form, if given.
    pub fn list<T>(
        &mut self,
        key: &'static str,
        what: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.value(key, what, |value| match value {
            ValueInner::Array(values) => values
                .into_iter()
                .map(|mut value| read(&text_of(value.take())?))
                .collect(),
            _ => None,
        })
    }

    /// A table inside this one, if given.
    pub fn section(&mut self, key: &'static str) -> Option<Section<'s, 't>> {
        let mut value = self.take(key)?;
        let offset = value.span.start;
        match value.take() {
            ValueInner::Table(table) => Some(Section::new(self.source, self.full(key), table, offset)),
            _ => {
                self.source.note(
                    offset,
                    &self.full(key),
                    format!("must be a table: write [{}]", self.full(key)),
                );
                None
            }
        }
    }

    /// A table inside this one that must be given.
    pub fn required_section(&mut self, key: &'static str) -> Option<Section<'s, 't>> {
        let given = self.table.contains_key(key);
        let section = self.section(key);
        if !given {
            self.mistake(key, format!("is missing: add a table [{}]", self.full(key)));
        }
        section
    }

    /// Tables of the same kind, written `[[key]]`.
    pub fn sections(&mut self, key: &'static str) -> Vec<Section<'s, 't>> {
        let Some(mut value) = self.take(key) else {
            return Vec::new();
        };
        let offset = value.span.start;
        let ValueInner::Array(values) = value.take() else {
            self.source.note(
                offset,
                &self.full(key),
                format!("must be a list of tables: write [[{}]]", self.full(key)),
            );
            return Vec::new();
        };
        let mut sections = Vec::with_capacity(values.len());
        for (index, mut value) in values.into_iter().enumerate() {
            let path = format!("{}.{}", self.full(key), index + 1);
            let offset = value.span.start;
            match value.take() {
                ValueInner::Table(table) => sections.push(Section::new(self.source, path, table, offset)),
                _ => self.source.note(offset, &path, "must be a table".to_owned()),
            }
        }
        sections
    }

    /// Notes every key that nobody asked for.
    pub fn finish(self) {
        for key in self.table.keys() {
            let message = match nearest(&key.name, &self.known) {
                Some(known) => format!("is not a key of this section; did you mean `{known}`?"),
                None => format!("is not a key of this section; it knows {}", self.known.join(", ")),
            };
            self.source.note(key.span.start, &self.full(&key.name), message);
        }
    }

    fn require(&self, given: bool, key: &str, example: &str) {
        if !given {
            self.mistake(key, format!("is missing: give {example}"));
        }
    }
}

fn text_of(value: ValueInner<'_>) -> Option<String> {
    match value {
        ValueInner::String(text) => Some(text.into_owned()),
        _ => None,
    }
}

/// The known key that a mistyped one was meant to be: the same letters but for one or two.
fn nearest<'k>(typed: &str, known: &[&'k str]) -> Option<&'k str> {
    let distance = |key: &str| {
        let (short, long) = if key.len() < typed.len() {
            (key, typed)
        } else {
            (typed, key)
        };
        let prefix = short
            .bytes()
            .zip(long.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let suffix = short
            .bytes()
            .rev()
            .zip(long.bytes().rev())
            .take_while(|(a, b)| a == b)
            .count();
        long.len() - (prefix + suffix).min(short.len())
    };
    known
        .iter()
        .copied()
        .min_by_key(|key| distance(key))
        .filter(|key| distance(key) <= 2)
}
