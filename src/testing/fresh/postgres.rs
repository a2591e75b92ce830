//! PostgreSQL: a database is the copy of a template, made once.
//!
//! A template is made under another name and gets its own when it is complete, so that nobody ever copies a part of one.

use migrate_core::dialect::Dialect;
use migrate_core::migration::Migrations;

use super::kept;
use super::server::{ask, migrated, send};
use crate::driver::{Driver as _, Pool};
use crate::error::{Error, Reason};
use crate::machine::channel::Statement;

/// How often a template is made anew that someone else drops before it is copied.
const ATTEMPTS: usize = 3;

/// Makes a database with every migration applied.
pub async fn copy(migrations: &'static Migrations, server: &Pool, name: &str) -> Result<(), Error> {
    let owner = ask(server, "SELECT current_user").await?;
    let owner = owner.into_iter().flatten().flatten().next().unwrap_or_default();
    let template = kept::name_of_template(migrations, Dialect::Postgres, &owner);
    let mut attempt = 0;
    loop {
        let copied = send(server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        attempt += 1;
        match copied {
            Ok(()) => return Ok(()),
            Err(reason) if attempt > ATTEMPTS || exists(server, &template).await? => return Err(reason.into()),
            Err(_) => make(migrations, server, &template).await?,
        }
    }
}

/// Drops the templates that are more than a day old, as nobody can tell which of them are still needed.
pub async fn sweep(server: &Pool) {
    let templates = "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database";
    for row in ask(server, templates).await.unwrap_or_default() {
        let [Some(name), Some(made)] = row.as_slice() else { continue };
        if name.starts_with(kept::TEMPLATE) && made.parse().is_ok_and(kept::is_old) {
            let _kept = send(server, &format!("DROP DATABASE {name}")).await;
        }
    }
}

async fn exists(server: &Pool, name: &str) -> Result<bool, Reason> {
    Ok(!ask(server, &format!("SELECT 1 FROM pg_database WHERE datname = '{name}'")).await?.is_empty())
}

/// Makes the template, unless another test or process is faster.
async fn make(migrations: &'static Migrations, server: &Pool, template: &str) -> Result<(), Error> {
    // A pool has one connection, which must be free for the other statements.
    let watch = server.beside_itself().await?;
    let mut connection = watch.connection().await?;
    let lock = Statement::plain(format!("SELECT pg_advisory_lock(hashtext('{template}'))"));
    let locked = connection.query(&lock).await;
    let made = match locked {
        Err(failure) => Err(Error::from(Reason::of(&failure, "a lock"))),
        Ok(_) => match exists(server, template).await {
            Ok(true) => Ok(()),
            Ok(false) => make_alone(migrations, server, template).await,
            Err(reason) => Err(reason.into()),
        },
    };
    // With the connection goes the lock.
    drop(connection);
    watch.close().await;
    made
}

async fn make_alone(migrations: &'static Migrations, server: &Pool, template: &str) -> Result<(), Error> {
    let name = kept::name_of_fresh();
    send(server, &format!("CREATE DATABASE {name}")).await?;
    let made = match migrated(migrations, server, &name).await {
        Ok(()) => name_it(server, &name, template).await.map_err(Error::from),
        Err(error) => Err(error),
    };
    if made.is_ok() {
        return Ok(());
    }
    // The first reason is the one to tell.
    let _dropped = send(server, &format!("DROP DATABASE {name}")).await;
    // The lock belongs to one database of the server, so that who uses another one may have been faster.
    if exists(server, template).await? { Ok(()) } else { made }
}

async fn name_it(server: &Pool, name: &str, template: &str) -> Result<(), Reason> {
    send(server, &format!("COMMENT ON DATABASE {name} IS '{}'", kept::now().as_secs())).await?;
    // What somebody is connected to cannot be copied.
    send(server, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await?;
    send(server, &format!("ALTER DATABASE {name} RENAME TO {template}")).await
}
