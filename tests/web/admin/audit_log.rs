//! The audit log: who changed what, found again, read from indexes, and taken along.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{TimeDelta, Utc};
use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Text;
use diesel::{QueryResult, RunQueryDsl};
use vinculo::admin::audit::{Filter, Who, queries};
use vinculo::audit::ACTIONS;
use vinculo::domain::Role;

use super::{files, texts};
use crate::support::{TestApp, a_customer, a_user};

#[tokio::test]
async fn the_audit_log_says_who_changed_what_from_what_to_what() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let eva = a_user(Role::Staff)
        .name("Eva <i>")
        .create(&mut app.db.conn());
    let at = format!("/admin/users/{eva}");
    app.get(&at).await.expect(200);
    app.post_form(&at, &[("name", "Eva Soto"), ("role", "sales")])
        .await
        .expect(303);

    let page = app.get("/admin/audit").await.expect(200);
    let row = "[data-row=audit]:first-child";
    assert_eq!(page.attr(&format!("{row} a"), "href"), at);
    assert_eq!(page.text(&format!("{row} a")), "Eva Soto");
    assert_eq!(
        page.texts(&format!("{row} li")),
        ["Nombre: Eva <i> → Eva Soto", "Rol: Atención → Ventas"]
    );
}

#[tokio::test]
async fn the_audit_log_is_filtered_by_person_record_action_and_day() {
    let app = TestApp::start().await;
    let me = app.sign_in(Role::Admin).await;
    app.db.sql(&format!(
        "INSERT INTO audit_log (at, user_id, actor, action, record_type, record_id) VALUES
         ('2025-10-25 12:00-03', {me}, 'Ana', 'customer.updated', 'customer', 1),
         ('2025-10-26 23:59:59-03', NULL, 'imports', 'import.finished', 'import', 2),
         ('2025-10-27 00:00-03', {me}, 'Ana', 'customer.created', 'customer', 3)"
    ));
    let first = app.db.number("SELECT min(id) FROM audit_log");
    let cases = [
        ("", vec![2, 1, 0]),
        (&format!("?user={me}"), vec![2, 0]),
        ("?user=program", vec![1]),
        ("?type=customer", vec![2, 0]),
        ("?type=customer&record=1", vec![0]),
        ("?action=import.finished", vec![1]),
        ("?from=2025-10-26", vec![2, 1]),
        ("?to=2025-10-26", vec![1, 0]),
        ("?from=2025-10-26&to=2025-10-26", vec![1]),
        ("?type=customer&user=program", vec![]),
        (&format!("?before={}", first + 2), vec![1, 0]),
    ];
    for (query, expected) in cases {
        let page = app.get(&format!("/admin/audit{query}")).await.expect(200);
        let expected: Vec<_> = expected.iter().map(|n| (first + n).to_string()).collect();
        assert_eq!(page.rows(".panel"), expected, "{query}");
    }
    let page = app.get("/admin/audit").await;
    assert_eq!(
        page.attrs("select[name=action] option", "value"),
        [
            "",
            "customer.created",
            "customer.updated",
            "import.finished"
        ]
    );
}

#[tokio::test]
async fn the_audit_log_shows_no_secret_and_marks_what_was_erased() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.db.sql(
        "INSERT INTO audit_log (actor, action, record_type, field_names) VALUES ('x', 'odd.one', 'odd', '{api_token,city}');
         INSERT INTO audit_values SELECT id, 'api_token', 'null', '\"s3cret\"' FROM audit_log",
    );
    let page = app.get("/admin/audit").await.expect(200);
    assert!(!page.body.contains("s3cret"));
    assert_eq!(
        page.texts("[data-row=audit] li"),
        ["api token: ••• → •••", "Ciudad: valor borrado"]
    );
    assert!(page.words().contains("odd.one"));
}

#[test]
fn every_recorded_action_has_words() {
    for locale in ["es", "en"] {
        let texts = texts(locale);
        for action in ACTIONS {
            let key = format!("\naudit-{} = ", action.replace('.', "-"));
            assert!(texts.contains(&key), "{locale}: {action}");
        }
    }
}

/// The names that sources give to what they note: `.field("city", …)`, `.set("city", …)`.
fn recorded_fields() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let product = files(&source)
        .into_iter()
        .filter(|text| !text.contains("finish_non_exhaustive"))
        .map(|text| {
            let product = text.split("#[cfg(test)]\nmod tests").next();
            product.unwrap_or_default().to_owned()
        });
    let mut names: BTreeSet<String> = product
        .flat_map(|text| {
            let calls = [".field(", ".set("].map(|call| {
                let after = text.split(call).skip(1);
                let quoted = after.filter_map(|rest| rest.trim_start().strip_prefix('"'));
                let named = quoted.filter_map(|rest| rest.split('"').next());
                named.map(str::to_owned).collect::<Vec<_>>()
            });
            calls.concat()
        })
        .collect();
    names.extend(["call", "email", "sms", "whatsapp"].map(|channel| format!("consent_{channel}")));
    names
}

#[test]
fn every_recorded_field_has_words() {
    let names = recorded_fields();
    assert!(names.len() > 100, "only {} were found", names.len());
    for locale in ["es", "en"] {
        let texts = texts(locale);
        for name in &names {
            let known = [name.as_str(), name.trim_end_matches("_id")];
            assert!(
                known
                    .iter()
                    .any(|name| texts.contains(&format!("\naudit-field-{name} = "))),
                "{locale}: {name}"
            );
        }
    }
}

#[tokio::test]
async fn an_entry_names_its_record_and_its_customer_and_shows_nothing_as_the_program_keeps_it() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let customer = a_customer().name("Ana Rojas").create(&mut app.db.conn());
    app.db.sql(&format!(
        "INSERT INTO activities (id, customer_id, kind, title, body, occurred_at)
         VALUES (89, {customer}, 'note', 'Prefiere la tarde', '', now());
         INSERT INTO audit_log (actor, action, record_type, record_id, field_names) VALUES
         ('create-user', 'activity.completed', 'activity', 89, '{{}}'),
         ('Eva', 'activity.created', 'activity', 89, '{{customer_id,kind}}'),
         ('Eva', 'activity.deleted', 'activity', 90, '{{row}}');
         INSERT INTO audit_values SELECT id, 'customer_id', 'null', '{customer}' FROM audit_log WHERE action = 'activity.created';
         INSERT INTO audit_values SELECT id, 'kind', '\"note\"', '\"call\"' FROM audit_log WHERE action = 'activity.created';
         INSERT INTO audit_values SELECT id, 'row', '{{\"id\": 90, \"customer_id\": {customer}, \"assignee_id\": null, \"title\": \"Llamar\"}}', 'null'
         FROM audit_log WHERE action = 'activity.deleted'"
    ));
    let page = app.get("/admin/audit?type=activity").await.expect(200);
    assert_eq!(
        page.texts("[data-row=audit] li"),
        [
            "Lo que decía: Cliente: Ana Rojas · Título: Llamar → sin valor",
            "Cliente: Ana Rojas",
            "Tipo: Nota → Llamada",
        ]
    );
    let profile = format!("/customers/{customer}");
    assert!(page.has(&format!("li a[href='{profile}']")));
    assert_eq!(page.count("td > a[href='/activities/89/edit']"), 2);
    // Where no field says whose it is.
    assert_eq!(page.count(&format!("td > a[href='{profile}']")), 1);
    assert!(page.words().contains("Línea de comandos") && !page.body.contains("create-user"));

    let file = app
        .get("/admin/audit/export?type=activity")
        .await
        .expect(200);
    assert!(file.body.contains(";Tipo;Nota;Llamada"));
    assert!(!file.body.contains("assignee_id"), "{}", file.body);

    let story = app.get(&profile).await.expect(200);
    let story = story.attr("a[href^='/admin/audit?']", "href");
    app.get(&story).await.expect(200);
}

#[tokio::test]
async fn every_page_of_the_audit_log_is_read_from_an_index() {
    let app = TestApp::start().await;
    app.db.sql(
        "INSERT INTO audit_log (at, actor, action, record_type, record_id)
         SELECT now() - n * interval '1 minute', 'x', 'customer.updated', 'customer', n FROM generate_series(1, 20000) n;
         INSERT INTO audit_log (actor, action, record_type) VALUES ('x', 'settings.updated', 'settings');
         ANALYZE audit_log",
    );
    let days_ago = |days| Some(Utc::now() - TimeDelta::days(days));
    let id = app
        .db
        .number("SELECT id FROM audit_log ORDER BY at LIMIT 1 OFFSET 9000");
    let filters = [
        Filter::default(),
        Filter {
            action: Some("settings.updated".into()),
            ..Filter::default()
        },
        Filter {
            record_type: Some("settings".into()),
            ..Filter::default()
        },
        Filter {
            who: Some(Who::Program),
            ..Filter::default()
        },
        Filter {
            until: days_ago(9),
            ..Filter::default()
        },
        Filter {
            before: Some(id.into()),
            ..Filter::default()
        },
    ];
    for filter in filters {
        let plan = plan(&app, queries::entries(&filter, 51));
        assert!(
            plan.contains("Index") && !plan.contains("Sort"),
            "{filter:?}: {plan}"
        );
    }
}

/// The product's own statement, explained.
fn plan(app: &TestApp, query: impl QueryFragment<Pg>) -> String {
    let lines: Vec<String> = Explain(query).load(&mut app.db.conn()).unwrap();
    lines.join("\n")
}

struct Explain<Q>(Q);

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Explain<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql("EXPLAIN ");
        self.0.walk_ast(out.reborrow())
    }
}

impl<Q> QueryId for Explain<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> Query for Explain<Q> {
    type SqlType = Text;
}

impl<Q> RunQueryDsl<PgConnection> for Explain<Q> {}

#[tokio::test]
async fn the_audit_log_is_downloaded_as_it_is_filtered_and_holds_no_formula() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.db.sql(
        "INSERT INTO audit_log (actor, action, record_type, record_id, field_names)
         SELECT 'Ana', 'customer.updated', 'customer', n, '{notes,city}' FROM generate_series(1, 2500) n;
         INSERT INTO audit_values SELECT id, 'notes', '\"=1+1\"', '\"a;\\\"b\\\"\"' FROM audit_log WHERE record_id = 7;
         INSERT INTO audit_log (actor, action, record_type, record_id) VALUES ('Eva', 'customer.created', 'customer', 1)",
    );
    let page = app.get("/admin/audit").await.expect(200);
    assert!(page.has("a[href='/admin/audit/export'][download]"));
    let page = app
        .get("/admin/audit/export?action=customer.updated")
        .await
        .expect(200);
    let file = page.body.trim_start_matches('\u{feff}');
    assert_eq!(file.lines().count(), 1 + 2 * 2500);
    assert!(file.starts_with("Cuándo;Quién;"), "{}", &file[..60]);
    assert!(
        file.contains(";7;Notas;'=1+1;\"a;\"\"b\"\"\""),
        "formula-safe and whole"
    );
    assert!(!file.contains("Eva"));
    let all = app.get("/admin/audit/export").await.expect(200);
    assert!(all.body.contains("Eva"));
    let trace =
        "(SELECT count(*) FROM audit_log WHERE action = 'audit.exported' AND user_id IS NOT NULL)";
    assert_eq!(app.db.number(trace), 2);
    let page = app.get("/admin/audit").await.expect(200);
    assert!(page.words().contains("Descargó el registro de auditoría"));
}
