//! The functions of each database: what one has and another one does not.

use crate::dialect::{Dialect, Target, Version};

/// What every database has in place of a function.
pub(super) const INSTEAD: [(&str, &str); 5] =
    [("ifnull", "coalesce"), ("isnull", "… IS NULL"), ("nvl", "coalesce"), ("ucase", "upper"), ("lcase", "lower")];

/// The functions that a database has and not every other one, in small letters.
pub fn functions(dialect: Dialect) -> impl Iterator<Item = &'static str> {
    let functions = match dialect {
        Dialect::Postgres => POSTGRES,
        Dialect::MySql => MYSQL,
        Dialect::MariaDb => MARIADB,
        Dialect::Sqlite => SQLITE,
    };
    functions.split(' ')
}

/// Whether some version of a database that the project allows does not have a function, though a database has it. What
/// none of them has is a function of the project's own.
#[must_use]
pub fn lacks_function(target: Target, name: &str) -> bool {
    let has = |dialect| functions(dialect).any(|it| it == name);
    if has(target.dialect) {
        let is_gone = target.dialect == Dialect::MySql
            && GONE_FROM_MYSQL.contains(&name)
            && target.minimum_version >= Version::new(9, 6, 0);
        return is_gone || since(target.dialect, name).is_some_and(|version| target.minimum_version < version);
    }
    let may_be_of_an_extension =
        target.dialect == Dialect::Postgres && (name.starts_with("st_") || OF_EXTENSIONS.contains(&name));
    !may_be_of_an_extension && Dialect::ALL.into_iter().any(has)
}

/// The version of a database since when it has a function, if not the lowest that a project may allow has it.
pub fn since(dialect: Dialect, name: &str) -> Option<Version> {
    let newer = NEWER.iter().find(|(of, _, names)| *of == dialect && names.split(' ').any(|it| it == name));
    newer.map(|(_, (major, minor, patch), _)| Version::new(*major, *minor, *patch))
}

/// The release notes of each database say which functions are new.
const NEWER: &[(Dialect, (u16, u16, u16), &str)] = &[
    (
        Dialect::Postgres,
        (13, 0, 0),
        "gcd gen_random_uuid is_normalized jsonb_path_exists_tz jsonb_path_match_tz jsonb_path_query_array_tz jsonb_path_query_first_tz jsonb_path_query_tz jsonb_set_lax lcm min_scale normalize trim_scale",
    ),
    (
        Dialect::Postgres,
        (14, 0, 0),
        "bit_count date_bin nummultirange range_agg range_intersect_agg string_to_table trim_array tsmultirange \
         tstzmultirange unistr",
    ),
    (Dialect::Postgres, (15, 0, 0), "regexp_count regexp_instr regexp_like regexp_substr"),
    (
        Dialect::Postgres,
        (16, 0, 0),
        "any_value array_sample array_shuffle date_add date_subtract erf erfc json_array json_arrayagg json_objectagg \
         random_normal",
    ),
    (
        Dialect::Postgres,
        (17, 0, 0),
        "json_exists json_query json_scalar json_serialize json_value to_bin to_oct unicode_assigned \
         uuid_extract_timestamp uuid_extract_version",
    ),
    (Dialect::Postgres, (18, 0, 0), "array_reverse array_sort casefold crc32 crc32c gamma lgamma uuidv4 uuidv7"),
    (Dialect::MySql, (8, 0, 16), "format_bytes format_pico_time ps_current_thread_id ps_thread_id"),
    (Dialect::MySql, (8, 0, 17), "json_overlaps json_schema_valid json_schema_validation_report"),
    (Dialect::MySql, (8, 0, 21), "json_value"),
    (Dialect::MySql, (9, 0, 0), "string_to_vector vector_dim vector_to_string"),
    (Dialect::MariaDb, (10, 7, 0), "json_equals json_normalize natural_sort_key sformat"),
    (Dialect::MariaDb, (10, 8, 0), "crc32c"),
    (Dialect::MariaDb, (10, 9, 0), "json_overlaps"),
    (Dialect::MariaDb, (10, 10, 0), "random_bytes"),
    (Dialect::MariaDb, (11, 0, 0), "format_pico_time"),
    (Dialect::MariaDb, (11, 1, 0), "json_schema_valid"),
    (Dialect::MariaDb, (11, 2, 0), "json_array_intersect json_key_value json_object_filter_keys json_object_to_array"),
    (Dialect::MariaDb, (11, 3, 0), "kdf"),
    (Dialect::MariaDb, (11, 7, 0), "uuid_v4 uuid_v7"),
    (Dialect::MariaDb, (11, 8, 0), "format_bytes"),
    (Dialect::Sqlite, (3, 38, 0), "format unixepoch"),
    (Dialect::Sqlite, (3, 41, 0), "unhex"),
    (Dialect::Sqlite, (3, 42, 0), "json_error_position"),
    (Dialect::Sqlite, (3, 43, 0), "octet_length timediff"),
    (Dialect::Sqlite, (3, 44, 0), "concat concat_ws string_agg"),
    (
        Dialect::Sqlite,
        (3, 45, 0),
        "jsonb jsonb_array jsonb_extract jsonb_group_array jsonb_group_object jsonb_insert jsonb_object jsonb_patch \
         jsonb_remove jsonb_replace jsonb_set subtype",
    ),
    (Dialect::Sqlite, (3, 46, 0), "json_pretty"),
    (Dialect::Sqlite, (3, 48, 0), "if"),
    (Dialect::Sqlite, (3, 50, 0), "unistr unistr_quote"),
];

/// What MySQL 9.6 has made a component of its own.
const GONE_FROM_MYSQL: [&str; 3] = ["md5", "sha", "sha1"];

/// Functions of MySQL's by whose names extensions of PostgreSQL have some too: fuzzystrmatch, pgcrypto, orafce.
const OF_EXTENSIONS: [&str; 10] =
    ["add_months", "compress", "encrypt", "instr", "last_day", "lengthb", "median", "nvl", "nvl2", "soundex"];

const POSTGRES: &str = "\
    abbrev acos acosd acosh age any_value area array_agg array_dims array_fill array_length array_lower array_ndims \
    array_position array_positions array_remove array_replace array_reverse array_sample array_shuffle array_sort \
    array_to_json array_to_string array_to_tsvector array_upper ascii asin asind asinh atan atan2 atan2d atand atanh \
    bit_and bit_count bit_length bit_or bit_xor bool_and bool_or broadcast btrim cardinality casefold cbrt ceil \
    ceiling center char_length character_length chr clock_timestamp concat concat_ws convert convert_from convert_to \
    corr cos cosd cosh cot cotd covar_pop covar_samp crc32 crc32c current_database current_query current_schema \
    current_schemas current_setting current_user currval date_add date_bin date_part date_subtract date_trunc \
    daterange decode degrees diagonal diameter div encode enum_first enum_last enum_range erf erfc every exp factorial \
    family floor format gamma gcd gen_random_uuid generate_series generate_subscripts get_bit get_byte \
    get_current_ts_config greatest grouping has_table_privilege height host hostmask inet_client_addr inet_client_port \
    inet_server_addr inet_server_port initcap is_normalized isclosed isempty isfinite ishorizontal isopen isparallel \
    isperp isvertical json_agg json_array json_array_elements json_array_elements_text json_array_length json_arrayagg \
    json_build_array json_build_object json_each json_each_text json_exists json_object json_object_agg \
    json_object_keys json_objectagg json_populate_record json_query json_scalar json_serialize json_strip_nulls \
    json_to_record json_typeof json_value jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_array_length \
    jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path jsonb_insert jsonb_object \
    jsonb_object_agg jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz \
    jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first jsonb_path_query_first_tz \
    jsonb_path_query_tz jsonb_populate_record jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record \
    jsonb_typeof justify_days justify_hours justify_interval lastval lcm least left lgamma like ln localtime \
    localtimestamp log log10 lower_inc lower_inf lpad make_date make_interval make_time make_timestamp \
    make_timestamptz masklen md5 min_scale mod mode netmask network nextval normalize now npoints num_nonnulls \
    num_nulls nummultirange numnode numrange octet_length overlaps overlay parse_ident percentile_cont percentile_disc \
    pg_backend_pid pg_get_serial_sequence pg_size_pretty pg_sleep pg_typeof phraseto_tsquery pi plainto_tsquery point \
    polygon pow power querytree quote_ident quote_literal quote_nullable radians radius random random_normal range_agg \
    range_intersect_agg range_merge regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace \
    regexp_split_to_array regexp_split_to_table regexp_substr regr_avgx regr_avgy regr_count regr_intercept regr_r2 \
    regr_slope regr_sxx regr_sxy regr_syy repeat reverse right row_to_json rpad scale set_bit set_byte set_config \
    set_masklen setseed setval setweight sha224 sha256 sha384 sha512 sin sind sinh slope split_part sqrt starts_with \
    statement_timestamp stddev stddev_pop stddev_samp string_agg string_to_array string_to_table strip strpos tan tand \
    tanh timeofday timezone to_ascii to_bin to_char to_date to_hex to_json to_jsonb to_number to_oct \
    to_regclass to_timestamp to_tsquery to_tsvector transaction_timestamp translate trim_array trim_scale trunc \
    ts_debug ts_delete ts_filter ts_headline ts_lexize ts_parse ts_rank ts_rank_cd ts_rewrite ts_stat tsmultirange \
    tsquery_phrase tsrange tstzmultirange tstzrange tsvector_to_array unicode_assigned unistr unnest upper_inc \
    upper_inf uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7 var_pop var_samp variance version \
    websearch_to_tsquery width width_bucket xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document \
    xmlagg xmlcomment xmlconcat xmlelement xmlexists xmlforest xmlparse xmlroot xmlserialize xpath xpath_exists";

const MYSQL: &str = "\
    acos adddate addtime aes_decrypt aes_encrypt any_value ascii asin atan atan2 benchmark bin bin_to_uuid bit_and \
    bit_count bit_length bit_or bit_xor ceil ceiling char char_length character_length charset coercibility collation \
    compress concat concat_ws connection_id conv convert convert_tz cos cot crc32 curdate current_role current_user \
    curtime database date_add date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear degrees elt exp \
    export_set extractvalue field find_in_set floor format format_bytes format_pico_time found_rows from_base64 \
    from_days from_unixtime get_format get_lock greatest group_concat grouping gtid_subset gtid_subtract hex hour \
    icu_version if ifnull inet6_aton inet6_ntoa inet_aton inet_ntoa instr is_free_lock is_ipv4 is_ipv4_compat \
    is_ipv4_mapped is_ipv6 is_used_lock is_uuid isnull json_array json_array_append json_array_insert json_arrayagg \
    json_contains json_contains_path json_depth json_extract json_insert json_keys json_length json_merge \
    json_merge_patch json_merge_preserve json_object json_objectagg json_overlaps json_pretty json_quote json_remove \
    json_replace json_schema_valid json_schema_validation_report json_search json_set json_storage_free \
    json_storage_size json_type json_unquote json_valid json_value last_day last_insert_id lcase least left linestring \
    ln load_file localtime localtimestamp locate log log10 log2 lpad make_set makedate maketime master_pos_wait \
    mbrcontains md5 microsecond mid minute mod month monthname multipoint name_const now oct octet_length ord \
    period_add period_diff pi point polygon pow power ps_current_thread_id ps_thread_id quarter quote radians rand \
    random_bytes regexp_instr regexp_like regexp_replace regexp_substr release_all_locks release_lock repeat reverse \
    right roles_graphml row_count rpad sec_to_time second sha sha1 sha2 sin sleep soundex space sqrt st_area \
    st_asbinary st_asgeojson st_astext st_buffer st_centroid st_contains st_crosses st_difference st_dimension \
    st_disjoint st_distance st_distance_sphere st_envelope st_equals st_geohash st_geomfromgeojson st_geomfromtext \
    st_intersection st_intersects st_isvalid st_latitude st_length st_longitude st_overlaps st_simplify st_srid \
    st_touches st_transform st_union st_within st_x st_y statement_digest statement_digest_text std stddev stddev_pop \
    stddev_samp str_to_date strcmp string_to_vector subdate substring_index subtime sysdate tan time time_format \
    time_to_sec timediff timestamp timestampadd timestampdiff to_base64 to_days to_seconds truncate ucase uncompress \
    uncompressed_length unhex unix_timestamp updatexml utc_date utc_time utc_timestamp uuid uuid_short uuid_to_bin \
    validate_password_strength var_pop var_samp variance vector_dim vector_to_string version week weekday weekofyear \
    weight_string year yearweek";

const MARIADB: &str = "\
    acos add_months adddate addtime aes_decrypt aes_encrypt area ascii asin atan atan2 benchmark bin binlog_gtid_pos \
    bit_and bit_count bit_length bit_or bit_xor ceil ceiling char char_length character_length charset chr \
    coercibility collation column_add column_check column_create column_delete column_exists column_get column_json \
    column_list compress concat concat_ws connection_id conv convert convert_tz cos cot crc32 crc32c curdate \
    current_role current_user curtime database date_add date_format date_sub datediff day dayname dayofmonth dayofweek \
    dayofyear decode decode_histogram degrees des_decrypt des_encrypt elt encode encrypt exp export_set extractvalue \
    field find_in_set floor format format_bytes format_pico_time found_rows from_base64 from_days from_unixtime \
    get_format get_lock greatest group_concat hex hour if ifnull inet6_aton inet6_ntoa inet_aton inet_ntoa instr \
    is_free_lock is_ipv4 is_ipv4_compat is_ipv4_mapped is_ipv6 is_used_lock isclosed isempty isnull json_array \
    json_array_append json_array_insert json_array_intersect json_arrayagg json_compact json_contains \
    json_contains_path json_depth json_detailed json_equals json_exists json_extract json_insert json_key_value \
    json_keys json_length json_loose json_merge json_merge_patch json_merge_preserve json_normalize json_object \
    json_object_filter_keys json_object_to_array json_objectagg json_overlaps json_pretty json_query json_quote \
    json_remove json_replace json_schema_valid json_search json_set json_type json_unquote json_valid json_value kdf \
    last_day last_insert_id lastval lcase least left lengthb linestring ln load_file localtime localtimestamp locate \
    log log10 log2 lpad make_set makedate maketime master_gtid_wait master_pos_wait mbrcontains md5 median microsecond \
    mid minute mod month monthname multipoint name_const natural_sort_key nextval now nvl nvl2 oct octet_length \
    old_password ord overlaps password percentile_cont percentile_disc period_add period_diff pi point polygon pow \
    power quarter quote radians rand random_bytes regexp_instr regexp_replace regexp_substr release_all_locks \
    release_lock repeat reverse right row_count rownum rpad sec_to_time second setval sformat sha sha1 sha2 sin sleep \
    soundex space sqrt st_area st_asbinary st_asgeojson st_astext st_buffer st_centroid st_contains st_crosses \
    st_difference st_dimension st_disjoint st_distance st_distance_sphere st_envelope st_equals st_geomfromgeojson \
    st_geomfromtext st_intersection st_intersects st_length st_overlaps st_srid st_touches st_union st_within st_x \
    st_y std stddev stddev_pop stddev_samp str_to_date strcmp subdate substring_index subtime sys_guid sysdate tan \
    time time_format time_to_sec timediff timestamp timestampadd timestampdiff to_base64 to_char to_days to_seconds \
    truncate ucase uncompress uncompressed_length unhex unix_timestamp updatexml utc_date utc_time utc_timestamp uuid \
    uuid_short uuid_v4 uuid_v7 var_pop var_samp variance version week weekday weekofyear weight_string year yearweek";

const SQLITE: &str = "\
    changes char concat concat_ws datetime format glob group_concat hex if ifnull iif instr json_array \
    json_array_length json_error_position json_extract json_group_array json_group_object json_insert json_object \
    json_patch json_pretty json_quote json_remove json_replace json_set json_type json_valid jsonb jsonb_array \
    jsonb_extract jsonb_group_array jsonb_group_object jsonb_insert jsonb_object jsonb_patch jsonb_remove \
    jsonb_replace jsonb_set julianday last_insert_rowid like likelihood likely octet_length printf quote random \
    randomblob soundex sqlite_compileoption_get sqlite_compileoption_used sqlite_source_id sqlite_version strftime \
    string_agg subtype time timediff total total_changes typeof unhex unicode unistr unistr_quote unixepoch unlikely \
    zeroblob";
