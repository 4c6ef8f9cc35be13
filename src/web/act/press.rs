//! What is shown while deciding about the press: papers that are missing, and how many of the medium are in (rule 63).

use crate::event::PressPolicy;
use crate::reply::Paper;
use crate::request::PressWish;
use crate::rules::press::wanted;
use crate::store::views::Dossier;
use crate::web::{Console, words};
use minijinja::context;
use minijinja::value::Value;

/// The papers and the count; nothing for other letters.
pub(super) fn view(console: &Console, dossier: &Dossier, language: &str) -> Value {
    let Some(press) = &dossier.press else {
        return Value::UNDEFINED;
    };
    let policy = &console.desk().config().event.press;
    let wanted = wanted(policy, &press.papers, &press.wishes);
    let papers: Vec<Value> = policy
        .papers
        .iter()
        .filter(|paper| wanted.contains(paper) || asked_of(**paper, &press.wishes))
        .map(|paper| {
            context! {
                name => words::text(language, &format!("paper.{}", paper.name())),
                missing => wanted.contains(paper),
            }
        })
        .collect();
    context! { papers, of_medium => press.of_medium, limit => policy.per_medium, outlet => press.outlet.clone() }
}

/// Whether the press office wants this of a request with these wishes.
fn asked_of(paper: Paper, wishes: &[PressWish]) -> bool {
    let policy = PressPolicy {
        papers: vec![paper],
        ..PressPolicy::default()
    };
    !wanted(&policy, &[], wishes).is_empty()
}
