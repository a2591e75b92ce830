//! A page for each login.

use migrate::prelude::*;

pub struct IndexUsersByLogin;

#[migration]
impl Migration for IndexUsersByLogin {
    fn up(schema: &mut Schema) {
        schema.create_index("users", ["gh_login"]).named("index_users_gh_login");
    }
}
