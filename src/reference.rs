//! References that people can dictate, and Message-IDs that only this desk can have made.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Twenty letters and digits of which none looks or sounds like another (rule 67a).
const ALPHABET: &[u8; 20] = b"6789BCDFGHJKLMNPQRTW";
const LENGTH: usize = 6;
/// 20 to the power of `LENGTH`.
const SPACE: u64 = 64_000_000;
/// Coprime to 2 and 5, so that multiplying visits every value of the space once: no two numbers share a reference.
const STEP: u64 = 39_916_801;
const START: u64 = 27_182_818;

/// The reference of the request that came with message `number`, as in `RTM-7K3Q9B`.
///
/// Consecutive numbers look unrelated, so that a mistyped reference hardly hits a neighbour's. It proves nothing.
#[must_use]
pub fn reference(prefix: &str, number: i64) -> String {
    let mut rest = (number.unsigned_abs() % SPACE * STEP + START) % SPACE;
    let mut letters = [0u8; LENGTH];
    for letter in letters.iter_mut().rev() {
        let index = usize::try_from(rest % 20).unwrap_or_default();
        *letter = ALPHABET.get(index).copied().unwrap_or(b'6');
        rest /= 20;
    }
    format!("{prefix}-{}", letters.map(char::from).iter().collect::<String>())
}

/// The references that stand in a text, in upper case; dictated and retyped ones are found as well.
#[must_use]
pub fn references(prefix: &str, text: &str) -> Vec<String> {
    let text = text.to_uppercase();
    let start = format!("{}-", prefix.to_uppercase());
    let mut found = Vec::new();
    for (at, _) in text.match_indices(&start) {
        let rest = text.get(at + start.len()..).unwrap_or_default();
        let code: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        let reference = format!("{prefix}-{code}");
        if code.len() == LENGTH
            && code.bytes().all(|letter| ALPHABET.contains(&letter))
            && !found.contains(&reference)
        {
            found.push(reference);
        }
    }
    found
}

/// The Message-ID (without angle brackets) of answer `answer` to request `number`; the same whenever it is made.
///
/// Its HMAC proves to us that whoever quotes it in In-Reply-To received our letter.
#[must_use]
pub fn message_id(secret: &[u8], number: i64, answer: u32, domain: &str) -> String {
    format!("{number}.{answer}.{}@{domain}", proof(secret, number, answer))
}

/// The request and answer that one of our Message-IDs stands for; `None` if it is not ours.
#[must_use]
pub fn own_message_id(secret: &[u8], message_id: &str, domain: &str) -> Option<(i64, u32)> {
    let (local, found_domain) = message_id.rsplit_once('@')?;
    let mut parts = local.split('.');
    let (number, answer, given) = (
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
        parts.next()?,
    );
    let ours = proof(secret, number, answer);
    // Compared in constant time: an attacker may not learn the proof letter by letter (mail-rules 82).
    let differs = ours
        .bytes()
        .zip(given.bytes())
        .fold(ours.len() ^ given.len(), |all, (a, b)| all | usize::from(a ^ b));
    (parts.next().is_none() && found_domain == domain && differs == 0).then_some((number, answer))
}

/// 128 bits of HMAC-SHA256 (RFC 2104) in hex.
fn proof(secret: &[u8], number: i64, answer: u32) -> String {
    // HMAC takes keys of any length, so this never fails; an empty proof would match nothing of ours.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        return String::new();
    };
    mac.update(&number.to_be_bytes());
    mac.update(&answer.to_be_bytes());
    mac.finalize()
        .into_bytes()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn rule_067a_a_reference_is_found_in_a_subject_as_people_retype_it() {
        let own = reference("RTM", 4711);
        let subject = format!("RE: AW: Votre inscription [{}] - annulation", own.to_lowercase());
        assert_eq!(references("RTM", &subject), [own]);
        assert!(references("RTM", "RTM-0O1IL5 RTM-ABC RTM-").is_empty());
    }

    #[test]
    fn rule_067a_references_are_unique_and_have_no_look_alikes() {
        let all: BTreeSet<String> = (1..=20_000).map(|number| reference("RTM", number)).collect();
        assert_eq!(all.len(), 20_000);
        for look_alike in ['0', 'O', '1', 'I', '5', 'S', '2', 'Z', 'U', 'V'] {
            assert!(all.iter().all(|reference| !reference[4..].contains(look_alike)));
        }
    }

    #[test]
    fn rule_082_a_guessed_message_id_is_not_ours() {
        let ours = message_id(b"secret", 42, 1, "efus.eu");
        assert_eq!(own_message_id(b"secret", &ours, "efus.eu"), Some((42, 1)));
        assert_eq!(own_message_id(b"other event", &ours, "efus.eu"), None);
        assert_eq!(
            own_message_id(b"secret", &ours.replacen("42", "43", 1), "efus.eu"),
            None
        );
        assert_eq!(own_message_id(b"secret", &ours, "evil.example"), None);
        assert_eq!(own_message_id(b"secret", "42.1.@efus.eu", "efus.eu"), None);
    }
}
