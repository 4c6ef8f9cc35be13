//! What a letter says to an offer: yes, no, or how many and who; read only where it answers a letter of ours.

use super::budget;
use super::count;
use super::layout::Zone;
use super::letter::Letter;
use crate::lexicon::{Concept, Lexicon, List};
use crate::message::Message;

mod rest;

/// What a letter says to an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub verdict: Verdict,
    /// How many places are taken, where the letter says a number.
    pub count: Option<u32>,
    /// "Only me": whoever writes takes their own place and no other.
    pub only_writer: bool,
    /// The writer's own words without greeting and signature, folded ([`crate::rules::name_key`] compares names).
    pub words: String,
    /// "Yes", "we accept", "I will come": agreed in words, not only by a number.
    pub agrees: bool,
    /// "Only in the afternoon": it holds for a part; not said of the persons who come.
    pub limited: bool,
    /// Whether a part of the programme is named.
    pub names_part: bool,
    /// Its words that are neither the yes or no itself nor thanks and courtesies, folded: whatever else is wished.
    pub rest: Vec<String>,
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Yes,
    No,
    /// Neither, or both.
    Unclear,
}

/// Takes it.
const YES: [Concept; 6] = [
    Concept::IntentYes,
    Concept::IntentAccept,
    Concept::AttendI,
    Concept::AttendWe,
    Concept::AttendThey,
    Concept::AttendSelfToo,
];

/// Turns it down.
const NO: [Concept; 7] = [
    Concept::IntentNo,
    Concept::IntentDecline,
    Concept::IntentWithdraw,
    Concept::IntentFreeSeat,
    Concept::AttendNotI,
    Concept::AttendNotWe,
    Concept::AttendNotThey,
];

/// Parts of the programme.
const PARTS: [Concept; 3] = [
    Concept::SessionMorning,
    Concept::SessionStudyVisit,
    Concept::SessionAfternoon,
];

/// Weight from which a cue counts; cues in questions and signatures have less.
const SAID: f32 = 0.8;

/// "Only me" in the six languages that letters are answered in, folded.
const ONLY_ME: [&str; 22] = [
    "only me",
    "just me",
    "only i",
    "only myself",
    "just myself",
    "seulement moi",
    "moi seul",
    "moi seule",
    "que moi",
    "moi uniquement",
    "nur ich",
    "nur mich",
    "nur fur mich",
    "nur fuer mich",
    "solo io",
    "soltanto io",
    "solo per me",
    "только я",
    "только меня",
    "только мне",
    "sadece ben",
    "yalnizca ben",
];

/// Reads the answer to an offer; pure, total, linear in the text.
#[must_use]
pub fn read(message: &Message, lexicon: &Lexicon) -> Answer {
    let message = &*budget::within(message);
    let letter = Letter::new(message, lexicon);
    let words = own_words(&letter);
    let only_writer = ONLY_ME
        .iter()
        .any(|phrase| format!(" {words} ").contains(&format!(" {phrase} ")));
    let counts = counts(&letter);
    let count = match counts.as_slice() {
        [] => None,
        [first, others @ ..] if others.iter().all(|other| other == first) => Some(*first),
        _ => None,
    };
    let said = &letter.said;
    let (yes, no) = (said.weight(&YES) >= SAID, said.weight(&NO) >= SAID);
    let verdict = match (yes, no) {
        // An out-of-office notice that hides its nature says "absent"; it is nobody's refusal (rule 70).
        _ if said.weight(&[Concept::IntentAutoReply]) >= SAID => Verdict::Unclear,
        // "Yes, but not in the afternoon", "yes, I do not know yet": more is said than yes.
        (true, false) if is_denied(&letter) => Verdict::Unclear,
        (true, false) => Verdict::Yes,
        (false, true) => Verdict::No,
        // "2", "двое", "only me": a number alone takes so many.
        (false, false) if count.is_some() || only_writer => Verdict::Yes,
        _ => Verdict::Unclear,
    };
    // Two different numbers say too much.
    let verdict = if count.is_none() && !counts.is_empty() {
        Verdict::Unclear
    } else {
        verdict
    };
    let said_of = |concepts: &[Concept]| {
        let segments = letter
            .body
            .segments
            .iter()
            .filter(|segment| is_said(segment.zone));
        segments
            .map(|segment| segment.tokens.clone())
            .any(|tokens| letter.body.has(tokens, concepts))
    };
    Answer {
        verdict,
        count,
        only_writer,
        words,
        agrees: yes && !no,
        limited: count.is_none() && !only_writer && said_of(&[Concept::ScopeOnly]),
        names_part: said_of(&PARTS),
        rest: rest::words(&letter, count.is_some()),
    }
}

/// Whether something is denied, doubted or tied to an "if" in the letter's sentences.
fn is_denied(letter: &Letter<'_>) -> bool {
    let body = &letter.body;
    let limits = [
        Concept::ScopeNot,
        Concept::ScopeCondition,
        Concept::ScopeUncertain,
    ];
    body.segments
        .iter()
        .filter(|segment| is_said(segment.zone))
        .any(|segment| body.has(segment.tokens.clone(), &limits))
}

/// Numbers in the letter's sentences that count no hours, days or prices.
fn counts(letter: &Letter<'_>) -> Vec<u32> {
    let body = &letter.body;
    let mut found = Vec::new();
    for segment in body.segments.iter().filter(|segment| is_said(segment.zone)) {
        let mut at = segment.tokens.start;
        while at < segment.tokens.end {
            let group = body.marks_at(at).find(|mark| mark.concept == Concept::Group);
            let counted = group
                .map(|mark| (u32::from(mark.value), mark.tokens.end))
                .or_else(|| count::value_at(body, at));
            match counted {
                Some((value, end)) => {
                    let far = if body.has(end..end + 1, &[Concept::CountNoun]) {
                        end + 1
                    } else {
                        end + 2
                    };
                    // The next sentence counts something else.
                    let far = far.min(segment.tokens.end).max(end);
                    let other = body.has(end..far, &[Concept::CountNotPersons])
                        || body
                            .marks_in(end..end + 1)
                            .any(|mark| mark.concept.family() == "time");
                    if value > 0 && !other && !is_article(body, at) {
                        found.push(value);
                    }
                    at = end.max(at + 1);
                }
                None => at += 1,
            }
        }
    }
    found
}

/// "Un", "une", "ein", "bir", "uno": as often an article as a number, but not before what counts persons ("per una persona").
fn is_article(body: &super::layout::Layout<'_>, at: usize) -> bool {
    let counts = body.has(at..at + 2, &[Concept::CountNoun, Concept::CountPersonNoun]);
    !counts && body.says(at..at + 1, List::NumberOrArticle)
}

/// Where a person says something to the desk.
fn is_said(zone: Zone) -> bool {
    matches!(zone, Zone::Text | Zone::Item | Zone::Field | Zone::Row)
}

fn own_words(letter: &Letter<'_>) -> String {
    let body = &letter.body;
    let segments = body.segments.iter().filter(|segment| is_said(segment.zone));
    let words: Vec<&str> = segments
        .flat_map(|segment| body.tokens.get(segment.tokens.clone()).unwrap_or_default())
        .filter(|token| token.is_word())
        .map(|token| token.folded.as_str())
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Desk, MailboxRole};
    use std::sync::LazyLock;

    pub(super) fn answer(words: &str) -> Answer {
        let raw = format!(
            "From: Anna Weber <weber@mannheim.example>\r\nTo: cristellys@efus.eu\r\nSubject: Re: [RTM-7K3Q9B]\r\n\
             In-Reply-To: <1.1.x@desk.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
        );
        let desk = Desk::default();
        let message = Message::parse(raw.as_bytes(), &desk, Some(MailboxRole::Registration));
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);
        read(&message, &LEXICON)
    }

    #[test]
    fn a_plain_yes_is_one_in_every_language() {
        for words in [
            "Yes, please.",
            "Yes, thank you very much!",
            "Yes, that is right.",
            "We accept with pleasure.",
            "I confirm.",
            "Oui, merci.",
            "Oui, je confirme ma venue.",
            "D’accord, merci beaucoup !",
            "Ja, gerne.",
            "Ja, ich komme.",
            "Ja bitte!",
            "Ich nehme den Platz gerne an.",
            "Sì, grazie.",
            "Sì, confermo.",
            "Accetto volentieri.",
            "Да, спасибо.",
            "Да, подтверждаю.",
            "Согласна, спасибо!",
            "Evet, teşekkürler.",
            "Evet, katılacağım.",
            "Kabul ediyorum, teşekkür ederim.",
        ] {
            assert_eq!(answer(words).verdict, Verdict::Yes, "{words}");
        }
    }

    #[test]
    fn a_plain_no_is_one_in_every_language() {
        for words in [
            "No, thank you.",
            "No, I did not write that.",
            "Unfortunately I cannot come.",
            "Non merci.",
            "Non, je ne pourrai pas venir.",
            "Nein, danke.",
            "Nein, ich kann leider nicht kommen.",
            "No, grazie.",
            "No, purtroppo non posso partecipare.",
            "Нет, спасибо.",
            "К сожалению, не смогу приехать.",
            "Hayır, teşekkürler.",
            "Maalesef katılamayacağım.",
        ] {
            assert_eq!(answer(words).verdict, Verdict::No, "{words}");
        }
    }

    #[test]
    fn so_many_of_us_is_a_yes_for_so_many() {
        for (words, count) in [
            ("Yes, for two of us.", 2),
            ("Only 3 of us can come.", 3),
            ("Oui, pour deux personnes.", 2),
            ("Ja, zwei Plätze bitte.", 2),
            ("Sì, ma solo in due.", 2),
            ("Да, двое.", 2),
            ("Evet, iki kişi.", 2),
            ("Sì, ma soltanto per una persona.", 1),
            ("Yes, for one person.", 1),
            ("Ja, für eine Person.", 1),
            ("Да, на одного человека.", 1),
            ("2", 2),
        ] {
            let answer = answer(words);
            assert_eq!(
                (answer.verdict, answer.count),
                (Verdict::Yes, Some(count)),
                "{words}"
            );
        }
        for words in [
            "ja, aber nur ich",
            "Oui, mais seulement moi.",
            "Yes, but only me.",
            "Да, только я.",
        ] {
            let answer = answer(words);
            assert!(answer.verdict == Verdict::Yes && answer.only_writer, "{words}");
        }
    }

    #[test]
    fn what_is_neither_yes_nor_no_decides_nothing() {
        for words in [
            "Thank you for your message.",
            "Can you tell me where the hotel is?",
            "Yes, no, I do not know yet.",
            "I am not sure yet.",
            "Je vous réponds demain.",
            "Ich melde mich.",
        ] {
            assert_eq!(answer(words).verdict, Verdict::Unclear, "{words}");
        }
    }
}
