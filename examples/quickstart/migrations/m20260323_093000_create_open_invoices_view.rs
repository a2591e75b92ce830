//! A view for the people in accounting.

use migrate::prelude::*;

/// The invoices that are still open.
pub struct CreateOpenInvoicesView;

#[migration]
impl Migration for CreateOpenInvoicesView {
    fn up(schema: &mut Schema) {
        schema
            .execute("CREATE VIEW open_invoices AS SELECT id, user_id, cents FROM invoices WHERE status = 'open'")
            .reverse("DROP VIEW open_invoices");
    }
}
