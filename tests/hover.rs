//! What rustdoc writes about a migration, which is also what an editor shows over it.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The text of a migration's page, from the implementations on, of the example `quickstart`.
fn page(module: &str, type_name: &str) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it lies in the target folder");
    let page = target.join(format!("doc/quickstart/migrations/{module}/struct.{type_name}.html"));
    let page = fs::read_to_string(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    let (_, page) = page.split_once("id=\"trait-implementations-list\"").expect("the page lists implementations");
    let (page, _) = page.split_once("id=\"synthetic-implementations\"").expect("rustc's own implementations follow");
    let text: String = page.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    text.replace("&quot;", "\"").replace("&#39;", "'").replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
}

/// The `impl`, `up` and `down` of a migration say each of these.
fn check(module: &str, type_name: &str, parts: &[&str]) {
    let page = page(module, type_name);
    for part in parts {
        assert_eq!(page.matches(part).count(), 3, "{part}\n{page}");
    }
}

#[test]
fn pages_show_the_sql_of_both_directions_and_the_grade() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).args(["rustdoc", "--quiet", "--example", "quickstart"]);
    for (feature, is_enabled) in [("postgres", cfg!(feature = "postgres")), ("mysql", cfg!(feature = "mysql"))] {
        if is_enabled {
            cargo.args(["--features", feature]);
        }
    }
    // What cargo says to a test about its package, a build script would take for news and be built again.
    let news = |name: &str| ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|begin| name.starts_with(begin));
    for (name, _) in std::env::vars().filter(|(name, _)| news(name)) {
        cargo.env_remove(name);
    }
    let status = cargo.args(["--", "--document-private-items", "-D", "warnings"]).status();
    assert!(status.expect("cargo runs").success());
    check(
        "m20260105_090000_create_teams",
        "CreateTeams",
        &[
            "exact: down brings back the schema before, whatever the rows are",
            "-- up on PostgreSQL\nCREATE TABLE \"teams\" (",
            "-- up on MySQL, MariaDB\nCREATE TABLE `teams` (",
            "-- down on PostgreSQL, SQLite\nDROP TABLE \"teams\";",
        ],
    );
    check(
        "m20260316_120000_require_due_dates",
        "RequireDueDates",
        &["lossy: down brings back the structure", "-- down on PostgreSQL\nALTER TABLE \"invoices\""],
    );
    check(
        "m20260406_100000_add_archive_team",
        "AddArchiveTeam",
        &[
            "conditional: down undoes it if the rows allow it",
            "-- up on MySQL, MariaDB\nINSERT INTO `teams` (`id`, `name`) VALUES (1000, 'Archive');",
            "-- down on PostgreSQL, SQLite\nDELETE FROM \"teams\" WHERE \"id\" = 1000;",
        ],
    );
    check(
        "m20260309_153000_drop_full_name",
        "DropFullName",
        &[
            "lossy: down brings back the structure, without the values",
            "-- up on PostgreSQL, SQLite\nALTER TABLE \"users\"",
        ],
    );
}
