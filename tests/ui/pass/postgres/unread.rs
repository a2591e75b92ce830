//! SQL that the build cannot read: its author says which columns it names.
use migrate::prelude::*;

struct CreateTables;

#[migration(version = 20260101_000000)]
impl Migration for CreateTables {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            id(),
            integer("age").check(sql("age BETWEEN SYMMETRIC 150 AND 0").uses(["age"])),
            string("email"),
            integer("years").generated(sql("CASE WHEN age ISNULL THEN 0 ELSE age END").uses(["age"])).stored(),
        ]);
        schema.add_check("users", "known", sql_for().postgres("email NOTNULL OR email ISNULL").uses(["users.email"]));
        schema
            .create_index("users", sql("(collation for (email))").uses(["email"]))
            .named("by_kind")
            .only_where(sql("age ISNULL").uses(["age"]));
    }
}

struct CreateViews;

#[migration(version = 20260102_000000)]
impl Migration for CreateViews {
    fn up(schema: &mut Schema) {
        schema.create_view(
            "kinds",
            sql("SELECT email, age ISNULL AS is_number FROM users").uses(["users.email", "users.age"]),
        );
        schema.create_view("numbers", "SELECT kinds.email FROM kinds WHERE is_number");
        schema.create_view("counted", sql("SELECT count(*) ISNULL AS yes FROM numbers").uses(["numbers"]));
    }
}

struct Change;

#[migration(version = 20260103_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.drop_view("counted");
        schema.drop_view("numbers");
        schema.drop_view("kinds");
        schema.drop_check("users", "known");
        schema.drop_index("users", "by_kind");
    }
}

migrate::migrations![CreateTables, CreateViews, Change];
