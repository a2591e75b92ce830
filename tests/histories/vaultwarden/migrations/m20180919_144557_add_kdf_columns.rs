//! How the master key is derived is up to each person; so far it was PBKDF2 with 100 000 rounds.

use migrate::prelude::*;

pub struct AddKdfColumns;

#[migration]
impl Migration for AddKdfColumns {
    fn up(schema: &mut Schema) {
        schema.add_column("users", integer("client_kdf_type").default(0));
        schema.add_column("users", integer("client_kdf_iter").default(100_000));
    }
}
