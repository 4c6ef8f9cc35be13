//! Letters with their gold readings, and what the gold says of each token and person.

use super::sketches;
use rsvpd::lexicon::fold::fold;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::layout::Zone;
use rsvpd::request::model::tagger::Tag;
use rsvpd::request::people::names::Key;
use rsvpd::request::reading::Reading;
use rsvpd::request::{Request, budget};
use serde_json::Value;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A letter and its gold reading.
pub struct Sample {
    pub path: PathBuf,
    pub message: Message,
    pub gold: Value,
}

/// All letters of the folders that have a gold reading beside them, by name.
pub fn samples(folders: &[PathBuf]) -> anyhow::Result<Vec<Sample>> {
    let desk = Desk {
        message_id_domain: "efus.eu".to_owned(),
        addresses: vec![
            ("cristellys@efus.eu".to_owned(), MailboxRole::Registration),
            ("fontanille@efus.eu".to_owned(), MailboxRole::Press),
        ],
        authserv_id: None,
    };
    let mut paths = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "eml") && path.with_extension("json").exists()
            {
                paths.push(path);
            }
        }
    }
    paths.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    paths.dedup_by(|a, b| a.file_name() == b.file_name());
    let mut samples = Vec::new();
    for path in paths {
        let raw = fs::read(&path)?;
        let gold = serde_json::from_str(&fs::read_to_string(path.with_extension("json"))?)?;
        samples.push(sample(path, &raw, gold, &desk));
    }
    for folder in folders {
        for sketch in sketches::all(folder)? {
            let path = folder.join(&sketch.name);
            samples.push(sample(path, sketch.raw.as_bytes(), sketch.gold, &desk));
        }
    }
    Ok(samples)
}

fn sample(path: PathBuf, raw: &[u8], gold: Value, desk: &Desk) -> Sample {
    Sample {
        path,
        message: budget::within(&Message::parse(raw, desk, None)).into_owned(),
        gold,
    }
}

impl Sample {
    /// Whether nobody read what the rules make of this letter: those of `tests/training` are not opened.
    pub fn is_fresh(&self) -> bool {
        let folder = self.path.parent().and_then(Path::file_name);
        folder.is_some_and(|name| name == "training")
    }

    /// Whether this is no letter, but a turn of phrase dressed as one.
    pub fn is_sketch(&self) -> bool {
        let folder = self.path.parent().and_then(Path::file_name);
        folder.is_some_and(|name| name == "sketches")
    }

    pub fn text(&self, key: &str) -> &str {
        self.gold[key].as_str().unwrap_or_default()
    }

    /// The gold values of a field of attendees, each once.
    pub fn values(&self, field: &str) -> Vec<&str> {
        let mut values: Vec<&str> = self.gold["attendees"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|attendee| attendee[field].as_str())
            .collect();
        if field == "organisation" {
            values.extend(self.gold["press"]["outlet"].as_str());
        }
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        values.dedup();
        values
    }

    /// Whether the desk may act alone on this reading: what `score.py` calls safe.
    pub fn acting_is_right(&self, request: &Request) -> bool {
        let intent = serde_json::to_value(request.intent.value).unwrap_or_default();
        let seats = request.seats.as_ref().map(|seats| u64::from(seats.value));
        let mut read: Vec<Vec<String>> = request
            .attendees
            .iter()
            .map(|attendee| {
                attendee
                    .name
                    .as_ref()
                    .map_or(Vec::new(), |name| compared(&name.value))
            })
            .collect();
        let mut gold: Vec<Vec<String>> = self.gold["attendees"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|attendee| attendee["name"].as_str().map_or(Vec::new(), compared))
            .collect();
        read.sort();
        gold.sort();
        self.gold["disposition"] == "act"
            && self.gold["intent"] == intent
            && self.gold["seats"].as_u64() == seats
            && read == gold
    }
}

/// A name as it is compared in scoring: its words, in any order, in small letters.
pub fn compared(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name
        .to_lowercase()
        .replace('’', "'")
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.sort();
    words
}

fn folded(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(fold)
        .collect()
}

/// Whether the request is about this person of the cast, for each of them.
pub fn attends(sample: &Sample, reading: &Reading<'_>) -> Vec<bool> {
    let people = &reading.cast.people;
    let mut attends = vec![false; people.len()];
    for name in sample.values("name") {
        let exact = people
            .iter()
            .position(|person| compared(&person.name) == compared(name));
        let alike = || {
            let key = Key::of(name);
            people
                .iter()
                .position(|person| Key::of(&person.name).agrees(&key))
        };
        let shared = || {
            let words = folded(name);
            people.iter().position(|person| {
                let own = folded(&person.name);
                let same = own.iter().filter(|word| words.contains(word)).count();
                same * 2 >= words.len().max(own.len()) && same > 0
            })
        };
        if let Some(at) = exact.or_else(alike).or_else(shared) {
            attends[at] = true;
        }
    }
    attends
}

/// The index of each own token's label.
pub fn labels(sample: &Sample, reading: &Reading<'_>, own: &[usize]) -> Vec<usize> {
    let body = &reading.letter.body;
    let mut labels = vec![0; body.tokens.len()];
    let mut put = |tokens: Range<usize>, tag: Tag| {
        if labels[tokens.clone()].iter().all(|label| *label == 0) {
            for (place, at) in tokens.enumerate() {
                labels[at] = tag.begins() + usize::from(place > 0);
            }
        }
    };
    for name in sample.values("name") {
        for tokens in find(reading, &folded(name), true) {
            put(tokens, Tag::Attendee);
        }
    }
    let others = [sample.gold["writer"].as_str(), sample.gold["replaces"].as_str()];
    for name in others.into_iter().flatten() {
        for tokens in find(reading, &folded(name), true) {
            put(tokens, Tag::Person);
        }
    }
    for (person, attends) in reading.cast.people.iter().zip(attends(sample, reading)) {
        for mention in &person.mentions {
            let named = mention.clone().any(|at| {
                reading
                    .cast
                    .traits
                    .get(at)
                    .is_some_and(|traits| traits.surely_name())
            });
            if attends || named {
                put(mention.clone(), if attends { Tag::Attendee } else { Tag::Person });
            }
        }
    }
    for (field, tag) in [
        ("organisation", Tag::Organisation),
        ("role", Tag::Role),
        ("city", Tag::City),
    ] {
        for value in sample.values(field) {
            for tokens in find(reading, &folded(value), false) {
                put(tokens, tag);
            }
        }
    }
    own.iter().map(|at| labels[*at]).collect()
}

/// Where these words stand in the writer's own text, in any order if a name's.
fn find(reading: &Reading<'_>, words: &[String], any_order: bool) -> Vec<Range<usize>> {
    let body = &reading.letter.body;
    let mut found = Vec::new();
    if words.is_empty() {
        return found;
    }
    let mut sorted = words.to_vec();
    sorted.sort();
    let mut at = 0;
    while at + words.len() <= body.tokens.len() {
        let tokens = at..at + words.len();
        let mut here: Vec<String> = body.tokens[tokens.clone()]
            .iter()
            .map(|token| token.folded.clone())
            .collect();
        let zone = body.zone_of(at);
        let same = if any_order {
            here.sort();
            here == sorted
        } else {
            here == words
        };
        if same && zone != Zone::Foreign && body.zone_of(tokens.end - 1) != Zone::Foreign {
            found.push(tokens);
            at += words.len();
        } else {
            at += 1;
        }
    }
    found
}
