//! Paid invoices are kept for the tax office, and everybody may read the open ones.

use migrate::prelude::*;

/// A trigger on SQLite; a grant on PostgreSQL, for which the language has no word.
pub struct KeepPaidInvoices;

#[migration]
impl Migration for KeepPaidInvoices {
    fn up(schema: &mut Schema) {
        schema.create_trigger(
            "keep_paid_invoices",
            "invoices",
            sql_for()
                .sqlite(
                    "CREATE TRIGGER keep_paid_invoices BEFORE DELETE ON invoices WHEN old.status = 'paid' \
                     BEGIN SELECT raise(ABORT, 'paid invoices are kept'); END",
                )
                .nothing_on(Postgres)
                .nothing_on(MySql),
        );
        schema
            .execute(sql_for().postgres("GRANT SELECT ON open_invoices TO PUBLIC").nothing_on(Sqlite).nothing_on(MySql))
            .reverse(
                sql_for().postgres("REVOKE SELECT ON open_invoices FROM PUBLIC").nothing_on(Sqlite).nothing_on(MySql),
            );
    }
}
