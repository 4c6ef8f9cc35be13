//! What the writer's own words say that bears on the intent, weighed once: cues, the thread, the press.

use super::{denial, offer};
use crate::lexicon::{Concept, List};
use crate::request::layout::{Layout, Mark, Segment, Zone};
use crate::request::letter::Letter;
use crate::request::{Evidence, Part};
use std::ops::Range;

/// What the thread was about before this letter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Thread {
    /// The desk confirmed, or the writer says that they are registered.
    pub registered: bool,
    /// The desk offered a place, or the writer says so.
    pub offered: bool,
    /// Our invitation is quoted or thanked for, and nothing says that a registration followed.
    pub invited: bool,
    /// Our words are quoted, or the subject answers us.
    pub answers_us: bool,
}

/// A cue of the writer at its place.
#[derive(Debug, Clone)]
pub struct Cue {
    pub concept: Concept,
    /// 1 in a statement, less in a question, a subject or a signature.
    pub weight: f32,
    pub evidence: Evidence,
    /// Tokens in the body; empty for the subject.
    pub tokens: Range<usize>,
}

/// Everything that bears on the intent.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub cues: Vec<Cue>,
    pub thread: Thread,
}

impl Said {
    /// Collects the cues of body and subject.
    #[must_use]
    pub fn of(letter: &Letter<'_>) -> Self {
        let body = &letter.body;
        let mut cues = Vec::new();
        for segment in &body.segments {
            let weight: f32 = match segment.zone {
                Zone::Foreign | Zone::Greeting => continue,
                Zone::Signature | Zone::Closing => 0.2,
                _ if asks(body, segment) => 0.5,
                _ => 1.0,
            };
            // "Oui, merci" is one phrase across the border to the closing.
            let beyond = body.marks_at(segment.tokens.start).filter(|mark| {
                mark.tokens.end > segment.tokens.end
                    && matches!(
                        mark.concept,
                        Concept::IntentYes
                            | Concept::IntentNo
                            | Concept::IntentAccept
                            | Concept::IntentDecline
                    )
            });
            for mark in body.marks_in(segment.tokens.clone()).chain(beyond) {
                let short = matches!(mark.concept, Concept::IntentYes | Concept::IntentNo);
                let formula = short || matches!(mark.concept, Concept::IntentAccept | Concept::IntentDecline);
                // "Oui, merci": a courtesy may hold the whole answer; yes and no count only where they open a sentence.
                let weight = if formula && segment.zone == Zone::Closing {
                    1.0
                } else {
                    weight
                };
                let asked = asks(body, segment);
                // "Could you change my registration?" asks for it as a statement does.
                let joins = mark.concept == Concept::IntentAddPerson && letter.answers;
                let weight = if asked && (joins || REQUESTS.contains(&mark.concept)) {
                    weight.max(0.8)
                } else {
                    weight
                };
                let vague = match mark.concept {
                    Concept::IntentYes => mark.tokens.start != segment.tokens.start,
                    // "Too kind, but: no", "merci mais non": a bare "no" answers wherever a clause is nothing else.
                    Concept::IntentNo => {
                        mark.tokens.start != segment.tokens.start && !is_bare(body, segment, mark)
                    }
                    // "Is the …" asks only in a question; what a question may be about is no question by itself.
                    Concept::IntentAsk => !asked && mark.tokens.len() < 3,
                    // "Is Ann Lee registered as well?" asks how it stands and adds nobody.
                    Concept::IntentAddPerson => asked && is_of_state(body, mark),
                    concept if concept.family() == "question" => {
                        !asked && !body.has(segment.tokens.clone(), &[Concept::IntentAsk])
                    }
                    _ => false,
                };
                if vague {
                    continue;
                }
                let Some(concept) = denial::as_said(letter, mark) else {
                    continue;
                };
                cues.push(Cue {
                    concept,
                    ..cue(body, mark, weight * denial::hedge(letter, mark), Part::Body)
                });
            }
        }
        let weight = if letter.answers { 0.0 } else { 0.8 };
        for mark in letter.subject.marks.iter().filter(|_| weight > 0.0) {
            cues.push(Cue {
                tokens: 0..0,
                ..cue(&letter.subject, mark, weight, Part::Subject)
            });
        }
        let mut said = Self {
            cues,
            thread: Thread::default(),
        };
        said.thread = said.thread(letter);
        said
    }

    /// Whether one of these is said.
    #[must_use]
    pub fn has(&self, concepts: &[Concept]) -> bool {
        self.cues.iter().any(|cue| concepts.contains(&cue.concept))
    }

    /// The strongest cue of one of these.
    #[must_use]
    pub fn strongest(&self, concepts: &[Concept]) -> Option<&Cue> {
        self.cues
            .iter()
            .filter(|cue| concepts.contains(&cue.concept))
            .max_by(|a, b| a.weight.total_cmp(&b.weight))
    }

    /// The greatest weight of these, 0 where none is said.
    #[must_use]
    pub fn weight(&self, concepts: &[Concept]) -> f32 {
        self.strongest(concepts).map_or(0.0, |cue| cue.weight)
    }

    fn thread(&self, letter: &Letter<'_>) -> Thread {
        let answer = self.has(&[
            Concept::IntentAccept,
            Concept::IntentDecline,
            Concept::IntentYes,
            Concept::IntentNo,
        ]);
        let waits = letter.desk_said(&[Concept::DeskWaiting, Concept::ThreadWaiting])
            || self.has(&[Concept::ThreadWaiting]);
        // "Your seat is confirmed. Tell us if you cannot come, we have a waiting list."
        let confirms = letter.desk_said(&[Concept::DeskConfirmation]);
        let offered = offer::is_made(letter)
            || self.has(&[Concept::ThreadOffered])
            || letter.answers && waits && !confirms && (answer || deadline(letter));
        let known = below_lines(letter)
            || self.cues.iter().any(|cue| says_registered(letter, cue))
            || names_reference(letter);
        let invites = letter.desk_said(&[Concept::DeskInvitation]);
        // An invitation tells who else is registered already.
        let confirmed =
            known || letter.desk_said(&[Concept::DeskConfirmation, Concept::DeskReceipt]) && !invites;
        let invited = invites
            || letter.answers && letter.desk_said(&[Concept::ThreadInvited])
            || self.has(&[Concept::ThreadInvited]);
        let quoted = letter
            .body
            .segments
            .iter()
            .any(|segment| segment.zone == Zone::Foreign);
        Thread {
            registered: confirmed && !offered,
            offered,
            invited: invited && !confirmed && !offered,
            answers_us: letter.answers && (quoted || !letter.message.in_reply_to.is_empty()),
        }
    }
}

/// Whether the words of adding somebody belong to a phrase of who is registered.
pub(super) fn is_of_state(body: &Layout<'_>, mark: &Mark) -> bool {
    body.marks_in(mark.tokens.clone())
        .chain(body.marks_around(mark.tokens.start))
        .any(|other| {
            other.concept == Concept::ThreadRegistered
                && other.tokens.start < mark.tokens.end
                && mark.tokens.start < other.tokens.end
        })
}

/// Whether a phrase ends its clause and opens it, or stands right behind a "but": "merci mais non", "therefore no, …".
fn is_bare(layout: &Layout<'_>, segment: &Segment, mark: &Mark) -> bool {
    let breaks = |at: usize| {
        let between = layout.between(at);
        between.contains([',', ':', ';', '.', '!', '–', '—', '(']) || between.contains(" - ")
    };
    let ends = mark.tokens.end >= segment.tokens.end || breaks(mark.tokens.end);
    let opens = breaks(mark.tokens.start);
    let contrasts = layout.has(
        mark.tokens.start.saturating_sub(2)..mark.tokens.start,
        &[Concept::ScopeBut],
    );
    // "Leider", "sorry" stand alone as well and deny nothing.
    let denies = layout
        .marks_in(mark.tokens.clone())
        .any(|inner| inner.concept == Concept::ScopeNot)
        || layout.says(mark.tokens.clone(), List::PlainNo);
    denies && ends && (opens || contrasts || mark.tokens.start < segment.tokens.start + 3)
}

/// What is asked of the desk, also in the form of a question.
pub(super) const REQUESTS: [Concept; 3] = [
    Concept::AttendRegisterMe,
    Concept::IntentCorrect,
    Concept::IntentChangeDetail,
];

/// Whether what is quoted sets a time for the answer: a question, or "until".
fn deadline(letter: &Letter<'_>) -> bool {
    let body = &letter.body;
    body.segments
        .iter()
        .filter(|segment| segment.zone == Zone::Foreign)
        .any(|segment| asks(body, segment) || body.has(segment.tokens.clone(), &[Concept::SessionUntil]))
}

/// Whether the writer answers line by line below what the desk has noted of them: "> Diet: none" and under it "vegan".
fn below_lines(letter: &Letter<'_>) -> bool {
    let body = &letter.body;
    // What is asked there ("Your function?") is not noted yet.
    let asked = body
        .segments
        .iter()
        .any(|segment| segment.zone == Zone::Foreign && asks(body, segment));
    let noted = |segment: &&Segment| {
        segment.zone == Zone::Foreign
            && body.has(
                segment.tokens.clone(),
                &[
                    Concept::LabelName,
                    Concept::LabelPhone,
                    Concept::LabelInterpretation,
                    Concept::LabelSessions,
                    Concept::LabelDiet,
                    Concept::LabelOrganisation,
                    Concept::LabelRole,
                    Concept::LabelEmail,
                ],
            )
    };
    let mut answered = 0;
    for pair in body.segments.windows(2) {
        if let [above, below] = pair {
            answered += usize::from(noted(&above) && below.zone != Zone::Foreign);
        }
    }
    letter.answers && !asked && answered >= 2
}

/// "I am registered", and not "I have booked their hotel".
fn says_registered(letter: &Letter<'_>, cue: &Cue) -> bool {
    let body = &letter.body;
    let travels = || {
        let clause = crate::request::wishes::clause(letter, cue.tokens.start);
        body.marks_in(clause).any(|mark| {
            matches!(
                mark.concept,
                Concept::LabelArrival | Concept::ServiceHotel | Concept::ServiceTravelCosts
            )
        })
    };
    // "Requests the registration of Mr Lee" asks for it.
    let asked_for = || {
        body.marks_around(cue.tokens.start).any(|mark| {
            mark.tokens.start < cue.tokens.start
                && mark.tokens.end > cue.tokens.start
                && matches!(
                    mark.concept,
                    Concept::AttendRegisterThem | Concept::AttendRegisterUs | Concept::AttendRegisterMe
                )
        })
    };
    cue.concept == Concept::ThreadRegistered && cue.weight >= 1.0 && !travels() && !asked_for()
}

/// Whether a segment is a question.
#[must_use]
pub fn asks(layout: &Layout<'_>, segment: &Segment) -> bool {
    segment.tokens.end.checked_sub(1).is_some_and(|last| {
        let behind = layout
            .after(last)
            .trim_start_matches([')', ' ', '"', '»', '”', '“', '\u{a0}', '\u{202f}', '*', '_']);
        // Greek asks with a semicolon.
        let greek = |c: char| ('\u{370}'..='\u{3ff}').contains(&c);
        let asks_so = || {
            let word = layout.tokens.get(last).map(|token| token.folded.as_str());
            behind.starts_with(';') && word.is_some_and(|word| word.contains(greek))
        };
        behind.starts_with('?') || asks_so() || layout.has(segment.tokens.clone(), &[Concept::ScopeAsks])
    })
}

fn cue(layout: &Layout<'_>, mark: &Mark, weight: f32, part: Part) -> Cue {
    let bytes = layout.bytes(mark.tokens.clone());
    Cue {
        concept: mark.concept,
        weight,
        evidence: Evidence {
            part,
            start: bytes.start,
            end: bytes.end,
            rule: mark.concept.name().to_owned(),
        },
        tokens: mark.tokens.clone(),
    }
}

/// Whether the letter names a reference of ours, as in `RTM-7K3Q9B` or `2016-RTM-0219`: in the subject, in what is
/// quoted, or behind the word for one. Press cards have such numbers too, but not there.
#[must_use]
pub fn names_reference(letter: &Letter<'_>) -> bool {
    let body = &letter.body;
    let quoted = body
        .segments
        .iter()
        .filter(|segment| segment.zone == Zone::Foreign)
        .any(|segment| holds_reference(body.shown(segment.tokens.clone())));
    let told = body
        .marks
        .iter()
        .filter(|mark| mark.concept == Concept::ThreadReference)
        .filter_map(|mark| body.segment_of(mark.tokens.start))
        .any(|(_, segment)| holds_reference(body.shown(segment.tokens.clone())));
    let dated = body
        .segments
        .iter()
        .filter(|segment| segment.zone != Zone::Foreign)
        .any(|segment| {
            let press = body.has(
                segment.tokens.clone(),
                &[
                    Concept::LabelPressCard,
                    Concept::PressCard,
                    Concept::RolePress,
                    Concept::LabelBirth,
                ],
            );
            !press
                && words(body.shown(segment.tokens.clone()))
                    .any(|word| is_dated_reference(&word) || is_mixed(&word))
        });
    holds_reference(&letter.message.subject) || quoted || told || dated
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .map(|word| word.trim_matches('-').to_owned())
        .filter(|word| word.contains('-'))
}

fn holds_reference(text: &str) -> bool {
    words(text).any(|word| is_reference(&word) || is_dated_reference(&word))
}

/// Two to five capitals, a hyphen, three to eight capitals and digits.
fn is_reference(word: &str) -> bool {
    let Some((prefix, code)) = word.split_once('-') else {
        return false;
    };
    let code_like = code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    (2..=5).contains(&prefix.len())
        && prefix.chars().all(|c| c.is_ascii_uppercase())
        && (3..=8).contains(&code.len())
        && code_like
}

/// A year, capitals, and a number.
fn is_dated_reference(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let [year, prefix, number] = parts.as_slice() else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    digits(year)
        && year.len() == 4
        && prefix.chars().all(|c| c.is_ascii_uppercase())
        && !prefix.is_empty()
        && digits(number)
}

/// A reference whose code mixes letters and digits, as no press card's does: `RTM-7K3Q9B`.
fn is_mixed(word: &str) -> bool {
    is_reference(word)
        && word.split_once('-').is_some_and(|(_, code)| {
            code.contains(|c: char| c.is_ascii_digit()) && code.contains(|c: char| c.is_ascii_uppercase())
        })
}
