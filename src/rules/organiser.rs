//! What an organiser decides about a request in review; the same capacity check as for letters (rules 9, 10, 35).

use crate::event::Event;
use crate::registration::State;
use crate::reply::{Facts, Letter, Missing, PersonResult, ReplyKind};
use crate::request::{Doubt, DoubtKind, Session};
use crate::rules::decision::{Decision, Move, Outcome, Reason};
use crate::rules::exchange::{exchanged, with_given_up};
use crate::rules::offers::of_moved;
use crate::rules::registered;
use crate::rules::standing::{Party, PartyPerson, PlaceId, Seats};
use crate::rules::visits::one_each;
use std::collections::{BTreeMap, BTreeSet};

mod accredit;

/// An organiser's act on one party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Give everybody who asked or waits a seat. Beyond the capacity only with a reason.
    Confirm { over_capacity_because: Option<String> },
    /// Put everybody who asked on the waiting list, by the arrival of their letter.
    Waitlist,
    /// Say no; the reason is told to the writer if given.
    Refuse { reason: Option<String> },
    /// Ask the writer for what is missing; nobody's place changes.
    AskBack { missing: Vec<Missing> },
    /// Cancel the places that are held without a name; whoever waits gets them.
    ReleaseUnnamed,
    /// Take up again what was cancelled, refused or let go: it is asked for anew, behind whoever waits (I10).
    Reopen,
    /// Press: give the badge to everybody named. Beyond the limit of the medium only with a reason (rule 63).
    Accredit { beyond_limit_because: Option<String> },
    /// Press: ask for the papers that are missing.
    AskPapers,
    /// Answer in the organiser's own words; nobody's place changes.
    Answer { words: String },
    /// Keep it without an answer: places that were asked for are refused, and no letter leaves.
    SetAside,
    /// These persons do not come: their live places are cancelled, and the seats go to whoever is next.
    Cancel { positions: Vec<i64> },
    /// Put those whose offer expired back on the list, with their first rank (rule 28).
    Revive,
    /// The person came to this session.
    CheckIn { position: i64, session: Session },
    /// Everybody who has a seat came, to all of their sessions.
    CheckInAll,
    /// They did not, after all.
    CheckOut { position: i64, session: Session },
    /// The same persons as in this party, as it stands: that one is kept, what this one has is given up.
    Merge { into: Box<Party> },
}

/// Why an act is not possible; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActRefused {
    #[error(
        "{session} has {free} free seats and the party needs {need}: \
         put it on the waiting list, or say why it should go over the capacity"
    )]
    NoSeats {
        session: &'static str,
        free: u32,
        need: u32,
    },
    #[error(
        "the event takes {free} more persons and the party brings {need}: put it on the waiting list, or say why it should go over the capacity"
    )]
    NoPersons { free: u32, need: u32 },
    #[error("the same person has another place, under {reference}: cancel that first, or leave it as it is")]
    RegisteredElsewhere { reference: String },
    #[error(
        "a person of this name is registered already, under {reference}: look whether it is the same one, and say if it is not"
    )]
    SameName { reference: String },
    #[error(
        "{accredited} of {limit} persons of {outlet} are accredited and this request brings {need}: \
         say why it should go over the limit, or refuse"
    )]
    MediumFull {
        outlet: String,
        accredited: u32,
        limit: u32,
        need: u32,
    },
    #[error("this is a press request: write accredit, papers or refuse")]
    OfThePress,
    #[error("this is no press request: write confirm, waitlist or refuse")]
    NotOfThePress,
    #[error("say why: the journal keeps the reason for whoever asks")]
    NoReason,
    #[error("nothing of this request is open to that: look at its state with `rsvpd show`")]
    NothingToDecide,
    #[error("{0} has nobody of these persons: they are not the same request")]
    NobodyInCommon(String),
}

/// What must be asked of a writer, told by the doubts.
#[must_use]
pub fn missing_of(doubts: &[Doubt]) -> Vec<Missing> {
    let has = |kind| doubts.iter().any(|doubt| doubt.kind == kind);
    let mut missing = Vec::new();
    if has(DoubtKind::CountDisagrees) {
        missing.push(Missing::Count);
    }
    if has(DoubtKind::CountOpen) {
        missing.push(Missing::CountOpen);
    }
    if has(DoubtKind::NobodyNamed) || has(DoubtKind::CountOpen) || missing.is_empty() {
        missing.push(Missing::Names);
    }
    missing
}

/// Decides one party as the organiser says.
///
/// # Errors
/// [`ActRefused`] when the seats do not suffice or no place of the party is open to the act.
pub fn organise(
    event: &Event,
    seats: &Seats,
    party: &Party,
    user: &str,
    act: &Act,
) -> Result<Decision, ActRefused> {
    if let Some(file) = &party.press {
        return accredit::organise(event, party, file, user, act);
    }
    let (target, kind) = match act {
        Act::Confirm { .. } => (State::Confirmed, ReplyKind::Confirmation),
        Act::Waitlist => (State::Waiting, ReplyKind::WaitingListNotice),
        Act::Refuse { .. } => (State::Refused, ReplyKind::Refusal),
        Act::AskBack { missing } => return Ok(ask_back(party, user, missing)),
        Act::SetAside => return Ok(set_aside(event, party, user)),
        Act::ReleaseUnnamed => return release_unnamed(party, user),
        Act::Reopen => return reopen(event, party, user),
        Act::Cancel { positions } => return registered::cancel(party, user, positions),
        Act::Revive => return registered::revive(party, user),
        Act::CheckIn { position, session } => {
            return registered::tick(party, (*position, *session), State::Attended);
        }
        Act::CheckInAll => return registered::tick_all(party),
        Act::CheckOut { position, session } => {
            return registered::tick(party, (*position, *session), State::Confirmed);
        }
        Act::Merge { into } => return registered::merge(party, into, user),
        Act::Answer { words } => return Ok(answer(party, user, words)),
        Act::Accredit { .. } | Act::AskPapers => return Err(ActRefused::NotOfThePress),
    };
    let moves = one_each(seats, moves_to(event, party, target));
    if moves.is_empty() {
        return Err(ActRefused::NothingToDecide);
    }
    let note = match act {
        Act::Confirm {
            over_capacity_because: None,
        } => {
            check_seats(seats, party, &moves)?;
            None
        }
        Act::Confirm {
            over_capacity_because,
        } => over_capacity_because.clone(),
        Act::Refuse { reason } => reason.clone(),
        _ => None,
    };
    let moves = with_given_up(party, moves);
    let reason_told = if let Act::Refuse { reason } = act {
        reason.clone()
    } else {
        None
    };
    let facts = Facts {
        persons: of_moved(party, &moves),
        exchanged: exchanged(party, &moves, &[]),
        reason: reason_told,
        ..Facts::default()
    };
    Ok(Decision {
        outcome: Outcome::Decided,
        reasons: vec![Reason::Organiser {
            user: user.to_owned(),
            note,
        }],
        persons: Vec::new(),
        moves,
        letter: Some(Letter {
            kind,
            language: party.language,
            mailbox: party.mailbox,
            facts,
        }),
        places: Vec::new(),
        instead: Vec::new(),
        edits: Vec::new(),
        concerns: None,
        press: None,
    })
}

/// The places of a party that an organiser can bring to this state.
fn moves_to(event: &Event, party: &Party, target: State) -> Vec<Move> {
    party
        .persons
        .iter()
        .flat_map(|person| {
            person
                .places
                .iter()
                .filter(|(session, _)| !(session.is_visit() && came_to_another(person, *session)))
                .map(move |&(session, from)| (person.position, session, from))
        })
        .filter(|(_, session, from)| {
            from.may_become(target) && !from.holds_seat() && event.session(*session).is_some()
        })
        .map(|(position, session, from)| Move {
            place: PlaceId {
                party: party.id,
                position,
                session,
            },
            from,
            to: target,
        })
        .collect()
}

/// Whoever came to a visit is seated in no other.
fn came_to_another(person: &PartyPerson, visit: Session) -> bool {
    let mut others = person
        .places
        .iter()
        .filter(|(id, _)| id.is_visit() && *id != visit);
    others.any(|(_, state)| *state == State::Attended)
}

fn ask_back(party: &Party, user: &str, missing: &[Missing]) -> Decision {
    let facts = Facts {
        persons: after(party, &[]),
        missing: missing.to_vec(),
        ..Facts::default()
    };
    let letter = Letter {
        kind: ReplyKind::QuestionBack,
        language: party.language,
        mailbox: party.mailbox,
        facts,
    };
    Decision {
        outcome: Outcome::AskedBack,
        letter: Some(letter),
        ..Decision::without_party(Outcome::AskedBack, by(user))
    }
}

/// The places of whoever was never named go to the next in line; the others keep theirs.
fn release_unnamed(party: &Party, user: &str) -> Result<Decision, ActRefused> {
    let unnamed = party.persons.iter().filter(|person| person.name.is_none());
    let moves: Vec<Move> = unnamed
        .flat_map(|person| person.places.iter().map(move |place| (person.position, place)))
        .filter(|(_, (_, from))| from.is_live() && from.may_become(State::Cancelled))
        .map(|(position, &(session, from))| Move {
            place: PlaceId {
                party: party.id,
                position,
                session,
            },
            from,
            to: State::Cancelled,
        })
        .collect();
    if moves.is_empty() {
        return Err(ActRefused::NothingToDecide);
    }
    let stay = super::existing::live(party).filter(|person| person.name.is_some());
    let facts = Facts {
        persons: super::offers::of_moved(party, &moves),
        remaining: stay.map(|person| person.name.clone()).collect(),
        by_organisers: true,
        ..Facts::default()
    };
    Ok(Decision {
        letter: Some(Letter {
            kind: ReplyKind::CancellationNoted,
            language: party.language,
            mailbox: party.mailbox,
            facts,
        }),
        moves,
        ..Decision::without_party(Outcome::Decided, by(user))
    })
}

/// What ended is asked for anew; nobody is told before it is decided.
fn reopen(event: &Event, party: &Party, user: &str) -> Result<Decision, ActRefused> {
    let moves = moves_to(event, party, State::Asked);
    if moves.is_empty() {
        return Err(ActRefused::NothingToDecide);
    }
    Ok(Decision {
        moves,
        ..Decision::without_party(Outcome::Review, by(user))
    })
}

fn set_aside(event: &Event, party: &Party, user: &str) -> Decision {
    let mut moves = moves_to(event, party, State::Refused);
    moves.retain(|change| change.from == State::Asked);
    Decision {
        moves,
        ..Decision::without_party(Outcome::Ignored, by(user))
    }
}

/// The organiser's own words, in the layout of letters.
fn answer(party: &Party, user: &str, words: &str) -> Decision {
    let facts = Facts {
        answer: Some(words.to_owned()),
        ..Facts::default()
    };
    Decision {
        letter: Some(Letter {
            kind: ReplyKind::Answer,
            language: party.language,
            mailbox: party.mailbox,
            facts,
        }),
        ..Decision::without_party(Outcome::Decided, by(user))
    }
}

/// The reason that an organiser did it.
pub(super) fn by(user: &str) -> Reason {
    Reason::Organiser {
        user: user.to_owned(),
        note: None,
    }
}

fn check_seats(seats: &Seats, party: &Party, moves: &[Move]) -> Result<(), ActRefused> {
    let mut need: BTreeMap<Session, u32> = BTreeMap::new();
    for a_move in moves {
        *need.entry(a_move.place.session).or_default() += 1;
    }
    let seated: BTreeSet<i64> = party
        .persons
        .iter()
        .filter(|person| person.places.iter().any(|(_, state)| state.holds_seat()))
        .map(|person| person.position)
        .collect();
    let newcomers: BTreeSet<i64> = moves
        .iter()
        .map(|a_move| a_move.place.position)
        .filter(|position| !seated.contains(position))
        .collect();
    check_room(seats, &need, u32::try_from(newcomers.len()).unwrap_or(u32::MAX))
}

/// Whether so many persons fit, session by session and in all (rules 3, 10).
pub(super) fn check_room(
    seats: &Seats,
    need: &BTreeMap<Session, u32>,
    newcomers: u32,
) -> Result<(), ActRefused> {
    for (session, counts) in &seats.sessions {
        let need = need.get(session).copied().unwrap_or(0);
        if need > counts.free() {
            return Err(ActRefused::NoSeats {
                session: Session::id(*session),
                free: counts.free(),
                need,
            });
        }
    }
    let free = seats.persons_free();
    if newcomers > free {
        return Err(ActRefused::NoPersons {
            free,
            need: newcomers,
        });
    }
    Ok(())
}

/// The party's places as they are after the moves.
#[must_use]
pub fn after(party: &Party, moves: &[Move]) -> Vec<PersonResult> {
    party
        .persons
        .iter()
        .map(|person| PersonResult {
            name: person.name.clone(),
            places: person
                .places
                .iter()
                .map(|&(session, state)| {
                    let place = PlaceId {
                        party: party.id,
                        position: person.position,
                        session,
                    };
                    // What ended can be asked for and decided in one step.
                    let moved = moves.iter().rfind(|a_move| a_move.place == place);
                    (session, moved.map_or(state, |a_move| a_move.to))
                })
                .collect(),
        })
        .collect()
}
