//! Each folder opens with what it is for.

use std::collections::BTreeSet;

use crate::source::Source;
use crate::{assert_none, breaches};

/// The lines that begin with `//!`, joined.
fn head(source: &Source) -> String {
    let lines = source
        .text
        .lines()
        .map_while(|line| line.strip_prefix("//!"));
    lines.collect::<Vec<_>>().join(" ")
}

fn folders_without_purpose(source: &Source) -> Vec<String> {
    let opens = matches!(source.file(), "mod.rs" | "lib.rs");
    match opens && head(source).len() < 40 {
        true => vec![format!("{} says nothing of its folder", source.path)],
        false => vec![],
    }
}

/// A folder with addresses names each, by its first word, in its head.
fn unnamed_addresses(source: &Source) -> Vec<String> {
    if source.file() != "mod.rs" || source.module() == "app" {
        return vec![];
    }
    let head = head(source);
    let registered = ["resource(\"", "route(\"", "scope(\""]
        .iter()
        .flat_map(|call| source.code.split(call).skip(1))
        .filter_map(|rest| rest.strip_prefix('/'));
    let first_words: BTreeSet<&str> = registered
        .map(|path| path.split(['/', '"', '{']).next().unwrap_or_default())
        .collect();
    first_words
        .into_iter()
        .filter(|word| !head.contains(&format!("`/{word}")))
        .map(|word| format!("{}: its head does not name `/{word}`", source.path))
        .collect()
}

#[test]
fn each_folder_opens_with_its_purpose() {
    assert_none(breaches(folders_without_purpose));
}

#[test]
fn each_folder_names_its_addresses() {
    assert_none(breaches(unnamed_addresses));
}

#[test]
fn a_silent_folder_is_caught() {
    let silent = Source::new("users/mod.rs", "mod queries;");
    assert_eq!(folders_without_purpose(&silent).len(), 1);
    let unnamed = Source::new(
        "users/mod.rs",
        "//! The people. URLs: `/users`.\nweb::resource(\"/users\"); web::resource(\"/people/{id}\")",
    );
    assert_eq!(
        unnamed_addresses(&unnamed),
        ["users/mod.rs: its head does not name `/people`"]
    );
}
