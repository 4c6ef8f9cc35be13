//! Damage that knows nothing of letters: bytes flipped, cut, doubled, and others put in.

use super::Seeds;
use super::chance::Chance;

/// Bytes that mean something to a reader of mail, HTML or text.
const PIECES: [&[u8]; 44] = [
    b"\0",
    b"\r",
    b"\n\n",
    b"\r\n\r\n",
    b"=\r\n",
    b"=3D=0D=0A",
    b"=C3",
    b"=?utf-8?B?",
    b"=?utf-8?Q?=C3=A9?=",
    b"?=",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xc3",
    b"\xf0\x9f\x8f\xb3",
    b"\xe2\x80\xae",
    b"\xe2\x80\x8b",
    b"\xcc\x81",
    b"\x1b[31m",
    b"\x1b$B",
    b"> ",
    b"\n> > > ",
    b"\n-- \n",
    b"\n-----Original Message-----\n",
    b"\nFrom: x <x@y.example>\nSent: 1\nTo: z\nSubject: w\n",
    b"\nOn 1 November 2016, Anna <a@b.example> wrote:\n",
    b"\n---------- Forwarded message ----------\n",
    b"\nBegin forwarded message:\n\n",
    b"\nFrom \n",
    b"<",
    b">",
    b"&#x110000;",
    b"&amp;&lt;b&gt;",
    b"</td></tr></table>",
    b"<table><tr><td>",
    b"<blockquote>",
    b"<div style=\"display:none\">",
    b"<!--",
    b"\t|\t",
    b"Name:\t",
    b"RTM-7K3Q9B",
    b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n",
    b"BEGIN:VCARD\r\nFN:",
    b"PK\x03\x04",
    b"%PDF-1.4\n",
];

/// Does one piece of damage, and tells which.
pub fn damage(raw: &mut Vec<u8>, seeds: &Seeds, chance: &mut Chance) -> &'static str {
    let length = raw.len();
    match chance.below(10) {
        0 => {
            for _ in 0..=chance.below(20) {
                let (at, bit) = (chance.below(length), chance.below(8));
                if let Some(byte) = raw.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            "bits flipped"
        }
        1 => {
            for _ in 0..=chance.below(20) {
                let (at, byte) = (chance.below(length), chance.byte());
                if let Some(place) = raw.get_mut(at) {
                    *place = byte;
                }
            }
            "bytes written over"
        }
        2 => {
            let part = chance.part(length);
            raw.drain(part);
            "a part cut out"
        }
        3 => {
            raw.truncate(chance.below(length + 1));
            "the end cut off"
        }
        4 => {
            let part = chance.part(length);
            let piece = raw.get(part.clone()).unwrap_or_default().to_vec();
            let times = 1 + chance.below(if piece.len() < 100 { 300 } else { 4 });
            raw.splice(part.end..part.end, piece.repeat(times));
            "a part repeated"
        }
        5 | 6 => {
            for _ in 0..=chance.below(6) {
                let at = chance.below(raw.len() + 1);
                raw.splice(at..at, chance.of_list(&PIECES).iter().copied());
            }
            "pieces put in"
        }
        7 => {
            let other = seeds.any(chance).to_vec();
            let (here, there) = (chance.part(length), chance.part(other.len()));
            raw.splice(here, other.get(there).unwrap_or_default().iter().copied());
            "a part of another letter put in"
        }
        8 => {
            let noise: Vec<u8> = (0..chance.below(300)).map(|_| chance.byte()).collect();
            let at = chance.below(length + 1);
            raw.splice(at..at, noise);
            "noise put in"
        }
        _ => {
            let at = chance.below(length + 1);
            let word = chance.of_list(&[
                "a",
                "Aa",
                "12",
                "Anna Roth, ",
                "\u{301}",
                "(",
                "<b>",
                "&eacute;",
                ",",
            ]);
            let times = 1 + chance.below(20_000 / word.len());
            raw.splice(at..at, word.repeat(times).into_bytes());
            "a huge line"
        }
    }
}
