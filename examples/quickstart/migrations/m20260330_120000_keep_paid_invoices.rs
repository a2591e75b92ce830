//! Paid invoices are kept for the tax office, and everybody may read the open ones.

use migrate::prelude::*;

/// What the language has no word for: a trigger on SQLite, a grant on PostgreSQL.
pub struct KeepPaidInvoices;

#[migration]
impl Migration for KeepPaidInvoices {
    fn up(schema: &mut Schema) {
        schema
            .execute(
                sql_for()
                    .sqlite(
                        "CREATE TRIGGER keep_paid_invoices BEFORE DELETE ON invoices WHEN old.status = 'paid' \
                         BEGIN SELECT raise(ABORT, 'paid invoices are kept'); END",
                    )
                    .postgres("GRANT SELECT ON open_invoices TO PUBLIC")
                    .nothing_on(MySql),
            )
            .reverse(
                sql_for()
                    .sqlite("DROP TRIGGER keep_paid_invoices")
                    .postgres("REVOKE SELECT ON open_invoices FROM PUBLIC")
                    .nothing_on(MySql),
            );
    }
}
