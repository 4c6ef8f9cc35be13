//! What makes a letter itself, as one number: the same for copies that took another way.

use crate::message::{ContentKey, door};
use sha2::{Digest, Sha256};

/// Fields that stay the same on every way.
const FIELDS: [&str; 4] = ["message-id", "from", "date", "subject"];

/// The content key of a raw message.
pub(crate) fn of(raw: &[u8]) -> ContentKey {
    let (tidy, body) = door::in_order(raw);
    of_ordered(&tidy.bytes, body)
}

/// The content key of a message that was put in order; `body` is where its body starts.
pub(crate) fn of_ordered(bytes: &[u8], body: usize) -> ContentKey {
    let mut hash = Sha256::new();
    for name in FIELDS {
        for value in values(bytes.get(..body).unwrap_or_default(), name) {
            hash.update(name.as_bytes());
            hash.update(b":");
            hash.update(value.as_bytes());
            hash.update(b"\n");
        }
    }
    hash.update(b"\n");
    // Mail systems add and remove blanks at line ends and blank lines at the end.
    let mut blank_lines = 0_usize;
    for line in bytes.get(body..).unwrap_or_default().split(|byte| *byte == b'\n') {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            blank_lines += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut blank_lines) {
            hash.update(b"\n");
        }
        hash.update(line);
        hash.update(b"\n");
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        hex.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        hex.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
    }
    ContentKey(hex)
}

/// The unfolded values of a field.
fn values(header: &[u8], name: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(header);
    let mut values: Vec<String> = Vec::new();
    let mut wanted = false;
    for line in text.split('\n') {
        if line.starts_with([' ', '\t']) {
            if wanted && let Some(last) = values.last_mut() {
                last.push(' ');
                last.push_str(line.trim());
            }
            continue;
        }
        wanted = false;
        if let Some((field, value)) = line.split_once(':')
            && field.eq_ignore_ascii_case(name)
        {
            wanted = true;
            values.push(value.trim().to_owned());
        }
    }
    for value in &mut values {
        *value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    values
}
