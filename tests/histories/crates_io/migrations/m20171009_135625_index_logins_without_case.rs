//! Logins are found whatever their case.

use migrate::prelude::*;

pub struct IndexLoginsWithoutCase;

#[migration]
impl Migration for IndexLoginsWithoutCase {
    fn up(schema: &mut Schema) {
        schema.drop_index("users", "index_users_gh_login");
        schema.create_index("users", [sql("lower(gh_login)")]).named("lower_gh_login");
    }
}
