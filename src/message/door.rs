//! What arrives is put in order before it is parsed: line ends, header fields that are damaged (RFC 7103), parts without number.

use crate::message::{charset, words};
use std::ops::Range;

/// Nested messages and digests beyond these are not opened, so that no letter can nest without end (mail-rules 51).
const NESTED_MAX: usize = 24;
/// Bytes of header fields that are read; more is no header but an attack.
const HEADER_MAX: usize = 128 * 1024;

/// A message that can be parsed in bounded time.
#[derive(Debug, Default)]
pub(crate) struct Tidy {
    /// Line ends are LF, the header is UTF-8 and well-formed.
    pub bytes: Vec<u8>,
    /// No header field at all was found; everything is body.
    pub no_header: bool,
    /// Limits were hit and parts were left closed.
    pub too_much: bool,
    /// Bytes in the header that fit no charset.
    pub damaged: bool,
}

/// Puts a raw message in order; returns it and where its body starts.
pub(crate) fn in_order(raw: &[u8]) -> (Tidy, usize) {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    let raw = unix_lines(raw);
    let mut tidy = Tidy::default();
    let body = header(&raw, &mut tidy);
    tidy.bytes = words::join(&tidy.bytes);
    tidy.bytes.push(b'\n');
    let start = tidy.bytes.len();
    tidy.bytes.extend_from_slice(raw.get(body..).unwrap_or_default());
    (tidy, start)
}

/// CRLF and a lone CR become LF (old Macintosh mail has only CR), NUL bytes go.
fn unix_lines(raw: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'\r' | 0)) {
        let (plain, odd) = rest.split_at(at);
        lines.extend_from_slice(plain);
        rest = match odd {
            [b'\r', b'\n', after @ ..] | [b'\r', after @ ..] => {
                lines.push(b'\n');
                after
            }
            [_, after @ ..] => after,
            [] => &[],
        };
    }
    lines.extend_from_slice(rest);
    lines
}

/// Copies the header fields in order; returns where the body starts.
fn header(raw: &[u8], tidy: &mut Tidy) -> usize {
    let mut position = raw.iter().take_while(|byte| **byte == b'\n').count();
    let mut fields = 0_usize;
    while position < raw.len() && position < HEADER_MAX {
        let line = line_at(raw, position);
        let text = raw.get(line.clone()).unwrap_or_default();
        let next = line.end + 1;
        if text.iter().all(u8::is_ascii_whitespace) {
            // A folded line that is blank (RFC 7103 7.2) does not end the header if folding goes on.
            if !text.is_empty()
                && raw.get(next).is_some_and(|byte| matches!(byte, b' ' | b'\t'))
                && fields > 0
            {
                position = next;
                continue;
            }
            position = next;
            break;
        }
        if matches!(text.first(), Some(b' ' | b'\t')) && fields > 0 {
            copy(text, tidy);
        } else if let Some((name, value)) = field(text) {
            fields += 1;
            tidy.bytes.extend_from_slice(name);
            tidy.bytes.push(b':');
            copy(value, tidy);
        } else if is_mbox_line(text)
            || (fields > 0 && field(raw.get(line_at(raw, next)).unwrap_or_default()).is_some())
        {
            // An mbox separator, or rubbish between two fields: left out.
        } else {
            // Text without a blank line before it: the body starts here (RFC 7103 7.4).
            break;
        }
        position = next;
    }
    tidy.too_much |= position >= HEADER_MAX && position < raw.len();
    if fields == 0 {
        tidy.no_header = true;
        return 0;
    }
    position.min(raw.len())
}

fn line_at(raw: &[u8], start: usize) -> Range<usize> {
    let rest = raw.get(start..).unwrap_or_default();
    let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let start = start.min(raw.len());
    start..start + length
}

/// Name and value of a field; blanks before the colon are left out (RFC 7103 7.3).
fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let valid = !name.is_empty() && name.len() <= 128 && name.iter().all(|byte| byte.is_ascii_graphic());
    valid.then(|| (name, line.get(colon + 1..).unwrap_or_default()))
}

fn is_mbox_line(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

/// Copies one line of a field, raw 8-bit bytes as UTF-8 (RFC 7103 7.6).
fn copy(line: &[u8], tidy: &mut Tidy) {
    if line.is_ascii() {
        tidy.bytes.extend_from_slice(line);
    } else {
        let decoded = charset::decode(line, None);
        tidy.damaged |= decoded.damaged;
        tidy.bytes
            .extend_from_slice(decoded.text.replace('\n', " ").as_bytes());
    }
    tidy.bytes.push(b'\n');
}

/// Makes the types of surplus containers unknown to the parser, which would otherwise open each of them:
/// its time grows with their number times the size, and its memory is freed by recursion.
pub(crate) fn close_surplus(tidy: &mut Tidy, body: usize) {
    let size = tidy.bytes.len().max(1);
    let multiparts_max = (400_000_000 / size).clamp(4, 100);
    let (mut nested, mut multiparts) = (0_usize, 0_usize);
    let mut in_header = true;
    let mut position = 0;
    while position < tidy.bytes.len() {
        let line = line_at(&tidy.bytes, position);
        position = line.end + 1;
        in_header = in_header && line.start < body;
        let Some(text) = tidy.bytes.get_mut(line) else {
            break;
        };
        // Only lines that can be part of a Content-Type field are looked at.
        let candidate = text
            .first()
            .is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'C' | b'c'));
        if !candidate || text.len() > 4096 {
            continue;
        }
        for (word, nests) in [
            (&b"rfc822"[..], true),
            (b"global", true),
            (b"digest", true),
            (b"multipart", false),
        ] {
            let Some(at) = find(text, word) else { continue };
            let count = if nests { &mut nested } else { &mut multiparts };
            *count += 1;
            if *count > if nests { NESTED_MAX } else { multiparts_max } {
                if let Some(byte) = text.get_mut(at) {
                    *byte = b'x';
                }
                tidy.too_much = true;
            }
        }
    }
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len())
        .position(|window| window.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(raw: &[u8]) -> String {
        String::from_utf8_lossy(&in_order(raw).0.bytes).into_owned()
    }

    #[test]
    fn damaged_headers_are_put_in_order() {
        assert_eq!(tidied(b"From x@y Thu\r\nSubject : a\r\n\r\nb"), "Subject: a\n\nb");
        assert_eq!(
            tidied(b"Subject: a\rFrom: b\r\rtext"),
            "Subject: a\nFrom: b\n\ntext"
        );
        assert_eq!(
            tidied(b"Subject: a\nrubbish here\nFrom: b\n\ntext"),
            "Subject: a\nFrom: b\n\ntext"
        );
        assert_eq!(
            tidied(b"Subject: a\nDear Sir,\nI come."),
            "Subject: a\n\nDear Sir,\nI come."
        );
        assert_eq!(tidied(b"Subject: M\xfcller\n\n"), "Subject: Müller\n\n");
    }

    #[test]
    fn text_without_a_header_is_all_body() {
        let (tidy, _) = in_order(b"Hello, I would like to come.\n");
        assert!(tidy.no_header);
        assert_eq!(tidy.bytes, b"\nHello, I would like to come.\n");
    }
}
