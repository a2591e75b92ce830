//! Temporary.
use std::path::Path;
use std::time::Instant;
#[test]
fn prof() {
    let folder =
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/tmp/build-bench/migrate-1000/src/migrations"));
    let settings =
        migrate_core::source::settings::Settings::find(folder, folder, &[migrate_core::dialect::Dialect::Sqlite])
            .unwrap();
    let files = migrate_core::source::history::migration_files(folder).unwrap();
    let texts: Vec<String> = files.iter().map(|f| std::fs::read_to_string(f).unwrap()).collect();
    proc_macro2::fallback::force();
    let t = Instant::now();
    for text in &texts {
        migrate_core::source::parse::scopes(text, migrate_core::location::FileId(1)).unwrap();
    }
    println!("parse {:?}", t.elapsed());
    let t = Instant::now();
    let mut cache = migrate_core::source::history::Cache::default();
    let h = cache.folder(&files[0], &settings).unwrap();
    println!("folder {:?} {}", t.elapsed(), h.entries.len());
}
