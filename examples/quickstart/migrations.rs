//! The history of the quickstart's database: teams, the people in them, and their invoices.

mod m20260105_090000_create_teams;
mod m20260105_091500_create_users;
mod m20260112_140000_create_invoices;
mod m20260119_100000_index_invoices_by_status;
mod m20260202_083000_add_country_to_users;
mod m20260209_110000_rename_nick_to_handle;
mod m20260302_090000_widen_invoice_amounts;
mod m20260309_153000_drop_full_name;
mod m20260316_120000_require_due_dates;
mod m20260323_093000_create_open_invoices_view;
mod m20260330_120000_keep_paid_invoices;
mod m20260406_100000_add_archive_team;

migrate::migrations!();
