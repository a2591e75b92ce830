//! Creating, replacing, dropping and renaming views, and how they follow what they read.

use crate::catalog::{Catalog, Column, Index, Name, Sql, SqlType, Table, View, ViewKind, ViewUse};
use crate::dialect::Target;
use crate::expression::{self, QueryRename};
use crate::location::Location;
use crate::operation::{CreateView, DropView, Operation, RenameView, ReplaceView};
use crate::refusal::Refusal;

use super::cx::{Cx, note_place, place};
use super::former;
use super::trigger;
use super::uses::Use;

pub(super) fn check_create(cx: &mut Cx<'_>, operation: &CreateView) {
    let CreateView { name, kind, query, indexes } = operation;
    cx.take_relation(kind.noun(), name, name.at());
    cx.extend(expression::check_query(query, cx.catalog, cx.targets, name.at()));
    if cx.has_refused() {
        return;
    }
    let reads = expression::reads(query, cx.catalog, cx.targets);
    let rows = rows(name, &reads.columns, indexes);
    for index in indexes {
        cx.take_index(name, &index.name, name.at());
        cx.check_index(&rows, index, place(&index.name, name.at()));
    }
}

pub(super) fn check_replace(cx: &mut Cx<'_>, operation: &ReplaceView) {
    let ReplaceView { name, query } = operation;
    let Some(view) = cx.view(name, Some(ViewKind::Plain)) else { return };
    let differs_elsewhere = expression::differs_elsewhere(&view.query, query, cx.targets);
    if expression::is_same_query(&view.query, query, cx.targets) && !differs_elsewhere {
        let at = query.texts().next().map_or(name.at(), |text| text.at);
        cx.refuse(Refusal::new(at, format!("view `{name}` has this query already")));
        return;
    }
    cx.extend(expression::check_query(query, cx.catalog, cx.targets, name.at()));
    let reads = expression::reads(query, cx.catalog, cx.targets);
    cx.check_triggers_of_view(name, &reads.columns, name.at());
    let mut open: Vec<&Name> = reads.uses.iter().map(|used| &used.relation).collect();
    while let Some(relation) = open.pop() {
        if relation == name {
            let at = query.texts().next().map_or(name.at(), |text| text.at);
            cx.refuse(Refusal::new(at, format!("view `{name}` would read itself")));
            return;
        }
        open.extend(cx.catalog.view(relation).into_iter().flat_map(|view| &view.uses).map(|used| &used.relation));
    }
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropView) {
    let Some(view) = cx.view(&operation.name, Some(operation.kind)) else { return };
    cx.check_read_by_no_view(&view.name, operation.name.at());
    cx.check_named_by_no_trigger(&view.name, operation.name.at());
    cx.check_type_of_no_function(view.kind.noun(), &operation.name);
}

pub(super) fn check_rename(cx: &mut Cx<'_>, operation: &RenameView) {
    let Some(view) = cx.view(&operation.from, None) else { return };
    if operation.from == operation.to {
        cx.refuse_same_name(&operation.to);
    } else if !cx.check_stays_in_schema(view.kind.noun(), &operation.from, &operation.to) {
        return;
    } else if operation.from.eq_ignore_ascii_case(&operation.to) {
        cx.check_name(view.kind.noun(), &operation.to, operation.from.at());
    } else {
        cx.take_relation(view.kind.noun(), &operation.to, operation.from.at());
    }
    cx.check_rename_in_triggers(&operation.from, &operation.to);
}

impl<'a> Cx<'a> {
    /// The view of this name, of this kind where one is given, or a refusal.
    pub fn view(&mut self, name: &Name, kind: Option<ViewKind>) -> Option<&'a View> {
        let found = self.catalog.view(name);
        match (found, kind) {
            (None, _) => self.refuse(missing_view(self.catalog, name, kind.unwrap_or(ViewKind::Plain))),
            (Some(view), Some(kind)) if view.kind != kind => {
                let refusal = Refusal::new(name.at(), format!("`{name}` is a {}", view.kind.noun()));
                self.refuse(refusal.help(match view.kind {
                    ViewKind::Plain => "write `drop_view`",
                    ViewKind::Materialized => {
                        "write `drop_materialized_view`, and `create_materialized_view` for another"
                    }
                }));
            }
            (Some(view), _) => return Some(view),
        }
        None
    }

    /// Refuses to drop what a view reads.
    pub fn check_read_by_no_view(&mut self, relation: &Name, at: Location) {
        let catalog = self.catalog;
        for view in catalog.views_over(relation) {
            let used = Use::of_view(view);
            let refusal = Refusal::new(at, format!("`{relation}` cannot be dropped while {} uses it", used.what));
            let refusal = note_place(refusal, &format!("the {} was created in", view.kind.noun()), used.at);
            self.refuse(refusal.help(format!("write `{}` first", used.statement)));
        }
    }
}

impl Use {
    /// A view that uses something.
    pub fn of_view(view: &View) -> Self {
        Self {
            what: format!("{} `{}`", view.kind.noun(), view.name),
            statement: format!("schema.{}({:?});", view.kind.dropping(), view.name.as_str()),
            at: view.name.at(),
        }
    }
}

fn missing_view(catalog: &Catalog, name: &Name, kind: ViewKind) -> Refusal {
    let noun = kind.noun();
    let refusal = Refusal::new(name.at(), format!("there is no {noun} `{name}`"));
    if catalog.table(name).is_some() {
        let refusal = refusal.note(format!("`{name}` is a table"));
        return refusal.help("write `drop_table` or `rename_table`");
    }
    let (refusal, now) = former::explain(catalog, refusal, name, str::to_owned);
    super::lookup::suggest(refusal, now, name, catalog.views.keys().map(Name::as_str))
}

pub(super) fn create(operation: &CreateView, catalog: &mut Catalog, targets: &[Target]) {
    let CreateView { name, kind, query, indexes } = operation.clone();
    former::forget(catalog, &name);
    let expression::Reads { uses, columns } = expression::reads(&query, catalog, targets);
    let rows = (kind == ViewKind::Materialized).then(|| rows(&name, &columns, &indexes));
    catalog.views.insert(name.clone(), View { name, kind, query, columns, uses, rows });
}

/// The table that a view is to its indexes and triggers.
pub(super) fn rows(name: &Name, columns: &[Name], indexes: &[Index]) -> Table {
    let sql_type = SqlType::Custom(Sql::everywhere("", Location::UNKNOWN));
    let column = |name: &Name| Column::nullable(name.clone(), sql_type.clone().into());
    Table { columns: columns.iter().map(column).collect(), indexes: indexes.to_vec(), ..Table::new(name.clone()) }
}

pub(super) fn replace(operation: &ReplaceView, catalog: &mut Catalog, targets: &[Target]) {
    let expression::Reads { uses, columns } = expression::reads(&operation.query, catalog, targets);
    if let Some(view) = catalog.views.get_mut(operation.name.as_str()) {
        view.query = operation.query.clone();
        (view.uses, view.columns) = (uses, columns);
    }
}

pub(super) fn drop(operation: &DropView, catalog: &mut Catalog) {
    former::dropped(catalog, operation.name.to_string(), operation.name.at());
    catalog.views.remove(operation.name.as_str());
    trigger::drop_of(&operation.name, catalog);
}

/// A view keeps the place where it was created.
pub(super) fn rename(operation: &RenameView, catalog: &mut Catalog) {
    let (from, to) = (&operation.from, &operation.to);
    let Some(mut view) = catalog.views.remove(from.as_str()) else { return };
    former::forget(catalog, to);
    former::carry(catalog, from, to);
    former::renamed(catalog, from.to_string(), to, to);
    view.name = to.moved_to(view.name.at());
    view.rows.iter_mut().for_each(|table| table.name = view.name.clone());
    catalog.views.insert(view.name.clone(), view);
}

/// Carries an operation into the queries of the views that read what it changed, or says which of them cannot follow.
/// `after` is the schema after the operation, whose views do not know of it yet.
pub(super) fn follow(operation: &Operation, before: &Catalog, after: &mut Catalog, targets: &[Target]) -> Vec<Refusal> {
    let (relation, rename, at) = match operation {
        Operation::RenameTable(rename) => {
            let names = QueryRename::Relation { from: &rename.from, to: &rename.to };
            (&rename.from, Some(names), rename.to.at())
        }
        Operation::RenameView(rename) => {
            let names = QueryRename::Relation { from: &rename.from, to: &rename.to };
            (&rename.from, Some(names), rename.to.at())
        }
        Operation::RenameColumn(rename) => {
            let names = QueryRename::Column { relation: &rename.table, from: &rename.from, to: &rename.to };
            (&rename.table, Some(names), rename.to.at())
        }
        Operation::AddColumn(add) => (&add.table, None, place(&add.column.name, add.table.at())),
        Operation::ReplaceView(replace) => (&replace.name, None, replace.name.at()),
        _ => return Vec::new(),
    };
    let mut refusals = Vec::new();
    for view in before.views_over(relation) {
        let query = match rename {
            Some(rename) => expression::rename_in_query(&view.query, rename, before, targets),
            None => view.query.clone(),
        };
        let problem = expression::check_query(&query, after, targets, view.name.at()).into_iter().next();
        let reads = expression::reads(&query, after, targets);
        if problem.is_some() || reads.uses != renamed_uses(&view.uses, rename) {
            refusals.push(cannot_follow(view, problem, at));
        } else if let Some(view) = after.views.get_mut(view.name.as_str()) {
            (view.query, view.uses) = (query, reads.uses);
        }
    }
    refusals
}

fn renamed_uses(uses: &[ViewUse], rename: Option<QueryRename<'_>>) -> Vec<ViewUse> {
    let mut uses = uses.to_vec();
    for used in &mut uses {
        match rename {
            Some(QueryRename::Relation { from, to }) if used.relation == *from => used.relation = to.clone(),
            Some(QueryRename::Column { relation, from, to }) if used.relation == *relation => {
                used.columns.iter_mut().filter(|column| *column == from).for_each(|column| *column = to.clone());
                used.columns.sort();
            }
            _ => {}
        }
    }
    uses.sort_by(|left, right| left.relation.cmp(&right.relation));
    uses
}

fn cannot_follow(view: &View, problem: Option<Refusal>, at: Location) -> Refusal {
    let (noun, name) = (view.kind.noun(), &view.name);
    let refusal = Refusal::new(at, format!("{noun} `{name}` would no longer say what it says"));
    let refusal = match problem {
        Some(problem) => refusal.note(problem.problem),
        None => refusal.note("its query would name something else"),
    };
    let refusal = note_place(refusal, &format!("the {noun} was created in"), name.at());
    let statement = Use::of_view(view).statement;
    let is_unread = view.query.texts().any(|text| text.uses.is_some());
    let how = if is_unread { "with the new name" } else { "with a table in front of each column" };
    refusal.help(format!("write `{statement}` first and create it again after, {how}"))
}
