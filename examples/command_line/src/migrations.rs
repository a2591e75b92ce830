//! The history of the bookshop's database.

mod m20260105_090000_create_authors;
mod m20260105_091500_create_books;
mod m20260119_100000_index_books_by_status;
mod m20260202_083000_add_isbn_to_books;
mod m20260209_110000_add_house_author;
mod m20260302_090000_widen_prices;

migrate::migrations!();
