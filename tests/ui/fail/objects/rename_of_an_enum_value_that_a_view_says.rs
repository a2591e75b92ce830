use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_enum("role", ["member", "admin"]);
        schema.create_table("users").columns([id(), enumeration("role", "role")]);
        schema.create_view("admins", "SELECT id FROM users WHERE role = 'admin'");
    }
}

struct RenameAdmins;
#[migration(version = 20260102_000000)]
impl Migration for RenameAdmins {
    fn up(schema: &mut Schema) {
        schema.rename_enum_value("role", "admin", "owner");
    }
}

migrate::migrations![CreateUsers, RenameAdmins];

fn main() {}
