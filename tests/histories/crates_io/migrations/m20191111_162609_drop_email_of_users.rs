//! Addresses are in a table of their own.

use migrate::prelude::*;

pub struct DropEmailOfUsers;

#[migration]
impl Migration for DropEmailOfUsers {
    fn up(schema: &mut Schema) {
        schema.drop_column("users", "email").accept_data_loss("copied by m20170804_200818_copy_emails");
    }
}
