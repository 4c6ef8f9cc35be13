//! Readings held against gold readings: precision, recall and F1 by field, and the figures that decide who may act alone.
//!
//! The same counting as the corpus' `score.py`; its words (coverage, safe, answered wrongly) mean the same here.

use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::{self, json};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};
use unicode_normalization::UnicodeNormalization;

/// The fields of a letter and of its attendees, in the order of the tables.
pub const FIELDS: [&str; 18] = [
    "writer",
    "seats",
    "replaces",
    "name",
    "email",
    "phone",
    "organisation",
    "role",
    "city",
    "country",
    "interpretation",
    "sessions",
    "diet",
    "access",
    "press.outlet",
    "press.media",
    "press.press_card",
    "press.requests",
];

/// Values that are right, read where there are none, and missed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    right: u32,
    extra: u32,
    missed: u32,
}

impl Tally {
    fn add(&mut self, gold: Option<&String>, read: Option<&String>) {
        if gold == read {
            self.right += u32::from(gold.is_some());
        } else {
            self.missed += u32::from(gold.is_some());
            self.extra += u32::from(read.is_some());
        }
    }

    fn share(part: u32, of: u32) -> f64 {
        if of == 0 {
            1.0
        } else {
            f64::from(part) / f64::from(of)
        }
    }

    pub fn precision(&self) -> f64 {
        Self::share(self.right, self.right + self.extra)
    }

    pub fn recall(&self) -> f64 {
        Self::share(self.right, self.right + self.missed)
    }

    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall > 0.0 {
            2.0 * precision * recall / (precision + recall)
        } else {
            0.0
        }
    }
}

/// What was reached on some letters.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    pub letters: u32,
    intent: u32,
    language: u32,
    may_act: u32,
    covered: u32,
    pub acted: u32,
    harm: u32,
    /// Letters that must get no reply and were acted on.
    pub answered_wrongly: u32,
    /// All fields together.
    pub fields: Tally,
}

impl Totals {
    pub fn intent(&self) -> f64 {
        Tally::share(self.intent, self.letters)
    }

    pub fn language(&self) -> f64 {
        Tally::share(self.language, self.letters)
    }

    /// Of the letters that may be acted on, the share that was.
    pub fn coverage(&self) -> f64 {
        Tally::share(self.covered, self.may_act)
    }

    /// Of the letters acted on, the share where it did no harm: intent, seats and every name are right.
    pub fn safe(&self) -> f64 {
        1.0 - f64::from(self.harm) / f64::from(self.acted.max(1))
    }
}

/// The scores of some letters.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub all: Totals,
    pub by_language: BTreeMap<String, Totals>,
    pub by_field: BTreeMap<&'static str, Tally>,
}

impl Report {
    pub fn field(&self, name: &str) -> Tally {
        self.by_field.get(name).copied().unwrap_or_default()
    }
}

/// Reads and scores the letters of a folder whose names pass; only totals are kept of them.
///
/// # Errors
/// A folder or letter that cannot be read, or a letter without a gold reading beside it.
pub fn score(folder: &Path, of: fn(&str) -> bool, lexicon: &Lexicon) -> io::Result<Report> {
    let desk = Desk {
        addresses: vec![
            ("cristellys@efus.eu".to_owned(), MailboxRole::Registration),
            ("fontanille@efus.eu".to_owned(), MailboxRole::Press),
        ],
        message_id_domain: "efus.eu".to_owned(),
        authserv_id: None,
    };
    let mut report = Report::default();
    for path in letters(folder)? {
        if !of(&path.file_stem().unwrap_or_default().to_string_lossy()) {
            continue;
        }
        let raw = fs::read(&path)?;
        let (request, doubts) = request::read(&Message::parse(&raw, &desk, None), lexicon);
        let gold: Value = serde_json::from_slice(&fs::read(path.with_extension("json"))?)?;
        report.add(&gold, &json::reading("", &request, &doubts));
    }
    Ok(report)
}

fn letters(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = folder
        .read_dir()?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
    paths.sort();
    Ok(paths)
}

impl Report {
    fn add(&mut self, gold: &Value, read: &Value) {
        let language = gold["language"].as_str().unwrap_or_default().to_owned();
        let mut harmless = gold["intent"] == read["intent"] && gold["seats"] == read["seats"];
        let compared = compare(gold, read);
        for (field, gold, read) in &compared {
            harmless &= *field != "name" || gold == read;
            self.by_field
                .entry(field)
                .or_default()
                .add(gold.as_ref(), read.as_ref());
        }
        let (acts, ignored) = (gold["disposition"] == "act", gold["disposition"] == "ignore");
        let acted = read["disposition"] == "act";
        for totals in [&mut self.all, self.by_language.entry(language).or_default()] {
            totals.letters += 1;
            totals.intent += u32::from(gold["intent"] == read["intent"]);
            totals.language += u32::from(gold["language"] == read["language"]);
            totals.may_act += u32::from(acts);
            totals.covered += u32::from(acted && acts);
            totals.acted += u32::from(acted);
            totals.harm += u32::from(acted && !(harmless && acts));
            totals.answered_wrongly += u32::from(acted && ignored);
            for (_, gold, read) in &compared {
                totals.fields.add(gold.as_ref(), read.as_ref());
            }
        }
    }
}

type Compared = Vec<(&'static str, Option<String>, Option<String>)>;

/// Everything that is scored in one letter, as it is compared.
fn compare(gold: &Value, read: &Value) -> Compared {
    let mut all = Compared::new();
    for field in ["writer", "seats", "replaces"] {
        all.push((
            field,
            canonical(field, &gold[field]),
            canonical(field, &read[field]),
        ));
    }
    let none = Vec::new();
    let people = gold["attendees"].as_array().unwrap_or(&none);
    let found = read["attendees"].as_array().unwrap_or(&none);
    for (left, right) in align(people, found) {
        let (left, right) = (
            left.map_or(&Value::Null, |at| &people[at]),
            right.map_or(&Value::Null, |at| &found[at]),
        );
        for field in FIELDS.iter().skip(3).take(11) {
            all.push((
                field,
                canonical(field, &left[*field]),
                canonical(field, &right[*field]),
            ));
        }
    }
    for field in FIELDS.iter().skip(14) {
        let key = field.trim_start_matches("press.");
        all.push((
            field,
            canonical(key, &gold["press"][key]),
            canonical(key, &read["press"][key]),
        ));
    }
    all
}

/// A value as it is compared: case, spacing, quotation marks and outer punctuation do not count.
fn canonical(field: &str, value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::Array(values) => {
            let set: BTreeSet<String> = values
                .iter()
                .map(|value| value.as_str().unwrap_or_default().to_lowercase())
                .collect();
            return (!set.is_empty()).then(|| set.into_iter().collect::<Vec<_>>().join(","));
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let kept = |keep: fn(char) -> bool| text.chars().filter(|c| keep(*c)).collect::<String>();
    let shown = match field {
        "phone" => kept(|c| c.is_ascii_digit() || c == '+'),
        "press_card" => kept(|c| c.is_ascii_digit()),
        _ => plain(&text),
    };
    let shown = if matches!(field, "name" | "writer" | "replaces") {
        // "FERRETTI Massimiliano" and "Massimiliano Ferretti" are one name.
        let mut words: Vec<&str> = shown
            .split(|c: char| !(c.is_alphanumeric() || "'-_".contains(c)))
            .filter(|word| !word.is_empty())
            .collect();
        words.sort_unstable();
        words.join(" ")
    } else {
        shown
    };
    (!shown.is_empty()).then_some(shown)
}

fn plain(text: &str) -> String {
    let text: String = text
        .nfc()
        .map(|c| match c {
            '’' => '\'',
            '–' => '-',
            c => c,
        })
        .filter(|c| !"\"“”„«»".contains(*c))
        .collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .trim_matches([' ', '\t', '.', ',', ';', ':', '-'])
        .to_lowercase()
        .replace('ß', "ss")
}

/// Pairs gold attendees with read ones: the same name first, then the most words in common.
fn align(gold: &[Value], read: &[Value]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut ranked = Vec::new();
    for (g, person) in gold.iter().enumerate() {
        for (r, other) in read.iter().enumerate() {
            ranked.push((likeness(&person["name"], &other["name"]), g, r));
        }
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut left, mut right): (BTreeSet<_>, BTreeSet<_>) =
        ((0..gold.len()).collect(), (0..read.len()).collect());
    let mut pairs = Vec::new();
    for (like, g, r) in ranked {
        if like > 0.0 && left.contains(&g) && right.contains(&r) {
            left.remove(&g);
            right.remove(&r);
            pairs.push((Some(g), Some(r)));
        }
    }
    pairs.extend(left.into_iter().map(|g| (Some(g), None)));
    pairs.extend(right.into_iter().map(|r| (None, Some(r))));
    pairs
}

fn likeness(gold: &Value, read: &Value) -> f64 {
    if canonical("name", gold) == canonical("name", read) {
        return if gold.is_null() { 0.2 } else { 2.0 };
    }
    let words = |name: &Value| -> BTreeSet<String> {
        name.as_str()
            .unwrap_or_default()
            .to_lowercase()
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (gold, read) = (words(gold), words(read));
    let common = gold.intersection(&read).count() as f64;
    let all = gold.union(&read).count() as f64;
    if gold.is_empty() || read.is_empty() {
        0.0
    } else {
        common / all
    }
}
