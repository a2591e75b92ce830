//! The words that a database does not read as a column, unless they are quoted.

use super::walk::{Found, Identifier};
use super::{Role, joined, walk_text};
use crate::catalog::{Sql, SqlText, Table};
use crate::dialect::{Dialect, Target};
use crate::location::Location;
use crate::refusal::Refusal;

/// A word that stands where a column is meant, and that a database reads as something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misread {
    /// The word as written.
    pub word: String,
    /// Whether it is a value by itself there, as `user` is in PostgreSQL, so that nothing fails.
    pub is_value: bool,
}

impl Misread {
    /// The name of a column, if a database does not read it as one.
    pub fn of(written: &Identifier, dialect: Dialect) -> Option<Self> {
        let is_misread = written.quote.is_none() && is_reserved(&written.text, dialect);
        is_misread.then(|| Self { word: written.text.clone(), is_value: false })
    }

    /// The same for a column behind the name of its table. After a dot, SQLite alone minds.
    pub fn behind(table: &Identifier, written: &Identifier, dialect: Dialect) -> Option<Self> {
        let column = || Self::of(written, dialect).filter(|_| dialect == Dialect::Sqlite);
        Self::of(table, dialect).or_else(column)
    }

    /// A word that is a value by itself.
    pub fn of_value(word: &str) -> Self {
        Self { word: word.to_owned(), is_value: true }
    }
}

/// What is misread in an expression over a table, in the order of the targets.
pub(super) fn check(sql: &Sql, role: Role, table: &Table, targets: &[Target]) -> Option<Refusal> {
    refusal(sql, role.noun(), targets, |text, dialect| {
        walk_text(text, dialect).map(|found| misread(&found, table, dialect)).unwrap_or_default()
    })
}

fn misread(found: &Found, table: &Table, dialect: Dialect) -> Vec<Misread> {
    let is_column = |name: &Identifier| table.columns.iter().any(|column| name.resolves_to(&column.name, dialect));
    let columns = found.columns.iter().filter(|used| is_column(&used.column));
    let columns = columns.filter_map(|used| match &used.table {
        Some(table) => Misread::behind(table, &used.column, dialect),
        None => Misread::of(&used.column, dialect),
    });
    let values = found.values.iter().filter(|name| is_column(name)).map(|name| Misread::of_value(&name.text));
    columns.chain(values).collect()
}

/// Says the first of what is misread, of all databases that misread it.
pub(super) fn refusal(
    sql: &Sql,
    noun: &str,
    targets: &[Target],
    misread: impl Fn(&SqlText, Dialect) -> Vec<Misread>,
) -> Option<Refusal> {
    let found = targets.iter().filter_map(|target| {
        let text = sql.text(target.dialect)?;
        Some((target.dialect, text.at, misread(text, target.dialect)))
    });
    let found: Vec<(Dialect, Location, Vec<Misread>)> = found.collect();
    let (_, at, first) = found.iter().find_map(|(dialect, at, all)| Some((dialect, at, all.first()?)))?;
    let reads = |(_, place, all): &&(Dialect, Location, Vec<Misread>)| place == at && all.contains(first);
    let dialects: Vec<String> = found.iter().filter(reads).map(|(dialect, ..)| dialect.to_string()).collect();
    let Misread { word, is_value } = first;
    let problem = format!("{} cannot read `{word}` as a column without quotes", joined(&dialects));
    let note = if *is_value {
        format!("the word is a value there, so this {noun} would say nothing of the column")
    } else {
        "it is a reserved word there, and the statement would fail".to_owned()
    };
    Some(Refusal::new(*at, problem).note(note).help(quoted(sql, word, *at, targets)))
}

/// How a word is quoted for all databases that read a text.
fn quoted(sql: &Sql, word: &str, at: Location, targets: &[Target]) -> String {
    let readers = targets.iter().map(|target| target.dialect);
    let readers: Vec<Dialect> =
        readers.filter(|dialect| sql.text(*dialect).is_some_and(|text| text.at == at)).collect();
    let takes_backquotes = |dialect: &Dialect| *dialect != Dialect::Postgres;
    let takes_double_quotes = |dialect: &Dialect| !dialect.is_mysql_family();
    if readers.iter().all(takes_double_quotes) {
        return format!("quote it: `\"{word}\"`");
    }
    if readers.iter().all(takes_backquotes) {
        return format!("write `{word}` between backquotes");
    }
    let names = |takes: &dyn Fn(&&Dialect) -> bool| {
        joined(&readers.iter().filter(takes).map(Dialect::to_string).collect::<Vec<_>>())
    };
    let (double, back) = (names(&|it| takes_double_quotes(it)), names(&|it| !takes_double_quotes(it)));
    format!("write one text for each with `sql_for()`: `\"{word}\"` for {double}, and between backquotes for {back}")
}

/// Whether a database takes this word, without quotes, for something else than a column.
pub(super) fn is_reserved(word: &str, dialect: Dialect) -> bool {
    let is_later = || later(dialect).iter().any(|other| word.eq_ignore_ascii_case(other));
    reserved_words(dialect).any(|other| word.eq_ignore_ascii_case(other)) || is_later()
}

/// The words that a database does not read as a column without quotes, in small letters.
pub fn reserved_words(dialect: Dialect) -> impl Iterator<Item = &'static str> {
    let words = match dialect {
        Dialect::Postgres => POSTGRES,
        Dialect::MySql => MYSQL,
        Dialect::MariaDb => MARIADB,
        Dialect::Sqlite => SQLITE,
    };
    words.split(' ')
}

/// What only a version after those that the lists are held against reserves.
const fn later(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        // PostgreSQL 16 and MariaDB 11.7.
        Dialect::Postgres => &["system_user"],
        Dialect::MariaDb => &["vector"],
        Dialect::MySql | Dialect::Sqlite => &[],
    }
}

/// PostgreSQL's manual, appendix C: the words called reserved, and those that can be a function or type, which cannot be a
/// column either. `pg_get_keywords()` gives them the categories R and T.
const POSTGRES: &str = "\
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation \
    column concurrently constraint create cross current_catalog current_date current_role current_schema \
    current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for \
    foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral \
    leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps \
    placing primary references returning right select session_user similar some symmetric table tablesample then to \
    trailing true union unique user using variadic verbose when where window with";

/// MySQL's manual, "Keywords and Reserved Words": those marked (R). `information_schema.keywords` says `reserved = 1`.
const MYSQL: &str = "\
    accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade \
    case change char character check collate column condition constraint continue convert create cross cube \
    cume_dist current_date current_time current_timestamp current_user cursor database databases day_hour \
    day_microsecond day_minute day_second dec decimal declare default delayed delete dense_rank desc describe \
    deterministic distinct distinctrow div double drop dual each else elseif empty enclosed escaped except exists \
    exit explain external false fetch first_value float float4 float8 for force foreign from fulltext function \
    generated get grant group grouping groups having high_priority hour_microsecond hour_minute hour_second if \
    ignore in index infile inner inout insensitive insert int int1 int2 int3 int4 int8 integer intersect interval \
    into io_after_gtids io_before_gtids is iterate join json_table key keys kill lag last_value lateral lead leading \
    leave left library like limit linear lines load localtime localtimestamp lock long longblob longtext loop \
    low_priority match maxvalue mediumblob mediumint mediumtext middleint minute_microsecond minute_second mod \
    modifies natural no_write_to_binlog not nth_value ntile null numeric of on optimize optimizer_costs option \
    optionally or order out outer outfile over partition percent_rank precision primary procedure purge qualify \
    range rank read read_write reads real recursive references regexp release rename repeat replace require resignal \
    restrict return revoke right rlike row row_number rows schema schemas second_microsecond select sensitive \
    separator set show signal smallint spatial specific sql sql_big_result sql_calc_found_rows sql_small_result \
    sqlexception sqlstate sqlwarning ssl starting stored straight_join system table tablesample terminated then \
    tinyblob tinyint tinytext to trailing trigger true undo union unique unlock unsigned update usage use using \
    utc_date utc_time utc_timestamp values varbinary varchar varcharacter varying virtual when where while window \
    with write xor year_month zerofill";

/// MariaDB's documentation, "Reserved Words", without those that it reads as a column all the same.
const MARIADB: &str = "\
    accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade \
    case change char character check collate column condition constraint continue convert create cross current_date \
    current_role current_time current_timestamp current_user cursor databases day_hour day_microsecond day_minute \
    day_second dec decimal declare default delayed delete delete_domain_id desc describe deterministic distinct \
    distinctrow div do_domain_ids double drop dual each else elseif enclosed escaped except exists exit explain \
    false fetch float float4 float8 for force foreign from fulltext grant group having high_priority \
    hour_microsecond hour_minute hour_second if ignore ignore_domain_ids in index infile inner inout insensitive \
    insert int int1 int2 int3 int4 int8 integer intersect interval into is iterate join key keys kill leading leave \
    left like limit linear lines load localtime localtimestamp lock long longblob longtext loop low_priority \
    master_demote_to_replica master_demote_to_slave master_ssl_verify_server_cert match maxvalue mediumblob \
    mediumint mediumtext middleint minute_microsecond minute_second mod modifies natural no_write_to_binlog not null \
    numeric offset on optimize optionally or order out outer outfile over page_checksum parse_vcol_expr partition \
    portion precision primary procedure purge range read read_write reads real recursive ref_system_id references \
    regexp release rename repeat replace require resignal restrict return returning revoke right rlike row_number \
    rows schemas second_microsecond select sensitive separator set show signal smallint spatial specific sql \
    sql_big_result sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl starting \
    stats_auto_recalc stats_persistent stats_sample_pages straight_join table terminated then tinyblob tinyint \
    tinytext to trailing trigger true undo union unique unlock unsigned update usage use using utc_date utc_time \
    utc_timestamp values varbinary varchar varcharacter varying when where while with write xor year_month zerofill";

/// SQLite's documentation, "SQLite Keywords", without those that its grammar takes for a name where they mean nothing else.
const SQLITE: &str = "\
    add all alter and as autoincrement between case cast check collate commit constraint create current_date \
    current_time current_timestamp default deferrable delete distinct drop else escape except exists foreign from \
    group having in index insert intersect into is isnull join limit not nothing notnull null on or order primary \
    raise references returning select set table then to transaction union unique update using values when where with";
