//! Which names are legal, and which are taken.

use crate::catalog::name::split;
use crate::catalog::{Catalog, Constraint, ConstraintKind, Name, Namespace, Table};
use crate::dialect::Dialect;
use crate::location::Location;
use crate::refusal::Refusal;

use super::cx::{Cx, Space, Taken, note_place, place};

/// PostgreSQL's hidden columns.
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

const OF_A_COLUMN: &str =
    "PostgreSQL makes one for a column that counts up by itself, and it keeps its name through renames";

impl Cx<'_> {
    /// Refuses a name that a target cannot have, or that this program keeps for itself.
    pub fn check_name(&mut self, noun: &'static str, name: &Name, fallback: Location) {
        let at = place(name, fallback);
        if let Some(refusal) = self.illegal(noun, name, at) {
            self.refuse(refusal);
        }
    }

    fn illegal(&self, noun: &'static str, name: &Name, at: Location) -> Option<Refusal> {
        if name.is_empty() {
            return Some(Refusal::new(at, format!("the name of {} is empty", with_article(noun))));
        }
        if let Some(refusal) = self.check_schema_of(noun, name, at) {
            return Some(refusal);
        }
        // The schema was looked at when it was created.
        let name = &if self.may_lie_in_schema(noun) { Name::new(name.local(), name.at()) } else { name.clone() };
        if name.starts_with(' ') || name.ends_with(' ') {
            return Some(Refusal::new(at, format!("{noun} name `{name}` begins or ends with a space")));
        }
        if let Some(bad) = name.chars().find(|c| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | ' '))) {
            let shown: String = name.chars().map(printable).collect();
            let bad = if bad == '`' { "a backquote".to_owned() } else { format!("`{}`", printable(bad)) };
            return Some(
                Refusal::new(at, format!("{noun} name `{shown}` cannot hold {bad}"))
                    .note("a name is made of letters, digits, `_`, `$`, `-` and inner spaces"),
            );
        }
        self.too_wide(noun, name, at)
            .or_else(|| self.too_long(noun, name, at))
            .or_else(|| self.reserved(noun, name, at))
    }

    fn too_wide(&self, noun: &str, name: &Name, at: Location) -> Option<Refusal> {
        let wide = name.chars().find(|letter| letter.len_utf8() > 3)?;
        let dialect = self.target(Dialect::is_mysql_family)?;
        Some(
            Refusal::new(at, format!("{noun} name `{name}` cannot hold `{wide}` on {dialect}"))
                .note(format!("a name of {dialect} is made of characters of at most three bytes")),
        )
    }

    fn too_long(&self, noun: &str, name: &Name, at: Location) -> Option<Refusal> {
        let (bytes, letters) = (name.len(), name.chars().count());
        let (dialect, limit) = if bytes > 63 && self.target(|dialect| dialect == Dialect::Postgres).is_some() {
            (Dialect::Postgres, "63 bytes")
        } else {
            (self.target(|dialect| letters > 64 && dialect.is_mysql_family())?, "64 characters")
        };
        let shown: String = name.chars().take(30).collect();
        Some(
            Refusal::new(at, format!("{noun} name `{shown}…` is longer than {dialect} allows"))
                .note(format!("a name of {dialect} has at most {limit}")),
        )
    }

    fn reserved(&self, noun: &str, name: &Name, at: Location) -> Option<Refusal> {
        let lower = name.to_lowercase();
        let own = [("migrate_history", "the history of applied migrations"), ("migrate_lease", "the lease of a run")];
        if let Some((start, what)) = own.into_iter().find(|(start, _)| noun == "table" && lower.starts_with(start)) {
            return Some(
                Refusal::new(at, format!("table name `{name}` is kept for {what}"))
                    .help(format!("choose a name that does not begin with `{start}`")),
            );
        }
        let (dialect, kept) = if lower.starts_with("sqlite_") {
            (Dialect::Sqlite, "names that begin with `sqlite_`")
        } else if noun == "column" && SYSTEM_COLUMNS.contains(&lower.as_str()) {
            (Dialect::Postgres, "this name for a hidden column of every table")
        } else if ["index", "unique constraint"].contains(&noun) && lower == "primary" {
            (self.target(Dialect::is_mysql_family)?, "this name for the primary key")
        } else {
            return None;
        };
        self.target(|target| target == dialect)?;
        Some(
            Refusal::new(at, format!("{noun} name `{name}` is kept by {dialect}"))
                .note(format!("{dialect} keeps {kept}")),
        )
    }

    /// Takes a name for a table, a view or a sequence, or refuses it.
    pub fn take_relation(&mut self, noun: &'static str, name: &Name, fallback: Location) {
        self.check_name(noun, name, fallback);
        self.check_no_enum(name);
        self.take(Space::Relations, noun, name, name, fallback, |catalog| relation(catalog, name));
    }

    /// Takes a name for an index of a table or view, or refuses it.
    pub fn take_index(&mut self, table: &Name, name: &Name, fallback: Location) {
        self.check_name("index", name, fallback);
        let whole = table.beside(name);
        self.take(Space::Relations, "index", name, &whole, fallback, |catalog| relation(catalog, &whole));
    }

    /// Takes the name of a constraint of `table`, or refuses it.
    pub fn take_constraint(&mut self, table: &Table, constraint: &Constraint, fallback: Location) {
        let kind = constraint.kind();
        let name = constraint.name();
        self.take_constraint_name(table, kind, name, fallback);
    }

    /// Takes a name for a constraint of this kind of `table`, or refuses it.
    pub fn take_constraint_name(&mut self, table: &Table, kind: ConstraintKind, name: &Name, fallback: Location) {
        let noun = kind.noun();
        self.check_name(noun, name, fallback);
        let before = self.catalog.table(&table.name);
        let whole = table.name.beside(name);
        let (space, found) = match kind {
            ConstraintKind::PrimaryKey | ConstraintKind::Unique | ConstraintKind::Exclusion => {
                (Space::Relations, relation(self.catalog, &whole))
            }
            ConstraintKind::ForeignKey => (Space::ForeignKeys, constraint(self.catalog, kind, &whole)),
            ConstraintKind::Check => (Space::Checks, constraint(self.catalog, kind, &whole)),
        };
        let found = found.or_else(|| before.and_then(|table| constraint_of(table, None, name)));
        if self.taken.iter().any(|taken| taken.space == Space::Constraints && taken.name.eq_ignore_ascii_case(name)) {
            self.refuse(Refusal::new(place(name, fallback), format!("the name `{name}` is given twice")));
            return;
        }
        self.take(space, noun, name, &whole, fallback, |_| found);
        self.taken.push(Taken { space: Space::Constraints, noun, name: name.clone() });
    }

    fn take(
        &mut self,
        space: Space,
        noun: &'static str,
        name: &Name,
        whole: &Name,
        fallback: Location,
        find: impl FnOnce(&Catalog) -> Option<Holder>,
    ) {
        let at = place(name, fallback);
        let same = |taken: &&Taken| taken.space == space && taken.name.eq_ignore_ascii_case(whole);
        if let Some(taken) = self.taken.iter().find(same) {
            let refusal = Refusal::new(at, format!("the name `{name}` is taken by {}", with_article(taken.noun)));
            self.refuse(note_place(refusal, "it was given in", taken.name.at()));
        } else if let Some(holder) = find(self.catalog) {
            let of = holder.table.as_ref().map_or_else(String::new, |table| format!(" of `{table}`"));
            let is_same = holder.name.local() == name.local();
            let problem = if holder.noun == noun && is_same {
                format!("{noun} `{name}`{of} exists already")
            } else if is_same {
                format!("the name `{name}` is taken by {}{of}", with_article(holder.noun))
            } else {
                format!("the name `{name}` differs only in case from {} `{}`{of}", holder.noun, holder.name)
            };
            let refusal = note_place(Refusal::new(at, problem), "it was created in", holder.name.at());
            let is_numbering = holder.noun == "sequence" && holder.table.is_some();
            self.refuse(if is_numbering { refusal.note(OF_A_COLUMN) } else { refusal });
        }
        self.taken.push(Taken { space, noun, name: whole.clone() });
    }
}

/// What has a name already.
struct Holder {
    noun: &'static str,
    name: Name,
    /// The table it belongs to, unless it is one; the column, if it is its sequence.
    table: Option<Name>,
}

/// What has a name, which is given with the schema that it lies in.
fn relation(catalog: &Catalog, name: &str) -> Option<Holder> {
    let local = split(name).1;
    if let Some(sequence) = catalog.sequence_holder(name) {
        return Some(Holder { noun: "sequence", name: sequence.name.clone(), table: None });
    }
    if let Some(numbering) = catalog.numberings.get(&name.to_lowercase()) {
        let owner = Name::derived(format!("{}.{}", numbering.table, numbering.column));
        return Some(Holder { noun: "sequence", name: numbering.name.clone(), table: Some(owner) });
    }
    if let Some(view) = catalog.view_holder(name) {
        let index = view.indexes().iter().find(|index| index.name.eq_ignore_ascii_case(local));
        return Some(match index {
            Some(index) => Holder { noun: "index", name: index.name.clone(), table: Some(view.name.clone()) },
            None => Holder { noun: view.kind.noun(), name: view.name.clone(), table: None },
        });
    }
    catalog.holder(Namespace::Relations, name).and_then(|table| {
        let keys = table.primary_key.iter().map(|key| ("primary key", &key.name));
        let uniques = table.uniques.iter().map(|key| ("unique constraint", &key.name));
        let indexes = table.indexes.iter().map(|index| ("index", &index.name));
        let exclusions = table.exclusions.iter().map(|it| (ConstraintKind::Exclusion.noun(), &it.name));
        std::iter::once(("table", &table.name))
            .chain(keys)
            .chain(uniques)
            .chain(indexes)
            .chain(exclusions)
            .find(|(_, other)| other.local().eq_ignore_ascii_case(local))
            .map(|(noun, name)| {
                let owner = (noun != "table").then(|| table.name.clone());
                Holder { noun, name: name.clone(), table: owner }
            })
    })
}

fn constraint(catalog: &Catalog, kind: ConstraintKind, name: &str) -> Option<Holder> {
    let namespace = if kind == ConstraintKind::Check { Namespace::Checks } else { Namespace::ForeignKeys };
    catalog.holder(namespace, name).and_then(|table| constraint_of(table, Some(kind), split(name).1))
}

fn constraint_of(table: &Table, kind: Option<ConstraintKind>, name: &str) -> Option<Holder> {
    table
        .constraints()
        .find(|other| kind.is_none_or(|kind| other.kind() == kind) && other.name().eq_ignore_ascii_case(name))
        .map(|other| Holder { noun: other.kind().noun(), name: other.name().clone(), table: Some(table.name.clone()) })
}

/// A character as it is, or its escape if it has no glyph.
fn printable(letter: char) -> String {
    if letter.is_control() { letter.escape_debug().to_string() } else { letter.to_string() }
}

pub(super) fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}
