//! A cipher remembers the passwords that it had.

use migrate::prelude::*;

pub struct UpdateCiphers;

#[migration]
impl Migration for UpdateCiphers {
    fn up(schema: &mut Schema) {
        schema.add_column("ciphers", text("password_history").nullable());
    }
}
