//! Some owners want no mail.

use migrate::prelude::*;

pub struct AddEmailNotificationsToCrateOwners;

#[migration]
impl Migration for AddEmailNotificationsToCrateOwners {
    fn up(schema: &mut Schema) {
        schema.add_column("crate_owners", boolean("email_notifications").default(true));
    }
}
