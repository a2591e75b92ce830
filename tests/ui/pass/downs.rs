//! Every kind of `down`.
use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }

    fn down(schema: &mut Schema) {
        schema.drop_table("users");
    }
}

struct RenameNick;

#[migration(version = 20260102_000000)]
impl Migration for RenameNick {
    fn up(schema: &mut Schema) {
        schema.add_column("users", string("handle").default(""));
        schema.drop_column("users", "nick");
    }

    fn down(schema: &mut Schema) {
        schema.add_column("users", string("nick").nullable());
        schema.drop_column("users", "handle");
    }
}

struct ForgetEmails;

#[migration(version = 20260103_000000)]
impl Migration for ForgetEmails {
    fn up(schema: &mut Schema) {
        schema.drop_column("users", "email");
    }

    fn down(schema: &mut Schema) {
        schema.irreversible("addresses are gone; restore the table from backup");
    }
}

struct Optimize;

#[migration(version = 20260104_000000)]
impl Migration for Optimize {
    fn up(s: &mut Schema) {
        s.execute("SELECT 1");
    }

    fn down(s: &mut Schema) {
        s.nothing_to_undo("it is only a question");
    }
}

migrate::migrations![CreateUsers, RenameNick, ForgetEmails, Optimize];
