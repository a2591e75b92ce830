//! Types that SQLite keeps as text.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::on_every_database;

#[test]
fn an_interval_is_the_text_that_it_is_given() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("kinds").columns([id(), interval("interval")]);
        }
    }
    struct Change;
    #[migration(version = 20260102_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.change_type("kinds", text("interval")).accept_data_loss("a text is not a span of time");
            schema.add_column("kinds", interval("notice").default("3 days"));
            schema.set_default("kinds", "notice", "7");
            schema.add_check("kinds", "kinds_notice_check", "notice <> ''");
        }
    }
    migrate::migrations![Setup, Change];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("the table is made");
        // Integer affinity would keep the second as a number without its zero.
        scratch.run("INSERT INTO kinds (\"interval\") VALUES ('1 year 2 days'), ('07')").await;
        let made = crate::type_table::catalogued(scratch, "kinds").await;
        assert_eq!(made["interval"], "TEXT");
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{error}"));
        scratch.run("INSERT INTO kinds (\"interval\") VALUES ('')").await;
        let kept = "SELECT group_concat(\"interval\" || '/' || notice || '/' || typeof(notice), ', ') FROM kinds";
        assert_eq!(scratch.value(kept).await, "1 year 2 days/3 days/text, 07/3 days/text, /7/text");
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(crate::type_table::catalogued(scratch, "kinds").await, made);
        assert_eq!(scratch.value("SELECT group_concat(\"interval\", ', ') FROM kinds").await, "1 year 2 days, 07, ");
    });
}

#[test]
fn its_type_is_what_the_page_says() {
    struct CreateKinds;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateKinds {
        fn up(schema: &mut Schema) {
            schema.create_table("kinds").columns([interval("interval")]);
        }
    }
    migrate::migrations![CreateKinds];
    crate::type_table::check(&MIGRATIONS, 1);
}
