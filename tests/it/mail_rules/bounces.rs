//! Reports on delivery name the message and address they speak of (mail-rules 69, 2.5).

use super::parse;
use rsvpd::message::Origin;

fn report(fields: &str, enclosed: &str) -> Origin {
    parse(format!(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: cristellys@efus.eu\nSubject: Undelivered Mail Returned to Sender\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{fields}\n--b\n{enclosed}\n--b--\n"
    ))
    .origin
}

fn bounce(of: Option<&str>, recipient: Option<&str>, permanent: bool) -> Origin {
    Origin::Bounce {
        of: of.map(str::to_owned),
        recipient: recipient.map(str::to_owned),
        permanent,
    }
}

const HEADERS: &str = "Content-Type: text/rfc822-headers\n\nFrom: cristellys@efus.eu\nMessage-ID: <r1@desk.efus.eu>\nSubject: Confirmation\n";

#[test]
fn rule_069_a_report_names_message_address_and_permanence() {
    let failed = "Final-Recipient: rfc822; eva@town.example\nAction: failed\nStatus: 5.1.1\n";
    assert_eq!(
        report(failed, HEADERS),
        bounce(Some("r1@desk.efus.eu"), Some("eva@town.example"), true)
    );
    let enclosed = "Content-Type: message/rfc822\n\nMessage-ID: <r2@desk.efus.eu>\nFrom: cristellys@efus.eu\n\nYour seat\n";
    assert_eq!(
        report(failed, enclosed),
        bounce(Some("r2@desk.efus.eu"), Some("eva@town.example"), true)
    );
}

#[test]
fn rule_069_delays_full_mailboxes_and_successes_are_not_for_good() {
    for (fields, note) in [
        (
            "Final-Recipient: rfc822; eva@town.example\nAction: delayed\nStatus: 4.4.1\n",
            "delayed",
        ),
        (
            "Final-Recipient: rfc822; eva@town.example\nAction: failed\nStatus: 5.2.2\n",
            "full",
        ),
        (
            "Final-Recipient: rfc822; eva@town.example\nAction: relayed\nStatus: 2.1.9\n",
            "relayed",
        ),
        (
            "Final-Recipient: rfc822; eva@town.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 552 5.2.2 quota exceeded\n",
            "quota",
        ),
        (
            "Final-Recipient: rfc822; eva@town.example\nAction: failed\nStatus: 5.7.1\n",
            "policy",
        ),
    ] {
        assert_eq!(
            report(fields, HEADERS),
            bounce(Some("r1@desk.efus.eu"), Some("eva@town.example"), false),
            "{note}"
        );
    }
}

#[test]
fn rule_069_the_failed_one_of_several_recipients_counts() {
    let fields = "Final-Recipient: rfc822; a@town.example\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; eva@town.example\nAction: failed\nStatus: 5.1.1\n";
    assert_eq!(
        report(fields, HEADERS),
        bounce(Some("r1@desk.efus.eu"), Some("eva@town.example"), true)
    );
}

#[test]
fn rule_069_qmail_exim_and_exchange_tell_it_in_words() {
    let qmail = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: cristellys@efus.eu\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<eva@town.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <cristellys@efus.eu>\nMessage-ID: <r3@desk.efus.eu>\n";
    assert_eq!(
        parse(qmail).origin,
        bounce(Some("r3@desk.efus.eu"), Some("eva@town.example"), true)
    );
    let exim = "Return-Path: <>\nFrom: Mail Delivery System <Mailer-Daemon@mx.example>\nTo: cristellys@efus.eu\nX-Failed-Recipients: eva@town.example\nSubject: Mail delivery failed: returning message to sender\n\nThis message was created automatically by mail delivery software.\n\n  eva@town.example\n    550 5.1.1 User unknown\n";
    assert_eq!(parse(exim).origin, bounce(None, Some("eva@town.example"), true));
    let exchange = "Return-Path: <>\nFrom: postmaster@town.example\nTo: cristellys@efus.eu\nIn-Reply-To: <r4@desk.efus.eu>\nSubject: Unzustellbar: Ihre Anmeldung\n\nFehler bei der Zustellung an folgende Empfänger:\n\nEva (eva@town.example)\n#550 5.1.10 RESOLVER.ADR.RecipientNotFound ##\n";
    assert_eq!(
        parse(exchange).origin,
        bounce(Some("r4@desk.efus.eu"), Some("eva@town.example"), true)
    );
}
