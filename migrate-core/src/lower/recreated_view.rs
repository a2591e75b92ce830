//! PostgreSQL: the views that a change does not allow, which are made anew around it and come back for whom they were.

use super::action::Action;
use super::plan::{Group, Moment, Planned, Undo};
use super::view::{again, dropped, with_views_over};
use crate::apply::tables;
use crate::catalog::{Catalog, Name, View};
use crate::dialect::{Dialect, Target};
use crate::expression::{has_type, with_those_computed_from};
use crate::refusal::Refusal;

/// What the catalogue knows of a view that PostgreSQL makes anew.
pub(crate) struct BelongingsOfView<'a> {
    pub view: &'a View,
    pub triggers: Vec<&'a Name>,
    /// Those that are made anew together.
    pub together: &'a [Name],
}

/// PostgreSQL: the change of a column's type, or of how its values come about, with the views that read it or a column
/// computed from it, and those over them: the server refuses to touch them under a view.
pub(super) fn around_changed_column(
    moment: &Moment<'_>,
    (table, column): (&Name, &Name),
    planned: Vec<Planned>,
) -> Vec<Planned> {
    let before = &moment.before;
    let Some(known) = before.table(table) else { return planned };
    let changed = with_those_computed_from(known, column, &[Target::new(Dialect::Postgres)]);
    let reads = |view: &&View| changed.iter().any(|column| view.names_column(table, column));
    around(moment, with_views_over(before.views.values().filter(reads).collect(), before), planned)
}

/// PostgreSQL: drops views before what is planned, and creates them again after it, for whom they were. They come each
/// after those that it reads.
pub(super) fn around(moment: &Moment<'_>, views: Vec<&View>, planned: Vec<Planned>) -> Vec<Planned> {
    const DIALECT: Dialect = Dialect::Postgres;
    let views: Vec<&View> = views.into_iter().filter(|view| view.query.text(DIALECT).is_some()).collect();
    if views.is_empty() {
        return planned;
    }
    let names: Vec<Name> = views.iter().map(|view| view.name.clone()).collect();
    let (keep, restore) = (Action::KeepGrants(names.clone()), Action::RestoreGrants(names));
    let first = Planned::undone_by(keep.clone(), vec![restore.clone()]);
    let last = Planned::undone_by(restore, vec![keep]);
    let drops = views.iter().rev().filter_map(|view| dropped(view, &moment.before, DIALECT));
    let new = views.iter().filter_map(|view| moment.after.view(&view.name));
    let creates = new.filter_map(|view| again(view, &moment.after, DIALECT)).flatten();
    std::iter::once(first).chain(drops).chain(planned).chain(creates).chain([last]).collect()
}

/// What is noted of views lasts as long as a transaction, and each action is undone in one of its own: so the last action
/// undoes all of them.
pub(super) fn undo_together(planned: &mut [Planned]) {
    let is_first = |planned: &Planned| matches!(planned.action, Action::KeepGrants(_));
    let is_last = |planned: &Planned| matches!(planned.action, Action::RestoreGrants(_));
    let (Some(first), Some(last)) = (planned.iter().position(is_first), planned.iter().position(is_last)) else {
        return;
    };
    let undone = planned[first..=last].iter_mut().rev().map(|planned| planned.undo.replace(Vec::new()));
    let whole: Vec<Option<Vec<Undo>>> = undone.collect();
    let whole: Option<Vec<Vec<Undo>>> = whole.into_iter().collect();
    planned[last].undo = whole.map(|parts| parts.into_iter().flatten().collect());
}

impl Group<'_> {
    /// What is known of the older views that PostgreSQL makes anew.
    pub fn belongings_of_views(&self) -> impl Iterator<Item = BelongingsOfView<'_>> {
        let kept = self.planned.iter().filter_map(|planned| match &planned.action {
            Action::KeepGrants(names) => Some(names),
            _ => None,
        });
        kept.flat_map(|together| together.iter().filter_map(|name| self.belongings_of_view(name, together)))
    }

    fn belongings_of_view<'b>(&'b self, name: &Name, together: &'b [Name]) -> Option<BelongingsOfView<'b>> {
        let first = self.moments.first().filter(|first| first.is_old(name))?;
        let view = first.before.view(name)?;
        Some(BelongingsOfView { view, triggers: triggers_of(view, &first.before), together })
    }
}

impl BelongingsOfView<'_> {
    /// Whether all of it has been so since the start of a script.
    pub fn is_of(&self, start: &Catalog) -> bool {
        self.together.iter().all(|name| start.view(name).is_some())
            && start.view(&self.view.name).is_some_and(|view| {
                triggers_of(view, start) == self.triggers
                    && view.indexes() == self.view.indexes()
                    && view.columns == self.view.columns
            })
    }
}

/// The triggers of a view that PostgreSQL has.
fn triggers_of<'a>(view: &'a View, catalog: &'a Catalog) -> Vec<&'a Name> {
    let triggers = catalog.triggers_of(&view.name);
    let known = triggers.filter(|trigger| trigger.definition.text(Dialect::Postgres).is_some());
    known.map(|trigger| &trigger.name).collect()
}

/// Why a view cannot step aside: a function has its type, and would have to be created again too.
pub(super) fn refusal(group: &Group<'_>) -> Option<Refusal> {
    let moment = group.moments.first().filter(|_| group.there().is_none())?;
    let aside = group.planned.iter().find_map(|planned| match &planned.action {
        Action::KeepGrants(views) => Some(views),
        _ => None,
    })?;
    let functions = || moment.before.functions.values();
    let (view, function) =
        aside.iter().find_map(|view| Some((view, functions().find(|function| has_type(function, view))?)))?;
    let (at, name) = (tables(moment.operation).first().map_or(view.at(), |name| name.at()), &function.name);
    let problem = format!("PostgreSQL cannot make view `{view}` anew while function `{name}` has its type");
    let refusal = Refusal::new(at, problem).note("it changes no column under a view, so the view steps aside");
    Some(refusal.help(format!("write `schema.drop_function({:?});` before, and create it again after", name.as_str())))
}
