//! Who invited a member.

use migrate::prelude::*;

pub struct AddUsersOrganizationsInvitedByEmail;

#[migration]
impl Migration for AddUsersOrganizationsInvitedByEmail {
    fn up(schema: &mut Schema) {
        schema.add_column("users_organizations", text("invited_by_email").nullable());
    }
}
