//! Swaps told in two sentences: one person is withdrawn, another comes in their place.

use crate::support::readings::names;
use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::{self, Disposition, Intent, Request};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);

fn read(text: &str) -> Request {
    let desk = Desk {
        addresses: vec![("cristellys@efus.eu".to_owned(), MailboxRole::Registration)],
        ..Desk::default()
    };
    let raw = format!(
        "From: Sabine Kern <s.kern@ulm.example>\r\nTo: cristellys@efus.eu\r\nSubject: Summit\r\nMIME-Version: 1.0\r\n\
         Date: Mon, 10 Oct 2016 10:00:00 +0200\r\nMessage-ID: <1@ulm.example>\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n\r\nSabine Kern\r\n"
    );
    request::read(&Message::parse(raw.as_bytes(), &desk, None), &LEXICON).0
}

#[track_caller]
fn swaps(text: &str, gone: &str, new: &str) {
    let request = read(text);
    assert_eq!(request.intent.value, Intent::Change, "{text}");
    assert_eq!(names(&request), [new], "{text}");
    let replaced = request.replaces.as_ref().map(|name| name.value.as_str());
    assert_eq!(replaced, Some(gone), "{text}");
}

#[test]
fn who_is_withdrawn_and_whose_place_another_takes_are_told_apart_in_every_language() {
    for text in [
        "Sehr geehrte Damen und Herren,\n\nleider muss ich Herrn Peter Baumann für den Gipfel der Bürgermeister absagen. An seiner Stelle kommt Frau Lena Fuchs.",
        "Sehr geehrte Damen und Herren,\n\nHerr Peter Baumann muss seine Teilnahme am Gipfel absagen, an seiner Stelle nimmt Frau Lena Fuchs teil.",
        "Sehr geehrte Damen und Herren,\n\nbitte streichen Sie Herrn Peter Baumann von der Teilnehmerliste des Gipfels. Stattdessen kommt Frau Lena Fuchs.",
        "Dear Sir or Madam,\n\nUnfortunately I have to cancel Mr Peter Baumann for the Summit of Mayors. Ms Lena Fuchs will come in his place.",
        "Madame, Monsieur,\n\nje dois malheureusement annuler la participation de M. Peter Baumann au Sommet des maires. Mme Lena Fuchs viendra à sa place.",
        "Gentili signori,\n\npurtroppo devo disdire la partecipazione del signor Peter Baumann al Vertice dei sindaci. Al suo posto verrà la signora Lena Fuchs.",
        "Sayın Yetkili,\n\nMaalesef Peter Baumann Bey'in Belediye Başkanları Zirvesi katılımını iptal etmek zorundayım. Onun yerine Lena Fuchs Hanım gelecek.",
    ] {
        swaps(text, "Peter Baumann", "Lena Fuchs");
    }
    swaps(
        "Уважаемые коллеги!\n\nК сожалению, вынуждена отменить участие господина Петра Баумана в Саммите мэров. Вместо него приедет госпожа Елена Фукс.",
        "Петра Баумана",
        "Елена Фукс",
    );
}

#[test]
fn who_withdraws_and_sends_another_is_replaced() {
    swaps(
        "Sehr geehrte Damen und Herren,\n\nich muss meine Teilnahme am Gipfel leider absagen. An meiner Stelle kommt Frau Lena Fuchs.",
        "Sabine Kern",
        "Lena Fuchs",
    );
}

#[test]
fn who_withdraws_another_does_not_withdraw_themselves() {
    for text in [
        "Dear Sir or Madam,\n\nUnfortunately I have to cancel Mr Peter Baumann for the Summit of Mayors.",
        "Madame, Monsieur,\n\nje dois malheureusement annuler la participation de M. Peter Baumann au Sommet des maires.",
        "Gentili signori,\n\npurtroppo devo disdire la partecipazione del signor Peter Baumann al Vertice dei sindaci.",
    ] {
        let request = read(text);
        assert_eq!(request.intent.value, Intent::Cancellation, "{text}");
        assert_eq!(names(&request), ["Peter Baumann"], "{text}");
    }
}

#[test]
fn a_title_written_like_a_pronoun_is_no_pronoun() {
    let request = read(
        "Monsieur,\n\nnous vous informons que le Collège a désigné M. Paul Roux, Échevin de la Police, en lieu et place de M. l'Échevin Jean Petit, empêché.",
    );
    assert_eq!(names(&request), ["Paul Roux"]);
    let replaced = request.replaces.as_ref().map(|name| name.value.as_str());
    assert_ne!(replaced, Some("Sabine Kern"));
}

#[test]
fn nobody_is_only_withdrawn_where_another_comes_for_them() {
    // Two sentences that hang together by "for him" alone are left to a person.
    let request = read(
        "Sehr geehrte Damen und Herren,\n\nHerr Peter Baumann sagt für den Gipfel ab. Für ihn kommt Frau Lena Fuchs.",
    );
    assert!(
        request.intent.value == Intent::Change || request.disposition == Disposition::Review,
        "{request:?}"
    );
}
