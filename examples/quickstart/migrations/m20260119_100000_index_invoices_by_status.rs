//! The list of open invoices was slow.

use migrate::prelude::*;

/// An index for the list of open invoices.
pub struct IndexInvoicesByStatus;

#[migration]
impl Migration for IndexInvoicesByStatus {
    fn up(schema: &mut Schema) {
        schema.create_index("invoices", ["status", "due_on"]);
    }
}
