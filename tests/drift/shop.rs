//! A history with one thing of each kind.

use migrate::prelude::*;

struct CreateShop;
#[migration(version = 20260101_000000)]
impl Migration for CreateShop {
    fn up(schema: &mut Schema) {
        schema.create_enum("state", ["new", "paid"]);
        schema
            .create_table("customers")
            .columns([
                id(),
                string("email").unique(),
                varchar("nick", 20).nullable(),
                integer("age").default(18),
                text("city").nullable(),
                boolean("is_active").default(true),
                timestamp_with_time_zone("seen_at").default(now()),
            ])
            .check("customers_age_check", "age > 0")
            .comment("who buys");
        schema
            .create_table("orders")
            .columns([
                id(),
                reference("customer_id", "customers").on_delete(Cascade),
                decimal("price", 10, 2),
                decimal("gross", 12, 2).generated("price * 2").stored().nullable(),
                enumeration("state", "state").default("new"),
                string("code").comment("what is printed"),
            ])
            .unique(["code", "state"])
            .index(["code", "price"]);
        schema.create_view("active_customers", "SELECT id, email FROM customers WHERE is_active = true");
    }
}

struct CreateRoutines;
#[migration(version = 20260102_000000)]
impl Migration for CreateRoutines {
    fn up(schema: &mut Schema) {
        schema.create_function(
            "twice",
            sql_for()
                .postgres(
                    "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT n * 2 $$",
                )
                .mysql("CREATE FUNCTION twice(n integer) RETURNS integer DETERMINISTIC RETURN n * 2")
                .nothing_on(Sqlite),
        );
        schema.create_function(
            "touch",
            sql_for()
                .postgres(
                    "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.age = 20; RETURN NEW; END $$",
                )
                .nothing_on(MySql)
                .nothing_on(Sqlite),
        );
        schema.create_trigger(
            "touch_customers",
            "customers",
            sql_for()
                .postgres(
                    "CREATE TRIGGER touch_customers BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION touch()",
                )
                .mysql("CREATE TRIGGER touch_customers BEFORE INSERT ON customers FOR EACH ROW SET NEW.age = 20")
                .sqlite(
                    "CREATE TRIGGER touch_customers AFTER INSERT ON customers BEGIN \
                     UPDATE customers SET age = 20 WHERE id = NEW.id; END",
                ),
        );
    }
}

migrate::migrations![CreateShop, CreateRoutines];

/// The same program before its last migration.
pub mod older {
    use migrate::prelude::*;

    struct CreateNotes;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateNotes {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), text("body")]);
        }
    }

    migrate::migrations![CreateNotes];
}

/// The same program with a later migration.
pub mod newer {
    use migrate::prelude::*;

    struct CreateNotes;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateNotes {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), text("body")]);
        }
    }

    struct AddTitleToNotes;
    #[migration(version = 20260102_000000)]
    impl Migration for AddTitleToNotes {
        fn up(schema: &mut Schema) {
            schema.add_column("notes", text("title").nullable());
        }
    }

    migrate::migrations![CreateNotes, AddTitleToNotes];
}

/// The same program in which somebody changed what is applied.
pub mod changed {
    use migrate::prelude::*;

    struct CreateNotes;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateNotes {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), string("body")]);
        }
    }

    migrate::migrations![CreateNotes];
}
