//! Every invoice is due some day.

use migrate::prelude::*;

/// A due date for every invoice; old ones without it are due at the end of the year.
pub struct RequireDueDates;

#[migration]
impl Migration for RequireDueDates {
    fn up(schema: &mut Schema) {
        schema
            .set_not_null("invoices", "due_on")
            .restore_with("2026-12-31")
            .accept_data_loss("nobody asks which rows held none");
    }
}
