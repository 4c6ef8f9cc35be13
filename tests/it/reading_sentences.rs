//! Wishes (tests/wishes) and numbers of seats (tests/seats) in a sentence or two: what is understood stays understood.

use crate::support::readings::parts;
use crate::support::small_letter::{read, read_from};
use rsvpd::request::{Disposition, Request};
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

/// The lines of a language's file, cut at tabs, each with its place.
fn lines<const N: usize>(folder: &str, language: &str) -> Vec<(String, [String; N])> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let path = folder.join(language).with_extension("tsv");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().enumerate().map(|(number, line)| {
        let columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let columns = columns
            .try_into()
            .unwrap_or_else(|_| panic!("{}:{}: not {N} columns", path.display(), number + 1));
        (format!("{language}:{}", number + 1), columns)
    });
    lines.collect()
}

#[test]
fn wishes_said_in_a_sentence_are_understood_as_often_as_they_were() {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut missed = String::new();
    for language in ["de", "en", "fr", "it", "ru", "tr"] {
        for (place, [kind, meant, text]) in lines("wishes", language) {
            let mailbox = if kind == "press" { "press" } else { "desk" };
            let (request, _) = read(mailbox, "Rotterdam", &format!("{text}\r\n\r\nMarta Keller"));
            let said = said(&kind, &request);
            let (right, all) = counts.entry(kind).or_default();
            *all += 1;
            if said == meant.trim_matches('-') {
                *right += 1;
            } else {
                missed.push_str(&format!("{place}: {meant}, read {said}: {text}\n"));
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

/// Letters of tests/seats of a hundred of which the number of seats is understood, at least.
const SEATS: usize = 81;
/// Letters of a hundred on which the desk acts, in which the number is wrong or left open, at most.
const SEATED_WRONGLY: usize = 3;

#[test]
fn seats_told_in_words_are_counted_and_numbers_beside_are_not() {
    let (mut all, mut right, mut acted, mut harmed) = (0, 0, 0, 0);
    let mut missed = String::new();
    for language in ["de", "en", "fr", "it", "ru", "tr"] {
        for (place, [name, seats, _, text]) in lines("seats", language) {
            let from = match name.as_str() {
                "-" => "contact@stadt-linden.example".to_owned(),
                name => format!("{name} <contact@stadt-linden.example>"),
            };
            let (request, _) = read_from(&from, &text.replace(" / ", "\r\n"));
            let read = request
                .seats
                .as_ref()
                .map_or_else(|| "-".to_owned(), |seats| seats.value.to_string());
            let acts = request.disposition == Disposition::Act;
            all += 1;
            acted += usize::from(acts);
            if read == seats {
                right += 1;
            } else {
                harmed += usize::from(acts);
                missed.push_str(&format!(
                    "{place}: {seats}, read {read}, {:?}: {text}\n",
                    request.disposition
                ));
            }
        }
    }
    println!("seats: {right} of {all} right; {harmed} of {acted} acted on wrongly\n{missed}");
    assert!(
        right * 100 >= all * SEATS,
        "{right} of {all} numbers of seats are understood"
    );
    assert!(
        harmed * 100 <= acted * SEATED_WRONGLY,
        "{harmed} of the {acted} letters acted on have another number of seats"
    );
}
