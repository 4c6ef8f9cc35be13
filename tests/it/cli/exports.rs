//! Files that leave the desk: opened again, they hold exactly whom they should, in every script.

use super::{CLEAR, QUESTION, at, desk, printed};
use calamine::{Data, Reader, Xlsx};
use std::fs;
use std::io::Cursor;
use std::path::Path;

const RUSSIAN: &str = "From: =?utf-8?B?0JvQsNGA0LjRgdCwINCn0LXQv9GD0YDQvdCw0Y8=?= <chepurnaya@kaluga.example>\n\
    To: cristellys@efus.eu\nSubject: =?utf-8?B?0KDQtdCz0LjRgdGC0YDQsNGG0LjRjw==?=\nMessage-ID: <3@kaluga.example>\n\
    MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\
    Здравствуйте!\n\nПрошу зарегистрировать меня на саммит мэров в Роттердаме 9 ноября. Мне нужен перевод на русский \
    язык. Я вегетарианка.\n\nС уважением,\nЛариса Чепурная\n";

const TURKISH: &str = "From: =?utf-8?B?R8O2bsO8bCBIYWPEscO2bWVyb8SfbHU=?= <gonul@izmir.example>\n\
    To: cristellys@efus.eu\nSubject: Kayit\nMessage-ID: <4@izmir.example>\nMIME-Version: 1.0\n\
    Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nSayın yetkili,\n\n\
    9 Kasım'daki Belediye Başkanları Zirvesi'ne katılmak istiyorum. Lütfen kaydımı yapınız.\n\nSaygılarımla,\n\n\
    Gönül Hacıömeroğlu\nİzmir Büyükşehir Belediyesi\n";

fn written(folder: &Path, words: &[&str], name: &str) -> Vec<u8> {
    let file = folder.join(name);
    printed(&at(
        folder,
        &[&["export", file.to_str().unwrap()], words].concat(),
    ));
    fs::read(file).unwrap()
}

/// The cells of a workbook's first page.
fn cells(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let page = book.worksheet_range_at(0).unwrap().unwrap();
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("a cell is not text: {other:?}"),
    };
    page.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// The text of a PDF, page by page.
fn pages(bytes: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let numbers: Vec<u32> = document.get_pages().keys().copied().collect();
    numbers
        .iter()
        .map(|page| document.extract_text(&[*page]).unwrap())
        .collect()
}

fn letters(of: usize) -> Vec<String> {
    let letter = |number: usize| {
        CLEAR
            .replace("jane.smith@leeds", &format!("jane.{number}@leeds"))
            .replace("<1@", &format!("<jane{number}@"))
            .replace(
                "Jane Smith",
                &format!(
                    "Jane Smith {}",
                    ["Archer", "Baker", "Carter", "Dyer", "Fletcher"][number]
                ),
            )
    };
    (0..of).map(letter).collect()
}

#[test]
fn rule_060_participants_are_those_who_come_and_nobody_whose_place_is_open() {
    let folder = desk(&[CLEAR, QUESTION, RUSSIAN, TURKISH]);
    let event = fs::read_to_string(folder.path().join("event.toml")).unwrap();
    // Two persons fit; the third waits.
    let event = event.replace("\ncapacity = 400\n", "\ncapacity = 2\n");
    fs::write(folder.path().join("event.toml"), event).unwrap();
    printed(&at(folder.path(), &["run", "--once"]));
    let all = cells(written(folder.path(), &[], "all.xlsx"));
    let waiting: Vec<&Vec<String>> = all
        .iter()
        .filter(|row| row.iter().any(|cell| cell == "waiting"))
        .collect();
    assert_eq!(waiting.len(), 1, "{all:?}");
    let who_waits = &waiting[0][2];
    let list = cells(written(folder.path(), &["--what", "participants"], "list.xlsx"));
    assert_eq!(list.len(), 3, "a heading and two persons: {list:?}");
    assert!(list.iter().all(|row| row[0] != *who_waits), "{list:?}");
    let badges = written(folder.path(), &["--what", "badges"], "badges.pdf");
    let text = pages(&badges).concat();
    assert!(
        !text.contains(who_waits.as_str()) && text.contains(&list[1][0]),
        "{text}"
    );
}

#[test]
fn badges_hold_names_of_every_script_four_on_a_sheet() {
    let mut letters = letters(3);
    letters.extend([RUSSIAN.to_owned(), TURKISH.to_owned()]);
    let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
    let folder = desk(&letters);
    printed(&at(folder.path(), &["run", "--once"]));
    let badges = written(folder.path(), &["--what", "badges"], "badges.pdf");
    let pages = pages(&badges);
    assert_eq!(pages.len(), 2, "five badges are on two sheets");
    let words = pages.concat().split_whitespace().collect::<Vec<_>>().join(" ");
    for name in ["Archer", "Чепурная", "Hacıömeroğlu"] {
        assert!(words.contains(name), "{name}: {words}");
    }
    let document = lopdf::Document::load_mem(&badges).unwrap();
    let page = document.get_pages()[&1];
    let size = document.get_dictionary(page).unwrap().get(b"MediaBox").unwrap();
    let size: Vec<f32> = size
        .as_array()
        .unwrap()
        .iter()
        .map(|side| side.as_float().unwrap())
        .collect();
    assert_eq!((size[2].round(), size[3].round()), (595.0, 842.0), "A4");
}

#[test]
fn booths_and_kitchen_learn_who_needs_what() {
    let folder = desk(&[CLEAR, RUSSIAN]);
    printed(&at(folder.path(), &["run", "--once"]));
    let booths = cells(written(
        folder.path(),
        &["--what", "interpretation"],
        "booths.xlsx",
    ));
    let russian = booths.iter().filter(|row| row[1] == "Russian");
    assert!(
        russian.clone().count() > 0 && russian.clone().all(|row| row[2].contains("Чепурная")),
        "{booths:?}"
    );
    let meals = written(
        folder.path(),
        &["--what", "catering", "--language", "fr"],
        "meals.pdf",
    );
    let text = pages(&meals).concat();
    assert!(text.contains("végétarien") && text.contains("Чепурная"), "{text}");
}

#[test]
fn rule_053_a_file_holds_exactly_what_was_searched() {
    let folder = desk(&[CLEAR, RUSSIAN, TURKISH, QUESTION]);
    printed(&at(folder.path(), &["run", "--once"]));
    let found = cells(written(
        folder.path(),
        &["--what", "confirmed", "--only", "haciomeroglu"],
        "a.xlsx",
    ));
    assert_eq!((found.len(), found[1][1].as_str()), (2, "Gönül Hacıömeroğlu"));
    let not_russian = written(
        folder.path(),
        &["--what", "confirmed", "--only", "-language:ru"],
        "b.csv",
    );
    let text = String::from_utf8(not_russian).unwrap();
    assert!(
        text.starts_with('\u{feff}') && text.lines().count() == 3 && !text.contains("Чепурная"),
        "{text}"
    );
    let cards = String::from_utf8(written(folder.path(), &["--what", "confirmed"], "c.vcf")).unwrap();
    assert_eq!(cards.matches("BEGIN:VCARD").count(), 3);
    assert!(cards.contains("FN:Gönül Hacıömeroğlu"), "{cards}");
    let programme = String::from_utf8(written(folder.path(), &["--what", "programme"], "d.ics")).unwrap();
    assert_eq!(programme.matches("BEGIN:VEVENT").count(), 3);
    assert!(programme.contains("DESCRIPTION:3 persons"), "{programme}");
}

#[test]
fn what_cannot_be_written_is_told_with_what_can() {
    let folder = desk(&[]);
    let output = at(folder.path(), &["export", "--what", "badges", "--format", "csv"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(1) && told.contains("it can be had as pdf"),
        "{told}"
    );
    let output = at(folder.path(), &["export", "--what", "lunch"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("participants, badges"), "{told}");
    let file = folder.path().join("guests.doc");
    let output = at(folder.path(), &["export", file.to_str().unwrap()]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(1)
            && told.contains("no `.doc` file can be written: end its name in .csv"),
        "{told}"
    );
    assert!(
        !file.exists(),
        "nothing is written under a name that promises something else"
    );
    let capital = folder.path().join("GUESTS.CSV");
    let output = at(folder.path(), &["export", capital.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
}
