//! Windows has two more.

use migrate::prelude::*;

pub struct ReserveCom0Lpt0;

#[migration]
impl DataMigration for ReserveCom0Lpt0 {
    fn up(data: &mut Data) {
        data.insert("reserved_crate_names").columns(["name"]).row("com0").row("lpt0").key("name");
    }
}
