use super::*;
use crate::catalog::SqlType;
use crate::dialect::Target;
use crate::expression::{Role, check};
use crate::sample::*;

fn problem_of(text: &str, role: Role, dialect: Dialect) -> Option<String> {
    let table = table(
        "users",
        vec![
            column("email", SqlType::Text),
            column("role", SqlType::Varchar(20)),
            column("age", SqlType::Integer),
            column("born", SqlType::Date),
            column("seen", SqlType::DateTime),
            column("at", SqlType::TimestampWithTimeZone),
        ],
    );
    let found = check(&sql(text), role, &table, &[Target::new(dialect)], here());
    found.into_iter().next().map(|refusal| refusal.problem)
}

fn problem(text: &str, dialect: Dialect) -> Option<String> {
    problem_of(text, Role::Generated, dialect)
}

#[test]
fn what_changes_by_itself_is_computed_nowhere() {
    for (text, name) in [("age + rand()", "rand"), ("CURRENT_TIMESTAMP", "current_timestamp"), ("Uuid()", "uuid")] {
        for dialect in Dialect::ALL {
            let expected = Some(format!("a generated column cannot contain `{name}`"));
            assert_eq!(problem(text, dialect), expected, "{text} on {dialect}");
        }
    }
    assert_eq!(problem("lower(email)", Dialect::Postgres), None);
}

#[test]
fn postgres_wants_functions_that_no_setting_changes() {
    let expected = Some("PostgreSQL cannot compute a column with `concat`".to_owned());
    assert_eq!(problem("concat(email, role)", Dialect::Postgres), expected);
    assert_eq!(problem("concat(email, role)", Dialect::MySql), None);
}

#[test]
fn postgres_wants_conversions_that_no_setting_changes() {
    for (text, part) in [
        ("date(at)", Some("date(at)")),
        ("date(seen)", None),
        ("lower(email::date::text)", Some("email::DATE")),
        ("at::text", Some("at::TEXT")),
        ("age::text", None),
        ("'2026-01-01'::date", None),
        ("date_trunc('day', at)", Some("date_trunc('day', at)")),
        ("date_trunc('day', at AT TIME ZONE 'UTC')", None),
        ("date_trunc('day', born)", Some("date_trunc('day', born)")),
        ("at + interval '1 day'", Some("at + INTERVAL '1 day'")),
        ("at > '2026-01-01'", None),
        ("at > born", Some("at > born")),
        ("born > seen", None),
        ("coalesce(at, seen)", Some("coalesce(at, seen)")),
        ("extract(year FROM at)", Some("EXTRACT(YEAR FROM at)")),
        ("extract(year FROM born)", None),
        ("email || born", Some("email || born")),
        ("email || age", None),
        ("to_tsvector(email)", Some("to_tsvector(email)")),
        ("to_tsvector('english', email)", None),
    ] {
        let expected = part.map(|part| format!("PostgreSQL cannot compute a column with `{part}`"));
        assert_eq!(problem(text, Dialect::Postgres), expected, "{text}");
    }
}

#[test]
fn sqlite_looks_at_no_clock() {
    for (text, asks) in [
        ("date('now')", true),
        ("date()", true),
        ("strftime('%s')", true),
        ("datetime(email, 'localtime')", true),
        ("strftime('%s', email)", false),
        ("date(email, '+1 day')", false),
    ] {
        assert_eq!(problem_of(text, Role::Check, Dialect::Sqlite).is_some(), asks, "{text}");
        let in_default = problem_of(text, Role::Default, Dialect::Sqlite);
        assert!(in_default.is_none() || text.contains("email"), "{text}: {in_default:?}");
    }
}

#[test]
fn functions_that_one_database_takes_in_no_table() {
    let problem = |role, dialect| problem_of("md5('a')", role, dialect).is_some();
    for role in [Role::Check, Role::Default, Role::Generated] {
        assert!(problem(role, Dialect::MySql) && !problem(role, Dialect::MariaDb));
    }
    let problem = |text, role| problem_of(text, role, Dialect::MariaDb).is_some();
    assert!(problem("dayname(born) = 'Monday'", Role::Check) && !problem("dayname('2026-01-01')", Role::Default));
    assert!(problem("week(born) = 1", Role::Check) && !problem("week(born, 3) = 1", Role::Check));
}
