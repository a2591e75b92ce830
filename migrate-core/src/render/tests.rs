//! Types, defaults and names, as each database spells them.

use super::*;
use crate::catalog::{Column, ColumnType, ForeignKey, Index, IndexKey, IndexPart, Nulls, Sql, SqlType, Value};
use crate::dialect::Dialect::{MariaDb, MySql, Postgres, Sqlite};
use crate::location::Location;
use crate::sample::*;

/// A text for each database, in the order of [`Dialect::ALL`].
type Spellings<'a> = [&'a str; 4];

fn check(column: &Column, expected: Spellings<'_>) {
    for (dialect, expected) in Dialect::ALL.into_iter().zip(expected) {
        let written = super::column::definition(column, dialect);
        let name = quoted("c", dialect);
        assert_eq!(written, format!("{name} {expected}"), "{dialect}");
    }
}

#[test]
fn types() {
    let spellings: [(SqlType, Spellings<'_>); 19] = [
        (SqlType::SmallInteger, ["smallint", "smallint", "smallint", "smallint"]),
        (SqlType::Integer, ["integer", "int", "int", "integer"]),
        (SqlType::BigInteger, ["bigint", "bigint", "bigint", "bigint"]),
        (
            SqlType::Decimal { precision: 9, scale: 2 },
            ["numeric(9, 2)", "decimal(9, 2)", "decimal(9, 2)", "decimal(9, 2)"],
        ),
        (SqlType::Float, ["real", "float", "float", "float"]),
        (SqlType::Double, ["double precision", "double", "double", "double"]),
        (SqlType::Boolean, ["boolean", "tinyint(1)", "tinyint(1)", "boolean"]),
        (SqlType::Char(3), ["char(3)", "char(3)", "char(3)", "char(3)"]),
        (SqlType::Varchar(9), ["varchar(9)", "varchar(9)", "varchar(9)", "varchar(9)"]),
        (SqlType::Text, ["text", "longtext", "longtext", "text"]),
        (SqlType::Date, ["date", "date", "date", "date_text"]),
        (SqlType::Time, ["time", "time(6)", "time(6)", "time_text"]),
        (SqlType::DateTime, ["timestamp", "datetime(6)", "datetime(6)", "datetime_text"]),
        (SqlType::Timestamp, ["timestamp", "timestamp(6)", "timestamp(6)", "timestamp_text"]),
        (
            SqlType::TimestampWithTimeZone,
            ["timestamp with time zone", "timestamp(6)", "timestamp(6)", "timestamp_with_timezone_text"],
        ),
        (SqlType::Uuid, ["uuid", "binary(16)", "uuid", "uuid_text"]),
        (SqlType::JsonBinary, ["jsonb", "json", "json", "jsonb_text"]),
        (SqlType::Binary(9), ["bytea", "varbinary(9)", "varbinary(9)", "varbinary_blob(9)"]),
        (SqlType::Blob, ["bytea", "longblob", "longblob", "blob"]),
    ];
    for (sql_type, expected) in spellings {
        // MySQL and MariaDB say NULL, which an old TIMESTAMP would otherwise not be.
        let [postgres, mysql, mariadb, sqlite] = expected;
        let null = [postgres.to_owned(), format!("{mysql} NULL"), format!("{mariadb} NULL"), sqlite.to_owned()];
        check(&nullable("c", sql_type), null.each_ref().map(String::as_str));
    }
}

#[test]
fn types_of_one_database() {
    let array = SqlType::Array(Box::new(SqlType::Varchar(9)));
    assert_eq!(super::column::definition(&nullable("c", array), Postgres), "\"c\" varchar(9)[]");
    assert_eq!(super::column::definition(&nullable("c", SqlType::Interval), Postgres), "\"c\" interval");
    let custom = SqlType::Custom(Sql::everywhere("geometry(Point, 4326)", Location::UNKNOWN));
    let unsigned = ColumnType { unsigned: true, ..SqlType::Integer.into() };
    for (column, dialect, expected) in [
        (nullable("c", custom.clone()), Postgres, "\"c\" geometry(Point, 4326)"),
        (nullable("c", custom.clone()), MySql, "`c` geometry(Point, 4326) NULL"),
        (nullable("c", custom), Sqlite, "\"c\" geometry(Point, 4326)"),
        (Column { column_type: unsigned.clone(), ..id() }, MySql, "`id` int UNSIGNED NOT NULL AUTO_INCREMENT"),
        (Column { column_type: unsigned, ..id() }, Sqlite, "\"id\" integer NOT NULL"),
    ] {
        assert_eq!(super::column::definition(&column, dialect), expected);
    }
}

#[test]
fn collations_are_names() {
    let collation = Some(Sql::everywhere("C", Location::UNKNOWN));
    let column_type = ColumnType { collation, ..SqlType::Varchar(9).into() };
    let column = Column { column_type, default: Some(Value::Text("a".to_owned())), ..column("c", SqlType::Text) };
    check(
        &column,
        [
            "varchar(9) NOT NULL DEFAULT 'a' COLLATE \"C\"",
            "varchar(9) NOT NULL DEFAULT 'a' COLLATE `C`",
            "varchar(9) NOT NULL DEFAULT 'a' COLLATE `C`",
            "varchar(9) NOT NULL DEFAULT 'a' COLLATE \"C\"",
        ],
    );
}

#[test]
fn defaults() {
    let text = |text: &str| Value::Text(text.to_owned());
    let now = "CURRENT_TIMESTAMP";
    let later = "CURRENT_TIMESTAMP(6)";
    let cases: [(SqlType, Value, Spellings<'_>); 11] = [
        (SqlType::Integer, Value::Integer(-5), ["-5", "-5", "-5", "-5"]),
        (SqlType::Boolean, Value::Boolean(true), ["true", "true", "true", "1"]),
        (SqlType::Varchar(9), text("a'\\b"), ["'a''\\b'", "'a''\\\\b'", "'a''\\\\b'", "'a''\\b'"]),
        (SqlType::Text, text("a"), ["'a'", "('a')", "'a'", "'a'"]),
        (SqlType::JsonBinary, text("{}"), ["'{}'", "('{}')", "'{}'", "'{}'"]),
        (SqlType::Blob, text("a\\"), ["'\\x615c'", "(x'615c')", "x'615c'", "x'615c'"]),
        (
            SqlType::Uuid,
            text("123e4567-e89b-12d3-a456-426614174000"),
            [
                "'123e4567-e89b-12d3-a456-426614174000'",
                "x'123e4567e89b12d3a456426614174000'",
                "'123e4567-e89b-12d3-a456-426614174000'",
                "'123e4567-e89b-12d3-a456-426614174000'",
            ],
        ),
        (SqlType::Timestamp, Value::Now, [now, later, later, "(strftime('%Y-%m-%d %H:%M:%f', 'now'))"]),
        (
            SqlType::TimestampWithTimeZone,
            Value::Now,
            [now, later, later, "(strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'))"],
        ),
        (SqlType::Date, Value::Now, ["CURRENT_DATE", "(CURRENT_DATE)", "CURRENT_DATE", "(CURRENT_DATE)"]),
        (SqlType::Integer, Value::Sql(sql("1 + 1")), ["1 + 1", "(1 + 1)", "(1 + 1)", "(1 + 1)"]),
    ];
    for (sql_type, value, expected) in cases {
        let column = with_default("c", sql_type, value.clone());
        for (dialect, expected) in Dialect::ALL.into_iter().zip(expected) {
            assert_eq!(super::column::default(&column, &value, dialect), expected, "{dialect} {value:?}");
        }
    }
}

#[test]
fn indexes() {
    let of = |parts: Vec<IndexPart>| Index::of_parts(name("i"), parts);
    let part = |column: &str| IndexPart::column(name(column));
    let expression = |text: &str| IndexPart::of(IndexKey::Expression(sql(text)));
    let descending = IndexPart { descending: true, nulls: Some(Nulls::Last), ..part("a") };
    let beginning = IndexPart { prefix: Some(9), ..part("a") };
    let partial = Index { predicate: Some(sql("b > 1")), ..of(vec![part("a")]) };
    let cases = [
        (
            of(vec![descending, part("b")]),
            Some("CREATE INDEX \"i\" ON \"t\" (\"a\" DESC NULLS LAST, \"b\")"),
            Some("CREATE INDEX `i` ON `t` (`a` DESC, `b`)"),
            Some("CREATE INDEX \"i\" ON \"t\" (\"a\" DESC, \"b\")"),
        ),
        (
            of(vec![beginning.clone()]),
            Some("CREATE INDEX \"i\" ON \"t\" (\"a\")"),
            Some("CREATE INDEX `i` ON `t` (`a`(9))"),
            Some("CREATE INDEX \"i\" ON \"t\" (\"a\")"),
        ),
        (
            Index { unique: true, ..of(vec![beginning]) },
            Some("CREATE UNIQUE INDEX \"i\" ON \"t\" (substr(\"a\", 1, 9))"),
            Some("CREATE UNIQUE INDEX `i` ON `t` (`a`(9))"),
            Some("CREATE UNIQUE INDEX \"i\" ON \"t\" (substr(\"a\", 1, 9))"),
        ),
        (
            of(vec![expression("lower(a)")]),
            Some("CREATE INDEX \"i\" ON \"t\" ((lower(a)))"),
            Some("CREATE INDEX `i` ON `t` ((lower(a)))"),
            Some("CREATE INDEX \"i\" ON \"t\" ((lower(a)))"),
        ),
        (
            partial,
            Some("CREATE INDEX \"i\" ON \"t\" (\"a\") WHERE b > 1"),
            None,
            Some("CREATE INDEX \"i\" ON \"t\" (\"a\") WHERE b > 1"),
        ),
        (
            Index {
                method: Some(name("BTREE")),
                include: names(&["b"]),
                unique: true,
                nulls_not_distinct: true,
                ..of(vec![IndexPart { operator_class: Some(name("text_ops")), ..part("a") }])
            },
            Some("CREATE UNIQUE INDEX \"i\" ON \"t\" USING btree (\"a\" text_ops) INCLUDE (\"b\") NULLS NOT DISTINCT"),
            None,
            None,
        ),
    ];
    for (index, postgres, mysql, sqlite) in cases {
        for (dialect, expected) in [(Postgres, postgres), (MySql, mysql), (Sqlite, sqlite)] {
            let Some(expected) = expected else { continue };
            let create = Action::CreateIndex { table: name("t"), index: index.clone(), build: Build::Plain };
            assert_eq!(statement(&create, dialect), expected);
        }
    }
}

/// The model lets no such name in; should it ever, it still stays a name.
#[test]
fn no_name_is_more_than_a_name() {
    let evil = "a\"b`c'; DROP TABLE users; --";
    let key = ForeignKey { name: name(evil), ..foreign_key("k", &[evil], evil, &[evil]) };
    let actions = [
        Action::CreateIndex { table: name(evil), index: index(evil, &[evil]), build: Build::Plain },
        Action::DropTable(table(evil, vec![id()])),
        Action::RenameTable { from: name(evil), to: name(evil) },
        Action::alter(&name(evil), vec![Change::AddColumn(nullable(evil, SqlType::Integer))]),
        Action::alter(&name(evil), vec![Change::AddConstraint(Constraint::ForeignKey(key))]),
        Action::alter(&name(evil), vec![Change::AddConstraint(unique(evil, &[evil]))]),
        Action::DropIndex { table: name(evil), index: name(evil), build: Build::Concurrent },
    ];
    for dialect in [Postgres, MySql, MariaDb] {
        let quoted = quoted(evil, dialect);
        for action in &actions {
            let written = statement(action, dialect);
            assert!(written.contains(&quoted), "{written}");
            assert!(!written.replace(&quoted, "").contains("DROP TABLE users"), "{written}");
        }
    }
}

#[test]
fn comments_are_texts() {
    let action = Action::Comment { table: name("users"), column: None, text: Some("it's \\ fine".to_owned()) };
    assert_eq!(statement(&action, Postgres), r#"COMMENT ON TABLE "users" IS 'it''s \ fine'"#);
    let mut commented = table("users", vec![id()]);
    commented.comment = Some("it's \\ fine".to_owned());
    let sql = statement(&Action::CreateTable(commented), MariaDb);
    assert!(sql.ends_with("COMMENT='it''s \\\\ fine'"), "{sql}");
}
