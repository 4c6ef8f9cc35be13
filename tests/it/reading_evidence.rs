//! Every value says where it stands: the bytes are those of the text that organisers see, however the letter was encoded.

use crate::support::readings::names;
use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::{self, Part, Request, json};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);

const WORDS: &str = "Sehr geehrter Herr Cristellys,\n\nhiermit melde ich mich und meine Kollegin Jördis Weiß zum Gipfel der \
    Bürgermeister am 9. November an. Wir kommen am Vormittag und sind Vegetarier.\n\nMit freundlichen Grüßen\n\
    Käthe Müller\nStadt Köln\n+49 221 123456\n";

fn read(kind: &str, encoding: &str, body: &str) -> (Message, Request) {
    let desk = Desk {
        addresses: vec![("desk@summit.example".to_owned(), MailboxRole::Registration)],
        message_id_domain: "summit.example".to_owned(),
        authserv_id: None,
    };
    let raw = format!(
        "From: =?utf-8?q?K=C3=A4the_M=C3=BCller?= <kaethe.mueller@koeln.example>\r\nTo: desk@summit.example\r\nSubject: Gipfel\r\n\
         Message-ID: <one@koeln.example>\r\nDate: Mon, 10 Oct 2016 10:00:00 +0200\r\nMIME-Version: 1.0\r\n\
         Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{}\r\n",
        body.replace('\n', "\r\n")
    );
    let message = Message::parse(raw.as_bytes(), &desk, None);
    let (request, _) = request::read(&message, &LEXICON);
    (message, request)
}

fn quoted_printable(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'\n' => out.push('\n'),
            b' '..=b'~' if byte != b'=' => out.push(char::from(byte)),
            byte => out.push_str(&format!("={byte:02X}")),
        }
        if out.len() - out.rfind('\n').map_or(0, |at| at + 1) > 70 {
            out.push_str("=\n");
        }
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for (index, three) in bytes.chunks(3).enumerate() {
        let number =
            three.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = ALPHABET[usize::try_from(number >> (18 - 6 * place) & 63).unwrap()];
            out.push(if place <= three.len() {
                char::from(letter)
            } else {
                '='
            });
        }
        if index % 18 == 17 {
            out.push('\n');
        }
    }
    out
}

/// What stands where a value says that it stands.
fn shown<'m>(message: &'m Message, request: &Request, path: &str) -> Option<&'m str> {
    let (_, evidence) = json::evidence(request).into_iter().find(|(own, _)| own == path)?;
    let text = match evidence.part {
        Part::Body => message.text.as_str(),
        Part::Subject => message.subject.as_str(),
        _ => return None,
    };
    text.get(evidence.start..evidence.end)
}

#[test]
fn places_are_right_in_every_encoding_and_in_html() {
    let page: String = WORDS
        .split("\n\n")
        .map(|paragraph| format!("<p>{}</p>", paragraph.replace('\n', "<br>")))
        .collect();
    let page =
        format!("<html><head><title>Gipfel</title></head><body style=\"color:#000\">{page}</body></html>");
    let entities = page
        .replace('ö', "&ouml;")
        .replace('ü', "&#252;")
        .replace('ß', "&szlig;");
    let latin: Vec<u8> = WORDS.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let letters = [
        ("text/plain; charset=utf-8", "8bit", WORDS.to_owned()),
        (
            "text/plain; charset=utf-8",
            "quoted-printable",
            quoted_printable(WORDS),
        ),
        ("text/plain; charset=utf-8", "base64", base64(WORDS.as_bytes())),
        ("text/plain; charset=iso-8859-1", "base64", base64(&latin)),
        ("text/html; charset=utf-8", "8bit", page.clone()),
        (
            "text/html; charset=utf-8",
            "quoted-printable",
            quoted_printable(&page),
        ),
        ("text/html; charset=utf-8", "base64", base64(page.as_bytes())),
        (
            "text/html; charset=us-ascii",
            "7bit",
            entities.replace('ä', "&auml;"),
        ),
    ];
    for (kind, encoding, body) in letters {
        let (message, request) = read(kind, encoding, &body);
        assert_eq!(
            names(&request),
            ["Jördis Weiß", "Käthe Müller"],
            "{kind} {encoding}"
        );
        for (path, expected) in [
            ("attendees.0.name", "Jördis Weiß"),
            ("attendees.1.name", "Käthe Müller"),
            ("attendees.1.organisation", "Stadt Köln"),
            ("attendees.1.phone", "+49 221 123456"),
            ("attendees.1.sessions", "Vormittag"),
            ("attendees.1.diet", "Vegetarier"),
        ] {
            let shown = shown(&message, &request, path);
            assert!(
                shown.is_some_and(|shown| shown.contains(expected)),
                "{kind} {encoding}: {path} is at {shown:?}"
            );
        }
    }
}

#[test]
fn every_value_names_its_part_and_its_rule() {
    let (message, request) = read("text/plain; charset=utf-8", "8bit", WORDS);
    for (path, evidence) in json::evidence(&request) {
        assert!(!evidence.rule.is_empty(), "{path}");
        let long = match &evidence.part {
            Part::Body => message.text.len(),
            Part::Subject => message.subject.len(),
            _ => usize::MAX,
        };
        assert!(
            evidence.start <= evidence.end && evidence.end <= long,
            "{path}: {evidence:?}"
        );
        assert!(
            evidence.part != Part::Body || message.text.get(evidence.start..evidence.end).is_some(),
            "{path} ends inside a letter"
        );
    }
}

/// The words of a value or of a text, as they are compared.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether the text at the place of a value has what the value says.
fn holds(path: &str, value: &str, text: &str) -> bool {
    if path.ends_with("phone") {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let (value, text) = (digits(value), digits(text));
        let end = value.len().saturating_sub(6);
        return text.ends_with(value.get(end..).unwrap_or_default());
    }
    let text = words(text);
    words(value).iter().all(|word| {
        // A town is shown in the nominative («в Казани»: Казань), and an ending behind an apostrophe is cut.
        let stem: String = word.chars().take((word.chars().count() * 2 / 3).max(2)).collect();
        text.iter()
            .any(|other| other == word || path.ends_with("city") && other.starts_with(&stem))
    })
}

#[test]
fn in_every_open_letter_values_stand_where_they_say() {
    const SHOWN: [&str; 7] = [
        "name",
        "writer",
        "replaces",
        "email",
        "phone",
        "organisation",
        "city",
    ];
    let desk = Desk {
        addresses: vec![
            ("cristellys@efus.eu".to_owned(), MailboxRole::Registration),
            ("fontanille@efus.eu".to_owned(), MailboxRole::Press),
        ],
        ..Desk::default()
    };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters");
    let (mut values, mut astray) = (0, Vec::new());
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "eml") {
            continue;
        }
        let letter = path.file_stem().unwrap().to_string_lossy().into_owned();
        let message = Message::parse(&std::fs::read(&path).unwrap(), &desk, None);
        let (request, _) = request::read(&message, &LEXICON);
        let reading = json::reading("", &request, &[]);
        for (field, evidence) in json::evidence(&request) {
            let text = match &evidence.part {
                Part::Body => message.text.as_str(),
                Part::Subject => message.subject.as_str(),
                _ => continue,
            };
            let pointer = format!("/{}", field.replace('.', "/"));
            let value = reading.pointer(&pointer).and_then(|value| value.as_str());
            let last = field.rsplit('.').next().unwrap_or_default();
            let Some(value) = value.filter(|_| SHOWN.contains(&last)) else {
                continue;
            };
            values += 1;
            let shown = text.get(evidence.start..evidence.end);
            if !shown.is_some_and(|shown| holds(&field, value, shown)) {
                astray.push(format!(
                    "{letter}: {field} `{value}` by {} is at {shown:?}",
                    evidence.rule
                ));
            }
        }
    }
    assert!(values > 2000, "{values}");
    assert!(
        astray.is_empty(),
        "{} of {values}:\n{}",
        astray.len(),
        astray.join("\n")
    );
}

#[test]
fn the_place_of_a_part_of_the_day_is_where_the_wanted_one_stands() {
    let text =
        "Dear desk,\n\nInstead of the morning I would like to attend the afternoon session.\n\nAnn Lee\n";
    let (message, request) = read("text/plain; charset=utf-8", "8bit", text);
    let shown = shown(&message, &request, "attendees.0.sessions");
    assert!(
        shown.is_some_and(|shown| shown.contains("afternoon")),
        "{shown:?}"
    );
}
