//! The house holds: who may import whom, who writes which table, what each kind of file may know. Read from the
//! sources as text, so that a breach is named by file and rule. Each rule proves beside itself that it catches one.

mod heads;
mod imports;
mod source;
mod tables;

use source::Source;

/// Fails with every breach at once.
#[track_caller]
fn assert_none(breaches: Vec<String>) {
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

/// The breaches of one rule over all sources.
fn breaches(rule: impl Fn(&Source) -> Vec<String>) -> Vec<String> {
    Source::all().iter().flat_map(rule).collect()
}
