//! One page of a list: by its keys alone where nothing narrows it, so that its length costs nothing.

use super::filter::{Built, Filter};
use super::lists::Page;
use crate::store::StoreError;
use crate::store::sql::{Columns, Value, rows_built};
use sqlx::AnyConnection;

/// How a list is counted and cut where nothing narrows it: by its keys alone, before anything is joined to them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain {
    count: &'static str,
    /// The keys of all rows.
    keys: &'static str,
    /// The same columns in the keys' own table and in the list; the first one's direction turns.
    order: [&'static str; 2],
    key: &'static str,
    /// What is counted of a search: as narrow as may be, without what rows only show.
    whole: Source,
    /// The same where a search asks for something that only requests have.
    found: Source,
}

/// Where rows are counted: `FROM`, the column of the request's number, and the one of its language.
type Source = (&'static str, &'static str, Option<&'static str>);

const REQUESTS: Source = (" FROM requests q WHERE 1 = 1", "q.message", Some("q.language"));
const REQUESTS_OF_OUTCOME: Source = (
    " FROM requests q WHERE q.outcome = $1",
    "q.message",
    Some("q.language"),
);

pub(super) const PLAIN_OUTCOME: Plain = Plain {
    count: "SELECT COUNT(*) FROM requests WHERE outcome = $1",
    keys: "SELECT message FROM requests WHERE outcome = $1",
    order: ["message", "m.id"],
    key: "q.message",
    whole: REQUESTS_OF_OUTCOME,
    found: REQUESTS_OF_OUTCOME,
};
pub(super) const PLAIN_ALL: Plain = Plain {
    count: "SELECT COUNT(*) FROM messages",
    keys: "SELECT id FROM messages",
    order: ["id", "m.id"],
    key: "m.id",
    whole: (" FROM messages m WHERE 1 = 1", "m.id", None),
    found: REQUESTS,
};
pub(super) const PLAIN_OUTBOX: Plain = Plain {
    count: "SELECT COUNT(*) FROM outbox",
    keys: "SELECT id FROM outbox",
    order: ["id", "o.id"],
    key: "o.id",
    whole: (" FROM outbox o WHERE 1 = 1", "o.request", None),
    found: (" FROM outbox o WHERE 1 = 1", "o.request", None),
};
pub(super) const PLAIN_OUTBOX_OF_STATE: Plain = Plain {
    count: "SELECT COUNT(*) FROM outbox WHERE state = $1",
    keys: "SELECT id FROM outbox WHERE state = $1",
    whole: (" FROM outbox o WHERE o.state = $1", "o.request", None),
    found: (" FROM outbox o WHERE o.state = $1", "o.request", None),
    ..PLAIN_OUTBOX
};

impl Plain {
    fn order(&self, of: usize, direction: &str) -> String {
        let column = self.order.get(of).copied().unwrap_or_default();
        format!("ORDER BY {column} {direction}")
    }

    /// How many rows a search finds; `values` belong to the list itself.
    async fn total(
        &self,
        connection: &mut AnyConnection,
        values: &[Value],
        filter: &Filter,
    ) -> Result<u32, StoreError> {
        let all = async |connection: &mut AnyConnection| {
            let counted = rows_built(connection, self.count.to_owned(), values.to_vec()).await?;
            counted.first().map_or(Ok(0), |row| row.count(0))
        };
        if filter.terms.is_empty() {
            return all(connection).await;
        }
        let left_out = filter.left_out();
        let filter = left_out.as_ref().unwrap_or(filter);
        let (from, key, language) = if filter.asks() { self.found } else { self.whole };
        let mut built = Built::new(from, values.to_vec()).keyed(key);
        if let Some(language) = language {
            built = built.spoken(language);
        }
        built.narrow(connection, filter).await?;
        let counted = counted(connection, &built).await?;
        match left_out {
            Some(_) => Ok(all(connection).await?.saturating_sub(counted)),
            None => Ok(counted),
        }
    }
}

/// How many rows a statement that begins with its `FROM` has.
pub(super) async fn counted(connection: &mut AnyConnection, from: &Built) -> Result<u32, StoreError> {
    let count = format!("SELECT COUNT(*){}", from.sql);
    let counted = rows_built(connection, count, from.values.clone()).await?;
    counted.first().map_or(Ok(0), |row| row.count(0))
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
    let total = plain.total(connection, &from.values, filter).await?;
    from.narrow(connection, filter).await?;
    let near = page.nearer_end(total);
    let direction = if near.newest_first { "DESC" } else { "ASC" };
    let (limit, offset) = (
        from.mark(i64::from(near.limit)),
        from.mark(i64::from(near.offset)),
    );
    let (inner, outer) = (plain.order(0, direction), plain.order(1, direction));
    let cut = format!("LIMIT {limit} OFFSET {offset}");
    let sql = match filter.terms.is_empty() {
        true => format!(
            "{columns}{} AND {} IN ({} {inner} {cut}) {outer}",
            from.sql, plain.key, plain.keys
        ),
        false => format!("{columns}{} {outer} {cut}", from.sql),
    };
    let mut found = rows_built(connection, sql, from.values).await?;
    if near.newest_first != page.newest_first {
        found.reverse();
    }
    Ok((found, total))
}

impl Page {
    /// The same rows, counted from the end of the list that is nearer: rows that are passed over are read, too.
    pub(super) fn nearer_end(self, total: u32) -> Self {
        let after = total.saturating_sub(self.offset).saturating_sub(self.limit);
        if after >= self.offset || self.offset >= total {
            return self;
        }
        Self {
            offset: after,
            limit: self.limit.min(total - self.offset),
            newest_first: !self.newest_first,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_the_same_from_either_end() {
        let list: Vec<u32> = (0..23).collect();
        for newest_first in [false, true] {
            for offset in 0..30 {
                let page = Page {
                    offset,
                    limit: 5,
                    newest_first,
                };
                let cut = |page: Page| -> Vec<u32> {
                    let (offset, limit) = (page.offset as usize, page.limit as usize);
                    let mut rows = list.clone();
                    if page.newest_first {
                        rows.reverse();
                    }
                    rows.into_iter().skip(offset).take(limit).collect()
                };
                let near = page.nearer_end(23);
                let mut found = cut(near);
                if near.newest_first != page.newest_first {
                    found.reverse();
                }
                assert_eq!(found, cut(page), "{page:?} as {near:?}");
                assert!(near.offset <= 12 || offset >= 23, "{near:?}");
            }
        }
    }
}
