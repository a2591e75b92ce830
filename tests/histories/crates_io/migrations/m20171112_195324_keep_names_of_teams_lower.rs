//! And nobody writes others.

use migrate::prelude::*;

pub struct KeepNamesOfTeamsLower;

#[migration]
impl Migration for KeepNamesOfTeamsLower {
    fn up(schema: &mut Schema) {
        schema.add_check("teams", "teams_login_lowercase_ck", "login = lower(login)");
    }
}
