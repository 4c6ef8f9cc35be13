//! Files made to harm: every limit holds, and no bytes break a reader.

use proptest::prelude::*;
use rsvpd::attachment::{BYTES_MAX, Content, File, ROWS_MAX, UNPACKED_MAX, Unreadable};
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn read(name: &str, bytes: &[u8]) -> Option<Result<Content, Unreadable>> {
    rsvpd::attachment::read(&File {
        name: Some(name),
        bytes,
        ..File::default()
    })
}

fn fails(name: &str, bytes: &[u8]) -> Unreadable {
    match read(name, bytes) {
        Some(Err(why)) => why,
        other => panic!("{name}: {other:?}"),
    }
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of one sheet, its sheet and its table of texts as given.
fn workbook(sheet: &str, texts: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let top = format!(
        "<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let inner = format!(
        "<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let sheet = format!("<worksheet xmlns=\"{MAIN}\">{sheet}</worksheet>");
    packed(&[
        ("_rels/.rels", top.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", inner.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
    ])
}

const NO_TEXTS: &str = "<sst uniqueCount=\"0\"></sst>";

fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_packed_file_that_grows_is_given_up() {
    let zeros = vec![b' '; UNPACKED_MAX + 1];
    let bomb = packed(&[("word/document.xml", &zeros)]);
    assert!(bomb.len() < 100_000, "four million bytes in a few thousand");
    assert_eq!(fails("a.docx", &bomb), Unreadable::TooMuch);
    let bomb = packed(&[("content.xml", &zeros)]);
    assert_eq!(fails("a.ods", &bomb), Unreadable::TooMuch);
    let bomb = packed(&[("xl/workbook.xml", b"<workbook/>"), ("xl/theme.bin", &zeros)]);
    assert_eq!(fails("a.xlsx", &bomb), Unreadable::TooMuch);
}

#[test]
fn an_archive_of_too_many_files_is_given_up() {
    let names: Vec<String> = (0..501).map(|index| format!("{index}.xml")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    for name in ["a.xlsx", "a.docx", "a.ods"] {
        assert_eq!(fails(name, &packed(&files)), Unreadable::TooMuch);
    }
}

#[test]
fn a_workbook_is_read_but_never_as_large_as_it_claims() {
    let sheet = format!("<sheetData><row r=\"1\">{}</row></sheetData>", cell("A1", "Anna"));
    assert!(matches!(read("a.xlsx", &workbook(&sheet, NO_TEXTS)), Some(Ok(_))));
    let claims = "<sst uniqueCount=\"18446744073709551615\"></sst>";
    assert_eq!(fails("a.xlsx", &workbook(&sheet, claims)), Unreadable::TooMuch);
    let claims = "<sst uniqueCount = '900000000000'></sst>";
    assert_eq!(fails("a.xlsx", &workbook(&sheet, claims)), Unreadable::TooMuch);
    let wide = format!("<sheetData><row r=\"1\">{}</row></sheetData>", cell("XFD1", "x"));
    assert_eq!(fails("a.xlsx", &workbook(&wide, NO_TEXTS)), Unreadable::TooMuch);
    let mut long = "<dimension ref=\"A1:XFD1048576\"/><sheetData>".to_owned();
    for row in 1..=10_000 {
        let _ = write!(
            long,
            "<row r=\"{row}\">{}</row>",
            cell(&format!("A{row}"), "Anna Berg")
        );
    }
    long.push_str("</sheetData>");
    assert_eq!(fails("a.xlsx", &workbook(&long, NO_TEXTS)), Unreadable::TooMuch);
}

#[test]
fn ten_thousand_rows_are_no_list_in_any_format() {
    let delimited = "Anna;Berg\n".repeat(10_000);
    assert_eq!(fails("a.csv", delimited.as_bytes()), Unreadable::TooMuch);
    let word = format!(
        "<document><body>{}</body></document>",
        "<p><t>Anna</t></p>".repeat(10_000)
    );
    let word = packed(&[("word/document.xml", word.as_bytes())]);
    assert_eq!(fails("a.docx", &word), Unreadable::TooMuch);
    let cards = "BEGIN:VCARD\nVERSION:3.0\nFN:Anna Berg\nEND:VCARD\n".repeat(10_000);
    assert_eq!(fails("a.vcf", cards.as_bytes()), Unreadable::TooMuch);
    let most = "Anna;Berg\n".repeat(ROWS_MAX);
    assert!(
        matches!(read("a.csv", most.as_bytes()), Some(Ok(Content::Rows(rows))) if rows.len() == ROWS_MAX)
    );
}

#[test]
fn entities_of_a_files_own_making_do_not_multiply() {
    let mut laughs = "<!DOCTYPE d [<!ENTITY l0 \"ha\">".to_owned();
    for level in 1..30 {
        let _ = write!(
            laughs,
            "<!ENTITY l{level} \"{}\">",
            format!("&l{};", level - 1).repeat(10)
        );
    }
    laughs.push_str("]><d><p><t>Anna &l29;&amp; Berg</t></p></d>");
    let outcome = read("a.docx", &packed(&[("word/document.xml", laughs.as_bytes())]));
    let Some(Ok(Content::Rows(rows))) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(
        rows.first().map(|row| row.cells.clone()),
        Some(vec!["Anna & Berg".to_owned()])
    );
}

#[test]
fn elements_arrays_and_components_cannot_be_nested_without_end() {
    let deep = format!("{}{}", "<p>".repeat(100_000), "</p>".repeat(100_000));
    assert_eq!(
        fails("a.docx", &packed(&[("word/document.xml", deep.as_bytes())])),
        Unreadable::TooMuch
    );
    let sheet = format!("<sheetData>{}", "<row><c><is>".repeat(100_000));
    assert!(matches!(
        read("a.xlsx", &workbook(&sheet, NO_TEXTS)),
        Some(Err(_))
    ));
    let calendar = "BEGIN:VCALENDAR\n".repeat(10_000) + &"BEGIN:VEVENT\n".repeat(10_000);
    assert!(matches!(read("a.ics", calendar.as_bytes()), Some(Err(_))));
    for piece in ["[", "<<", "<</A", "(", "[<<"] {
        let pdf = format!(
            "%PDF-1.4\n1 0 obj{}endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
            piece.repeat(200_000)
        );
        assert!(matches!(read("a.pdf", pdf.as_bytes()), Some(Err(_))), "{piece}");
    }
}

#[test]
fn a_page_that_is_its_own_parent_ends() {
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Parent 2 0 R/Kids[2 0 R 2 0 R]/Count 9999999>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
    assert!(matches!(read("a.pdf", pdf), Some(Err(_))));
}

#[test]
fn a_name_of_four_million_letters_is_cut_or_refused() {
    let long = "x".repeat(BYTES_MAX - 10);
    let Some(Ok(Content::Rows(rows))) = read("a.csv", long.as_bytes()) else {
        panic!("one cell");
    };
    assert_eq!(
        rows.first().and_then(|row| row.cells.first()).map(String::len),
        Some(300)
    );
    let card = format!("BEGIN:VCARD\nVERSION:3.0\nFN:{long}\nEND:VCARD\n");
    assert!(matches!(read("a.vcf", card.as_bytes()), Some(Err(_))));
}

const NAMES: [&str; 8] = [
    "a.csv", "a.xlsx", "a.ods", "a.docx", "a.odt", "a.vcf", "a.ics", "a.pdf",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_bytes_give_rows_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        for name in NAMES {
            prop_assert!(read(name, &bytes).is_some());
        }
    }

    #[test]
    fn any_damage_to_a_real_file_gives_rows_or_a_reason(
        file in 0..FILES.len(), at in any::<prop::sample::Index>(), noise in prop::collection::vec(any::<u8>(), 1..40), cut in any::<bool>()
    ) {
        let (name, bytes) = FILES[file];
        let mut bytes = bytes.to_vec();
        let at = at.index(bytes.len());
        let end = (at + noise.len()).min(bytes.len());
        bytes.splice(at..end, noise);
        if cut {
            bytes.truncate(at);
        }
        prop_assert!(read(name, &bytes).is_some());
    }

    #[test]
    fn any_xml_gives_rows_or_a_reason(pieces in prop::collection::vec(prop::sample::select(XML.to_vec()), 0..60)) {
        let xml = pieces.concat();
        for (name, inner) in [("a.docx", "word/document.xml"), ("a.ods", "content.xml")] {
            prop_assert!(read(name, &packed(&[(inner, xml.as_bytes())])).is_some());
        }
        prop_assert!(read("a.xlsx", &workbook(&xml, &xml)).is_some());
    }
}

const FILES: [(&str, &[u8]); 7] = [
    ("a.xlsx", include_bytes!("../../attachments/liste-openpyxl.xlsx")),
    (
        "a.docx",
        include_bytes!("../../attachments/liste-python-docx.docx"),
    ),
    ("a.ods", include_bytes!("../../attachments/liste-odfpy.ods")),
    ("a.odt", include_bytes!("../../attachments/liste-odfpy.odt")),
    ("a.pdf", include_bytes!("../../attachments/liste-reportlab.pdf")),
    ("a.pdf", include_bytes!("../../attachments/liste-fpdf2.pdf")),
    ("a.pdf", include_bytes!("../../attachments/liste-chromium.pdf")),
];

const XML: [&str; 24] = [
    "<p>",
    "</p>",
    "<t>",
    "</t>",
    "<tr>",
    "</tr>",
    "<tc>",
    "</tc>",
    "<table:table-row>",
    "</table:table-row>",
    "<table:table-cell table:number-columns-repeated=\"99999999999\">",
    "</table:table-cell>",
    "<sheetData>",
    "<row r=\"4294967295\">",
    "<c r=\"A1\" t=\"s\">",
    "<v>",
    "-1",
    "</v>",
    "</c>",
    "</row>",
    "<c r=\"ZZZZZZ99999999999\">",
    "&#x110000;&#55296;",
    "<![CDATA[",
    "<sst uniqueCount=\"3\"><si>",
];
