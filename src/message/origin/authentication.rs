//! Whether a trusted mail server vouches for the sender's domain (RFC 8601, mail-rules 2.4).

use crate::message::fields::{Fields, without_comments};
use crate::message::{Desk, Message};

/// What the trusted server says of the From domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// DMARC, or an aligned DKIM or SPF check, passed.
    Pass,
    /// DMARC failed.
    Fail,
    /// Nothing trusted says anything.
    Unknown,
}

/// Judges by the topmost Authentication-Results of the configured server, and else by what the desk found out itself.
pub(super) fn judge(message: &Message, fields: &Fields, desk: &Desk, own: Option<&str>) -> Verdict {
    let from = message
        .from
        .as_ref()
        .and_then(|from| from.address.rsplit_once('@'))
        .map(|(_, domain)| domain.to_lowercase())
        .unwrap_or_default();
    match topmost(fields, desk).or_else(|| own.map(parts)) {
        Some(parts) if !from.is_empty() => weigh(parts.get(1..).unwrap_or_default(), &from),
        _ => Verdict::Unknown,
    }
}

/// The results that the configured server wrote; none configured trusts none.
pub(super) fn topmost(fields: &Fields, desk: &Desk) -> Option<Vec<String>> {
    let trusted = desk.authserv_id.as_deref()?;
    fields.values("authentication-results").map(parts).find(|parts| {
        parts
            .first()
            .and_then(|id| id.split_whitespace().next())
            .is_some_and(|id| id.trim_matches('"').eq_ignore_ascii_case(trusted))
    })
}

/// Whether two domains belong to one organisation: one below the other, or both below the same registered name.
pub(super) fn same_organisation(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    one == other || registered(&one) == registered(&other)
}

/// The registered name, without a list of public suffixes: two labels, or three below "co.uk", "bel.tr" and their like.
fn registered(domain: &str) -> &str {
    let labels: Vec<&str> = domain.trim_end_matches('.').split('.').collect();
    let count = labels.len();
    let short_second = count >= 3
        && labels.get(count - 1).is_some_and(|top| top.len() == 2)
        && labels.get(count - 2).is_some_and(|second| second.len() <= 4);
    let keep = if short_second { 3 } else { 2 };
    let skip = count.saturating_sub(keep);
    let offset: usize = labels.iter().take(skip).map(|label| label.len() + 1).sum();
    domain.get(offset..).unwrap_or(domain)
}

/// The value at its semicolons, without comments; quoted strings are kept whole, so that a "pass" inside one is no result.
fn parts(value: &str) -> Vec<String> {
    let plain = without_comments(value);
    let mut parts = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in plain.chars() {
        let bare = !escaped;
        escaped = bare && quoted && c == '\\';
        if c == '"' && bare {
            quoted = !quoted;
        }
        if c == ';' && !quoted {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            // Blanks inside quotes must not divide words.
            last.push(if quoted && c.is_whitespace() { '_' } else { c });
        }
    }
    parts
}

fn weigh(results: &[String], from: &str) -> Verdict {
    let (mut pass, mut dmarc_pass, mut dmarc_other) = (false, false, false);
    for result in results {
        let mut words = result.split_whitespace();
        let Some((method, outcome)) = words.next().and_then(|word| word.split_once('=')) else {
            continue;
        };
        let method = method.split('/').next().unwrap_or_default();
        let properties: Vec<(&str, &str)> = words.filter_map(|word| word.split_once('=')).collect();
        let aligned = |names: &[&str]| {
            properties
                .iter()
                .filter(|(name, _)| names.contains(name))
                .any(|(_, value)| {
                    let value = value.trim_matches('"');
                    let domain = value.rsplit_once('@').map_or(value, |(_, domain)| domain);
                    same_organisation(domain, from)
                })
        };
        match (method, outcome) {
            ("dmarc", "pass") => {
                let named = properties.iter().any(|(name, _)| *name == "header.from");
                dmarc_pass |= !named || aligned(&["header.from"]);
            }
            ("dmarc", "fail") => return Verdict::Fail,
            ("dmarc", "none") => {}
            ("dmarc", _) => dmarc_other = true,
            ("dkim", "pass") => pass |= aligned(&["header.d", "header.i"]),
            ("spf", "pass") => pass |= aligned(&["smtp.mailfrom", "smtp.mail"]),
            _ => {}
        }
    }
    if (dmarc_pass || pass) && !dmarc_other {
        Verdict::Pass
    } else {
        Verdict::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(value: &str) -> Verdict {
        weigh(parts(value).get(1..).unwrap_or_default(), "town.example")
    }

    #[test]
    fn results_are_read_by_their_grammar() {
        assert_eq!(
            verdict("mx.example; dmarc=pass header.from=town.example"),
            Verdict::Pass
        );
        assert_eq!(
            verdict("mx.example 1; DKIM=Pass header.d=mail.town.example"),
            Verdict::Pass
        );
        assert_eq!(
            verdict("mx.example; spf=pass smtp.mailfrom=x@evil.example; dkim=pass header.d=evil.example"),
            Verdict::Unknown
        );
        assert_eq!(
            verdict("mx.example; spf=pass smtp.mailfrom=town.example; DMARC=Fail"),
            Verdict::Fail
        );
        assert_eq!(verdict("mx.example; none (a=b; dmarc=pass)"), Verdict::Unknown);
        assert_eq!(
            verdict("mx.example; spf=fail smtp.mailfrom=\"a; dmarc=pass x\"@evil.example"),
            Verdict::Unknown
        );
        assert_eq!(
            verdict("mx.example; dmarc=none; dmarc=permerror; spf=pass smtp.mailfrom=town.example"),
            Verdict::Unknown
        );
    }

    #[test]
    fn organisations_are_told_by_the_registered_name() {
        assert!(same_organisation("mail.town.example", "town.example"));
        assert!(!same_organisation("a.gov.tr", "b.gov.tr"));
        assert!(same_organisation("mail.kadikoy.bel.tr", "kadikoy.bel.tr"));
    }
}
