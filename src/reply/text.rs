//! The text/plain part: Markdown set as plain text, wrapped, with lists indented and tables aligned.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use unicode_segmentation::UnicodeSegmentation;

/// Columns of a line; the limit of RFC 5322 2.1.1 (78) less room for a quoting mark.
pub(super) const WIDTH: usize = 76;

/// Between two columns of a table.
const GAP: usize = 2;

/// No column gets narrower than this.
const COLUMN_WIDTH_MIN: usize = 10;

/// The Markdown that letters are written in.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
}

/// Sets Markdown as plain text; every line ends with `\n`.
pub(super) fn render(markdown: &str) -> String {
    set(markdown, WIDTH)
}

/// The same for a window of any width: no line is broken, but where the letter says so; rows of tables are.
pub(super) fn flowing(markdown: &str) -> String {
    set(markdown, usize::MAX)
}

fn set(markdown: &str, width: usize) -> String {
    let mut setter = Setter {
        width,
        ..Setter::default()
    };
    for event in Parser::new_ext(markdown, options()) {
        setter.take(event);
    }
    setter.blocks.join("\n")
}

#[derive(Default)]
struct Setter {
    /// Columns of a line.
    width: usize,
    /// Each ends with a line break; a blank line goes between.
    blocks: Vec<String>,
    /// The heading of the block to come.
    heading: String,
    /// The paragraph, item or cell being read.
    inline: String,
    link: Option<String>,
    link_start: usize,
    /// Items of the list being read.
    items: Option<String>,
    rows: Vec<Vec<String>>,
}

impl Setter {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.inline.push_str(&text),
            Event::SoftBreak => self.inline.push(' '),
            Event::HardBreak => self.inline.push('\n'),
            Event::Rule => self.blocks.push(format!("{}\n", "-".repeat(WIDTH))),
            Event::Start(Tag::List(_)) => self.items = Some(String::new()),
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.link_start = self.inline.len();
                self.link = Some(dest_url.to_string());
            }
            Event::Start(Tag::TableRow | Tag::TableHead) => self.rows.push(Vec::new()),
            Event::End(end) => self.end(end),
            // Letters hold no HTML of their own, and values cannot bring any.
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Link => self.end_link(),
            TagEnd::Item => {
                let item = wrap(&std::mem::take(&mut self.inline), self.width, "- ", "  ");
                self.items.get_or_insert_default().push_str(&item);
            }
            TagEnd::List(_) => {
                let list = self.items.take().unwrap_or_default();
                self.push(&list);
            }
            // The paragraphs of a loose list are set with their item.
            TagEnd::Paragraph if self.items.is_some() => {}
            TagEnd::Paragraph => {
                let paragraph = wrap(&std::mem::take(&mut self.inline), self.width, "", "");
                self.push(&paragraph);
            }
            TagEnd::Heading(_) => self.heading = wrap(&std::mem::take(&mut self.inline), self.width, "", ""),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.inline);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.push(&table(&rows));
            }
            _ => {}
        }
    }

    /// A heading stands on its block, with no blank line between.
    fn push(&mut self, block: &str) {
        let heading = std::mem::take(&mut self.heading);
        self.blocks.push(heading + block);
    }

    /// A link whose text is not its address is followed by the address.
    fn end_link(&mut self) {
        let Some(destination) = self.link.take() else {
            return;
        };
        let shown = self.inline.get(self.link_start..).unwrap_or_default();
        if destination.strip_prefix("mailto:").unwrap_or(&destination) != shown {
            self.inline.push_str(&format!(" <{destination}>"));
        }
    }
}

/// A row of a table, or the line below its head: never broken.
fn is_row(line: &str) -> bool {
    line.contains("  ") || line.starts_with("--")
}

/// A text that flows, broken for the width of a letter; rows of tables stay as they are.
pub(super) fn broken(text: &str) -> String {
    let mut broken = String::with_capacity(text.len());
    for line in text.lines() {
        if columns(line) > WIDTH && !is_row(line) {
            let item = line.strip_prefix("- ");
            let (first, rest) = if item.is_some() { ("- ", "  ") } else { ("", "") };
            broken.push_str(&wrap(item.unwrap_or(line), WIDTH, first, rest));
        } else {
            broken.push_str(line);
            broken.push('\n');
        }
    }
    broken
}

/// Breaks at ordinary blanks only; the no-break space holds.
fn wrap(text: &str, width: usize, first: &str, rest: &str) -> String {
    let mut set = String::new();
    let mut lead = first;
    for line in text.split('\n') {
        let mut used = 0;
        set.push_str(lead);
        lead = rest;
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            let length = columns(word);
            if used > 0 && lead.len() + used + 1 + length > width {
                set.push('\n');
                set.push_str(rest);
                used = 0;
            } else if used > 0 {
                set.push(' ');
                used += 1;
            }
            set.push_str(word);
            used += length;
        }
        set.push('\n');
    }
    set
}

fn table(rows: &[Vec<String>]) -> String {
    let widths = column_widths(rows);
    let mut set = String::new();
    for (index, row) in rows.iter().enumerate() {
        let cells: Vec<Vec<String>> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| wrap(cell, *width, "", "").lines().map(str::to_owned).collect())
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut text = String::new();
            for (cell, width) in cells.iter().zip(&widths) {
                let part = cell.get(line).map_or("", String::as_str);
                text.push_str(part);
                text.extend(std::iter::repeat_n(
                    ' ',
                    (width + GAP).saturating_sub(columns(part)),
                ));
            }
            set.push_str(text.trim_end());
            set.push('\n');
        }
        if index == 0 {
            let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            set.push_str(&rules.join(&" ".repeat(GAP)));
            set.push('\n');
        }
    }
    set
}

/// The widths that the cells ask for, the widest narrowed until a row fits the line.
fn column_widths(rows: &[Vec<String>]) -> Vec<usize> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..count)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| columns(cell)).max().unwrap_or(0)
        })
        .collect();
    while widths.iter().sum::<usize>() + GAP * count.saturating_sub(1) > WIDTH {
        match widths.iter_mut().max() {
            Some(widest) if *widest > COLUMN_WIDTH_MIN => *widest -= 1,
            _ => break,
        }
    }
    widths
}

/// What a reader counts as one character takes one column; the six languages have no wide ones.
fn columns(text: &str) -> usize {
    // Finding them is slow; letters that stand alone are known by their ranges.
    let alone = |c: char| matches!(c, '\u{20}'..='\u{2ff}' | '\u{400}'..='\u{482}' | '\u{2010}'..='\u{2027}' | '\u{202f}');
    if text.chars().all(alone) {
        text.chars().count()
    } else {
        text.graphemes(true).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_wrap_at_blanks_and_hold_at_no_break_spaces() {
        let text = render(&format!("{}à\u{a0}18\u{a0}h", "mot ".repeat(18)));
        assert_eq!(text, format!("{}\nà\u{a0}18\u{a0}h\n", ["mot"; 18].join(" ")));
    }

    #[test]
    fn tables_are_aligned_and_narrowed() {
        let text = render("| Name | Result |\n|---|---|\n| Ana | confirmed |\n| Jean-Luc | waiting |\n");
        assert_eq!(
            text,
            "Name      Result\n--------  ---------\nAna       confirmed\nJean-Luc  waiting\n"
        );
        let long = render(&format!("| A | B |\n|---|---|\n| {} | b |\n", "word ".repeat(60)));
        assert!(long.lines().all(|line| line.chars().count() <= WIDTH), "{long}");
    }

    #[test]
    fn a_heading_stands_on_its_list() {
        assert_eq!(
            render("### Names\n\n- Ana\n- Jean\n\nText\n"),
            "Names\n- Ana\n- Jean\n\nText\n"
        );
    }

    #[test]
    fn what_was_broken_for_a_letter_flows_and_is_broken_the_same_again() {
        let list = format!("- {}\n- b\n", "item ".repeat(40).trim());
        let markdown = format!(
            "Dear Ana,\n\n{}\n\n### Names\n\n{list}\nEnd\\\nof it\n",
            "word ".repeat(70)
        );
        let text = render(&markdown);
        let flows = flowing(&markdown);
        assert_eq!(
            flows.lines().filter(|line| line.starts_with("word")).count(),
            1,
            "{flows}"
        );
        assert!(
            flows.contains(&list) && flows.contains("\nEnd\nof it\n"),
            "{flows}"
        );
        assert_eq!(broken(&flows), text);
        let rows = "word ".repeat(14);
        let table = format!("| Name | Result |\n|---|---|\n| Ana | {rows} |\n| Jean-Luc | waiting |\n");
        assert_eq!(flowing(&table), render(&table));
        assert_eq!(broken(&flowing(&table)), render(&table));
    }

    #[test]
    fn links_show_their_address_once() {
        assert_eq!(render("[a@b.example](mailto:a@b.example)"), "a@b.example\n");
        assert_eq!(
            render("[here](https://b.example/)"),
            "here <https://b.example/>\n"
        );
    }
}
