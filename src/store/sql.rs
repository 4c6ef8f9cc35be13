//! Small helpers around sqlx's `Any`: values, many rows in one statement, and columns read with their faults told.

use super::StoreError;
use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row};

/// A value on its way into the database.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(value: DateTime<Utc>) -> Self {
        Self::Text(Some(stamp(value)))
    }
}

impl From<Option<DateTime<Utc>>> for Value {
    fn from(value: Option<DateTime<Utc>>) -> Self {
        Self::Text(value.map(stamp))
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

/// The values of one row.
macro_rules! row {
    ($($value:expr),+ $(,)?) => { vec![$($crate::store::sql::Value::from($value)),+] };
}
pub(super) use row;

/// RFC 3339, UTC, microseconds: of fixed width, so that text sorts as time does.
pub(super) fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn bind(query: Query<'_, Any, AnyArguments>, value: Value) -> Query<'_, Any, AnyArguments> {
    match value {
        Value::Int(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
        Value::Bytes(value) => query.bind(value),
    }
}

/// Runs one statement; gives the number of rows it touched.
pub(super) async fn run(
    connection: &mut AnyConnection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<u64, StoreError> {
    let query = values.into_iter().fold(sqlx::query(sql), bind);
    Ok(query.execute(connection).await?.rows_affected())
}

/// Runs one query.
pub(super) async fn rows(
    connection: &mut AnyConnection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<AnyRow>, StoreError> {
    let query = values.into_iter().fold(sqlx::query(sql), bind);
    Ok(query.fetch_all(connection).await?)
}

/// Runs one query whose text was put together from fixed parts; whatever a person typed is among its values.
pub(super) async fn rows_built(
    connection: &mut AnyConnection,
    sql: String,
    values: Vec<Value>,
) -> Result<Vec<AnyRow>, StoreError> {
    let query = values.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), bind);
    Ok(query.fetch_all(connection).await?)
}

/// The numbers of rows that one INSERT takes: few, so that its prepared forms are used again and again.
const INSERT_SIZES: [usize; 4] = [64, 16, 4, 1];

/// Inserts rows, many in one statement. `head` reads `INSERT INTO table (columns) VALUES`.
pub(super) async fn insert(
    connection: &mut AnyConnection,
    head: &'static str,
    mut rows: Vec<Vec<Value>>,
) -> Result<(), StoreError> {
    while !rows.is_empty() {
        let size = INSERT_SIZES
            .into_iter()
            .find(|size| *size <= rows.len())
            .unwrap_or(1);
        let rest = rows.split_off(size);
        let sql = values_sql(
            head,
            size,
            rows.first().map_or(0, Vec::len),
            Marks::of(connection),
        );
        let query = rows
            .into_iter()
            .flatten()
            .fold(sqlx::query(AssertSqlSafe(sql)), bind);
        query.execute(&mut *connection).await?;
        rows = rest;
    }
    Ok(())
}

fn values_sql(head: &str, rows: usize, columns: usize, marks: Marks) -> String {
    let mut sql = String::with_capacity(head.len() + rows * columns * 6);
    sql.push_str(head);
    for row in 0..rows {
        sql.push_str(if row == 0 { " (" } else { ", (" });
        marks.push(&mut sql, row * columns, columns);
        sql.push(')');
    }
    sql
}

/// How parameters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marks {
    /// `$1`, as PostgreSQL wants it. SQLite takes it for a name and looks through all names for each parameter,
    /// which made half the time of a long INSERT.
    Numbered,
    /// `?`, in order.
    Bare,
}

impl Marks {
    fn of(connection: &AnyConnection) -> Self {
        if connection.backend_name() == "SQLite" {
            Self::Bare
        } else {
            Self::Numbered
        }
    }

    /// Writes `count` parameters, of which `after` came before.
    fn push(self, sql: &mut String, after: usize, count: usize) {
        for index in 1..=count {
            if index > 1 {
                sql.push_str(", ");
            }
            match self {
                Self::Numbered => {
                    sql.push('$');
                    sql.push_str(&(after + index).to_string());
                }
                Self::Bare => sql.push('?'),
            }
        }
    }
}

/// The numbers of keys that one `IN` list takes; a shorter list repeats its last key.
const LIST_SIZES: [usize; 5] = [1, 8, 32, 128, 512];

/// Runs a query (or an update) for each of many keys: `{keys}` in `sql` becomes the list, whose parameters follow
/// the `first` ones. Rows come in groups of keys; where order counts, sort them.
pub(super) async fn rows_in(
    connection: &mut AnyConnection,
    sql: &'static str,
    first: Vec<Value>,
    keys: Vec<Value>,
) -> Result<Vec<AnyRow>, StoreError> {
    let mut found = Vec::new();
    for (sql, values) in listed(sql, &first, keys, Marks::of(connection)) {
        let query = values.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), bind);
        found.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(found)
}

/// Runs one statement for many keys, as [`rows_in`]; gives the number of rows it touched.
pub(super) async fn run_in(
    connection: &mut AnyConnection,
    sql: &'static str,
    first: Vec<Value>,
    keys: Vec<Value>,
) -> Result<u64, StoreError> {
    let mut touched = 0;
    for (sql, values) in listed(sql, &first, keys, Marks::of(connection)) {
        let query = values.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), bind);
        touched += query.execute(&mut *connection).await?.rows_affected();
    }
    Ok(touched)
}

fn listed(sql: &str, first: &[Value], mut keys: Vec<Value>, marks: Marks) -> Vec<(String, Vec<Value>)> {
    // Bare parameters cannot stand beside numbered ones.
    let marks = if first.is_empty() { marks } else { Marks::Numbered };
    let mut statements = Vec::new();
    while let Some(last) = keys.last().cloned() {
        let most = LIST_SIZES.last().copied().unwrap_or(1);
        let rest = keys.split_off(keys.len().min(most));
        let size = LIST_SIZES
            .into_iter()
            .find(|size| *size >= keys.len())
            .unwrap_or(most);
        let fill = keys.last().cloned().unwrap_or(last);
        keys.resize(size, fill);
        let mut list = String::with_capacity(size * 6);
        marks.push(&mut list, first.len(), size);
        let values = first.iter().cloned().chain(keys).collect();
        statements.push((sql.replace("{keys}", &list), values));
        keys = rest;
    }
    statements
}

/// Columns by number, from 0.
pub(super) trait Columns {
    fn int(&self, column: usize) -> Result<i64, StoreError>;
    fn maybe_int(&self, column: usize) -> Result<Option<i64>, StoreError>;
    fn text(&self, column: usize) -> Result<String, StoreError>;
    fn maybe_text(&self, column: usize) -> Result<Option<String>, StoreError>;
    fn bytes(&self, column: usize) -> Result<Vec<u8>, StoreError>;

    /// A count; negative ones do not occur.
    fn count(&self, column: usize) -> Result<u32, StoreError> {
        let value = self.int(column)?;
        u32::try_from(value).map_err(|_| StoreError::damaged("count", value))
    }

    fn time(&self, column: usize) -> Result<DateTime<Utc>, StoreError> {
        read_time(&self.text(column)?)
    }

    fn maybe_time(&self, column: usize) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.maybe_text(column)?.as_deref().map(read_time).transpose()
    }

    /// An enumeration by its stored name.
    fn named<T>(&self, column: usize, from_name: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
        let name = self.text(column)?;
        from_name(&name).ok_or_else(|| StoreError::damaged("name", name))
    }

    fn json<T: serde::de::DeserializeOwned>(&self, column: usize) -> Result<T, StoreError> {
        let text = self.text(column)?;
        serde_json::from_str(&text).map_err(|error| StoreError::damaged("JSON", error))
    }
}

impl Columns for AnyRow {
    fn int(&self, column: usize) -> Result<i64, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn maybe_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn text(&self, column: usize) -> Result<String, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn maybe_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn bytes(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        Ok(self.try_get(column)?)
    }
}

fn read_time(text: &str) -> Result<DateTime<Utc>, StoreError> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.with_timezone(&Utc))
        .map_err(|_| StoreError::damaged("time", text))
}

/// A value as JSON; the types that are stored this way always can be written.
pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::damaged("JSON", error))
}

/// The stored name of a unit-like enumeration, as serde writes it.
pub(super) fn name_of<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        Ok(serde_json::Value::Object(fields)) => Ok(fields.keys().next().cloned().unwrap_or_default()),
        Ok(other) => Err(StoreError::damaged("name", other)),
        Err(error) => Err(StoreError::damaged("name", error)),
    }
}

/// The value of a unit-like enumeration with this stored name, as serde reads it.
pub(super) fn from_name<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}
