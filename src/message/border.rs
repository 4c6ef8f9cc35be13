//! What the receiving mail system wrote above a message about where it came from: whose word can be taken for SPF (RFC 5321 4.4).

use crate::message::Desk;
use crate::message::fields::Fields;
use crate::message::origin::is_vouched_for;
use mail_parser::{Header, HeaderName, HeaderValue, Host, MessageParser};

/// The client that handed a message to our own mail system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Border {
    /// Its IP address.
    pub client: String,
    /// The name by which it greeted.
    pub helo: String,
    /// The envelope sender without brackets, empty for `<>`; `None` where our system did not note it.
    pub mail_from: Option<String>,
}

impl Border {
    /// Reads the topmost Received field that one of these hosts wrote; what stands below it, anybody may have written.
    #[must_use]
    pub fn of(raw: &[u8], relays: &[String]) -> Option<Border> {
        let mime = MessageParser::default().parse_headers(raw)?;
        let headers = mime.parts.first()?.headers.as_slice();
        let (at, received) = headers
            .iter()
            .enumerate()
            .find_map(|(at, header)| match &header.value {
                HeaderValue::Received(received) if is_one_of(received.by.as_ref(), relays) => {
                    Some((at, received))
                }
                _ => None,
            })?;
        let helo = received.helo.as_ref().or(received.from.as_ref());
        Some(Border {
            client: received.from_ip?.to_string(),
            helo: helo.map(host).unwrap_or_default(),
            mail_from: headers.iter().take(at).find_map(return_path),
        })
    }
}

/// Whether the trusted server of `desk` already says something of the sender (mail-rules 2.4, 1).
#[must_use]
pub fn is_judged(raw: &[u8], desk: &Desk) -> bool {
    let mime = MessageParser::default().parse_headers(raw);
    mime.is_some_and(|mime| is_vouched_for(&Fields::of(&mime), desk))
}

fn is_one_of(host_name: Option<&Host<'_>>, relays: &[String]) -> bool {
    host_name.is_some_and(|by| {
        let by = host(by);
        relays.iter().any(|relay| relay.eq_ignore_ascii_case(&by))
    })
}

fn host(host: &Host<'_>) -> String {
    match host {
        Host::Name(name) => name.to_string(),
        Host::IpAddr(address) => address.to_string(),
    }
}

fn return_path(header: &Header<'_>) -> Option<String> {
    if header.name != HeaderName::ReturnPath {
        return None;
    }
    // An empty one stands for "<>", which reports and notices come with.
    let path = match &header.value {
        HeaderValue::Text(path) => path.as_ref(),
        HeaderValue::TextList(paths) => paths.first()?.as_ref(),
        HeaderValue::Address(address) => address.first()?.address.as_deref()?,
        _ => "",
    };
    Some(path.trim_matches(['<', '>', ' ']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORGED: &str = "Received: from mail.town.example (mail.town.example [192.0.2.1]) by mx1.efus.eu; \
        Mon, 10 Oct 2016 09:00:00 +0200\r\n";
    const RELAY: &str = "Received: from evil.example (unknown [203.0.113.9])\r\n\tby mx1.efus.eu (Postfix) \
        with ESMTPS id 4F2B\r\n\tfor <cristellys@efus.eu>; Mon, 10 Oct 2016 09:00:01 +0200 (CEST)\r\n";
    const STORE: &str = "Received: from mx1.efus.eu (mx1.efus.eu [198.51.100.2]) by store.efus.eu; Mon, 10 Oct 2016 09:00:02 +0200\r\n";

    fn of(header: &str) -> Option<Border> {
        Border::of(
            format!("{header}From: a@b.example\r\n\r\nx").as_bytes(),
            &["mx1.efus.eu".to_owned()],
        )
    }

    #[test]
    fn the_topmost_word_of_our_own_relay_counts_and_nothing_below_it() {
        let border = of(&format!(
            "Return-Path: <bounce@evil.example>\r\n{STORE}{RELAY}{FORGED}Return-Path: <x@town.example>\r\n"
        ));
        assert_eq!(
            border,
            Some(Border {
                client: "203.0.113.9".to_owned(),
                helo: "evil.example".to_owned(),
                mail_from: Some("bounce@evil.example".to_owned()),
            })
        );
    }

    #[test]
    fn an_envelope_sender_that_only_the_sender_wrote_is_none() {
        let below = of(&format!("{STORE}{RELAY}Return-Path: <x@town.example>\r\n")).unwrap();
        assert_eq!(below.mail_from, None);
        let empty = of(&format!("Return-Path: <>\r\n{RELAY}")).unwrap();
        assert_eq!(empty.mail_from.as_deref(), Some(""));
        assert_eq!(of(STORE), None);
    }
}
