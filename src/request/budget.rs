//! How much of a message is read: nobody writes more in a letter, and whatever is beyond is left to a person.

use crate::message::{Damage, Line, LineKind, Message};
use std::borrow::Cow;

/// Bytes of the writer's own lines; a list of a hundred and fifty persons has fewer.
pub const OWN_MAX: usize = 16 << 10;
/// Bytes of quotations, which only tell what the thread was about.
pub const FOREIGN_MAX: usize = 8 << 10;
/// Lines that are not blank.
pub const LINES_MAX: usize = 2_000;
/// Bytes of a subject.
pub const SUBJECT_MAX: usize = 1_000;
/// Bytes of a display name.
pub const NAME_MAX: usize = 300;
/// Words of one sentence; where more follow each other without a stop, the next sentence begins.
pub const SENTENCE_MAX: usize = 160;
/// Names and forms of one letter that become persons.
pub const PERSONS_MAX: usize = 200;

/// The message as far as it is read. Places in the text stay what they are; lines left out are blank.
///
/// What the writer wrote beyond is noted as [`Damage::TooMuch`], so that a person looks; of quotations it is not.
#[must_use]
pub fn within(message: &Message) -> Cow<'_, Message> {
    let name = message.from.as_ref().and_then(|from| from.name.as_deref());
    let fits = message.text.len() <= FOREIGN_MAX
        && message.lines.len() <= LINES_MAX
        && message.subject.len() <= SUBJECT_MAX
        && name.is_none_or(|name| name.len() <= NAME_MAX);
    if fits {
        return Cow::Borrowed(message);
    }
    let mut short = message.clone();
    let mut cut = clip(&mut short.subject, SUBJECT_MAX);
    if let Some(name) = short.from.as_mut().and_then(|from| from.name.as_mut()) {
        cut |= clip(name, NAME_MAX);
    }
    cut |= keep_lines(&short.text, &mut short.lines);
    let end = short.lines.iter().map(|line| line.range.end).max().unwrap_or(0);
    short.text.truncate(end);
    if cut && !short.damage.contains(&Damage::TooMuch) {
        short.damage.push(Damage::TooMuch);
    }
    Cow::Owned(short)
}

/// Makes lines beyond the limits blank; whether one of the writer's was among them.
fn keep_lines(text: &str, lines: &mut [Line]) -> bool {
    // Bytes and lines so far: the writer's, and those of others.
    let (mut own, mut foreign) = ((0, 0), (0, 0));
    let mut cut = false;
    for line in lines {
        let writers = match line.kind {
            LineKind::Own | LineKind::Forwarded | LineKind::Signature => true,
            LineKind::Quoted | LineKind::QuoteHeading | LineKind::Disclaimer => false,
            LineKind::Blank => {
                line.range = 0..0;
                continue;
            }
        };
        let ((used, count), most) = if writers {
            (&mut own, OWN_MAX)
        } else {
            (&mut foreign, FOREIGN_MAX)
        };
        let left = if *count < LINES_MAX { most - *used } else { 0 };
        let wanted = line.range.len();
        let shown = text.get(line.range.clone()).unwrap_or_default();
        line.range.end = line.range.start + shown.floor_char_boundary(left);
        *used += line.range.len();
        *count += 1;
        cut |= writers && line.range.len() < wanted;
        if line.range.is_empty() && wanted > 0 {
            line.kind = LineKind::Blank;
            line.range = 0..0;
        }
    }
    cut
}

fn clip(text: &mut String, most: usize) -> bool {
    let cut = text.len() > most;
    text.truncate(text.floor_char_boundary(most));
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Desk;

    fn message(text: &str) -> Message {
        let raw = format!("From: a@guest.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}");
        Message::parse(raw.as_bytes(), &Desk::default(), None)
    }

    #[test]
    fn letters_that_persons_write_are_read_whole() {
        let letter = message("I would like to attend.\n\nKind regards\nAnn Lee\n");
        assert!(matches!(within(&letter), Cow::Borrowed(_)));
    }

    #[test]
    fn the_writers_words_beyond_the_limit_are_left_to_a_person() {
        let letter = message(&"Grüße an alle, ".repeat(20_000));
        let short = within(&letter);
        assert!(short.text.len() <= OWN_MAX && short.text.len() > OWN_MAX - 4);
        assert!(short.damage.contains(&Damage::TooMuch));
        assert!(letter.text.starts_with(&short.text));
    }

    #[test]
    fn a_long_quotation_takes_no_room_from_the_words_below_it() {
        let letter = message(&format!(
            "{}\nI will come.\n",
            "> We look forward to you.\n".repeat(4_000)
        ));
        let short = within(&letter);
        assert_eq!(short.own_text(), "I will come.");
        assert!(!short.damage.contains(&Damage::TooMuch));
    }
}
