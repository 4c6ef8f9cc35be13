//! How texts are cut into words, and where sentences and lines end.

use super::*;

fn cut_up(text: &str) -> Vec<(String, Break)> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let kind = if line.trim().is_empty() {
            LineKind::Blank
        } else {
            LineKind::Own
        };
        lines.push(Line {
            range: at..at + line.len(),
            kind,
        });
        at += line.len() + 1;
    }
    tokens(text, &lines)
        .into_iter()
        .map(|token| (token.folded, token.before))
        .collect()
}

#[test]
fn words_are_cut_at_hyphens_and_apostrophes_addresses_are_whole() {
    let found = cut_up("L'adjointe Anne-Sophie (a.lefevre@metz.example), www.metz.example.");
    let words: Vec<&str> = found.iter().map(|(word, _)| word.as_str()).collect();
    assert_eq!(
        words,
        [
            "l",
            "adjointe",
            "anne",
            "sophie",
            "a.lefevre@metz.example",
            "www.metz.example"
        ]
    );
    assert_eq!(found.get(3).map(|found| found.1), Some(Break::Tight));
    assert_eq!(found.get(4).map(|found| found.1), Some(Break::Comma));
}

#[test]
fn sentences_end_at_stops_but_not_after_initials_and_ordinals() {
    let found = cut_up("Herr M. Berg kommt am 9. November. Ich nicht! ok\nHans");
    let ends: Vec<&str> = found
        .iter()
        .filter(|found| found.1 == Break::Sentence)
        .map(|found| found.0.as_str())
        .collect();
    assert_eq!(ends, ["ich", "ok"]);
    assert_eq!(found.last().map(|found| found.1), Some(Break::Line));
}

#[test]
fn wrapped_lines_run_on_and_short_ones_end() {
    let found = cut_up(
        "I would like to attend the summit on 9 November in Rotterdam together with\nmy colleague Ann.\nBest\nBob",
    );
    let breaks: Vec<Break> = found.iter().rev().take(5).map(|found| found.1).collect();
    assert_eq!(breaks.first(), Some(&Break::Line));
    assert!(
        found
            .iter()
            .any(|found| found.0 == "my" && found.1 == Break::Space)
    );
}

#[test]
fn a_small_word_is_the_accented_one_only_where_it_is_written_so_or_nothing_is() {
    let accents = |text: &str| -> Vec<(String, Accent)> {
        let line = Line {
            range: 0..text.len(),
            kind: LineKind::Own,
        };
        tokens(text, &[line])
            .into_iter()
            .filter(|token| ["si", "e", "ou", "ne"].contains(&token.folded.as_str()))
            .map(|token| (token.folded, token.accent))
            .collect()
    };
    let told = |text: &str| -> Vec<Accent> { accents(text).into_iter().map(|(_, accent)| accent).collect() };
    assert_eq!(
        told("si accomodi, sì, perché no"),
        [Accent::Left, Accent::Written]
    );
    assert_eq!(
        told("si accomodi, si, perche no"),
        [Accent::Either, Accent::Either]
    );
    assert_eq!(told("Anna e' qui perché può"), [Accent::Either]);
    assert_eq!(told("Si libera un posto perché può"), [Accent::Either]);
    assert_eq!(
        told("né à Metz, il ne viendra pas"),
        [Accent::Written, Accent::Left]
    );
    assert_eq!(
        told("Metz ou Nancy, avec René Müller"),
        [Accent::Either],
        "names keep their accents where nothing else has any"
    );
}
