//! What is no drift: what another history made, and where it is not the history's.

use migrate::Migrator;

use crate::check::on_every_database;
use crate::shop;

/// A history of another program in the same database.
#[path = "neighbour"]
mod neighbour {
    pub mod history;
}

#[test]
fn what_another_history_made_is_no_drift() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let both = [&shop::MIGRATIONS, &neighbour::history::MIGRATIONS];
        for migrations in both {
            Migrator::new(migrations).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        }
        for migrations in both {
            let check =
                Migrator::new(migrations).check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            assert!(check.is_clean() && check.not_compared.is_none(), "{key}: {check}");
        }
    });
}

#[test]
fn nothing_is_left_behind() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&shop::MIGRATIONS);
        migrator.up(&scratch.db).await.expect("it applies");
        let before = crate::dump::dump(scratch).await;
        migrator.check(&scratch.db).await.expect("it compares");
        before.assert_same(&crate::dump::dump(scratch).await, "nothing was changed");
    });
}

#[test]
fn where_no_scratch_database_can_be_made_the_history_is_compared_alone() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        if key == "sqlite" {
            return;
        }
        let migrator = Migrator::new(&shop::MIGRATIONS);
        migrator.up(&scratch.db).await.expect("it applies");
        let nowhere = format!("{}://nobody@127.0.0.1:1/none", if key == "postgres" { "postgres" } else { "mysql" });
        let error =
            migrator.clone().scratch(nowhere).check(&scratch.db).await.expect_err("nothing is there").to_string();
        assert!(error.starts_with("no scratch database can be made there to compare with: "), "{key}: {error}");
        assert!(error.contains("`Migrator::check_history()`"), "{key}: {error}");
        assert!(migrator.check_history(&scratch.db).await.expect("it compares").is_clean(), "{key}");
    });
}
