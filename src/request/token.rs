//! The text of a letter as words, numbers and addresses, with what separates each from the one before.

use crate::lexicon::accent::Accent;
use crate::lexicon::automaton;
use crate::lexicon::fold::fold;
use crate::message::{Line, LineKind};
use opening::{is_dashed_row, opens_as_field};

mod opening;

pub use opening::is_enumerated;

mod accents;

/// What separates a token from the one before; the later, the stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Break {
    /// Nothing, or a hyphen, apostrophe, dot or slash without space: `Anne-Sophie`, `l'adjointe`, `09.30`.
    Tight,
    /// White space, or the end of a line that was only wrapped.
    Space,
    /// A comma, semicolon, dash, bracket or quotation mark.
    Comma,
    /// A colon.
    Colon,
    /// The border between two cells of a table row.
    Cell,
    /// The end of a line that the writer ended.
    Line,
    /// The end of a sentence.
    Sentence,
    /// An empty line, or the border to a quotation.
    Paragraph,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Word,
    /// Digits only.
    Number,
    /// A mail address, whole.
    Email,
    /// A web address, whole.
    Url,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    Lower,
    /// First letter capital: `Metz`, `McKay`.
    Capital,
    /// Capitals only, two letters or more.
    Upper,
    /// One capital letter.
    Initial,
    /// A capital inside or behind a small letter: `eGov`.
    Mixed,
    /// No letters.
    Other,
}

/// A word, number or address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The folded form; addresses are lower case.
    pub folded: String,
    pub kind: Kind,
    pub shape: Shape,
    /// What stands between the token before and this one.
    pub before: Break,
    /// Index of its line.
    pub line: usize,
    /// How it is written, where an accent would make another word of it.
    pub accent: Accent,
}

impl automaton::Word for Token {
    fn folded(&self) -> &str {
        match self.kind {
            Kind::Word | Kind::Number => &self.folded,
            Kind::Email | Kind::Url => "",
        }
    }

    fn accent(&self) -> Accent {
        self.accent
    }

    fn continues(&self) -> bool {
        self.before <= Break::Comma
    }
}

impl Token {
    /// Whether it is written like a name: with a capital at its start.
    #[must_use]
    pub fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper | Shape::Initial)
    }

    /// Whether it is a word of letters.
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// Cuts the lines of a text into tokens.
#[must_use]
pub fn tokens(text: &str, lines: &[Line]) -> Vec<Token> {
    let soft = soft_ends(text, lines);
    let mut tokens: Vec<Token> = Vec::new();
    let mut fresh_paragraph = true;
    let mut kind_before = None;
    for (index, line) in lines.iter().enumerate() {
        let shown = text.get(line.range.clone()).unwrap_or_default();
        if shown.trim().is_empty() {
            fresh_paragraph = true;
            continue;
        }
        let joined = index > 0 && soft.get(index - 1).copied().unwrap_or(false);
        let at_start = if fresh_paragraph || kind_before != Some(line.kind) {
            Break::Paragraph
        } else if joined {
            Break::Space
        } else {
            Break::Line
        };
        fresh_paragraph = false;
        kind_before = Some(line.kind);
        let first = tokens.len();
        cut(text, line.range.start, line.range.end, index, &mut tokens);
        for position in first..tokens.len() {
            let before = strength(text, &tokens, position, (position == first).then_some(at_start));
            if let Some(token) = tokens.get_mut(position) {
                token.before = before;
            }
        }
    }
    accents::tell(text, lines, &mut tokens);
    tokens
}

/// For each line, whether its end is only a wrap: the next word would not have fitted.
fn soft_ends(text: &str, lines: &[Line]) -> Vec<bool> {
    let shown = |line: &Line| text.get(line.range.clone()).unwrap_or_default().trim_end();
    let own = |line: &Line| matches!(line.kind, LineKind::Own | LineKind::Forwarded);
    let longest = lines
        .iter()
        .filter(|line| own(line))
        .map(|line| shown(line).chars().count())
        .max()
        .unwrap_or(0);
    // Where one line is longer than clients wrap, none is wrapped.
    let width = longest.max(60);
    let wrapped = longest <= 90;
    let mut soft = vec![false; lines.len()];
    for (index, pair) in lines.windows(2).enumerate() {
        let [line, next] = pair else { continue };
        let (this, following) = (shown(line), shown(next).trim_start());
        if !own(line) || line.kind != next.kind || following.is_empty() || this.contains('\t') {
            continue;
        }
        let length = this.chars().count();
        let word = following
            .split_whitespace()
            .next()
            .map_or(0, |word| word.chars().count());
        let first = following.chars().next().unwrap_or(' ');
        let full = wrapped && length >= 45 && length + 1 + word > width;
        let flows_on = length >= 30 && first.is_lowercase() && !this.ends_with(['.', '!', '?', ':', ';']);
        let form = opens_as_field(this) && opens_as_field(following);
        let rows = is_dashed_row(this) && is_dashed_row(following);
        let listed = is_enumerated(following) || form || rows || following.contains('\t');
        if let Some(soft) = soft.get_mut(index) {
            *soft = !listed && (full || flows_on);
        }
    }
    soft
}

fn cut(text: &str, start: usize, end: usize, line: usize, tokens: &mut Vec<Token>) {
    let mut at = start;
    // Where the run of characters that may be an address ends: looked for once a run.
    let mut run_end = start;
    while let Some(c) = text.get(at..end).and_then(|rest| rest.chars().next()) {
        let begins = c.is_alphanumeric();
        if !begins {
            at += c.len_utf8();
            continue;
        }
        if run_end <= at {
            let rest = text.get(at..end).unwrap_or_default();
            run_end = at + rest.find(ends_address).unwrap_or(rest.len());
        }
        let (to, kind) = whole_address(text, at, run_end).unwrap_or_else(|| plain(text, at, end));
        let Some(shown) = text.get(at..to) else { return };
        let folded = match kind {
            Kind::Word | Kind::Number => fold(shown),
            Kind::Email | Kind::Url => shown.to_lowercase(),
        };
        tokens.push(Token {
            start: at,
            end: to,
            folded,
            kind,
            shape: shape(shown),
            before: Break::Paragraph,
            line,
            accent: Accent::Either,
        });
        at = to;
    }
}

/// A word or number: letters (with their combining marks) and digits in one run, digits apart from letters.
fn plain(text: &str, start: usize, end: usize) -> (usize, Kind) {
    let rest = text.get(start..end).unwrap_or_default();
    let numeric = rest.starts_with(|c: char| c.is_ascii_digit());
    let mark = |c: char| unicode_normalization::char::is_combining_mark(c);
    let length = rest
        .char_indices()
        .find(|(_, c)| {
            if numeric {
                !c.is_ascii_digit()
            } else {
                !(c.is_alphanumeric() || mark(*c))
            }
        })
        .map_or(rest.len(), |(length, _)| length);
    let first = rest.chars().next().map_or(1, char::len_utf8);
    (
        start + length.max(first),
        if numeric { Kind::Number } else { Kind::Word },
    )
}

fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | '"' | '\'' | '«' | '»' | '“' | '”' | '|'
        )
}

/// The address that begins here, in a run that ends at `end`.
fn whole_address(text: &str, start: usize, end: usize) -> Option<(usize, Kind)> {
    /// No address is longer (RFC 5321 4.5.3.1 allows 256 bytes); of web addresses so much is taken.
    const LONGEST: usize = 320;
    let run = text.get(start..end)?;
    let long = run.len() > LONGEST;
    let at_web = ["http://", "https://", "www."]
        .iter()
        .any(|web| run.starts_with(web));
    if long && !at_web {
        return None;
    }
    let run = run.get(..run.floor_char_boundary(LONGEST)).unwrap_or(run);
    if at_web {
        return Some((
            start + run.trim_end_matches(['.', '!', '?', ':']).len(),
            Kind::Url,
        ));
    }
    let run = run
        .split(':')
        .next()
        .unwrap_or(run)
        .trim_end_matches(['.', '!', '?', '-', '…']);
    if let Some((local, domain)) = run.split_once('@') {
        let sound = !local.is_empty()
            && domain.contains('.')
            && domain.chars().all(|c| c.is_alphanumeric() || ".-".contains(c));
        return sound.then_some((start + run.len(), Kind::Email));
    }
    let host = run.split('/').next().unwrap_or(run);
    let known = ["example", "com", "org", "net", "eu", "int", "info", "gov"];
    let last = host.rsplit_once('.').map(|(_, last)| last)?;
    (host.is_ascii() && host.len() > 6 && known.contains(&last)).then_some((start + run.len(), Kind::Url))
}

fn shape(word: &str) -> Shape {
    let letters = word.chars().filter(|c| c.is_alphabetic());
    let (mut upper, mut lower) = (0, 0);
    for c in letters {
        if c.is_uppercase() {
            upper += 1;
        } else {
            lower += 1;
        }
    }
    match (upper, lower) {
        (0, 0) => Shape::Other,
        (0, _) => Shape::Lower,
        (1, 0) => Shape::Initial,
        (_, 0) => Shape::Upper,
        _ if word.starts_with(char::is_uppercase) => Shape::Capital,
        _ => Shape::Mixed,
    }
}

/// What separates the token at this position from the one before; `at_start` where it opens a line.
fn strength(text: &str, tokens: &[Token], position: usize, at_start: Option<Break>) -> Break {
    let (Some(token), Some(last)) = (
        tokens.get(position),
        position.checked_sub(1).and_then(|at| tokens.get(at)),
    ) else {
        return Break::Paragraph;
    };
    if at_start == Some(Break::Paragraph) {
        return Break::Paragraph;
    }
    let between = text.get(last.end..token.start).unwrap_or_default();
    let inner = punctuation(between, last, token);
    match at_start {
        Some(Break::Line) if inner != Break::Sentence => Break::Line,
        _ => inner,
    }
}

fn punctuation(between: &str, last: &Token, next: &Token) -> Break {
    if between.contains('\t') || between.contains("   ") {
        return Break::Cell;
    }
    if leads_to_value(between) {
        return Break::Colon;
    }
    let spaced = between.contains(char::is_whitespace);
    let stop = between.trim_start_matches([')', '"', '”', '»', '\'', '*', '_']);
    // French sets a space before its marks: "le déclarer ? Un retour".
    let marked = stop.trim_start();
    // "Tél. : 04 77 …": a label is cut short by its stop, and the colon is what parts it from its value.
    let abbreviated = stop.strip_prefix('.').map(str::trim_start);
    if abbreviated.is_some_and(|rest| rest.starts_with(':')) {
        return Break::Colon;
    }
    if spaced
        && (marked.starts_with(['!', '?'])
            || stop.starts_with('…')
            || between.contains("..")
            || between.contains(". ") && stop.len() > 2 && !stop.starts_with('.'))
    {
        return Break::Sentence;
    }
    if spaced && stop.starts_with('.') && ends_sentence(last, next) {
        return Break::Sentence;
    }
    if !spaced && stop.starts_with(['!', '?']) {
        return Break::Sentence;
    }
    if between.contains(':') && (spaced || last.kind == Kind::Word) {
        return Break::Colon;
    }
    // "Gemeinde Brixen / Comune di Bressanone": a slash between spaces parts two names.
    let dash = spaced && between.contains(['-', '–', '—']) || between.contains(" / ");
    if dash
        || between.contains([
            ',', ';', '(', ')', '"', '„', '“', '”', '«', '»', '|', '[', ']', '—', '=',
        ])
    {
        return Break::Comma;
    }
    if spaced { Break::Space } else { Break::Tight }
}

/// Whether dots or lines lead the eye to a value: "Name ........: Ann Lee", "Name ........ Ann Lee".
#[must_use]
pub fn leads_to_value(between: &str) -> bool {
    let leads = |c: char| c.is_whitespace() || ".…_·‥".contains(c);
    let rest = between.trim_start_matches(leads);
    let lead = between.get(..between.len() - rest.len()).unwrap_or_default();
    let leaders = lead.replace(char::is_whitespace, "");
    // One stop abbreviates: "Tel.: 0123"; three of them only pause.
    let alone = lead.starts_with(char::is_whitespace) && leaders.chars().count() >= 4;
    match rest.chars().next() {
        Some(':') => !leaders.is_empty() && leaders != ".",
        Some('[' | '(' | '+') | None => alone,
        Some(_) => false,
    }
}

fn ends_sentence(last: &Token, next: &Token) -> bool {
    let letters = last.folded.chars().count();
    match last.kind {
        Kind::Email | Kind::Url => true,
        Kind::Number => next.is_capital() && letters != 1 || letters >= 4,
        Kind::Word if next.shape == Shape::Lower => letters >= 4,
        Kind::Word => letters > 2 || letters == 2 && last.shape == Shape::Lower,
    }
}

#[cfg(test)]
mod tests;
