//! Functions whose result depends on more than their arguments.

use super::Role;
use super::walk::Found;
use crate::catalog::SqlText;
use crate::dialect::Dialect;
use crate::refusal::Refusal;

/// Functions that give another result at another time, or to another connection.
const VOLATILE: &str = "\
    changes clock_timestamp connection_id curdate currval curtime current_date current_role current_time \
    current_timestamp current_user database found_rows gen_random_uuid last_insert_id last_insert_rowid lastval \
    localtime localtimestamp nextval now pg_backend_pid rand random randomblob row_count schema session_user setval \
    sleep statement_timestamp sys_guid sysdate system_user timeofday total_changes transaction_timestamp txid_current \
    user utc_date utc_time utc_timestamp uuid uuid_generate_v1 uuid_generate_v4 uuid_short version";

/// Functions that PostgreSQL calls stable in every form: their result depends on settings of the connection.
const POSTGRES_STABLE: &str = "\
    array_to_string concat concat_ws format json_build_array json_build_object jsonb_build_array jsonb_build_object \
    make_timestamptz quote_nullable to_char to_date to_json to_jsonb";

/// Why a database could not keep what an expression in this place comes to, if it calls such a function.
pub(super) fn refusal(text: &SqlText, found: &Found, role: Role, dialect: Dialect) -> Option<Refusal> {
    let called = |list: &str| found.functions.iter().find(|name| list.split(' ').any(|word| word == name.as_str()));
    let (subject, instead, is_kept) = match role {
        Role::Generated => ("a generated column", "write `.default(…)` if rows get it when they are inserted", true),
        Role::Index => ("an index", "write the columns alone, and compute when you ask", true),
        Role::Predicate => {
            ("the condition of an index", "write the condition without it, and compare when you ask", true)
        }
        // PostgreSQL and SQLite check what was true when the row was written.
        Role::Check if dialect.is_mysql_family() => {
            ("a check", "write a trigger that compares, or compare before you write", false)
        }
        _ => return None,
    };
    if let Some(name) = called(VOLATILE) {
        let problem = match role {
            Role::Check => format!("{dialect} cannot check a row by `{name}`"),
            _ => format!("{subject} cannot contain `{name}`"),
        };
        let refusal = Refusal::new(text.at, problem).note("its result changes while the row stays as it is");
        return Some(refusal.help(instead));
    }
    let name = called(POSTGRES_STABLE).filter(|_| is_kept && dialect == Dialect::Postgres)?;
    let problem = match role {
        Role::Generated => format!("PostgreSQL cannot compute a column with `{name}`"),
        _ => format!("PostgreSQL cannot keep an index with `{name}`"),
    };
    let refusal = Refusal::new(text.at, problem).note("its result depends on the settings of whoever asks");
    Some(if name.starts_with("concat") {
        refusal.help("write `a || b`, beside `concat(a, b)` for MySQL and MariaDB, with `sql_for()`")
    } else {
        refusal.help("write a cast or an operator in its place")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Target;
    use crate::expression::{Role, check};
    use crate::sample::*;

    fn problem(text: &str, dialect: Dialect) -> Option<String> {
        let table = catalog().table("users").cloned().expect("the sample has users");
        let found = check(&sql(text), Role::Generated, &table, &[Target::new(dialect)], here());
        found.into_iter().next().map(|refusal| refusal.problem)
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
}
