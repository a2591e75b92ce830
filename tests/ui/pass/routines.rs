//! Functions, and triggers that execute them.

use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("mail").nullable()]);
        schema.create_function(
            "plain",
            sql_for()
                .postgres(
                    "CREATE FUNCTION plain(email text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(email)'",
                )
                .mysql("CREATE FUNCTION plain(email text) RETURNS text DETERMINISTIC RETURN lower(email)")
                .nothing_on(Sqlite),
        );
        schema.create_function(
            "copy_email",
            sql_for()
                .postgres(
                    "CREATE FUNCTION copy_email() RETURNS trigger LANGUAGE plpgsql AS $$
                     BEGIN NEW.mail := plain(NEW.email); RETURN NEW; END $$",
                )
                .nothing_on(MySql)
                .nothing_on(Sqlite),
        );
        schema.create_trigger(
            "copy_email",
            "users",
            sql_for()
                .postgres(
                    "CREATE TRIGGER copy_email BEFORE INSERT OR UPDATE OF email ON users
                     FOR EACH ROW EXECUTE FUNCTION copy_email()",
                )
                .mysql("CREATE TRIGGER copy_email BEFORE INSERT ON users FOR EACH ROW SET NEW.mail = plain(NEW.email)")
                .sqlite(
                    "CREATE TRIGGER copy_email AFTER INSERT ON users WHEN NEW.mail IS NULL BEGIN
                       UPDATE users SET mail = lower(NEW.email) WHERE id = NEW.id; END",
                ),
        );
    }
}

struct WriteThroughView;
#[migration(version = 20260101_120000)]
impl Migration for WriteThroughView {
    fn up(schema: &mut Schema) {
        schema.create_view("emails", "SELECT email FROM users");
        schema.create_trigger(
            "add_email",
            "emails",
            sql_for()
                .postgres(
                    "CREATE TRIGGER add_email INSTEAD OF INSERT ON emails FOR EACH ROW EXECUTE FUNCTION copy_email()",
                )
                .nothing_on(MySql)
                .sqlite(
                    "CREATE TRIGGER add_email INSTEAD OF INSERT ON emails BEGIN
                       INSERT INTO users (email) VALUES (NEW.email); END",
                ),
        );
        schema.drop_view("emails");
    }
}

struct ChangeRoutines;
#[migration(version = 20260102_000000)]
impl Migration for ChangeRoutines {
    fn up(schema: &mut Schema) {
        schema.rename_trigger("copy_email", "copy_mail");
        schema.drop_trigger("copy_mail");
        schema.rename_function("copy_email", "copy_mail");
        schema.drop_function("copy_mail");
        schema.replace_function(
            "plain",
            sql_for()
                .postgres(
                    "CREATE OR REPLACE FUNCTION plain(email text) RETURNS text LANGUAGE sql AS 'SELECT upper(email)'",
                )
                .mysql("CREATE FUNCTION plain(email text) RETURNS text DETERMINISTIC RETURN upper(email)")
                .nothing_on(Sqlite),
        );
    }
}

migrate::migrations![CreateUsers, WriteThroughView, ChangeRoutines];
