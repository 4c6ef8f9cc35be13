//! Who made a message, and the only place that can make a [`Correspondent`]: whom the desk may answer.

use crate::message::clients::{CLIENTS, fold};
use crate::message::fields::Fields;
use crate::message::{Address, Damage, Desk, InvitationAnswer, LineKind, Message};
use authentication::Verdict;
use mail_parser::Message as Mime;
use serde::{Deserialize, Serialize};

mod authentication;
mod bounce;
mod signs;

/// A person whom an answer may be sent to; only [`Origin`] of a message that a person wrote holds one (mail-rules 2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondent {
    address: Address,
    authenticated: bool,
}

impl Correspondent {
    /// Where an answer goes: the From address, never Reply-To (mail-rules 2.2).
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Whether the trusted mail server, or the desk's own check, vouches for the From domain (mail-rules 2.4).
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.authenticated
    }
}

/// Who made a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A person who may be answered.
    Person(Correspondent),
    /// Seems to be a person, but must not be answered without an organiser's look.
    Held(Held),
    /// An automatic system; the sign that gave it away.
    Automatic(String),
    /// A report on delivery (RFC 3464); the Message-ID of ours that it is about, and the address, if told.
    Bounce {
        of: Option<String>,
        recipient: Option<String>,
        permanent: bool,
    },
    /// Mail of a list or newsletter; the sign.
    List(String),
    /// Our own mail come back; the sign.
    Ourselves(String),
}

/// Why a message that may be a person's is not answered automatically.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// From is missing, invalid, repeated or names several mailboxes (RFC 7103 7.5).
    FromUnclear,
    /// From, Return-Path domain and Reply-To do not agree.
    SenderDisagrees,
    /// The address says that nobody reads there.
    NoReplyAddress,
    /// None of our addresses is among the recipients.
    NotAddressedToUs,
    /// DMARC or an aligned check failed.
    AuthenticationFailed,
    /// The mail system judged it spam.
    JudgedSpam,
    /// The subject is one of automatic replies, with no other sign.
    SubjectOfAutoReply,
    /// The sender asks for no automatic response (X-Auto-Response-Suppress).
    AsksForNoAnswer,
    /// It passed more than 25 mail systems, as mail in a loop does (mail-rules 2.3 g).
    TravelledTooFar,
    /// Nothing in it can be read.
    Unreadable,
}

/// Received fields beyond which a message is suspected to run in a loop.
const HOPS_MAX: usize = 25;

/// Judges who made a message; the only maker of a [`Correspondent`].
///
/// Signs that forbid an answer come first (mail-rules 2.1), then reasons to let an organiser look, and a person is what remains.
///
/// `own` is what the desk found out itself about the sender, as an Authentication-Results field.
pub(crate) fn judge(
    message: &Message,
    fields: &Fields,
    mime: &Mime<'_>,
    desk: &Desk,
    own: Option<&str>,
) -> Origin {
    if let Some(sign) = signs::of_ourselves(message, fields, desk) {
        return Origin::Ourselves(sign);
    }
    if let Some(bounce) = bounce::read(message, fields, mime, desk) {
        return bounce;
    }
    let robot = signs::of_a_robot(message, fields, mime);
    if let Some(invitation) = message
        .invitation
        .as_ref()
        .filter(|_| signs::of_a_list(message, fields).is_none())
    {
        let verdict = authentication::judge(message, fields, desk, own);
        return of_a_calendar(message, fields, desk, invitation, (robot.is_some(), verdict));
    }
    if let Some(sign) = robot {
        return Origin::Automatic(sign);
    }
    if let Some(sign) = signs::of_a_list(message, fields) {
        return Origin::List(sign);
    }
    if let Some(sign) = subject_of_a_robot(message, fields) {
        return Origin::Automatic(sign);
    }
    let verdict = authentication::judge(message, fields, desk, own);
    match held(message, fields, desk, verdict) {
        Some(reason) => Origin::Held(reason),
        None => Origin::Person(Correspondent {
            address: message.from.clone().unwrap_or_default(),
            authenticated: verdict == Verdict::Pass,
        }),
    }
}

/// A guest's calendar answers our own entry (RFC 6047): the guest made it, but only in their own name, and whoever
/// marks it as automatic gets no answer.
fn of_a_calendar(
    message: &Message,
    fields: &Fields,
    desk: &Desk,
    invitation: &InvitationAnswer,
    (automatic, verdict): (bool, Verdict),
) -> Origin {
    // Where it does not tell whose answer it is, it claims to be nobody else's.
    let guest = invitation.by.as_ref().map(|by| by.guest.address.as_str());
    let own = message
        .from
        .as_ref()
        .is_some_and(|from| guest.is_none_or(|guest| from.address.eq_ignore_ascii_case(guest)));
    let reason = match held(message, fields, desk, verdict) {
        Some(Held::SubjectOfAutoReply | Held::Unreadable) | None if automatic => Some(Held::AsksForNoAnswer),
        Some(Held::SubjectOfAutoReply | Held::Unreadable) | None if !own => Some(Held::SenderDisagrees),
        Some(Held::SubjectOfAutoReply | Held::Unreadable) => None,
        other => other,
    };
    match reason {
        Some(reason) => Origin::Held(reason),
        None => Origin::Person(Correspondent {
            address: message.from.clone().unwrap_or_default(),
            authenticated: verdict == Verdict::Pass,
        }),
    }
}

/// Whether the configured server says anything of the sender.
pub(crate) fn is_vouched_for(fields: &Fields, desk: &Desk) -> bool {
    authentication::topmost(fields, desk).is_some()
}

/// Whether an address is one syntactically valid mailbox that mail can be sent to.
pub(crate) fn is_valid(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(
                c,
                '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '@' | '\\' | '[' | ']'
            )
    };
    let labels = domain.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    });
    !local.is_empty()
        && local.len() <= 64
        && local.chars().all(plain)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && labels
        && domain.contains('.')
        && address.len() <= 254
}

/// The subject of an automatic answer where its form or a second sign leaves no doubt; the subject alone does not prove it (RFC 3834 3.1.5).
fn subject_of_a_robot(message: &Message, fields: &Fields) -> Option<String> {
    let subject = fold(&message.subject);
    let suppresses = signs::suppresses_answers(fields);
    if let Some(phrase) = CLIENTS.automatic_subject(&subject) {
        // Exchange, Notes and vacation programs write "<words>: <our subject>"; a person would not.
        let rest = subject.strip_prefix(phrase).unwrap_or_default().trim_start();
        let form = phrase.chars().count() >= 10 && rest.starts_with(':');
        if form || suppresses {
            return Some(format!("subject \"{phrase}\""));
        }
    }
    let numbered = subject
        .split_once('#')
        .is_some_and(|(_, rest)| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        || subject.starts_with('[')
            && subject
                .split_once(']')
                .is_some_and(|(tag, _)| tag.chars().filter(char::is_ascii_digit).count() >= 3);
    if CLIENTS.receipt_subject.is_in(&subject) && (numbered || suppresses) {
        return Some("subject of a ticket system".into());
    }
    if CLIENTS.calendar_subject(&subject).is_some()
        && (suppresses
            || fields
                .first("content-class")
                .is_some_and(|class| class.to_lowercase().contains("calendarmessage")))
    {
        return Some("subject of a calendar's answer".into());
    }
    None
}

/// The first reason to hold a message that no robot made.
fn held(message: &Message, fields: &Fields, desk: &Desk, verdict: Verdict) -> Option<Held> {
    let from = message.from.as_ref();
    if message.damage.contains(&Damage::FromUnclear)
        || fields.values("subject").count() > 1
        || fields.values("to").count() > 1
    {
        return Some(Held::FromUnclear);
    }
    let from = from?;
    if signs::is_no_reply(&from.address) {
        return Some(Held::NoReplyAddress);
    }
    if verdict == Verdict::Fail {
        return Some(Held::AuthenticationFailed);
    }
    if signs::judged_spam(fields) {
        return Some(Held::JudgedSpam);
    }
    if senders_disagree(message, fields, &from.address) {
        return Some(Held::SenderDisagrees);
    }
    if !addressed_to_us(message, fields, desk) {
        return Some(Held::NotAddressedToUs);
    }
    if fields.values("received").count() > HOPS_MAX {
        return Some(Held::TravelledTooFar);
    }
    if signs::suppresses_answers(fields) {
        return Some(Held::AsksForNoAnswer);
    }
    let subject = fold(&message.subject);
    if CLIENTS.automatic_subject(&subject).is_some()
        || CLIENTS.receipt_subject.begins(&subject)
        || CLIENTS.bounce_subject.begins(&subject)
    {
        return Some(Held::SubjectOfAutoReply);
    }
    let readable =
        message.lines.iter().any(|line| line.kind != LineKind::Blank) || !message.subject.is_empty();
    let encrypted = message.damage.contains(&Damage::Encrypted);
    (!readable || encrypted || message.damage.contains(&Damage::NoHeader)).then_some(Held::Unreadable)
}

/// From, Return-Path, Sender and Reply-To must belong to one organisation: the answer goes to From only (mail-rules 2.2).
fn senders_disagree(message: &Message, fields: &Fields, from: &str) -> bool {
    let differs = |address: &str| {
        is_valid(address) && !authentication::same_organisation(domain(address), domain(from))
    };
    let envelope = fields
        .first("return-path")
        .map(|path| path.trim_matches(['<', '>', ' ']).to_owned());
    // Rewritten envelopes of forwarders (SRS) and of bounce tracking name the first sender inside.
    let rewritten = |address: &str| {
        let local = address.to_lowercase();
        local.starts_with("srs0")
            || local.starts_with("srs1")
            || local.contains(&domain(from).to_lowercase().replace('.', "-"))
            || local.contains(&format!("={}", domain(from).to_lowercase()))
    };
    envelope.is_some_and(|address| differs(&address) && !rewritten(&address))
        || message.reply_to.iter().any(|address| differs(&address.address))
        || fields
            .first("sender")
            .is_some_and(|sender| differs(bare_address(sender)))
}

/// One of our addresses is in To, Cc or Resent-*; otherwise it came by Bcc or a list.
fn addressed_to_us(message: &Message, fields: &Fields, desk: &Desk) -> bool {
    desk.addresses.is_empty()
        || message
            .to
            .iter()
            .chain(&message.cc)
            .any(|address| desk.is_own(&address.address))
        || ["resent-to", "resent-cc"].into_iter().any(|name| {
            fields
                .values(name)
                .any(|value| value.split(',').any(|one| desk.is_own(bare_address(one))))
        })
}

/// The address in `Name <address>` or alone.
fn bare_address(value: &str) -> &str {
    let inner = value.rsplit_once('<').map_or(value, |(_, rest)| rest);
    inner.split('>').next().unwrap_or_default().trim()
}

fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}
