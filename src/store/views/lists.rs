//! Lists of the console: who stands beside whom, page by page.

use crate::store::sql::{Columns, row, rows};
use crate::store::{Store, StoreError};

const BEFORE: &str = "SELECT MAX(message) FROM requests WHERE outcome = $1 AND message < $2";
const AFTER: &str = "SELECT MIN(message) FROM requests WHERE outcome = $1 AND message > $2";
const FIRST: &str = "SELECT MIN(message) FROM requests WHERE outcome = $1 AND message <> $2";

impl Store {
    /// The requests of this outcome before and after a letter; after the last comes the first again.
    ///
    /// # Errors
    /// As any read.
    pub async fn neighbours(&self, id: i64, outcome: &str) -> Result<(Option<i64>, Option<i64>), StoreError> {
        let mut connection = self.read.acquire().await?;
        let mut found = Vec::with_capacity(3);
        for sql in [BEFORE, AFTER, FIRST] {
            let rows = rows(&mut connection, sql, row![outcome, id]).await?;
            found.push(rows.first().map(|row| row.maybe_int(0)).transpose()?.flatten());
        }
        match found.as_slice() {
            [before, after, first] => Ok((*before, after.or(*first))),
            _ => Ok((None, None)),
        }
    }
}
