//! The second file.
use migrate::prelude::*;

/// What people are called.
pub struct AddNick;

#[migration()]
impl Migration for AddNick {
    fn up(schema: &mut Schema) {
        schema.add_column("users", text("nick").nullable());
    }
}
