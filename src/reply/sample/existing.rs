//! Invented letters about registrations that exist: cancelled, changed, passed on, to be confirmed.

use super::{Facts, both, names, person, written};
use crate::event::{Localised, Told};
use crate::language::ReplyLanguage;
use crate::registration::State::{Cancelled, Confirmed, Waiting};
use crate::reply::{DataHeld, DiaryEntry, Field, FieldChange, HeldRequest, RequestedAct, SeatExchange};
use crate::request::Session;
use chrono::{DateTime, NaiveDate, NaiveTime};

const REFERENCE: &str = "RTM-7K3Q9B";

pub(super) fn cancellations(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, third] = names(language);
    let one = Facts {
        persons: vec![person(Some(first), &both(Cancelled))],
        ..written(language)
    };
    let several = Facts {
        persons: [second, third]
            .map(|name| person(Some(name), &both(Cancelled)))
            .to_vec(),
        remaining: vec![Some(first.to_owned())],
        ..written(language)
    };
    let by_organisers = Facts {
        persons: vec![person(Some(second), &both(Cancelled))],
        remaining: vec![Some(first.to_owned()), None],
        by_organisers: true,
        diary: diary(&[Session::Morning, Session::Afternoon], &[]),
        ..written(language)
    };
    vec![one, several, by_organisers]
}

/// The entries of these sessions, with those who have a seat there now.
fn diary(sessions: &[Session], names: &[&str]) -> Vec<DiaryEntry> {
    let entries = sessions.iter().map(|&session| DiaryEntry {
        reference: REFERENCE.to_owned(),
        session,
        names: names.iter().map(|name| Some((*name).to_owned())).collect(),
    });
    entries.collect()
}

pub(super) fn changes(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, _] = names(language);
    let change = |field, from: Option<&str>, to: &str| FieldChange {
        person: Some(first.to_owned()),
        field,
        from: from.map(str::to_owned),
        to: Some(to.to_owned()),
    };
    let one = Facts {
        persons: vec![person(Some(first), &both(Confirmed))],
        changes: vec![change(Field::Phone, None, "+31 10 555 01 77")],
        ..written(language)
    };
    let several = Facts {
        persons: vec![
            person(Some(first), &both(Confirmed)),
            person(
                Some(second),
                &[(Session::Morning, Confirmed), (Session::StudyVisit, Waiting)],
            ),
        ],
        changes: vec![
            change(Field::Interpretation, Some("en"), "fr"),
            change(Field::Diet, None, "[\"vegetarian\"]"),
        ],
        exchanged: vec![SeatExchange {
            person: Some(second.to_owned()),
            from: Session::Afternoon,
            to: Session::Morning,
        }],
        kept: vec![SeatExchange {
            person: Some(second.to_owned()),
            from: Session::Morning,
            to: Session::StudyVisit,
        }],
        ..written(language)
    };
    let mut entries = diary(&[Session::Morning], &[]);
    entries.extend(diary(&[Session::Afternoon], &[first]));
    let by_organisers = Facts {
        persons: vec![person(
            Some(first),
            &[(Session::Morning, Cancelled), (Session::Afternoon, Confirmed)],
        )],
        by_organisers: true,
        diary: entries,
        ..written(language)
    };
    vec![one, several, by_organisers]
}

pub(super) fn swaps(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, third] = names(language);
    let one = Facts {
        persons: vec![person(Some(second), &both(Confirmed))],
        replaced: Some(first.to_owned()),
        ..written(language)
    };
    let several = Facts {
        persons: vec![person(Some(second), &[(Session::Morning, Confirmed)])],
        replaced: None,
        remaining: vec![Some(third.to_owned())],
        ..Facts::default()
    };
    let waits = Facts {
        persons: vec![person(Some(second), &both(Waiting))],
        replaced: Some(third.to_owned()),
        ..written(language)
    };
    let by_organisers = Facts {
        by_organisers: true,
        ..one.clone()
    };
    vec![one, several, waits, by_organisers]
}

pub(super) fn to_be_confirmed(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, _] = names(language);
    [
        RequestedAct::Cancellation,
        RequestedAct::Swap,
        RequestedAct::Change,
        RequestedAct::DataCopy,
        RequestedAct::DataErasure,
    ]
    .into_iter()
    .map(|act| Facts {
        persons: vec![
            person(Some(first), &both(Confirmed)),
            person(Some(second), &both(Waiting)),
        ],
        act: Some(act),
        ..Facts::default()
    })
    .collect()
}

pub(super) fn unnamed(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, third] = names(language);
    [None, Some(2)]
        .map(|withdrawn| Facts {
            persons: [first, second, third]
                .map(|name| person(Some(name), &both(Confirmed)))
                .to_vec(),
            withdrawn,
            ..written(language)
        })
        .to_vec()
}

/// Until a Friday in October, six in the evening in Rotterdam.
pub(super) fn names_to_follow(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, _] = names(language);
    let names_by = DateTime::from_timestamp(1_475_856_000, 0);
    let one = Facts {
        persons: vec![
            person(Some(first), &both(Confirmed)),
            person(None, &both(Confirmed)),
        ],
        names_by,
        ..written(language)
    };
    let several = Facts {
        persons: vec![
            person(Some(first), &both(Confirmed)),
            person(Some(second), &both(Confirmed)),
            person(None, &both(Confirmed)),
            person(None, &both(Waiting)),
        ],
        names_by,
        ..written(language)
    };
    vec![one, several]
}

/// The Summit was to be a day later, elsewhere, and to begin half an hour later.
pub(super) fn event_changes(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, _] = names(language);
    let venue = Localised {
        en: "De Doelen, Rotterdam".to_owned(),
        ..Localised::default()
    };
    let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    let before = Told {
        date: NaiveDate::from_ymd_opt(2016, 11, 10).unwrap_or_default(),
        venue,
        address: "Schouwburgplein 50, 3012 CL Rotterdam".to_owned(),
        hours: vec![(Session::Morning, at(10, 0), at(12, 30))],
        meeting_places: None,
        cancelled: false,
    };
    let one = Facts {
        persons: vec![person(Some(first), &both(Confirmed))],
        event_before: Some(before.clone()),
        ..written(language)
    };
    let several = Facts {
        persons: vec![
            person(Some(first), &both(Confirmed)),
            person(Some(second), &[(Session::StudyVisit, Waiting)]),
        ],
        event_before: Some(before),
        // A Monday in October, noon in Rotterdam.
        reconfirm_by: DateTime::from_timestamp(1_476_698_400, 0),
        ..written(language)
    };
    vec![one, several]
}

pub(super) fn list_left(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, third] = names(language);
    let one = Facts {
        persons: vec![person(Some(first), &both(Cancelled))],
        ..written(language)
    };
    let several = Facts {
        persons: [second, third]
            .map(|name| person(Some(name), &[(Session::StudyVisit, Cancelled)]))
            .to_vec(),
        remaining: vec![Some(first.to_owned())],
        ..written(language)
    };
    vec![one, several]
}

pub(super) fn data(language: ReplyLanguage) -> Vec<Facts> {
    let [first, second, _] = names(language);
    let requests = vec![HeldRequest {
        reference: "RTM-7K3Q9B".to_owned(),
        received_at: DateTime::from_timestamp(1_475_000_000, 0).unwrap_or_default(),
        names: vec![first.to_owned(), second.to_owned()],
    }];
    let held = Facts {
        data: Some(DataHeld {
            requests,
            file: "{}".to_owned(),
        }),
        ..written(language)
    };
    let nothing = Facts {
        data: Some(DataHeld::default()),
        ..written(language)
    };
    vec![held, nothing]
}

pub(super) fn erased(language: ReplyLanguage) -> Vec<Facts> {
    let [first, ..] = names(language);
    let seated = Facts {
        persons: vec![person(Some(first), &[])],
        ..Facts::default()
    };
    vec![Facts::default(), seated]
}
