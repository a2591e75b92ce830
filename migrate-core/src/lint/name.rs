//! Every name that an attribute or `migrate.toml` may say: rules, rules to come, and errors that have no level.

use super::{Level, Lint, REGISTRY};
use crate::refusal::nearest;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A rule, with its name and its level by default.
    Lint(&'static str, Level),
    /// An error, which nothing but the change that it asks for answers.
    Error,
    /// Nothing; the name that was probably meant.
    Unknown(Option<&'static str>),
}

/// Looks a name up.
#[must_use]
pub fn meaning(name: &str) -> Meaning {
    let known = REGISTRY.iter().map(|lint: &&Lint| (lint.name, lint.level)).chain(PLANNED.iter().copied());
    match known.clone().find(|(known, _)| *known == name) {
        Some((name, level)) => Meaning::Lint(name, level),
        None if ERRORS.contains(&name) => Meaning::Error,
        None => Meaning::Unknown(nearest(name, known.map(|(name, _)| name).chain(ERRORS.iter().copied()))),
    }
}

/// The rules that are known by name and level and not checked yet.
#[rustfmt::skip]
const PLANNED: &[(&str, Level)] = &[
    // Locks.
    ("blocking_index_create", Level::Deny),
    ("blocking_index_drop", Level::Deny),
    ("blocking_reindex", Level::Deny),
    ("blocking_table_repack", Level::Deny),
    ("concurrent_op_in_transaction", Level::Deny),
    ("index_build_on_partitioned_parent", Level::Deny),
    ("concurrent_build_under_short_lock_timeout", Level::Deny),
    ("unchecked_if_not_exists_index", Level::Deny),
    ("validating_foreign_key", Level::Deny),
    ("validating_check", Level::Deny),
    ("inline_constraint_on_added_column", Level::Deny),
    ("scanning_set_not_null", Level::Deny),
    ("blocking_unique_constraint", Level::Deny),
    ("blocking_primary_key", Level::Deny),
    ("primary_key_on_nullable_column", Level::Deny),
    ("validate_in_adding_transaction", Level::Deny),
    ("slow_work_under_exclusive_lock", Level::Deny),
    ("wide_lock_window", Level::Warn),
    ("many_foreign_keys_at_once", Level::Warn),
    ("split_alters_same_table", Level::Warn),
    ("drop_table_locks_referenced_tables", Level::Warn),
    ("drop_foreign_key_locks_both", Level::Warn),
    ("create_table_references_existing", Level::Allow),
    ("partition_attach_scan", Level::Deny),
    ("partition_created_in_place", Level::Warn),
    ("blocking_partition_detach", Level::Deny),
    ("partition_reorganise", Level::Deny),
    ("validating_foreign_key_on_partitioned_table", Level::Deny),
    ("trigger_change_lock", Level::Warn),
    ("blocking_matview_refresh", Level::Warn),
    ("missing_lock_timeout", Level::Deny),
    ("missing_statement_timeout", Level::Warn),
    ("mysql_lock_required", Level::Deny),
    ("mysql_table_copy", Level::Deny),
    ("mysql_foreign_key_copy", Level::Deny),
    ("mysql_lock_none_blocked_by_cascade", Level::Deny),
    ("explicit_weak_algorithm", Level::Deny),
    ("unpinned_algorithm", Level::Warn),
    ("instant_with_lock_clause", Level::Deny),
    ("instant_mixed_with_other_clauses", Level::Deny),
    // Rewrites.
    ("rewriting_type_change", Level::Deny),
    ("index_rebuild_type_change", Level::Deny),
    ("check_recheck_on_type_change", Level::Deny),
    ("volatile_default", Level::Deny),
    ("stored_generated_column", Level::Deny),
    ("identity_on_existing_table", Level::Deny),
    ("constrained_domain_column", Level::Deny),
    ("domain_constraint_scan", Level::Deny),
    ("storage_rewrite", Level::Deny),
    ("mysql_inplace_rebuild", Level::Warn),
    ("mysql_instant_unavailable", Level::Warn),
    ("mysql_row_version_budget", Level::Warn),
    ("varchar_length_byte_boundary", Level::Deny),
    ("charset_conversion", Level::Deny),
    ("enum_storage_boundary", Level::Deny),
    ("enum_middle_insert_or_reorder", Level::Deny),
    ("column_reposition", Level::Warn),
    ("sqlite_table_rebuild", Level::Warn),
    ("sqlite_native_drop_rewrites", Level::Allow),
    // Deployed code.
    ("rename_enum_value", Level::Deny),
    ("enum_value_removed", Level::Deny),
    ("enum_value_added_before_readers", Level::Warn),
    ("incompatible_type_change", Level::Deny),
    ("default_dropped_on_required_column", Level::Deny),
    ("not_null_before_writers_ready", Level::Warn),
    ("drop_not_null", Level::Warn),
    ("stricter_constraint_for_old_writers", Level::Allow),
    ("unique_dropped_but_relied_on", Level::Warn),
    ("index_dropped_without_trial", Level::Allow),
    ("index_replaced_drop_first", Level::Deny),
    ("json_equality_type", Level::Warn),
    ("default_changed_under_old_code", Level::Allow),
    // Data loss.
    ("cascade_drop", Level::Deny),
    ("rename_by_drop_and_add", Level::Deny),
    ("replace_table_if_exists", Level::Deny),
    ("drop_primary_key", Level::Deny),
    ("implicit_dependent_drop", Level::Warn),
    ("mysql_non_strict_conversion", Level::Deny),
    ("sqlite_rebuild_with_foreign_keys_on", Level::Deny),
    ("sqlite_rebuild_loses_sequence", Level::Deny),
    ("osc_unique_drops_rows", Level::Deny),
    // Constraints.
    ("constraint_left_unvalidated", Level::Warn),
    ("unique_over_unchecked_data", Level::Warn),
    ("not_null_without_backfill", Level::Warn),
    ("foreign_key_unchecked_rows", Level::Deny),
    ("foreign_key_without_index", Level::Warn),
    ("not_enforced_constraint", Level::Warn),
    ("inline_reference_ignored", Level::Deny),
    ("mutable_check_expression", Level::Warn),
    // Correctness.
    ("duplicate_index", Level::Warn),
    ("redundant_index", Level::Warn),
    ("wide_index", Level::Warn),
    ("too_many_indexes", Level::Allow),
    ("reserved_identifier", Level::Warn),
    ("enum_value_used_before_commit", Level::Deny),
    ("enum_add_value_in_transaction", Level::Deny),
    ("enum_value_without_position", Level::Allow),
    ("short_integer_primary_key", Level::Warn),
    ("serial_column", Level::Warn),
    ("fixed_char_column", Level::Warn),
    ("varchar_limit", Level::Allow),
    ("timestamp_without_time_zone", Level::Warn),
    ("timestamp_2038", Level::Warn),
    ("three_byte_charset", Level::Warn),
    ("zero_date_default", Level::Deny),
    ("approximate_numeric", Level::Allow),
    ("modify_drops_attributes", Level::Deny),
    ("hash_index_unlogged", Level::Deny),
    ("known_server_bug", Level::Deny),
    ("sqlite_unsupported_add_column", Level::Deny),
    ("sqlite_drop_column_blocked", Level::Deny),
    ("sqlite_opaque_dependant", Level::Deny),
    ("app_type_in_migration", Level::Warn),
    // Names.
    ("unnamed_constraint", Level::Warn),
    ("name_convention", Level::Allow),
    ("unqualified_table_name", Level::Allow),
    ("nondescriptive_migration_name", Level::Allow),
    // Focus.
    ("unbatched_backfill", Level::Deny),
    ("multiple_logical_changes", Level::Warn),
    ("non_transactional_step_mixed", Level::Warn),
    ("implicit_commit_partial_failure", Level::Warn),
    ("oversized_migration", Level::Allow),
    // Raw SQL.
    ("opaque_raw_sql", Level::Deny),
    ("raw_sql_has_typed_form", Level::Warn),
    ("session_setting_leak", Level::Warn),
    ("non_idempotent_step", Level::Warn),
    ("privilege_or_extension_change", Level::Warn),
];

/// The errors that a reader may take for lints.
#[rustfmt::skip]
const ERRORS: &[&str] = &[
    "missing_down",
    "down_not_inverse",
    "down_readds_required_column",
    "irreversible_raw_sql",
    "irreversible_enum_value",
    "lossy_down",
    "narrowing_down",
    "identifier_too_long",
    "truncated_name_collision",
    "case_insensitive_name_clash",
    "foreign_key_type_mismatch",
    "foreign_key_target_not_unique",
    "set_null_on_required_column",
    "required_column_without_default",
    "mysql_implicit_zero_value",
    "default_violates_check",
    "narrowing_type_change",
    "dependent_object_break",
    "unsupported_on_target_version",
    "truncate_table",
    "raw_transaction_control",
    "mixed_schema_and_data",
    "edited_applied_migration",
    "out_of_order_history",
    "allow_without_reason",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_name_stands_twice() {
        let names = REGISTRY.iter().map(|lint| lint.name).chain(PLANNED.iter().map(|(name, _)| *name));
        let names: Vec<&str> = names.chain(ERRORS.iter().copied()).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        for name in names {
            assert!(name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'));
        }
    }

    #[test]
    fn a_name_is_a_rule_or_an_error_or_a_slip() {
        assert_eq!(meaning("rename_column"), Meaning::Lint("rename_column", Level::Deny));
        assert_eq!(meaning("volatile_default"), Meaning::Lint("volatile_default", Level::Deny));
        assert_eq!(meaning("missing_down"), Meaning::Error);
        assert_eq!(meaning("rename_colum"), Meaning::Unknown(Some("rename_column")));
        assert_eq!(meaning("dead_code"), Meaning::Unknown(None));
    }
}
