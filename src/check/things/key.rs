//! What things are called.

/// The kinds of things, in the order in which they are listed.
const KINDS: [&str; 17] = [
    "schema",
    "extension",
    "enum",
    "sequence",
    "table",
    "column",
    "primary key",
    "unique constraint",
    "foreign key",
    "check",
    "exclusion constraint",
    "index",
    "view",
    "materialized view",
    "function",
    "procedure",
    "trigger",
];

/// What a thing is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The place of its kind in [`KINDS`].
    kind: usize,
    /// The table that it belongs to, if it does.
    table: Option<String>,
    /// Its name; of a constraint without one, what it is about.
    name: String,
    /// Whether that is no name.
    is_nameless: bool,
    /// Its name, after that of its table.
    full_name: String,
}

impl Key {
    pub fn new(kind: &str, table: Option<&str>, name: &str) -> Self {
        let kind = KINDS.iter().position(|one| *one == kind).expect("it is one of the kinds");
        let full_name = table.map_or_else(|| name.to_owned(), |table| format!("{table}.{name}"));
        Self { kind, table: table.map(str::to_owned), name: name.to_owned(), is_nameless: false, full_name }
    }

    /// A constraint that has no name, or none that counts.
    pub fn nameless(kind: &str, table: &str, about: &str) -> Self {
        let full_name = if about.is_empty() { table.to_owned() } else { format!("{table} {about}") };
        Self { is_nameless: true, full_name, ..Self::new(kind, Some(table), about) }
    }

    /// The same, told otherwise than by its name.
    pub fn told_as(self, full_name: String) -> Self {
        Self { full_name, ..self }
    }

    /// Its kind.
    pub const fn kind(&self) -> &'static str {
        KINDS[self.kind]
    }

    /// Its name, after that of its table.
    pub fn full_name(&self) -> &str {
        &self.full_name
    }

    /// Whether it belongs to a table.
    pub const fn is_part(&self) -> bool {
        self.table.is_some()
    }

    /// What it may belong to: a table or a view of this name.
    pub fn owners(&self) -> impl Iterator<Item = Self> {
        ["table", "view", "materialized view"].into_iter().map(|kind| Self::new(kind, None, self.table()))
    }

    /// The table that it is or belongs to.
    pub fn table(&self) -> &str {
        self.table.as_deref().unwrap_or(&self.name)
    }

    /// The schema that it lies in; empty for the first one.
    pub fn schema(&self) -> &str {
        self.table().split_once('.').map_or("", |(schema, _)| schema)
    }

    /// What a statement about it names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let local = |name: &'_ str| name.rfind('.').map_or(0, |dot| dot + 1);
        let table = self.table.as_deref().map(|table| &table[local(table)..]);
        let name = Some(&self.name[local(&self.name)..]).filter(|_| !self.is_nameless);
        table.into_iter().chain(name)
    }

    /// What a message calls it.
    pub fn subject(&self) -> String {
        let (kind, name) = (self.kind(), &self.name);
        match (&self.table, self.is_nameless) {
            (None, _) => format!("{kind} `{name}`"),
            (Some(table), _) if kind == "column" => format!("column `{table}.{name}`"),
            (Some(table), false) => format!("{kind} `{name}` of `{table}`"),
            (Some(table), true) if name.is_empty() => format!("the {kind} of `{table}`"),
            (Some(table), true) => format!("the {kind} of `{table}` {name}"),
        }
    }
}
