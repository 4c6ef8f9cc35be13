//! The mbox format (RFC 4155): messages one after the other, each behind a "From " line.

use chrono::{DateTime, NaiveDateTime, Utc};
use std::io::{self, BufRead, Read, Seek};

/// A message of an mbox.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Post {
    /// Its number, from 1.
    pub(super) number: u64,
    /// The time in the "From " line, taken as UTC (RFC 4155).
    pub(super) arrived: Option<DateTime<Utc>>,
    /// The message without the "From " line and with one ">" taken from quoted "From " lines; cut at the limit.
    pub(super) raw: Vec<u8>,
    /// Bytes of the whole message.
    pub(super) size: u64,
}

/// Between two messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Position {
    /// Number of the last message before it.
    pub(super) number: u64,
    /// Bytes from the start to the next "From " line.
    pub(super) offset: u64,
}

/// An mbox that is being read.
#[derive(Debug)]
pub(super) struct Mbox<R> {
    reader: R,
    position: Position,
    /// The "From " line of the next message, empty at the end.
    postmark: Vec<u8>,
}

impl<R: BufRead> Mbox<R> {
    /// `reader` stands at `position`.
    pub(super) fn open(mut reader: R, position: Position) -> io::Result<Self> {
        let mut postmark = Vec::new();
        reader.read_until(b'\n', &mut postmark)?;
        Ok(Mbox {
            reader,
            position,
            postmark,
        })
    }

    /// Before the next message.
    pub(super) fn position(&self) -> Position {
        self.position
    }

    /// The next message; of one larger than `limit` bytes the first `limit`.
    pub(super) fn next(&mut self, limit: u64) -> io::Result<Option<Post>> {
        if self.postmark.is_empty() {
            return Ok(None);
        }
        let arrived = posted(&self.postmark);
        let mut offset = self.position.offset + self.postmark.len() as u64;
        let (mut raw, mut size) = (Vec::new(), 0u64);
        let mut line = Vec::new();
        // The empty line before a "From " line belongs to the format, not to the message.
        let mut held: &[u8] = b"";
        loop {
            line.clear();
            self.reader.read_until(b'\n', &mut line)?;
            if line.is_empty() || (!held.is_empty() || size == 0) && is_postmark(&line) {
                break;
            }
            offset += line.len() as u64;
            let written = unquoted(&line);
            let blank = match written {
                b"\n" => &b"\n"[..],
                b"\r\n" => b"\r\n",
                _ => b"",
            };
            for part in [held, if blank.is_empty() { written } else { b"" }] {
                size += part.len() as u64;
                if size <= limit {
                    raw.extend_from_slice(part);
                }
            }
            held = blank;
        }
        self.postmark = std::mem::take(&mut line);
        self.position = Position {
            number: self.position.number + 1,
            offset,
        };
        if size > limit {
            raw.truncate(super::header_of(&raw, super::HEADER_LIMIT).len());
        }
        Ok(Some(Post {
            number: self.position.number,
            arrived,
            raw,
            size,
        }))
    }
}

/// Whether the file begins as an mbox; it is read from its start afterwards.
pub(super) fn is_mbox(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut start = Vec::new();
    file.by_ref().take(5).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(start == b"From ")
}

/// "From somebody Thu Nov  3 09:15:00 2016": without a time it is a sentence that begins with "From".
fn is_postmark(line: &[u8]) -> bool {
    line.starts_with(b"From ")
        && line.windows(5).any(|five| matches!(five, [a, b, b':', c, d] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit())))
}

fn posted(postmark: &[u8]) -> Option<DateTime<Utc>> {
    let line = String::from_utf8_lossy(postmark);
    let words: Vec<&str> = line.split_whitespace().collect();
    let time = words.get(2..)?.join(" ");
    let parsed = [
        "%a %b %d %H:%M:%S %Y",
        "%a %b %d %H:%M:%S %z %Y",
        "%a %b %d %H:%M:%S %Y %z",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(&time, format).ok());
    parsed.map(|time| time.and_utc())
}

/// mboxrd: a line of the message that began with "From ", ">From " and so on has one ">" more.
fn unquoted(line: &[u8]) -> &[u8] {
    match line.strip_prefix(b">") {
        Some(rest) if rest.iter().find(|byte| **byte != b'>') == Some(&b'F') => {
            let marks = rest.iter().take_while(|byte| **byte == b'>').count();
            if rest.get(marks..).is_some_and(|rest| rest.starts_with(b"From ")) {
                rest
            } else {
                line
            }
        }
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &[u8] = b"From ada@example.org Thu Nov  3 09:15:00 2016\n\
        Subject: one\n\n>From here on\n>>From there\nFrom me with no time\n\n\n\
        From bob@example.org Thu Nov  3 10:15:00 2016\n\
        Subject: two\n\nHello\n";

    fn read(from: Position, limit: u64) -> Vec<(Post, Position)> {
        let mut mbox = Mbox::open(&SAMPLE[from.offset as usize..], from).unwrap();
        let mut posts = Vec::new();
        while let Some(post) = mbox.next(limit).unwrap() {
            posts.push((post, mbox.position()));
        }
        posts
    }

    #[test]
    fn messages_come_unquoted_with_their_times() {
        let posts = read(Position::default(), 1000);
        assert_eq!(posts.len(), 2);
        assert_eq!(
            posts[0].0.raw,
            b"Subject: one\n\nFrom here on\n>From there\nFrom me with no time\n\n"
        );
        assert_eq!(posts[0].0.arrived, Some("2016-11-03T09:15:00Z".parse().unwrap()));
        assert_eq!(posts[1].0.raw, b"Subject: two\n\nHello\n");
        assert_eq!(posts[1].0.number, 2);
    }

    #[test]
    fn reading_goes_on_where_it_stopped() {
        let posts = read(Position::default(), 1000);
        let again = read(posts[0].1, 1000);
        assert_eq!(again.len(), 1);
        assert_eq!(again[0].0, posts[1].0);
    }

    #[test]
    fn rule_017_of_a_large_message_the_header_is_kept() {
        let posts = read(Position::default(), 20);
        assert_eq!(posts[0].0.raw, b"Subject: one\n\n");
        assert!(posts[0].0.size > 20);
        assert_eq!(posts[1].0.size, 20);
        assert_eq!(posts[1].0.raw, b"Subject: two\n\nHello\n");
    }
}
