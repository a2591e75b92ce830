//! Functions whose result depends on more than their arguments, and others that a database does not take everywhere.

mod kind;
mod postgres;

use super::Role;
use super::walk::{Called, Found, Identifier};
use crate::catalog::{Sql, SqlText, Table};
use crate::dialect::Dialect;
use crate::refusal::Refusal;

/// Functions that give another result at another time, or to another connection.
const VOLATILE: &str = "\
    changes clock_timestamp connection_id curdate current_date current_role current_time current_timestamp \
    current_user curtime database found_rows gen_random_uuid last_insert_id last_insert_rowid lastval localtime \
    localtimestamp nextval now pg_backend_pid rand random random_bytes randomblob row_count schema session_user setval \
    sleep sqlite_source_id sqlite_version statement_timestamp sys_guid sysdate system_user timeofday total_changes \
    transaction_timestamp txid_current user utc_date utc_time utc_timestamp uuid uuid_generate_v1 uuid_generate_v4 \
    uuid_short version";

/// Functions that PostgreSQL calls stable in every form: their result depends on settings of the connection.
const POSTGRES_STABLE: &str = "\
    array_to_json array_to_string col_description concat concat_ws convert convert_from convert_to current_database \
    current_query current_schema current_schemas current_setting enum_first enum_last enum_range format format_type \
    inet_client_addr inet_server_addr json_build_array json_build_object json_populate_record jsonb_build_array \
    jsonb_build_object jsonb_populate_record make_timestamptz money obj_description pg_column_size pg_typeof \
    row_to_json to_char to_date to_json to_jsonb to_number to_regclass to_regtype";

/// Functions that MySQL takes in no part of a table.
const MYSQL: &str = "\
    benchmark get_lock icu_version is_free_lock is_used_lock json_merge load_file master_pos_wait md5 \
    release_all_locks release_lock sha sha1 sleep source_pos_wait version";

/// What MySQL takes in a default, and in no other part of a table.
const MYSQL_BUT_IN_DEFAULTS: &str = "unix_timestamp";

/// Functions that MariaDB takes in no part of a table.
const MARIADB: &str = "\
    benchmark get_lock is_free_lock is_used_lock load_file master_gtid_wait master_pos_wait release_lock rownum sleep";

/// Functions of a connection that neither of the two takes in a default.
const NO_DEFAULT: &str = "found_rows last_insert_id row_count";

/// Functions that MariaDB takes in a default and in what is computed when it is read, and nowhere where it keeps a result:
/// it depends on settings of the connection.
const MARIADB_NOT_KEPT: &str = "dayname from_unixtime monthname natural_sort_key to_char";

/// The functions of dates in SQLite, which give the present time where they are asked for it.
const SQLITE_DATES: &str = "date datetime julianday strftime time timediff unixepoch";

/// Words that are a value by themselves to MySQL and MariaDB, and that the parser takes for a column.
const MYSQL_VALUES: &str = "current_role current_user utc_date utc_time utc_timestamp";

/// Whether a word is a value by itself to a database.
pub(super) fn is_value(word: &Identifier, dialect: Dialect) -> bool {
    dialect.is_mysql_family() && word.quote.is_none() && is_in(MYSQL_VALUES, &word.text.to_lowercase())
}

fn is_in(list: &str, name: &str) -> bool {
    list.split(' ').any(|word| word == name)
}

/// What an expression is for, in words, and what else to do.
struct Place {
    subject: &'static str,
    instead: &'static str,
    /// Whether a result is kept, and found again.
    is_kept: bool,
}

const fn place(role: Role) -> Option<Place> {
    let (subject, instead, is_kept) = match role {
        Role::Generated => ("a generated column", "write `.default(…)` if rows get it when they are inserted", true),
        Role::Index => ("an index", "write the columns alone, and compute when you ask", true),
        Role::Predicate => {
            ("the condition of an index", "write the condition without it, and compare when you ask", true)
        }
        Role::Excluded => ("the condition of an exclusion constraint", "write the condition without it", true),
        Role::Check => ("a check", "write a trigger that compares, or compare before you write", false),
        Role::Default => ("a default", "write the value when you insert", false),
        Role::Conversion
        | Role::Rows
        | Role::NewValue
        | Role::Inserted
        | Role::Restore
        | Role::Type
        | Role::View
        | Role::Function
        | Role::Trigger => return None,
    };
    Some(Place { subject, instead, is_kept })
}

/// Why a database could not keep or compute what an expression in this place comes to.
pub(super) fn refusal(text: &SqlText, found: &Found, role: Role, table: &Table, dialect: Dialect) -> Option<Refusal> {
    let place = place(role)?;
    let called = |list: &str| found.functions.iter().find(|called| is_in(list, &called.name)).map(|it| &it.name);
    // PostgreSQL and SQLite check what was true when the row was written.
    let is_asked_again = place.is_kept || role == Role::Check && dialect.is_mysql_family();
    if let Some(name) = called(VOLATILE).filter(|_| is_asked_again) {
        let problem = match role {
            Role::Check => format!("{dialect} cannot check a row by `{name}`"),
            _ => format!("{} cannot contain `{name}`", place.subject),
        };
        let refusal = Refusal::new(text.at, problem).note("its result changes while the row stays as it is");
        return Some(refusal.help(place.instead));
    }
    match dialect {
        Dialect::Postgres if place.is_kept => of_postgres(text, found, role, table),
        Dialect::MySql | Dialect::MariaDb => {
            let in_defaults = if role == Role::Default { NO_DEFAULT } else { MYSQL_BUT_IN_DEFAULTS };
            let in_defaults = if dialect == Dialect::MariaDb && role != Role::Default { "" } else { in_defaults };
            let never = if dialect == Dialect::MySql { MYSQL } else { MARIADB };
            let name = called(never).or_else(|| called(in_defaults)).cloned();
            // What is computed when it is read is not kept, which `capability` looks at.
            let settings = || settings_of_mariadb(found).filter(|_| role == Role::Check && dialect == Dialect::MariaDb);
            match (name, settings()) {
                (Some(name), _) => Some(taken_nowhere(text, &name, place.subject, dialect)),
                (None, Some((call, instead))) => {
                    let problem = format!("MariaDB cannot check a row by `{call}`");
                    let refusal = Refusal::new(text.at, problem).note(DEPENDS);
                    Some(refusal.help(instead))
                }
                (None, None) => None,
            }
        }
        Dialect::Sqlite if role != Role::Default => {
            let call = found.functions.iter().find(|called| asks_for_now(called))?;
            let problem = format!("{} cannot ask `{}` for the present time", place.subject, call.name);
            let refusal = Refusal::new(text.at, problem).note("SQLite refuses each row that is written to the table");
            Some(refusal.help(place.instead))
        }
        Dialect::Postgres | Dialect::Sqlite => None,
    }
}

const DEPENDS: &str = "its result depends on the settings of whoever asks";

fn of_postgres(text: &SqlText, found: &Found, role: Role, table: &Table) -> Option<Refusal> {
    let problem = |what: &str| match role {
        Role::Generated => format!("PostgreSQL cannot compute a column with `{what}`"),
        Role::Excluded => format!("PostgreSQL cannot keep an exclusion constraint with `{what}`"),
        _ => format!("PostgreSQL cannot keep an index with `{what}`"),
    };
    if let Some(called) = found.functions.iter().find(|called| is_in(POSTGRES_STABLE, &called.name)) {
        let name = &called.name;
        let refusal = Refusal::new(text.at, problem(name)).note(DEPENDS);
        return Some(if name.starts_with("concat") {
            refusal.help("write `a || b`, beside `concat(a, b)` for MySQL and MariaDB, with `sql_for()`")
        } else {
            refusal.help("write a cast or an operator in its place")
        });
    }
    if let Some(called) = found.functions.iter().find(|called| called.name == "unaccent") {
        let refusal = Refusal::new(text.at, problem(&called.name)).note("it reads a dictionary that may change");
        return Some(refusal.help("write a function of your own that calls it and is declared `IMMUTABLE`"));
    }
    let expression = super::parse(&text.text, Dialect::Postgres).ok()?;
    let unstable = postgres::find(&expression, table)?;
    let refusal = Refusal::new(text.at, problem(&unstable.what));
    Some(refusal.note(format!("its result depends on {}", unstable.depends_on)).help(unstable.instead))
}

fn taken_nowhere(text: &SqlText, name: &str, subject: &str, dialect: Dialect) -> Refusal {
    let refusal = Refusal::new(text.at, format!("{dialect} takes `{name}` in no table, and this is {subject} of one"));
    match name {
        "md5" | "sha" | "sha1" => refusal.note("MySQL 9 keeps it outside the server").help("write `sha2(…, 256)`"),
        "unix_timestamp" => refusal.help("write `timestampdiff(SECOND, '1970-01-01', …)`"),
        "json_merge" => refusal.help("write `json_merge_preserve`"),
        _ => refusal.help("leave it out, and compute it in the program"),
    }
}

/// A call whose result depends on settings of a connection to MariaDB, and what to write in its place.
fn settings_of_mariadb(found: &Found) -> Option<(String, &'static str)> {
    found.functions.iter().find_map(|called| {
        let instead = match (called.name.as_str(), called.arguments) {
            ("dayname", _) => "write `date_format(…, '%W', 'en_US')`",
            ("monthname", _) => "write `date_format(…, '%M', 'en_US')`",
            ("unix_timestamp", 0) => "write `.default(…)` if rows get it when they are inserted",
            ("date_format", 2) => "name the language as a third argument: `'en_US'`",
            ("week", 1) => "say which weeks are meant with a second argument: `week(…, 3)`",
            (name, _) if is_in(MARIADB_NOT_KEPT, name) => "leave it out, and compute it when you ask",
            _ => return None,
        };
        Some((called.name.clone(), instead))
    })
}

/// MariaDB: the function in an expression whose result depends on settings of the connection, so that it cannot be kept,
/// and what to write in its place.
#[must_use]
pub fn depends_on_settings(sql: &Sql) -> Option<(String, &'static str)> {
    let found = super::walk_text(sql.text(Dialect::MariaDb)?, Dialect::MariaDb).ok()?;
    settings_of_mariadb(&found)
}

/// Whether SQLite looks at the clock, or at the time zone of the machine.
fn asks_for_now(called: &Called) -> bool {
    let asks = |text: &String| ["now", "localtime", "utc"].contains(&text.trim());
    let without = usize::from(called.name == "strftime");
    is_in(SQLITE_DATES, &called.name) && (called.arguments <= without || called.texts.iter().any(asks))
}

/// The functions that a database takes in no generated column that it keeps, each called in some way.
pub fn refused_functions(dialect: Dialect) -> impl Iterator<Item = &'static str> {
    let lists: &[&str] = match dialect {
        Dialect::Postgres => &[POSTGRES_STABLE],
        Dialect::MySql => &[MYSQL, MYSQL_BUT_IN_DEFAULTS, NO_DEFAULT],
        Dialect::MariaDb => &[MARIADB, MARIADB_NOT_KEPT, NO_DEFAULT],
        Dialect::Sqlite => &[],
    };
    lists.iter().chain([&VOLATILE]).flat_map(|list| list.split(' ')).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests;
