//! Somebody who does harm is locked out.

use migrate::prelude::*;

pub struct LockUsers;

#[migration]
impl Migration for LockUsers {
    fn up(schema: &mut Schema) {
        schema.add_column("users", text("account_lock_reason").nullable());
        schema.add_column("users", timestamp("account_lock_until").nullable());
    }
}
