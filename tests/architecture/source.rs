//! A source file, read well enough for the rules: comments and tests gone, `use` trees spelled out.

use std::fs;
use std::path::{Path, PathBuf};

/// A file below `src`.
pub struct Source {
    /// Relative to `src`: `auth/queries.rs`.
    pub path: String,
    /// As it stands.
    pub text: String,
    /// Without comments and without the tests at its foot.
    pub code: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let (product, _) = text
            .split_once("#[cfg(test)]\nmod tests")
            .unwrap_or((text, ""));
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code: without_comments(product),
        }
    }

    /// Every file of the product, in order of its path. What a tool writes is left out.
    pub fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let relative = |path: PathBuf| path.strip_prefix(&root).unwrap().display().to_string();
        rust_files(&root)
            .into_iter()
            .map(|path| Self::new(&relative(path.clone()), &fs::read_to_string(path).unwrap()))
            .filter(|source| source.path != "db/schema.rs")
            .collect()
    }

    /// The top-level module that it belongs to: `auth`, `cli`.
    pub fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.trim_end_matches(".rs")
    }

    /// The file's own name: `queries.rs`.
    pub fn file(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The layer of its feature that it is a part of, of those named: `queries` for `queries.rs`, `queries/list.rs` and
    /// `api/queries.rs`.
    pub fn layer<'a>(&'a self, layers: &[&str]) -> Option<&'a str> {
        let parts = self
            .path
            .rsplit('/')
            .map(|part| part.trim_end_matches(".rs"));
        parts.into_iter().find(|part| layers.contains(part))
    }

    /// Every path that it names and that begins with `crate::` or `super::`, absolute: `users::queries::find_user`.
    pub fn own_paths(&self) -> Vec<String> {
        let mut home: Vec<&str> = self.path.trim_end_matches(".rs").split('/').collect();
        if matches!(home.last(), Some(&"mod" | &"lib" | &"main")) {
            home.pop();
        }
        let absolute = |path: String| resolve(&home, &path);
        self.paths().into_iter().filter_map(absolute).collect()
    }

    /// Every path in a `use` line, and every `crate::…` elsewhere.
    pub fn paths(&self) -> Vec<String> {
        let code = without_strings(&self.code);
        let mut found = Vec::new();
        for statement in after_each(&code, "use ") {
            let tree = statement.split(';').next().unwrap_or_default();
            expand("", tree, &mut found);
        }
        for rest in after_each(&code, "crate::") {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
            found.push(format!("crate::{}", &rest[..end.unwrap_or(rest.len())]));
        }
        found
    }
}

/// What follows each place where `word` begins a word.
fn after_each<'a>(code: &'a str, word: &str) -> Vec<&'a str> {
    let begins =
        |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
    code.match_indices(word)
        .filter(|(at, _)| begins(*at))
        .map(|(at, _)| &code[at + word.len()..])
        .collect()
}

/// `crate::{a, b::{c, d}}` becomes `crate::a`, `crate::b::c`, `crate::b::d`.
fn expand(prefix: &str, tree: &str, found: &mut Vec<String>) {
    let tree = tree.trim();
    match tree.split_once('{') {
        Some((head, rest)) => {
            let inside = &rest[..rest.rfind('}').unwrap_or(rest.len())];
            for branch in branches(inside) {
                expand(&format!("{prefix}{}", head.trim()), branch, found);
            }
        }
        None if tree.is_empty() => {}
        None => {
            let path = tree.split_whitespace().next().unwrap_or_default();
            found.push(format!("{prefix}{path}"));
        }
    }
}

/// Splits at the commas that are in no inner braces.
fn branches(inside: &str) -> Vec<&str> {
    let mut depth = 0;
    inside
        .split(|c| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            c == ',' && depth == 0
        })
        .collect()
}

fn resolve(home: &[&str], path: &str) -> Option<String> {
    if let Some(path) = path.strip_prefix("crate::") {
        return Some(path.to_owned());
    }
    let (mut home, mut rest) = (home.to_vec(), path);
    rest.starts_with("super::").then_some(())?;
    while let Some(outer) = rest.strip_prefix("super::") {
        home.pop()?;
        rest = outer;
    }
    home.push(rest);
    Some(home.join("::"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    let below = |path: PathBuf| match path.is_dir() {
        true => rust_files(&path),
        false if path.extension().is_some_and(|ending| ending == "rs") => vec![path],
        false => vec![],
    };
    entries.into_iter().flat_map(below).collect()
}

/// Lines that are a comment, and what follows ` // ` in a line.
fn without_comments(text: &str) -> String {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    text.lines()
        .filter(is_code)
        .map(|line| line.split(" // ").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// What stands between quotation marks is gone; good enough where no character literal is one.
fn without_strings(code: &str) -> String {
    let code = code.replace("\\\"", "").replace("'\"'", "");
    let outside = code.split('"').step_by(2);
    outside.collect::<Vec<_>>().join("\"\"")
}

#[test]
fn a_tree_of_imports_is_spelled_out() {
    let source = Source::new(
        "users/actions.rs",
        "use crate::audit::{self, Actor, model::{A, B as C}};\nuse super::queries;\nuse super::super::auth;\n// use crate::not::this;\nlet s = \"use crate::nor::this\"; crate::db::ping(x)",
    );
    assert_eq!(
        source.own_paths(),
        [
            "audit::self",
            "audit::Actor",
            "audit::model::A",
            "audit::model::B",
            "users::queries",
            "auth",
            "audit::",
            "db::ping"
        ]
    );
}

#[test]
fn tests_at_the_foot_are_not_product() {
    let source = Source::new(
        "domain/x.rs",
        "fn a() {}\n#[cfg(test)]\nmod tests { use std::env; }",
    );
    assert_eq!(source.code, "fn a() {}");
}
