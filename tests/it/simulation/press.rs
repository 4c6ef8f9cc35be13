//! The press office of a simulated event: it accredits, refuses and asks for papers, and ticks those that came by another way.

use super::organisers::REASON;
use super::watch::Step;
use super::world::World;
use chrono::TimeDelta;
use rand::Rng;
use rand::seq::IndexedRandom;
use rsvpd::daemon::Order;
use rsvpd::reply::Paper;
use rsvpd::rules::organiser::Act;
use std::collections::BTreeMap;

impl World {
    /// Something happens with a press request.
    pub(super) async fn the_press_office_acts(&mut self) -> Step {
        let requests: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT q.message, q.version FROM requests q JOIN press p ON p.request = q.message ORDER BY 1",
        )
        .fetch_all(&mut self.sql)
        .await
        .unwrap();
        let Some(&(party, version)) = requests.choose(&mut self.chance) else {
            return Step::Usual;
        };
        let beyond = self.chance.random_bool(0.2);
        let act = match self.chance.random_range(0..8) {
            0..4 => Act::Accredit {
                beyond_limit_because: beyond.then(|| REASON.to_owned()),
            },
            4 | 5 => Act::AskPapers,
            6 => Act::Refuse { reason: None },
            _ => {
                let paper = *[Paper::Credential, Paper::Medium]
                    .choose(&mut self.chance)
                    .unwrap();
                let there = self.chance.random_bool(0.8);
                let done = self.desk.tick_paper(party, "lise", (paper, there)).await;
                self.tell_act(party, &format_args!("Tick({paper:?})"), (0, 0), done)
                    .await;
                return Step::Usual;
            }
        };
        let order = Order {
            user: "lise".to_owned(),
            act: act.clone(),
            version,
            words: None,
            undo_for: TimeDelta::minutes(self.chance.random_range(0..30)),
        };
        let done = self.desk.act(party, &order).await.map(|_| ());
        if done.is_ok() && beyond && matches!(act, Act::Accredit { .. }) {
            self.watch.beyond_limit.insert(party);
        }
        self.tell_act(party, &act, (version, version), done).await;
        Step::Usual
    }

    /// Rule 63: of a medium nobody is accredited beyond its limit without a reason.
    pub(super) async fn media_have_their_limit(&mut self) {
        let Some(limit) = self.config.event.press.per_medium else {
            return;
        };
        let accredited: Vec<(i64, String, i64)> = sqlx::query_as(
            "SELECT p.request, p.outlet, MAX(COUNT(n.position), 1) FROM press p LEFT JOIN persons n ON n.party = p.request \
             WHERE p.state = 'accredited' AND p.outlet IS NOT NULL GROUP BY p.request, p.outlet",
        )
        .fetch_all(&mut self.sql)
        .await
        .unwrap();
        let mut of_medium: BTreeMap<&str, i64> = BTreeMap::new();
        for (request, outlet, persons) in &accredited {
            if !self.watch.beyond_limit.contains(request) {
                *of_medium.entry(outlet).or_default() += persons;
            }
        }
        for (outlet, persons) in of_medium {
            self.demand(persons <= i64::from(limit), || {
                format!("rule 63: {persons} of {outlet} are accredited, and {limit} may be")
            });
        }
    }
}
