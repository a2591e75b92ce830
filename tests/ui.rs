//! What compiles, and what is refused and how.
//!
//! A passing case is a module of this test. Each mistake is a file under `tests/ui/fail`, compiled by itself; beside it
//! is what the compiler says.

#[path = "ui/pass/altered.rs"]
mod altered;
#[path = "ui/pass/beside/history.rs"]
mod beside;
#[path = "ui/pass/columns.rs"]
mod columns;
#[path = "ui/pass/comments.rs"]
mod comments;
#[path = "ui/pass/computed.rs"]
mod computed;
#[path = "ui/pass/data.rs"]
mod data;
#[path = "ui/pass/downs.rs"]
mod downs;
#[path = "ui/pass/enums.rs"]
mod enums;
#[path = "ui/pass/evaluated.rs"]
mod evaluated;
#[path = "ui/pass/existing.rs"]
mod existing;
#[path = "ui/pass/files/history.rs"]
mod files;
#[path = "ui/pass/indexes.rs"]
mod indexes;
#[path = "ui/pass/keys.rs"]
mod keys;
#[path = "ui/pass/lint/settings/allowed.rs"]
mod lint_allowed;
#[path = "ui/pass/lint/attributes.rs"]
mod lint_attributes;
#[path = "ui/pass/lint/retired.rs"]
mod lint_retired;
#[path = "ui/pass/mysql/types.rs"]
mod mysql_types;
#[path = "ui/pass/names.rs"]
mod names;
#[path = "ui/pass/places.rs"]
mod places;
#[path = "ui/pass/postgres/constraints.rs"]
mod postgres_constraints;
#[path = "ui/pass/postgres/exclusions.rs"]
mod postgres_exclusions;
#[path = "ui/pass/postgres/extensions.rs"]
mod postgres_extensions;
#[path = "ui/pass/postgres/schemas.rs"]
mod postgres_schemas;
#[path = "ui/pass/postgres/types.rs"]
mod postgres_types;
#[path = "ui/pass/postgres/unread.rs"]
mod postgres_unread;
#[path = "ui/pass/raw_sql.rs"]
mod raw_sql;
#[path = "ui/pass/routines.rs"]
mod routines;
#[path = "ui/pass/sequences/history.rs"]
mod sequences;
#[path = "ui/pass/tables.rs"]
mod tables;
#[path = "ui/pass/types_of_keys.rs"]
mod types_of_keys;
#[path = "ui/pass/views.rs"]
mod views;
#[path = "ui/words.rs"]
mod words;
#[path = "ui/pass/written.rs"]
mod written;

use migrate::__private::Migrations;

#[test]
fn each_mistake_is_refused() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*/*.rs");
    cases.compile_fail("tests/ui/fail/*/*/main.rs");
}

#[test]
fn each_passing_migration_has_sql_for_each_target() {
    let histories: [(&Migrations, usize); 33] = [
        (&altered::MIGRATIONS, 5),
        (&beside::MIGRATIONS, 1),
        (&columns::MIGRATIONS, 3),
        (&comments::MIGRATIONS, 2),
        (&computed::MIGRATIONS, 3),
        (&data::MIGRATIONS, 5),
        (&downs::MIGRATIONS, 4),
        (&enums::MIGRATIONS, 3),
        (&evaluated::MIGRATIONS, 2),
        (&existing::MIGRATIONS, 2),
        (&files::migrations::MIGRATIONS, 2),
        (&indexes::MIGRATIONS, 2),
        (&keys::MIGRATIONS, 4),
        (&lint_retired::MIGRATIONS, 4),
        (&mysql_types::MIGRATIONS, 2),
        (&names::MIGRATIONS, 2),
        (&places::module::MIGRATIONS, 1),
        (&places::module::inner::MIGRATIONS, 1),
        (places::in_a_function(), 2),
        (places::in_a_block(), 1),
        (&postgres_constraints::MIGRATIONS, 4),
        (&postgres_exclusions::MIGRATIONS, 3),
        (&postgres_extensions::MIGRATIONS, 3),
        (&postgres_schemas::MIGRATIONS, 4),
        (&postgres_types::MIGRATIONS, 2),
        (&postgres_unread::MIGRATIONS, 3),
        (&raw_sql::MIGRATIONS, 3),
        (&routines::MIGRATIONS, 3),
        (&sequences::MIGRATIONS, 2),
        (&tables::MIGRATIONS, 3),
        (&types_of_keys::MIGRATIONS, 4),
        (&views::MIGRATIONS, 2),
        (&written::MIGRATIONS, 3),
    ];
    for (history, count) in histories {
        assert_eq!(history.list.len(), count, "{:?}", history.list);
        for migration in history.list {
            assert!(migration.version > 0, "{migration} was refused");
            for target in history.targets {
                let script = migration.script(target.dialect).expect("there is one for each target");
                assert!(!script.up.read().is_empty(), "{migration} on {}", target.dialect);
            }
        }
        let versions: Vec<i64> = history.list.iter().map(|migration| migration.version).collect();
        assert!(versions.is_sorted(), "{versions:?}");
    }
}

#[test]
fn each_history_has_the_targets_of_its_own_folder() {
    let targets = |history: &Migrations| history.targets.iter().map(|target| target.dialect.key()).collect::<Vec<_>>();
    assert_eq!(targets(&columns::MIGRATIONS), ["postgres", "mysql", "mariadb", "sqlite"]);
    assert_eq!(targets(&postgres_types::MIGRATIONS), ["postgres"]);
    assert_eq!(targets(&mysql_types::MIGRATIONS), ["mysql", "mariadb"]);
}
