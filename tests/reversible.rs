//! `testing::assert_reversible`: what it proves, and what it finds.

#[path = "../examples/quickstart"]
mod quickstart {
    pub mod migrations;
}

use migrate::testing::assert_reversible;

#[tokio::test]
async fn the_quickstart_is_reversible() {
    for url in [
        "sqlite::memory:",
        "postgres://postgres@127.0.0.1:5432/postgres",
        "mysql://root@127.0.0.1:3306/test",
        "mysql://root@127.0.0.1:3307/mysql",
    ] {
        let r = assert_reversible(&quickstart::migrations::MIGRATIONS, url).await;
        println!("{url} {r:?}");
    }
}
