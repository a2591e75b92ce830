//! Many programs at once, as where a service starts on many machines.

use std::collections::BTreeMap;
use std::process::Stdio;

use crate::check::on_every_database;
use crate::scratch::Scratch;
use crate::typed::{Desk, Typed, typed};

const PROGRAMS: usize = 20;

/// Types all of these at the same time, each in a program of its own.
fn at_once(desk: &Desk, scratch: &Scratch, commands: &[&str]) -> Vec<Typed> {
    let start = |arguments: &&str| {
        let mut command = desk.command(&format!("{arguments} --json --database-url {}", scratch.url));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
    };
    let children: Vec<_> = commands.iter().map(start).collect();
    children.into_iter().map(|child| typed(child.wait_with_output().expect("it ends"))).collect()
}

/// How often each migration was applied and not undone again, by what the programs say.
fn applied(answers: &[Typed]) -> BTreeMap<String, i32> {
    let mut applied = BTreeMap::new();
    for answer in answers.iter().map(Typed::json) {
        for (list, sign) in [("applied", 1), ("undone", -1)] {
            for ran in answer[list].as_array().into_iter().flatten() {
                *applied.entry(ran["migration"].as_str().expect("a name").to_owned()).or_default() += sign;
            }
        }
    }
    applied
}

/// The history, as it has to be where each migration is applied once.
async fn assert_whole(scratch: &Scratch, context: &str) {
    let rows =
        "SELECT CAST(version AS char(14)), CAST(position AS char(2)), state FROM migrate_history ORDER BY position";
    let rows: Vec<String> = scratch.rows(rows).await.into_iter().map(|row| words(&row)).collect();
    let list = bookshop::migrations::MIGRATIONS.list;
    let expected: Vec<String> =
        list.iter().zip(1..).map(|(one, position)| format!("{} {position} applied", one.version)).collect();
    assert_eq!(rows, expected, "{context}");
}

fn words(row: &[Option<String>]) -> String {
    row.iter().flatten().map(|value| value.trim()).collect::<Vec<_>>().join(" ")
}

#[test]
fn twenty_programs_that_start_at_once_apply_each_migration_once() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let (key, desk) = (scratch.server.key(), Desk::new());
        let answers = at_once(&desk, scratch, &["up"; PROGRAMS]);
        assert!(answers.iter().all(|answer| answer.code == Some(0)), "{key}: {answers:?}");
        let applied = applied(&answers);
        assert_eq!(applied.len(), bookshop::migrations::MIGRATIONS.list.len(), "{key}: {applied:?}");
        assert!(applied.values().all(|times| *times == 1), "{key}: {applied:?}");
        assert_whole(scratch, key).await;
        assert_eq!(desk.at(&scratch.url, "check").code, Some(0), "{key}");
    });
}

#[test]
fn one_that_undoes_among_them_leaves_what_a_further_run_completes() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let (key, desk) = (scratch.server.key(), Desk::new());
        let mut commands = ["up"; PROGRAMS + 1];
        commands[PROGRAMS / 2] = "down --yes";
        for round in 0..3 {
            let mut answers = at_once(&desk, scratch, &commands);
            assert!(answers.iter().all(|answer| answer.code == Some(0)), "{key}, {round}: {answers:?}");
            answers.push(desk.at(&scratch.url, "up --json"));
            assert_eq!(answers[PROGRAMS + 1].code, Some(0), "{key}, {round}: {answers:?}");
            let all = applied(&answers);
            assert!(all.values().all(|times| *times == i32::from(round == 0)), "{key}, {round}: {all:?}");
            assert_whole(scratch, key).await;
            assert_eq!(desk.at(&scratch.url, "check").code, Some(0), "{key}");
        }
    });
}
