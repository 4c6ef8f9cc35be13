//! Reads letters and prints JSON Lines in the corpus schema: a small stand-in for `rsvpd read --json`.

use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::{self, Found};
use serde_json::json;

fn value<T: Clone>(found: &Option<Found<T>>) -> Option<T> {
    found.as_ref().map(|found| found.value.clone())
}

fn main() {
    let lexicon = Lexicon::embedded();
    let desk = Desk {
        addresses: vec![
            ("cristellys@efus.eu".into(), MailboxRole::Registration),
            ("fontanille@efus.eu".into(), MailboxRole::Press),
        ],
        message_id_domain: "desk.efus.eu".into(),
        authserv_id: None,
    };
    let mut times = Vec::new();
    for path in std::env::args().skip(1) {
        let Ok(raw) = std::fs::read(&path) else { continue };
        let message = Message::parse(&raw, &desk, None);
        let start = std::time::Instant::now();
        let (request, doubts) = request::read(&message, &lexicon);
        times.push(start.elapsed());
        let attendees: Vec<_> = request
            .attendees
            .iter()
            .map(|a| {
                json!({"name": value(&a.name), "email": value(&a.email), "phone": value(&a.phone), "organisation": value(&a.organisation),
                    "role": value(&a.role), "city": value(&a.city), "country": value(&a.country), "interpretation": value(&a.interpretation),
                    "sessions": value(&a.sessions), "diet": value(&a.diet), "access": value(&a.access)})
            })
            .collect();
        let press = request.press.as_ref().map(|p| {
            json!({"outlet": value(&p.outlet), "media": value(&p.media), "press_card": value(&p.press_card),
                "requests": p.requests.iter().map(|r| r.value).collect::<Vec<_>>()})
        });
        let rules: Vec<_> = request
            .attendees
            .iter()
            .map(|a| {
                json!([
                    a.name.as_ref().map(|f| &f.evidence.rule),
                    a.organisation.as_ref().map(|f| &f.evidence.rule),
                    a.role.as_ref().map(|f| &f.evidence.rule),
                    a.city.as_ref().map(|f| &f.evidence.rule)
                ])
            })
            .collect();
        let reading = json!({"file": path, "mailbox": request.mailbox, "language": request.language.value, "intent": request.intent.value,
            "disposition": request.disposition, "writer": value(&request.writer), "attendees": attendees, "seats": value(&request.seats),
            "replaces": value(&request.replaces), "press": press, "doubts": doubts.iter().map(|d| d.kind).collect::<Vec<_>>(), "why": request.intent.evidence.rule, "rules": rules});
        println!("{reading}");
    }
    times.sort();
    if let (Some(mid), Some(max)) = (times.get(times.len() / 2), times.last()) {
        eprintln!("median {mid:?}, longest {max:?}");
    }
}
