//! A letter in an organiser's own words: broken into lines for the text part, and set in paragraphs for the HTML part.

use super::text::broken;

/// The longest letter that is taken, in characters.
const LENGTH_MAX: usize = 20_000;

/// The text part: as typed, with long lines broken.
pub(super) fn text(words: &str) -> String {
    broken(&plain(words))
}

/// As typed, with plain line ends, without control characters, ended by a line end.
pub(super) fn plain(words: &str) -> String {
    let kept: String = words
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| *c == '\n' || *c == '\t' || !c.is_control())
        .take(LENGTH_MAX)
        .collect();
    format!("{}\n", kept.trim_matches('\n').trim_end())
}

/// The HTML part's body: a paragraph for each block of lines, every character as itself.
pub(super) fn html(words: &str) -> String {
    let text = plain(words);
    let mut page = String::with_capacity(text.len() * 2);
    for block in text.split("\n\n").map(|block| block.trim_matches('\n')) {
        if block.is_empty() {
            continue;
        }
        let lines: Vec<String> = block.lines().map(escaped).collect();
        page.push_str("<p style=\"margin:0 0 16px\">");
        page.push_str(&lines.join("<br>\n"));
        page.push_str("</p>\n");
    }
    page
}

fn escaped(line: &str) -> String {
    line.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        // Columns of a table stay apart.
        .replace("  ", "&nbsp; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::sample;

    #[test]
    fn a_letter_that_was_only_looked_at_leaves_as_it_would_have() {
        let templates = crate::reply::Templates::embedded().unwrap();
        let event = crate::config::event::parse("config/event.toml", crate::config::SUMMIT).unwrap();
        let mut letters = 0;
        for kind in crate::reply::ReplyKind::ALL {
            for language in crate::language::ReplyLanguage::ALL {
                for letter in sample::letters(kind, language) {
                    let draft = templates
                        .compose(&letter, &event, &sample::envelope(&event, kind))
                        .unwrap();
                    assert_eq!(text(&draft.flowing), draft.text);
                    letters += 1;
                }
            }
        }
        assert!(letters > 100);
    }

    #[test]
    fn an_organisers_words_stay_as_typed_and_are_no_markup() {
        assert_eq!(text("Dear Ana,\r\n\r\nyes\u{7}.\r\n\r\n"), "Dear Ana,\n\nyes.\n");
        assert_eq!(
            html("Dear <b>Ana</b>,\n\nfirst\nsecond"),
            "<p style=\"margin:0 0 16px\">Dear &lt;b&gt;Ana&lt;/b&gt;,</p>\n\
             <p style=\"margin:0 0 16px\">first<br>\nsecond</p>\n"
        );
    }
}
