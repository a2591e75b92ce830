//! Crate, owner and kind are the key.

use migrate::prelude::*;

pub struct IdentifyCrateOwnersByWhatTheyAre;

#[migration]
impl Migration for IdentifyCrateOwnersByWhatTheyAre {
    fn up(schema: &mut Schema) {
        schema.drop_auto_increment("crate_owners", "id");
        schema.drop_primary_key("crate_owners");
        schema.drop_column("crate_owners", "id").accept_data_loss("nobody refers to it");
        schema.drop_unique("crate_owners", "crate_owners_unique_owner_per_crate");
        schema.add_primary_key("crate_owners", ["crate_id", "owner_id", "owner_kind"]);
        schema.drop_index("crate_owners", "index_crate_owners_crate_id");
        schema
            .create_index("crate_owners", ["crate_id", "owner_id", "owner_kind"])
            .unique()
            .named("crate_owners_not_deleted")
            .only_where("NOT deleted");
    }

    fn down(schema: &mut Schema) {
        schema.drop_index("crate_owners", "crate_owners_not_deleted");
        schema.create_index("crate_owners", ["crate_id"]).named("index_crate_owners_crate_id");
        schema.drop_primary_key("crate_owners");
        schema
            .add_unique("crate_owners", ["owner_id", "crate_id", "owner_kind"])
            .named("crate_owners_unique_owner_per_crate");
        schema.add_column("crate_owners", integer("id").primary_key().auto_increment());
    }
}
