//! Study visits from the letter that prefers one to the console's lists, a person's page and every file that leaves.

use super::page::{Page, tell};
use super::stage::Stage;
use calamine::{Data, Reader, Xlsx};
use rsvpd::config::{SUMMIT, event};
use rsvpd::event::Event;
use rsvpd::web::Role;
use std::io::Cursor;

const GUESTS: [(&str, &str); 3] = [
    ("Anna Larsen", "anna.larsen@bergen.example"),
    ("Paul Martin", "paul.martin@ghent.example"),
    ("Rita Costa", "rita.costa@porto.example"),
];

/// Two visits with one seat each, and room for everybody in the morning.
fn with_visits(event: &mut Event) {
    let visits = include_str!("../../config/demo/visits.toml");
    let parsed = event::parse("visits.toml", &format!("{SUMMIT}\n{visits}"));
    event.sessions = parsed.unwrap().sessions;
}

fn letter((name, address): (&str, &str), wish: &str) -> Vec<u8> {
    format!(
        "From: {name} <{address}>\nTo: cristellys@efus.eu\nSubject: Registration for the Summit\n\
         Date: Mon, 10 Oct 2016 09:00:00 +0200\nMessage-ID: <visit.{address}>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nDear Mr Cristellys,\n\n\
         Please register me for the Summit of Mayors in Rotterdam on 9 November. I will attend the morning session and \
         the study visit. {wish}\n\nKind regards,\n{name}\n"
    )
    .replace('\n', "\r\n")
    .into_bytes()
}

#[tokio::test]
async fn rule_030_a_preferred_visit_goes_from_the_letter_to_the_lists_and_into_every_file() {
    let wishes = [
        "I would like to see the harbour; if it is full, Delfshaven.",
        "I would like to see the harbour; if it is full, Delfshaven.",
        "I would like to see the harbour.",
    ];
    let letters = GUESTS
        .iter()
        .zip(wishes)
        .map(|(guest, wish)| letter(*guest, wish));
    let mut stage = Stage::of(with_visits, &letters.collect::<Vec<_>>()).await;
    stage.user("ana", &[Role::See]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        // Who has which visit: Anna her first wish, Paul his second; Rita, who comes to the morning, waits for hers.
        for (path, names) in [
            ("/confirmed?q=session:visit-2", vec!["Anna Larsen", "Rita Costa"]),
            ("/confirmed?q=session:visit-1", vec!["Paul Martin"]),
            ("/waiting?session=visit-2", vec!["Rita Costa"]),
            ("/waiting?session=visit-1", vec![]),
        ] {
            page.open(path).await;
            assert_eq!(page.count("[data-row]").await, names.len(), "{path}");
            for name in names {
                page.read(name).await;
            }
        }
        page.open("/letters/2").await;
        page.read("choice 2 of 2").await;
        page.open("/parties/2").await;
        page.read("Delfshaven").await;

        page.open("/exports").await;
        page.click("a[href='/exports/registrations.csv']").await;
        let bytes = page.downloaded("rotterdam-2016-registrations.csv").await;
        let text = String::from_utf8(bytes).unwrap();
        let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headings = table.headers().unwrap().clone();
        let at = |name: &str| headings.iter().position(|heading| heading == name).unwrap();
        let columns = (at("name"), at("visit-1"), at("visit-2"));
        let mut rows: Vec<(String, String, String)> = table
            .records()
            .map(|row| {
                let row = row.unwrap();
                let cell = |at: usize| row[at].to_owned();
                (cell(columns.0), cell(columns.1), cell(columns.2))
            })
            .collect();
        rows.sort();
        let row =
            |name: &str, first: &str, second: &str| (name.to_owned(), first.to_owned(), second.to_owned());
        assert_eq!(
            rows,
            [
                row("Anna Larsen", "", "confirmed"),
                row("Paul Martin", "confirmed", ""),
                row("Rita Costa", "", "waiting"),
            ]
        );

        page.click("a[href='/exports/participants.xlsx']").await;
        let bytes = page.downloaded("rotterdam-2016-participants.xlsx").await;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let sessions = |name: &str| -> String {
            let mut rows = sheet.rows();
            let row = rows
                .find(|row| row.contains(&Data::String(name.to_owned())))
                .unwrap();
            row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
        };
        assert!(sessions("Anna Larsen").contains("The harbour: youth at work"));
        assert!(sessions("Paul Martin").contains("Delfshaven: neighbourhood houses"));
        assert!(!sessions("Rita Costa").contains("The harbour"));

        page.click("a[href='/exports/programme.ics']").await;
        let bytes = page.downloaded("rotterdam-2016-programme.ics").await;
        let calendar = String::from_utf8(bytes).unwrap().replace("\r\n ", "");
        for place in [
            "LOCATION:Willemskade 66\\, by the water taxi",
            "LOCATION:Coolsingel entrance of the City Hall",
        ] {
            assert!(calendar.contains(place), "{place}: {calendar}");
        }
    };
    tell(&mut stage, tell_it).await;
}
