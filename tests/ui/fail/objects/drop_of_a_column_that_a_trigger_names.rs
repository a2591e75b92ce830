use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email")]);
        schema.create_function("one", sql_for().postgres("CREATE FUNCTION one() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'").nothing_on(MySql).nothing_on(Sqlite));
        schema.create_trigger("t", "users", sql_for().postgres("CREATE TRIGGER t BEFORE UPDATE OF email ON users EXECUTE FUNCTION one()").nothing_on(MySql).nothing_on(Sqlite));
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.drop_column("users", "email").accept_data_loss("nobody writes");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
