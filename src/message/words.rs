//! Encoded words (RFC 2047) that were split in the middle of a character are joined before they are decoded.

use mail_parser::decoders::base64::base64_decode;

/// One encoded word in a header: `=?charset?encoding?payload?=`.
struct Word<'h> {
    charset: &'h [u8],
    base64: bool,
    payload: &'h [u8],
    /// One past its last byte.
    end: usize,
}

/// Joins neighbouring words of one charset and encoding into one; RFC 2047 forbids the split, mailers make it (mail-rules 47).
pub(crate) fn join(header: &[u8]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(header.len());
    let mut position = 0;
    while let Some(found) = find(header, position) {
        joined.extend_from_slice(header.get(position..found).unwrap_or_default());
        let Some(first) = word(header, found) else {
            joined.extend_from_slice(b"=?");
            position = found + 2;
            continue;
        };
        let mut run = vec![first.payload];
        let mut end = first.end;
        while let Some(next) = neighbour(header, end)
            .filter(|next| next.base64 == first.base64 && next.charset.eq_ignore_ascii_case(first.charset))
        {
            run.push(next.payload);
            end = next.end;
        }
        if run.len() == 1 {
            joined.extend_from_slice(header.get(found..end).unwrap_or_default());
        } else {
            write(&first, &run, &mut joined);
        }
        position = end;
    }
    joined.extend_from_slice(header.get(position..).unwrap_or_default());
    joined
}

/// The word that follows after blanks only.
fn neighbour(header: &[u8], end: usize) -> Option<Word<'_>> {
    let rest = header.get(end..)?;
    let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    // A line end without folding starts another field.
    let gap = rest.get(..blanks)?;
    (blanks > 0 && !gap.ends_with(b"\n"))
        .then(|| word(header, end + blanks))
        .flatten()
}

fn find(header: &[u8], from: usize) -> Option<usize> {
    header
        .get(from..)?
        .windows(2)
        .position(|pair| pair == b"=?")
        .map(|index| from + index)
}

fn word(header: &[u8], start: usize) -> Option<Word<'_>> {
    let rest = header.get(start..)?.strip_prefix(b"=?")?;
    let mut parts = rest.splitn(3, |byte| *byte == b'?');
    let (charset, encoding, tail) = (parts.next()?, parts.next()?, parts.next()?);
    let length = tail.windows(2).take(512).position(|pair| pair == b"?=")?;
    let payload = tail.get(..length)?;
    let base64 = match encoding {
        b"B" | b"b" => true,
        b"Q" | b"q" => false,
        _ => return None,
    };
    let plain = !charset.is_empty()
        && charset.len() < 60
        && !charset.iter().any(u8::is_ascii_whitespace)
        && !payload.contains(&b'\n');
    plain.then(|| Word {
        charset,
        base64,
        payload,
        end: start + 2 + charset.len() + 1 + encoding.len() + 1 + length + 2,
    })
}

/// One word for the whole run; base64 becomes quoted bytes, since its pieces may each end in padding.
fn write(first: &Word<'_>, run: &[&[u8]], joined: &mut Vec<u8>) {
    joined.extend_from_slice(b"=?");
    joined.extend_from_slice(first.charset);
    joined.extend_from_slice(b"?Q?");
    for payload in run {
        if first.base64 {
            for byte in base64_decode(payload).unwrap_or_default() {
                joined.extend_from_slice(format!("={byte:02X}").as_bytes());
            }
        } else {
            joined.extend_from_slice(payload);
        }
    }
    joined.extend_from_slice(b"?=");
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn words_split_in_a_character_become_one() {
        assert_eq!(
            join(b"From: =?utf-8?Q?J=C3?=\n =?UTF-8?Q?=BCrgen?= <a@b>\n"),
            b"From: =?utf-8?Q?J=C3=BCrgen?= <a@b>\n"
        );
        assert_eq!(
            join(b"S: =?utf-8?B?SsM=?= =?utf-8?B?vA==?=\n"),
            b"S: =?utf-8?Q?=4A=C3=BC?=\n"
        );
        assert_eq!(
            join(b"S: =?utf-8?Q?a?=\nT: =?utf-8?Q?b?= =?x"),
            b"S: =?utf-8?Q?a?=\nT: =?utf-8?Q?b?= =?x"
        );
    }
}
