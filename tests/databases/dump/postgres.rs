//! PostgreSQL's catalogue, by `pg_dump`.

/// `pg_dump`, without comments, settings and the order of columns.
pub fn schema(url: &str) -> Vec<String> {
    let output = std::process::Command::new("pg_dump")
        .args([
            "--schema-only",
            "--no-owner",
            "--no-privileges",
            "--exclude-table=migrate_(history|lease)",
            "--dbname",
            url,
        ])
        .output()
        .expect("`pg_dump` is installed");
    assert!(output.status.success(), "pg_dump: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("it is UTF-8");
    let skipped = |line: &str| {
        ["--", "SET ", "SELECT pg_catalog.", "\\restrict", "\\unrestrict"].iter().any(|start| line.starts_with(start))
    };
    let mut lines = Vec::new();
    let mut parts: Option<Vec<String>> = None;
    for line in text.lines().filter(|line| !skipped(line)) {
        match &mut parts {
            Some(inside) if line == ");" => {
                inside.sort();
                lines.append(inside);
                lines.push(line.to_owned());
                parts = None;
            }
            // The server names the sequence of an identity after the table of that moment.
            Some(_) | None if line.trim_start().starts_with("SEQUENCE NAME ") => {}
            Some(inside) => inside.push(line.trim_end_matches(',').to_owned()),
            None => {
                lines.push(line.to_owned());
                if line.starts_with("CREATE TABLE") && line.ends_with('(') {
                    parts = Some(Vec::new());
                }
            }
        }
    }
    lines
}
