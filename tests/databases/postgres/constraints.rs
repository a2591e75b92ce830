//! Constraints that PostgreSQL alone has: deferred, unchecked at first, with columns beside their own.

use migrate::Migrator;
use migrate::error::Reason;
use migrate::prelude::*;

use crate::check::{Case, block_on, check};
use crate::scratch::Scratch;
use crate::server::Server;

struct CreatePeople;
#[migration(version = 20260101_000000)]
impl Migration for CreatePeople {
    fn up(schema: &mut Schema) {
        schema.create_table("people").columns([integer("number"), string("email"), integer("boss").nullable()]);
    }
}

struct Constrain;
#[migration(version = 20260102_000000)]
impl Migration for Constrain {
    fn up(schema: &mut Schema) {
        schema.add_primary_key("people", "number").include(["email"]);
        schema.add_unique("people", "email").deferrable().include(["boss"]);
        schema.add_foreign_key("people", "boss").references("people", "number").deferrable().not_valid();
        schema.add_check("people", "adults", "number > 17").not_valid();
    }
}

struct Forget;
#[migration(version = 20260104_000000)]
impl Migration for Forget {
    fn up(schema: &mut Schema) {
        schema.drop_foreign_key("people", "people_boss_fkey");
        schema.drop_check("people", "adults");
        schema.drop_unique("people", ["email"]);
        schema.drop_primary_key("people");
    }
}

migrate::migrations![CreatePeople, Constrain, Forget];

#[test]
fn there_and_back() {
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO people VALUES (20, 'a', NULL), (21, 'b', 20)"));
}

#[test]
fn what_was_not_checked_is_found_by_the_validation() {
    struct Create;
    #[migration(version = 20260101_000000)]
    impl Migration for Create {
        fn up(schema: &mut Schema) {
            schema.create_table("people").columns([integer("number").primary_key(), integer("boss").nullable()]);
        }
    }
    struct Constrain;
    #[migration(version = 20260102_000000)]
    impl Migration for Constrain {
        fn up(schema: &mut Schema) {
            schema.add_foreign_key("people", "boss").references("people", "number").deferrable().not_valid();
            schema.add_check("people", "adults", "number > 17").not_valid();
        }
    }
    struct Validate;
    #[migration(version = 20260103_000000)]
    impl Migration for Validate {
        fn up(schema: &mut Schema) {
            schema.validate_constraint("people", "people_boss_fkey");
            schema.validate_constraint("people", "adults");
        }
    }
    migrate::migrations![Create, Constrain, Validate];
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("the table is created");
        scratch.run("INSERT INTO people VALUES (7, 99)").await;
        migrator.to(&scratch.db, MIGRATIONS.list[1].version).await.expect("old rows are not looked at");
        assert!(scratch.try_run("INSERT INTO people VALUES (8, NULL)").await.is_err(), "new ones are");
        let circle = "BEGIN; INSERT INTO people VALUES (30, 31); INSERT INTO people VALUES (31, 30); COMMIT";
        scratch.run(circle).await;
        let error = migrator.to(&scratch.db, MIGRATIONS.list[2].version).await.expect_err("one refers to nobody");
        assert!(matches!(error.reason(), Reason::Rows { .. }), "{error}");
        assert!(error.to_string().contains("number = 7"), "{error}");
        scratch.run("DELETE FROM people WHERE number = 7").await;
        migrator.to(&scratch.db, MIGRATIONS.list[2].version).await.expect("every row satisfies them now");
        let invalid = "SELECT count(*) FROM pg_constraint WHERE NOT convalidated";
        assert_eq!(scratch.value(invalid).await, "0");
    });
}

#[test]
fn checks_that_wait_for_the_end_do_not_stop_a_change_of_the_table() {
    struct Create;
    #[migration(version = 20260101_000000)]
    impl Migration for Create {
        fn up(schema: &mut Schema) {
            schema.create_table("people").columns([
                integer("number").primary_key(),
                integer("boss").nullable(),
                integer("twin").generated("number + 0").stored(),
                integer("shift").nullable(),
            ]);
            schema.add_foreign_key("people", "boss").references("people", "number").deferrable();
            schema.create_function(
                "watch",
                "CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            );
            schema.create_trigger(
                "watch_people",
                "people",
                "CREATE CONSTRAINT TRIGGER watch_people AFTER UPDATE ON people DEFERRABLE INITIALLY DEFERRED \
                 FOR EACH ROW EXECUTE FUNCTION watch()",
            );
        }
    }
    struct Fill;
    #[migration(version = 20260102_000000)]
    impl Migration for Fill {
        fn up(schema: &mut Schema) {
            schema.set_not_null("people", "boss").restore_with(7).accept_data_loss("7 leads everybody");
        }
    }
    struct Relax;
    #[migration(version = 20260103_000000)]
    impl Migration for Relax {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("people", "boss").restore_with(7);
            schema.drop_generated("people", "twin");
        }
    }
    migrate::migrations![Create, Fill, Relax];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO people VALUES (7, NULL), (8, 7)").losing(&["people.boss"]));
}
