//! The letters of the tests, read in every shape that mail takes on its way.

use super::{desk, hostile::tiles};
use rsvpd::message::{ContentKey, Message, Origin};
use std::path::PathBuf;

fn letters() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/letters");
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .filter_map(|path| {
            Some((
                path.file_stem()?.to_string_lossy().into_owned(),
                std::fs::read(&path).ok()?,
            ))
        })
        .collect();
    found.sort();
    found
}

/// The letter with LF and with CRLF line ends.
fn both_line_ends(raw: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let lf: Vec<u8> = raw.iter().copied().filter(|byte| *byte != b'\r').collect();
    let crlf = lf
        .split(|byte| *byte == b'\n')
        .collect::<Vec<_>>()
        .join(&b"\r\n"[..]);
    (lf, crlf)
}

#[test]
fn rule_059_line_ends_change_nothing() {
    let letters = letters();
    assert!(letters.len() >= 20, "the folder of letters is there");
    for (name, raw) in letters {
        let (lf, crlf) = both_line_ends(&raw);
        let (one, other) = (
            Message::parse(&lf, &desk(), None),
            Message::parse(&crlf, &desk(), None),
        );
        assert_eq!(one, other, "{name}");
        assert_eq!(ContentKey::of(&lf), ContentKey::of(&crlf), "{name}");
        tiles(&one);
    }
}

#[test]
fn rule_042_trace_fields_do_not_change_what_a_letter_is() {
    for (name, raw) in letters() {
        let copy = [&b"Received: from a by b\r\nDelivered-To: x@efus.eu\r\n"[..], &raw].concat();
        assert_eq!(ContentKey::of(&raw), ContentKey::of(&copy), "{name}");
    }
}

#[test]
fn rule_070_robots_among_the_letters_are_seen() {
    let mut robots = 0;
    for (name, raw) in letters() {
        let gold = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/letters/{name}.json"));
        let Ok(gold) = std::fs::read_to_string(gold) else {
            continue;
        };
        let Ok(gold) = serde_json::from_str::<serde_json::Value>(&gold) else {
            continue;
        };
        let origin = Message::parse(&raw, &desk(), None).origin;
        match gold.get("intent").and_then(serde_json::Value::as_str) {
            Some("automatic") => {
                robots += 1;
                assert!(matches!(origin, Origin::Automatic(_)), "{name}: {origin:?}");
            }
            Some("bounce") => {
                robots += 1;
                assert!(matches!(origin, Origin::Bounce { .. }), "{name}: {origin:?}");
            }
            _ if gold.get("disposition").and_then(serde_json::Value::as_str) == Some("act") => {
                assert!(matches!(origin, Origin::Person(_)), "{name}: {origin:?}");
            }
            _ => {}
        }
    }
    assert!(robots >= 8, "{robots} robots were met");
}
