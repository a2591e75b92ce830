//! `wait`: for who starts beside the program that migrates.

use std::time::Duration;

use crate::typed::{Desk, assert_text, typed};

#[test]
fn it_ends_when_another_run_has_applied_everything() {
    let desk = Desk::new();
    desk.migrates("up --steps 1");
    let waiting = desk.command("wait --timeout 30").stdout(std::process::Stdio::piped()).spawn().expect("it starts");
    std::thread::sleep(Duration::from_millis(300));
    desk.migrates("up");
    let typed = typed(waiting.wait_with_output().expect("it ends"));
    assert_eq!(typed.code, Some(0), "{typed:?}");
    assert_eq!(typed.out, "the database has every migration that this program knows\n");
}

#[test]
fn it_ends_with_3_when_it_waited_in_vain() {
    let desk = Desk::new();
    desk.migrates("up --steps 4");
    let typed = desk.migrate("wait --timeout 1");
    assert_eq!(typed.code, Some(3), "{typed:?}");
    assert_text(
        &typed.err,
        "
        error: `m20260209_110000_add_house_author` and 1 more not applied after 1 second
        help: apply with `up`, or wait longer with `--timeout <SECONDS>`
        ",
    );
    assert_eq!(desk.migrate("wait --timeout 0 --json").json()["error"]["reason"], "pending");
}

#[test]
fn a_server_that_never_starts_ends_it_too() {
    let typed = Desk::new().migrate("wait --timeout 1 --database-url mysql://ada@127.0.0.1:1/app");
    assert_eq!(typed.code, Some(1), "{typed:?}");
}
