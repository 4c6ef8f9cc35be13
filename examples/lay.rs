use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::{attend, fields, letter::Letter, people};
fn main() {
    let lexicon = Lexicon::embedded();
    let desk = Desk {
        addresses: vec![
            ("cristellys@efus.eu".into(), MailboxRole::Registration),
            ("fontanille@efus.eu".into(), MailboxRole::Press),
        ],
        message_id_domain: "d".into(),
        authserv_id: None,
    };
    for path in std::env::args().skip(1) {
        let raw = std::fs::read(&path).unwrap();
        let m = Message::parse(&raw, &desk, None);
        println!(
            "=== {path}\nfrom {:?} subject {:?} origin {:?}",
            m.from,
            m.subject,
            std::mem::discriminant(&m.origin)
        );
        let l = Letter::new(&m, &lexicon);
        println!("lang {:?} answers {}", l.language.value, l.answers);
        for s in &l.body.segments {
            if format!("{:?}", s.zone) == "Foreign" {
                println!(
                    "[Foreign] {}",
                    l.body
                        .shown(s.tokens.clone())
                        .chars()
                        .take(90)
                        .collect::<String>()
                );
                continue;
            }
            println!(
                "[{:?} {:?}] {}",
                s.zone,
                s.label.map(|x| x.0.name()),
                l.body.shown(s.tokens.clone())
            );
            let marks: Vec<String> = l
                .body
                .marks_in(s.tokens.clone())
                .map(|k| format!("{}={:?}", k.concept.name(), l.body.shown(k.tokens.clone())))
                .collect();
            println!("      {}", marks.join(" | "));
        }
        let mut c = people::find(&l);
        attend::settle(&l, &mut c);
        for p in &c.people {
            println!(
                "P {:?} {:?} {} writer={} {}",
                p.name, p.standing, p.why, p.is_writer, p.evidence.rule
            );
        }
        let f = fields::Finds::new(&l, &c);
        println!(
            "roles {:?}",
            f.roles
                .iter()
                .map(|r| l.body.shown(r.clone()))
                .collect::<Vec<_>>()
        );
        println!(
            "bodies {:?}",
            f.bodies
                .iter()
                .map(|r| (l.body.shown(r.tokens.clone()), r.is_sure))
                .collect::<Vec<_>>()
        );
        println!(
            "towns {:?}",
            f.towns
                .iter()
                .map(|r| l.body.shown(r.tokens.clone()))
                .collect::<Vec<_>>()
        );
        println!("said {:?}", attend::writer::first_person(&l, &c));
    }
}
