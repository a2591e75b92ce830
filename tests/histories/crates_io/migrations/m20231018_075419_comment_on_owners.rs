//! What the numbers of owners mean.

use migrate::prelude::*;

pub struct CommentOnOwners;

#[migration]
impl Migration for CommentOnOwners {
    fn up(schema: &mut Schema) {
        schema.comment_on_column("crate_owners", "owner_kind", "0 is a user, 1 is a team");
        schema.comment_on_column("crate_owners", "owner_id", "the number of a user or a team, as `owner_kind` says");
        schema.comment_on_column("teams", "login", "`github:foo:bar` is the team `bar` of `foo`");
    }
}
