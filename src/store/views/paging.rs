//! One page of a list: by its keys alone where nothing narrows it, so that its length costs nothing.

use super::filter::{Built, Filter};
use super::lists::Page;
use crate::request::Session;
use crate::store::StoreError;
use crate::store::sql::{Columns, row, rows, rows_built};
use sqlx::AnyConnection;

const IN_LINE_COUNT: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM registrations \
    WHERE state = 'waiting' AND session = $1 GROUP BY priority, since, party) AS line";
// The place is told by where the page begins.
const IN_LINE: &str = "SELECT CAST(NULL AS BIGINT), w.party, q.reference, q.language, COALESCE(q.contact_name, \
    q.contact_address), w.since, w.priority FROM (SELECT party, since, priority FROM registrations \
    WHERE state = 'waiting' AND session = $1 GROUP BY priority, since, party ORDER BY priority DESC, since, party LIMIT $2 OFFSET $3) w \
    JOIN requests q ON q.message = w.party ORDER BY w.priority DESC, w.since, w.party";
const IN_LINE_LAST: &str = "SELECT CAST(NULL AS BIGINT), w.party, q.reference, q.language, COALESCE(q.contact_name, \
    q.contact_address), w.since, w.priority FROM (SELECT party, since, priority FROM registrations \
    WHERE state = 'waiting' AND session = $1 GROUP BY priority, since, party ORDER BY priority, since DESC, party DESC LIMIT $2 OFFSET $3) w \
    JOIN requests q ON q.message = w.party ORDER BY w.priority, w.since DESC, w.party DESC";

/// One page of a waiting list as it stands, read in its own order; the places follow from where the page begins.
pub(super) async fn in_line(
    connection: &mut AnyConnection,
    session: Session,
    page: Page,
) -> Result<(Vec<sqlx::any::AnyRow>, u32), StoreError> {
    let counted = rows(connection, IN_LINE_COUNT, row![session.id()]).await?;
    let total = counted.first().map_or(Ok(0), |row| row.count(0))?;
    let sql = match page.newest_first {
        true => IN_LINE_LAST,
        false => IN_LINE,
    };
    let values = row![session.id(), i64::from(page.limit), i64::from(page.offset)];
    Ok((rows(connection, sql, values).await?, total))
}

/// How a list is counted and cut where nothing narrows it: by its keys alone, before anything is joined to them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain {
    count: &'static str,
    /// The keys of all rows.
    keys: &'static str,
    /// The same columns in the keys' own table and in the list; the first one's direction turns.
    order: [&'static str; 2],
    key: &'static str,
    second: Option<[&'static str; 2]>,
}

/// The waiting list where it is narrowed.
pub(super) const BY_PLACE: Plain = Plain {
    count: "",
    keys: "",
    order: ["", "w.place"],
    key: "",
    second: None,
};
pub(super) const PLAIN_OUTCOME: Plain = Plain {
    count: "SELECT COUNT(*) FROM requests WHERE outcome = $1",
    keys: "SELECT message FROM requests WHERE outcome = $1",
    order: ["message", "m.id"],
    key: "q.message",
    second: None,
};
pub(super) const PLAIN_ALL: Plain = Plain {
    count: "SELECT COUNT(*) FROM messages",
    keys: "SELECT id FROM messages",
    order: ["id", "m.id"],
    key: "m.id",
    second: None,
};
pub(super) const PLAIN_GUESTS: Plain = Plain {
    count: "SELECT COUNT(*) FROM (SELECT DISTINCT party, position FROM registrations \
        WHERE state IN ('offered', 'confirmed', 'attended')) AS seated",
    keys: "SELECT DISTINCT party, position FROM registrations WHERE state IN ('offered', 'confirmed', 'attended')",
    order: ["party", "p.party"],
    key: "(p.party, p.position)",
    second: Some(["position", "p.position"]),
};
pub(super) const PLAIN_OUTBOX: Plain = Plain {
    count: "SELECT COUNT(*) FROM outbox",
    keys: "SELECT id FROM outbox",
    order: ["id", "o.id"],
    key: "o.id",
    second: None,
};
pub(super) const PLAIN_OUTBOX_OF_STATE: Plain = Plain {
    count: "SELECT COUNT(*) FROM outbox WHERE state = $1",
    keys: "SELECT id FROM outbox WHERE state = $1",
    ..PLAIN_OUTBOX
};

impl Plain {
    fn order(&self, of: usize, direction: &str) -> String {
        let column = self.order.get(of).copied().unwrap_or_default();
        let second = self.second.and_then(|second| second.get(of).copied());
        let second = second.map(|second| format!(", {second}")).unwrap_or_default();
        format!("ORDER BY {column} {direction}{second}")
    }
}

/// One page of a list, and the number of all its rows.
pub(super) async fn listed(
    connection: &mut AnyConnection,
    columns: &str,
    mut from: Built,
    filter: &Filter,
    plain: Plain,
    page: Page,
) -> Result<(Vec<sqlx::any::AnyRow>, u32), StoreError> {
    let direction = if page.newest_first { "DESC" } else { "ASC" };
    from.narrow(filter);
    let is_plain = filter.terms.is_empty();
    let count = match is_plain {
        true => plain.count.to_owned(),
        false => format!("SELECT COUNT(*){}", from.sql),
    };
    let counted = rows_built(connection, count, from.values.clone()).await?;
    let total = counted.first().map_or(Ok(0), |row| row.count(0))?;
    let (limit, offset) = (
        from.mark(i64::from(page.limit)),
        from.mark(i64::from(page.offset)),
    );
    let (inner, outer) = (plain.order(0, direction), plain.order(1, direction));
    let cut = format!("LIMIT {limit} OFFSET {offset}");
    let sql = match is_plain {
        true => format!(
            "{columns}{} AND {} IN ({} {inner} {cut}) {outer}",
            from.sql, plain.key, plain.keys
        ),
        false => format!("{columns}{} {outer} {cut}", from.sql),
    };
    Ok((rows_built(connection, sql, from.values).await?, total))
}
