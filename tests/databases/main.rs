//! What the build proves, carried out: every promise on real databases, one file for each.

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod administration;
mod auto_increment;
mod check;
mod dump;
mod scratch;

mod collations;
mod columns;
#[cfg(all(feature = "mysql", feature = "sqlite"))]
#[path = "computed_when_read/history.rs"]
mod computed_when_read;
mod conditions;
mod connections;
mod constraints;
mod data;
mod defaults;
mod enums;
mod existing;
mod foreign_keys;
mod fresh;
mod generated;
mod history_table;
mod hostile;
#[cfg(all(feature = "postgres", feature = "mysql"))]
#[path = "index_methods/history.rs"]
mod index_methods;
mod indexes;
mod interrupted;
mod inverses;
mod kept_expressions;
mod late;
#[cfg(all(feature = "postgres", feature = "mysql"))]
mod lease;
mod locks;
#[cfg(all(feature = "postgres", feature = "mysql", feature = "sqlite"))]
#[path = "nulls_not_distinct/history.rs"]
mod nulls_not_distinct;
mod operators;
mod order;
#[cfg(all(feature = "postgres", feature = "mysql"))]
mod pgbouncer;
mod properties;
mod quickstart;
mod raw;
mod released;
mod reserved_words;
mod retired;
mod reversible;
mod routines;
mod runner;
#[cfg(all(feature = "postgres", feature = "mysql"))]
#[path = "sequences/history.rs"]
mod sequences;
mod server;
mod services;
mod several;
mod tables;
#[cfg(all(feature = "postgres", feature = "mysql"))]
mod terminated;
mod type_table;
mod types;
mod types_of_keys;
mod unread;
mod view_triggers;
mod written;

/// What SQLite alone does.
#[cfg(feature = "sqlite")]
mod sqlite {
    mod definition;
    mod foreign_keys;
    mod indexes;
    mod moments;
    mod rebuild;
    mod types;
}

/// What PostgreSQL alone does.
#[cfg(feature = "postgres")]
mod postgres {
    mod concurrent;
    mod constraints;
    mod exclusions;
    mod extensions;
    mod generated;
    mod indexes;
    mod keys;
    mod policies;
    #[cfg(feature = "mysql")]
    mod pooler;
    mod schemas;
    mod triggers;
    mod type_table;
    mod types;
    mod views;
}

/// What MySQL and MariaDB alone do.
#[cfg(feature = "mysql")]
mod mysql {
    mod columns;
    mod enums;
    mod existing;
    mod generated;
    mod interrupted;
    mod keys;
}

/// A history of which a part is released.
#[path = "released"]
mod released_history {
    pub mod migrations;
}

/// The history of the example. A path on the file itself would look for its migrations beside it.
#[path = "../../examples/quickstart"]
mod example {
    pub mod migrations;
}
