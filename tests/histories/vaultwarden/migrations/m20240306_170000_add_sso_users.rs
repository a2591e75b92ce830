//! Who somebody is elsewhere.

use migrate::prelude::*;

pub struct AddSsoUsers;

#[migration]
impl Migration for AddSsoUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("sso_users").columns([
            reference("user_uuid", "users").without_index().primary_key(),
            varchar("identifier", 768).unique(),
            datetime("created_at").default(now()),
        ]);
    }
}
