//! Taxes depend on the country.

use migrate::prelude::*;

/// Where people live. Whoever is there already lives in Sweden.
pub struct AddCountryToUsers;

#[migration]
impl Migration for AddCountryToUsers {
    fn up(schema: &mut Schema) {
        schema.add_column("users", char("country", 2).default("SE"));
    }
}
