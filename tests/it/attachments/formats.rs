//! Every format as real programs write it: the same three persons come out of each.

use rsvpd::attachment::{Card, Content, File, Unreadable};
use std::fs;
use std::path::Path;

fn read(name: &str, media_type: &str, bytes: &[u8]) -> Option<Result<Content, Unreadable>> {
    let (media_type, charset) = match media_type.split_once("; charset=") {
        Some((media_type, charset)) => (media_type, Some(charset)),
        None => (media_type, None),
    };
    rsvpd::attachment::read(&File {
        name: Some(name),
        media_type,
        charset,
        bytes,
    })
}

/// Rows of a stored file, cells joined by " | ".
fn stored(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/attachments")
        .join(name);
    shown(name, "application/octet-stream", &fs::read(path).unwrap())
}

fn shown(name: &str, media_type: &str, bytes: &[u8]) -> Vec<String> {
    match read(name, media_type, bytes) {
        Some(Ok(Content::Rows(rows))) => rows.iter().map(|row| row.cells.join(" | ")).collect(),
        other => panic!("{name}: {other:?}"),
    }
}

fn cards(name: &str, text: &str) -> Vec<Card> {
    match read(name, "text/plain", text.as_bytes()) {
        Some(Ok(Content::Cards(cards))) => cards,
        other => panic!("{name}: {other:?}"),
    }
}

const WIDE: [&str; 4] = [
    "Name | Vorname | Funktion | Organisation | Ort | Land | E-Mail | Telefon | Dolmetschung",
    "Weiß-Köhler | Jörg | Bürgermeister | Stadt Görlitz | Görlitz | Deutschland | j.weiss@goerlitz.example | +49 3581 670 | deutsch",
    "Łukaszewicz | Beata | Beauftragte | Stadt Zgorzelec | Zgorzelec | Polen | b.lukaszewicz@zgorzelec.example |  | polnisch",
    "Кузнецова | Ольга | Советник | Город Псков | Псков | Россия | o.kuznecova@pskov.example |  | russisch",
];

const NARROW: [&str; 4] = [
    "Vorname | Name | Funktion | Ort",
    "Jörg | Weiß-Köhler | Bürgermeister | Görlitz",
    "Beata | Łukaszewicz | Beauftragte | Zgorzelec",
    "Ольга | Кузнецова | Советник | Псков",
];

#[test]
fn a_workbook_gives_the_rows_of_its_visible_sheets_with_their_numbers() {
    let rows = stored("liste-openpyxl.xlsx");
    assert_eq!(rows.first().map(String::as_str), Some("Teilnehmerliste Gipfel"));
    assert_eq!(rows.get(1..).unwrap_or_default(), WIDE);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attachments/liste-openpyxl.xlsx");
    let Some(Ok(Content::Rows(rows))) = read("a.xlsx", "", &fs::read(path).unwrap()) else {
        panic!("no rows");
    };
    let numbers: Vec<usize> = rows.iter().map(|row| row.number).collect();
    assert_eq!(
        numbers,
        [1, 3, 4, 5, 6],
        "as the spreadsheet counts, empty rows included"
    );
}

#[test]
fn open_documents_give_the_rows_of_their_tables() {
    assert_eq!(stored("liste-odfpy.ods"), WIDE);
    assert_eq!(stored("liste-odfpy.odt"), WIDE);
}

#[test]
fn a_word_document_gives_paragraphs_and_rows_in_their_order() {
    let rows = stored("liste-python-docx.docx");
    assert_eq!(
        rows.get(..2).unwrap_or_default(),
        ["Teilnehmerliste", "Delegation der Stadt Görlitz"]
    );
    assert_eq!(rows.get(2..).unwrap_or_default(), WIDE);
}

#[test]
fn pdf_files_give_their_lines_in_columns() {
    for file in ["liste-reportlab.pdf", "liste-fpdf2.pdf", "liste-chromium.pdf"] {
        assert_eq!(stored(file), NARROW, "{file}");
    }
}

#[test]
fn delimited_lists_are_read_with_any_separator_and_charset() {
    let expected = ["Имя | Город", "Анна Ким, д-р | Псков"];
    for separator in [";", "\t", "|"] {
        let text = format!("Имя{separator}Город\r\nАнна Ким, д-р{separator}Псков\r\n");
        assert_eq!(shown("l.csv", "text/csv", text.as_bytes()), expected);
        let marked = format!("\u{feff}{text}");
        assert_eq!(shown("l.csv", "text/csv", marked.as_bytes()), expected);
        let (old, _, _) = encoding_rs::WINDOWS_1251.encode(&text);
        assert_eq!(shown("l.csv", "text/csv", &old), expected);
        let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(shown("l.csv", "text/csv", &little), expected);
        let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(shown("l.csv", "text/csv", &big), expected);
    }
    let quoted = "Ad,Şehir\n\"Gök, Leyla\",İzmir\n\"Yılmaz, Ayşe\",Muğla\n";
    let turkish = ["Ad | Şehir", "Gök, Leyla | İzmir", "Yılmaz, Ayşe | Muğla"];
    assert_eq!(shown("l.csv", "text/csv", quoted.as_bytes()), turkish);
    let (old, _, _) = encoding_rs::WINDOWS_1254.encode(quoted);
    assert_eq!(shown("l.csv", "text/csv; charset=windows-1254", &old), turkish);
}

#[test]
fn visiting_cards_of_three_versions_give_the_same_person() {
    let two = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Wei=C3=9F;J=C3=B6rg\r\nORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Stadt G=C3=B6rlitz\r\nEMAIL;INTERNET:j@goerlitz.example\r\nEND:VCARD\r\n";
    let three = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Weiß;Jörg;;Dr.;\r\nFN:Jörg Weiß\r\nORG:Stadt Görlitz;Amt 5\r\nEMAIL;TYPE=INTERNET,PREF:j@goerlitz.example\r\nEND:VCARD\r\n";
    let four = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Jörg\r\n  Weiß\r\nORG:Stadt Görlitz\r\nEMAIL:j@goerlitz.example\r\nEND:VCARD\r\n";
    for text in [two, three, four] {
        let card = Card {
            name: Some("Jörg Weiß".to_owned()),
            email: Some("j@goerlitz.example".to_owned()),
            organisation: Some("Stadt Görlitz".to_owned()),
            ..Card::default()
        };
        assert_eq!(cards("k.vcf", text), [card]);
    }
}

#[test]
fn stubs_and_scans_are_unreadable_and_say_why() {
    let outcome = |name: &str, bytes: &[u8]| read(name, "application/octet-stream", bytes);
    let damaged = Some(Err(Unreadable::Damaged));
    assert_eq!(
        outcome("a.docx", b"PK\x03\x04\x14\0\x06\0 stub of a word document"),
        damaged
    );
    assert_eq!(outcome("a.xlsx", b"PK\x03\x04\x14\0\x06\0 stub"), damaged);
    assert_eq!(outcome("a.pdf", b"no pdf at all"), damaged);
    let scan = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
    assert_eq!(outcome("a.pdf", scan), Some(Err(Unreadable::NoText)));
    assert_eq!(
        outcome("a.xlsx", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
        Some(Err(Unreadable::Protected))
    );
    assert_eq!(outcome("a.png", b"\x89PNG"), None);
}
