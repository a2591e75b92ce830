//! What compiles, and what is refused and how: each mistake is one file under `tests/ui/fail`.

#[path = "ui/pass/lint/settings/allowed.rs"]
mod lint_allowed;
#[path = "ui/pass/lint/attributes.rs"]
mod lint_attributes;

#[test]
fn refusals() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*/*.rs");
    cases.compile_fail("tests/ui/fail/*/*/main.rs");
}
