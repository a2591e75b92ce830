//! The commands of the project's program: what comes back of them, and Ctrl-C.

use std::process::{Command, Stdio};

use crate::project::Project;

#[test]
fn the_help_lists_both_kinds_of_commands() {
    let project = Project::library();
    let own = project.migrates("--help");
    for command in ["init", "new", "redate"] {
        assert!(own.lines().any(|line| line.trim_start().starts_with(&format!("{command} "))), "{own}");
    }
    // Its sentences are those of the program itself.
    let said = project.migrate("status --help");
    assert_eq!(said.code, Some(0), "{said:?}");
    let program =
        project.cargo().args(["run", "--quiet", "--bin", "migrate", "--", "--help"]).output().expect("cargo runs");
    let program = String::from_utf8(program.stdout).expect("it is text");
    let commands =
        program.split_once("Commands:\n").and_then(|(_, rest)| rest.split_once("\n\n")).expect("it lists them").0;
    assert!(commands.lines().count() > 10, "{program}");
    for line in commands.lines() {
        let (name, sentence) = line.trim().split_once(' ').expect("a name and a sentence");
        let listed = own.lines().any(|line| {
            line.trim().split_once(' ').is_some_and(|(own, rest)| own == name && rest.trim() == sentence.trim())
        });
        assert!(listed, "`{line}` is not in {own}");
    }
}

#[test]
fn what_the_program_answers_is_passed_on() {
    let project = Project::library();
    project.migrates("new create_users email:string:unique");
    let url = "--database-url sqlite://app.db?mode=rwc";
    let status = project.migrate(&format!("status --exit-code {url}"));
    assert_eq!(status.code, Some(3), "{status:?}");
    assert!(status.out.contains("_create_users  pending"), "{status:?}");
    let up = project.migrates(&format!("up {url}"));
    assert!(up.contains("applied  m"), "{up}");
    let status = project.migrate(&format!("status --exit-code {url}"));
    assert_eq!(status.code, Some(0), "{status:?}");
    // From another folder of the package too.
    let mut down = project.cargo();
    down.current_dir(project.root.join("src")).args(["migrate", "down", "--yes", "--json"]);
    let file = project.root.join("app.db");
    let output = down.env("DATABASE_URL", format!("sqlite://{}", file.display())).output().expect("cargo runs");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON and nothing else");
    assert_eq!(answer["exit_code"], 0, "{answer}");
    let refused = project.migrate("up --database-url nonsense://app");
    assert!(refused.code == Some(1) && refused.err.contains("it begins with the name of no database"), "{refused:?}");
    let unknown = project.migrate("upp");
    assert_eq!(unknown.code, Some(2), "{unknown:?}");
    let locked = project.migrates("lock");
    assert!(locked.contains("locked    m") && project.root.join("src/migrations/locked").is_dir(), "{locked}");
    // What is refused before a released one names the command that redates it.
    let released = project.migrations().remove(0);
    let early = "m20200101_000000_create_teams";
    let text = project.newest().replace("CreateUsers", "CreateTeams").replace("\"users\"", "\"teams\"");
    project.write(&format!("src/migrations/{early}.rs"), &text);
    let list =
        project.read("src/migrations.rs").replace(&format!("mod {released}"), &format!("mod {early};\nmod {released}"));
    project.write("src/migrations.rs", &list);
    project.does_not_build("help: give it a later date: `cargo migrate redate` renames its file and its `mod` line");
    project.migrates("redate");
    project.builds();
    let early = project.migrations().iter().position(|name| name.ends_with("_create_teams"));
    assert_eq!(early, Some(1), "{:?}", project.migrations());
}

/// Cargo, this program and the project's are one process: what is sent to it reaches the last of them, and once.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_reaches_the_program() {
    let project = Project::library();
    project.migrates("new create_users");
    let url = "sqlite://app.db?mode=rwc";
    project.migrates(&format!("up --database-url {url}"));
    project.migrates(&format!("down --yes --database-url {url}"));
    let mut waiting = project.cargo();
    waiting.args(["migrate", "wait", "--timeout", "60", "--database-url", url]);
    let mut child = waiting.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("cargo runs");
    let id = child.id().to_string();
    // Until it is the project's program.
    let comm = format!("/proc/{id}/comm");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let is_program = || std::fs::read_to_string(&comm).is_ok_and(|name| name.trim() == "migrate");
    while !is_program() && std::time::Instant::now() < deadline {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(is_program(), "the program never took the place of cargo");
    // Until it listens.
    std::thread::sleep(std::time::Duration::from_secs(1));
    let sent = Command::new("kill").args(["-INT", &id]).status().expect("kill runs");
    assert!(sent.success());
    let status = child.wait().expect("it ends");
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(2), "{status}");
}
