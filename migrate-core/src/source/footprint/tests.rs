//! What two migrations have in common.

use std::collections::BTreeMap;

use crate::dialect::{Dialect, Target};
use crate::location::FileId;
use crate::source::parse;
use crate::source::replay::Replay;
use crate::source::settings::Settings;

/// After these tables, of which one refers to another: with which of the migrations before it each has nothing in common,
/// the one right before it first.
#[track_caller]
fn check(migrations: &[&str], expected: &[&str]) {
    let setup = "schema.create_table(\"teams\").columns([id()]);
                 schema.create_table(\"users\").columns([id(), reference(\"team_id\", \"teams\"), string(\"nick\")]);
                 schema.create_table(\"orders\").columns([id(), integer(\"amount\")]);
                 schema.create_view(\"nicks\", \"SELECT nick FROM users\");";
    let settings = Settings {
        targets: Dialect::ALL.map(Target::new).to_vec(),
        name: None,
        krate: None,
        lints: BTreeMap::new(),
        ignores_locks: false,
        file: None,
    };
    let mut replay = Replay::new(&settings);
    for (day, up) in (1..).zip([setup].iter().chain(migrations)) {
        let text = format!(
            "struct M{day}; #[migration] impl Migration for M{day} {{ fn up(schema: &mut Schema) {{ {up} }} }}"
        );
        let stem = format!("m202601{day:02}_000000_m{day}");
        let file = replay.add_file(stem.clone());
        let scopes = parse::scopes(&text, FileId(file.0)).expect("it parses");
        replay.add_migration_file(&stem, scopes, file, std::path::Path::new(""));
    }
    let entries = replay.finish().entries;
    let bits = entries.iter().skip(1).enumerate().map(|(before, entry)| match &entry.outcome {
        Ok(evaluation) => {
            let all = format!("{:b}", evaluation.independent_of | (1 << (before + 1)));
            all.chars().skip(1).collect::<String>().chars().rev().collect::<String>()
        }
        Err(refusals) => panic!("{}", refusals[0].problem),
    });
    assert_eq!(bits.collect::<Vec<_>>(), expected);
}

#[test]
fn what_names_no_object_in_common_is_independent() {
    check(
        &[
            "schema.add_column(\"users\", string(\"city\").nullable());",
            "schema.add_column(\"orders\", string(\"city\").nullable());",
            "schema.create_table(\"tags\").columns([id()]);",
        ],
        &["0", "10", "111"],
    );
}

#[test]
fn what_names_the_same_object_is_not() {
    check(
        &[
            "schema.add_column(\"users\", string(\"city\").nullable());",
            "schema.replace_view(\"nicks\", \"SELECT nick FROM users WHERE nick <> ''\");",
            "schema.create_table(\"notes\").columns([id(), reference(\"user_id\", \"users\")]);",
        ],
        &["0", "00", "000"],
    );
}

#[test]
fn of_sql_of_the_authors_nothing_is_known() {
    check(
        &[
            "schema.execute(\"ANALYZE orders\").reverse(\"ANALYZE orders\");",
            "schema.create_table(\"tags\").columns([id()]);",
        ],
        &["0", "01"],
    );
}
