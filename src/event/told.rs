//! What guests were told of the event, and what is other now: of all of it, or of single sessions and visits.

use super::{Event, Localised};
use crate::request::Session;
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// What guests were told of the event, to notice when it changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub date: NaiveDate,
    pub venue: Localised,
    pub address: String,
    /// Session, beginning and end.
    pub hours: Vec<(Session, NaiveTime, NaiveTime)>,
    /// Where each visit meets; `None` where an earlier version wrote it down.
    #[serde(default)]
    pub meeting_places: Option<Vec<(Session, Localised)>>,
    pub cancelled: bool,
}

/// One thing that is other than guests were told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    Date {
        before: NaiveDate,
        now: NaiveDate,
    },
    /// Of the whole event: venue and address.
    Place {
        before: (Localised, String),
        now: (Localised, String),
    },
    Hours {
        session: Session,
        before: (NaiveTime, NaiveTime),
        now: (NaiveTime, NaiveTime),
    },
    MeetingPlace {
        session: Session,
        before: Localised,
        now: Localised,
    },
    /// The event will not take place.
    Cancelled,
}

impl Difference {
    /// Whether somebody with places in these sessions is concerned.
    #[must_use]
    pub fn concerns(&self, sessions: &[Session]) -> bool {
        match self {
            Self::Date { .. } | Self::Place { .. } | Self::Cancelled => true,
            Self::Hours { session, .. } | Self::MeetingPlace { session, .. } => sessions.contains(session),
        }
    }
}

impl Told {
    /// What is other now. Sessions that are new were told to nobody.
    #[must_use]
    pub fn differences(&self, now: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        if self.cancelled != now.cancelled && now.cancelled {
            differences.push(Difference::Cancelled);
        }
        if self.date != now.date {
            differences.push(Difference::Date {
                before: self.date,
                now: now.date,
            });
        }
        if (&self.venue, &self.address) != (&now.venue, &now.address) {
            differences.push(Difference::Place {
                before: (self.venue.clone(), self.address.clone()),
                now: (now.venue.clone(), now.address.clone()),
            });
        }
        for &(session, starts, ends) in &now.hours {
            let known = self.hours.iter().find(|(known, ..)| *known == session);
            if let Some(&(_, from, to)) = known.filter(|(_, from, to)| (*from, *to) != (starts, ends)) {
                differences.push(Difference::Hours {
                    session,
                    before: (from, to),
                    now: (starts, ends),
                });
            }
            let meeting = |told: &Self| {
                let places = told.meeting_places.iter().flatten();
                let place = places.clone().find(|(visit, _)| *visit == session);
                place.map(|(_, place)| place.clone())
            };
            if let (Some(before), Some(now)) = (meeting(self), meeting(now))
                && before != now
            {
                differences.push(Difference::MeetingPlace { session, before, now });
            }
        }
        differences
    }
}

impl Event {
    /// What guests are told of it now.
    #[must_use]
    pub fn told(&self) -> Told {
        let hours = self.sessions.iter().map(|plan| (plan.id, plan.starts, plan.ends));
        let meeting_places = self
            .visits()
            .map(|(_, plan, visit)| (plan.id, visit.meeting_place.clone()));
        Told {
            date: self.date,
            venue: self.venue.clone(),
            address: self.address.clone(),
            hours: hours.collect(),
            meeting_places: Some(meeting_places.collect()),
            cancelled: self.cancelled,
        }
    }
}
