//! A great many persons in the database of a desk: copies of what it made of its letters, some thousand in one statement.

use rsvpd::daemon::Desk;
use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};

/// Between the numbers of a letter and of its copy.
const STEP: i64 = 1_000;

/// Tables in the order in which one points at the other, with the columns that are numbers of messages, those that
/// must differ, and the numbers of replies.
const TABLES: [(&str, &[&str], &[&str]); 9] = [
    ("messages", &["id", "copy_of"], &[]),
    ("message_bytes", &["message"], &[]),
    (
        "requests",
        &["message", "concerns"],
        &["reference", "contact_address", "message_id"],
    ),
    ("persons", &["party"], &["name"]),
    ("registrations", &["party"], &[]),
    ("press", &["request"], &[]),
    ("outbox", &["id", "request"], &["message_id"]),
    ("outbox_bytes", &["reply"], &[]),
    ("journal", &["id", "request"], &[]),
];

/// Persons with places.
const COUNT: &str = "SELECT COUNT(*) FROM (SELECT DISTINCT party, position FROM registrations) AS placed";

/// Copies made in one transaction. Each counts on the same few rows, whose former versions PostgreSQL passes by until a
/// commit lets them go.
const AT_ONCE: i64 = 20;

/// Copies what the desk made of its letters until this many persons have places; gives how many have.
pub async fn fill(desk: &Desk, persons: i64) -> i64 {
    install_default_drivers();
    let url = &desk.config().store_url;
    let sqlite = url.starts_with("sqlite:");
    let mut connection = AnyConnection::connect(url).await.unwrap();
    let one: i64 = sqlx::query_scalar(COUNT)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let copies = persons / one.max(1);
    if sqlite {
        connection.execute("PRAGMA foreign_keys = OFF").await.unwrap();
        // What a crash would do to it does not matter here.
        connection.execute("PRAGMA synchronous = OFF").await.unwrap();
    }
    let mut statements = Vec::new();
    for (table, numbers, different) in TABLES {
        let columns = match sqlite {
            true => format!("SELECT name FROM pragma_table_info('{table}')"),
            false => format!(
                "SELECT column_name::TEXT FROM information_schema.columns WHERE table_name = '{table}' \
                 AND table_schema = current_schema() ORDER BY ordinal_position"
            ),
        };
        let columns = sqlx::query(AssertSqlSafe(columns))
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let columns: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
        let values: Vec<String> = columns
            .iter()
            .map(|column| {
                if numbers.contains(&column.as_str()) {
                    format!("{column} + n.k * {STEP}")
                } else if different.contains(&column.as_str()) {
                    format!("n.k || '-' || {column}")
                } else {
                    column.clone()
                }
            })
            .collect();
        let key = numbers.first().unwrap();
        statements.push(format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {table}, n WHERE {key} < {STEP}",
            columns.join(", "),
            values.join(", ")
        ));
    }
    let mut first = 1;
    while first <= copies {
        let last = copies.min(first + AT_ONCE - 1);
        connection.execute("BEGIN").await.unwrap();
        for statement in &statements {
            let sql = format!(
                "WITH RECURSIVE n(k) AS (SELECT {first} UNION ALL SELECT k + 1 FROM n WHERE k < {last}) {statement}"
            );
            connection.execute(AssertSqlSafe(sql)).await.unwrap();
        }
        connection.execute("COMMIT").await.unwrap();
        first = last + 1;
    }
    if !sqlite {
        // As its own housekeeping would in the minutes after.
        connection.execute("ANALYZE").await.unwrap();
    }
    sqlx::query_scalar(COUNT)
        .fetch_one(&mut connection)
        .await
        .unwrap()
}
