//! How sure a run of words is a name, and by which rule.

use super::{Finder, Sureness};
use crate::request::layout::Zone;
use crate::request::token::Shape;
use std::ops::Range;

impl Finder<'_, '_> {
    pub(super) fn judge(&self, tokens: &Range<usize>) -> Option<(Sureness, &'static str)> {
        let all = || tokens.clone().map(|at| (self.traits(at), at));
        let words = || {
            all().filter(|(_, at)| {
                self.layout
                    .tokens
                    .get(*at)
                    .is_some_and(|token| token.shape != Shape::Initial && token.folded.chars().count() > 1)
            })
        };
        let count = words()
            .filter(|(traits, _)| !traits.particle || traits.surely_name())
            .count();
        let initials = tokens.len() - words().count();
        let given = words().any(|(traits, _)| traits.given);
        let sure_given = words().any(|(traits, _)| traits.given && !traits.common);
        let surname = words().filter(|(traits, _)| traits.surname).count();
        let sender = words().filter(|(traits, _)| traits.sender).count();
        let patronymic = words().any(|(traits, _)| traits.patronymic);
        let glued = self.is_glued(tokens);
        if self.in_body(tokens) && sender == 0 {
            return None;
        }
        let medium = || {
            self.layout
                .marks_in(tokens.clone())
                .any(|mark| mark.concept.family() == "media")
        };
        if sender == 0 && self.is_outlet(tokens.start) && (!sure_given || medium()) {
            return None;
        }
        // "Der Blick der Verwaltungen", "the Safer Communities": an article leads to a thing.
        if !sure_given && sender == 0 && self.behind_article(tokens.start) {
            return None;
        }
        // "Policing, Crime, Fire and Criminal Justice": the last thing of a list.
        let listed = words().all(|(traits, _)| !traits.surely_name()) && self.ends_list(tokens.start);
        if listed && sender == 0 && !self.titled(tokens.start) {
            return None;
        }
        let place = words().any(|(traits, _)| traits.place && !traits.surely_name());
        let titled = self.titled(tokens.start);
        let opens = self.opens(tokens.start);
        if sender > 0 && (count >= 2 || initials > 0) {
            return Some((Sureness::Full, "people/as-sender"));
        }
        if count >= 2 && !glued {
            if sure_given || patronymic {
                return Some((Sureness::Full, "people/given-name"));
            }
            if given && (surname > 0 || !opens) && !place {
                return Some((Sureness::Full, "people/given-name"));
            }
            if titled
                || self.role_near(tokens)
                    && !place
                    && (surname > 0 || given || count <= 3 && !self.behind_small(tokens.start))
            {
                return Some((Sureness::Full, "people/titled"));
            }
            if surname > 0 && !place && count <= 3 && (!opens || surname > 1) {
                return Some((Sureness::Full, "people/surname"));
            }
            if self.stands_alone(tokens)
                && !place
                && (given
                    || surname > 0
                    || self.zone_is(tokens.start, &[Zone::Item, Zone::Row])
                    || self.signs(tokens))
            {
                return Some((Sureness::Full, "people/line"));
            }
            return None;
        }
        if count == 1 && initials > 0 && (surname > 0 || titled || self.names_by_initials(tokens)) {
            return Some((Sureness::Full, "people/initials"));
        }
        if titled && count >= 1 {
            return Some((Sureness::Full, "people/honorific"));
        }
        if count == 1 && sure_given && self.behind_noun(tokens.start) {
            return Some((Sureness::Full, "people/noun-name"));
        }
        let alone =
            sender > 0 || (given || surname > 0) && (!words().any(|(traits, _)| traits.common) || !opens);
        (count == 1 && alone).then_some((Sureness::Partial, "people/one-word"))
    }
}
