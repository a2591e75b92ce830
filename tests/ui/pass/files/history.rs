//! A history in a folder of its own.

pub mod migrations;
