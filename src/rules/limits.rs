//! How often the desk answers on its own, so that two robots can never keep each other busy (mail-rules 2.3).

use crate::reply::ReplyKind;
use crate::rules::standing::{AnswerCounts, Prior};
use serde::Deserialize;

/// Limits of automatic answers; all counted in the database, so that a restart forgets nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Answers to one address in 24 hours.
    pub address_day: u32,
    /// Answers to one address in 30 days.
    pub address_month: u32,
    /// Answers to one domain in an hour; freemail domains get ten times as many.
    pub domain_hour: u32,
    /// Answers from one mailbox in an hour; beyond, the circuit breaker opens.
    pub mailbox_hour: u32,
    /// Answers from one mailbox in 24 hours; beyond, the circuit breaker opens.
    pub mailbox_day: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            address_day: 3,
            address_month: 10,
            domain_hour: 30,
            mailbox_hour: 60,
            mailbox_day: 500,
        }
    }
}

/// Whether a letter may get an automatic answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answering {
    /// Nothing stands against it.
    Free,
    /// The same words from the same address had their answer.
    SameWords,
    /// The address or its domain had enough answers; a person goes on.
    LimitReached,
}

/// Judges one letter by what its sender's `address` was answered before.
#[must_use]
pub fn answering(limits: &Limits, counts: &AnswerCounts, address: &str) -> Answering {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let domain_hour = if is_freemail(domain) {
        limits.domain_hour.saturating_mul(10)
    } else {
        limits.domain_hour
    };
    if counts.same_words > 0 {
        Answering::SameWords
    } else if counts.address_day >= limits.address_day
        || counts.address_month >= limits.address_month
        || counts.domain_hour >= domain_hour
    {
        Answering::LimitReached
    } else {
        Answering::Free
    }
}

/// The question of ours that a letter from this address answers, by its Message-ID; each is answered once.
#[must_use]
pub fn asked<'p>(prior: &'p Prior, address: &str) -> Option<&'p str> {
    prior.thread.as_ref()?.asked(address)
}

/// The question of ours that an answer of this kind to this address ends: such an answer does not count against the
/// writer, whom we asked. A further question does, so that two robots come to an end.
#[must_use]
pub fn solicited(kind: ReplyKind, prior: &Prior, address: &str) -> Option<String> {
    let ends = !kind.asks();
    asked(prior, address).filter(|_| ends).map(str::to_owned)
}

/// Whether the mailbox has answered so much that its circuit breaker must open: replies are then
/// held, reading and deciding go on, and only a person closes it.
#[must_use]
pub fn breaker_opens(limits: &Limits, counts: &AnswerCounts) -> bool {
    counts.mailbox_hour >= limits.mailbox_hour || counts.mailbox_day >= limits.mailbox_day
}

/// Whether many unrelated people write from this domain, so that its limit must be wider.
#[must_use]
fn is_freemail(domain: &str) -> bool {
    const FREEMAIL: [&str; 34] = [
        "aol.com",
        "bk.ru",
        "bluewin.ch",
        "free.fr",
        "freenet.de",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.fr",
        "hotmail.it",
        "icloud.com",
        "inbox.ru",
        "laposte.net",
        "libero.it",
        "list.ru",
        "live.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "orange.fr",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "t-online.de",
        "wanadoo.fr",
        "web.de",
        "yahoo.com",
        "yandex.ru",
        "ya.ru",
    ];
    FREEMAIL.contains(&domain.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_071_two_desks_stop_writing_to_each_other_after_three_answers() {
        let limits = Limits::default();
        let after = |address_day| AnswerCounts {
            address_day,
            address_month: address_day,
            ..AnswerCounts::default()
        };
        assert_eq!(answering(&limits, &after(2), "a@b.example"), Answering::Free);
        assert_eq!(
            answering(&limits, &after(3), "a@b.example"),
            Answering::LimitReached
        );
    }

    #[test]
    fn rule_075_the_same_words_again_get_no_second_answer() {
        let counts = AnswerCounts {
            same_words: 1,
            ..AnswerCounts::default()
        };
        assert_eq!(
            answering(&Limits::default(), &counts, "a@b.example"),
            Answering::SameWords
        );
    }

    #[test]
    fn the_breaker_opens_at_the_mailboxs_limit_and_not_before() {
        let limits = Limits::default();
        let sent = |mailbox_hour| AnswerCounts {
            mailbox_hour,
            ..AnswerCounts::default()
        };
        assert!(!breaker_opens(&limits, &sent(59)));
        assert!(breaker_opens(&limits, &sent(60)));
    }
}
