//! Windows has no files of these names.

use migrate::prelude::*;

pub struct ReserveNamesOfWindows;

#[migration]
impl DataMigration for ReserveNamesOfWindows {
    fn up(data: &mut Data) {
        data.insert("reserved_crate_names")
            .columns(["name"])
            .row("nul")
            .row("con")
            .row("prn")
            .row("aux")
            .row("com1")
            .row("com2")
            .row("com3")
            .row("com4")
            .row("com5")
            .row("com6")
            .row("com7")
            .row("com8")
            .row("com9")
            .row("lpt1")
            .row("lpt2")
            .row("lpt3")
            .row("lpt4")
            .row("lpt5")
            .row("lpt6")
            .row("lpt7")
            .row("lpt8")
            .row("lpt9")
            .key("name");
    }
}
