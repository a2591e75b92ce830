//! Every statement on columns, with every option.
use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            id(),
            string("email"),
            string("full_name").nullable(),
            varchar("nick", 40),
            integer("age"),
        ]);
    }
}

struct AddColumns;

#[migration(version = 20260102_000000)]
impl Migration for AddColumns {
    fn up(schema: &mut Schema) {
        schema.add_column("users", string("country").default("SE"));
        schema.add_column("users", reference("boss", "users").nullable());
    }
}

struct AlterColumns;

#[migration(version = 20260103_000000)]
impl Migration for AlterColumns {
    fn up(schema: &mut Schema) {
        schema.rename_column("users", "nick", "handle");
        schema.set_not_null("users", "full_name").restore_with("").accept_data_loss("nobody asks which rows held none");
        schema.drop_not_null("users", "email").restore_with("nobody@example.com");
        schema.drop_not_null("users", "handle");
        schema.set_not_null("users", "handle");
        schema.set_default("users", "handle", "anonymous");
        schema.set_default("users", "age", sql("9 + 9"));
        schema.drop_default("users", "country");
    }
}

struct ChangeTypes;

#[migration(version = 20260104_000000)]
impl Migration for ChangeTypes {
    fn up(schema: &mut Schema) {
        schema.change_type("users", big_integer("age"));
        schema.change_type("users", text("email"));
        schema.change_type("users", varchar("full_name", 80)).accept_data_loss("nobody has a longer name");
        schema
            .change_type("users", integer("email"))
            .using(sql_for().postgres("length(email)").mysql("char_length(email)").sqlite("length(email)"))
            .reverse_using(
                sql_for().postgres("'user ' || email").mysql("concat('user ', email)").sqlite("'user ' || email"),
            )
            .accept_data_loss("addresses are in the other system");
    }
}

struct DropColumns;

#[migration(version = 20260105_000000)]
impl Migration for DropColumns {
    fn up(schema: &mut Schema) {
        schema.drop_column("users", "full_name").restore_with("").accept_data_loss("the handle is shown");
        schema.drop_column("users", "handle").accept_data_loss("nobody needs it");
    }
}

migrate::migrations![CreateUsers, AddColumns, AlterColumns, ChangeTypes, DropColumns];
