//! Functions of one database that another one does not have.

use crate::dialect::Dialect;

/// What every database has in place of a function.
pub(super) const INSTEAD: [(&str, &str); 5] =
    [("ifnull", "coalesce"), ("isnull", "… IS NULL"), ("nvl", "coalesce"), ("ucase", "upper"), ("lcase", "lower")];

/// The functions of others that a database does not have, in small letters.
pub fn missing_functions(dialect: Dialect) -> impl Iterator<Item = &'static str> {
    let missing = match dialect {
        Dialect::Postgres => POSTGRES,
        Dialect::MySql => MYSQL,
        Dialect::MariaDb => MARIADB,
        Dialect::Sqlite => SQLITE,
    };
    missing.split(' ')
}

const POSTGRES: &str = "\
    adddate bin conv curdate curtime date_add date_format date_sub datediff datetime dayofweek elt field find_in_set \
    from_unixtime glob group_concat hex if ifnull iif inet_aton instr isnull json_contains json_extract json_length \
    json_search json_type json_unquote json_valid julianday last_insert_id lcase locate log2 mid printf rand \
    randomblob sha2 soundex space str_to_date strcmp strftime substring_index sysdate timestampdiff to_days total \
    truncate typeof ucase unhex unix_timestamp unixepoch utc_timestamp weekday zeroblob";

const MYSQL: &str = "\
    age array_agg array_length bool_and btrim cbrt clock_timestamp date_bin date_part date_trunc gen_random_uuid iif \
    initcap json_array_length jsonb_array_length jsonb_extract_path jsonb_typeof julianday make_date nvl overlay \
    printf randomblob regexp_match row_to_json split_part starts_with strftime string_agg strpos to_char to_date \
    to_json to_number to_timestamp total translate trunc typeof unixepoch width_bucket zeroblob";

const MARIADB: &str = "\
    age array_agg array_length bool_and btrim cbrt clock_timestamp date_bin date_part date_trunc gen_random_uuid iif \
    initcap json_array_length jsonb_array_length jsonb_extract_path jsonb_typeof julianday make_date overlay printf \
    random randomblob regexp_match row_to_json split_part starts_with strftime string_agg strpos to_date to_json \
    to_number to_timestamp total translate trunc typeof unixepoch width_bucket zeroblob";

const SQLITE: &str = "\
    adddate age array_agg array_length ascii bit_length bool_and btrim cbrt char_length character_length chr \
    clock_timestamp conv curdate curtime date_add date_bin date_format date_part date_sub date_trunc datediff \
    dayofweek elt field find_in_set from_unixtime gen_random_uuid greatest hour inet_aton initcap json_contains \
    json_length json_search json_typeof json_unquote jsonb_array_length jsonb_typeof last_insert_id lcase least left \
    locate lpad make_date md5 mid minute month now nvl overlay quarter rand regexp_like regexp_match regexp_replace \
    repeat reverse right row_to_json rpad sha1 sha2 space split_part starts_with str_to_date strcmp strpos \
    substring_index sysdate timestampdiff to_char to_date to_days to_json to_number to_timestamp translate ucase \
    unix_timestamp utc_timestamp uuid weekday width_bucket year";
