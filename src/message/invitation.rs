//! Answers of guests' calendars to the entries that our confirmations bring (RFC 6047), told from all other calendar mail.

use super::{Address, Desk};
use crate::attachment::invitation::{self, Participation};

/// The answer of a guest's calendar to one of our own entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationAnswer {
    /// The reference of the registration, as in `RTM-7K3Q9B`; anybody may have written it.
    pub reference: String,
    /// The id of the session.
    pub session: String,
    /// Who answers, and what; `None` where it names several guests and does not tell which of them.
    pub by: Option<GuestAnswer>,
}

/// A guest, and what their calendar says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestAnswer {
    pub guest: Address,
    pub participation: Participation,
}

/// The answer in a calendar, if its UID has the form of ours: `<reference in lower case>-<session>@<our domain>`.
///
/// `sender` is the address in From, whose answer it is where the calendar lists several guests.
pub(super) fn read(calendar: &str, sender: Option<&str>, desk: &Desk) -> Option<InvitationAnswer> {
    let answer = invitation::answer(calendar, sender)?;
    let (local, domain) = answer.uid.rsplit_once('@')?;
    let ours = desk.addresses.iter().any(|(address, _)| {
        address
            .rsplit_once('@')
            .is_some_and(|(_, own)| own.eq_ignore_ascii_case(domain))
    });
    let mut parts = local.splitn(3, '-');
    let (prefix, code, session) = (parts.next()?, parts.next()?, parts.next()?);
    let letters = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic());
    let coded = code.len() == 6 && code.chars().all(|c| c.is_ascii_alphanumeric());
    let named = session.len() <= 40 && session.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    (ours && letters(prefix) && coded && named && !session.is_empty()).then(|| InvitationAnswer {
        reference: format!("{prefix}-{code}").to_uppercase(),
        session: session.to_owned(),
        by: answer.by.map(|by| GuestAnswer {
            guest: Address {
                name: by.name,
                address: by.address,
            },
            participation: by.participation,
        }),
    })
}
