//! What an exclusion constraint may compare, and how.

use crate::catalog::{Exclusion, ExclusionPart, IndexKey, Name, Table};
use crate::expression::{self, Role};
use crate::location::Location;
use crate::operation::ChangeType;
use crate::refusal::Refusal;

use super::cx::{Cx, note_place, place};

/// The characters of which PostgreSQL makes operators.
const OPERATOR: &str = "+-*/<>=~!@#%^&|`?";

/// Operators that mean something else the other way round. PostgreSQL takes only the others.
const ONE_WAY: [&str; 16] =
    ["<", ">", "<=", ">=", "<<", ">>", "&<", "&>", "@>", "<@", "<<|", "|>>", "&<|", "|&>", "<^", ">^"];

/// Indexes that answer a question of another kind than whether a value meets another.
const NO_EXCLUSION: [&str; 2] = ["gin", "brin"];

impl Cx<'_> {
    /// Refuses an exclusion constraint that cannot be part of `table`, which has its columns.
    pub(super) fn check_exclusion(&mut self, table: &Table, exclusion: &Exclusion, at: Location) {
        for part in &exclusion.parts {
            match &part.key {
                IndexKey::Column(column) if table.column(column).is_none() => self.refuse_missing_column(table, column),
                IndexKey::Column(_) => {}
                IndexKey::Expression(sql) => {
                    self.extend(self.wrong_with(sql, Role::Index, table, at));
                }
            }
            self.check_operator(part);
        }
        if let Some(predicate) = &exclusion.predicate {
            self.extend(self.wrong_with(predicate, Role::Excluded, table, at));
        }
        self.check_exclusion_method(exclusion);
    }

    /// Refuses another type for a column of which the build cannot tell whether the operators of an exclusion constraint
    /// take it.
    pub(super) fn check_compared_by_exclusion(&mut self, table: &Table, change: &ChangeType) {
        let names = |exclusion: &&Exclusion| {
            exclusion.named_columns().any(|name| *name == change.column)
                || exclusion.expressions().any(|sql| expression::names_column(sql, &change.column, self.targets))
        };
        let Some(exclusion) = table.exclusions.iter().find(names) else { return };
        let (table, column, name) = (&table.name, &change.column, &exclusion.name);
        let problem =
            format!("the type of `{table}.{column}` cannot be changed while exclusion constraint `{name}` compares it");
        let refusal = note_place(Refusal::new(column.at(), problem), "that was created in", name.at());
        let statement = format!("schema.drop_exclusion({:?}, {:?});", table.as_str(), name.as_str());
        self.refuse(refusal.help(format!("write `{statement}` before, and `add_exclusion` after")));
    }

    fn check_operator(&mut self, part: &ExclusionPart) {
        let operator = &part.operator;
        let is_made_of_signs = !operator.is_empty() && operator.chars().all(|sign| OPERATOR.contains(sign));
        let refusal = |problem: String| Refusal::new(operator.at(), problem);
        if !is_made_of_signs || operator.contains("--") || operator.contains("/*") {
            let refusal = refusal(format!("`{}` is no operator", operator.escape_debug()));
            self.refuse(refusal.help("write `\"=\"` for the same value, `\"&&\"` for ranges that overlap"));
        } else if ONE_WAY.contains(&operator.as_str()) {
            let refusal = refusal(format!("PostgreSQL cannot exclude rows by `{operator}`")).note(
                "which of two rows came first says nothing, so the operator must be the same the other way round",
            );
            self.refuse(refusal.help("write one such as `=`, `<>` or `&&`"));
        }
    }

    /// Without another method the index is a b-tree, which knows an order and no overlap.
    fn check_exclusion_method(&mut self, exclusion: &Exclusion) {
        let method = exclusion.method.as_ref();
        if let Some(method) = method.filter(|method| NO_EXCLUSION.contains(&method.to_lowercase().as_str())) {
            let refusal = Refusal::new(method.at(), format!("an index of method `{method}` excludes no rows"));
            self.refuse(refusal.help("write `.using(\"gist\")`"));
            return;
        }
        let is_equality_alone = |method: &Name| matches!(method.to_lowercase().as_str(), "btree" | "hash");
        let other = exclusion.parts.iter().find(|part| part.operator != "=");
        let Some(part) = other.filter(|_| method.is_none_or(is_equality_alone)) else { return };
        let (operator, name) = (&part.operator, method.map_or("btree", Name::as_str));
        if ONE_WAY.contains(&operator.as_str()) || operator.chars().any(|sign| !OPERATOR.contains(sign)) {
            return;
        }
        let refusal = Refusal::new(
            method.map_or(operator.at(), |method| place(method, operator.at())),
            format!("an index of method `{name}` cannot exclude rows by `{operator}`"),
        );
        self.refuse(refusal.note(format!("`{name}` finds equal values only")).help(if method.is_some() {
            "write `.using(\"gist\")`"
        } else {
            "add `.using(\"gist\")`"
        }));
    }
}
