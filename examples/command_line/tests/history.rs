//! The history of the bookshop, proved.

use bookshop::migrations::MIGRATIONS;

#[tokio::test]
async fn the_history_goes_up_and_down() {
    let proof = migrate::testing::assert_reversible(&MIGRATIONS, "sqlite::memory:").await;
    assert!(proof.not_undone.is_empty(), "{:?}", proof.not_undone);
}
