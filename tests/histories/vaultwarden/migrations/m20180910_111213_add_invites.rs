//! Who is invited may sign up while others may not.

use migrate::prelude::*;

pub struct AddInvites;

#[migration]
impl Migration for AddInvites {
    fn up(schema: &mut Schema) {
        schema.create_table("invitations").columns([string("email").primary_key()]);
    }
}
