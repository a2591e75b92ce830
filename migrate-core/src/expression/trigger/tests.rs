//! What is read of triggers, and what a rename makes of them.

use super::*;
use crate::dialect::Dialect::{MySql, Postgres, Sqlite};
use crate::sample::{catalog, everywhere, here, name, sql_on};

fn trigger(text: &str, dialect: Dialect) -> Trigger {
    Trigger { name: name("keep"), table: name("users"), definition: sql_on(&[(dialect, text)]) }
}

fn problem(text: &str, dialect: Dialect) -> Option<String> {
    let catalog = catalog();
    let found =
        check_trigger(&trigger(text, dialect), catalog.table("users").unwrap(), Owner::Table, &everywhere(), here());
    assert!(found.len() < 2, "{found:?}");
    found.into_iter().next().map(|refusal| refusal.problem)
}

#[test]
fn heads_of_triggers() {
    for (dialect, text) in [
        (
            Postgres,
            "CREATE TRIGGER keep AFTER INSERT OR UPDATE OF nick, \"age\" OR DELETE ON users FOR EACH ROW WHEN (new.age > 1) EXECUTE FUNCTION f('new.x')",
        ),
        (
            Postgres,
            "CREATE CONSTRAINT TRIGGER keep AFTER INSERT ON users DEFERRABLE FOR EACH ROW WHEN (NEW.* IS NOT NULL) EXECUTE PROCEDURE f()",
        ),
        (
            Postgres,
            "CREATE TRIGGER keep AFTER UPDATE ON users REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION f()",
        ),
        (
            MySql,
            "CREATE DEFINER=`root`@`%` TRIGGER `keep` BEFORE INSERT ON `users` FOR EACH ROW FOLLOWS other SET `NEW`.`Age` = 1",
        ),
        (Sqlite, "CREATE TRIGGER keep UPDATE OF nick ON users WHEN NEW.rowid > 1 BEGIN SELECT OLD.nick; END;"),
    ] {
        assert_eq!(problem(text, dialect), None, "{text}");
    }
    let unknown = "the trigger names `nic`, which is not a column of `users`";
    for (dialect, text, expected) in [
        (
            MySql,
            "CREATE TRIGGER other BEFORE INSERT ON users FOR EACH ROW SET NEW.age = 1",
            "the statement creates trigger `other`, and not `keep`",
        ),
        (
            MySql,
            "CREATE TRIGGER keep BEFORE INSERT ON posts FOR EACH ROW SET NEW.age = 1",
            "the statement names table `posts`, and not `users`",
        ),
        (
            MySql,
            "CREATE TRIGGER keep BEFORE INSERT ON app.users FOR EACH ROW SET NEW.age = 1",
            "the statement names table `app.users`, and not `users`",
        ),
        (MySql, "CREATE TRIGGER keep BEFORE INSERT ON users FOR EACH ROW SET NEW.nic = 1", unknown),
        (Postgres, "CREATE TRIGGER keep BEFORE UPDATE OF age, nic ON users EXECUTE FUNCTION f()", unknown),
        (
            Postgres,
            "CREATE OR REPLACE TRIGGER keep AFTER INSERT ON users EXECUTE FUNCTION f()",
            "a trigger is not replaced, and this says `OR REPLACE`",
        ),
        (
            Sqlite,
            "CREATE TRIGGER IF NOT EXISTS keep AFTER INSERT ON users BEGIN SELECT 1; END",
            "a trigger cannot be created `IF NOT EXISTS`",
        ),
        (
            Sqlite,
            "CREATE TEMP TRIGGER keep AFTER INSERT ON users BEGIN SELECT 1; END",
            "this SQL is no `CREATE TRIGGER` statement",
        ),
        (
            Sqlite,
            "CREATE TRIGGER keep AFTER INSERT ON users BEGIN SELECT 1; END; SELECT 1",
            "this SQL holds more than one statement",
        ),
        (Sqlite, "CREATE TRIGGER keep AFTER INSERT ON users BEGIN SELECT 1;", "the body of this trigger has no end"),
    ] {
        assert_eq!(problem(text, dialect).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn renames_in_triggers() {
    let before = "CREATE TRIGGER keep AFTER UPDATE OF nick, age ON users WHEN NEW.nick <> old.\"nick\" \
                  BEGIN INSERT INTO notes (nick) VALUES (NEW.nick); END";
    let renamed = "CREATE TRIGGER keep AFTER UPDATE OF alias, age ON users WHEN NEW.alias <> old.\"alias\" \
                   BEGIN INSERT INTO notes (nick) VALUES (NEW.alias); END";
    let text = |sql: Sql| sql.text(Sqlite).map(|text| text.text.clone()).unwrap_or_default();
    let definition = trigger(before, Sqlite).definition;
    assert_eq!(text(rename_column_of_trigger(&definition, "nick", "alias", &everywhere())), renamed);
    let moved = text(rename_table_of_trigger(&definition, "all people", &everywhere()));
    assert_eq!(moved, before.replace("ON users", "ON \"all people\""));
    let called = text(rename_trigger(&definition, "kept", &everywhere()));
    assert_eq!(called, before.replace("TRIGGER keep", "TRIGGER kept"));
}

#[test]
fn what_triggers_name() {
    let of =
        |text: &str| trigger(&format!("CREATE TRIGGER keep AFTER UPDATE OF nick ON users BEGIN {text}; END"), Sqlite);
    let body = of("UPDATE posts SET title = NEW.role WHERE user_id = NEW.id");
    for (relation, column, expected) in [
        ("users", "nick", true),
        ("users", "role", true),
        ("users", "title", false),
        ("posts", "title", true),
        ("posts", "role", false),
        ("teams", "title", false),
    ] {
        assert_eq!(trigger_names_column(&body, relation, column, &everywhere()), expected, "{relation}.{column}");
    }
    assert!(trigger_names(&body, "posts", &everywhere()) && !trigger_names(&body, "users", &everywhere()));
    let own = of("UPDATE users SET age = 1 WHERE id = NEW.id");
    assert!(trigger_names(&own, "users", &everywhere()));
    assert!(trigger_names_column_elsewhere(&own, "users", "age", &everywhere()));
    assert!(!trigger_names_column_elsewhere(&own, "users", "nick", &everywhere()));
    let executed = |text: &str| executed_function(&trigger(text, Postgres));
    assert_eq!(executed("CREATE TRIGGER keep AFTER INSERT ON users EXECUTE FUNCTION Note(1)").as_deref(), Some("note"));
    let in_schema = executed("CREATE TRIGGER keep AFTER INSERT ON users EXECUTE PROCEDURE x.Note()");
    assert_eq!(in_schema.as_deref(), Some("x.note"));
    let in_default = executed("CREATE TRIGGER keep AFTER INSERT ON users EXECUTE PROCEDURE public.note()");
    assert_eq!(in_default.as_deref(), Some("note"));
}
