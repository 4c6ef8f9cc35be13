//! What the rules alone doubt, whatever the models make of it: a number, an address, a sentence.

use super::DoubtKind;
use crate::lexicon::Lexicon;
use crate::message::{Desk, MailboxRole, Message};
use crate::request;
use crate::request::model::Model;
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);

fn doubts(text: &str) -> Vec<DoubtKind> {
    let desk = Desk {
        addresses: vec![("cristellys@efus.eu".to_owned(), MailboxRole::Registration)],
        ..Desk::default()
    };
    let raw = format!(
        "From: Eva Brunner <e.brunner@graz.example>\r\nTo: cristellys@efus.eu\r\nSubject: Summit of Mayors\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n\
         Dear Mr Cristellys,\r\n\r\n{text}\r\n\r\nKind regards\r\nEva Brunner\r\n"
    );
    let message = Message::parse(raw.as_bytes(), &desk, None);
    let (_, doubts, _) = request::read_with(&message, &LEXICON, &Model::default());
    doubts.into_iter().map(|doubt| doubt.kind).collect()
}

#[test]
fn more_companions_than_are_named_are_a_number_that_disagrees() {
    let asks = |whom: &str| {
        doubts(&format!(
            "Please register {whom} for the Summit of Mayors on 9 November."
        ))
    };
    assert!(!asks("me").contains(&DoubtKind::CountDisagrees));
    assert!(asks("me and five colleagues").contains(&DoubtKind::CountDisagrees));
}

#[test]
fn an_address_that_is_nobodys_in_the_letter_may_be_one_more_who_comes() {
    let asks = "Please register me for the Summit of Mayors on 9 November.";
    assert!(!doubts(asks).contains(&DoubtKind::WhoAttends));
    let more = format!("{asks} The programme may go to t.wagner@graz.example as well.");
    assert!(doubts(&more).contains(&DoubtKind::WhoAttends));
}

#[test]
fn a_reason_for_leaving_is_understood_only_where_it_is_plain() {
    let leaves = "I have to cancel my registration for the Summit of Mayors on 9 November.";
    let because = |reason: &str| doubts(&format!("{leaves} {reason}"));
    assert!(!because("Our dog broke both paws yesterday.").contains(&DoubtKind::NotUnderstood));
    assert!(because("Our dog broke 47 paws yesterday.").contains(&DoubtKind::NotUnderstood));
}
