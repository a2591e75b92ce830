//! What undoing an insert needs of the rows, and what it throws away.

use migrate::error::{Aftermath, Reason};
use migrate::prelude::*;
use migrate::{Error, Migrator, Report};
use migrate_core::catalog::{Catalog, Column, Key, Name, SqlType, Table, Value};
use migrate_core::dialect::{Dialect, Target};
use migrate_core::location::Location;
use migrate_core::operation::{Cell, CreateTable, Operation, Row};

use crate::check::on_every_database;
use crate::dump::dump;
use crate::scratch::Scratch;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("countries").columns([
            char("code", 2).primary_key(),
            string("name"),
            integer("inhabitants").default(0),
            string("motto").nullable(),
            double("area").default(0.1),
            timestamp("seen_at").default(now()),
            integer("twice").nullable().generated("inhabitants * 2").stored(),
        ]);
        schema.create_table("cities").columns([id(), reference("country", "countries")]);
        schema.create_table("flags").columns([id(), reference("country", "countries").on_delete(Cascade)]);
        schema.create_table("trips").columns([id(), reference("country", "countries").nullable().on_delete(SetNull)]);
        schema.create_table("folders").columns([
            id(),
            string("name").unique(),
            reference("parent", "folders").nullable(),
        ]);
    }
}

struct Insert;
#[migration(version = 20260102_000000)]
impl DataMigration for Insert {
    fn up(data: &mut Data) {
        data.insert("countries")
            .columns(["code", "name", "area"])
            .row(("de", "Germany", 0.3))
            .row(("fr", "France", 0.7))
            .key("code");
        data.insert("folders")
            .columns(["id", "name", "parent"])
            .row((1, "root", null()))
            .row((2, "leaf", 1))
            .key("name");
    }
}

migrate::migrations![Setup, Insert];

async fn down(scratch: &Scratch) -> Result<Report, Error> {
    Migrator::new(&MIGRATIONS).down(&scratch.db).await
}

/// Undoing is refused for the rows, with these words, and nothing is changed.
async fn check_refused(scratch: &Scratch, spoil: &str, named: &[&str]) {
    let key = scratch.server.key();
    scratch.run(spoil).await;
    let before = dump(scratch).await;
    let error = down(scratch).await.expect_err("the rows do not allow it");
    let text = error.to_string();
    for part in named {
        assert!(text.contains(part), "{key}: `{part}` is not in: {text}");
    }
    let (Reason::Rows { aftermath, .. } | Reason::Loss { aftermath, .. }) = error.reason() else {
        panic!("{key}: {error}")
    };
    assert_eq!(aftermath, &Aftermath::Unchanged, "{key}");
    before.assert_same(&dump(scratch).await, key);
}

#[test]
fn rows_that_are_as_they_were_go_without_a_word() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let (key, migrator) = (scratch.server.key(), Migrator::new(&MIGRATIONS));
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("the tables are made");
        scratch.run("INSERT INTO countries (code, name) VALUES ('it', 'Italy')").await;
        scratch.run("INSERT INTO cities (country) VALUES ('it')").await;
        scratch.run("INSERT INTO folders (id, name) VALUES (9, 'mine')").await;
        let before = dump(scratch).await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        down(scratch).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        before.assert_same(&dump(scratch).await, key);
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        // A row that is gone already is no reason to stop.
        scratch.run("DELETE FROM countries WHERE code = 'fr'").await;
        down(scratch).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        before.assert_same(&dump(scratch).await, key);
    });
}

#[test]
fn rows_that_others_refer_to_stay() {
    on_every_database(&MIGRATIONS, async |scratch| {
        Migrator::new(&MIGRATIONS).up(&scratch.db).await.expect("the tables are made and filled");
        let words = ["no row of `cities` refers to a row that was inserted into `countries`", "id = 1"];
        check_refused(scratch, "INSERT INTO cities (country) VALUES ('fr')", &words).await;
        scratch.run("DELETE FROM cities").await;
        let words = ["no row of `folders` refers to a row that was inserted into `folders`", "id = 7"];
        check_refused(scratch, "INSERT INTO folders (id, name, parent) VALUES (7, 'mine', 2)", &words).await;
        scratch.run("DELETE FROM folders WHERE id = 7").await;
        down(scratch).await.expect("nothing is in the way");
    });
}

#[test]
fn what_was_written_since_is_counted() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        Migrator::new(&MIGRATIONS).up(&scratch.db).await.expect("the tables are made and filled");
        let counted = |count: usize| format!("would throw away {count} rows of `countries` that were changed since");
        check_refused(scratch, "UPDATE countries SET name = 'GERMANY' WHERE code = 'de'", &[&counted(1)]).await;
        check_refused(scratch, "UPDATE countries SET inhabitants = 5 WHERE code = 'fr'", &[&counted(2)]).await;
        check_refused(scratch, "UPDATE countries SET name = 'Germany', motto = 'x' WHERE code = 'de'", &[&counted(2)])
            .await;
        scratch.run("UPDATE countries SET inhabitants = 0, motto = NULL").await;
        let all = "2 rows of `countries` that were changed since and rows of `flags` that refer to rows of `countries` and \
                   values of `trips`.`country` that refer to rows of `countries`";
        let all = all.replace("`trips`.`country`", "`trips.country`");
        let spoil = "INSERT INTO flags (country) VALUES ('de'); INSERT INTO trips (country) VALUES ('fr')";
        check_refused(scratch, spoil, &[&all]).await;
        let accepting = Migrator::new(&MIGRATIONS).accept_data_loss();
        accepting.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT count(*) FROM countries").await, "0", "{key}");
        assert_eq!(scratch.value("SELECT count(*) FROM flags").await, "0", "{key}");
        assert_eq!(scratch.value("SELECT count(*) FROM trips").await, "1", "{key}");
    });
}

/// An insert of more rows than SQLite nests expressions, and the schema that it meets.
fn many() -> (Catalog, Operation) {
    let name = |text: &str| Name::derived(text);
    let column = |text: &str, sql_type: SqlType| Column {
        name: name(text),
        column_type: sql_type.into(),
        nullable: false,
        default: None,
        generated: None,
        auto_increment: false,
        on_update_now: false,
        comment: None,
    };
    let mut table = Table::new(name("numbers"));
    table.columns = vec![
        column("number", SqlType::Integer),
        column("word", SqlType::Varchar(9)),
        column("note", SqlType::Varchar(9)),
    ];
    let key = vec![name("number"), name("word")];
    table.primary_key = Some(Key::new(name("numbers_pkey"), key.clone()));
    let mut catalog = Catalog::default();
    let create = Operation::CreateTable(CreateTable { table });
    let targets = Dialect::ALL.map(Target::new);
    migrate_core::apply::apply(&create, &mut catalog, &targets).expect("the table is new");
    let at = Location::UNKNOWN;
    let cell = |value| Cell { value: Some(value), at };
    let text = |text: &str| cell(Value::Text(text.to_owned()));
    let rows = (0..2_500).map(|number| Row { cells: vec![cell(Value::Integer(number)), text("it's"), text("")], at });
    let columns = vec![name("number"), name("word"), name("note")];
    let insert = migrate_core::operation::Insert { table: name("numbers"), columns, rows: rows.collect(), key };
    (catalog, Operation::Insert(insert))
}

#[test]
fn thousands_of_rows() {
    let (catalog, insert) = many();
    let targets = Dialect::ALL.map(Target::new);
    let inverse = migrate_core::inverse::invert(&insert, &catalog, &targets);
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let target = targets.iter().find(|target| target.dialect.key() == key).expect("it is one of them");
        let steps =
            |operations: &[Operation]| migrate_core::lower::steps(operations, &catalog, *target).expect("it can");
        let columns = "number int, word varchar(9), note varchar(9), PRIMARY KEY (number, word)";
        scratch.run(&format!("CREATE TABLE numbers ({columns})")).await;
        for step in steps(std::slice::from_ref(&insert)) {
            scratch.run(&step.sql).await;
        }
        scratch.run("UPDATE numbers SET note = 'x' WHERE number > 2000").await;
        let [delete] = &steps(&inverse.operations)[..] else { panic!("{key}: it is one step") };
        let changed = delete.discards.as_ref().expect("they may have been changed");
        assert_eq!(scratch.value(&changed.sql).await, "499", "{key}");
        scratch.run("INSERT INTO numbers VALUES (1, 'mine', '')").await;
        scratch.run(&delete.sql).await;
        assert_eq!(scratch.value("SELECT count(*) FROM numbers").await, "1", "{key}");
    });
}
