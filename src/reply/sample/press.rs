//! Invented letters to the press: received, papers wanted, accredited, refused.

use super::{Facts, names, person, reason, written};
use crate::language::ReplyLanguage;
use crate::reply::{Paper, PressPaper};
use crate::request::PressWish;

pub(super) fn receipts(language: ReplyLanguage) -> Vec<Facts> {
    let bare = Facts {
        papers_wanted: vec![Paper::Medium, Paper::Function, Paper::Credential],
        ..Facts::default()
    };
    let team = Facts {
        papers_given: vec![PressPaper::Medium, PressPaper::Function, PressPaper::PressCard],
        papers_wanted: vec![Paper::Credential, Paper::Crew, Paper::Equipment],
        ..of_radio(language)
    };
    vec![bare, team]
}

pub(super) fn papers(language: ReplyLanguage) -> Vec<Facts> {
    let some = Facts {
        papers_came: true,
        papers_given: vec![PressPaper::Medium, PressPaper::Function],
        papers_wanted: vec![Paper::Credential, Paper::Equipment],
        ..of_radio(language)
    };
    let all = Facts {
        papers_given: vec![
            PressPaper::Medium,
            PressPaper::Function,
            PressPaper::PressCardCopy,
            PressPaper::Crew,
            PressPaper::Equipment,
        ],
        ..of_radio(language)
    };
    vec![some, all]
}

pub(super) fn accredited(language: ReplyLanguage) -> Vec<Facts> {
    let [first, ..] = names(language);
    let one = Facts {
        persons: vec![person(Some(first), &[])],
        outlet: Some("Radio Nord".to_owned()),
        ..written(language)
    };
    vec![one, of_radio(language)]
}

pub(super) fn refused(language: ReplyLanguage) -> Vec<Facts> {
    let several = Facts {
        reason: Some(reason(language).to_owned()),
        ..of_radio(language)
    };
    vec![written(language), several]
}

/// Two persons of a radio who want to record and to interview.
fn of_radio(language: ReplyLanguage) -> Facts {
    let [first, second, _] = names(language);
    Facts {
        persons: vec![person(Some(first), &[]), person(Some(second), &[])],
        outlet: Some("Radio Nord".to_owned()),
        press_wishes: vec![
            PressWish::Accreditation,
            PressWish::Interview,
            PressWish::Recording,
        ],
        ..written(language)
    }
}
