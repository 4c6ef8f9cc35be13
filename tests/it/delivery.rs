//! How replies leave: over SMTP with a server that misbehaves, into a folder, and the bytes they are made of.

use rsvpd::delivery::smtp::{Smtp, SmtpSettings};
use rsvpd::delivery::{Delivered, Parcel};

mod folder;
mod format;
mod lines;
mod trouble;

fn parcel(number: usize) -> Parcel {
    Parcel {
        sender: "desk@summit.example".to_owned(),
        recipient: format!("guest{number}@city.example"),
        // A line that begins with a dot must arrive as it is (RFC 5321 4.5.2).
        raw: format!(
            "Subject: {number}\r\nMessage-ID: <{number}@summit.example>\r\n\r\n.Dear guest\r\n.\r\n"
        )
        .into_bytes(),
        label: format!("{number:05}"),
    }
}

fn parcels(numbers: impl IntoIterator<Item = usize>) -> Vec<Parcel> {
    numbers.into_iter().map(parcel).collect()
}

/// Over one connection, so that what comes first is known.
fn one_connection(settings: SmtpSettings) -> Smtp {
    Smtp::new(SmtpSettings {
        connections: 1,
        ..settings
    })
}

/// The words of a failure, whichever it is; empty if there is none.
fn words(outcome: &Delivered) -> &str {
    match outcome {
        Delivered::Accepted => "",
        Delivered::TryAgain(why)
        | Delivered::Waits(why)
        | Delivered::Blocked(why)
        | Delivered::Refused(why)
        | Delivered::Uncertain(why) => why,
    }
}

fn is_try_again(outcome: &Delivered) -> bool {
    matches!(outcome, Delivered::TryAgain(_))
}

fn waits(outcome: &Delivered) -> bool {
    matches!(outcome, Delivered::Waits(_))
}

fn is_blocked(outcome: &Delivered) -> bool {
    matches!(outcome, Delivered::Blocked(_))
}

fn is_refused(outcome: &Delivered) -> bool {
    matches!(outcome, Delivered::Refused(_))
}

fn is_uncertain(outcome: &Delivered) -> bool {
    matches!(outcome, Delivered::Uncertain(_))
}
