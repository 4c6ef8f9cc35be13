//! The writer's name as the From field tells it.

use super::names::{Key, tidy};
use super::traits::Traits;
use crate::lexicon::fold::spelled_out;
use crate::request::letter::{Letter, local_words};
use crate::request::token::{Break, Shape};
use std::ops::Range;

/// A person's name in the display name of From, in natural order; `None` where it is an office's.
#[must_use]
pub fn person(letter: &Letter<'_>, traits: &[Traits]) -> Option<(String, Range<usize>)> {
    let layout = &letter.sender;
    let parts = parts(letter);
    if let Some(turned) = turned(letter, traits, &parts) {
        return Some(turned);
    }
    let mut best: Option<(usize, String, Range<usize>)> = None;
    for (index, part) in parts.iter().enumerate() {
        let Some((score, tokens)) = name_in(letter, traits, part.clone()) else {
            continue;
        };
        let mut shown = tidy(layout.shown(tokens.clone()));
        // "Bamberger, Paul" and "Berendsen, A.M. (Annemiek)": the surname stands before the comma.
        let next = parts
            .get(index + 1)
            .filter(|next| layout.between(next.start).trim() == ",");
        let given_follows = next.and_then(|next| given_part(letter, traits, next.clone()));
        let mut end = tokens.end;
        if index == 0
            && let Some(given) = given_follows
        {
            shown = format!("{given} {shown}");
            end = next.map_or(end, |next| next.end);
        }
        let score = score + Key::of(&shown).fullness();
        if best.as_ref().is_none_or(|(other, ..)| score > *other) {
            best = Some((score, shown, layout.bytes(tokens.start..end)));
        }
    }
    let (_, shown, bytes) = best?;
    let key = Key::of(&shown);
    (key.words.len() >= 2
        || key.words.len() == 1 && !key.initials.is_empty()
        || key.words.len() == 1 && sounds_like_name(letter, traits))
    .then_some((shown, bytes))
}

/// "Murchie, Fiona", "Müller, Hans-Peter": a surname that no list need have, a comma and a given name, as directories
/// write it.
fn turned(letter: &Letter<'_>, traits: &[Traits], parts: &[Range<usize>]) -> Option<(String, Range<usize>)> {
    let layout = &letter.sender;
    let [surname, given, ..] = parts else { return None };
    let trait_of = |at: usize| traits.get(at).copied().unwrap_or_default();
    let written = |part: &Range<usize>| {
        part.clone().all(|at| {
            let capital = layout
                .tokens
                .get(at)
                .is_some_and(|token| token.is_word() && (token.is_capital() || trait_of(at).particle));
            let name = trait_of(at).surely_name() || !trait_of(at).blocked;
            capital && name && !trait_of(at).title
        })
    };
    let sure = |at: usize| trait_of(at).given && trait_of(at).surely_name();
    let listed = surname
        .clone()
        .any(|at| trait_of(at).surname || trait_of(at).particle);
    let is_given = given.clone().any(sure) || listed && trait_of(given.start).given;
    let placed = surname
        .clone()
        .any(|at| trait_of(at).place && !trait_of(at).surname);
    let whole = layout.between(given.start).trim() == ","
        && surname.start == 0
        && (1..=4).contains(&surname.len())
        && (1..=3).contains(&given.len())
        && written(surname)
        && written(given);
    (whole && is_given && !placed).then(|| {
        let given_shown = tidy(layout.shown(given.clone()));
        let stop = if layout.after(given.end - 1).starts_with('.') {
            "."
        } else {
            ""
        };
        let surname_shown = tidy(layout.shown(surname.clone()));
        (
            format!("{given_shown}{stop} {surname_shown}"),
            layout.bytes(surname.start..given.end),
        )
    })
}

fn sounds_like_name(letter: &Letter<'_>, traits: &[Traits]) -> bool {
    let given = traits.iter().filter(|traits| traits.surely_name()).count();
    letter.sender.tokens.len() == 1 && given == 1
}

/// The parts of the display name between commas, brackets, bars and dashes.
fn parts(letter: &Letter<'_>) -> Vec<Range<usize>> {
    let layout = &letter.sender;
    let mut parts = Vec::new();
    let mut start = 0;
    for at in 1..layout.tokens.len() {
        let cut = layout
            .tokens
            .get(at)
            .is_some_and(|token| token.before >= Break::Comma)
            || layout.between(at).contains(['/', '|', '@', '&']);
        if cut && !layout.between(at).trim().eq(".") {
            parts.push(start..at);
            start = at;
        }
    }
    if start < layout.tokens.len() {
        parts.push(start..layout.tokens.len());
    }
    parts
}

/// The name within a part and how much speaks for it.
fn name_in(letter: &Letter<'_>, traits: &[Traits], part: Range<usize>) -> Option<(usize, Range<usize>)> {
    let layout = &letter.sender;
    let trait_of = |at: usize| traits.get(at).copied().unwrap_or_default();
    let mut tokens = part;
    while tokens.start < tokens.end && trait_of(tokens.start).title && !trait_of(tokens.start).surely_name() {
        tokens.start += 1;
    }
    while tokens.start < tokens.end
        && trait_of(tokens.end - 1).title
        && !trait_of(tokens.end - 1).surely_name()
    {
        tokens.end -= 1;
    }
    // "Hürlimann Reto GS-EJPD": capitals only beside a name in small letters are an office.
    let upper = |at: usize| {
        layout
            .tokens
            .get(at)
            .is_some_and(|token| token.shape == Shape::Upper)
            && !(trait_of(at).given || trait_of(at).surname)
    };
    let mixed = tokens
        .clone()
        .filter(|&at| !upper(at) && trait_of(at).given)
        .count()
        > 0;
    while mixed && tokens.len() > 2 && upper(tokens.end - 1) {
        tokens.end -= 1;
    }
    while mixed && tokens.len() > 2 && upper(tokens.start) {
        tokens.start += 1;
    }
    if tokens.is_empty() || tokens.len() > 6 {
        return None;
    }
    let words = tokens
        .clone()
        .filter(|&at| layout.tokens.get(at).is_some_and(|token| token.is_word()));
    let blocked = words
        .clone()
        .filter(|&at| trait_of(at).blocked && !trait_of(at).surely_name())
        .count();
    let named = words
        .clone()
        .filter(|&at| trait_of(at).given || trait_of(at).surname)
        .count();
    let acronym = words.clone().count() == 1
        && layout
            .tokens
            .get(tokens.start)
            .is_some_and(|token| token.shape == Shape::Upper);
    let address = letter
        .message
        .from
        .as_ref()
        .map(|from| from.address.to_lowercase())
        .unwrap_or_default();
    let local: String = address.split('@').next().unwrap_or("").to_owned();
    // "luettich" is Lüttich's, too.
    let written = |at: usize| {
        layout.tokens.get(at).is_some_and(|token| {
            token.folded.chars().count() > 2
                && (local.contains(&super::names::latin(&token.folded))
                    || spelled_out(layout.shown(at..at + 1)).is_some_and(|spelled| local.contains(&spelled)))
        })
    };
    let in_address = words.clone().filter(|&at| written(at)).count();
    // "Moira Kent": a sure given name before a town's is a person's.
    let first_given = trait_of(tokens.start).given && trait_of(tokens.start).surely_name();
    // "Katinka Sommerfeld" of katinka.sommerfeld@… is no town.
    let placed = words
        .clone()
        .filter(|&at| trait_of(at).place && !trait_of(at).surely_name())
        .filter(|_| !(in_address == 2 && tokens.len() == 2 && local_words(&local).len() == 2))
        .filter(|_| !(tokens.len() == 2 && first_given))
        .count();
    // "Pierfrancesco Garelli" of pf.garelli@…: the last of two or three words is a part of the address.
    let surname = tokens
        .end
        .checked_sub(1)
        .and_then(|at| layout.tokens.get(at))
        .is_some_and(|token| {
            super::names::latin(&token.folded).chars().count() >= 5
                && local_words(&local)
                    .iter()
                    .any(|own| super::names::same_word(own, &token.folded))
        });
    if blocked > 0
        || placed > 0 && named <= placed && !(surname && placed < tokens.len())
        || acronym && named == 0
        || words.clone().count() != tokens.len()
    {
        return None;
    }
    let domain = address
        .split('@')
        .nth(1)
        .and_then(|domain| domain.split('.').next())
        .unwrap_or("");
    let plain: String = domain.chars().filter(char::is_ascii_alphanumeric).collect();
    let in_domain = words
        .clone()
        .filter_map(|at| layout.tokens.get(at))
        .filter(|token| {
            token.folded.chars().count() > 3 && plain.contains(&super::names::latin(&token.folded))
        })
        .count();
    let quoted = layout.between(tokens.start).contains(['«', '„', '“'])
        || layout.text.trim_start().starts_with(['«', '„', '“']);
    // "Selvaggia Ruocco" of foto@selvaggiaruocco.example: those who work for themselves own their name's domain.
    let own_domain = first_given && named == tokens.len() && (2..=3).contains(&named);
    if quoted || in_domain >= 2 && in_address == 0 && !own_domain {
        return None;
    }
    // "k.mkrtchyan" is Каринэ Мкртчян, however the letters are brought over.
    let brought_over = || {
        words.clone().filter_map(|at| layout.tokens.get(at)).any(|token| {
            let own = local_words(&local);
            own.len() == 1 && own.iter().any(|own| super::names::same_word(own, &token.folded))
        })
    };
    let score = named * 4 + in_address * 3;
    let initialled = local.split(|c: char| !c.is_alphabetic()).any(|part| {
        let mut letters = part.chars();
        let initial = letters.next().filter(|_| letters.next().is_none());
        initial.is_some_and(|initial| {
            words
                .clone()
                .filter_map(|at| layout.tokens.get(at))
                .any(|token| super::names::latin(&token.folded).starts_with(initial))
        })
    });
    let by_surname = surname && in_domain == 0 && (2..=3).contains(&tokens.len());
    // "K. W. Entwistle" of kenentwistle@…
    let initials = words
        .clone()
        .filter_map(|at| layout.tokens.get(at))
        .filter(|token| token.shape == Shape::Initial)
        .count();
    let by_initials = in_address == 1 && initials > 0 && initials + 1 == tokens.len();
    (named > 0
        || in_address >= 2
        || by_surname
        || by_initials
        || initialled && (in_address == 1 || brought_over()))
    .then_some((score, tokens))
}

fn given_part(letter: &Letter<'_>, traits: &[Traits], part: Range<usize>) -> Option<String> {
    let blocked = part.clone().any(|at| {
        traits
            .get(at)
            .is_some_and(|traits| traits.blocked && !traits.surely_name())
    });
    let words = part.clone().filter_map(|at| letter.sender.tokens.get(at));
    let capital = words
        .clone()
        .all(|token| token.is_capital() || token.folded.len() <= 3);
    (!blocked && capital && part.len() <= 3).then(|| {
        let mut shown = tidy(letter.sender.shown(part.clone()));
        if letter.sender.after(part.end - 1).starts_with('.') {
            shown.push('.');
        }
        shown
    })
}
