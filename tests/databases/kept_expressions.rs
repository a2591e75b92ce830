//! What each database takes in no index, generated column, check or default, as its result is not always the same, held
//! against the database itself.

use std::collections::BTreeSet;

use migrate::prelude::*;
use migrate_core::catalog::{Column as ColumnOfTable, Enumeration, Name, Sql, SqlType, Table};
use migrate_core::dialect::{Dialect, Target};
use migrate_core::expression::{Role, depends_on_settings, refused_functions};
use migrate_core::location::Location;

use crate::check::on_every_database;
use crate::scratch::Scratch;

/// The columns of the table that the expressions are about.
fn columns(dialect: Dialect) -> Vec<(&'static str, &'static str, SqlType)> {
    let decimal = SqlType::Decimal { precision: 10, scale: 2 };
    let mood = Enumeration { name: Name::derived("mood"), values: vec![Name::derived("glad"), Name::derived("sad")] };
    let mut columns = vec![
        ("number", "integer", SqlType::Integer),
        ("price", "decimal(10, 2)", decimal),
        ("ratio", "double precision", SqlType::Double),
        ("name", "varchar(40)", SqlType::Varchar(40)),
        ("code", "char(8)", SqlType::Char(8)),
        ("day", "date", SqlType::Date),
        ("hour", "time", SqlType::Time),
        ("seen", if dialect == Dialect::Postgres { "timestamp" } else { "datetime" }, SqlType::DateTime),
    ];
    if dialect == Dialect::Postgres {
        columns.extend([
            ("done", "boolean", SqlType::Boolean),
            ("body", "text", SqlType::Text),
            ("moment", "timestamptz", SqlType::TimestampWithTimeZone),
            ("span", "interval", SqlType::Interval),
            ("key", "uuid", SqlType::Uuid),
            ("data", "jsonb", SqlType::JsonBinary),
            ("bytes", "bytea", SqlType::Blob),
            ("state", "mood", SqlType::Enumeration(mood)),
            ("parts", "integer[]", SqlType::Array(Box::new(SqlType::Integer))),
        ]);
    }
    columns
}

fn table(dialect: Dialect) -> Table {
    let column = |(name, _, sql_type)| ColumnOfTable::nullable(Name::derived(name), SqlType::into(sql_type));
    Table { columns: columns(dialect).into_iter().map(column).collect(), ..Table::new(Name::derived("things")) }
}

/// What is asked of a database: whether it takes an expression in a place.
const ROLES: [Role; 3] = [Role::Generated, Role::Check, Role::Default];

/// Expressions of PostgreSQL: whatever can be made of one column or two, by a cast, an operator or a function.
fn of_postgres() -> Vec<String> {
    let types = [
        "text",
        "varchar(9)",
        "char(3)",
        "bigint",
        "numeric",
        "real",
        "boolean",
        "date",
        "time",
        "timetz",
        "timestamp",
        "timestamptz",
        "timestamp(3) with time zone",
        "interval",
        "uuid",
        "json",
        "jsonb",
        "bytea",
        "mood",
        "int[]",
        "money",
        "regclass",
    ];
    let one = [
        "date(it)",
        "date_trunc('month', it)",
        "date_trunc('day', it, 'UTC')",
        "date_part('year', it)",
        "extract(year FROM it)",
        "it AT TIME ZONE 'UTC'",
        "timezone('UTC', it)",
        "age(it)",
        "age(it, it)",
        "it + interval '1 day'",
        "it - interval '1 day'",
        "it - '2026-01-01'",
        "it > '2026-01-01'",
        "it + 1",
        "it IN ('2026-01-01', '2027-01-01')",
        "to_tsvector(it)",
        "to_tsvector('english', it)",
        "to_char(it, 'YYYY')",
        "to_timestamp(it)",
        "to_date(it, 'YYYY')",
        "concat(it, 'a')",
        "it || 'a'",
        "'a' || it",
        "quote_literal(it)",
        "to_jsonb(it)",
        "lower(it)",
        "md5(it)",
        "it ->> 'a'",
        "(it ->> 'a')::date",
        "(it ->> 'a')::int",
        "length(it)",
        "coalesce(it, '2026-01-01')",
        "CASE WHEN it > now() THEN 1 END",
        "it::date::text",
        "array_to_string(it, ',')",
        "lower(it::text)",
        "upper(it)::date",
        "(it AT TIME ZONE 'UTC')::date",
        "array_length(it, 1)",
        "abs(it)",
        "date_bin('1 hour', it, '2026-01-01')",
        "substring(it FROM 1 FOR 2)",
        "trim(it)::date",
        "it IS NULL",
        "greatest(it, '2026-01-01')",
        "split_part(it, '-', 1)::int",
        "justify_days(it)",
        "make_date(it, it, it)",
        "convert_to(it, 'UTF8')",
        "encode(it, 'hex')",
        "pg_typeof(it)",
        "to_number(it, '9')",
        "it::text COLLATE \"C\"",
    ];
    let two = [
        "it + other",
        "it - other",
        "it < other",
        "it || other",
        "coalesce(it, other)",
        "greatest(it, other)",
        "it BETWEEN other AND other",
        "CASE WHEN it IS NULL THEN it ELSE other END",
        "it IS DISTINCT FROM other",
        "it IN (other)",
        "age(it, other)",
    ];
    let names: Vec<&str> = columns(Dialect::Postgres).iter().map(|(name, ..)| *name).collect();
    let mut all = Vec::new();
    for name in &names {
        all.extend(types.iter().map(|kind| format!("{name}::{kind}")));
        all.extend(one.iter().map(|form| words(form, name, "")));
        all.extend(names.iter().flat_map(|other| two.iter().map(|form| words(form, name, other))));
    }
    all
}

/// A form in which `it` and `other` are columns.
fn words(form: &str, it: &str, other: &str) -> String {
    let word = |word: &str| match word {
        "it" => it.to_owned(),
        "other" => other.to_owned(),
        _ => word.to_owned(),
    };
    let mut words: Vec<String> = Vec::new();
    for letter in form.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_') {
        let (body, end) = match letter.char_indices().last() {
            Some((at, last)) if !last.is_ascii_alphanumeric() && last != '_' => letter.split_at(at),
            _ => (letter, ""),
        };
        words.extend([word(body), end.to_owned()]);
    }
    words.concat()
}

/// Expressions of MySQL and MariaDB: each function that is refused somewhere, and others that are like them.
fn of_mysql(dialect: Dialect) -> Vec<String> {
    let arguments =
        ["", "(name)", "()", "(seen)", "(name, 1)", "(name, name)", "(seen, '%Y')", "(seen, '%Y', 'en_US')"];
    let others = [
        "lower",
        "sha2",
        "crc32",
        "hex",
        "date",
        "dayofweek",
        "quarter",
        "year",
        "week",
        "date_format",
        "json_extract",
        "json_length",
        "char_length",
        "concat",
        "least",
        "to_days",
        "timestampdiff",
        "inet6_aton",
        "soundex",
        "uuid",
        "regexp_replace",
        "from_unixtime",
        "str_to_date",
        "unix_timestamp",
        "convert_tz",
        "weekday",
        "last_day",
        "format",
    ];
    let names: BTreeSet<&str> = refused_functions(dialect).chain(others).collect();
    names.into_iter().flat_map(|name| arguments.iter().map(move |arguments| format!("{name}{arguments}"))).collect()
}

fn of_sqlite() -> Vec<String> {
    let dates = ["date", "datetime", "time", "julianday", "unixepoch"];
    let arguments = ["", "'now'", "name", "name, '+1 day'", "name, 'localtime'", "'now', 'start of month'"];
    let dated = |(name, begin): (&str, &str)| {
        let call = |argument: &&str| format!("{name}({begin}{argument})");
        arguments.iter().map(call).collect::<Vec<_>>()
    };
    let of_dates = dates.into_iter().flat_map(|name| dated((name, "")));
    let formatted = dated(("strftime", "'%Y', ")).into_iter().map(|call| call.replace(", )", ")"));
    let names: BTreeSet<&str> = refused_functions(Dialect::Sqlite).collect();
    let plain = names.into_iter().flat_map(|name| [name.to_owned(), format!("{name}()"), format!("{name}(number)")]);
    of_dates.chain(formatted).chain(plain).chain(["lower(name)".to_owned(), "abs(number)".to_owned()]).collect()
}

/// Whether a database knows a function, or a word that is a value by itself.
async fn knows(scratch: &Scratch, expression: &str) -> bool {
    let name = expression.split('(').next().unwrap_or(expression);
    for call in [format!("{name}()"), format!("{name}('a')"), name.to_owned()] {
        match scratch.try_rows(&format!("SELECT {call}")).await {
            Ok(_) => return true,
            Err(error) => {
                let said = error.to_string();
                let is_unknown = ["does not exist", "1630", "1054", "1064"].iter().any(|words| said.contains(words));
                if !is_unknown {
                    return true;
                }
            }
        }
    }
    false
}

/// MySQL lets a check be another one each time by these, and the build does not.
const LET_PASS: [&str; 2] = ["random_bytes", "sysdate"];

/// An expression as a default can say it: without columns.
fn placed(expression: &str, role: Role) -> String {
    match role {
        Role::Default => {
            let without = expression.replace("(name", "('a'").replace(", name", ", 'a'");
            without.replace("(seen", "('2026-01-01'")
        }
        _ => expression.to_owned(),
    }
}

#[test]
fn each_database_refuses_what_the_build_refuses() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
        }
    }
    migrate::migrations![Setup];
    on_every_database(&MIGRATIONS, async |scratch| {
        let dialect = Dialect::ALL.into_iter().find(|dialect| dialect.key() == scratch.server.key());
        let dialect = dialect.expect("a database");
        let (expressions, roles): (_, &[Role]) = match dialect {
            Dialect::Postgres => (of_postgres(), &[Role::Index]),
            Dialect::MySql | Dialect::MariaDb => (of_mysql(dialect), &ROLES),
            Dialect::Sqlite => (of_sqlite(), &[Role::Generated, Role::Check, Role::Index, Role::Predicate]),
        };
        let table = table(dialect);
        if dialect == Dialect::Postgres {
            scratch.run("CREATE TYPE mood AS ENUM ('glad', 'sad')").await;
        }
        let (mut wrong, mut refused, mut taken) = (Vec::new(), 0, 0);
        scratch.run(&create(dialect, "things", "")).await;
        for expression in &expressions {
            if dialect.is_mysql_family() && !knows(scratch, expression).await {
                continue;
            }
            for role in roles {
                let is_let_pass = LET_PASS.iter().any(|name| expression.starts_with(name));
                if is_let_pass && (dialect, *role) == (Dialect::MySql, Role::Check) {
                    continue;
                }
                let expression = placed(expression, *role);
                let Some(refuses) = refuses(scratch, dialect, *role, &expression).await else { continue };
                let sql = Sql::everywhere(expression.clone(), Location::UNKNOWN);
                let found =
                    migrate_core::expression::check(&sql, *role, &table, &[Target::new(dialect)], Location::UNKNOWN);
                let is_kept = *role == Role::Generated && dialect == Dialect::MariaDb;
                let found = !found.is_empty() || is_kept && depends_on_settings(&sql).is_some();
                if found != refuses {
                    wrong.push(format!("{expression} as {role:?}: {}", if refuses { "refused" } else { "taken" }));
                }
                *(if refuses { &mut refused } else { &mut taken }) += 1;
            }
        }
        let key = dialect.key();
        println!("{key}: {refused} refused, {taken} taken");
        assert!(wrong.is_empty(), "{key}:\n{}", wrong.join("\n"));
        assert!(refused > 30 && taken > 20, "{key}: {refused} refused, {taken} taken");
    });
}

fn create(dialect: Dialect, name: &str, more: &str) -> String {
    let columns: Vec<String> = columns(dialect).iter().map(|(name, kind, _)| format!("{name} {kind}")).collect();
    format!("CREATE TABLE {name} ({}{more})", columns.join(", "))
}

/// Whether a database refuses an expression because its result is not always the same; nothing where it does not
/// understand it at all, or wants something else of it.
async fn refuses(scratch: &Scratch, dialect: Dialect, role: Role, expression: &str) -> Option<bool> {
    let sql = match role {
        Role::Index => format!("CREATE INDEX probe ON things (({expression}))"),
        Role::Predicate => format!("CREATE INDEX probe ON things (number) WHERE ({expression}) IS NOT NULL"),
        Role::Check => create(dialect, "probe", &format!(", CHECK (({expression}) IS NOT NULL)")),
        Role::Generated => {
            create(dialect, "probe", &format!(", it varchar(200) GENERATED ALWAYS AS ({expression}) STORED"))
        }
        _ => {
            let literal =
                expression.replace("(name", "('a'").replace("(seen", "('2026-01-01'").replace(" name", " 'a'");
            create(dialect, "probe", &format!(", it varchar(200) DEFAULT ({literal})"))
        }
    };
    let made = scratch.try_run(&sql).await;
    let is_index = matches!(role, Role::Index | Role::Predicate);
    let (owner, drop) = if is_index { ("things", "DROP INDEX probe") } else { ("probe", "DROP TABLE probe") };
    let outcome = match made {
        Err(error) => Some(error.to_string()),
        Ok(()) => {
            // SQLite finds out when a row is written.
            let row = format!("INSERT INTO {owner} (number, name) VALUES (1, '2026-01-01')");
            let written = if dialect == Dialect::Sqlite { scratch.try_run(&row).await.err() } else { None };
            scratch.run(drop).await;
            written.map(|error| error.to_string())
        }
    };
    let Some(said) = outcome else { return Some(false) };
    let says = ["IMMUTABLE", "disallowed function", "cannot be used in the", "non-deterministic"];
    if says.iter().any(|words| said.contains(words)) {
        return Some(true);
    }
    // What comes after this was looked at.
    said.contains("no default operator class").then_some(false)
}
