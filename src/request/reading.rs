//! A letter as the rules read it, open to be read again with another intent or other persons.

use super::attached::{self, Attached};
use super::attend::gone::{fullest, gone};
use super::cast::Cast;
use super::fields::{Finds, Values};
use super::letter::Letter;
use super::{Disposition, Found, Intent, Request, attend, count, fields, intent, people, press, wishes};

/// A letter laid out, its persons, and what it asks.
#[derive(Debug)]
pub struct Reading<'m> {
    pub letter: Letter<'m>,
    pub cast: Cast,
    /// What can be a field of somebody; whom the request is about changes nothing of it.
    pub values: Values,
    /// Indices in the cast of the persons that the request is about.
    pub chosen: Vec<usize>,
    pub request: Request,
    /// What became of the attachments.
    pub files: Vec<Attached>,
}

impl<'m> Reading<'m> {
    /// Reads by the rules.
    #[must_use]
    pub fn by_rules(letter: Letter<'m>) -> Self {
        let mut cast = people::find(&letter);
        attend::settle(&letter, &mut cast);
        let intent = intent::read(&letter, &cast);
        let chosen = attend::choose(&letter, &cast, intent.value);
        let values = Values::find(&letter, &cast);
        let (request, files) = fill(
            Finds {
                letter: &letter,
                cast: &cast,
                values: &values,
            },
            intent,
            &chosen,
        );
        Self {
            letter,
            cast,
            values,
            chosen,
            request,
            files,
        }
    }

    /// What gives values to persons.
    #[must_use]
    pub fn finds(&self) -> Finds<'_, 'm> {
        Finds {
            letter: &self.letter,
            cast: &self.cast,
            values: &self.values,
        }
    }

    /// Reads again with this intent, and the persons that the rules choose for it.
    pub fn with_intent(&mut self, intent: Found<Intent>) {
        let chosen = attend::choose(&self.letter, &self.cast, intent.value);
        (self.request, self.files) = fill(self.finds(), intent, &chosen);
        self.chosen = chosen;
    }

    /// Reads again with these persons.
    pub fn with_persons(&mut self, chosen: Vec<usize>) {
        let intent = self.request.intent.clone();
        (self.request, self.files) = fill(self.finds(), intent, &chosen);
        self.chosen = chosen;
    }
}

/// Everything that follows from the intent and the persons.
fn fill(finds: Finds<'_, '_>, intent: Found<Intent>, chosen: &[usize]) -> (Request, Vec<Attached>) {
    let Finds { letter, cast, .. } = finds;
    let count = count::read(letter, cast, &finds.values.crew, intent.value, chosen);
    let mut attendees = fields::attendees(finds, chosen, count.unnamed);
    if intent.value != Intent::DataRequest {
        wishes::assign(letter, cast, chosen, &mut attendees);
    }
    let mut files = attached::read(letter, intent.value);
    let assumed = chosen
        .iter()
        .all(|&index| Some(index) == cast.writer && count.unnamed == 0);
    attached::join(&mut files, assumed, &mut attendees);
    let seats = attached::seats(&files, &attendees)
        .filter(|listed| count.seats.as_ref().is_none_or(|said| said.value < listed.value))
        .or(count.seats);
    let press = press::read(letter, cast, intent.value, &attendees);
    press::share_outlet(press.as_ref(), &mut attendees);
    let writer = cast
        .writer()
        .filter(|_| !matches!(intent.value, Intent::Automatic | Intent::Bounce))
        .map(|person| Found {
            value: person.name.clone(),
            evidence: person.evidence.clone(),
        });
    let replaced = attend::replaced(cast)
        .filter(|index| !chosen.contains(index))
        .or_else(|| gone(letter, cast, chosen));
    let replaces = replaced
        .filter(|_| intent.value == Intent::Change)
        .and_then(|index| cast.people.get(index))
        .map(|person| Found {
            value: fullest(letter, person),
            evidence: person.evidence.clone(),
        });
    let request = Request {
        mailbox: letter.message.mailbox,
        language: letter.language.clone(),
        intent,
        disposition: Disposition::Review,
        writer,
        attendees,
        seats,
        replaces,
        press,
    };
    (request, files)
}
