//! Thousands of letters from some hundred: names, addresses, numbers and words vary, structure and encodings stay.

use anyhow::{Context, ensure};
use encoding_rs::{Encoding, UTF_8};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding as Transfer, MessageParser, MessagePart, MimeHeaders};
use std::fmt::Write;
use std::path::Path;

/// A letter that others are made from.
pub struct Sample {
    raw: Vec<u8>,
    /// Name and address of the sender, if he has one.
    from: Option<(String, String)>,
    /// The word that stands for the sender in the text: mostly a surname.
    surname: Option<String>,
    parts: Vec<TextPart>,
}

/// Where a text part's body stands, and how its bytes are written.
struct TextPart {
    start: usize,
    end: usize,
    transfer: Transfer,
    charset: &'static Encoding,
    html: bool,
    decoded: Vec<u8>,
}

/// Reads the letters of a folder, in the order of their names.
pub fn samples(folder: &Path) -> anyhow::Result<Vec<Sample>> {
    let mut paths: Vec<_> = folder
        .read_dir()
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
    paths.sort();
    ensure!(!paths.is_empty(), "{} holds no .eml files", folder.display());
    paths
        .iter()
        .map(|path| Sample::read(std::fs::read(path)?).with_context(|| path.display().to_string()))
        .collect()
}

impl Sample {
    fn read(raw: Vec<u8>) -> anyhow::Result<Self> {
        let message = MessageParser::default().parse(&raw).context("is not a letter")?;
        let sender = message.from().and_then(|from| from.first());
        let from = sender.and_then(|sender| {
            let name = sender.name().unwrap_or_default();
            Some((name.to_owned(), sender.address()?.to_owned()))
        });
        let surname = from.as_ref().and_then(|(name, _)| surname(name));
        let parts = message
            .parts
            .iter()
            .filter_map(|part| TextPart::of(part, &raw))
            .collect();
        Ok(Self {
            from,
            surname,
            parts,
            raw,
        })
    }

    /// The letter of this number: from another person, about himself, with a number of his own at the top.
    pub fn varied(&self, number: usize) -> Vec<u8> {
        let renamed = self
            .surname
            .as_ref()
            .map(|name| (name.as_str(), vary(name, number)));
        let mut letter = Vec::with_capacity(self.raw.len() + 256);
        let mut from = 0;
        for part in &self.parts {
            letter.extend_from_slice(&self.raw[from..part.start]);
            letter.extend_from_slice(&part.varied(number, renamed.as_ref()));
            from = part.end;
        }
        letter.extend_from_slice(&self.raw[from..]);
        self.with_varied_header(&letter, number, renamed.as_ref())
    }

    fn with_varied_header(&self, letter: &[u8], number: usize, renamed: Option<&(&str, String)>) -> Vec<u8> {
        let mut result = Vec::with_capacity(letter.len() + 256);
        let (mut inside_header, mut skipping) = (true, false);
        for line in letter.split_inclusive(|byte| *byte == b'\n') {
            if !inside_header {
                result.extend_from_slice(line);
                continue;
            }
            inside_header = !line.trim_ascii_end().is_empty();
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                if !skipping {
                    result.extend_from_slice(line);
                }
                continue;
            }
            let field = line.split(|byte| *byte == b':').next().unwrap_or_default();
            skipping = false;
            if field.eq_ignore_ascii_case(b"Message-ID") {
                result.extend_from_slice(format!("Message-ID: <{number}.drain@mail.example>\r\n").as_bytes());
                skipping = true;
            } else if let (true, Some((name, address))) = (field.eq_ignore_ascii_case(b"From"), &self.from) {
                let name = match renamed {
                    Some((old, new)) => name.replace(old, new),
                    None => name.clone(),
                };
                let (local, domain) = address.split_once('@').unwrap_or((address, "mail.example"));
                let address = format!("{local}.{number}@{domain}");
                result.extend_from_slice(from_field(&name, &address).as_bytes());
                skipping = true;
            } else {
                result.extend_from_slice(line);
            }
        }
        result
    }
}

impl TextPart {
    fn of(part: &MessagePart<'_>, raw: &[u8]) -> Option<Self> {
        let kind = part.content_type();
        let subtype = match kind {
            Some(kind) if kind.ctype() == "text" => kind.subtype().unwrap_or("plain"),
            Some(_) => return None,
            None => "plain",
        };
        if !matches!(subtype, "plain" | "html") {
            return None;
        }
        let (start, end) = (
            usize::try_from(part.offset_body).ok()?,
            usize::try_from(part.offset_end).ok()?,
        );
        let body = raw.get(start..end)?;
        let decoded = match part.encoding {
            Transfer::None => body.to_vec(),
            Transfer::Base64 => base64_decode(body)?,
            Transfer::QuotedPrintable => quoted_printable_decode(body)?,
        };
        let charset = kind
            .and_then(|kind| kind.attribute("charset"))
            .and_then(|label| Encoding::for_label(label.as_bytes()))
            .unwrap_or(UTF_8);
        Some(Self {
            start,
            end,
            transfer: part.encoding,
            charset,
            html: subtype == "html",
            decoded,
        })
    }

    fn varied(&self, number: usize, renamed: Option<&(&str, String)>) -> Vec<u8> {
        let mut text = self.decoded.clone();
        if let Some((old, new)) = renamed {
            text = replaced(&text, &self.charset.encode(old).0, &self.charset.encode(new).0);
        }
        let at = if self.html { after_body_tag(&text) } else { Some(0) };
        if let Some(at) = at {
            let (open, close) = if self.html {
                ("<p>", "</p>\r\n")
            } else {
                ("", "\r\n\r\n")
            };
            let line = format!("{open}Ref. 2016/{number:05}-{}{close}", syllables(number));
            text.splice(at..at, line.into_bytes());
        }
        match self.transfer {
            Transfer::None => text,
            Transfer::Base64 => base64(&text),
            Transfer::QuotedPrintable => quoted_printable(&text),
        }
    }
}

/// What a name ends with, or begins with before a comma, if that is long enough to be found in a text.
fn surname(name: &str) -> Option<String> {
    let part = match name.split_once(',') {
        Some((surname, _)) => surname.split_whitespace().next_back(),
        None => name.split_whitespace().next_back(),
    }?;
    let word = part.trim_matches(|c: char| !c.is_alphabetic());
    (word.chars().count() >= 4).then(|| word.to_owned())
}

/// Another surname of the same kind: `Korhonen` becomes `Balokorhonen`; endings tell gender, so they stay.
fn vary(name: &str, number: usize) -> String {
    let mut start = syllables(number);
    if name.chars().any(|c| ('а'..='я').contains(&c)) {
        let letters = "bdfgklmnprst".chars().zip("бдфгклмнпрст".chars());
        let vowels = "aeiou".chars().zip("аеиоу".chars());
        let pairs: Vec<_> = letters.chain(vowels).collect();
        start = start
            .chars()
            .map(|c| {
                pairs
                    .iter()
                    .find(|(latin, _)| *latin == c)
                    .map_or(c, |pair| pair.1)
            })
            .collect();
    }
    let start = start.chars().enumerate().map(|(at, c)| match at {
        0 => c.to_uppercase().next().unwrap_or(c),
        _ => c,
    });
    start.chain(name.to_lowercase().chars()).collect()
}

/// A pronounceable word, another one for each number below 216,000.
fn syllables(number: usize) -> String {
    const CONSONANTS: [char; 12] = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't'];
    const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
    let mut rest = number;
    let mut word = String::new();
    for _ in 0..3 {
        word.push(CONSONANTS[rest % 12]);
        rest /= 12;
        word.push(VOWELS[rest % 5]);
        rest /= 5;
    }
    word
}

fn from_field(name: &str, address: &str) -> String {
    if name.is_empty() {
        format!("From: {address}\r\n")
    } else if name.is_ascii() {
        format!("From: \"{}\" <{address}>\r\n", name.replace('"', ""))
    } else {
        let words: Vec<String> = name
            .chars()
            .collect::<Vec<_>>()
            .chunks(18)
            .map(|chunk| {
                let chunk: String = chunk.iter().collect();
                let encoded = String::from_utf8(base64(chunk.as_bytes())).unwrap_or_default();
                format!("=?utf-8?B?{}?=", encoded.trim_end())
            })
            .collect();
        format!("From: {}\r\n <{address}>\r\n", words.join("\r\n "))
    }
}

fn replaced(text: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(byte) = rest.first() {
        if let Some(after) = rest.strip_prefix(old) {
            result.extend_from_slice(new);
            rest = after;
        } else {
            result.push(*byte);
            rest = &rest[1..];
        }
    }
    result
}

fn after_body_tag(html: &[u8]) -> Option<usize> {
    let tag = html
        .windows(5)
        .position(|window| window.eq_ignore_ascii_case(b"<body"))?;
    Some(tag + html[tag..].iter().position(|byte| *byte == b'>')? + 1)
}

/// RFC 2045 6.8: lines of 76 characters.
fn base64(bytes: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = Vec::with_capacity(bytes.len() * 3 / 2);
    for (index, chunk) in bytes.chunks(3).enumerate() {
        if index > 0 && index % 19 == 0 {
            text.extend_from_slice(b"\r\n");
        }
        let bits = chunk
            .iter()
            .chain([0, 0].iter())
            .take(3)
            .fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for place in 0..4 {
            text.push(if place <= chunk.len() {
                ALPHABET[bits >> (18 - 6 * place) & 63]
            } else {
                b'='
            });
        }
    }
    text.extend_from_slice(b"\r\n");
    text
}

/// RFC 2045 6.7: all but plain ASCII escaped, lines of 76 characters at most.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut column = 0;
    let mut rest = bytes.iter().peekable();
    while let Some(&byte) = rest.next() {
        if byte == b'\n' {
            text.push_str("\r\n");
            column = 0;
            continue;
        }
        let ends_line = matches!(rest.peek(), None | Some(b'\r' | b'\n'));
        if byte == b'\r' && ends_line {
            continue;
        }
        if column > 72 {
            text.push_str("=\r\n");
            column = 0;
        }
        let plain = byte == b' ' && !ends_line || byte.is_ascii_graphic() && byte != b'=';
        if plain {
            text.push(char::from(byte));
            column += 1;
        } else {
            // Writing into a String cannot fail.
            let _ = write!(text, "={byte:02X}");
            column += 3;
        }
    }
    text.into_bytes()
}
