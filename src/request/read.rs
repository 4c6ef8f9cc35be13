//! The order in which a letter is read: layout, people, intent, who comes, their fields and wishes, doubts.

use super::letter::Letter;
use super::{
    Disposition, Doubt, Found, Intent, Request, attached, attend, budget, count, doubt, fields, intent,
    invitation, people, press, wishes,
};
use crate::lexicon::Lexicon;
use crate::message::Message;

/// Reads what a message asks of the desk; pure, total, in time linear in its text.
#[must_use]
pub fn read(message: &Message, lexicon: &Lexicon) -> (Request, Vec<Doubt>) {
    let message = &*budget::within(message);
    of_letter(&Letter::new(message, lexicon))
}

/// Reads, and counts the look-ups that it took: what shows that the time is linear, on any machine.
#[must_use]
pub fn read_counted(message: &Message, lexicon: &Lexicon) -> (Request, Vec<Doubt>, u64) {
    let message = &*budget::within(message);
    let letter = Letter::new(message, lexicon);
    let (request, doubts) = of_letter(&letter);
    (request, doubts, letter.body.looks())
}

fn of_letter(letter: &Letter<'_>) -> (Request, Vec<Doubt>) {
    if let Some(answer) = invitation::read(letter) {
        return answer;
    }
    let mut cast = people::find(letter);
    attend::settle(letter, &mut cast);
    let intent = intent::read(letter, &cast);
    let chosen = attend::choose(letter, &cast, intent.value);
    let count = count::read(letter, &cast, intent.value, &chosen);
    let mut attendees = fields::attendees(letter, &cast, &chosen, count.unnamed);
    if intent.value != Intent::DataRequest {
        wishes::assign(letter, &cast, &chosen, &mut attendees);
    }
    let mut files = attached::read(letter, intent.value);
    let assumed = chosen
        .iter()
        .all(|&index| Some(index) == cast.writer && count.unnamed == 0);
    attached::join(&mut files, assumed, &mut attendees);
    let seats = attached::seats(&files, &attendees)
        .filter(|listed| count.seats.as_ref().is_none_or(|said| said.value < listed.value))
        .or(count.seats);
    let press = press::read(letter, &cast, intent.value, &attendees);
    press::share_outlet(press.as_ref(), &mut attendees);
    let writer = cast
        .writer()
        .filter(|_| !matches!(intent.value, Intent::Automatic | Intent::Bounce))
        .map(|person| Found {
            value: person.name.clone(),
            evidence: person.evidence.clone(),
        });
    let replaced = attend::replaced(&cast).filter(|_| intent.value == Intent::Change);
    let replaces = replaced
        .and_then(|index| cast.people.get(index))
        .map(|person| Found {
            value: person.name.clone(),
            evidence: person.evidence.clone(),
        });
    let mut request = Request {
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
    let (disposition, doubts) = doubt::judge(letter, &cast, &request, &files);
    request.disposition = disposition;
    (request, doubts)
}
