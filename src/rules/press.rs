//! Press requests: acknowledged at once, their papers ticked off as they come, decided later by a person (rules 61–64).

use super::{Decision, Dossier, Outcome, Reason, Thread, doubt_reasons, name_key};
use crate::event::PressPolicy;
use crate::message::MailboxRole;
use crate::reply::{Facts, Letter, Paper, PersonResult, PressPaper, ReplyKind};
use crate::request::{Intent, PressWish};
use crate::rules::decision::NewPerson;
use serde::{Deserialize, Serialize};

/// How a press request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PressState {
    Received,
    Accredited,
    Refused,
}

impl PressState {
    /// The name in the database and on pages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Accredited => "accredited",
            Self::Refused => "refused",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Received, Self::Accredited, Self::Refused]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// What is known of a stored press request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PressFile {
    pub state: PressState,
    pub outlet: Option<String>,
    pub wishes: Vec<PressWish>,
    /// What came with its letters.
    pub papers: Vec<PressPaper>,
    /// Persons of other requests who are accredited for the same medium (rule 63).
    pub of_medium: u32,
}

/// What becomes of a stored press request; what is `None` or empty stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PressChange {
    /// `None` for the one that the letter itself brings.
    pub request: Option<i64>,
    pub state: Option<PressState>,
    pub outlet: Option<String>,
    /// Added to those that came before.
    pub papers: Vec<PressPaper>,
    /// Added likewise.
    pub wishes: Vec<PressWish>,
}

/// What the press office still wants to see, in the order of the event file (rule 62).
#[must_use]
pub fn wanted(policy: &PressPolicy, given: &[PressPaper], wishes: &[PressWish]) -> Vec<Paper> {
    let crew = wishes
        .iter()
        .any(|wish| matches!(wish, PressWish::Filming | PressWish::Photo | PressWish::Recording));
    let has = |paper: PressPaper| given.contains(&paper);
    let is_wanted = |paper: &Paper| match paper {
        Paper::Medium => !has(PressPaper::Medium),
        Paper::Function => !has(PressPaper::Function),
        Paper::Credential => !has(PressPaper::PressCardCopy) && !has(PressPaper::AssignmentLetter),
        Paper::Crew => crew && !has(PressPaper::Crew),
        Paper::Equipment => crew && !has(PressPaper::Equipment),
    };
    policy.papers.iter().copied().filter(is_wanted).collect()
}

/// The papers of a request once an organiser has ticked one, or taken the tick away: what comes by telephone or by hand
/// counts like what a letter brings (rule 62).
#[must_use]
pub fn ticked(given: &[PressPaper], paper: Paper, there: bool) -> Vec<PressPaper> {
    let kinds: &[PressPaper] = match paper {
        Paper::Medium => &[PressPaper::Medium],
        Paper::Function => &[PressPaper::Function],
        Paper::Credential => &[PressPaper::PressCardCopy, PressPaper::AssignmentLetter],
        Paper::Crew => &[PressPaper::Crew],
        Paper::Equipment => &[PressPaper::Equipment],
    };
    let mut papers = given.to_vec();
    if there {
        papers.extend(kinds.first());
    } else {
        papers.retain(|paper| !kinds.contains(paper));
    }
    papers.sort_unstable();
    papers.dedup();
    papers
}

/// What letters say of the papers of a press request.
#[must_use]
pub fn papers_facts(policy: &PressPolicy, file: &PressFile) -> Facts {
    Facts {
        outlet: file.outlet.clone(),
        press_wishes: file.wishes.clone(),
        papers_given: file.papers.clone(),
        papers_wanted: wanted(policy, &file.papers, &file.wishes),
        ..Facts::default()
    }
}

/// What follows from a letter about a press request: a new one, or papers for one that waits.
pub(super) fn about(dossier: &Dossier<'_>) -> Option<Decision> {
    if let Some(decision) = waiting_request(dossier).and_then(|thread| papers_arrived(dossier, thread)) {
        return Some(decision);
    }
    (dossier.request.intent.value == Intent::Press).then(|| queue(dossier))
}

/// The press request that the letter answers, or that its sender made before for the same persons.
fn waiting_request<'a>(dossier: &Dossier<'a>) -> Option<&'a Thread> {
    let waits = |thread: &&Thread| {
        let file = thread.party.press.as_ref();
        file.is_some_and(|file| file.state == PressState::Received)
    };
    let from = dossier.correspondent_address();
    if let Some(thread) = dossier.prior.thread.as_ref() {
        let takes_back = matches!(
            dossier.request.intent.value,
            Intent::Cancellation | Intent::Refusal | Intent::DataRequest
        );
        return Some(thread).filter(|thread| waits(thread) && !takes_back && thread.sent_to == from);
    }
    if dossier.request.intent.value != Intent::Press {
        return None;
    }
    let named: Vec<String> = super::existing::names_of(dossier.request).map(name_key).collect();
    let same = |thread: &&Thread| {
        let known: Vec<String> = thread
            .party
            .persons
            .iter()
            .filter_map(|person| person.name.as_deref().map(name_key))
            .collect();
        named.iter().all(|name| known.contains(name))
    };
    let own = |thread: &&Thread| thread.contact_address.as_deref() == Some(from.as_str());
    let mut found = dossier
        .prior
        .parties
        .iter()
        .filter(waits)
        .filter(own)
        .filter(same);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Ticks off what came; the answer says what is still missing, or that the file is complete. `None` if nothing came
/// and the letter is about something else.
fn papers_arrived(dossier: &Dossier<'_>, thread: &Thread) -> Option<Decision> {
    let policy = &dossier.event.press;
    let mut file = thread.party.press.clone()?;
    let brought = dossier.papers;
    let mut papers = brought.given.clone();
    papers.retain(|paper| !file.papers.contains(paper));
    let mut wishes = brought.wishes.clone();
    wishes.retain(|wish| !file.wishes.contains(wish));
    let outlet = brought.outlet.clone().filter(|_| file.outlet.is_none());
    let came = !papers.is_empty() || !wishes.is_empty() || outlet.is_some();
    if !came && dossier.request.intent.value != Intent::Press {
        return None;
    }
    file.papers.extend(&papers);
    file.wishes.extend(&wishes);
    file.outlet = file.outlet.or_else(|| outlet.clone());
    let facts = Facts {
        persons: names_of(thread),
        papers_came: came,
        ..papers_facts(policy, &file)
    };
    let reference = thread.party.reference.clone();
    let (outcome, reason) = if came {
        (Outcome::Decided, Reason::PapersArrived(reference))
    } else {
        (Outcome::Merged, Reason::AlreadyRegistered(reference))
    };
    let mut decision = Decision::about(thread.party.id, outcome, reason);
    if !facts.papers_wanted.is_empty() {
        decision
            .reasons
            .push(Reason::PapersMissing(facts.papers_wanted.clone()));
    }
    decision.press = Some(PressChange {
        request: Some(thread.party.id),
        state: None,
        outlet,
        papers,
        wishes,
    });
    decision.letter = Some(dossier.letter_about(thread, ReplyKind::PressPapers, facts));
    Some(decision)
}

fn names_of(thread: &Thread) -> Vec<PersonResult> {
    let persons = thread.party.persons.iter();
    persons
        .map(|person| PersonResult {
            name: person.name.clone(),
            places: Vec::new(),
        })
        .collect()
}

/// Press requests go to their own list and are decided by a person, never first-come (rule 61).
fn queue(dossier: &Dossier<'_>) -> Decision {
    let mut reasons = vec![Reason::Press];
    reasons.extend(doubt_reasons(dossier));
    let mut facts = Facts::default();
    if let Some(press) = &dossier.request.press {
        facts.outlet = press.outlet.as_ref().map(|outlet| outlet.value.clone());
        facts.press_wishes = press.requests.iter().map(|wish| wish.value).collect();
    }
    facts.papers_given.clone_from(&dossier.papers.given);
    facts.papers_wanted = wanted(&dossier.event.press, &facts.papers_given, &facts.press_wishes);
    if !facts.papers_wanted.is_empty() {
        reasons.push(Reason::PapersMissing(facts.papers_wanted.clone()));
    }
    let kind = if dossier.received_at > dossier.event.press.closes {
        reasons.push(Reason::Late);
        ReplyKind::LateRequest
    } else if dossier.mailbox == MailboxRole::Press {
        ReplyKind::PressReceipt
    } else {
        reasons.push(Reason::WrongMailbox(MailboxRole::Press));
        facts.passed_to = Some(MailboxRole::Press);
        ReplyKind::WrongBox
    };
    let letter: Letter = dossier.letter(kind, facts);
    Decision {
        reasons,
        persons: persons(dossier),
        letter: Some(letter),
        press: brought(dossier),
        ..Decision::without_party(Outcome::PressQueue, Reason::Press)
    }
}

/// Who comes for the press; they hold no seats of the sessions, since the press has its own quota (rule 61).
pub(super) fn persons(dossier: &Dossier<'_>) -> Vec<NewPerson> {
    (0..dossier.request.attendees.len())
        .map(|attendee| NewPerson {
            attendee,
            places: Vec::new(),
        })
        .collect()
}

/// What a first press letter brings of the papers.
pub(super) fn brought(dossier: &Dossier<'_>) -> Option<PressChange> {
    dossier.request.press.as_ref().map(|_| PressChange {
        request: None,
        state: None,
        outlet: None,
        papers: dossier.papers.given.clone(),
        wishes: Vec::new(),
    })
}
