//! A table is written by its owner alone; anybody's `queries.rs` may read it.

use std::fs;
use std::path::Path;

use crate::source::Source;
use crate::{assert_none, breaches};

/// Who writes which table. `sql` is a trigger or function of the migrations.
const OWNERS: &[(&str, &[&str])] = &[
    ("app", &["secrets"]),
    ("jobs", &["jobs"]),
    ("audit", &["audit_log", "audit_values", "domain_events"]),
    ("users", &["users"]),
    ("auth", &["sessions", "one_time_links", "sign_in_failures"]),
    ("settings", &["settings"]),
    ("api_keys", &["api_keys", "idempotency_keys"]),
    (
        "messages",
        &[
            "messages",
            "message_attachments",
            "message_attempts",
            "suppressions",
            "message_links",
            "message_events",
            "message_preferences",
            "unsubscribe_reasons",
            "webhook_events",
        ],
    ),
    (
        "customers",
        &[
            "customers",
            "contact_points",
            "contacts",
            "consents",
            "customer_views",
            "customer_view_defaults",
            "customer_batches",
            "customer_batch_rows",
            "tombstones",
        ],
    ),
    ("services", &["services", "service_merges"]),
    (
        "history",
        &["service_history", "deleted_history", "service_merge_rows"],
    ),
    ("activities", &["activities"]),
    ("opportunities", &["opportunities", "opportunity_stages"]),
    (
        "proposals",
        &[
            "proposals",
            "proposal_items",
            "proposal_events",
            "engine_first_visits",
            "engine_odds",
            "engine_state",
            "engine_settings",
            "proposal_examples",
            "mail_templates",
            "segment_offers",
            "mail_template_versions",
        ],
    ),
    (
        "campaigns",
        &["campaigns", "campaign_members", "campaign_templates"],
    ),
    (
        "invoices",
        &[
            "billing_settings",
            "invoice_deliveries",
            "invoice_lines",
            "invoice_series",
            "invoices",
            "payments",
            "refunds",
            "tax_rates",
        ],
    ),
    (
        "duplicates",
        &[
            "duplicate_checks",
            "duplicate_keys",
            "duplicate_pairs",
            "customer_merges",
        ],
    ),
    (
        "value",
        &[
            "value_models",
            "category_rhythms",
            "customer_values",
            "call_pauses",
        ],
    ),
    (
        "imports",
        &[
            "imports",
            "import_changed",
            "import_created",
            "import_errors",
            "import_leftovers",
            "import_mappings",
            "import_pieces",
            "import_refused",
        ],
    ),
    (
        "webhooks",
        &[
            "webhook_endpoints",
            "wire_events",
            "webhook_deliveries",
            "delivery_attempts",
            "broker_status",
        ],
    ),
    ("connections", &["connection_checks"]),
    (
        "sql",
        &[
            "business_day",
            "customer_metrics",
            "customer_years",
            "segment_changes",
            "segment_recounts",
        ],
    ),
];

/// The set-up page makes the first admin and the organisation in one go, and `settings` builds on `auth`.
const EXCEPTIONS: [(&str, &str); 1] = [("auth/queries.rs", "settings")];

fn owner(table: &str) -> Option<&'static str> {
    OWNERS
        .iter()
        .find(|(_, tables)| tables.contains(&table))
        .map(|(owner, _)| *owner)
}

/// Tables that a source writes, by diesel's functions or in SQL.
fn written(source: &Source) -> Vec<String> {
    const FUNCTIONS: [&str; 4] = ["insert_into(", "update(", "delete(", "copy_from("];
    const STATEMENTS: [&str; 5] = ["INSERT INTO", "UPDATE", "DELETE FROM", "TRUNCATE", "COPY"];
    let by_function = FUNCTIONS.iter().flat_map(|call| {
        let calls = source.code.split(call).skip(1);
        calls.filter_map(|rest| table_of_target(&source.code, rest))
    });
    let by_statement = STATEMENTS.iter().flat_map(|verb| {
        let statements = source.code.split(verb).skip(1);
        statements.map(|rest| identifier(after_space(rest)).to_owned())
    });
    by_function
        .chain(by_statement)
        .filter(|table| tables().contains(table))
        .collect()
}

/// The table of `users::table.find(id)`, also where the target has a name: `let earlier = users::table.filter(…)`.
fn table_of_target(code: &str, target: &str) -> Option<String> {
    let name = identifier(target.trim_start());
    if target.trim_start()[name.len()..].starts_with("::table") {
        return Some(name.to_owned());
    }
    let (_, binding) = code.split_once(&format!("let {name} ="))?;
    let expression = binding.trim_start();
    let table = identifier(expression);
    expression[table.len()..]
        .starts_with("::table")
        .then(|| table.to_owned())
}

/// A statement in a Rust string may go on in the next line.
fn after_space(rest: &str) -> &str {
    rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\\')
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
    &text[..end.unwrap_or(text.len())]
}

/// Every table of the schema.
fn tables() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db/schema.rs");
    let schema = fs::read_to_string(path).unwrap();
    let bodies = schema.split("diesel::table! {").skip(1);
    bodies
        .map(|body| identifier(last_line_before_columns(body)).to_owned())
        .collect()
}

fn last_line_before_columns(body: &str) -> &str {
    let is_name = |line: &&str| line.ends_with(") {");
    let line = body.lines().map(str::trim).find(is_name);
    line.unwrap_or_default()
}

fn foreign_writes(source: &Source) -> Vec<String> {
    let foreign = |table: &String| {
        owner(table) != Some(source.module())
            && !EXCEPTIONS.contains(&(source.path.as_str(), table.as_str()))
    };
    written(source)
        .into_iter()
        .filter(foreign)
        .map(|table| {
            let owner = owner(&table).unwrap_or("nobody");
            format!("{} writes {table}, which belongs to {owner}", source.path)
        })
        .collect()
}

/// Writes of the history that would run two kinds of its triggers in one statement: `cohort_months` takes what is there after
/// a statement without its rows for what was there before, and each trigger knows its own rows alone.
fn upserts_of_history(source: &Source) -> Vec<String> {
    let sql = source.code.split("INTO").skip(1).any(|rest| {
        let statement = rest.split(['"', ';']).next().unwrap_or_default();
        identifier(after_space(rest)) == "service_history" && updates_on_conflict(statement)
    });
    let calls = source
        .code
        .split("insert_into(service_history::table")
        .skip(1);
    let by_function = calls
        .map(|rest| rest.split(';').next().unwrap_or_default())
        .any(|call| call.contains(".on_conflict("));
    let merges = source
        .code
        .split("MERGE INTO")
        .skip(1)
        .any(|rest| identifier(after_space(rest)) == "service_history");
    match sql || by_function || merges {
        true => vec![format!("{} upserts service_history", source.path)],
        false => vec![],
    }
}

fn updates_on_conflict(statement: &str) -> bool {
    let words: Vec<&str> = statement.split_whitespace().collect();
    words.windows(2).any(|pair| pair == ["DO", "UPDATE"])
}

#[test]
fn no_statement_inserts_and_updates_the_history_at_once() {
    assert_none(breaches(upserts_of_history));
    let caught =
        |code: &str| !upserts_of_history(&Source::new("history/queries.rs", code)).is_empty();
    assert!(caught(
        "\"INSERT INTO service_history (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET price = 1\""
    ));
    assert!(caught(
        "diesel::insert_into(service_history::table).values(x).on_conflict(id).do_update().set(x);"
    ));
    assert!(caught("\"MERGE INTO service_history USING x ON true\""));
    assert!(!caught(
        "\"INSERT INTO service_history (id) VALUES (1) ON CONFLICT DO NOTHING\"; \"INSERT INTO x DO UPDATE\""
    ));
    assert!(!caught(
        "diesel::insert_into(service_history::table).values(x).on_conflict_do_nothing();"
    ));
}

#[test]
fn a_table_is_written_by_its_owner_alone() {
    assert_none(breaches(foreign_writes));
}

#[test]
fn every_table_has_an_owner() {
    let tables = tables();
    assert!(
        tables.len() > 25,
        "the schema was not understood: {tables:?}"
    );
    let orphans: Vec<_> = tables
        .into_iter()
        .filter(|table| owner(table).is_none())
        .collect();
    assert_none(orphans);
}

#[test]
fn the_writes_of_a_file_are_found() {
    let written = |code: &str| written(&Source::new("users/queries.rs", code));
    assert_eq!(written("diesel::insert_into(users::table)"), ["users"]);
    assert_eq!(
        written("diesel::update(\n  users::table.find(id))"),
        ["users"]
    );
    assert_eq!(
        written("let old = sessions::table.filter(x);\ndiesel::delete(old)"),
        ["sessions"]
    );
    assert_eq!(written("sql_query(\"DELETE FROM jobs WHERE\")"), ["jobs"]);
    assert_eq!(
        written("\"WITH x AS (INSERT INTO\n  audit_log\""),
        ["audit_log"]
    );
    assert!(written("SELECT x FROM users FOR UPDATE OF users").is_empty());
    assert!(written("ON CONFLICT DO UPDATE SET x = 1").is_empty());
}

#[test]
fn a_foreign_write_is_caught() {
    let source = Source::new("profile/queries.rs", "diesel::update(customers::table)");
    assert_eq!(
        foreign_writes(&source),
        ["profile/queries.rs writes customers, which belongs to customers"]
    );
}
