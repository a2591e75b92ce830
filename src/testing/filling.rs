//! Rows for tables of which nothing is known but what the database says.

use migrate_core::dialect::Dialect;

use super::catalog::{Catalog, Column};
use super::{Problem, Prover};

/// How many rows a table gets.
const ROWS: usize = 3;

impl Prover<'_> {
    /// Puts rows into every table that has none.
    pub(super) async fn fill(&mut self, dialect: Dialect) -> Result<(), Problem> {
        let catalog = Catalog::read(self, dialect).await?;
        self.reversal.without_rows.clear();
        if !self.empty_tables(&catalog).await?.is_empty() {
            for sql in self.given_rows {
                // The table may not be there yet, or not in this form.
                let _refused = self.execute(sql).await;
            }
        }
        for table in self.empty_tables(&catalog).await? {
            let mut refusals = Vec::new();
            for number in 0..ROWS {
                refusals.extend(self.insert(&catalog, table, number, dialect).await.err());
            }
            if let Some(why) = refusals.first().filter(|_| refusals.len() == ROWS) {
                self.reversal.without_rows.push(format!("{table}: {why}"));
            }
        }
        Ok(())
    }

    async fn empty_tables<'c>(&self, catalog: &'c Catalog) -> Result<Vec<&'c str>, Problem> {
        let mut empty = Vec::new();
        for table in catalog.tables() {
            let count = self.query(&format!("SELECT count(*) FROM {table}")).await?;
            if count.iter().flatten().flatten().all(|count| count == "0") {
                empty.push(table);
            }
        }
        Ok(empty)
    }

    /// Tries values until the table takes a row; or says why it did not take the first ones.
    async fn insert(&self, catalog: &Catalog, table: &str, number: usize, dialect: Dialect) -> Result<(), String> {
        let mut why = None;
        for attempt in Attempt::all(catalog) {
            let given = |column: &&Column| {
                let may_be_left_out = column.has_default || column.is_nullable;
                !column.is_generated && (attempt.fills_optional || !may_be_left_out)
            };
            let columns: Vec<&Column> = catalog.columns_of(table).filter(given).collect();
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let values: Vec<String> = columns.iter().map(|column| value(column, number, &attempt, dialect)).collect();
            let insert = match (names.is_empty(), dialect) {
                (true, Dialect::MySql | Dialect::MariaDb) => format!("INSERT INTO {table} () VALUES ()"),
                (true, _) => format!("INSERT INTO {table} DEFAULT VALUES"),
                _ => format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", ")),
            };
            match self.execute(&insert).await {
                Ok(()) => return Ok(()),
                Err(problem) => why = why.or_else(|| problem.0.lines().next().map(str::to_owned)),
            }
        }
        Err(why.unwrap_or_default())
    }
}

/// One way to choose values.
struct Attempt<'a> {
    /// Whether columns get a value that could do without.
    fills_optional: bool,
    /// What is added to the numbers.
    offset: i64,
    /// The form of texts.
    text: TextForm<'a>,
}

enum TextForm<'a> {
    Plain,
    Email,
    /// One that a check names.
    Given(&'a str),
}

impl<'a> Attempt<'a> {
    fn all(catalog: &'a Catalog) -> Vec<Self> {
        let mut attempts = Vec::new();
        let forms = [TextForm::Plain, TextForm::Email].into_iter();
        let offsets: Vec<i64> = [1, 0, 100, -10, 10_000].into_iter().chain(catalog.numbers_in_checks.clone()).collect();
        for text in forms.chain(catalog.texts_in_checks.iter().map(|text| TextForm::Given(text))) {
            for &offset in &offsets {
                for fills_optional in [true, false] {
                    let text = match &text {
                        TextForm::Plain => TextForm::Plain,
                        TextForm::Email => TextForm::Email,
                        TextForm::Given(text) => TextForm::Given(text),
                    };
                    attempts.push(Self { fills_optional, offset, text });
                }
            }
        }
        attempts
    }
}

/// A value for a column, as a literal or a query.
fn value(column: &Column, number: usize, attempt: &Attempt<'_>, dialect: Dialect) -> String {
    if let Some((parent, referenced, all)) = &column.reference {
        let skipped = format!("(SELECT {number} % total FROM (SELECT count(*) AS total FROM {parent}) n)");
        return match dialect {
            Dialect::Postgres => format!("(SELECT {referenced} FROM {parent} ORDER BY {all} OFFSET {skipped} LIMIT 1)"),
            Dialect::Sqlite => format!("(SELECT {referenced} FROM {parent} ORDER BY {all} LIMIT 1 OFFSET {skipped})"),
            // An offset has to be a number there.
            Dialect::MySql | Dialect::MariaDb => {
                format!("(SELECT {referenced} FROM (SELECT * FROM {parent} ORDER BY {all} LIMIT 1) AS first_row)")
            }
        };
    }
    let place = i64::try_from(number).unwrap_or(0);
    let has = |part: &str| column.sql_type.contains(part);
    if let Some(name) = column.sql_type.strip_prefix("enum ").filter(|_| dialect == Dialect::Postgres) {
        return format!("(enum_range(NULL::{name}))[1]");
    }
    if column.sql_type.starts_with("enum") {
        return "1".to_owned();
    }
    if has("[]") {
        return "'{}'".to_owned();
    }
    if has("bool") || column.sql_type == "tinyint(1)" {
        return if dialect == Dialect::Postgres { "true" } else { "1" }.to_owned();
    }
    if has("json") {
        return format!("'{{\"number\": {number}}}'");
    }
    if has("uuid") && dialect != Dialect::MySql {
        return format!("'00000000-0000-4000-8000-{number:012}'");
    }
    if has("interval") {
        return format!("'{} days'", number + 1);
    }
    if has("blob") || has("binary") || has("bytea") {
        return if dialect == Dialect::Postgres { format!("'\\x0{number}'") } else { format!("X'0{number}'") };
    }
    if has("timestamp") || has("datetime") {
        return format!("'2026-01-0{} 10:00:00'", number + 1);
    }
    if has("date") {
        return format!("'2026-01-0{}'", number + 1);
    }
    if has("time") {
        return format!("'10:0{number}:00'");
    }
    if has("char") || has("text") || has("clob") || has("citext") {
        return text(column, number, attempt);
    }
    place.saturating_add(attempt.offset).to_string()
}

fn text(column: &Column, number: usize, attempt: &Attempt<'_>) -> String {
    let text = match attempt.text {
        TextForm::Plain => format!("{number}text"),
        TextForm::Email => format!("{number}@example.org"),
        TextForm::Given(text) => text.to_owned(),
    };
    let cut: String = text.chars().take(column.length.unwrap_or(usize::MAX)).collect();
    format!("'{}'", cut.replace('\'', "''"))
}
