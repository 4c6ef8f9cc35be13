//! Values of strangers as plain text: without control characters, cut, and with every mark of Markdown disarmed (mail-rules 60, 85).

use unicode_segmentation::UnicodeSegmentation;

/// The longest name, outlet or place that a letter prints, in characters as a reader counts them.
pub(super) const NAME_LENGTH_MAX: usize = 80;

/// The longest sentence that a letter takes over, in characters as a reader counts them.
pub(super) const SENTENCE_LENGTH_MAX: usize = 400;

/// A code point takes at most this many of the characters above; stacks of accents end here.
const CODE_POINTS_PER_CHARACTER: usize = 4;

/// The value on one line, without control, bidirectional and invisible formatting characters, cut with "…".
pub(super) fn clean(value: &str, length_max: usize) -> String {
    // No value of a letter is read beyond this: a megabyte of blanks costs nothing.
    let visible = value
        .chars()
        .take(20 * length_max)
        .map(|c| if is_breaking(c) { ' ' } else { c });
    let mut text = String::with_capacity(value.len().min(4 * length_max));
    for c in visible.filter(|c| !is_invisible(*c)) {
        // Blanks of a name or title are ordinary ones; the no-break space is kept for French and numbers.
        if c == ' ' && (text.is_empty() || text.ends_with(' ')) {
            continue;
        }
        text.push(c);
    }
    let text = text.trim();
    // Finding what a reader counts as one character is slow, and few values need it.
    if text.chars().count() <= length_max {
        return text.to_owned();
    }
    let mut cut = String::new();
    for (count, grapheme) in text.graphemes(true).enumerate() {
        if count == length_max {
            return format!("{}…", cut.trim_end());
        }
        cut.extend(grapheme.chars().take(CODE_POINTS_PER_CHARACTER));
    }
    cut
}

/// A message id without its brackets, fit for a header field; `None` if nothing of it is left (RFC 5322 3.6.4).
pub(super) fn message_id(value: &str) -> Option<String> {
    let id: String = value
        .trim()
        .trim_start_matches('<')
        .trim_end_matches('>')
        .to_owned();
    let fit = !id.is_empty()
        && id.len() <= 250
        && id
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>');
    fit.then_some(id)
}

/// Writes the value so that Markdown reads every character of it as itself (CommonMark 2.4).
pub(super) fn escape_markdown(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len() + 8);
    for c in value.chars() {
        if c.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn is_breaking(c: char) -> bool {
    c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' || c.is_control()
}

/// Marks that turn the direction of what follows, and others that hide in a name.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_060_no_control_character_survives() {
        assert_eq!(
            clean("Ana\r\nBcc: all@x.example\0\u{7f}", 80),
            "Ana Bcc: all@x.example"
        );
        assert_eq!(clean("\u{202e}anA\u{2028}B", 80), "anA B");
    }

    #[test]
    fn rule_085_a_name_of_ten_thousand_characters_is_cut() {
        let long = clean(&"é".repeat(10_000), NAME_LENGTH_MAX);
        assert_eq!(long.chars().count(), NAME_LENGTH_MAX + 1);
        assert!(long.ends_with('…'));
        let stacked = format!("a{}", "\u{301}".repeat(10_000));
        assert!(
            clean(&stacked, NAME_LENGTH_MAX).len() < 20,
            "accents do not pile up"
        );
    }

    #[test]
    fn message_ids_that_would_break_a_header_are_dropped() {
        assert_eq!(message_id("<a@b.example>").as_deref(), Some("a@b.example"));
        assert_eq!(message_id("a@b\r\nBcc: c@d.example"), None);
        assert_eq!(message_id("<>"), None);
    }
}
