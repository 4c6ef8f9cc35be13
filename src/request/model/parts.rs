//! What bears on the parts of the day that a person comes to: what the rules made of it, the parts named, and the words around them.

use super::features::Features;
use super::weights::soften;
use super::{Model, fill, terms};
use crate::lexicon::Concept;
use crate::request::cast::body_evidence;
use crate::request::layout::{Mark, Segment, Zone};
use crate::request::reading::Reading;
use crate::request::wishes::{self, Said, Told};
use crate::request::{Evidence, Found, Intent, Session};
use plainly::{are_of_others, are_stray, bounds_one, contradicts};
use std::ops::Range;

mod plainly;

/// The answers to choose from: nothing said, or some of the parts, in programme order.
pub const ANSWERS: [&[Session]; 8] = [
    &[],
    &[Session::Morning],
    &[Session::StudyVisit],
    &[Session::Afternoon],
    &[Session::Morning, Session::StudyVisit],
    &[Session::Morning, Session::Afternoon],
    &[Session::StudyVisit, Session::Afternoon],
    &Session::ALL,
];

/// How much likelier than what the rules read another answer must be to be taken instead.
const LIKELIER: f32 = 1.5;

/// The same where the answer is that nothing was said, of the only one: words that the rules heard are there.
const NONE_LIKELIER: f32 = 20.0;

/// What answers have in common: an answer's score is the sum of its groups'.
pub const GROUPS: [&str; 6] = ["none", "whole", "one", "morning", "study-visit", "afternoon"];

/// Which groups an answer is in.
#[must_use]
pub fn is_in(answer: &[Session], group: &str) -> bool {
    match group {
        "none" => answer.is_empty(),
        "whole" => answer.len() == Session::ALL.len(),
        "one" => answer.len() == 1,
        _ => answer.iter().any(|part| part.id() == group),
    }
}

/// Of whom sessions are asked, and what the rules read.
#[derive(Debug, Clone, Copy)]
pub struct Attends<'a, 'm> {
    pub reading: &'a Reading<'m>,
    /// Index in the cast.
    pub person: usize,
    pub ruled: &'a [Session],
    /// What the letter says of them, part by part.
    pub told: &'a [Told],
}

impl Attends<'_, '_> {
    /// Adds the features of a group of answers. `blind` leaves out what the rules read.
    pub fn describe(&self, group: &str, blind: bool, features: &mut Features) {
        let body = &self.reading.letter.body;
        let people = &self.reading.cast.people;
        let lead = ["sessions ", group, " "].concat();
        let lead = lead.as_str();
        features.add(&[lead, "always"]);
        let writes = people.get(self.person).is_some_and(|person| person.is_writer);
        features.add(&[lead, if writes { "writer" } else { "other" }]);
        features.add(&[lead, terms::intent(self.reading.request.intent.value)]);
        if !blind {
            self.of_rules(group, lead, features);
        }
        let part = Session::ALL.into_iter().find(|part| part.id() == group);
        self.of_told(part, lead, features);
        let mut named = [0_usize; 4];
        for segment in &body.segments {
            if matches!(
                segment.zone,
                Zone::Foreign | Zone::Greeting | Zone::Signature | Zone::Closing
            ) {
                continue;
            }
            let whose = self.whose(segment);
            let mut parts = 0;
            for mark in body.marks_in(segment.tokens.clone()) {
                let at = match mark.concept {
                    _ if wishes::beside::is_no_wish(&self.reading.letter, mark) => continue,
                    Concept::SessionMorning => 0,
                    Concept::SessionStudyVisit => 1,
                    Concept::SessionAfternoon => 2,
                    Concept::SessionWholeDay => 3,
                    concept
                        if matches!(concept.family(), "session" | "time")
                            || concept == Concept::ScopeOnly =>
                    {
                        features.add(&[lead, whose, "marks ", concept.name()]);
                        continue;
                    }
                    _ => continue,
                };
                parts += 1;
                if let Some(count) = named.get_mut(at) {
                    *count += 1;
                }
                let own = part.is_some_and(|part| Session::ALL.get(at) == Some(&part));
                if own || at == 3 || part.is_none() {
                    self.of_mark(mark, whose, lead, features);
                }
            }
            self.of_words(segment, parts > 0, whose, lead, features);
        }
        for (count, name) in named.iter().zip(["morning", "visit", "afternoon", "day"]) {
            let times = match count {
                0 => continue,
                1 => "once",
                _ => "again",
            };
            features.add(&[lead, "named ", name, " ", times]);
        }
        let kinds = named.iter().take(3).filter(|count| **count > 0).count();
        features.count(&[lead, "kinds"].concat(), kinds);
        features.unite();
    }

    fn of_rules(&self, group: &str, lead: &str, features: &mut Features) {
        let ruled = match self.ruled.len() {
            0 => "ruled none",
            1 => "ruled one",
            2 => "ruled two",
            _ => "ruled whole",
        };
        features.add(&[lead, ruled]);
        let alike = if is_in(self.ruled, group) {
            "ruled alike"
        } else {
            "ruled otherwise"
        };
        let several = if self.reading.request.attendees.len() > 1 {
            "&several"
        } else {
            "&one"
        };
        features.add(&[lead, alike]);
        features.add(&[lead, alike, "&", ruled]);
        features.add(&[lead, alike, several]);
        if Session::ALL.iter().any(|part| part.id() == group) {
            features.add(&["sessions part ", alike, "&", ruled]);
            features.add(&["sessions part ", alike, "&", ruled, several]);
        }
    }

    /// What is said of this part and of the others. What is learnt of one part serves the others.
    fn of_told(&self, part: Option<Session>, lead: &str, features: &mut Features) {
        let body = &self.reading.letter.body;
        let several = if self.reading.request.attendees.len() > 1 {
            "several "
        } else {
            "one "
        };
        let leads = [lead, "sessions part "];
        let leads = if part.is_some() { &leads[..] } else { &leads[..1] };
        let has_own = self.told.iter().any(|told| told.own);
        let mut last = None;
        let mut kinds = [false; 4];
        for told in self.told {
            let whose = match (told.own, has_own) {
                (true, _) => "own ",
                (false, true) => "shared though own ",
                (false, false) => "",
            };
            let relation = match told.part {
                None => "day ",
                Some(_) if told.part == part => "this ",
                Some(other) if part.is_some_and(|part| place(part) < place(other)) => "later ",
                Some(_) => "earlier ",
            };
            if told.part == part && part.is_some() {
                last = Some(told);
            }
            let at = told.part.map_or(Some(3), place).unwrap_or(1);
            if let Some(kind) = kinds.get_mut(at) {
                *kind = true;
            }
            let said = said(told.said);
            let zone = terms::zone(body.zone_of(told.tokens.start));
            let clause = wishes::clause(&self.reading.letter, told.tokens.start);
            let only = body.has(clause, &[Concept::ScopeOnly]);
            for lead in leads {
                features.add(&[lead, "told ", relation, said]);
                features.add(&[lead, "told ", several, whose, relation, said]);
                features.add(&[lead, "told ", relation, said, "&", zone]);
                if only {
                    features.add(&[lead, "told only ", relation, said]);
                }
            }
        }
        let count = kinds.iter().take(3).filter(|kind| **kind).count();
        let named = match (last, count, kinds[3]) {
            (Some(last), _, _) => said(last.said),
            (None, 0, true) => "day only",
            (None, 0, false) => "nothing",
            (None, _, true) => "others and day",
            (None, _, false) => "others",
        };
        let count = ["0", "1", "2", "3"].get(count).copied().unwrap_or_default();
        for lead in leads {
            features.add(&[lead, "last ", named]);
            features.add(&[lead, "last ", named, "&kinds ", count]);
            features.add(&[lead, "last ", named, "&", several]);
        }
    }

    /// Whether a segment names this person, only others, or nobody of those who come.
    fn whose(&self, segment: &Segment) -> &'static str {
        if self.reading.chosen.len() < 2 {
            return "";
        }
        let mut others = false;
        for index in self.reading.cast.named_in(segment.tokens.clone()) {
            if index == self.person {
                return "own ";
            }
            others |= self.reading.chosen.contains(&index);
        }
        if others { "others' " } else { "" }
    }

    fn of_mark(&self, mark: &Mark, whose: &str, lead: &str, features: &mut Features) {
        let letter = &self.reading.letter;
        let body = &letter.body;
        let name = mark.concept.name();
        let clause = wishes::clause(letter, mark.tokens.start);
        let negated = if wishes::is_negated(letter, mark) {
            " negated"
        } else {
            ""
        };
        features.add(&[lead, whose, "says ", name, negated]);
        features.add(&[
            lead,
            whose,
            "says ",
            name,
            "&",
            terms::zone(body.zone_of(mark.tokens.start)),
        ]);
        for other in body.marks_in(clause) {
            let bears = matches!(other.concept.family(), "session" | "scope" | "attend" | "intent");
            if bears && other.tokens != mark.tokens && other.concept != Concept::ScopeArticle {
                let side = if other.tokens.start < mark.tokens.start {
                    "<"
                } else {
                    ">"
                };
                features.add(&[lead, whose, name, side, other.concept.name()]);
            }
        }
        self.around(&mark.tokens, lead, features);
    }

    fn around(&self, tokens: &Range<usize>, lead: &str, features: &mut Features) {
        let body = &self.reading.letter.body;
        for offset in 1..=3 {
            let before = tokens.start.checked_sub(offset);
            for (side, at) in [("before ", before), ("behind ", Some(tokens.end + offset - 1))] {
                if let Some(token) = at
                    .and_then(|at| body.tokens.get(at))
                    .filter(|token| token.is_word())
                {
                    features.add(&[lead, side, terms::stem(&token.folded)]);
                }
            }
        }
    }

    fn of_words(
        &self,
        segment: &Segment,
        names_part: bool,
        whose: &str,
        lead: &str,
        features: &mut Features,
    ) {
        let body = &self.reading.letter.body;
        if whose == "others' " || !matches!(segment.zone, Zone::Text | Zone::Item | Zone::Field) {
            return;
        }
        let which = if names_part { "part word " } else { "word " };
        for token in body.tokens.get(segment.tokens.clone()).unwrap_or_default() {
            if token.is_word() {
                features.add(&[lead, which, terms::stem(&token.folded)]);
            }
        }
    }
}

/// Where a part stands in the programme.
fn place(part: Session) -> Option<usize> {
    Session::ALL.iter().position(|other| *other == part)
}

fn said(said: Said) -> &'static str {
    match said {
        Said::With => "with",
        Said::Without => "without",
        Said::UpTo => "up to",
        Said::From => "from",
        Said::WholeDay => "whole",
    }
}

/// What the letter says of each attendee's parts.
#[must_use]
pub fn told(reading: &Reading<'_>) -> Vec<Vec<Told>> {
    let attendees = reading.request.attendees.len();
    wishes::told(&reading.letter, &reading.cast, &reading.chosen, attendees)
}

/// Settles the parts of the day of each named attendee.
pub fn settle(reading: &mut Reading<'_>, model: &Model) {
    let mut features = Features::default();
    // What is said to be left for another part, or by one person to be all that they wish, the words tell surely.
    let alone = reading.request.attendees.len() == 1;
    let seats = matches!(
        reading.request.intent.value,
        Intent::Registration | Intent::Change
    );
    let sure = wishes::leaves_a_part(&reading.letter) || alone && wishes::wants_only_a_part(&reading.letter);
    let told = told(reading);
    let one_leaves = told.iter().any(|told| bounds_one(told, false));
    if told.iter().all(Vec::is_empty) && (are_stray(reading) || are_of_others(reading)) {
        return;
    }
    let margin = |answer: &[Session]| {
        if alone && seats && answer.is_empty() {
            NONE_LIKELIER
        } else {
            LIKELIER
        }
    };
    let mut settled = Vec::new();
    for (at, person) in fill::named(reading) {
        let Some(attendee) = reading.request.attendees.get(at) else {
            continue;
        };
        let ruled = attendee
            .sessions
            .as_ref()
            .map_or(&[][..], |ruled| ruled.value.as_slice());
        let attends = Attends {
            reading,
            person,
            ruled,
            told: told.get(at).map_or(&[][..], Vec::as_slice),
        };
        // That one leaves early says nothing of those of whom nothing is said.
        if ruled.is_empty() && attends.told.is_empty() && one_leaves {
            continue;
        }
        let groups = GROUPS.map(|group| {
            features.clear();
            attends.describe(group, false, &mut features);
            model.fields.sum(features.values())
        });
        let mut scores = ANSWERS.map(|answer| {
            let own = GROUPS
                .iter()
                .zip(groups)
                .filter(|(group, _)| is_in(answer, group));
            own.map(|(_, score)| score).sum::<f32>()
        });
        soften(&mut scores);
        let best = scores
            .iter()
            .copied()
            .zip(ANSWERS)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let own = scores
            .iter()
            .copied()
            .zip(ANSWERS)
            .find(|(_, answer)| *answer == ruled);
        if let (Some((most, answer)), Some((least, _))) = (best, own)
            && most > least * margin(answer)
            && answer != ruled
            && !(sure || alone && seats && wishes::beside::plainly_without(attends.told))
            && !(seats && bounds_one(attends.told, alone))
            && !(alone && contradicts(attends.told, answer))
        {
            settled.push((at, answer));
        }
    }
    let body = &reading.letter.body;
    let mark = body
        .marks
        .iter()
        .find(|mark| mark.concept.family() == "session" && body.zone_of(mark.tokens.start) != Zone::Foreign);
    let evidence = mark.map_or_else(
        || Evidence::assumed("model/sessions"),
        |mark| body_evidence(body, mark.tokens.clone(), "model/sessions"),
    );
    for (at, answer) in settled {
        if let Some(attendee) = reading.request.attendees.get_mut(at) {
            attendee.sessions = (!answer.is_empty()).then(|| Found {
                value: answer.to_vec(),
                evidence: evidence.clone(),
            });
        }
    }
}
