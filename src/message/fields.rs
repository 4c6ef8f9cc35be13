//! Header fields: every instance, compared without case, with comments and folding taken out.

use crate::message::{Address, charset};
use mail_parser::{Addr, Message as Mime};

/// The fields of a message's own header, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Takes the fields of the outermost header.
    pub(crate) fn of(message: &Mime<'_>) -> Fields {
        let raw = message.raw_message.as_ref();
        let fields = message
            .parts
            .first()
            .map(|part| part.headers.as_slice())
            .unwrap_or_default();
        Fields(
            fields
                .iter()
                .map(|field| {
                    let value = raw
                        .get(field.offset_start as usize..field.offset_end as usize)
                        .unwrap_or_default();
                    let value = String::from_utf8_lossy(value)
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ");
                    (field.name().to_ascii_lowercase(), value)
                })
                .collect(),
        )
    }

    /// Name in lower case and unfolded value of every field.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Every value of a field.
    pub(crate) fn values<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.all()
            .filter(move |(field, _)| *field == name)
            .map(|(_, value)| value)
    }

    /// The first value of a field.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the field stands there at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }
}

/// A parsed address with its repaired display name.
pub(crate) fn address(parsed: &Addr<'_>) -> Address {
    let name = parsed.name().map(display_name);
    Address {
        name: name.filter(|name| !name.is_empty()),
        address: parsed.address().unwrap_or_default().trim().to_owned(),
    }
}

/// Quotes and unseen characters go, damage is repaired.
fn display_name(name: &str) -> String {
    // Encoded words inside quotes are decoded by no standard and by every client (RFC 7103 7.6).
    let name = charset::repair(encoded_words(name));
    let name: String = name.chars().filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}')).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let name = name.trim().trim_matches(['"', '\'']).trim();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A subject in one line, repaired.
pub(crate) fn one_line(text: &str) -> String {
    let text = charset::repair(encoded_words(text));
    let shown: String = text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}')).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Decodes encoded words that are left in a text.
fn encoded_words(text: &str) -> String {
    if !text.contains("=?") || !text.contains("?=") {
        return text.to_owned();
    }
    let field = format!("Subject: {}\n\n", text.replace(['\n', '\r'], " "));
    mail_parser::MessageParser::default()
        .parse(field.as_bytes())
        .and_then(|message| message.subject().map(str::to_owned))
        .unwrap_or_else(|| text.to_owned())
}

/// A structured value without comments, in lower case: `auto-replied (vacation); x=y` gives `auto-replied ; x=y`.
pub(crate) fn without_comments(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in value.chars() {
        let plain = !escaped;
        escaped = plain && c == '\\' && (quoted || depth > 0);
        match c {
            '"' if plain && depth == 0 => quoted = !quoted,
            '(' if plain && !quoted => depth += 1,
            ')' if plain && !quoted && depth > 0 => {
                depth -= 1;
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            out.extend(c.to_lowercase());
        }
    }
    out
}
