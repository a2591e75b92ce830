//! What people are billed for.

use migrate::prelude::*;

/// Invoices, which are never negative.
pub struct CreateInvoices;

#[migration]
impl Migration for CreateInvoices {
    fn up(schema: &mut Schema) {
        schema
            .create_table("invoices")
            .columns([
                id(),
                reference("user_id", "users").on_delete(Cascade),
                integer("cents"),
                varchar("status", 20).default("open"),
                date("due_on").nullable(),
            ])
            .check("invoices_cents_are_not_negative", "cents >= 0");
    }
}
