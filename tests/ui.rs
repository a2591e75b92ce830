//! What compiles, and what is refused and how: each mistake is one file under `tests/ui/fail`.

#[test]
fn refusals() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*/*.rs");
    cases.compile_fail("tests/ui/fail/*/*/main.rs");
}
