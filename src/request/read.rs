//! The order in which a letter is read: by the rules, by the model, then the doubts of both.

use super::letter::Letter;
use super::model::{Model, Second};
use super::reading::Reading;
use super::separated::as_cells;
use super::{Doubt, Request, budget, doubt, invitation, settled};
use crate::lexicon::Lexicon;
use crate::message::Message;

/// Reads what a message asks of the desk; pure, total, in time linear in its text.
#[must_use]
pub fn read(message: &Message, lexicon: &Lexicon) -> (Request, Vec<Doubt>) {
    let (request, doubts, _) = read_with(message, lexicon, Model::embedded());
    (request, doubts)
}

/// As [`read`], with another model than the one that the program carries, and with what the model said:
/// `Model::default()` knows nothing and leaves everything to the rules.
#[must_use]
pub fn read_with(message: &Message, lexicon: &Lexicon, model: &Model) -> (Request, Vec<Doubt>, Second) {
    let message = &*as_cells(budget::within(message));
    let (request, doubts, second, _) = of_letter(Letter::new(message, lexicon), model);
    (request, doubts, second)
}

/// Reads, and counts the look-ups that it took: what shows that the time is linear, on any machine.
#[must_use]
pub fn read_counted(message: &Message, lexicon: &Lexicon) -> (Request, Vec<Doubt>, u64) {
    let message = &*as_cells(budget::within(message));
    let (request, doubts, _, looks) = of_letter(Letter::new(message, lexicon), Model::embedded());
    (request, doubts, looks)
}

fn of_letter(letter: Letter<'_>, model: &Model) -> (Request, Vec<Doubt>, Second, u64) {
    if let Some((request, doubts)) = invitation::read(&letter) {
        return (request, doubts, Second::default(), letter.body.looks());
    }
    let mut reading = Reading::by_rules(letter);
    let mut second = Second::read(&mut reading, model);
    let judged = doubt::judge(&reading.letter, &reading.cast, &reading.request, &reading.files);
    let (disposition, doubts) = second.weigh(&reading, model, judged);
    settled::settle(&mut reading);
    let looks = reading.letter.body.looks();
    let mut request = reading.request;
    request.disposition = disposition;
    (request, doubts, second, looks)
}
