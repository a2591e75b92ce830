//! A team of the same name may be another one.

use migrate::prelude::*;

pub struct AddOrgIdForTeams;

#[migration]
impl Migration for AddOrgIdForTeams {
    fn up(schema: &mut Schema) {
        schema.add_column("teams", integer("org_id").nullable());
    }
}
