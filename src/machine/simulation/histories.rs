//! The histories that simulated runs work on: a step of each kind that the build makes, for each database.

use std::fmt;
use std::sync::LazyLock;

use migrate_core::dialect::{Dialect, Target};
use migrate_core::migration::{
    Batches, Change as Changed, Definition, Evidence, Grade, Kind, LockMode, Migration, Migrations, Query, Read,
    Script, Step, Steps, Transaction,
};

use super::super::script::is_atomic;
use super::statement::Work;

/// Two histories that share the database.
pub static HISTORIES: LazyLock<[Migrations; 2]> = LazyLock::new(|| [shop(), blog()]);

pub const DIALECTS: [Dialect; 4] = [Dialect::Postgres, Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite];

/// How many rows one batch changes.
pub const BATCH: usize = 2;

/// A migration of one of the histories.
pub type Key = (usize, i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    Up,
    Down,
}

/// Which step of which migration; each statement ends with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    pub key: Key,
    pub direction: Direction,
    pub index: usize,
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key: (history, version), direction, index } = self;
        write!(f, "{history} {version} {direction:?} {index}")
    }
}

impl Tag {
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let key = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let direction = if words.next()? == "Up" { Direction::Up } else { Direction::Down };
        Some(Self { key, direction, index: words.next()?.parse().ok()? })
    }
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// Changes the schema, and can be taken back.
    Change,
    /// Cannot be taken back by itself.
    Lasting,
    /// Changes the schema, if the rows allow it.
    Asked,
    /// Throws rows away.
    Losing,
    /// Builds an index concurrently, which leaves one that serves nobody when it fails.
    Build,
    /// Drops an index concurrently, with the same risk.
    Drop,
    /// A part of a rebuild of a table to which rows refer.
    Rebuild,
    /// Changes every row at once.
    Rows,
    /// Changes every row in batches.
    Batches,
    /// The author's SQL, of which the database does not show whether it was carried out.
    Author,
    /// Changes nothing when it is sent again.
    Repeatable,
}

use Sort::{Asked, Author, Batches as InBatches, Build, Change, Drop, Lasting, Losing, Rebuild, Repeatable, Rows};

fn shop() -> Migrations {
    history(
        0,
        "shop",
        &[
            |_| (&[Change, Change], &[Losing, Change]),
            |dialect| match dialect {
                Dialect::Postgres => (&[Change, Build, Change, Change], &[Asked, Drop, Change]),
                Dialect::MySql | Dialect::MariaDb => (&[Change, Author, Repeatable, Change], &[Asked, Author, Change]),
                Dialect::Sqlite => (&[Rebuild, Rebuild, Rebuild, Rebuild], &[Rebuild, Rebuild, Rebuild, Rebuild]),
            },
            |_| (&[InBatches], &[InBatches]),
            |_| (&[Rows], &[Rows]),
            |dialect| match dialect {
                Dialect::Postgres => (&[Build, Asked], &[Change, Losing]),
                Dialect::MySql | Dialect::MariaDb => (&[Lasting, Asked, Change], &[Change, Losing, Change]),
                Dialect::Sqlite => (&[Change, Asked], &[Change, Losing]),
            },
        ],
    )
}

fn blog() -> Migrations {
    history(1, "blog", &[|_| (&[Change, Change], &[Change, Change]), |_| (&[Change], &[Change])])
}

type Sorts = (&'static [Sort], &'static [Sort]);

fn history(number: usize, name: &'static str, migrations: &[fn(Dialect) -> Sorts]) -> Migrations {
    let list = (1..).zip(migrations).map(|(version, sorts)| {
        let key = (number, version);
        let scripts = DIALECTS.map(|dialect| {
            let (up, down) = sorts(dialect);
            let leaked = |direction, sorts: &[Sort]| {
                let tag = |index| Tag { key, direction, index };
                let steps = sorts.iter().enumerate().map(|(index, sort)| step(*sort, tag(index), dialect));
                Steps::leaked(&steps.collect::<Vec<_>>())
            };
            Script { dialect, grade: Grade::Exact, up: leaked(Direction::Up, up), down: leaked(Direction::Down, down) }
        });
        let migration = Migration {
            version,
            name: "simulated",
            kind: Kind::Schema,
            checksum: u64::try_from(version).expect("it is small"),
            irreversible: None,
            definition: Definition::NONE,
            scripts: Vec::leak(scripts.into_iter().collect()),
            independent_of: 0,
        };
        &*Box::leak(Box::new(migration))
    });
    Migrations {
        name,
        targets: Vec::leak(DIALECTS.map(Target::new).to_vec()),
        list: Vec::leak(list.collect()),
        ..Migrations::EMPTY
    }
}

fn step(sort: Sort, tag: Tag, dialect: Dialect) -> Step {
    let is_of_rows = matches!(sort, Rows);
    let is_outside = matches!(sort, InBatches | Build | Drop) || (!dialect.has_transactional_ddl() && !is_of_rows);
    let transaction = if is_outside { Transaction::Outside } else { Transaction::Inside };
    let verb = match sort {
        Change | Lasting | Asked | Losing | Author => "CHANGE",
        Build => "BUILD",
        Drop => "DROP",
        Rebuild if tag.index == 2 => "REPLACE",
        Rebuild => "CHANGE",
        Rows => "ADD",
        InBatches => "BATCH",
        Repeatable => "REPEAT",
    };
    let sql = |verb: &str| format!("{verb} -- {tag}");
    // One table for each migration, which only its own steps change.
    let table = || format!("table_of_{}_{}", tag.key.0, tag.key.1);
    let query = |verb: &str, at_start| Query {
        meaning: "the simulation allows it".to_owned(),
        sql: sql(verb),
        at_start,
        reads: Some(vec![Read::Rows { table: table(), columns: Vec::new(), outlasts_rows: true }]),
    };
    let mut step = Step::new(sql(verb), transaction);
    step.evidence = match sort {
        Author => Evidence::Nothing,
        Repeatable | Drop => Evidence::Repeatable,
        InBatches => Evidence::Note,
        _ if is_outside => Evidence::Query(sql("EVIDENCE")),
        _ => Evidence::Note,
    };
    step.undo = match sort {
        Drop => Some(vec![sql("DROP"), sql("UNDO")]),
        Change | Asked | Build | Author | Repeatable => Some(vec![sql("UNDO")]),
        Lasting | Losing | Rebuild | Rows | InBatches => None,
    };
    step.changes = match sort {
        Rows | InBatches | Author => Changed::unknown(),
        _ => vec![Changed::Table(table())],
    };
    step.plain = (sort == Build).then(|| sql("CHANGE"));
    step.condition = match sort {
        Asked => Some(query("CONDITION", false)),
        Rows | Build => Some(query("CONDITION", true)),
        _ => None,
    };
    step.discards = (sort == Losing).then(|| query("LOSS", tag.index == 0));
    step.without_foreign_keys = sort == Rebuild;
    step.lock.mode = if is_of_rows { LockMode::None } else { LockMode::AccessExclusive };
    step.batches = (sort == InBatches).then(|| Batches {
        size: u32::try_from(BATCH).expect("it is small"),
        last_key: sql("LAST_KEY"),
        first_end: sql("FIRST_END"),
        first: sql("BATCH"),
        next_end: sql("NEXT_END"),
        next: sql("BATCH"),
    });
    step
}

/// What the steps of a migration are like.
#[derive(Clone, Debug)]
pub struct Shape {
    pub up: Vec<StepShape>,
    pub down: Vec<StepShape>,
}

#[derive(Clone, Copy, Debug)]
pub struct StepShape {
    /// Whether it is done and noted together.
    pub is_atomic: bool,
    pub work: Work,
}

/// By database, history and version.
static SHAPES: LazyLock<[[Vec<Shape>; 2]; 4]> = LazyLock::new(|| {
    DIALECTS.map(|dialect| {
        [0, 1].map(|history: usize| {
            let of_step =
                |step: &Step| StepShape { is_atomic: is_atomic(step), work: Work::of(&step.sql).expect("a verb") };
            let of_all = |steps: Steps| steps.read().iter().map(of_step).collect();
            let of_script = |script: &Script| Shape { up: of_all(script.up), down: of_all(script.down) };
            let scripts = HISTORIES[history].list.iter().map(|one| one.script(dialect).expect("each has all scripts"));
            scripts.map(of_script).collect()
        })
    })
});

/// The shape of a migration.
pub fn shape(dialect: Dialect, (history, version): Key) -> &'static Shape {
    let of_dialect = match dialect {
        Dialect::Postgres => 0,
        Dialect::MySql => 1,
        Dialect::MariaDb => 2,
        Dialect::Sqlite => 3,
    };
    &SHAPES[of_dialect][history][usize::try_from(version).expect("it is small") - 1]
}

/// The shape of a step.
pub fn step_shape(dialect: Dialect, tag: Tag) -> StepShape {
    let shape = shape(dialect, tag.key);
    let steps = if tag.direction == Direction::Up { &shape.up } else { &shape.down };
    steps[tag.index]
}

/// The migrations of both histories.
pub const KEYS: [Key; 7] = [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (1, 1), (1, 2)];
