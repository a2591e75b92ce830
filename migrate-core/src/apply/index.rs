//! Creating, dropping and renaming indexes.

use crate::catalog::{Catalog, Index, IndexKey, IndexPart, Name, Nulls, Table};
use crate::dialect::Dialect;
use crate::expression::{Role, joined};
use crate::location::Location;
use crate::operation::{CreateIndex, DropIndex, RenameIndex};
use crate::refusal::{Call, Refusal};

use super::cx::{Cx, Share, place};
use super::former::{self, index_key};

pub(super) fn check_create(cx: &mut Cx<'_>, operation: &CreateIndex) {
    let Some(table) = cx.indexed(&operation.table) else { return };
    let (index, fallback) = (&operation.index, operation.table.at());
    cx.take_index(&table.name, &index.name, fallback);
    cx.check_index(table, index, place(&index.name, fallback));
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropIndex) {
    let Some(table) = cx.indexed(&operation.table) else { return };
    let Some(index) = cx.index(table, &operation.index) else { return };
    if let Some(columns) = index.unique_columns() {
        let mut without = table.clone();
        without.indexes.retain(|other| other.name != index.name);
        cx.check_still_unique(&without, "index", &index.name, &columns, operation.index.at());
    }
}

pub(super) fn check_rename(cx: &mut Cx<'_>, operation: &RenameIndex) {
    let Some(table) = cx.indexed(&operation.table) else { return };
    if cx.index(table, &operation.from).is_none() {
        return;
    }
    if operation.from == operation.to {
        cx.refuse_same_name(&operation.to);
    } else if operation.from.eq_ignore_ascii_case(&operation.to) {
        cx.check_name("index", &operation.to, operation.from.at());
    } else {
        cx.take_index(&table.name, &operation.to, operation.from.at());
    }
}

impl Cx<'_> {
    /// Refuses an index that cannot be part of `table`, which has its columns.
    pub fn check_index(&mut self, table: &Table, index: &Index, at: Location) {
        if index.parts.is_empty() {
            self.refuse(Refusal::new(at, "an index needs at least one column"));
        }
        let named: Vec<&Name> = index.named_columns().collect();
        for (position, column) in named.iter().enumerate() {
            if named[..position].contains(column) {
                self.refuse(Refusal::new(place(column, at), format!("an index names column `{column}` twice")));
            } else if table.column(column).is_none() {
                self.refuse_missing_column(table, column);
            }
        }
        for part in &index.parts {
            if let IndexKey::Expression(sql) = &part.key {
                self.extend(self.wrong_with(sql, Role::Index, table, at));
            }
            self.check_is_heard(part, at);
        }
        self.check_method_is_heard(index);
        if let Some(predicate) = &index.predicate {
            self.extend(self.wrong_with(predicate, Role::Predicate, table, at));
        }
    }

    /// Refuses a method that PostgreSQL alone has, where it is no target: MySQL and MariaDB make a B-tree in its place.
    fn check_method_is_heard(&mut self, index: &Index) {
        if self.share == Share::One || self.target(|dialect| dialect == Dialect::Postgres).is_some() {
            return;
        }
        let family = self.targets.iter().map(|target| target.dialect).filter(|dialect| dialect.is_mysql_family());
        let names: Vec<String> = family.map(|dialect| dialect.to_string()).collect();
        let is_other = |method: &&Name| Index::is_served_by_btree(method) && !method.eq_ignore_ascii_case("btree");
        let Some(method) = index.method.as_ref().filter(is_other).filter(|_| !names.is_empty()) else { return };
        let problem = format!("{} cannot organise an index as `{method}`", joined(&names));
        let mut refusal = Refusal::new(method.at(), problem);
        if method.eq_ignore_ascii_case("hash") {
            refusal = refusal.note("the word is taken, and InnoDB makes a B-tree");
        }
        self.refuse(refusal.help("write `\"btree\"`, or leave out `.using(…)`"));
    }

    /// Refuses what PostgreSQL alone can say of a part, where it is no target: it would go without a word.
    fn check_is_heard(&mut self, part: &IndexPart, at: Location) {
        if self.share == Share::One || self.target(|dialect| dialect == Dialect::Postgres).is_some() {
            return;
        }
        let at = match &part.key {
            IndexKey::Column(name) => place(name, at),
            IndexKey::Expression(sql) => sql.texts().next().map_or(at, |text| text.at),
        };
        if let Some(nulls) = part.nulls {
            let word = match nulls {
                Nulls::First => "nulls_first",
                Nulls::Last => "nulls_last",
            };
            let refusal =
                Refusal::new(at, "only PostgreSQL can say where NULL comes in an index").of(Call::After(word));
            let refusal =
                refusal.note("the databases of this history order NULL as the smallest value, whatever is said");
            self.refuse(refusal.help(format!("leave out `.{word}()`; `.desc()` puts NULL last")));
        }
        if part.operator_class.is_some() {
            let refusal = Refusal::new(at, "only PostgreSQL has operator classes").of(Call::After("operator_class"));
            self.refuse(
                refusal.help("leave out `.operator_class(…)`: an index serves every operator of its order there"),
            );
        }
    }
}

pub(super) fn create(operation: &CreateIndex, catalog: &mut Catalog) {
    catalog.former.remove(&index_key(&operation.table, &operation.index.name));
    if let Some(table) = catalog.indexed_mut(operation.table.as_str()) {
        table.indexes.push(operation.index.clone());
    }
}

pub(super) fn drop(operation: &DropIndex, catalog: &mut Catalog) {
    former::dropped(catalog, index_key(&operation.table, &operation.index), operation.index.at());
    if let Some(table) = catalog.indexed_mut(operation.table.as_str()) {
        table.indexes.retain(|index| index.name != operation.index);
    }
}

pub(super) fn rename(operation: &RenameIndex, catalog: &mut Catalog) {
    let key = |name: &str| index_key(&operation.table, name);
    former::renamed(catalog, key(&operation.from), &key(&operation.to), &operation.to);
    let Some(table) = catalog.indexed_mut(operation.table.as_str()) else { return };
    if let Some(index) = table.indexes.iter_mut().find(|index| index.name == operation.from) {
        index.name = operation.to.moved_to(index.name.at());
    }
}
