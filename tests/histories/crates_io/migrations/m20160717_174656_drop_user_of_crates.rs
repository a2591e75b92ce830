//! Who published first does not matter.

use migrate::prelude::*;

/// The first user stands for them where this is undone.
pub struct DropUserOfCrates;

#[migration]
impl Migration for DropUserOfCrates {
    fn up(schema: &mut Schema) {
        schema.drop_column("crates", "user_id").restore_with(1).accept_data_loss("the owners are in `crate_owners`");
    }
}
