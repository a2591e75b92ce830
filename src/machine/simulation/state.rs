//! What a simulated database holds: how far each migration is, the rows of the users, and the history.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use migrate_core::dialect::Dialect;

use super::super::channel::{Parameter, Statement};
use super::histories::{BATCH, Direction, KEYS, Key, Shape, Tag, shape, step_shape};
use super::noted::{Noted, Rows};
use super::statement::Work;

/// What is committed, or what a transaction sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// How far each migration really is.
    pub places: BTreeMap<Key, Place>,
    /// The rows that users wrote as soon as there was a table: key and value. Each change adds to the value, so that one
    /// that happens twice shows.
    pub rows: BTreeMap<i64, i64>,
    /// Whether the rows that refer to them are there.
    pub has_children: bool,
    /// Indexes that serve nobody.
    pub invalid: BTreeSet<Tag>,
    /// The table of applied migrations, if it is there.
    pub history: Option<Rows>,
    /// The migration that some programs do not know.
    pub deleted: Option<Key>,
    /// The table of the lease, if it is there, and its row.
    pub lease: Option<Option<LeaseRow>>,
}

/// The row by which a run keeps others out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseRow {
    /// What the run is called; nothing where nobody has it.
    pub owner: String,
    pub renewed_at: Duration,
    pub expires_at: Duration,
}

/// How far a migration is: so many of the steps in this direction are done. Undone as a whole, none of its steps up is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub direction: Direction,
    pub done: usize,
}

/// The migration that makes the table of the rows, and those that change them.
const MAKES_ROWS: Key = (0, 1);
const COUNTS_ROWS: Key = (0, 3);
const ADDS_TO_ROWS: Key = (0, 4);

/// What the last of these adds.
const ADDED: i64 = 100;

const ROW_KEYS: [i64; 5] = [1, 2, 5, 9, 10];

impl Place {
    pub const ABSENT: Self = Self { direction: Direction::Up, done: 0 };

    /// As it is called: a migration that is undone as a whole is absent, and one of which nothing is undone is applied.
    fn settled(self, shape: &Shape) -> Self {
        match self.direction {
            Direction::Down if self.done == shape.down.len() => Self::ABSENT,
            Direction::Down if self.done == 0 => Self { direction: Direction::Up, done: shape.up.len() },
            Direction::Down | Direction::Up => self,
        }
    }

    /// How many steps in this direction are done, if that can be said.
    pub fn done(self, direction: Direction, shape: &Shape) -> Option<usize> {
        match direction {
            Direction::Up => (self.direction == Direction::Up).then_some(self.done),
            Direction::Down if self.direction == Direction::Down => Some(self.done),
            Direction::Down if self.done == shape.up.len() => Some(0),
            Direction::Down if self.done == 0 => Some(shape.down.len()),
            Direction::Down => None,
        }
    }
}

impl State {
    pub fn new() -> Self {
        Self {
            places: KEYS.into_iter().map(|key| (key, Place::ABSENT)).collect(),
            rows: BTreeMap::new(),
            has_children: false,
            invalid: BTreeSet::new(),
            history: None,
            deleted: None,
            lease: None,
        }
    }

    /// The rows of the history.
    pub fn noted(&self) -> &Rows {
        static NONE: Rows = Rows::new();
        self.history.as_ref().unwrap_or(&NONE)
    }

    /// How many steps of the direction of this one are done.
    pub fn done(&self, tag: Tag, dialect: Dialect) -> Option<usize> {
        self.places[&tag.key].done(tag.direction, shape(dialect, tag.key))
    }

    /// Whether a migration is applied as a whole.
    pub fn is_applied(&self, key: Key, dialect: Dialect) -> bool {
        self.places[&key].done(Direction::Down, shape(dialect, key)) == Some(0)
    }

    /// Carries a step of a migration out.
    ///
    /// # Errors
    /// It is not the one whose turn it is.
    pub fn carry_out(&mut self, work: Work, tag: Tag, range: Range, dialect: Dialect) -> Result<(), String> {
        let is_next = self.done(tag, dialect) == Some(tag.index);
        if matches!(work, Work::Repeat | Work::Drop) && self.done(tag, dialect) == Some(tag.index + 1) {
            return Ok(());
        }
        if !is_next {
            return Err(format!("step {tag} is carried out at {:?}", self.places[&tag.key]));
        }
        if self.places[&tag.key].done == 0 || tag.index == 0 {
            self.check_order(tag, dialect)?;
        }
        match work {
            Work::Batch => {
                self.count(tag, range)?;
                if self.rows.values().any(|value| value % ADDED != i64::from(tag.direction == Direction::Up)) {
                    return Ok(());
                }
            }
            Work::Add => {
                let sign = if tag.direction == Direction::Up { ADDED } else { -ADDED };
                self.rows.values_mut().for_each(|value| *value += sign);
            }
            Work::Change
            | Work::Build
            | Work::Drop
            | Work::Replace
            | Work::Repeat
            | Work::Undo
            | Work::Evidence
            | Work::Condition
            | Work::Loss
            | Work::LastKey
            | Work::FirstEnd
            | Work::NextEnd => {}
        }
        self.invalid.remove(&tag);
        self.put(tag, tag.index + 1, dialect);
        Ok(())
    }

    /// Takes a step back.
    ///
    /// # Errors
    /// It is not the last one that is done.
    pub fn take_back(&mut self, tag: Tag, dialect: Dialect) -> Result<(), String> {
        let done = self.done(tag, dialect);
        if done == Some(tag.index) && step_shape(dialect, tag).work == Work::Repeat {
            return Ok(());
        }
        if done != Some(tag.index + 1) {
            return Err(format!("step {tag} is taken back at {:?}", self.places[&tag.key]));
        }
        self.put(tag, tag.index, dialect);
        Ok(())
    }

    fn put(&mut self, tag: Tag, done: usize, dialect: Dialect) {
        let place = Place { direction: tag.direction, done }.settled(shape(dialect, tag.key));
        self.places.insert(tag.key, place);
        let makes_rows = tag.key == MAKES_ROWS && place.direction == Direction::Up && place.done == 2;
        let drops_rows = tag.key == MAKES_ROWS && !makes_rows;
        if drops_rows {
            self.rows.clear();
            self.has_children = false;
        } else if makes_rows && self.rows.is_empty() {
            let value = self.expected_value(dialect);
            self.rows = ROW_KEYS.map(|key| (key, value)).into();
            self.has_children = true;
        }
    }

    /// A baseline records a migration: what it makes is there from then on. Whether it was before, the history does not show.
    pub fn record(&mut self, key: Key, dialect: Dialect) {
        let first = Tag { key, direction: Direction::Up, index: 0 };
        self.put(first, shape(dialect, key).up.len(), dialect);
        let value = self.expected_value(dialect);
        self.rows.values_mut().for_each(|one| *one = value);
    }

    /// What the migrations make of each row that are applied as a whole.
    fn expected_value(&self, dialect: Dialect) -> i64 {
        i64::from(self.is_applied(COUNTS_ROWS, dialect)) + self.added(dialect)
    }

    fn added(&self, dialect: Dialect) -> i64 {
        if self.is_applied(ADDS_TO_ROWS, dialect) { ADDED } else { 0 }
    }

    /// Migrations are applied the oldest first and undone the one first that was applied last. A tombstone stays as it is.
    fn check_order(&self, tag: Tag, dialect: Dialect) -> Result<(), String> {
        let (history, version) = tag.key;
        let noted = |key: Key| self.noted().get(&key);
        for other in KEYS.into_iter().filter(|other| other.0 == history && *other != tag.key) {
            let is_before = match (noted(other), noted(tag.key)) {
                (Some(other), Some(own)) => other.position < own.position,
                _ => other.1 < version,
            };
            let is_absent = self.places[&other] == Place::ABSENT;
            let is_in_order = if is_before { self.is_applied(other, dialect) } else { is_absent };
            let is_aside = noted(other).is_some_and(Noted::is_tombstone) || (is_absent && self.deleted == Some(other));
            if !is_in_order && !is_aside {
                return Err(format!("step {tag} is carried out while {other:?} is at {:?}", self.places[&other]));
            }
        }
        Ok(())
    }

    /// One batch.
    fn count(&mut self, tag: Tag, range: Range) -> Result<(), String> {
        let (before, after) = if tag.direction == Direction::Up { (0, 1) } else { (1, 0) };
        for (key, value) in self.rows.iter_mut().filter(|(key, _)| range.holds(**key)) {
            if *value % ADDED != before {
                return Err(format!("the row {key} is met twice by {tag}"));
            }
            *value += after - before;
        }
        Ok(())
    }

    /// The key at which a batch ends.
    pub fn end_of_batch(&self, range: Range) -> Option<i64> {
        self.rows.keys().copied().filter(|key| range.holds(*key)).take(BATCH).last()
    }

    /// In what the history, the schema and the rows contradict each other.
    pub fn contradiction(&self, dialect: Dialect) -> Option<String> {
        let history = self.noted();
        KEYS.into_iter()
            .find_map(|key| self.contradiction_of(key, history.get(&key), dialect))
            .or_else(|| self.wrong_rows(history, dialect))
    }

    fn contradiction_of(&self, key: Key, noted: Option<&Noted>, dialect: Dialect) -> Option<String> {
        let (place, shape) = (self.places[&key], shape(dialect, key));
        let invalid = self.invalid.iter().find(|tag| tag.key == key);
        let agrees = match noted.map(|one| (one.state.as_str(), one)) {
            Some((state, noted)) if noted.is_tombstone() && state != "applied" => false,
            None => place == Place::ABSENT && invalid.is_none(),
            Some(("applied", _)) => self.is_applied(key, dialect) && invalid.is_none(),
            Some((state, noted)) => {
                let (direction, steps) =
                    if state == "applying" { (Direction::Up, &shape.up) } else { (Direction::Down, &shape.down) };
                let Noted { progress, is_exact, .. } = *noted;
                // A step that is committed together with its note is not done before it is noted.
                let may_be_ahead = !is_exact && steps.get(progress).is_some_and(|step| !step.is_atomic);
                let done = place.done(direction, shape);
                (done == Some(progress) || (may_be_ahead && done == Some(progress + 1)))
                    && invalid.is_none_or(|tag| tag.index == progress && !is_exact)
            }
        };
        (!agrees).then(|| format!("{key:?} is at {place:?}, invalid {invalid:?}, and noted as {noted:?}"))
    }

    /// In what the rows are not what the migrations make of them.
    fn wrong_rows(&self, history: &Rows, dialect: Dialect) -> Option<String> {
        if !self.is_applied(MAKES_ROWS, dialect) {
            return None;
        }
        let noted = history.get(&COUNTS_ROWS).filter(|one| one.state != "applied");
        let progress = noted.and_then(|one| Some((one.state == "applying", one.batches.as_ref()?)));
        let progress = progress.map(|(is_up, batches)| {
            let batches: crate::history::BatchProgress = serde_json::from_str(batches).expect("the runner wrote it");
            (is_up, batches.done.parse::<i64>().expect("a key"))
        });
        let (added, value) = (self.added(dialect), self.expected_value(dialect));
        let expected = |key: i64| progress.map_or(value, |(is_up, done)| i64::from(is_up == (key <= done)) + added);
        let is_right = self.has_children
            && self.rows.keys().eq(&ROW_KEYS)
            && self.rows.iter().all(|(key, value)| *value == expected(*key));
        (!is_right).then(|| format!("the rows are {:?}, children {}, noted {noted:?}", self.rows, self.has_children))
    }
}

/// From behind one key up to another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Range {
    after: Option<i64>,
    up_to: Option<i64>,
}

impl Range {
    /// Of the parameters of a batch, or of the question where it ends.
    pub fn read(statement: &Statement) -> Self {
        let keys = statement.parameters.iter().map(|one| match one {
            Parameter::Integer(key) => *key,
            Parameter::Text(text) => text.parse().expect("a key"),
        });
        match keys.collect::<Vec<_>>().as_slice() {
            [up_to] => Self { after: None, up_to: Some(*up_to) },
            [after, up_to] => Self { after: Some(*after), up_to: Some(*up_to) },
            _ => Self::default(),
        }
    }

    /// Whether no batch was before it.
    pub const fn is_first(self) -> bool {
        self.after.is_none()
    }

    fn holds(self, key: i64) -> bool {
        self.after.is_none_or(|after| key > after) && self.up_to.is_none_or(|up_to| key <= up_to)
    }
}
