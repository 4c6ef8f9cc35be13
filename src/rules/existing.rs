//! Letters about a registration that exists: which one is meant, whether its owner speaks, and what follows (rules 36–40).

use super::beyond::{Beyond, beyond, with_wish};
use super::details::respelt;
use super::offers::is_serious;
use super::{
    Decision, Dossier, Move, Outcome, Party, PartyPerson, Reason, Thread, change, name_key, names, privacy,
    review, withdraw,
};
use crate::registration::State;
use crate::reply::{Facts, PersonResult, ReplyKind, RequestedAct};
use crate::request::answer::Verdict;
use crate::request::{Attendee, DoubtKind, Intent, Request};

/// The registration that a letter speaks of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    pub thread: &'a Thread,
    /// Whoever writes has proved to be the one the registration belongs to (mail-rules 2.4).
    pub proven: bool,
}

/// What follows from a letter that cancels or changes a registration; `None` if it does neither.
pub(super) fn about(dossier: &Dossier<'_>) -> Option<Decision> {
    if let Some(decision) = names_arrived(dossier) {
        return Some(decision);
    }
    let withdraws = matches!(
        dossier.request.intent.value,
        Intent::Cancellation | Intent::Refusal
    );
    if !withdraws && dossier.request.intent.value != Intent::Change {
        return None;
    }
    let target = target(dossier)?;
    // What becomes of an accreditation, the press office says (rule 61).
    if target.thread.party.press.is_some() {
        return Some(review(dossier, vec![Reason::Press], Some(ReplyKind::Receipt)).without_persons());
    }
    // Who took an offered place and then says no to the same offer may have answered twice by mistake: a person looks.
    let answered = target.thread.answers == Some(ReplyKind::Offer) && target.thread.offers.is_empty();
    let says_no = dossier.answer.is_some_and(|answer| answer.verdict == Verdict::No);
    if !can_act(dossier, &target, withdraws) || withdraws && answered && says_no {
        return None;
    }
    let decision = act(dossier, target.thread)?;
    if target.proven || decision.outcome != Outcome::Decided {
        return Some(decision);
    }
    Some(please_confirm(dossier, target.thread))
}

/// Names for places that are held without one, by whoever holds them.
fn names_arrived(dossier: &Dossier<'_>) -> Option<Decision> {
    let target = target(dossier)?;
    if !names::are_for(dossier, target.thread) {
        return None;
    }
    if !dossier.doubts.iter().all(names::is_harmless) {
        let reasons = super::doubt_reasons(dossier);
        return Some(review(dossier, reasons, Some(ReplyKind::Receipt)).without_persons());
    }
    let decision = names::filled(dossier, target.thread);
    if target.proven || decision.outcome != Outcome::Decided {
        return Some(decision);
    }
    Some(please_confirm(dossier, target.thread))
}

/// Cancels, swaps or changes; the letter is clear and its writer may do it.
fn act(dossier: &Dossier<'_>, thread: &Thread) -> Option<Decision> {
    if names::are_for(dossier, thread) {
        return Some(names::filled(dossier, thread));
    }
    match dossier.request.intent.value {
        Intent::Cancellation | Intent::Refusal => Some(withdraw::withdrawn(dossier, thread)),
        Intent::Change => change::changed(dossier, thread),
        _ => None,
    }
}

/// "Yes" or "no" to our question whether a message came from the owner; whatever else stands open in the thread.
pub(super) fn owner_answered(dossier: &Dossier<'_>) -> Option<Decision> {
    let thread = dossier.prior.thread.as_ref()?;
    let pending = thread.pending.as_deref()?;
    if dossier.correspondent_address() != thread.sent_to
        || dossier.doubts.iter().any(|doubt| is_serious(doubt.kind))
    {
        return None;
    }
    let answer = dossier.answer?;
    match answer.verdict {
        Verdict::Yes => {
            let beyond = beyond(dossier, thread, answer, &[]);
            if beyond == Beyond::Limit {
                return None;
            }
            let asked = Dossier {
                request: &pending.request,
                doubts: &[],
                data_wish: pending.data_wish,
                ..*dossier
            };
            let mut decision = match pending.data_wish {
                Some(_) => privacy::about(&asked),
                None => act(&asked, thread),
            }?;
            decision.reasons.push(Reason::OwnerAgreed);
            Some(with_wish(dossier, thread, beyond, decision))
        }
        Verdict::No => {
            let persons = standing_of(&thread.party);
            let letter = (!persons.is_empty()).then(|| {
                let facts = Facts {
                    persons,
                    ..Facts::default()
                };
                let mut letter = dossier.letter_about(thread, ReplyKind::AlreadyRegistered, facts);
                // A short "no" tells no language; the party's letter did.
                letter.language = thread.party.language;
                letter
            });
            Some(Decision {
                letter,
                ..Decision::about(thread.party.id, Outcome::Decided, Reason::OwnerDisagreed)
            })
        }
        Verdict::Unclear => None,
    }
}

/// The one registration that is meant: by the thread, by its reference, by its owner's address, by its persons.
fn target<'a>(dossier: &Dossier<'a>) -> Option<Target<'a>> {
    let from = dossier.correspondent_address();
    if let Some(thread) = dossier.prior.thread.as_ref() {
        return Some(Target {
            thread,
            proven: from == thread.sent_to,
        });
    }
    let known = &dossier.prior.parties;
    let quoted: Vec<&Thread> = known
        .iter()
        .filter(|thread| dossier.prior.quoted.contains(&thread.party.reference))
        .collect();
    let own: Vec<&Thread> = known
        .iter()
        .filter(|thread| thread.contact_address.as_deref() == Some(from.as_str()) && is_live(&thread.party))
        .collect();
    let named: Vec<&Thread> = known
        .iter()
        .filter(|thread| {
            is_live(&thread.party)
                && names_of(dossier.request).any(|name| find(&thread.party, name).is_some())
        })
        .collect();
    let both: Vec<&Thread> = own
        .iter()
        .copied()
        .filter(|thread| named.iter().any(|other| other.party.id == thread.party.id))
        .collect();
    // The surest sign first; each must point to one registration.
    let thread = [quoted, both, own, named]
        .into_iter()
        .find(|found| !found.is_empty())?;
    let [thread] = thread.as_slice() else { return None };
    let owner = thread.contact_address.as_deref() == Some(from.as_str());
    Some(Target {
        thread,
        proven: owner && dossier.is_authenticated(),
    })
}

/// Whether the letter is clear enough to be acted on without a person.
fn can_act(dossier: &Dossier<'_>, target: &Target<'_>, withdraws: bool) -> bool {
    let alone = live(&target.thread.party).count() == 1;
    // The registration tells what the letter leaves out.
    let harmless = |kind: DoubtKind| match kind {
        DoubtKind::EventNotNamed => true,
        DoubtKind::NobodyNamed | DoubtKind::CountDisagrees => withdraws,
        DoubtKind::WhoAttends | DoubtKind::ForAPerson => withdraws && alone,
        _ => false,
    };
    dossier.doubts.iter().all(|doubt| harmless(doubt.kind))
}

/// Asks the owner of a registration whether a message came from them; nothing is changed before they agree.
fn please_confirm(dossier: &Dossier<'_>, thread: &Thread) -> Decision {
    let act = match dossier.request.intent.value {
        Intent::Change if dossier.request.replaces.is_some() => RequestedAct::Swap,
        Intent::Change | Intent::Registration | Intent::Acceptance => RequestedAct::Change,
        _ => RequestedAct::Cancellation,
    };
    ask_owner(dossier, thread, act, Reason::NotProven)
}

/// The question to the owner; an organiser's where no letter reaches one.
pub(super) fn ask_owner(
    dossier: &Dossier<'_>,
    thread: &Thread,
    act: RequestedAct,
    reason: Reason,
) -> Decision {
    if thread.contact_address.is_none() {
        return review(dossier, vec![reason], Some(ReplyKind::Receipt)).without_persons();
    }
    let facts = Facts {
        persons: standing_of(&thread.party),
        act: Some(act),
        ..Facts::default()
    };
    let mut letter = dossier.letter_about(thread, ReplyKind::PleaseConfirm, facts);
    // It goes to the owner, who need not be who wrote.
    letter.facts.writer = None;
    letter.language = thread.party.language;
    Decision {
        letter: Some(letter),
        ..Decision::about(thread.party.id, Outcome::AskedBack, reason)
    }
}

/// Persons of a party who have a live place.
pub(super) fn live(party: &Party) -> impl Iterator<Item = &PartyPerson> {
    party.persons.iter().filter(|person| is_live_person(person))
}

fn is_live(party: &Party) -> bool {
    live(party).next().is_some()
}

pub(super) fn is_live_person(person: &PartyPerson) -> bool {
    person.places.iter().any(|(_, state)| state.is_live())
}

/// The live person of a party that a name means: the same name, or one that contains it and no other does.
pub(super) fn find<'p>(party: &'p Party, name: &str) -> Option<&'p PartyPerson> {
    let wanted = name_key(name);
    if wanted.is_empty() {
        return None;
    }
    let key = |person: &PartyPerson| person.name.as_deref().map(name_key).unwrap_or_default();
    if let Some(same) = live(party).find(|person| key(person) == wanted) {
        return Some(same);
    }
    let within = |person: &&PartyPerson| {
        let known = key(person);
        let (known, wanted): (Vec<&str>, Vec<&str>) =
            (known.split(' ').collect(), wanted.split(' ').collect());
        let (few, many) = if known.len() < wanted.len() {
            (known, wanted)
        } else {
            (wanted, known)
        };
        !few.iter().any(|word| word.is_empty()) && few.iter().all(|word| many.contains(word))
    };
    let mut found = live(party).filter(within);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// The live person whose name the letter spells otherwise, where the party leaves no choice.
pub(super) fn find_respelt<'p>(party: &'p Party, name: &str) -> Option<&'p PartyPerson> {
    let mut found = live(party).filter(|person| respelt(person, name).is_some());
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

pub(super) fn names_of(request: &Request) -> impl Iterator<Item = &str> {
    request.attendees.iter().filter_map(name_of)
}

pub(super) fn name_of(attendee: &Attendee) -> Option<&str> {
    attendee.name.as_ref().map(|name| name.value.as_str())
}

/// A party as letters show it: everybody with a live place, with all live places.
pub(super) fn standing_of(party: &Party) -> Vec<PersonResult> {
    live(party).map(result_of).collect()
}

/// The same, after these moves.
pub(super) fn standing_after(party: &Party, moves: &[Move]) -> Vec<PersonResult> {
    let mut after = party.clone();
    for person in &mut after.persons {
        for (session, state) in &mut person.places {
            let moved = moves
                .iter()
                .find(|a_move| a_move.place.position == person.position && a_move.place.session == *session);
            if let Some(a_move) = moved {
                *state = a_move.to;
            }
        }
    }
    standing_of(&after)
}

fn result_of(person: &PartyPerson) -> PersonResult {
    let live = |(_, state): &(_, State)| state.is_live();
    PersonResult {
        name: person.name.clone(),
        places: person.places.iter().copied().filter(live).collect(),
    }
}
