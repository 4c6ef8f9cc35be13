//! Wishes in one sentence or two (tests/wishes): what is understood of them stays understood.

use crate::support::readings::parts;
use crate::support::small_letter::read;
use rsvpd::request::Request;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What was reached, in hundredths of each kind's texts in all languages; the rest is known not to be understood.
const REACHED: [(&str, usize); 5] = [
    ("access", 90),
    ("diet", 90),
    ("interpretation", 91),
    ("parts", 90),
    ("press", 68),
];

/// The kinds' names, in order.
fn ids<T: Serialize>(values: impl Iterator<Item = T>) -> String {
    let mut ids: Vec<String> = values
        .filter_map(|value| serde_json::to_value(value).ok()?.as_str().map(str::to_owned))
        .collect();
    ids.sort();
    ids.join(",")
}

/// What a letter says of one kind, as tests/wishes writes it; empty where it says nothing.
fn said(kind: &str, request: &Request) -> String {
    let person = request.attendees.first();
    match kind {
        "parts" => person.map(parts).unwrap_or_default().to_lowercase(),
        "interpretation" => {
            let found = person.and_then(|person| person.interpretation.as_ref());
            found.map_or_else(String::new, |found| found.value.code().to_owned())
        }
        "diet" => {
            let found = person.and_then(|person| person.diet.as_ref());
            ids(found.iter().flat_map(|found| &found.value))
        }
        "access" => {
            let found = person.and_then(|person| person.access.as_ref());
            ids(found.iter().flat_map(|found| &found.value))
        }
        "press" => {
            let wishes = request.press.iter().flat_map(|press| &press.requests);
            ids(wishes.map(|found| found.value))
        }
        other => panic!("{other} is no kind of wish"),
    }
}

#[test]
fn wishes_said_in_a_sentence_are_understood_as_often_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wishes");
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut missed = String::new();
    for language in ["de", "en", "fr", "it", "ru", "tr"] {
        let path = folder.join(language).with_extension("tsv");
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (number, line) in text.lines().enumerate() {
            let [kind, meant, text] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{}:{}: not three columns", path.display(), number + 1);
            };
            let mailbox = if kind == "press" { "press" } else { "desk" };
            let (request, _) = read(mailbox, "Rotterdam", &format!("{text}\r\n\r\nMarta Keller"));
            let said = said(kind, &request);
            let (right, all) = counts.entry(kind.to_owned()).or_default();
            *all += 1;
            if said == meant.trim_matches('-') {
                *right += 1;
            } else {
                missed.push_str(&format!(
                    "{language}:{}: {meant}, read {said}: {text}\n",
                    number + 1
                ));
            }
        }
    }
    for (kind, least) in REACHED {
        let (right, all) = counts[kind];
        assert!(
            right * 100 >= all * least,
            "{kind}: {right} of {all} are understood, {least} in a hundred were\n{missed}"
        );
    }
}
