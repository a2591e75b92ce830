//! The first invoice over 21 million is near.

use migrate::prelude::*;

/// Amounts of 64 bits. On SQLite this rebuilds the table.
pub struct WidenInvoiceAmounts;

#[migration]
impl Migration for WidenInvoiceAmounts {
    fn up(schema: &mut Schema) {
        schema.change_type("invoices", big_integer("cents"));
    }
}
