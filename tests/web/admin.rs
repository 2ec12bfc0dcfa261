//! Users, the queue and the audit log, as administrators see them.

use std::fs;
use std::path::Path;

use chrono::{TimeDelta, Utc};
use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Text;
use diesel::{QueryResult, RunQueryDsl};
use vinculo::admin::audit::{Filter, Who, queries};
use vinculo::audit::ACTIONS;
use vinculo::domain::Role;

use crate::support::{PASSWORD, TestApp, a_user};

const PAGES: [&str; 6] = [
    "/admin/users",
    "/admin/users/new",
    "/admin/keys",
    "/admin/keys/new",
    "/admin/jobs",
    "/admin/audit",
];

#[tokio::test]
async fn staff_and_sales_are_refused_and_see_no_menu_entry() {
    let app = TestApp::start().await;
    for role in [Role::Staff, Role::Sales] {
        let browser = app.browser_of(role).await;
        for page in PAGES {
            browser.get(page).await.expect(403);
        }
        let home = browser.get("/account").await.expect(200);
        assert!(!home.has("a[href^='/admin']"));
        browser
            .post_form(
                "/admin/users",
                &[
                    ("name", "Eva"),
                    ("email", "eva@x.example"),
                    ("role", "admin"),
                ],
            )
            .await
            .expect(403);
    }
    assert_eq!(app.db.number("SELECT count(*) FROM users"), 2);
}

#[tokio::test]
async fn an_invited_person_chooses_a_password_with_a_link_that_works_once() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.get("/admin/users/new").await.expect(200);
    let fields = [
        ("name", "Eva Soto"),
        ("email", "eva@aremko.example"),
        ("role", "sales"),
    ];
    let shown = app.post_form("/admin/users", &fields).await.expect(200);
    let link = path_of(&shown.attr("#link", "value"));

    let list = app.get("/admin/users").await.expect(200);
    assert!(list.words().contains("Invitado"));
    assert!(!list.body.contains(&link));

    let eva = app.browser();
    eva.get(&link).await.expect(200);
    let password = [
        ("password", "una clave bien larga"),
        ("repeated", "una clave bien larga"),
    ];
    eva.post_form(&link, &password).await.expect(303);
    eva.get("/account").await.expect(200);
    app.browser().get(&link).await.expect(409);
    assert_eq!(
        app.db
            .texts("SELECT action FROM audit_log WHERE record_type = 'user' ORDER BY id"),
        ["user.created", "user.password_changed"]
    );
}

#[tokio::test]
async fn with_a_mail_server_the_link_goes_to_the_person_and_is_shown_to_nobody() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    app.get("/admin/users/new").await.expect(200);
    let fields = [
        ("name", "Eva Soto"),
        ("email", "eva@aremko.example"),
        ("role", "sales"),
    ];
    let answer = app.post_form("/admin/users", &fields).await.expect(303);
    let page = app.follow(&answer).await.expect(200);
    assert!(page.text(".toast-i").contains("eva@aremko.example"));
    assert!(!page.body.contains("/link/"));

    app.run_jobs_until_idle().await;
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    let link = path_in(&mails[0].data);
    app.browser().get(&link).await.expect(200);

    // Where mail does not arrive, the admin may still hand a link over.
    let shown = app
        .post_form(&format!("{}/link", answer.location()), &[("how", "show")])
        .await
        .expect(200);
    assert_ne!(path_of(&shown.attr("#link", "value")), link);
    app.browser().get(&link).await.expect(409);
}

#[tokio::test]
async fn a_taken_address_is_an_error_at_its_field_and_the_form_keeps_what_was_typed() {
    let app = TestApp::start().await;
    a_user(Role::Staff)
        .email("ana@aremko.example")
        .create(&mut app.db.conn());
    app.sign_in(Role::Admin).await;
    app.get("/admin/users/new").await;
    let fields = [
        ("name", "Otra Ana"),
        ("email", "ANA@aremko.example"),
        ("role", "staff"),
    ];
    let form = app.post_form("/admin/users", &fields).await.expect(422);
    assert!(form.has("#email[aria-invalid]") && form.has("#email-err"));
    assert_eq!(form.attr("#name", "value"), "Otra Ana");
    assert_eq!(form.attr("#role option[selected]", "value"), "staff");
}

#[tokio::test]
async fn the_last_admin_cannot_be_demoted() {
    let app = TestApp::start().await;
    let me = app.sign_in(Role::Admin).await;
    let at = format!("/admin/users/{me}");
    app.get(&at).await.expect(200);
    let form = app
        .post_form(&at, &[("name", "Ana"), ("role", "staff")])
        .await
        .expect(422);
    assert!(form.has("#role-err"));
    assert_eq!(form.attr("#role option[selected]", "value"), "staff");
    assert_eq!(app.db.text("SELECT role FROM users"), "admin");
}

#[tokio::test]
async fn nobody_disables_themselves() {
    let app = TestApp::start().await;
    let me = app.sign_in(Role::Admin).await;
    let at = format!("/admin/users/{me}");
    assert!(
        !app.get(&at)
            .await
            .has(&format!("form[action='{at}/disabling']"))
    );
    app.post_form(&format!("{at}/disabling"), &[])
        .await
        .expect(409);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM users WHERE disabled_at IS NULL"),
        1
    );
}

#[tokio::test]
async fn taking_access_away_ends_sessions_and_links_for_good() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let eva = a_user(Role::Sales)
        .email("eva@aremko.example")
        .create(&mut app.db.conn());
    let browser = app.browser();
    app.sign_in_as(eva, &browser).await;
    let at = format!("/admin/users/{eva}");
    app.get(&at).await.expect(200);
    let shown = app.post_form(&format!("{at}/link"), &[]).await.expect(200);
    let link = path_of(&shown.attr("#link", "value"));

    app.post_form(&format!("{at}/disabling"), &[])
        .await
        .expect(303);
    browser.get("/account").await.expect(303);
    browser.get(&link).await.expect(409);
    browser
        .sign_in_with("eva@aremko.example", PASSWORD)
        .await
        .expect(422);
    app.post_form(&format!("{at}/link"), &[]).await.expect(409);

    app.post_form(&format!("{at}/enabling"), &[])
        .await
        .expect(303);
    browser.get("/account").await.expect(303);
    browser
        .sign_in_with("eva@aremko.example", PASSWORD)
        .await
        .expect(303);
    assert_eq!(
        app.db
            .texts("SELECT action FROM audit_log WHERE record_type = 'user' ORDER BY id"),
        [
            "user.link_created",
            "user.disabled",
            "user.enabled",
            "user.signed_in"
        ]
    );
}

#[tokio::test]
async fn a_new_name_and_role_are_stored_with_their_trace() {
    let app = TestApp::start().await;
    let me = app.sign_in(Role::Admin).await;
    let eva = a_user(Role::Staff).name("Eva").create(&mut app.db.conn());
    let at = format!("/admin/users/{eva}");
    app.get(&at).await.expect(200);
    let fields = [("name", "Eva Soto"), ("role", "sales")];
    app.post_form(&at, &fields).await.expect(303);
    assert_eq!(
        app.db.text(&format!(
            "SELECT name || ' ' || role FROM users WHERE id = {eva}"
        )),
        "Eva Soto sales"
    );
    assert_eq!(
        app.db
            .texts("SELECT concat_ws(' ', user_id, action, field_names) FROM audit_log"),
        [format!("{me} user.updated {{name,role}}")]
    );
}

/// The path of the link in a mail.
fn path_in(mail: &[u8]) -> String {
    // Quoted-printable breaks long lines.
    let mail = String::from_utf8_lossy(mail).replace("=\r\n", "");
    let rest = path_of(&mail);
    rest.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The path of an absolute link.
fn path_of(link: &str) -> String {
    let at = link.find("/link/").expect("it is a personal link");
    link[at..].to_owned()
}

fn a_job(app: &TestApp, kind: &str, state: &str) -> i64 {
    app.db.sql(&format!(
        "INSERT INTO jobs (kind, payload, state, max_attempts, run_at, last_error, finished_at) VALUES
         ('{kind}', '{{\"message\": 7}}', '{state}', 20, now() + interval '1 hour', '<b>the server hung up</b>',
          CASE WHEN '{state}' IN ('queued', 'running') THEN NULL ELSE now() END)"
    ));
    app.db.number("SELECT max(id) FROM jobs")
}

#[tokio::test]
async fn the_queue_shows_the_jobs_of_a_state_newest_first() {
    let mut app = TestApp::start().await;
    app.expect_failed_jobs();
    app.sign_in(Role::Admin).await;
    let first = a_job(&app, "test.unknown", "failed");
    let second = a_job(&app, "settings.apply", "failed");
    a_job(&app, "settings.apply", "done");

    let page = app.get("/admin/jobs?state=failed").await.expect(200);
    assert_eq!(
        page.rows("#queue .panel:first-child"),
        [second.to_string(), first.to_string()]
    );
    assert!(
        page.texts("td")
            .iter()
            .any(|cell| cell.starts_with("Aplicar los ajustes"))
    );
    assert_eq!(page.text("[aria-current=page] .ct"), "2");
    // The error is data, not markup.
    assert_eq!(page.text("tr:first-child pre"), "<b>the server hung up</b>");

    let part = app
        .get_fragment("/admin/jobs?state=failed")
        .await
        .expect(200);
    assert!(!part.has("h1") && part.has("#queue[hx-get='/admin/jobs?state=failed']"));
    assert!(app.get("/admin/jobs?state=cancelled").await.has(".empty"));
}

#[tokio::test]
async fn a_long_queue_has_pages() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.db.sql(
        "INSERT INTO jobs (kind, payload, state, max_attempts, finished_at)
         SELECT 'test.many', 'null', 'done', 1, now() FROM generate_series(1, 120)",
    );
    let mut address = "/admin/jobs?state=done".to_owned();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = app.get(&address).await.expect(200);
        seen.extend(page.rows("tbody"));
        address = page.attrs("a[rel=next]", "href").pop().unwrap_or_default();
    }
    assert_eq!((seen.len(), address.as_str()), (120, ""));
    seen.dedup();
    assert_eq!(seen.len(), 120);
}

#[tokio::test]
async fn a_failed_job_is_tried_again_and_a_queued_one_cancelled() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let (failed, queued) = (
        a_job(&app, "settings.apply", "failed"),
        a_job(&app, "settings.apply", "queued"),
    );
    app.get("/admin/jobs").await.expect(200);
    let tab = [("state", "failed")];
    let answer = app
        .post_form(&format!("/admin/jobs/{failed}/attempts"), &tab)
        .await
        .expect(303);
    assert_eq!(answer.location(), "/admin/jobs?state=failed");
    app.post_form(&format!("/admin/jobs/{queued}/cancellation"), &[])
        .await
        .expect(303);
    assert_eq!(
        app.db.texts(&format!(
            "SELECT state FROM jobs WHERE id IN ({failed}, {queued}) ORDER BY id"
        )),
        ["queued", "cancelled"]
    );
    // It has moved on: pressing again changes and records nothing.
    app.post_form(&format!("/admin/jobs/{queued}/cancellation"), &[])
        .await
        .expect(303);
    assert_eq!(
        app.db
            .texts("SELECT action || ' ' || record_id FROM audit_log ORDER BY id"),
        [
            format!("job.retried {failed}"),
            format!("job.cancelled {queued}")
        ]
    );
}

#[tokio::test]
async fn a_job_that_works_for_a_record_is_left_to_the_record() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let id = a_job(&app, "messages.deliver", "queued");
    let page = app.get("/admin/jobs").await.expect(200);
    let row = format!("[data-row=job][data-id='{id}']");
    assert!(page.has(&format!("{row} a[href='/messages/7']")));
    assert!(!page.has(&format!("{row} form")));
    app.post_form(&format!("/admin/jobs/{id}/cancellation"), &[])
        .await
        .expect(409);
    assert_eq!(
        app.db
            .text(&format!("SELECT state FROM jobs WHERE id = {id}")),
        "queued"
    );
}

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
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("locales")
            .join(locale);
        let texts: String = fs::read_dir(folder)
            .expect("the folder opens")
            .map(|file| fs::read_to_string(file.expect("an entry").path()).expect("the file opens"))
            .collect();
        for action in ACTIONS {
            let key = format!("\naudit-{} = ", action.replace('.', "-"));
            assert!(texts.contains(&key), "{locale}: {action}");
        }
    }
}

#[tokio::test]
async fn what_a_page_says_once_it_does_not_say_again() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let eva = a_user(Role::Staff).create(&mut app.db.conn());
    let at = format!("/admin/users/{eva}");
    app.get(&at).await.expect(200);
    let answer = app
        .post_form(&format!("{at}/disabling"), &[])
        .await
        .expect(303);
    app.get_fragment("/admin/jobs").await.expect(200);
    assert!(app.follow(&answer).await.has(".toast-i"));
    assert!(!app.follow(&answer).await.has(".toast-i"));
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
        file.contains(";7;notes;'=1+1;\"a;\"\"b\"\"\""),
        "formula-safe and whole"
    );
    assert!(!file.contains("Eva"));
    let all = app.get("/admin/audit/export").await.expect(200);
    assert!(all.body.contains("Eva"));
}
