//! In what two schemas differ, in words.

use std::collections::BTreeSet;

use crate::catalog::{
    Catalog, Check, Column, Enumeration, Exclusion, ExclusionPart, ForeignKey, Generated, Index, IndexKey, IndexPart,
    Key, Map, Name, ReferenceAction, Sql, Storage, Table, Value, View,
};
use crate::dialect::Target;
use crate::expression;

/// In what the schema `actual` differs from the `expected` one, each difference in words. The order
/// of columns, and where something was written, do not count.
#[must_use]
pub fn differences(expected: &Catalog, actual: &Catalog, targets: &[Target]) -> Vec<String> {
    let mut found = Found { texts: Vec::new(), targets };
    for table in expected.tables.values() {
        match actual.table(&table.name) {
            // Most tables of a long history are not copied, as nothing has touched them.
            Some(other) if std::ptr::eq(table, other) => {}
            Some(other) => compare_tables(table, other, &mut found),
            None => found.push(format!("table `{}` would be missing", table.name)),
        }
    }
    compare_enums(expected, actual, &mut found);
    compare_views(expected, actual, &mut found);
    compare_routines(expected, actual, &mut found);
    compare_names("sequence", &expected.sequences, &actual.sequences, &mut found);
    compare_names("extension", &expected.extensions, &actual.extensions, &mut found);
    compare_names("schema", &expected.schemas, &actual.schemas, &mut found);
    let left = actual.tables.keys().filter(|name| expected.table(name).is_none());
    found.extend(left.map(|name| format!("table `{name}` would be left over")));
    found.texts
}

/// The differences that were found, and the databases whose reading of SQL counts.
struct Found<'a> {
    texts: Vec<String>,
    targets: &'a [Target],
}

impl Found<'_> {
    fn push(&mut self, text: String) {
        self.texts.push(text);
    }

    fn extend(&mut self, texts: impl IntoIterator<Item = String>) {
        self.texts.extend(texts);
    }
}

fn compare_enums(expected: &Catalog, actual: &Catalog, found: &mut Found<'_>) {
    let values = |enumeration: &Enumeration| {
        let values: Vec<String> = enumeration.values.iter().map(|value| format!("`{value}`")).collect();
        values.join(", ")
    };
    for enumeration in expected.enums.values() {
        let what = format!("enum `{}`", enumeration.name);
        match actual.enums.get(&enumeration.name) {
            Some(other) => was(&what, "have", &values(enumeration), &values(other), found),
            None => found.push(format!("{what} would be missing")),
        }
    }
    let left = actual.enums.keys().filter(|name| expected.enums.get(*name).is_none());
    found.extend(left.map(|name| format!("enum `{name}` would be left over")));
}

/// The expected schema with the values that its enumerations have by now: what is added to one may stay.
#[must_use]
pub fn with_added_values(expected: &Catalog, actual: &Catalog) -> Catalog {
    let mut with = expected.clone();
    for new in actual.enums.values() {
        let Some(old) = expected.enums.get(&new.name) else { continue };
        let kept: Vec<&Name> = new.values.iter().filter(|value| old.values.contains(value)).collect();
        if !kept.into_iter().eq(&old.values) {
            continue;
        }
        with.enums.insert(new.name.clone(), new.clone());
        let is_of = |column: &Column| column.column_type.sql_type.enumeration() == Some(old);
        with.tables.change(
            |table| table.columns.iter().any(is_of),
            |table| {
                for column in table.columns.iter_mut().filter(|column| is_of(column)) {
                    if let Some(own) = column.column_type.sql_type.enumeration_mut() {
                        own.clone_from(new);
                    }
                }
            },
        );
    }
    with
}

fn compare_views(expected: &Catalog, actual: &Catalog, found: &mut Found<'_>) {
    for view in expected.views.values() {
        let what = format!("{} `{}`", view.kind.noun(), view.name);
        match actual.view(&view.name).filter(|other| other.kind == view.kind) {
            Some(other) => {
                if !expression::is_same_query(&view.query, &other.query, found.targets) {
                    let shown = |view: &View| {
                        let texts: Vec<String> = view.query.texts().map(|text| format!("`{}`", text.text)).collect();
                        texts.join(" or ")
                    };
                    found.push(format!("{what} would be {}, it was {}", shown(other), shown(view)));
                }
                compare_parts("index `", view.indexes(), other.indexes(), found);
            }
            None => found.push(format!("{what} would be missing")),
        }
    }
    let is_known = |view: &View| expected.view(&view.name).is_some_and(|other| other.kind == view.kind);
    let left = actual.views.values().filter(|view| !is_known(view));
    found.extend(left.map(|view| format!("{} `{}` would be left over", view.kind.noun(), view.name)));
}

fn compare_routines<'a>(expected: &'a Catalog, actual: &'a Catalog, found: &mut Found<'_>) {
    let targets = found.targets;
    let mut compare = |what: String, expected: Option<&Sql>, actual: Option<&Sql>| match (expected, actual) {
        (Some(expected), Some(actual)) if !expression::is_same_definition(expected, actual, targets) => {
            found.push(format!("{what} would be {}, it was {}", shown(actual), shown(expected)));
        }
        (Some(_), None) => found.push(format!("{what} would be missing")),
        (None, Some(_)) => found.push(format!("{what} would be left over")),
        _ => {}
    };
    let functions: BTreeSet<&Name> = expected.functions.keys().chain(actual.functions.keys()).collect();
    for name in functions {
        let of = |catalog: &'a Catalog| catalog.functions.get(name.as_str()).map(|function| &function.definition);
        compare(format!("function `{name}`"), of(expected), of(actual));
    }
    let triggers: BTreeSet<&Name> = expected.triggers.keys().chain(actual.triggers.keys()).collect();
    for name in triggers {
        let of = |catalog: &'a Catalog| catalog.triggers.get(name.as_str()).map(|trigger| &trigger.definition);
        compare(format!("trigger `{name}`"), of(expected), of(actual));
    }
}

fn compare_names<V: Clone>(noun: &str, expected: &Map<Name, V>, actual: &Map<Name, V>, found: &mut Found<'_>) {
    let missing = expected.keys().filter(|name| !actual.contains_key(name.as_str()));
    found.extend(missing.map(|name| format!("{noun} `{name}` would be missing")));
    let left = actual.keys().filter(|name| !expected.contains_key(name.as_str()));
    found.extend(left.map(|name| format!("{noun} `{name}` would be left over")));
}

fn compare_tables(expected: &Table, actual: &Table, found: &mut Found<'_>) {
    let table = &expected.name;
    compare_parts(&format!("column `{table}."), &expected.columns, &actual.columns, found);
    let primary_keys = (expected.primary_key.as_slice(), actual.primary_key.as_slice());
    compare_parts("primary key `", primary_keys.0, primary_keys.1, found);
    compare_parts("unique constraint `", &expected.uniques, &actual.uniques, found);
    compare_parts("foreign key `", &expected.foreign_keys, &actual.foreign_keys, found);
    compare_parts("check `", &expected.checks, &actual.checks, found);
    compare_parts("exclusion constraint `", &expected.exclusions, &actual.exclusions, found);
    compare_parts("index `", &expected.indexes, &actual.indexes, found);
    let comments = (comment(expected.comment.as_deref()), comment(actual.comment.as_deref()));
    was(&format!("table `{table}`"), "have", &comments.0, &comments.1, found);
}

/// Something of a table that has a name.
trait Part {
    fn name(&self) -> &Name;

    /// Compares it with one of the same name. `what` names it in words.
    fn compare(&self, actual: &Self, what: &str, found: &mut Found<'_>);
}

/// `noun` goes up to the quoted name.
fn compare_parts<P: Part>(noun: &str, expected: &[P], actual: &[P], found: &mut Found<'_>) {
    let of = |parts: &[P], name: &Name| parts.iter().position(|part| part.name() == name);
    for part in expected {
        let what = format!("{noun}{}`", part.name());
        match of(actual, part.name()) {
            Some(index) => part.compare(&actual[index], &what, found),
            None => found.push(format!("{what} would be missing")),
        }
    }
    for part in actual.iter().filter(|part| of(expected, part.name()).is_none()) {
        found.push(format!("{noun}{}` would be left over", part.name()));
    }
}

/// Says so if two descriptions differ.
fn was(what: &str, verb: &str, before: &str, after: &str, found: &mut Found<'_>) {
    let past = if verb == "have" { "had" } else { "was" };
    if before != after {
        found.push(format!("{what} would {verb} {after}, it {past} {before}"));
    }
}

impl Part for Column {
    fn name(&self) -> &Name {
        &self.name
    }

    fn compare(&self, actual: &Self, what: &str, found: &mut Found<'_>) {
        let Self {
            name: _,
            column_type,
            nullable: _,
            default: _,
            auto_increment: _,
            generated,
            on_update_now: _,
            comment: text,
        } = self;
        was(what, "be", &format!("`{column_type}`"), &format!("`{}`", actual.column_type), found);
        if column_type != &actual.column_type && column_type.to_string() == actual.column_type.to_string() {
            found.push(format!("{what} would be `{}` as only some of the databases spell it", actual.column_type));
        }
        was(what, "be", nullability(self), nullability(actual), found);
        was(what, "have", &default(self), &default(actual), found);
        was(what, "be", counting(self), counting(actual), found);
        let is_same = match (generated, &actual.generated) {
            (Some(expected), Some(actual)) => expected.is_same(actual, found.targets),
            (expected, actual) => expected.is_none() && actual.is_none(),
        };
        if !is_same {
            was(what, "be", &computed(self), &computed(actual), found);
        }
        was(what, "be", touched(self), touched(actual), found);
        was(what, "have", &comment(text.as_deref()), &comment(actual.comment.as_deref()), found);
    }
}

const fn nullability(column: &Column) -> &'static str {
    if column.nullable { "nullable" } else { "NOT NULL" }
}

const fn counting(column: &Column) -> &'static str {
    if column.auto_increment { "counting up by itself" } else { "given its values" }
}

const fn touched(column: &Column) -> &'static str {
    if column.on_update_now { "set to the time of each change" } else { "left alone by changes" }
}

fn computed(column: &Column) -> String {
    match &column.generated {
        None => "an ordinary column".to_owned(),
        Some(Generated { expression, storage: Storage::Virtual }) => format!("computed from {}", shown(expression)),
        Some(Generated { expression, storage: Storage::Stored }) => {
            format!("computed from {} and stored", shown(expression))
        }
    }
}

fn default(column: &Column) -> String {
    match &column.default {
        None => "no default".to_owned(),
        Some(Value::Boolean(value)) => format!("default `{value}`"),
        Some(Value::Integer(value)) => format!("default `{value}`"),
        Some(Value::Decimal(value)) => format!("default `{value}`"),
        Some(Value::Text(value)) => format!("default `{value:?}`"),
        Some(Value::Now) => "default `now()`".to_owned(),
        Some(Value::Sql(sql)) => {
            let texts: Vec<String> = sql.texts().map(|text| format!("`{}`", text.text)).collect();
            format!("default {}", texts.join(" or "))
        }
    }
}

fn comment(text: Option<&str>) -> String {
    text.map_or_else(|| "no comment".to_owned(), |text| format!("the comment `{text}`"))
}

impl Part for Key {
    fn name(&self) -> &Name {
        &self.name
    }

    fn compare(&self, actual: &Self, what: &str, found: &mut Found<'_>) {
        let Self { name: _, columns, deferrable, include } = self;
        was(what, "be", &on(columns), &on(&actual.columns), found);
        was(what, "be", checked(*deferrable), checked(actual.deferrable), found);
        was(what, "include", &on(include), &on(&actual.include), found);
    }
}

const fn checked(deferrable: bool) -> &'static str {
    if deferrable { "deferrable" } else { "checked at once" }
}

impl Part for ForeignKey {
    fn name(&self) -> &Name {
        &self.name
    }

    fn compare(&self, actual: &Self, what: &str, found: &mut Found<'_>) {
        // Validity is not part of what a `down` has to bring back.
        let Self {
            name: _,
            columns,
            referenced_table,
            referenced_columns,
            on_delete,
            on_update,
            deferrable,
            validity: _,
        } = self;
        was(what, "be", checked(*deferrable), checked(actual.deferrable), found);
        was(what, "be", &on(columns), &on(&actual.columns), found);
        let refers = |table: &Name, columns: &[Name]| format!("a reference to `{table}` {}", on(columns));
        let after = refers(&actual.referenced_table, &actual.referenced_columns);
        was(what, "be", &refers(referenced_table, referenced_columns), &after, found);
        was(what, "have", &action("delete", *on_delete), &action("delete", actual.on_delete), found);
        was(what, "have", &action("update", *on_update), &action("update", actual.on_update), found);
    }
}

fn action(event: &str, action: ReferenceAction) -> String {
    format!("`on_{event}({action:?})`")
}

impl Part for Check {
    fn name(&self) -> &Name {
        &self.name
    }

    fn compare(&self, actual: &Self, what: &str, found: &mut Found<'_>) {
        if !expression::is_same(&self.expression, &actual.expression, found.targets) {
            found.push(format!("{what} would be {}, it was {}", shown(&actual.expression), shown(&self.expression)));
        }
    }
}

impl Part for Index {
    fn name(&self) -> &Name {
        &self.name
    }

    fn compare(&self, actual: &Self, what: &str, found: &mut Found<'_>) {
        let Self { name: _, parts, unique: _, method, predicate, include, nulls_not_distinct: _ } = self;
        let same_parts = parts.len() == actual.parts.len()
            && parts.iter().zip(&actual.parts).all(|(left, right)| is_same_part(left, right, found.targets));
        if !same_parts {
            was(what, "be", &on_parts(parts), &on_parts(&actual.parts), found);
        }
        let unique = |index: &Self| match (index.unique, index.nulls_not_distinct) {
            (true, true) => "unique with NULL as a value",
            (true, false) => "unique",
            (false, _) => "not unique",
        };
        was(what, "be", unique(self), unique(actual), found);
        was(what, "have", &using(method.as_ref()), &using(actual.method.as_ref()), found);
        was(what, "include", &on(include), &on(&actual.include), found);
        if !is_same_option(predicate.as_ref(), actual.predicate.as_ref(), found.targets) {
            let rows = |sql: &Option<Sql>| sql.as_ref().map_or("every row".to_owned(), shown);
            found.push(format!("{what} would hold {}, it held {}", rows(&actual.predicate), rows(predicate)));
        }
    }
}

impl Part for Exclusion {
    fn name(&self) -> &Name {
        &self.name
    }

    fn compare(&self, actual: &Self, what: &str, found: &mut Found<'_>) {
        let Self { name: _, parts, method, predicate, deferrable } = self;
        let same_parts = parts.len() == actual.parts.len()
            && parts.iter().zip(&actual.parts).all(|(left, right)| {
                is_same_key(&left.key, &right.key, found.targets)
                    && *left == ExclusionPart { key: left.key.clone(), ..right.clone() }
            });
        if !same_parts {
            was(what, "be", &compared(parts), &compared(&actual.parts), found);
        }
        was(what, "have", &using(method.as_ref()), &using(actual.method.as_ref()), found);
        was(what, "be", checked(*deferrable), checked(actual.deferrable), found);
        if !is_same_option(predicate.as_ref(), actual.predicate.as_ref(), found.targets) {
            let rows = |sql: &Option<Sql>| sql.as_ref().map_or("every row".to_owned(), shown);
            found.push(format!("{what} would compare {}, it compared {}", rows(&actual.predicate), rows(predicate)));
        }
    }
}

fn compared(parts: &[ExclusionPart]) -> String {
    let part = |part: &ExclusionPart| {
        let ExclusionPart { key, operator_class, operator } = part;
        let class = operator_class.as_ref().map(|name| format!(" by `{name}`")).unwrap_or_default();
        format!("{}{class} with `{operator}`", key_shown(key))
    };
    format!("on {}", parts.iter().map(part).collect::<Vec<_>>().join(", "))
}

fn using(method: Option<&Name>) -> String {
    method.map_or("no method".to_owned(), |it| format!("method `{it}`"))
}

fn is_same_option(left: Option<&Sql>, right: Option<&Sql>, targets: &[Target]) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => expression::is_same(left, right, targets),
        (left, right) => left.is_none() && right.is_none(),
    }
}

fn is_same_part(left: &IndexPart, right: &IndexPart, targets: &[Target]) -> bool {
    is_same_key(&left.key, &right.key, targets) && *left == IndexPart { key: left.key.clone(), ..right.clone() }
}

fn is_same_key(left: &IndexKey, right: &IndexKey, targets: &[Target]) -> bool {
    match (left, right) {
        (IndexKey::Expression(left), IndexKey::Expression(right)) => expression::is_same(left, right, targets),
        (left, right) => left == right,
    }
}

fn key_shown(key: &IndexKey) -> String {
    match key {
        IndexKey::Column(name) => format!("`{name}`"),
        IndexKey::Expression(sql) => shown(sql),
    }
}

fn on_parts(parts: &[IndexPart]) -> String {
    let part = |part: &IndexPart| {
        let IndexPart { key, descending, nulls, operator_class, prefix } = part;
        let key = key_shown(key);
        let options = [
            descending.then(|| "descending".to_owned()),
            nulls.map(|nulls| format!("NULL {nulls:?}").to_lowercase().replace("null", "NULL")),
            operator_class.as_ref().map(|name| format!("by `{name}`")),
            prefix.map(|characters| format!("its first {characters} characters")),
        ];
        options.into_iter().flatten().fold(key, |text, option| text + " " + &option)
    };
    format!("on {}", parts.iter().map(part).collect::<Vec<_>>().join(", "))
}

/// The texts of an expression.
fn shown(sql: &Sql) -> String {
    let texts: Vec<String> = sql.texts().map(|text| format!("`{}`", text.text)).collect();
    texts.join(" or ")
}

fn on(columns: &[Name]) -> String {
    let quoted: Vec<String> = columns.iter().map(|column| format!("`{column}`")).collect();
    format!("on {}", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apply::apply;
    use crate::catalog::{ConstraintKind, SqlType};
    use crate::operation::Operation;
    use crate::sample::*;

    /// What is said of the sample after these operations, beside the sample itself.
    fn check_differences(operations: &[Operation], expected: &[&str]) {
        let before = catalog();
        let mut after = before.clone();
        for operation in operations {
            assert_eq!(apply(operation, &mut after, &everywhere()), Ok(()), "{operation:?}");
        }
        assert_eq!(differences(&before, &after, &everywhere()), expected, "{operations:?}");
    }

    #[test]
    fn differences_are_told_in_words() {
        check_differences(&[], &[]);
        check_differences(&[create_view("v", "SELECT id FROM users")], &["view `v` would be left over"]);
        check_differences(
            &[set_not_null("users", "nick", None)],
            &["column `users.nick` would be NOT NULL, it was nullable"],
        );
        check_differences(&[drop_index("users", "users_nick_idx")], &["index `users_nick_idx` would be missing"]);
        check_differences(&[create_table(table("tags", vec![id()]))], &["table `tags` would be left over"]);
        check_differences(&[drop_table("posts")], &["table `posts` would be missing"]);
        check_differences(
            &[add_column("users", nullable("bio", SqlType::Text))],
            &["column `users.bio` would be left over"],
        );
        check_differences(
            &[drop_column("posts", "title", Some(Value::Text(String::new())))],
            &["column `posts.title` would be missing"],
        );
        check_differences(
            &[change_type("users", "nick", SqlType::Text)],
            &["column `users.nick` would be `text`, it was `varchar(20)`"],
        );
        check_differences(
            &[drop_default("users", "role")],
            &["column `users.role` would have no default, it had default `\"member\"`"],
        );
        check_differences(
            &[
                drop_constraint("users", ConstraintKind::Check, "users_age_check"),
                add_constraint("users", check("users_age_check", "age > 1")),
            ],
            &["check `users_age_check` would be `age > 1`, it was `age >= 0`"],
        );
        check_differences(
            &[set_generated("users", "nick", "lower(role)", Storage::Stored)],
            &["column `users.nick` would be computed from `lower(role)` and stored, it was an ordinary column"],
        );
        check_differences(
            &[drop_auto_increment("posts", "id")],
            &["column `posts.id` would be given its values, it was counting up by itself"],
        );
        check_differences(
            &[rename_constraint("users", "users_email_key", "emails")],
            &["unique constraint `users_email_key` would be missing", "unique constraint `emails` would be left over"],
        );
        check_differences(
            &[
                drop_index("users", "users_nick_idx"),
                create_index("users", Index { unique: true, ..index("users_nick_idx", &["nick", "age"]) }),
            ],
            &[
                "index `users_nick_idx` would be on `nick`, `age`, it was on `nick`",
                "index `users_nick_idx` would be unique, it was not unique",
            ],
        );
    }

    #[test]
    fn the_order_of_columns_does_not_count() {
        check_differences(
            &[
                drop_index("users", "users_nick_idx"),
                drop_column("users", "nick", None),
                add_column("users", nullable("nick", SqlType::Varchar(20))),
                create_index("users", index("users_nick_idx", &["nick"])),
            ],
            &[],
        );
    }

    #[test]
    fn a_name_quoted_on_its_way_back_is_no_difference() {
        check_differences(&[rename_column("users", "age", "order"), rename_column("users", "order", "age")], &[]);
    }
}
