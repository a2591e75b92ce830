//! The people who can sign in.

use migrate::prelude::*;

/// People who can sign in.
pub struct CreateUsers;

#[migration]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema
            .create_table("users")
            .columns([
                id(),
                string("email").unique(),
                string("full_name").nullable(),
                varchar("nick", 40),
                string("role").default("member"),
                reference("team_id", "teams").on_delete(Cascade),
            ])
            .timestamps();
    }
}
