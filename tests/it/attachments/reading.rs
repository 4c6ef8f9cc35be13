//! Lists and cards beside a letter: their persons become attendees, and the desk acts only where letter and list agree.

use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::{self, Attendee, Disposition, Doubt, DoubtKind, Part, Request};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// A letter with one attached file.
fn with_file(text: &str, media_type: &str, name: &str, file: &[u8]) -> (Message, Request, Vec<Doubt>) {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(file);
    let lines: Vec<&str> = encoded
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let raw = format!(
        "From: Ulf Drechsler <u.drechsler@goerlitz.example>\r\nTo: cristellys@efus.eu\r\nSubject: Summit of Mayors\r\n\
         Date: Mon, 10 Oct 2016 10:00:00 +0200\r\nMessage-ID: <1@goerlitz.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n--b\r\nContent-Type: {media_type}; name=\"{name}\"\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    );
    let desk = Desk {
        addresses: vec![("cristellys@efus.eu".to_owned(), MailboxRole::Registration)],
        ..Desk::default()
    };
    let message = Message::parse(raw.as_bytes(), &desk, None);
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);
    let (request, doubts) = request::read(&message, &LEXICON);
    (message, request, doubts)
}

fn with_list(text: &str, list: &str) -> (Request, Vec<Doubt>) {
    let (_, request, doubts) = with_file(text, "text/csv", "liste.csv", list.as_bytes());
    (request, doubts)
}

fn names(request: &Request) -> Vec<&str> {
    request
        .attendees
        .iter()
        .map(|attendee| attendee.name.as_ref().map_or("", |name| name.value.as_str()))
        .collect()
}

fn kinds(doubts: &[Doubt]) -> Vec<DoubtKind> {
    doubts.iter().map(|doubt| doubt.kind).collect()
}

fn shown(attendee: &Attendee) -> [Option<&str>; 6] {
    let value = |found: &'_ Option<request::Found<String>>| found.as_ref().map(|found| found.value.clone());
    let values = [
        value(&attendee.name),
        value(&attendee.email),
        value(&attendee.organisation),
        value(&attendee.role),
        value(&attendee.city),
        value(&attendee.country),
    ];
    values.map(|value| value.map(|text| &*text.leak()))
}

const AS_LISTED: &str = "Sehr geehrter Herr Cristellys,\r\n\r\nfür die Stadt Görlitz melde ich die in der Anlage aufgeführten Personen an.\r\n\r\nMit freundlichen Grüßen\r\nUlf Drechsler\r\nStadt Görlitz";

#[test]
fn persons_of_a_list_are_attendees_with_their_row_and_go_to_a_person() {
    let list = "Name;Vorname;Funktion;E-Mail;Sprache\nDrechsler;Ulf;Dezernent;u.drechsler@goerlitz.example;deutsch\n\
                Wojciechowska;Beata;Beauftragte;b.w@goerlitz.example;polnisch\n";
    let (message, request, doubts) = with_file(AS_LISTED, "text/csv", "liste.csv", list.as_bytes());
    assert_eq!(names(&request), ["Ulf Drechsler", "Beata Wojciechowska"]);
    assert_eq!(request.seats.as_ref().map(|seats| seats.value), Some(2));
    assert_eq!(request.disposition, Disposition::Review);
    assert!(kinds(&doubts).contains(&DoubtKind::ListDisagrees));
    let beata = &request.attendees[1];
    assert_eq!(
        beata.role.as_ref().map(|role| role.value.as_str()),
        Some("Beauftragte")
    );
    assert_eq!(
        beata.interpretation.as_ref().map(|wish| wish.value.to_string()),
        Some("pl".to_owned())
    );
    assert_eq!(
        beata.organisation.as_ref().map(|body| body.value.as_str()),
        Some("Stadt Görlitz"),
        "the list names no organisation: they are of the writer's"
    );
    let evidence = &beata.name.as_ref().unwrap().evidence;
    assert_eq!(evidence.part, Part::Attachment(0));
    let content = message.lists[0].content.as_ref().unwrap();
    assert_eq!(content.row_at(evidence.start), Some(3));
    assert_eq!(
        content.text().get(evidence.start..evidence.end),
        Some("Wojciechowska\tBeata")
    );
}

#[test]
fn every_format_gives_the_same_persons() {
    for (name, full) in [
        ("liste-openpyxl.xlsx", true),
        ("liste-python-docx.docx", true),
        ("liste-odfpy.ods", true),
        ("liste-odfpy.odt", true),
        ("liste-reportlab.pdf", false),
        ("liste-fpdf2.pdf", false),
        ("liste-chromium.pdf", false),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/attachments")
            .join(name);
        let (_, request, doubts) = with_file(
            AS_LISTED,
            "application/octet-stream",
            name,
            &fs::read(path).unwrap(),
        );
        assert_eq!(
            names(&request),
            ["Jörg Weiß-Köhler", "Beata Łukaszewicz", "Ольга Кузнецова"],
            "{name}"
        );
        assert!(kinds(&doubts).contains(&DoubtKind::ListDisagrees), "{name}");
        let first = shown(&request.attendees[0]);
        assert_eq!(first[3..5], [Some("Bürgermeister"), Some("Görlitz")], "{name}");
        if full {
            assert_eq!(
                first,
                [
                    Some("Jörg Weiß-Köhler"),
                    Some("j.weiss@goerlitz.example"),
                    Some("Stadt Görlitz"),
                    Some("Bürgermeister"),
                    Some("Görlitz"),
                    Some("DE")
                ],
                "{name}"
            );
        }
    }
}

#[test]
fn headings_are_known_in_the_six_languages_whatever_the_letter_is_written_in() {
    for list in [
        "First name,Last name,Organisation,Position,City,Country,E-mail\nBeata,Łuka,City of Zgorzelec,Mayor,Zgorzelec,Poland,b.luka@zgorzelec.example\n",
        "Vorname;Nachname;Organisation;Funktion;Ort;Land;E-Mail\nBeata;Łuka;City of Zgorzelec;Mayor;Zgorzelec;Polen;b.luka@zgorzelec.example\n",
        "Prénom;Nom;Organisme;Fonction;Ville;Pays;Courriel\nBeata;Łuka;City of Zgorzelec;Mayor;Zgorzelec;Pologne;b.luka@zgorzelec.example\n",
        "Nome;Cognome;Ente;Qualifica;Città;Paese;E-mail\nBeata;Łuka;City of Zgorzelec;Mayor;Zgorzelec;Polonia;b.luka@zgorzelec.example\n",
        "Имя;Фамилия;Организация;Должность;Город;Страна;Эл. почта\nBeata;Łuka;City of Zgorzelec;Mayor;Zgorzelec;Польша;b.luka@zgorzelec.example\n",
        "Adı;Soyadı;Kurum;Görev;Şehir;Ülke;E-posta\nBeata;Łuka;City of Zgorzelec;Mayor;Zgorzelec;Polonya;b.luka@zgorzelec.example\n",
    ] {
        let twice = format!("{list}{}", list.lines().last().unwrap().replace("Beata", "Marek"));
        let (request, _) = with_list(AS_LISTED, &twice);
        assert_eq!(names(&request), ["Beata Łuka", "Marek Łuka"], "{list}");
        assert_eq!(
            shown(&request.attendees[0])[1..],
            [
                Some("b.luka@zgorzelec.example"),
                Some("City of Zgorzelec"),
                Some("Mayor"),
                Some("Zgorzelec"),
                Some("PL")
            ],
            "{list}"
        );
    }
}

const BOTH_NAMED: &str = "Dear Mr Cristellys,\r\n\r\nI would like to register two persons for the Summit of Mayors: Ulf Drechsler and Beata Wojciechowska.\r\n\r\nKind regards,\r\nUlf Drechsler\r\nCity of Görlitz";

#[test]
fn where_letter_and_list_agree_the_desk_acts_and_the_list_tells_more() {
    let list = "First name,Surname,Position\nBeata,WOJCIECHOWSKA,Officer\nUlf,Drechsler,Head of Department\n";
    let (request, doubts) = with_list(BOTH_NAMED, list);
    assert_eq!(names(&request), ["Ulf Drechsler", "Beata Wojciechowska"]);
    assert_eq!(kinds(&doubts), []);
    assert_eq!(request.disposition, Disposition::Act);
    let role = request.attendees[1].role.as_ref().unwrap();
    assert_eq!(
        (role.value.as_str(), &role.evidence.part),
        ("Officer", &Part::Attachment(0))
    );
}

#[test]
fn one_name_more_or_another_name_sends_the_letter_to_a_person() {
    for list in [
        "First name,Surname\nBeata,Wojciechowska\nUlf,Drechsler\nMarek,Nowak\n",
        "First name,Surname\nBeata,Wojciechowska\nUlf,Drexler\n",
        "First name,Surname\nBeata,Wojciechowska\n",
        "First name,Surname\nBeata,Wojciechowska\nUlf,Drechsler\nUlf,Drechsler\n",
    ] {
        let (request, doubts) = with_list(BOTH_NAMED, list);
        assert_eq!(request.disposition, Disposition::Review, "{list}");
        assert!(
            kinds(&doubts).contains(&DoubtKind::ListDisagrees),
            "{list} {:?} {doubts:?}",
            names(&request)
        );
    }
}

#[test]
fn names_in_one_column_are_turned_into_their_natural_order() {
    let (request, _) = with_list(
        AS_LISTED,
        "Teilnehmer\tStadt\nBerg, Anna\tLucca\nDr. Stein, Jonas\tLucca\n",
    );
    assert_eq!(names(&request), ["Anna Berg", "Jonas Stein"]);
}

#[test]
fn a_plain_list_of_names_without_headings_is_read() {
    let (request, doubts) = with_list(AS_LISTED, "1;Anna Berg\n2;Jonas Stein\n3;Dr. Maria Rossi\n");
    assert_eq!(names(&request), ["Anna Berg", "Jonas Stein", "Maria Rossi"]);
    assert!(kinds(&doubts).contains(&DoubtKind::ListDisagrees));
}

#[test]
fn a_list_in_which_nobody_is_found_stays_unread() {
    let (request, doubts) = with_list(AS_LISTED, "Menge;Artikel\n12;Stühle\n3;Tische\n");
    assert_eq!(request.disposition, Disposition::Review);
    assert!(kinds(&doubts).contains(&DoubtKind::Attachment));
    let (_, request, doubts) = with_file(
        BOTH_NAMED,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "liste.xlsx",
        b"PK\x03\x04 stub",
    );
    assert_eq!(kinds(&doubts), [DoubtKind::Attachment]);
    assert_eq!(request.disposition, Disposition::Review);
}

const MYSELF: &str = "Dear Mr Cristellys,\r\n\r\nI would like to register for the Summit of Mayors.\r\n\r\nKind regards,\r\nUlf Drechsler\r\nCity of Görlitz";

#[test]
fn a_visiting_card_forces_no_review_and_tells_what_the_letter_leaves_out() {
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Drechsler;Ulf;;;\r\nFN:Ulf Drechsler\r\nTITLE:Head of Department\r\nTEL;TYPE=WORK:+49 3581 671400\r\nEND:VCARD\r\n";
    let (_, request, doubts) = with_file(MYSELF, "text/vcard", "drechsler.vcf", card.as_bytes());
    assert_eq!(kinds(&doubts), []);
    assert_eq!(request.disposition, Disposition::Act);
    assert_eq!(names(&request), ["Ulf Drechsler"]);
    let person = &request.attendees[0];
    assert_eq!(
        person.phone.as_ref().map(|phone| phone.value.as_str()),
        Some("+493581671400")
    );
    assert_eq!(
        person.role.as_ref().map(|role| role.value.as_str()),
        Some("Head of Department")
    );
    let other = card.replace("Ulf", "Anna").replace("Drechsler", "Berg");
    let (_, request, doubts) = with_file(MYSELF, "text/vcard", "berg.vcf", other.as_bytes());
    assert_eq!((kinds(&doubts), names(&request)), (vec![], vec!["Ulf Drechsler"]));
}

#[test]
fn several_cards_of_others_are_a_list() {
    let card = |name: &str| format!("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{name}\r\nEND:VCARD\r\n");
    let cards = card("Anna Berg") + &card("Jonas Stein");
    let (_, request, doubts) = with_file(MYSELF, "text/vcard", "k.vcf", cards.as_bytes());
    assert_eq!(request.disposition, Disposition::Review);
    assert!(kinds(&doubts).contains(&DoubtKind::ListDisagrees));
}
