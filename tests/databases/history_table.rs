//! Where the history is kept: in a table of another name, in another schema, in several tables.

use migrate::error::Reason;
use migrate::{Goal, Migrator};

use crate::check::on_every_database;
use crate::dump::schema;

mod shop {
    use migrate::prelude::*;
    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick")]);
        }
    }
    struct DropNotNull;
    #[migration(version = 20260102_000000)]
    impl Migration for DropNotNull {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("users", "nick");
        }
    }
    migrate::migrations![CreateUsers, DropNotNull];
}

mod blog {
    use migrate::prelude::*;
    struct CreatePages;
    #[migration(version = 20260101_000000)]
    impl Migration for CreatePages {
        fn up(schema: &mut Schema) {
            schema.create_table("pages").columns([id(), text("body")]);
        }
    }
    migrate::migrations![CreatePages];
}

#[test]
fn a_history_may_be_kept_in_a_table_of_any_name() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        // A word of the language of every database.
        let migrator = Migrator::new(&shop::MIGRATIONS).history_table("order");
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(migrator.up(&scratch.db).await.expect("nothing to do").is_empty(), "{key}");
        assert!(scratch.try_run("SELECT 1 FROM migrate_history").await.is_err(), "{key}: the usual one is not made");
        assert_eq!(migrator.status(&scratch.db).await.expect("a status").pending().count(), 0, "{key}");
        assert_eq!(migrator.plan(&scratch.db, Goal::Version(0)).await.expect("a plan").undo.len(), 2, "{key}");
        let check = migrator.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(check.is_clean() && check.not_compared.is_none(), "{key}: {check}");
        migrator.to(&scratch.db, 0).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}

#[test]
fn two_histories_in_two_tables_share_a_database() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let shop = Migrator::new(&shop::MIGRATIONS).history_table("shop_history");
        let blog = Migrator::new(&blog::MIGRATIONS).history_table("blog_history");
        shop.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        blog.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        for migrator in [&shop, &blog] {
            let check = migrator.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            assert!(check.is_clean(), "{key}: {check}");
            assert!(migrator.up(&scratch.db).await.expect("nothing to do").is_empty(), "{key}");
        }
        shop.to(&scratch.db, 0).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(blog.up(&scratch.db).await.expect("nothing to do").is_empty(), "{key}");
        assert_eq!(scratch.value("SELECT count(*) FROM pages").await, "0", "{key}");
    });
}

#[test]
fn a_history_in_another_schema_needs_it_to_be_there() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let other = format!("history_of_{key}_{}", std::process::id());
        let migrator = Migrator::new(&shop::MIGRATIONS).history_table(format!("{other}.applied"));
        let before = schema(scratch).await;
        let error = migrator.up(&scratch.db).await.expect_err("it is not there");
        let Reason::HistoryTable { name, problem } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!(*name, format!("{other}.applied"), "{key}");
        let expected =
            if key == "sqlite" { "SQLite has no schemas".to_owned() } else { format!("`{other}` is not there") };
        assert_eq!(*problem, expected, "{key}");
        assert!(error.to_string().contains("nothing was changed"), "{key}: {error}");
        assert_eq!(schema(scratch).await, before, "{key}");
        if key == "sqlite" {
            return;
        }
        scratch.run(&format!("CREATE SCHEMA {other}")).await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(migrator.up(&scratch.db).await.expect("nothing to do").is_empty(), "{key}");
        assert_eq!(scratch.value(&format!("SELECT count(*) FROM {other}.applied")).await, "2", "{key}");
        let check = migrator.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(check.is_clean(), "{key}: {check}");
        migrator.to(&scratch.db, 0).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let cascade = if key == "postgres" { " CASCADE" } else { "" };
        scratch.run(&format!("DROP SCHEMA {other}{cascade}")).await;
    });
}

#[test]
fn a_name_that_is_none_is_refused_before_anything_is_sent() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        for name in ["", "a b", "x'; DROP TABLE users; --", "a.b.c"] {
            let migrator = Migrator::new(&shop::MIGRATIONS).history_table(name.to_owned());
            let error = migrator.up(&scratch.db).await.expect_err("it is no name");
            assert!(matches!(error.reason(), Reason::HistoryTable { .. }), "{key}: {error}");
            let error = migrator.status(&scratch.db).await.expect_err("it is no name");
            assert!(matches!(error.reason(), Reason::HistoryTable { .. }), "{key}: {error}");
        }
    });
}
