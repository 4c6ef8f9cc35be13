//! Whom an answer may go to: only a person whose sender fields agree (mail-rules 79–84, 2.2, 2.4).

use super::{letter, parse};
use rsvpd::message::{Message, Origin, origin::Held};

fn with(field: &str) -> Message {
    parse(letter(&format!("Subject: Summit\n{field}\n"), "I come.\n"))
}

fn authenticated(field: &str) -> Option<bool> {
    match with(field).origin {
        Origin::Person(correspondent) => Some(correspondent.is_authenticated()),
        _ => None,
    }
}

#[test]
fn rule_079_without_a_trusted_result_nobody_is_authenticated() {
    assert_eq!(authenticated("X-Nothing: x"), Some(false));
    assert_eq!(
        authenticated("Authentication-Results: mx1.efus.eu; dmarc=pass header.from=town.example"),
        Some(true)
    );
    assert_eq!(
        authenticated("Authentication-Results: mx1.efus.eu; dkim=pass header.d=mail.town.example"),
        Some(true)
    );
}

#[test]
fn rule_080_forged_and_misread_results_authenticate_nobody() {
    for field in [
        "Authentication-Results: mx1.efus.eu; dmarc=none\nAuthentication-Results: mx1.efus.eu; dmarc=pass header.from=town.example",
        "Authentication-Results: other.example; dmarc=pass header.from=town.example",
        "Authentication-Results: mx1.efus.eu; spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example",
        "Authentication-Results: mx1.efus.eu; spf=none smtp.mailfrom=\"a; dmarc=pass header.from=town.example\"@evil.example",
        "Authentication-Results: mx1.efus.eu; none (x; dmarc=pass header.from=town.example)",
        "Authentication-Results: mx1.efus.eu.evil.example; dmarc=pass header.from=town.example",
    ] {
        assert_eq!(authenticated(field), Some(false), "{field}");
    }
    let failed = with(
        "Authentication-Results: MX1.efus.eu;\n spf=pass smtp.mailfrom=town.example;\n DMARC=Fail (p=none)",
    );
    assert_eq!(failed.origin, Origin::Held(Held::AuthenticationFailed));
}

#[test]
fn rule_081_an_answer_never_goes_to_reply_to() {
    assert_eq!(
        with("Reply-To: victim@elsewhere.example").origin,
        Origin::Held(Held::SenderDisagrees)
    );
    let Origin::Person(same) = with("Reply-To: office@town.example").origin else {
        panic!("one organisation")
    };
    assert_eq!(same.address().address, "anna@town.example");
}

#[test]
fn rule_081_a_foreign_envelope_is_held_and_a_rewritten_one_not() {
    let path = |path: &str| {
        parse(
            letter("Subject: s\n", "I come\n").replace("<anna@town.example>\nFrom", &format!("{path}\nFrom")),
        )
        .origin
    };
    assert_eq!(path("<x@evil.example>"), Origin::Held(Held::SenderDisagrees));
    assert!(matches!(
        path("<srs0=ab=cd=town.example=anna@forward.example>"),
        Origin::Person(_)
    ));
    assert!(matches!(path("<bounce@mail.town.example>"), Origin::Person(_)));
}

#[test]
fn rule_083_the_address_counts_and_not_the_name_before_it() {
    let message = parse("From: \"cristellys@efus.eu\" <x@evil.example>\nTo: cristellys@efus.eu\n\nx");
    assert_eq!(
        message.from.map(|from| from.address).as_deref(),
        Some("x@evil.example")
    );
    let lookalike = parse("From: Juan <cristellys@efuѕ.eu>\nTo: cristellys@efus.eu\n\nx");
    assert!(!matches!(lookalike.origin, Origin::Ourselves(_)));
}

#[test]
fn rule_084_fields_that_pretend_to_be_ours_do_not_help() {
    assert!(
        matches!(with("X-Rsvpd-Authenticated: yes").origin, Origin::Person(correspondent) if !correspondent.is_authenticated())
    );
}

#[test]
fn copies_by_bcc_spam_and_long_travels_are_held() {
    let bcc = parse("Delivered-To: cristellys@efus.eu\nFrom: a@town.example\nTo: towns@other.example\n\nx");
    assert_eq!(bcc.origin, Origin::Held(Held::NotAddressedToUs));
    assert_eq!(with("X-Spam-Flag: YES").origin, Origin::Held(Held::JudgedSpam));
    assert_eq!(
        with("X-Spam-Status: Yes, score=9").origin,
        Origin::Held(Held::JudgedSpam)
    );
    assert_eq!(
        with("Received: from x by y\n".repeat(26).trim_end()).origin,
        Origin::Held(Held::TravelledTooFar)
    );
}
