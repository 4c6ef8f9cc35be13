//! Invented letters of every kind, for `rsvpd check`, previews and tests.

use super::{Envelope, Facts, Letter, Missing, PersonResult, ReplyKind};
use crate::event::Event;
use crate::language::ReplyLanguage;
use crate::message::{Address, MailboxRole};
use crate::registration::State::{self, Confirmed, Refused, Waiting};
use crate::request::Session;
use chrono::{DateTime, TimeDelta};

mod existing;
mod press;

/// Letters of this kind, from the plainest to the one that says most.
#[must_use]
pub fn letters(kind: ReplyKind, language: ReplyLanguage) -> Vec<Letter> {
    let facts = match kind {
        ReplyKind::Receipt => vec![Facts::default(), written(language)],
        ReplyKind::Promotion => confirmations(language),
        ReplyKind::Confirmation => [confirmations(language), vec![by_an_office(language)]].concat(),
        ReplyKind::MixedResult => mixed(language),
        ReplyKind::WaitingListNotice => waiting(language),
        ReplyKind::PartialGroup => groups(language),
        ReplyKind::LateRequest => vec![written(language)],
        ReplyKind::AlreadyRegistered => already(language),
        ReplyKind::QuestionBack => questions(language),
        ReplyKind::PressReceipt => press::receipts(language),
        ReplyKind::PressPapers => press::papers(language),
        ReplyKind::PressAccredited => press::accredited(language),
        ReplyKind::PressRefused => press::refused(language),
        ReplyKind::Answer => vec![answer(language)],
        ReplyKind::Reminder => [confirmations(language), vec![by_an_office(language)]].concat(),
        ReplyKind::EventChanged => existing::event_changes(language),
        ReplyKind::EventCancelled | ReplyKind::EventOver => vec![written(language)],
        ReplyKind::DataCopy => existing::data(language),
        ReplyKind::ErasureDone => existing::erased(language),
        ReplyKind::ListLeft => existing::list_left(language),
        ReplyKind::WrongBox => [MailboxRole::Press, MailboxRole::Registration]
            .into_iter()
            .map(|role| Facts {
                passed_to: Some(role),
                ..written(language)
            })
            .collect(),
        ReplyKind::Refusal => refusals(language),
        ReplyKind::Offer | ReplyKind::OfferReminder => offers(language),
        ReplyKind::OfferExpired => ended_offers(language, State::Expired),
        ReplyKind::DeclineNoted => ended_offers(language, State::Declined),
        ReplyKind::CancellationNoted => existing::cancellations(language),
        ReplyKind::ChangeNoted => existing::changes(language),
        ReplyKind::SwapNoted => existing::swaps(language),
        ReplyKind::PleaseConfirm => existing::to_be_confirmed(language),
        ReplyKind::WhichPersons => existing::unnamed(language),
        ReplyKind::NamesMissing | ReplyKind::NamesNoted => existing::names_to_follow(language),
    };
    let of_press = matches!(
        kind,
        ReplyKind::PressReceipt
            | ReplyKind::PressPapers
            | ReplyKind::PressAccredited
            | ReplyKind::PressRefused
    );
    let letter = |facts: Facts, press: bool| Letter {
        kind,
        language,
        mailbox: if press {
            MailboxRole::Press
        } else {
            MailboxRole::Registration
        },
        facts,
    };
    let mut letters: Vec<Letter> = facts
        .into_iter()
        .map(|facts| {
            let press = of_press || facts.passed_to == Some(MailboxRole::Press);
            letter(facts, press)
        })
        .collect();
    // These two also leave the press office.
    if matches!(kind, ReplyKind::LateRequest | ReplyKind::Refusal) {
        letters.push(letter(written(language), true));
    }
    letters
}

/// An answer to a letter that came two weeks after registration opened; a late one, on the day after it closed or after
/// the event.
#[must_use]
pub fn envelope(event: &Event, kind: ReplyKind) -> Envelope {
    let now = match kind {
        ReplyKind::LateRequest => event.registration.closes + TimeDelta::days(1),
        ReplyKind::EventOver => event.ends() + TimeDelta::days(1),
        _ => event.registration.opens + TimeDelta::days(14),
    };
    Envelope {
        to: Address {
            name: None,
            address: "guest@town.example".to_owned(),
        },
        reference: format!("{}-7K3Q9B", event.reference_prefix),
        in_reply_to: Some("4711.letter@town.example".to_owned()),
        references: vec!["4710.letter@town.example".to_owned()],
        message_id: "rtm-7k3q9b.1@desk.example".to_owned(),
        now,
        original_subject: Some("Rotterdam, 9.11.2016".to_owned()),
    }
}

fn names(language: ReplyLanguage) -> [&'static str; 3] {
    match language {
        ReplyLanguage::En => ["Margaret Ashworth", "Daniel Okafor", "Siobhán Kelly"],
        ReplyLanguage::Fr => ["Claire Dumont", "Jean-Baptiste Lefèvre", "Aïcha Benali"],
        ReplyLanguage::De => ["Katharina Groß", "Jürgen Weiß-Brandt", "Ayla Schneider"],
        ReplyLanguage::It => ["Giulia Ferrero", "Niccolò D’Angelo", "Marco Bellini"],
        ReplyLanguage::Ru => ["Елена Соколова", "Дмитрий Орлов", "Ольга Ковалёва"],
        ReplyLanguage::Tr => ["Ayşe Yıldız", "İbrahim Çağlar", "Gülşen Öztürk"],
    }
}

fn written(language: ReplyLanguage) -> Facts {
    let [writer, ..] = names(language);
    Facts {
        writer: Some(writer.to_owned()),
        ..Facts::default()
    }
}

fn person(name: Option<&str>, places: &[(Session, State)]) -> PersonResult {
    PersonResult {
        name: name.map(str::to_owned),
        places: places.to_vec(),
    }
}

fn both(state: State) -> [(Session, State); 2] {
    [(Session::Morning, state), (Session::Afternoon, state)]
}

fn confirmations(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, third] = names(language);
    let one = Facts {
        persons: vec![person(Some(first), &both(Confirmed))],
        sessions_assumed: true,
        ..written(language)
    };
    let several = Facts {
        persons: vec![
            person(Some(second), &both(Confirmed)),
            person(Some(third), &both(Confirmed)),
            person(None, &both(Confirmed)),
            person(None, &both(Confirmed)),
        ],
        ..written(language)
    };
    let unlike = Facts {
        persons: vec![
            person(Some(first), &Session::ALL.map(|session| (session, Confirmed))),
            person(Some(second), &[(Session::Morning, Confirmed)]),
            person(None, &[(Session::Morning, Confirmed)]),
        ],
        ..Facts::default()
    };
    vec![one, several, unlike]
}

/// A secretary has registered somebody else.
fn by_an_office(language: ReplyLanguage) -> Facts {
    let [_, second, third] = names(language);
    Facts {
        writer: Some(third.to_owned()),
        persons: vec![person(Some(second), &both(Confirmed))],
        for_others: true,
        ..Facts::default()
    }
}

fn mixed(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, _] = names(language);
    let visit_full = [
        (Session::Morning, Confirmed),
        (Session::StudyVisit, Waiting),
        (Session::Afternoon, Confirmed),
    ];
    let one = Facts {
        persons: vec![person(Some(first), &visit_full)],
        position: Some(12),
        ..written(language)
    };
    let several = Facts {
        persons: vec![
            person(Some(first), &visit_full),
            person(Some(second), &[(Session::Morning, Confirmed)]),
            person(None, &[(Session::StudyVisit, Waiting)]),
        ],
        ..written(language)
    };
    vec![one, several]
}

fn waiting(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, third] = names(language);
    let one = Facts {
        persons: vec![person(Some(first), &both(Waiting))],
        sessions_assumed: true,
        ..written(language)
    };
    let several = Facts {
        persons: [first, second, third]
            .map(|name| person(Some(name), &[(Session::StudyVisit, Waiting)]))
            .to_vec(),
        position: Some(7),
        ..Facts::default()
    };
    vec![one, several]
}

fn groups(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, third] = names(language);
    let whole = |free| Facts {
        persons: [Some(first), Some(second), Some(third), None, None]
            .map(|name| {
                person(
                    name,
                    &[(Session::Morning, Confirmed), (Session::StudyVisit, Waiting)],
                )
            })
            .to_vec(),
        free: Some(free),
        need: Some(5),
        free_in: Some(Session::StudyVisit),
        ..written(language)
    };
    vec![whole(1), whole(2)]
}

fn already(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, _] = names(language);
    let one = Facts {
        persons: vec![person(Some(first), &both(Confirmed))],
        ..written(language)
    };
    let several = Facts {
        persons: vec![
            person(Some(first), &both(Confirmed)),
            person(Some(second), &[(Session::StudyVisit, Waiting)]),
        ],
        ..written(language)
    };
    vec![one, several]
}

fn questions(language: ReplyLanguage) -> Vec<Facts> {
    [
        vec![Missing::Names],
        vec![Missing::Names, Missing::Count],
        vec![Missing::Names, Missing::CountOpen],
    ]
    .into_iter()
    .map(|missing| Facts {
        missing,
        ..written(language)
    })
    .collect()
}

fn answer(language: ReplyLanguage) -> Facts {
    let words = match language {
        ReplyLanguage::En => {
            "The sessions are not recorded, but the presentations will be published on the event page.\n\nThe city hall is five minutes’ walk from Beurs metro station."
        }
        ReplyLanguage::Fr => {
            "Les séances ne sont pas enregistrées, mais les présentations seront publiées sur la page de l’événement.\n\nL’hôtel de ville se trouve à cinq minutes à pied de la station de métro Beurs."
        }
        ReplyLanguage::De => {
            "Die Sitzungen werden nicht aufgezeichnet, die Präsentationen aber auf der Veranstaltungsseite veröffentlicht.\n\nVom U-Bahnhof Beurs sind es fünf Minuten zu Fuß zum Rathaus."
        }
        ReplyLanguage::It => {
            "Le sessioni non vengono registrate, ma le presentazioni saranno pubblicate sulla pagina dell’evento.\n\nIl municipio dista cinque minuti a piedi dalla stazione della metropolitana Beurs."
        }
        ReplyLanguage::Ru => {
            "Запись заседаний не ведётся, но презентации будут опубликованы на странице мероприятия.\n\nРатуша находится в пяти минутах ходьбы от станции метро «Бёрс»."
        }
        ReplyLanguage::Tr => {
            "Oturumlar kaydedilmemektedir; sunumlar ise etkinlik sayfasında yayımlanacaktır.\n\nBelediye binası, Beurs metro istasyonuna yürüyerek beş dakika uzaklıktadır."
        }
    };
    Facts {
        answer: Some(words.to_owned()),
        ..written(language)
    }
}

fn refusals(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, _] = names(language);
    let one = Facts {
        persons: vec![person(Some(first), &both(Refused))],
        ..written(language)
    };
    let several = Facts {
        persons: vec![
            person(Some(first), &[(Session::Morning, Confirmed)]),
            person(Some(second), &[(Session::Morning, Refused)]),
        ],
        reason: Some(reason(language).to_owned()),
        ..written(language)
    };
    vec![one, several]
}

/// An offer holds until a Monday in October, noon in Rotterdam.
fn offers(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, third] = names(language);
    let offer_until = DateTime::from_timestamp(1_476_698_400, 0);
    let one = Facts {
        persons: vec![person(Some(first), &both(State::Offered))],
        offer_until,
        ..written(language)
    };
    let several = Facts {
        persons: [Some(first), Some(second), Some(third), None, None]
            .map(|name| person(name, &[(Session::StudyVisit, State::Offered)]))
            .to_vec(),
        offer_until,
        ..written(language)
    };
    let unlike = Facts {
        persons: vec![
            person(
                Some(second),
                &[
                    (Session::Morning, Confirmed),
                    (Session::StudyVisit, State::Offered),
                ],
            ),
            person(Some(third), &[(Session::StudyVisit, State::Offered)]),
        ],
        offer_until,
        ..Facts::default()
    };
    vec![one, several, unlike]
}

fn ended_offers(language: ReplyLanguage, state: State) -> Vec<Facts> {
    let [first, second, _] = names(language);
    let one = Facts {
        persons: vec![person(Some(first), &both(state))],
        ..written(language)
    };
    let several = Facts {
        persons: vec![
            person(
                Some(first),
                &[(Session::Morning, Confirmed), (Session::StudyVisit, state)],
            ),
            person(Some(second), &[(Session::StudyVisit, state)]),
        ],
        ..written(language)
    };
    vec![one, several]
}

fn reason(language: ReplyLanguage) -> &'static str {
    match language {
        ReplyLanguage::En => "The Summit is open to representatives of local and regional authorities.",
        ReplyLanguage::Fr => "Le Sommet est réservé aux représentants des collectivités territoriales.",
        ReplyLanguage::De => {
            "Der Gipfel richtet sich an Vertreterinnen und Vertreter von Gemeinden und Regionen."
        }
        ReplyLanguage::It => "Il Vertice è riservato ai rappresentanti degli enti locali e regionali.",
        ReplyLanguage::Ru => "Саммит предназначен для представителей местных и региональных властей.",
        ReplyLanguage::Tr => "Zirve, yerel ve bölgesel yönetimlerin temsilcilerine açıktır.",
    }
}
