//! Rows that a policy hides, also from the owner of their table.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::block_on;
use crate::connections::set;
use crate::scratch::Scratch;
use crate::server::Server;

struct Notes;
#[migration(version = 20260101_000000)]
impl Migration for Notes {
    fn up(schema: &mut Schema) {
        schema.create_table("notes").columns([id(), text("body")]);
    }
}

struct Shorten;
#[migration(version = 20260102_000000)]
impl DataMigration for Shorten {
    fn up(data: &mut Data) {
        data.update("notes").set("body", "b").only_where("body = 'a'");
    }
    fn down(data: &mut Data) {
        data.nothing_to_undo("both mean the same");
    }
}

migrate::migrations![Notes, Shorten];

#[test]
fn rows_that_the_owner_may_not_see_are_not_taken_for_none() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let owner = format!("migrate_owner_{}", std::process::id());
        scratch.run(&format!("CREATE ROLE {owner}; GRANT CREATE ON SCHEMA public TO {owner}")).await;
        let setting = "SELECT current_setting('row_security')";
        let (db, row_security) = set(&scratch, &format!("SET ROLE {owner}"), setting).await;
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.up_to(&db, MIGRATIONS.list[0].version).await.expect("the scene is set");
        scratch.run("INSERT INTO notes (body) VALUES ('a')").await;
        scratch.run("ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY").await;
        for refused in [migrator.up(&db).await, migrator.down(&db).await] {
            let error = refused.expect_err("a policy hides the row").to_string();
            assert!(error.contains("row-level security policy for table \"notes\""), "{error}");
        }
        assert_eq!(scratch.value("SELECT body FROM notes").await, "a");
        assert_eq!(row_security().await, "on", "it is put back");
        scratch.run("ALTER TABLE notes NO FORCE ROW LEVEL SECURITY").await;
        migrator.up(&db).await.expect("the owner sees every row");
        assert_eq!(scratch.value("SELECT body FROM notes").await, "b");
        scratch.run(&format!("DROP OWNED BY {owner}; DROP ROLE {owner}")).await;
    });
}
