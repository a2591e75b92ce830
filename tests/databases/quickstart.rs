//! The example that every reader runs first, on all four databases.

use migrate::Migrator;

use crate::check::on_every_database;
use crate::dump::{dump, tables};
use crate::example::migrations::MIGRATIONS;

const TABLES_CREATED: i64 = 20_260_112_140_000;

const ROWS: &str = "
    INSERT INTO teams (name) VALUES ('Engines'), ('Bridges');
    INSERT INTO users (email, full_name, nick, team_id) VALUES
        ('ada@example.org', 'Ada Lovelace', 'ada', 1),
        ('emily@example.org', NULL, 'emily', 2);
    INSERT INTO invoices (user_id, cents, status, due_on) VALUES
        (1, 2147483647, 'open', '2026-02-01'),
        (2, 0, 'open', NULL);";

#[test]
fn the_quickstart_goes_up_and_down_everywhere() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        let to = async |version| {
            if let Err(error) = migrator.to(&scratch.db, version).await {
                panic!("{key}: to {version}: {error}");
            }
        };
        to(TABLES_CREATED).await;
        scratch.run(ROWS).await;
        let first = dump(scratch).await.without(&["users.full_name", "invoices.due_on"]);
        let newest = MIGRATIONS.list.last().expect("it has migrations").version;
        to(newest).await;
        let last = dump(scratch).await;
        to(TABLES_CREATED).await;
        first.assert_same(&dump(scratch).await.without(&["users.full_name", "invoices.due_on"]), key);
        to(newest).await;
        last.assert_same(&dump(scratch).await, key);
        to(0).await;
        assert!(tables(scratch).await.is_empty(), "{key}");
        to(newest).await;
        assert_eq!(dump(scratch).await.schema, last.schema, "{key}");
    });
}
