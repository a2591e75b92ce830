//! What only a person at a terminal sees: colour, the question, what is being done, and Ctrl-C.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::administration::skip;
use crate::check::on_every_database;
use crate::typed::{Desk, PROGRAM, give_lock_back, take_lock};

/// A program at a terminal of its own, made by `script` of util-linux.
struct Terminal {
    child: Child,
    screen: String,
}

impl Terminal {
    /// Types a command; nothing, and a line that says so, where there is no `script`.
    fn open(desk: &Desk, arguments: &str) -> Option<Self> {
        Self::open_with(desk, arguments, |_| {})
    }

    fn open_with(desk: &Desk, arguments: &str, prepare: impl FnOnce(&mut Command)) -> Option<Self> {
        let mut command = Command::new("script");
        desk.prepare(&mut command);
        // `exec`, as a shell that stays between hears Ctrl-C too, and some end with 130 whatever the program ends with.
        command.args(["-qefc", &format!("exec {PROGRAM} {arguments}"), "/dev/null"]).env("TERM", "xterm");
        prepare(&mut command);
        match command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() {
            Ok(child) => Some(Self { child, screen: String::new() }),
            Err(_) => {
                skip("`script` of util-linux is not installed");
                None
            }
        }
    }

    /// Reads until the screen shows a text, for half a minute at most.
    fn until(&mut self, text: &str) {
        let begin = Instant::now();
        let mut bytes = [0; 4096];
        while !self.screen.contains(text) {
            assert!(begin.elapsed() < Duration::from_secs(30), "`{text}` does not come:\n{}", self.screen);
            let read = self.child.stdout.as_mut().expect("it is piped").read(&mut bytes).expect("it can be read");
            assert!(read > 0, "it ended without `{text}`:\n{}", self.screen);
            self.screen.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
    }

    fn press(&mut self, keys: &str) {
        self.child.stdin.as_mut().expect("it is piped").write_all(keys.as_bytes()).expect("it takes keys");
    }

    /// What the screen shows at the end, and the exit code.
    fn end(mut self) -> (String, Option<i32>) {
        let mut rest = Vec::new();
        self.child.stdout.as_mut().expect("it is piped").read_to_end(&mut rest).expect("it can be read");
        self.screen.push_str(&String::from_utf8_lossy(&rest));
        let status = self.child.wait().expect("it was started");
        (self.screen, status.code())
    }
}

const CONTROL_C: &str = "\x03";

#[test]
fn colour_is_for_terminals() {
    let desk = Desk::new();
    let coloured = "\x1b[33mpending\x1b[0m";
    let Some(terminal) = Terminal::open(&desk, "status") else { return };
    let (screen, code) = terminal.end();
    assert!(screen.contains(coloured) && code == Some(0), "{screen}");
    for (variable, value, arguments) in
        [("NO_COLOR", "1", "status"), ("TERM", "dumb", "status"), ("NO_COLOR", "", "status --color never")]
    {
        let terminal = Terminal::open_with(&desk, arguments, |command| _ = command.env(variable, value));
        let (screen, _) = terminal.expect("it was there").end();
        assert!(screen.contains("pending") && !screen.contains('\x1b'), "{screen:?}");
    }
    assert!(!desk.migrates("status").contains('\x1b'));
    assert!(desk.migrates("status --color always").contains(coloured));
    let wrong = desk.migrate("to 20260105_090001 --color always");
    assert!(wrong.err.starts_with("\x1b[1;31merror:\x1b[0m "), "{wrong:?}");
}

#[test]
fn down_shows_what_it_undoes_and_asks() {
    let desk = Desk::new();
    desk.migrates("up --to 20260202_083000");
    desk.run("INSERT INTO authors (name) VALUES ('Ada')");
    desk.run("INSERT INTO books (author_id, title, cents, isbn) VALUES (1, 'Notes', 1, '1')");
    let Some(mut terminal) = Terminal::open(&desk, "down --accept-data-loss --color never") else { return };
    terminal.until("[y/N] ");
    let shown = terminal.screen.replace('\r', "");
    crate::typed::assert_text(
        &shown,
        "
        On SQLite <version> at sqlite://app.db this undoes
          m20260202_083000_add_isbn_to_books  exact
            throws away 1 value of `books.isbn`
        Undo it? [y/N]
        ",
    );
    terminal.press("n\n");
    let (screen, code) = terminal.end();
    assert_eq!(code, Some(1), "{screen}");
    assert!(screen.contains("error: it was not undone, as the answer was not yes"), "{screen}");
    assert_eq!(desk.migrates("status").matches("applied at").count(), 4);

    let mut terminal = Terminal::open(&desk, "down --accept-data-loss").expect("it was there");
    terminal.until("[y/N] ");
    terminal.press("y\n");
    let (screen, code) = terminal.end();
    assert_eq!(code, Some(0), "{screen}");
    assert_eq!(desk.migrates("status").matches("applied at").count(), 3);
}

#[test]
fn a_loss_that_is_not_accepted_is_refused_before_the_question() {
    let desk = Desk::new();
    desk.migrates("up --to 20260105_090000");
    desk.run("INSERT INTO authors (name) VALUES ('Ada')");
    let Some(terminal) = Terminal::open(&desk, "down") else { return };
    let (screen, code) = terminal.end();
    assert_eq!(code, Some(1), "{screen}");
    assert!(screen.contains("`--accept-data-loss`") && !screen.contains("[y/N]"), "{screen}");
}

#[test]
fn one_line_shows_what_is_being_done() {
    let desk = Desk::with("slow");
    let Some(mut terminal) = Terminal::open(&desk, "up --to 20260106_090000") else { return };
    terminal.until("applying m20260106_090000_count_slowly, step 1 of 2, ");
    terminal.until("step 2 of 2, ");
    let (screen, code) = terminal.end();
    assert_eq!(code, Some(0), "{screen}");
    let last = screen.rsplit("\r\x1b[2K").next().expect("a part");
    assert!(last.starts_with("SQLite") && !last.contains("applying"), "the line is taken away at the end: {last:?}");
}

#[test]
fn what_was_answered_is_what_was_shown() {
    let desk = Desk::new();
    desk.migrates("up --steps 3");
    let Some(mut terminal) = Terminal::open(&desk, "down --color never") else { return };
    terminal.until("[y/N] ");
    desk.migrates("up");
    terminal.press("y\n");
    let (screen, code) = terminal.end();
    assert_eq!(code, Some(1), "{screen}");
    assert!(screen.contains("error: the database changed before the run began"), "{screen}");
    assert_eq!(desk.migrates("status").matches("applied at").count(), 6);
}

#[test]
fn nothing_is_undone_that_was_applied_while_the_run_waited() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let desk = Desk::new();
        assert_eq!(desk.at(&scratch.url, "up --steps 3").code, Some(0));
        scratch.run("CREATE TABLE kept AS SELECT * FROM migrate_history").await;
        assert_eq!(desk.at(&scratch.url, "down --yes").code, Some(0));
        scratch.run(take_lock(scratch.server)).await;
        let arguments = format!("down --color never --database-url {}", scratch.url);
        let Some(mut terminal) = Terminal::open(&desk, &arguments) else { return };
        terminal.until("[y/N] ");
        terminal.press("y\n");
        terminal.until("waiting for a lock since ");
        // As the run does that holds the lock.
        scratch.run("INSERT INTO migrate_history SELECT * FROM kept WHERE version = 20260119100000").await;
        scratch.run(give_lock_back(scratch.server)).await;
        let (screen, code) = terminal.end();
        assert_eq!(code, Some(1), "{screen}");
        assert!(screen.contains("error: the database changed before the run began"), "{screen}");
        assert_eq!(desk.at(&scratch.url, "status").out.matches("applied at").count(), 3);
    });
}

#[test]
fn a_wait_for_another_run_is_shown_and_can_be_ended() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let desk = Desk::new();
        scratch.run(take_lock(scratch.server)).await;
        let arguments = format!("up --color never --database-url {}", scratch.url);
        let Some(mut terminal) = Terminal::open(&desk, &arguments) else { return };
        terminal.until("waiting for a lock since ");
        terminal.press(CONTROL_C);
        let (screen, code) = terminal.end();
        assert_eq!(code, Some(130), "{screen}");
        assert!(screen.contains("error: the run was stopped between two migrations"), "{screen}");
    });
}

#[test]
fn ctrl_c_stops_between_two_steps_and_leaves_whole_migrations() {
    let desk = Desk::with("slow");
    let Some(mut terminal) = Terminal::open(&desk, "up --color never") else { return };
    terminal.until("step 1 of 2, ");
    terminal.press(CONTROL_C);
    let (screen, code) = terminal.end();
    assert!(screen.contains("stopping when the statement that was sent is done"), "{screen}");
    assert!(screen.contains("error: the run was stopped in the middle of `m20260106_090000_count_slowly`"), "{screen}");
    assert!(screen.contains("nothing was changed"), "{screen}");
    assert_eq!(code, Some(130), "{screen}");
    assert_eq!(desk.migrates("status").matches("applied at").count(), 1);
    desk.migrates("up --to 20260106_090000");
}

#[test]
fn ctrl_c_twice_leaves_at_once_and_nothing_is_committed() {
    let desk = Desk::with("slow");
    let Some(mut terminal) = Terminal::open(&desk, "up --color never") else { return };
    terminal.until("step 1 of 2, ");
    terminal.press(CONTROL_C);
    terminal.until("once more leaves it at once");
    terminal.press(CONTROL_C);
    let (screen, code) = terminal.end();
    assert!(screen.contains("error: the run was left in the middle of a statement"), "{screen}");
    assert_eq!(code, Some(5), "{screen}");
    assert_eq!(desk.migrates("status").matches("applied at").count(), 1);
}

#[test]
fn ctrl_c_among_batches_says_how_far_they_came() {
    let desk = Desk::with("slow");
    desk.migrates("up --to 20260107_090000");
    let Some(mut terminal) = Terminal::open(&desk, "up --color never") else { return };
    terminal.until(" batches, ");
    terminal.press(CONTROL_C);
    let (screen, code) = terminal.end();
    assert_eq!(code, Some(5), "{screen}");
    assert!(screen.contains("of its first step the batches up to the key `"), "{screen}");
    assert_eq!(desk.migrate("status --exit-code").code, Some(5));

    let plan = desk.migrates("plan");
    assert!(
        plan.contains("\n\nfinish m20260108_090000_raise_numbers, which an earlier run left in the middle"),
        "{plan}"
    );
    let resumed = desk.migrates("resume");
    assert!(resumed.contains("applied  m20260108_090000_raise_numbers  (exact, 1 step, "), "{resumed}");
    assert!(resumed.contains(", left in the middle by an earlier run)"), "{resumed}");
    assert_eq!(desk.migrate("status --exit-code").code, Some(0));
}

#[test]
fn a_signal_that_ends_a_container_stops_a_run_too() {
    let desk = Desk::with("slow");
    let mut child = desk.command("up").stderr(Stdio::piped()).spawn().expect("it starts");
    while !desk.migrates("status").contains("applied at") {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(100));
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("there is `kill`");
    assert!(killed.success());
    assert_eq!(child.wait().expect("it was started").code(), Some(130));
    assert_eq!(desk.migrates("status").matches("applied at").count(), 1);
}

#[test]
fn a_check_is_left_at_once_by_the_second_signal() {
    let desk = Desk::with("slow");
    desk.migrates("up --to 20260106_090000");
    let Some(mut terminal) = Terminal::open(&desk, "check --color never") else { return };
    std::thread::sleep(Duration::from_millis(700));
    terminal.press(CONTROL_C);
    terminal.until("once more leaves it at once");
    terminal.press(CONTROL_C);
    let (screen, code) = terminal.end();
    assert!(screen.contains("error: it was left before it came to its end"), "{screen}");
    assert_eq!(code, Some(130), "{screen}");
    assert_eq!(desk.migrates("status").matches("applied at").count(), 2);
}
