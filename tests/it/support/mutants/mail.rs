//! Damage that knows what mail is made of: fields, lines, parts, charsets and encodings.

use super::Seeds;
use super::chance::Chance;

const CHARSETS: [&str; 16] = [
    "us-ascii",
    "utf-8",
    "utf-16",
    "utf-16le",
    "utf-7",
    "iso-8859-1",
    "iso-8859-9",
    "windows-1251",
    "windows-1254",
    "koi8-r",
    "iso-2022-jp",
    "gb18030",
    "x-unknown",
    "\"",
    "",
    "utf-8; charset=koi8-r",
];
const ENCODINGS: [&str; 7] = [
    "7bit",
    "8bit",
    "base64",
    "quoted-printable",
    "x-uuencode",
    "binary",
    "",
];
const TYPES: [&str; 14] = [
    "text/plain",
    "text/html; charset=utf-8",
    "text/plain; format=flowed; delsp=yes",
    "text/calendar; method=REPLY",
    "text/csv",
    "text/vcard",
    "multipart/mixed; boundary=b",
    "multipart/alternative; boundary=\"\"",
    "multipart/report; report-type=delivery-status; boundary=b",
    "message/rfc822",
    "application/octet-stream",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document; name=a.docx",
    "text",
];
const FIELDS: [&str; 12] = [
    "From: Anna Roth <anna@town.example>\r\n",
    "From: a@b.example, c@d.example\r\n",
    "From: \r\n",
    "To: cristellys@efus.eu\r\n",
    "Subject: =?utf-8?B?4oCu?= Re: Fwd:\r\n",
    "Subject: Re: RTM-7K3Q9B\r\n",
    "Reply-To: other@else.example\r\n",
    "Return-Path: <>\r\n",
    "Date: Thu, 99 Foo 20016 99:99:99 +9999\r\n",
    "Content-Type: multipart/mixed; boundary=b\r\n",
    "In-Reply-To: <<<>>>\r\n",
    "MIME-Version: 1.0\r\n",
];

/// Does one piece of damage, and tells which.
pub fn damage(raw: &mut Vec<u8>, seeds: &Seeds, chance: &mut Chance) -> &'static str {
    match chance.below(12) {
        0 => {
            let (header, _) = halves(raw);
            let fields = lines(&raw[..header]);
            let field = fields.get(chance.below(fields.len())).cloned().unwrap_or(0..0);
            let copy = raw[field.clone()].to_vec();
            raw.splice(field.end..field.end, copy);
            "a field doubled"
        }
        1 => {
            let (header, _) = halves(raw);
            let fields = lines(&raw[..header]);
            if let Some(field) = fields.get(chance.below(fields.len())) {
                raw.drain(field.clone());
            }
            "a field taken out"
        }
        2 => {
            let field = chance.of_list(&FIELDS);
            let at = if chance.one_in(2) { 0 } else { halves(raw).0 };
            raw.splice(at..at, field.bytes());
            "a field put in"
        }
        3 => {
            let charset = chance.of_list(&CHARSETS);
            replace_value(raw, b"charset=", charset, chance);
            "a charset lied about"
        }
        4 => {
            let encoding = chance.of_list(&ENCODINGS);
            replace_value(raw, b"encoding: ", encoding, chance);
            "an encoding lied about"
        }
        5 => {
            let kind = chance.of_list(&TYPES);
            replace_value(raw, b"content-type: ", kind, chance);
            "a type lied about"
        }
        6 => {
            encode(raw, chance);
            "broken base64"
        }
        7 => {
            nest(raw, chance);
            "parts in parts"
        }
        8 => {
            let other = seeds.any(chance).to_vec();
            let inner = if chance.one_in(2) { raw.clone() } else { other };
            enclose(raw, &inner);
            "another letter enclosed"
        }
        9 => {
            let all = lines(raw);
            let (one, two) = (chance.below(all.len()), chance.below(all.len()));
            if let (Some(one), Some(two)) = (all.get(one.min(two)), all.get(one.max(two)))
                && one.end <= two.start
            {
                let (first, second) = (raw[one.clone()].to_vec(), raw[two.clone()].to_vec());
                raw.splice(two.clone(), first);
                raw.splice(one.clone(), second);
            }
            "lines exchanged"
        }
        10 => {
            let (_, body) = halves(raw);
            let mark = chance.of_list(&["> ", "\t", "  ", "- ", "| ", "-- ", "1. "]);
            let some = 1 + chance.below(6);
            let marked: Vec<u8> = lines(&raw[body..])
                .into_iter()
                .flat_map(|line| {
                    let mark = if chance.one_in(some) { mark } else { "" };
                    [mark.as_bytes(), &raw[body..][line]].concat()
                })
                .collect();
            raw.truncate(body);
            raw.extend(marked);
            "lines marked"
        }
        _ => {
            let (_, body) = halves(raw);
            let joined: Vec<u8> = raw[body..]
                .iter()
                .map(|byte| {
                    if *byte == b'\n' && !chance.one_in(9) {
                        b' '
                    } else {
                        *byte
                    }
                })
                .collect();
            raw.truncate(body);
            raw.extend(joined);
            "lines joined"
        }
    }
}

/// Where the header ends and the body begins.
fn halves(raw: &[u8]) -> (usize, usize) {
    let find = |end: &[u8]| raw.windows(end.len()).position(|window| window == end);
    match (find(b"\r\n\r\n"), find(b"\n\n")) {
        (Some(at), other) if other.is_none_or(|other| at < other) => (at + 2, at + 4),
        (_, Some(at)) => (at + 1, at + 2),
        _ => (raw.len(), raw.len()),
    }
}

/// Lines with their ends.
fn lines(raw: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut at = 0;
    raw.split_inclusive(|byte| *byte == b'\n')
        .map(|line| {
            at += line.len();
            at - line.len()..at
        })
        .collect()
}

/// Puts another value behind one of the places in which a name stands.
fn replace_value(raw: &mut Vec<u8>, name: &[u8], value: &str, chance: &mut Chance) {
    let places: Vec<usize> = raw
        .windows(name.len())
        .enumerate()
        .filter(|(_, window)| window.eq_ignore_ascii_case(name))
        .map(|(at, _)| at + name.len())
        .collect();
    let Some(start) = places.get(chance.below(places.len())).copied() else {
        return;
    };
    let end = raw[start..]
        .iter()
        .position(|byte| matches!(byte, b';' | b'\r' | b'\n'))
        .map_or(raw.len(), |length| start + length);
    raw.splice(start..end, value.bytes());
}

/// Writes the body in base64, with a few wrong signs.
fn encode(raw: &mut Vec<u8>, chance: &mut Chance) {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (header, body) = halves(raw);
    let mut coded = Vec::new();
    for (index, three) in raw[body..].chunks(3).enumerate() {
        let [a, b, c] = [0, 1, 2].map(|at| u32::from(three.get(at).copied().unwrap_or(0)));
        let bits = a << 16 | b << 8 | c;
        coded.extend([18, 12, 6, 0].map(|shift| SIGNS[(bits >> shift & 63) as usize]));
        if index % 19 == 18 {
            coded.extend(b"\r\n");
        }
    }
    for _ in 0..chance.below(8) {
        let at = chance.below(coded.len() + 1);
        match chance.below(3) {
            0 => drop(
                coded.splice(
                    at..at,
                    chance
                        .of_list(&["=", "==", "-", "\u{e9}", "\r\n\r\n", "!"])
                        .bytes(),
                ),
            ),
            1 => coded.truncate(at),
            _ => drop(coded.drain(at.saturating_sub(1)..at)),
        }
    }
    raw.truncate(body);
    raw.extend(coded);
    if chance.one_in(2) {
        raw.splice(header..header, *b"Content-Transfer-Encoding: base64\r\n");
    }
    replace_value(raw, b"encoding: ", "base64", chance);
}

/// Wraps the letter in parts, one in the other, some of them never closed.
fn nest(raw: &mut Vec<u8>, chance: &mut Chance) {
    let (header, body) = halves(raw);
    let inner = raw[body..].to_vec();
    let kind = chance.of_list(&[
        "mixed",
        "alternative",
        "related",
        "report",
        "signed",
        "digest",
        "",
    ]);
    let mut all = raw[..header].to_vec();
    all.extend(format!("Content-Type: multipart/{kind}; boundary=b0\r\n\r\n").bytes());
    let deep = chance.below(40);
    for level in 0..deep {
        all.extend(
            format!(
                "--b{level}\r\nContent-Type: multipart/{kind}; boundary=b{}\r\n\r\n",
                level + 1
            )
            .bytes(),
        );
    }
    all.extend(
        format!(
            "--b{deep}\r\nContent-Type: text/{}\r\n\r\n",
            chance.of_list(&["plain", "html"])
        )
        .bytes(),
    );
    all.extend(inner);
    let closed = chance.below(deep + 2);
    for level in (0..=deep).rev().take(closed) {
        all.extend(format!("\r\n--b{level}--\r\n").bytes());
    }
    *raw = all;
}

/// Puts a letter into another as an attached message (RFC 2046, 5.2.1).
fn enclose(raw: &mut Vec<u8>, inner: &[u8]) {
    let (header, body) = halves(raw);
    let own = raw[body..].to_vec();
    raw.truncate(header);
    raw.extend(b"Content-Type: multipart/mixed; boundary=enclosed\r\n\r\n--enclosed\r\nContent-Type: text/plain\r\n\r\n");
    raw.extend(own);
    raw.extend(b"\r\n--enclosed\r\nContent-Type: message/rfc822\r\n\r\n");
    raw.extend(inner);
    raw.extend(b"\r\n--enclosed--\r\n");
}
