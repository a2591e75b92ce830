//! Argon2 is told how much memory and how many threads to use.

use migrate::prelude::*;

pub struct AddArgon2;

#[migration]
impl Migration for AddArgon2 {
    fn up(schema: &mut Schema) {
        schema.add_column("users", integer("client_kdf_memory").nullable());
        schema.add_column("users", integer("client_kdf_parallelism").nullable());
    }
}
