//! Views, alone and over each other.

use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), integer("age")]);
        schema.create_view("grown", "SELECT * FROM users WHERE age > 17");
        schema.create_view("emails", "SELECT email, count(*) AS users FROM grown GROUP BY email ORDER BY users DESC");
        schema.create_materialized_view(
            "ages",
            sql_for().postgres("SELECT age, count(*) FROM users GROUP BY age").nothing_on(MySql).nothing_on(Sqlite),
        );
    }
}

struct ChangeViews;
#[migration(version = 20260102_000000)]
impl Migration for ChangeViews {
    fn up(schema: &mut Schema) {
        schema.rename_column("users", "email", "mail");
        schema.rename_view("grown", "adults");
        schema.replace_view("adults", "SELECT id, mail AS email FROM users WHERE age > 20");
        schema.drop_view("emails");
        schema.drop_materialized_view("ages");
    }
}

migrate::migrations![CreateUsers, ChangeViews];
