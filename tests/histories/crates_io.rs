//! crates.io, the registry of Rust's packages, from 2014 to 2023: PostgreSQL, with its functions, triggers and extensions.
//!
//! What its tables, columns, indexes and functions are called and in which order they came is taken from the migrations of
//! <https://github.com/rust-lang/crates.io>. Those that change nothing here (a NOT NULL that is there already, a table of an
//! older tool) and some of the last years that add a column are left out; where one changes rows as well, it is several here.
//! `to_semver_no_prerelease` gives NULL for what is no number, where the original fails, and only a new name is held
//! against the reserved ones: the rows of the proof are no versions, and the same text is in every table.

mod migrations;

use super::{History, check, check_adoption, check_schema};
use crate::server::Server;

const HISTORY: History = History {
    migrations: &migrations::MIGRATIONS,
    count: 216,
    may_leave: &[
        "m20140925_132250_fill_times_of_packages",
        "m20170315_133900_fill_kind_of_dependencies",
        "m20170711_193021_rename_gitlab",
        "m20170728_002039_fix_keywords",
        "m20170804_200818_copy_emails",
        "m20170923_182408_copy_tokens_to_emails",
        "m20170923_210614_copy_rendered_readmes",
        "m20171008_193511_fill_paths_of_categories",
        "m20171016_200403_fill_search_column",
        "m20171112_195323_lower_names_of_teams",
        "m20180118_172820_fill_features_of_versions",
        "m20180118_174842_copy_readme_renderings",
        "m20190915_194258_forget_badges_of_no_crate",
    ],
};

#[test]
fn crates_io_on_postgres() {
    check(&HISTORY, Server::Postgres);
}

#[test]
fn crates_io_comes_to_its_schema() {
    let triple = "CREATE TYPE semver_triple AS (major numeric, minor numeric, teeny numeric)";
    check_schema(&HISTORY, Server::Postgres, &[triple]);
}

#[test]
fn crates_io_can_be_adopted() {
    check_adoption(&HISTORY, Server::Postgres, &["composite type `semver_triple`"]);
}
