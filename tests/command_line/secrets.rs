//! A password reaches no output, whatever goes wrong.

use std::time::Instant;

use crate::typed::{Desk, Typed, typed};

/// As it stands in a URL, and as it is meant.
const PASSWORD: &str = "s3cr%40t-p%C3%A4ss";
const MEANT: &str = "s3cr@t-päss";

fn check(typed: &Typed) {
    for text in [&typed.out, &typed.err] {
        for secret in [PASSWORD, MEANT, "s3cr"] {
            assert!(!text.contains(secret), "{typed:?}");
        }
    }
}

#[test]
fn a_server_that_cannot_be_reached_is_named_without_it() {
    let desk = Desk::new();
    for scheme in ["postgres", "mysql"] {
        for option in ["", "--json"] {
            let url = format!("{scheme}://ada:{PASSWORD}@127.0.0.1:1/app");
            let typed = desk.migrate(&format!("status --connect-timeout 0 --database-url {url} {option}"));
            assert_eq!(typed.code, Some(1), "{typed:?}");
            check(&typed);
        }
    }
}

#[test]
fn a_url_that_is_none_is_not_repeated() {
    let desk = Desk::new();
    for url in [
        format!("postgres://ada:{PASSWORD}@:port/app"),
        format!("postgres://ada:{PASSWORD}/@127.0.0.1/app"),
        format!("postgres://ada:{PASSWORD}#@127.0.0.1/app"),
        format!("mysql://ada:{PASSWORD}@127.0.0.1:99999/app"),
        format!("oracle://ada:{PASSWORD}@127.0.0.1/app"),
        format!("postgres:/ada:{PASSWORD}@127.0.0.1/app"),
        format!("sqlite://app.db?password={PASSWORD}"),
        format!("mysql://ada@127.0.0.1:1/app?ssl-mode=yes&password={PASSWORD}"),
    ] {
        let mut command = desk.command("status --connect-timeout 0");
        let typed = typed(command.env("DATABASE_URL", &url).output().expect("it starts"));
        assert_eq!(typed.code, Some(1), "{url}: {typed:?}");
        check(&typed);
    }
}

#[test]
fn a_url_in_the_wrong_place_is_not_repeated() {
    let desk = Desk::new();
    let url = format!("postgres://ada:{PASSWORD}@127.0.0.1/app");
    for arguments in [format!("up {url}"), url.clone(), format!("to {url}"), format!("status --colour={url}")] {
        let typed = desk.migrate(&arguments);
        assert_eq!(typed.code, Some(2), "{arguments}: {typed:?}");
        check(&typed);
    }
}

#[test]
fn the_help_does_not_tell_the_variable_s_value() {
    let desk = Desk::new();
    for arguments in ["--help", "status --help", "plan down --help"] {
        let url = format!("postgres://ada:{PASSWORD}@127.0.0.1/app");
        let typed = typed(desk.command(arguments).env("DATABASE_URL", url).output().expect("it starts"));
        assert_eq!(typed.code, Some(0));
        check(&typed);
    }
}

#[cfg(feature = "postgres")]
#[test]
fn a_database_that_answers_is_named_without_it() {
    crate::check::block_on(async {
        let Some(scratch) = crate::scratch::Scratch::new(crate::server::Server::Postgres).await else { return };
        let url = scratch.url.replacen("postgres@", &format!("postgres:{PASSWORD}@"), 1);
        assert!(url.contains(PASSWORD), "the server's URL names a user without a password: {url}");
        let desk = Desk::new();
        for arguments in ["status", "up", "up --json", "status --json", "plan down", "down", "redo --yes"] {
            let typed = desk.migrate(&format!("{arguments} --database-url {url}"));
            assert!(matches!(typed.code, Some(0 | 1)), "{typed:?}");
            check(&typed);
        }
        let typed = desk.migrate(&format!("status --database-url {url}"));
        assert!(typed.out.contains(" at postgres://127.0.0.1:5432/migrate_test_"), "{typed:?}");
    });
}

#[test]
fn a_server_is_waited_for_as_long_as_one_says() {
    let desk = Desk::new();
    let begin = Instant::now();
    let typed = desk.migrate("status --connect-timeout 0 --database-url postgres://ada@127.0.0.1:1/app");
    assert!(begin.elapsed().as_secs() < 2, "{typed:?}");
    assert!(typed.err.contains("refused the connection"), "{typed:?}");
    let begin = Instant::now();
    desk.migrate("status --connect-timeout 2 --database-url postgres://ada@127.0.0.1:1/app");
    assert!((2..5).contains(&begin.elapsed().as_secs()));
}
