//! Who may know whom.

use std::sync::LazyLock;

use crate::source::Source;
use crate::{assert_none, breaches};

/// What each layer may use; a feature may also use the features before it.
const LAYERS: [(&str, &[&str]); 7] = [
    ("domain", &[]),
    ("config", &["domain"]),
    ("db", &["domain"]),
    ("web", &["domain", "config", "db"]),
    ("jobs", &["domain", "config", "db"]),
    ("mail", &["domain", "config", "db"]),
    ("integrations", &["domain", "config", "db"]),
];
const BELOW_FEATURES: [&str; 7] = [
    "domain",
    "config",
    "db",
    "web",
    "jobs",
    "mail",
    "integrations",
];

/// In order of dependence, as `src/lib.rs` lists them: each may use those before it.
static FEATURES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let listed = include_str!("../../src/lib.rs").lines();
    let modules = listed.filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let is_feature = |name: &&str| !BELOW_FEATURES.contains(name) && !ABOVE_FEATURES.contains(name);
    modules.filter(is_feature).collect()
});

/// The composition root and the command line know every feature.
const ABOVE_FEATURES: [&str; 4] = ["app", "cli", "main", "lib"];

/// Files of a feature, or folders, that a rule of its own holds for.
const LAYERS_OF_A_FEATURE: [&str; 6] = ["handlers", "api", "views", "forms", "queries", "model"];

/// Files that are a feature's own business, whatever its `mod.rs` says.
const INTERNAL: [&str; 5] = ["handlers", "api", "views", "forms", "context"];

fn may_use(module: &str, other: &str) -> bool {
    if module == other {
        return true;
    }
    if let Some((_, below)) = LAYERS.iter().find(|(layer, _)| *layer == module) {
        return below.contains(&other);
    }
    let rank = |name: &str| FEATURES.iter().position(|feature| *feature == name);
    match rank(module) {
        Some(own) => {
            BELOW_FEATURES.contains(&other) || rank(other).is_some_and(|theirs| theirs < own)
        }
        None => ABOVE_FEATURES.contains(&module) && (other != "cli" || module == "main"),
    }
}

fn wrong_imports(source: &Source) -> Vec<String> {
    let known = |module: &str| {
        BELOW_FEATURES.contains(&module)
            || FEATURES.contains(&module)
            || ABOVE_FEATURES.contains(&module)
    };
    let own = source.module();
    let mut wrong = Vec::new();
    for path in source.own_paths() {
        let mut parts = path.split("::");
        let module = parts.next().unwrap_or_default();
        if known(module) && !may_use(own, module) {
            wrong.push(format!("{}: {own} may not use {path}", source.path));
        }
        let inner = parts.next().unwrap_or_default();
        if module != own && FEATURES.contains(&module) && INTERNAL.contains(&inner) {
            wrong.push(format!("{}: {path} is internal to {module}", source.path));
        }
    }
    wrong
}

/// Crates and calls that a file may not name, with the reason.
fn names(source: &Source, forbidden: &[&str], why: &str) -> Vec<String> {
    forbidden
        .iter()
        .filter(|word| source.code.contains(**word))
        .map(|word| format!("{}: {word} ({why})", source.path))
        .collect()
}

/// The domain, and whatever says of itself that it is pure.
fn is_pure(source: &Source) -> bool {
    let head = source
        .text
        .lines()
        .take_while(|line| line.starts_with("//!"));
    source.module() == "domain" || head.into_iter().any(|line| line.contains("Pure"))
}

fn impurities(source: &Source) -> Vec<String> {
    const OUTSIDE: [&str; 16] = [
        "actix_web",
        "PgConnection",
        "diesel::prelude",
        "diesel::r2d2",
        "RunQueryDsl",
        "sql_query",
        "Utc::now",
        "Local::now",
        "chrono::Local",
        "Instant::now",
        "SystemTime",
        "std::env",
        "std::fs",
        "std::net",
        "tokio",
        "reqwest::Client",
    ];
    match is_pure(source) {
        true => names(source, &OUTSIDE, "rules are functions of their inputs"),
        false => vec![],
    }
}

fn is_feature(source: &Source) -> bool {
    FEATURES.contains(&source.module())
}

fn pages_in_queries(source: &Source) -> Vec<String> {
    match source.layer(&LAYERS_OF_A_FEATURE) {
        Some("queries" | "model") => names(source, &["actix_web"], "statements know no request"),
        _ => vec![],
    }
}

fn statements_in_pages(source: &Source) -> Vec<String> {
    const SQL: [&str; 6] = [
        "diesel::prelude",
        "diesel::sql_query",
        "diesel::insert_into",
        "diesel::update",
        "diesel::delete",
        "RunQueryDsl",
    ];
    let is_page = matches!(
        source.layer(&LAYERS_OF_A_FEATURE),
        Some("handlers" | "api" | "views" | "forms")
    ) || (is_feature(source) && source.code.contains("HttpResponse"));
    match is_page {
        true => names(source, &SQL, "statements live in queries.rs"),
        false => vec![],
    }
}

/// The environment is read once, by `config`; the cluster must know its own surroundings.
fn variables_outside_config(source: &Source) -> Vec<String> {
    let may = source.module() == "config" || source.path.starts_with("db/cluster/");
    match may {
        true => vec![],
        false => names(source, &["env::var", "env::vars"], "config reads it once"),
    }
}

#[test]
fn the_map_of_the_house_lists_what_is_below_before_what_is_above() {
    assert_eq!(FEATURES.first(), Some(&"audit"));
    assert_eq!(FEATURES.last(), Some(&"demo"));
    let listed = include_str!("../../src/lib.rs");
    let place = |name: &str| listed.find(&format!("pub mod {name};")).unwrap();
    let below = BELOW_FEATURES.iter().map(|name| place(name)).max().unwrap();
    let above = place("app").min(place("cli"));
    assert!(
        FEATURES
            .iter()
            .all(|name| (below..above).contains(&place(name)))
    );
}

#[test]
fn every_module_uses_only_what_lies_below_it() {
    assert_none(breaches(wrong_imports));
}

#[test]
fn rules_are_functions_of_their_inputs() {
    assert!(
        Source::all()
            .iter()
            .filter(|source| is_pure(source))
            .count()
            > 15
    );
    assert_none(breaches(impurities));
}

#[test]
fn queries_know_no_request() {
    assert_none(breaches(pages_in_queries));
}

#[test]
fn pages_hold_no_statement() {
    assert_none(breaches(statements_in_pages));
}

#[test]
fn only_the_configuration_reads_the_environment() {
    assert_none(breaches(variables_outside_config));
}

#[test]
fn every_module_has_its_place() {
    let unplaced = |source: &Source| {
        let module = source.module();
        let known = [&BELOW_FEATURES[..], FEATURES.as_slice(), &ABOVE_FEATURES].concat();
        match known.contains(&module) {
            true => vec![],
            false => vec![format!("{module} is in no list of this test")],
        }
    };
    assert_none(breaches(unplaced));
}

#[test]
fn a_breach_of_each_rule_is_caught() {
    let caught = |rule: fn(&Source) -> Vec<String>, path: &str, text: &str| {
        assert!(!rule(&Source::new(path, text)).is_empty(), "{path}: {text}");
    };
    caught(wrong_imports, "domain/money.rs", "use crate::db::Db;");
    caught(wrong_imports, "web/page.rs", "use crate::auth::SignedIn;");
    caught(wrong_imports, "jobs/run.rs", "crate::messages::deliver()");
    caught(
        wrong_imports,
        "users/actions.rs",
        "use crate::{audit, auth::SignedIn};",
    );
    caught(
        wrong_imports,
        "customers/actions.rs",
        "use super::super::profile::show;",
    );
    caught(wrong_imports, "app/serve.rs", "use crate::cli::Cli;");
    caught(
        wrong_imports,
        "profile/handlers.rs",
        "use crate::customers::forms::CustomerForm;",
    );
    caught(
        impurities,
        "domain/period.rs",
        "fn f() { chrono::Utc::now() }",
    );
    caught(
        impurities,
        "segments/rfm.rs",
        "//! Pure.\nuse diesel::PgConnection;",
    );
    caught(pages_in_queries, "users/queries.rs", "use actix_web::web;");
    caught(
        pages_in_queries,
        "users/api/queries/list.rs",
        "use actix_web::web;",
    );
    caught(
        statements_in_pages,
        "users/handlers.rs",
        "use diesel::prelude::*;",
    );
    caught(
        statements_in_pages,
        "users/views/show.rs",
        "use diesel::prelude::*;",
    );
    caught(
        statements_in_pages,
        "users/account.rs",
        "fn f() -> HttpResponse { diesel::sql_query(x) }",
    );
    caught(
        variables_outside_config,
        "mail/smtp.rs",
        "std::env::var(\"SMTP_URL\")",
    );
}

#[test]
fn what_is_allowed_is_not_caught() {
    let source = Source::new(
        "proposals/handlers.rs",
        "use crate::customers::queries;\nuse crate::domain::CustomerId;\nuse crate::web::Page;",
    );
    assert_none(wrong_imports(&source));
    assert_none(statements_in_pages(&source));
    let source = Source::new("users/api/queries.rs", "use diesel::prelude::*;");
    assert_none(statements_in_pages(&source));
}
