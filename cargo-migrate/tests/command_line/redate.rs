//! What `redate` renames.

use crate::project::Project;

/// A history of four, of which the third is released.
fn with_a_release() -> Project {
    let project = Project::unbuilt();
    let names = [
        "m20260101_000000_create_a",
        "m20260102_000000_create_b",
        "m20260103_000000_create_c",
        "m20260104_000000_create_d",
    ];
    let mut lines = String::new();
    for name in names {
        let text = format!("// {name} need not compile {{\n");
        project.write(&format!("src/migrations/{name}.rs"), &text);
        lines.push_str(&format!("mod {name};\n"));
    }
    project.write("src/migrations.rs", &format!("//! History.\n\n{lines}\nmigrate::migrations!();\n"));
    project.write("src/migrations/locked/m20260103_000000_create_c.toml", "version = 20260103000000\n");
    project
}

/// The names behind the dates, in order of the dates.
fn order(project: &Project) -> Vec<String> {
    project.migrations().iter().map(|name| name[16..].to_owned()).collect()
}

/// The `mod` lines name the files, in order.
fn check_lines(project: &Project) {
    let lines: Vec<String> = project.migrations().iter().map(|name| format!("mod {name};\n")).collect();
    let expected = format!("//! History.\n\n{}\nmigrate::migrations!();\n", lines.concat());
    assert_eq!(project.read("src/migrations.rs"), expected);
}

#[test]
fn all_that_are_not_released_come_behind_those_that_are() {
    let project = with_a_release();
    let said = project.migrates("redate");
    assert_eq!(order(&project), ["_create_c", "_create_a", "_create_b", "_create_d"]);
    check_lines(&project);
    let names = project.migrations();
    assert_eq!(names[0], "m20260103_000000_create_c");
    assert!(said.contains(&format!("renamed  m20260101_000000_create_a to {}\n", names[1])), "{said}");
    assert!(said.contains("note: a database that has one of them knows it by its old date"), "{said}");
    assert!(project.read(&format!("src/migrations/{}.rs", names[1])).contains("// m20260101_000000_create_a need not"));
    let said = project.migrates("redate");
    assert_eq!(said, "nothing to redate: no migration is dated before one that is released\n");
    assert_eq!(project.migrations(), names);
}

#[test]
fn those_that_are_named() {
    let project = with_a_release();
    project.migrates("redate src/migrations/m20260101_000000_create_a.rs");
    assert_eq!(order(&project), ["_create_b", "_create_c", "_create_d", "_create_a"]);
    check_lines(&project);
    project.migrates("redate create_d create_b");
    assert_eq!(order(&project), ["_create_c", "_create_a", "_create_b", "_create_d"]);
    check_lines(&project);
}

#[test]
fn what_is_released_keeps_its_date() {
    let project = with_a_release();
    let said = project.refuses("redate create_a create_c");
    assert!(said.contains("`m20260103_000000_create_c` is released, so it keeps its date"), "{said}");
    let said = project.refuses("redate crate_a");
    assert!(said.contains("there is no migration `crate_a`\nhelp: did you mean `create_a`?"), "{said}");
}
