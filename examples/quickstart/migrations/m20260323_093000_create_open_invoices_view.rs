//! A view for the people in accounting.

use migrate::prelude::*;

/// The invoices that are still open.
pub struct CreateOpenInvoicesView;

#[migration]
impl Migration for CreateOpenInvoicesView {
    fn up(schema: &mut Schema) {
        schema.create_view("open_invoices", "SELECT id, user_id, cents FROM invoices WHERE status = 'open'");
    }
}
