//! Notebooks and calendars are books without an author.

use migrate::prelude::*;

/// They get the house itself.
pub struct AddHouseAuthor;

#[migration]
impl DataMigration for AddHouseAuthor {
    fn up(data: &mut Data) {
        data.insert("authors").columns(["name"]).row(("The bookshop's own",)).key("name");
    }
}
