//! How a line begins: as an item of a list, or as a field of a form.

/// Whether a line begins like an item of a list: `- …`, `• …`, `2) …`.
#[must_use]
pub fn is_enumerated(line: &str) -> bool {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix(['-', '*', '•', '–', '—', '·', '+', '>', '►', '▪', '○', '‣'])
    {
        return rest.starts_with([' ', '\t', '\u{a0}']) || rest.starts_with(char::is_uppercase);
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let rest = line.get(digits..).unwrap_or_default();
    if (1..=2).contains(&digits) {
        return rest.starts_with(") ") || rest.starts_with(". ") || rest.starts_with(".) ");
    }
    let mut letters = line.chars();
    matches!((letters.next(), letters.next(), letters.next()), (Some(c), Some(')'), Some(' ')) if c.is_alphabetic())
}

/// Whether a line begins with a few words and a colon: `Tél. : …`, `Tel. dienstlich: …`.
#[must_use]
pub fn opens_as_field(line: &str) -> bool {
    const WORDS: usize = 4;
    const LENGTH: usize = 32;
    let line = line.trim_start();
    let head = line
        .char_indices()
        .take(LENGTH)
        .find(|(_, c)| *c == ':')
        .and_then(|(at, _)| line.get(..at));
    head.is_some_and(|head| {
        head.starts_with(char::is_uppercase) && (1..=WORDS).contains(&head.split_whitespace().count())
    })
}

/// "Anna Bianchi – assessora – italiano": a short beginning with a capital and two dashes or more part a line into cells.
pub(super) fn is_dashed_row(line: &str) -> bool {
    let dashes: Vec<usize> = [" – ", " - ", " — "]
        .iter()
        .flat_map(|dash| line.match_indices(dash).map(|(at, _)| at))
        .collect();
    let first = dashes.iter().min().and_then(|&at| line.get(..at));
    dashes.len() >= 2
        && first.is_some_and(|first| {
            first.starts_with(char::is_uppercase) && first.split_whitespace().count() <= 5
        })
}
