//! A history that has not begun.

migrate::migrations!();
