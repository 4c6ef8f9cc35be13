//! IMAP's ways of writing things down: sets of UIDs, quoted strings, folder names in modified UTF-7.

use std::fmt::Write;

/// UIDs in ascending order as a sequence set (RFC 9051 9), runs drawn together: `1:3,7`.
pub(super) fn uid_set(uids: impl IntoIterator<Item = u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for uid in uids {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(uid) => *last = uid,
            _ => runs.push((uid, uid)),
        }
    }
    let mut set = String::new();
    for (first, last) in runs {
        if !set.is_empty() {
            set.push(',');
        }
        // Writing to a string cannot fail.
        let _ = if first == last {
            write!(set, "{first}")
        } else {
            write!(set, "{first}:{last}")
        };
    }
    set
}

/// A folder's name as the protocol wants it: modified UTF-7 (RFC 3501 5.1.3) in a quoted string, without line
/// ends (mail rules 12 and 27).
pub(super) fn folder(name: &str) -> String {
    let mut quoted = String::from("\"");
    for char in utf7(name).chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// Modified UTF-7: printable ASCII stands for itself, `&` is `&-`, all else is base64 of UTF-16 between `&` and `-`.
fn utf7(name: &str) -> String {
    let mut encoded = String::new();
    let mut units: Vec<u16> = Vec::new();
    for char in name.chars() {
        if (' '..='~').contains(&char) {
            flush(&mut units, &mut encoded);
            encoded.push(char);
            if char == '&' {
                encoded.push('-');
            }
        } else {
            units.extend(char.encode_utf16(&mut [0; 2]).iter());
        }
    }
    flush(&mut units, &mut encoded);
    encoded
}

fn flush(units: &mut Vec<u16>, encoded: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    if units.is_empty() {
        return;
    }
    encoded.push('&');
    let (mut bits, mut held) = (0u32, 0u32);
    for unit in units.drain(..) {
        bits = bits << 16 | u32::from(unit);
        held += 16;
        while held >= 6 {
            held -= 6;
            encoded.push(char::from(DIGITS[(bits >> held & 63) as usize]));
        }
        bits &= (1 << held) - 1;
    }
    if held > 0 {
        encoded.push(char::from(DIGITS[(bits << (6 - held) & 63) as usize]));
    }
    encoded.push('-');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_uids_are_drawn_together() {
        assert_eq!(uid_set([1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(uid_set([u32::MAX]), "4294967295");
        assert_eq!(uid_set([]), "");
    }

    #[test]
    fn rule_027_folder_names_are_written_in_modified_utf_7() {
        assert_eq!(folder("INBOX"), "\"INBOX\"");
        assert_eq!(folder("Müll & mehr"), "\"M&APw-ll &- mehr\"");
        // The example of RFC 3501 5.1.3.
        assert_eq!(
            folder("~peter/mail/台北/日本語"),
            "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\""
        );
        assert_eq!(folder("Регистрация"), "\"&BCAENQQzBDgEQQRCBEAEMARGBDgETw-\"");
        assert_eq!(folder("🎫"), "\"&2Dzfqw-\"");
        assert_eq!(folder("a\"b\\c\r\nd"), "\"a\\\"b\\\\c&AA0ACg-d\"");
    }
}
