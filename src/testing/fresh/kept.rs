//! Names of copies and of what they are copied from, which tell whether one may be thrown away.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use migrate_core::dialect::Dialect;
use migrate_core::migration::Migrations;

/// How the name of a copy begins.
pub const FRESH: &str = "migrate_fresh_";

/// How the name of a template begins.
pub const TEMPLATE: &str = "migrate_template_";

/// What is older was left behind by a process that was killed, or belongs to migrations that have changed.
const DAY: Duration = Duration::from_hours(24);

/// A name that no other copy has. It holds the time.
pub fn name_of_fresh() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let time = now();
    format!("{FRESH}{:x}_{process}_{count}_{:x}", time.as_secs(), time.subsec_nanos())
}

/// The name of the database that copies of this history are made from.
pub fn name_of_template(migrations: &Migrations, dialect: Dialect, owner: &str) -> String {
    // A person who lists them sees which belong together.
    let mut history = DefaultHasher::new();
    migrations.name.hash(&mut history);
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), owner, migrations.name).hash(&mut hasher);
    for migration in migrations.list {
        (migration.version, migration.name, migration.checksum).hash(&mut hasher);
        // The checksum is of what the author wrote; another version of the library may send other SQL for it.
        if let Some(script) = migration.script(dialect) {
            (script.up.as_text(), script.down.as_text()).hash(&mut hasher);
        }
    }
    format!("{TEMPLATE}{:016x}_{:016x}", history.finish(), hasher.finish())
}

/// Whether a copy of this name was left behind by a process that was killed.
pub fn is_left_behind(name: &str) -> bool {
    let seconds = name.strip_prefix(FRESH).and_then(|rest| rest.split('_').next());
    let seconds = seconds.and_then(|seconds| u64::from_str_radix(seconds, 16).ok());
    seconds.is_some_and(is_old)
}

/// Whether what was made at this time, in seconds, is more than a day old.
pub fn is_old(seconds: u64) -> bool {
    now().saturating_sub(Duration::from_secs(seconds)) > DAY
}

/// The time since 1970.
pub fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_behind_is_told_by_its_name() {
        let of_age = |age: u64| format!("{FRESH}{:x}_12_0_aa", now().as_secs() - age);
        assert!(is_left_behind(&of_age(25 * 3600)));
        assert!(!is_left_behind(&of_age(3600)));
        assert!(!is_left_behind(&name_of_fresh()));
        assert!(!is_left_behind("migrate_fresh_people") && !is_left_behind("app"));
    }

    #[test]
    fn a_template_belongs_to_its_history() {
        let history = |name| Migrations { name, targets: &[], list: &[], ..Migrations::EMPTY };
        let name = |name, owner| name_of_template(&history(name), Dialect::Postgres, owner);
        assert_eq!(name("app", "me"), name("app", "me"));
        assert_ne!(name("app", "me"), name("app", "you"));
        assert_ne!(name("app", "me"), name("ap", "me"));
        assert!(name("app", "me").len() <= 63, "PostgreSQL cuts longer names");
    }
}
