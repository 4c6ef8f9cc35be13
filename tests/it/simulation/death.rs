//! The death of a simulated desk: it is killed at a row that it writes, as a machine that fails does it.

use super::world::World;
use sqlx::{Executor, SqliteConnection};

/// Rows at which the desk can be made to die: a table and what is done to it.
pub const CRASHES: [&str; 14] = [
    "messages INSERT",
    "message_bytes INSERT",
    "ledger INSERT",
    "requests INSERT",
    "persons INSERT",
    "registrations INSERT",
    "registrations UPDATE",
    "outbox INSERT",
    "outbox_bytes INSERT",
    "outbox UPDATE",
    "journal INSERT",
    "reminders INSERT",
    "settings INSERT",
    "undoable INSERT",
];

/// Any row of any table.
pub const EVERYWHERE: &str = "*";

/// Where the desk can be killed: at which row, and after how many.
pub const MORTAL: &str =
    "CREATE TABLE crash (place TEXT NOT NULL, n INTEGER NOT NULL); INSERT INTO crash VALUES ('', 0)";

/// Lets the desk be killed at any row that it writes there, or in any table. Not before it is to die: whoever opens the
/// database reads the triggers, too.
async fn make_mortal(sql: &mut SqliteConnection, at: &str) -> Vec<String> {
    let tables: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' \
         AND name NOT LIKE 'search_parts%' AND name NOT LIKE '%sqlx%' AND name NOT LIKE 'sqlite%' AND name <> 'crash'",
    )
    .fetch_all(&mut *sql)
    .await
    .unwrap();
    let verbs = ["INSERT", "UPDATE", "DELETE"];
    let rows = tables.iter().flat_map(|(table,)| verbs.map(|verb| (table, verb)));
    let rows = rows.filter(|(table, verb)| at == EVERYWHERE || at == format!("{table} {verb}"));
    let (mut names, mut all) = (Vec::new(), "BEGIN;".to_owned());
    for (table, verb) in rows {
        let name = format!("crash_{table}_{verb}");
        all.push_str(&format!(
            "CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN (SELECT place FROM crash) <> '' BEGIN \
             SELECT CASE WHEN (SELECT n FROM crash) <= 0 THEN RAISE(ABORT, 'the desk dies here') END; \
             UPDATE crash SET n = n - 1; END;"
        ));
        names.push(name);
    }
    sql.execute(sqlx::AssertSqlSafe(all + "COMMIT")).await.unwrap();
    names
}

impl World {
    /// From now on the desk dies at the `after`th row that it writes there.
    pub async fn arm(&mut self, at: &str, after: u32) {
        self.triggers = make_mortal(&mut self.sql, at).await;
        sqlx::query("UPDATE crash SET place = $1, n = $2")
            .bind(at)
            .bind(after)
            .execute(&mut self.sql)
            .await
            .unwrap();
        self.armed = true;
    }

    pub async fn disarm(&mut self) {
        let drop = self
            .triggers
            .drain(..)
            .map(|name| format!("DROP TRIGGER {name};"));
        let drop = format!(
            "BEGIN; UPDATE crash SET place = ''; {} COMMIT",
            drop.collect::<String>()
        );
        self.sql.execute(sqlx::AssertSqlSafe(drop)).await.unwrap();
        self.armed = false;
    }
}
