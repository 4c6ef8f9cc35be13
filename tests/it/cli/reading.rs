//! What `rsvpd read` shows of a letter, as text without colour, and in which way an event's own visits are shown.

use super::rsvpd;
use rsvpd::config::SUMMIT;
use std::fs;

const LETTER: &str = "From: Anna Larsen <anna.larsen@bergen.example>\nTo: cristellys@efus.eu\nSubject: Registration\n\
    Message-ID: <1@bergen.example>\n\nDear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on \
    9 November. I will attend the morning session and the study visit: I would like to see the harbour, otherwise \
    Delfshaven.\n\nKind regards,\nAnna Larsen\n";

/// What the command prints for the letter with these words.
fn shown(words: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let visits = include_str!("../visits/programme.toml");
    fs::write(folder.path().join("event.toml"), format!("{SUMMIT}\n{visits}")).unwrap();
    fs::write(folder.path().join("letter.eml"), LETTER).unwrap();
    let output = rsvpd(&[&["read", "letter.eml"], words].concat())
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_visits_of_an_event_are_marked_and_named_in_the_order_of_preference() {
    insta::assert_snapshot!(shown(&["--event", "event.toml"]));
}

#[test]
fn without_an_event_the_letter_is_read_for_the_built_in_one() {
    let shown = shown(&[]);
    assert!(shown.contains("sessions      morning, study-visit"), "{shown}");
    assert!(!shown.contains("visit-2"), "{shown}");
}

#[test]
fn programs_get_the_visits_by_their_ids() {
    let line = shown(&["--json", "--event", "event.toml"]);
    let reading: serde_json::Value = serde_json::from_str(&line).unwrap();
    let sessions = reading.pointer("/attendees/0/sessions").unwrap();
    assert_eq!(*sessions, serde_json::json!(["morning", "visit-2", "visit-1"]));
}

#[test]
fn a_mistake_in_the_event_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("event.toml"), "capacity = \"many\"\n").unwrap();
    fs::write(folder.path().join("letter.eml"), LETTER).unwrap();
    let output = rsvpd(&["read", "letter.eml", "--event", "event.toml"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("event.toml:1"), "{told}");
}

#[test]
fn on_a_terminal_every_value_is_underlined_at_its_place_with_the_name_of_its_field() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.eml"), LETTER).unwrap();
    let mut command = rsvpd(&["read", "letter.eml"]);
    let output = command
        .env("CLICOLOR_FORCE", "1")
        .env_remove("NO_COLOR")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    // Underlined (4), in the colour of its kind, and behind it the field, dimmed (2).
    for (value, field) in [("Anna Larsen", "writer, name"), ("morning session", "sessions")] {
        let marked = shown.lines().any(|line| {
            let at = line.find(&format!("m{value}\u{1b}[0m\u{1b}[2m {field}"));
            at.is_some_and(|at| line[..at].contains("\u{1b}[4m"))
        });
        assert!(marked, "{value}: {shown:?}");
    }
    let plain = self::shown(&[]);
    assert!(!plain.contains('\u{1b}'), "a file has no colours: {plain}");
}

#[test]
fn a_declined_name_is_shown_as_it_will_be_entered() {
    let folder = tempfile::tempdir().unwrap();
    let (head, _) = LETTER.split_once("\n\n").unwrap();
    let words =
        "Уважаемые коллеги!\n\nПросим зарегистрировать Сафину Гульнару Рашитовну на Саммит мэров 9 ноября.\n";
    let letter = format!("{head}\nContent-Type: text/plain; charset=utf-8\n\n{words}");
    fs::write(folder.path().join("letter.eml"), letter).unwrap();
    let output = rsvpd(&["read", "letter.eml"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        shown.contains("attendee        Сафину Гульнару Рашитовну"),
        "{shown}"
    );
    assert!(
        shown.contains("entered as    Сафина Гульнара Рашитовна"),
        "{shown}"
    );
}

/// The words of a drawing or of a coloured text, without what only the weights of the models decide.
fn words_of(shown: &str, mark: (char, char)) -> Vec<String> {
    let mut plain = String::new();
    let mut inside = false;
    for c in shown.chars() {
        match c {
            c if c == mark.0 => inside = true,
            c if c == mark.1 && inside => inside = false,
            c if !inside => plain.push(c),
            _ => {}
        }
    }
    let plain = plain
        .replace("&amp;", "&")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    let (reading, weighed) = plain.split_once("Intents, as they weigh").unwrap();
    let (_, sentences) = weighed.split_once("Sentences").unwrap();
    let words = reading.split_whitespace().chain(sentences.split_whitespace());
    words.map(str::to_owned).collect()
}

#[test]
fn the_picture_in_the_docs_shows_what_is_read_today() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = rsvpd(&["read", "docs/reading/example.eml", "--explain"])
        .current_dir(root)
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    let shown = words_of(&String::from_utf8(output.stdout).unwrap(), ('\u{1b}', 'm'));
    let drawn = fs::read_to_string(root.join("docs/reading/example.svg")).unwrap();
    assert!(shown.len() > 100, "{shown:?}");
    assert_eq!(
        words_of(&drawn, ('<', '>')),
        shown,
        "draw it anew: tools/picture docs/reading/example.eml --explain > docs/reading/example.svg"
    );
}
