//! Looks at the database after every step: the invariants I1 to I10, and that nobody is lost or answered twice.
//!
//! What changed since the last look is found by the database itself, and what must never be there is asked for by name: a look
//! costs little, so that there is one after every step.

use super::line::Told;
use super::world::World;
use chrono::{DateTime, SecondsFormat, Utc};
use rsvpd::config::Config;
use rsvpd::daemon::Desk;
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::rules::promotion;
use sqlx::{Executor, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};

/// What a step may do that others may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Usual,
    /// An organiser seated persons above the capacity, with a reason.
    Override,
    /// An organiser took an act back.
    Undo,
}

/// Party, position, session.
pub type PlaceKey = (i64, i64, Session);

/// Party, position, session, state, since, until, updated, priority, wish, what is left for it, whether a letter reaches it.
type PlaceRow = (
    i64,
    i64,
    String,
    String,
    String,
    Option<String>,
    String,
    i64,
    i64,
    Option<String>,
    bool,
);

/// A place as it is stored; moments as the database writes them, so that their order is that of their letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub state: State,
    pub since: String,
    pub until: Option<String>,
    pub updated: String,
    pub priority: i64,
    pub wish: i64,
    pub instead: Option<String>,
    pub reachable: bool,
}

/// What was seen last.
#[derive(Debug, Default)]
pub struct Watch {
    pub places: BTreeMap<PlaceKey, Place>,
    pub journal: i64,
    /// Changes with every commit of others.
    data_version: i64,
    looked_at: DateTime<Utc>,
    taken: BTreeMap<Session, usize>,
    persons: usize,
    /// Replies that the mail server took.
    accepted: BTreeSet<i64>,
    closes_offers: String,
    /// An organiser put somebody on the list; until time passes seats may lie idle.
    pub idle: bool,
    /// Until when places were offered last.
    pub ends: BTreeMap<PlaceKey, String>,
    /// Press requests that were accredited beyond the limit of their medium, with a reason.
    pub beyond_limit: BTreeSet<i64>,
}

const PREPARE: &str = "\
    CREATE TEMP TABLE seen (party INTEGER, position INTEGER, session TEXT, state TEXT, since TEXT, until TEXT, updated_at TEXT, \
        priority INTEGER, instead_of TEXT, PRIMARY KEY (party, position, session)) WITHOUT ROWID; \
    CREATE TEMP TABLE accepted (id INTEGER PRIMARY KEY); \
    CREATE TEMP TABLE released (id INTEGER PRIMARY KEY); \
    CREATE TEMP TABLE robots (content_key TEXT PRIMARY KEY)";
const CHANGED: &str = "SELECT r.party, r.position, r.session, r.state, r.since, r.until, r.updated_at, r.priority, r.wish, \
        r.instead_of, q.contact_address IS NOT NULL FROM registrations r JOIN requests q ON q.message = r.party \
    LEFT JOIN temp.seen s ON s.party = r.party AND s.position = r.position AND s.session = r.session \
    WHERE s.party IS NULL OR s.state <> r.state OR s.since <> r.since OR s.until IS NOT r.until \
        OR s.updated_at <> r.updated_at OR s.priority <> r.priority OR s.instead_of IS NOT r.instead_of";
const SEEN: &str = "INSERT OR REPLACE INTO temp.seen \
    SELECT party, position, session, state, since, until, updated_at, priority, instead_of FROM registrations";
const JOURNAL: &str =
    "SELECT id, request, what, details, actor_kind, actor FROM journal WHERE id > $1 ORDER BY id";
/// I6 and rule 31: nobody has two places in one session or two visits, unless an organiser gave the second one.
const TWICE: &str = "SELECT p.name_key, MIN(r.session), COUNT(*) FROM registrations r \
    JOIN persons p ON p.party = r.party AND p.position = r.position \
    WHERE r.state IN ('waiting', 'offered', 'confirmed') AND p.name_key <> '' \
    AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.request = r.party AND j.actor_kind = 'organiser') \
    GROUP BY p.name_key, r.session HAVING COUNT(*) > 1 \
    UNION ALL SELECT p.name_key, 'visits', COUNT(*) FROM registrations r \
    JOIN persons p ON p.party = r.party AND p.position = r.position \
    WHERE r.state IN ('offered', 'confirmed', 'attended') AND p.name_key <> '' AND r.session LIKE 'visit-%' \
    AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.request = r.party AND j.actor_kind = 'organiser') \
    GROUP BY p.name_key HAVING COUNT(*) > 1";
/// I2: one answer a decision, to persons only, and what was taken is known to be so.
const REPLIES: &str = "\
    SELECT 'I2: two answers of one number on request', request FROM outbox GROUP BY request, number HAVING COUNT(*) > 1 \
    UNION ALL SELECT 'I2: an answer without a decision on request', o.request FROM outbox o \
        JOIN requests q ON q.message = o.request WHERE o.number > q.decisions \
    UNION ALL SELECT 'mail-rules 68: a robot is answered by reply', o.id FROM outbox o JOIN messages m ON m.id = o.request \
        JOIN temp.robots b ON b.content_key = m.content_key \
    UNION ALL SELECT 'delivered, and nobody took it: reply', id FROM outbox \
        WHERE state IN ('delivered', 'bounced') AND id NOT IN (SELECT id FROM temp.accepted) \
    UNION ALL SELECT 'not delivered or to leave again, and was taken: reply', id FROM outbox \
        WHERE state IN ('refused', 'draft', 'held', 'queued') AND id IN (SELECT id FROM temp.accepted) \
        AND id NOT IN (SELECT id FROM temp.released)";
/// Rule 103: every letter that is neither kept, nor a copy, nor set apart has its end.
const LETTERS: &str = "SELECT (SELECT COUNT(*) FROM messages WHERE state NOT IN ('kept', 'copy', 'quarantined')), \
    (SELECT COUNT(*) FROM requests)";
/// Rule 19: who was given something by the clock was written to.
const UNTOLD: &str = "SELECT COUNT(*) FROM outbox WHERE request = $1 AND created_at = $2 \
    AND kind IN ('offer', 'promotion')";

impl Watch {
    pub fn new(config: &Config) -> Self {
        Self {
            closes_offers: stamp(config.event.promotes_until()),
            data_version: -1,
            ..Self::default()
        }
    }

    pub async fn prepare(sql: &mut SqliteConnection) {
        sql.execute(PREPARE).await.unwrap();
    }

    /// Seats of a session that are held.
    pub fn taken(&self, session: Session) -> usize {
        self.taken.get(&session).copied().unwrap_or(0)
    }

    /// Persons who hold one at all.
    pub fn persons(&self) -> usize {
        self.persons
    }

    /// Notes that a reply was taken; whether it had been before.
    pub async fn accepted(&mut self, sql: &mut SqliteConnection, reply: i64) -> bool {
        sqlx::query("INSERT OR IGNORE INTO temp.accepted VALUES ($1)")
            .bind(reply)
            .execute(sql)
            .await
            .unwrap();
        !self.accepted.insert(reply)
    }
}

/// A moment as the database writes it.
pub fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

impl World {
    /// Checks what must hold after every step.
    pub async fn check(&mut self, step: Step) {
        self.step = step;
        let (version,): (i64,) = sqlx::query_as("PRAGMA data_version")
            .fetch_one(&mut self.sql)
            .await
            .unwrap();
        let changed = version != self.watch.data_version;
        if changed {
            self.check_changes(step).await;
        }
        // Seats can lie idle because time passed, too.
        if changed || self.watch.looked_at != self.now() {
            self.nobody_idles().await;
        }
        self.watch.data_version = version;
        self.watch.looked_at = self.now();
    }

    async fn check_changes(&mut self, step: Step) {
        let rows: Vec<PlaceRow> = sqlx::query_as(CHANGED).fetch_all(&mut self.sql).await.unwrap();
        let changed: BTreeMap<PlaceKey, Place> = rows.into_iter().map(place).collect();
        let told = self.told(step).await;
        self.moves_are_told(&changed, &told);
        self.ranks_stay(&changed);
        self.offers_have_their_time(&changed);
        self.offers_come_back_with_their_end(&changed, &told);
        let before: BTreeMap<PlaceKey, Option<Place>> = changed
            .iter()
            .map(|(key, place)| (*key, self.watch.places.insert(*key, place.clone())))
            .collect();
        if !changed.is_empty() {
            self.sql.execute(SEEN).await.unwrap();
            let (stored,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM registrations")
                .fetch_one(&mut self.sql)
                .await
                .unwrap();
            self.demand(usize::try_from(stored) == Ok(self.watch.places.len()), || {
                format!(
                    "{stored} places are stored, and {} were told of",
                    self.watch.places.len()
                )
            });
            self.seats_suffice(step);
            self.nobody_has_two_visits();
            self.visits_go_by_wish(&before, &told).await;
            self.nobody_is_overtaken(&before, &told, step);
            self.no_answer_in_time_is_lost(&before, &told).await;
            self.who_is_promoted_is_told(&told).await;
            self.answers_take_what_they_say(&told).await;
        }
        let twice: Vec<(String, String, i64)> = sqlx::query_as(TWICE).fetch_all(&mut self.sql).await.unwrap();
        self.demand(twice.is_empty(), || format!("I6: registered twice: {twice:?}"));
        let wrong: Vec<(String, i64)> = sqlx::query_as(REPLIES).fetch_all(&mut self.sql).await.unwrap();
        self.demand(wrong.is_empty(), || format!("{wrong:?}"));
        self.media_have_their_limit().await;
        self.all_letters_are_there().await;
    }

    pub(super) fn demand(&self, holds: bool, mistake: impl FnOnce() -> String) {
        assert!(holds, "{}", self.story(&mistake()));
    }

    /// What the journal says of places since the last look, line by line.
    async fn told(&mut self, step: Step) -> Vec<Told> {
        let lines: Vec<super::line::Line> = sqlx::query_as(JOURNAL)
            .bind(self.watch.journal)
            .fetch_all(&mut self.sql)
            .await
            .unwrap();
        let mut all = Vec::new();
        for line in &lines {
            self.demand(!line.5.is_empty(), || {
                "I8: a line of the journal has no actor".to_owned()
            });
            self.demand(line.2 != "undone" || step == Step::Undo, || {
                "undone without an undo".to_owned()
            });
            all.extend(Told::of(line));
        }
        self.watch.journal = lines.last().map_or(self.watch.journal, |line| line.0);
        all
    }

    /// I8 and the table of moves: every change is in the journal, step by step, each legal, by somebody.
    fn moves_are_told(&self, changed: &BTreeMap<PlaceKey, Place>, told: &[Told]) {
        let mut states: BTreeMap<PlaceKey, Option<State>> = BTreeMap::new();
        for told in told {
            let before = self.watch.places.get(&told.place).map(|place| place.state);
            let state = states.entry(told.place).or_insert(before);
            if let Some(from) = told.from.filter(|_| !told.undone) {
                self.demand(*state == Some(from) && from.may_become(told.to), || {
                    format!("{from} of {:?} became {}, and was {state:?}", told.place, told.to)
                });
            }
            *state = Some(told.to);
        }
        for (key, place) in changed {
            states
                .entry(*key)
                .or_insert_with(|| self.watch.places.get(key).map(|place| place.state));
            self.demand(states.get(key) == Some(&Some(place.state)), || {
                format!(
                    "I8: of {key:?} the journal tells {:?}, and it is {}",
                    states.get(key),
                    place.state
                )
            });
        }
        for (key, state) in &states {
            let stored = changed.get(key).or_else(|| self.watch.places.get(key));
            self.demand(stored.map(|place| place.state) == *state, || {
                format!("I8: of {key:?} the journal tells {state:?}, and there is {stored:?}")
            });
        }
    }

    /// I10: a rank is kept, and whoever comes back gets a later one.
    fn ranks_stay(&self, changed: &BTreeMap<PlaceKey, Place>) {
        for (key, place) in changed {
            let Some(before) = self.watch.places.get(key) else {
                continue;
            };
            let comes_back = place.since != before.since;
            self.demand(!comes_back || place.since > before.since, || {
                format!("I10: {key:?} got an earlier rank")
            });
            let left = |state: State| {
                matches!(
                    state,
                    State::Cancelled | State::Refused | State::Expired | State::Declined
                )
            };
            self.demand(!comes_back || left(before.state), || {
                format!(
                    "I10: {key:?} was {} and got another rank as {}",
                    before.state, place.state
                )
            });
            let again = matches!(before.state, State::Cancelled | State::Refused) && place.state.is_live();
            // It may have come in the moment in which it left.
            let behind = comes_back || place.since == stamp(self.now()) || self.step == Step::Undo;
            self.demand(!again || behind, || {
                format!("I10: {key:?} came back as {} with its old rank", place.state)
            });
        }
    }

    /// I1: what is taken never grows above the capacity, unless an organiser says why.
    fn seats_suffice(&mut self, step: Step) {
        let mut taken: BTreeMap<Session, usize> = BTreeMap::new();
        let mut persons = BTreeSet::new();
        for (key, _) in self
            .watch
            .places
            .iter()
            .filter(|(_, place)| place.state.holds_seat())
        {
            *taken.entry(key.2).or_default() += 1;
            persons.insert((key.0, key.1));
        }
        // What an undo gives back may be above the capacity, where an override had been before.
        if step == Step::Usual {
            let capacities = &self.seats.sessions;
            for (session, now) in &taken {
                let before = self.watch.taken.get(session).copied().unwrap_or(0);
                let capacity = capacities.get(session).copied().unwrap_or(0) as usize;
                self.demand(*now <= capacity.max(before), || {
                    format!("I1: {now} of {capacity} seats are taken in {session:?}, {before} were before")
                });
            }
            if let Some(capacity) = self.seats.event {
                let (now, before) = (persons.len(), self.watch.persons);
                self.demand(now <= before.max(capacity as usize), || {
                    format!("I1: {now} persons in an event for {capacity}, {before} were before")
                });
            }
        }
        self.watch.taken = taken;
        self.watch.persons = persons.len();
    }

    /// Of several visits nobody has a seat in two, whoever gave it.
    fn nobody_has_two_visits(&self) {
        let seated = self
            .watch
            .places
            .iter()
            .filter(|(_, place)| place.state.holds_seat());
        let mut has: BTreeMap<(i64, i64), Session> = BTreeMap::new();
        for ((party, position, visit), _) in seated.filter(|(key, _)| key.2.is_visit()) {
            let other = has.insert((*party, *position), *visit);
            self.demand(other.is_none(), || {
                format!("person {position} of {party} has {visit:?} and {other:?}")
            });
        }
    }

    /// I7 and I9: an offer has its end, nothing else has one, and nothing is offered after the cutoff.
    fn offers_have_their_time(&self, changed: &BTreeMap<PlaceKey, Place>) {
        for (key, place) in changed {
            let offered = place.state == State::Offered;
            self.demand(place.until.is_some() == offered, || {
                format!("I7: {key:?} {place:?}")
            });
            let Some(until) = place.until.as_ref().filter(|_| self.step != Step::Undo) else {
                continue;
            };
            self.demand(
                place.updated < self.watch.closes_offers && *until < stamp(self.config.event.starts()),
                || format!("I9: {key:?} was offered at {} until {until}", place.updated),
            );
        }
    }

    /// I3 to I5: a pass over the waiting list finds nobody to promote, for it ran in every step that freed a seat.
    async fn nobody_idles(&mut self) {
        let event = &self.config.event;
        if self.is_paused() || self.watch.idle {
            return;
        }
        if !self
            .watch
            .places
            .values()
            .any(|place| place.state == State::Waiting)
        {
            return;
        }
        self.head_of_each_line_has_no_seat();
        self.no_ring_is_left();
        let desk: &Desk = &self.desk;
        let mut settling = desk.store().begin_settling(desk.capacity()).await.unwrap();
        let mut seats = settling.seats().await.unwrap();
        let waiting = settling.waiting().await.unwrap();
        drop(settling);
        let promotions = promotion::promote(event, self.now(), &mut seats, &waiting);
        self.demand(promotions.parties.is_empty(), || {
            format!(
                "I5: seats are idle though somebody waits for them: {:?} of {waiting:?}",
                promotions.parties
            )
        });
    }

    async fn who_is_promoted_is_told(&mut self, told: &[Told]) {
        let given = told
            .iter()
            .filter(|told| told.by_clock() && told.from == Some(State::Waiting) && told.to.holds_seat());
        let parties: BTreeSet<i64> = given.map(|told| told.place.0).collect();
        for party in parties {
            let (letters,): (i64,) = sqlx::query_as(UNTOLD)
                .bind(party)
                .bind(stamp(self.now()))
                .fetch_one(&mut self.sql)
                .await
                .unwrap();
            self.demand(letters > 0, || {
                format!("rule 19: {party} was promoted and not written to")
            });
        }
    }

    /// Rule 103: what came in is the sum of the ends.
    async fn all_letters_are_there(&mut self) {
        let (messages, ends): (i64, i64) = sqlx::query_as(LETTERS).fetch_one(&mut self.sql).await.unwrap();
        self.demand(messages == ends, || {
            format!("{messages} letters were settled, and {ends} have an end")
        });
    }
}

fn place(row: PlaceRow) -> (PlaceKey, Place) {
    let (party, position, session, state, since, until, updated, priority, wish, instead, reachable) = row;
    let place = Place {
        state: State::from_name(&state).unwrap(),
        since,
        until,
        updated,
        priority,
        wish,
        instead,
        reachable,
    };
    ((party, position, Session::from_id(&session).unwrap()), place)
}
