//! Transfer encodings with faults, read as far as they go (RFC 2045 6.7, 6.8).

use mail_parser::decoders::base64::base64_decode;

/// Quoted-printable without its header: soft breaks or many `=C3`-like codes in a text that is otherwise ASCII.
pub(crate) fn is_forgotten_quoted_printable(raw: &[u8]) -> bool {
    if !raw.is_ascii() {
        return false;
    }
    let is_hex =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte));
    let mut codes = 0;
    let mut others = 0;
    for (index, byte) in raw.iter().enumerate() {
        if *byte == b'=' {
            match raw.get(index + 1) {
                next if is_hex(next) && is_hex(raw.get(index + 2)) => codes += 1,
                Some(b'\n') => codes += 1,
                _ => others += 1,
            }
        }
    }
    codes >= 3 && codes > others * 4
}

/// Quoted-printable with faults: what is no code stays as it is written (RFC 2045 6.7).
pub(crate) fn quoted_printable(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let hex = |byte: Option<&u8>| {
        byte.and_then(|byte| char::from(*byte).to_digit(16))
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let mut index = 0;
    while let Some(byte) = raw.get(index) {
        if *byte != b'=' {
            out.push(*byte);
            index += 1;
        } else if let (Some(high), Some(low)) = (hex(raw.get(index + 1)), hex(raw.get(index + 2))) {
            out.push(high * 16 + low);
            index += 3;
        } else {
            let blanks = raw
                .get(index + 1..)
                .unwrap_or_default()
                .iter()
                .take_while(|byte| matches!(byte, b' ' | b'\t'))
                .count();
            if raw.get(index + 1 + blanks) == Some(&b'\n') {
                index += 2 + blanks;
            } else {
                out.push(b'=');
                index += 1;
            }
        }
    }
    out
}

/// Base64 with foreign characters or cut at the end.
pub(crate) fn base64(raw: &[u8]) -> Vec<u8> {
    let mut clean: Vec<u8> = raw
        .iter()
        .copied()
        .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
        .collect();
    clean.truncate(clean.len() / 4 * 4);
    base64_decode(&clean).unwrap_or_default()
}
