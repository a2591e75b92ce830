//! The name at GitHub. Nobody has signed up yet who would lack one.

use migrate::prelude::*;

pub struct AddGhLoginToUsers;

#[migration]
impl Migration for AddGhLoginToUsers {
    fn up(schema: &mut Schema) {
        schema.add_column("users", text("gh_login").default(""));
        schema.drop_default("users", "gh_login");
    }
}
