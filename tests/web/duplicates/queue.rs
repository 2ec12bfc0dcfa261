//! The queue: how pairs get in and out.

use vinculo::domain::{CustomerId, Role};

use super::{filled, page_of};
use crate::support::{Page, TestApp, a_customer, data};

const CHECK: &str = "duplicates.check";

/// Two who are one by name and phone.
fn twins(app: &TestApp) -> (CustomerId, CustomerId) {
    let conn = &mut app.db.conn();
    let a = a_customer().name("Ana Rojas Soto").create(conn);
    let b = a_customer().name("ROJAS SOTO, ANA").create(conn);
    app.db
        .sql("UPDATE customers SET phone = '9 1111 2222', phone_e164 = '+56911112222'");
    (a, b)
}

async fn check(app: &TestApp) {
    app.db.sql(&format!(
        "INSERT INTO jobs (kind, payload, max_attempts) VALUES ('{CHECK}', 'null', 1)"
    ));
    app.run_jobs_until_idle().await;
}

async fn with_twins() -> (TestApp, CustomerId, CustomerId) {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let (a, b) = twins(&app);
    check(&app).await;
    (app, a, b)
}

#[tokio::test]
async fn two_who_are_alike_stand_in_the_queue_with_the_reasons() {
    let (app, a, b) = with_twins().await;
    let page = app.get("/duplicates").await.expect(200);
    assert_eq!(page.rows("#results"), [format!("{a}-{b}")]);
    let reasons = page.text("[data-row=pair] .d-block:last-child");
    assert!(
        page.words().contains("mismo teléfono, mismo nombre"),
        "{reasons}"
    );
    let compare = format!("a[href='{}?queue=on']", page_of(a, b));
    assert!(page.has(&format!(".tbl-cards {compare}")));
    assert_eq!(app.db.number("SELECT count(*) FROM duplicate_checks"), 0);
}

#[tokio::test]
async fn who_is_changed_to_be_another_leaves_the_queue() {
    let (app, _, b) = with_twins().await;
    app.db.sql(&format!(
        "UPDATE customers SET full_name = 'Luis Fuentes' WHERE id = {b}"
    ));
    check(&app).await;
    let page = app.get("/duplicates").await.expect(200);
    assert!(page.has("#results .empty"));
}

#[tokio::test]
async fn a_change_that_says_nothing_new_is_not_compared() {
    let (app, _, _) = with_twins().await;
    app.db
        .sql("UPDATE customers SET notes = 'Prefiere la mañana'");
    assert_eq!(app.db.number("SELECT count(*) FROM duplicate_checks"), 0);
}

#[tokio::test]
async fn what_too_many_share_pairs_nobody() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.db.sql(
        "INSERT INTO customers (full_name, phone_e164)
         SELECT 'Recepción Hotel ' || chr(65 + n % 26) || chr(97 + n / 26) || 'x', '+56911112222' FROM generate_series(0, 99) n",
    );
    check(&app).await;
    assert_eq!(app.db.number("SELECT count(*) FROM duplicate_pairs"), 0);
}

#[tokio::test]
async fn a_pair_that_is_dismissed_stays_so_when_it_is_compared_again() {
    let (app, a, b) = with_twins().await;
    app.get(&page_of(a, b)).await.expect(200);
    let path = format!("{}/dismissal", page_of(a, b));
    app.post_form(&path, &[]).await.expect(303);
    app.db.sql(&format!(
        "UPDATE customers SET city = 'Osorno' WHERE id = {a}"
    ));
    check(&app).await;
    let page = app.get("/duplicates").await.expect(200);
    assert!(page.has("#results .empty"));
    let page = app.get("/duplicates?state=dismissed").await.expect(200);
    assert_eq!(page.rows("#results"), [format!("{a}-{b}")]);
    let again = page.attr("#results form", "action");
    assert_eq!(again, format!("{}/reopening", page_of(a, b)));
    assert_eq!(
        app.db
            .text("SELECT action FROM audit_log ORDER BY id DESC LIMIT 1"),
        "duplicate.dismissed"
    );
}

#[tokio::test]
async fn a_dismissal_can_be_taken_back() {
    let (app, a, b) = with_twins().await;
    app.get(&page_of(a, b)).await.expect(200);
    let path = format!("{}/dismissal", page_of(a, b));
    let page = app.post_form(&path, &[]).await.expect(303);
    let page = app.follow(&page).await;
    let undo = page.attr("form[action$=reopening]", "action");
    app.post_form(&undo, &[]).await.expect(303);
    let page = app.get("/duplicates").await.expect(200);
    assert_eq!(page.rows("#results"), [format!("{a}-{b}")]);
}

/// Three pairs of the six, by how alike they are.
async fn with_three_pairs() -> TestApp {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.db.sql(
        "INSERT INTO customers (id, full_name) SELECT n, 'Ana ' || n FROM generate_series(1, 6) n;
         DELETE FROM duplicate_checks;
         INSERT INTO duplicate_pairs (a_id, b_id, score) VALUES (1, 2, 90), (3, 4, 80), (5, 6, 70)",
    );
    app
}

/// Merges the two of a page as it suggests; answers where that leads.
async fn merge_there(app: &TestApp, path: &str) -> String {
    let page = app.get(path).await.expect(200);
    let action = page.attr("#merge", "action");
    let done = app.post_form(&action, &filled(&page, &[])).await;
    done.expect(303).location().to_owned()
}

#[tokio::test]
async fn after_a_merge_the_next_two_of_the_queue_follow_and_it_can_be_undone_there() {
    let app = with_three_pairs().await;
    let page = app.get("/duplicates").await.expect(200);
    let second = page.attr("[data-id='3-4'] a.btn", "href");
    let next = merge_there(&app, &second).await;
    assert_eq!(next, "/duplicates/5/6?queue=on");
    let page = app.get(&next).await.expect(200);
    assert!(page.has("#toasts form[action$=reversal]"));
    // After the last, the one that was passed over; then there is none.
    let next = merge_there(&app, &next).await;
    assert_eq!(next, "/duplicates/1/2?queue=on");
    assert_eq!(merge_there(&app, &next).await, "/duplicates");
}

#[tokio::test]
async fn after_a_dismissal_the_next_two_of_the_queue_follow() {
    let app = with_three_pairs().await;
    let page = app.get("/duplicates/1/2?queue=on").await.expect(200);
    let dismissal = page.attr("#merge button[formaction]", "formaction");
    let done = app.post_form(&dismissal, &[]).await.expect(303);
    assert_eq!(done.location(), "/duplicates/3/4?queue=on");
}

#[tokio::test]
async fn the_queue_is_paged() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.db.sql(
        "INSERT INTO customers (id, full_name) SELECT n, 'Ana ' || n FROM generate_series(1, 120) n;
         DELETE FROM duplicate_checks;
         INSERT INTO duplicate_pairs (a_id, b_id, score) SELECT n, n + 1, n FROM generate_series(1, 119, 2) n",
    );
    let page = app.get("/duplicates").await.expect(200);
    let rows = page.rows("#results");
    assert_eq!((rows.len(), rows[0].as_str()), (50, "119-120"));
    let page = app.get("/duplicates?page=2").await.expect(200);
    assert_eq!(page.count("[data-row=pair]"), 10);
    let page = app.get("/duplicates?page=99").await.expect(200);
    assert_eq!(page.count("[data-row=pair]"), 10);
}

#[tokio::test]
async fn of_the_spas_duplicates_nearly_all_are_found_and_no_family_is_called_likely() {
    let app = TestApp::on_the_spa().await;
    check(&app).await;
    assert_eq!(app.db.number("SELECT count(*) FROM duplicate_checks"), 0);
    let truth = data::read("spa/duplicates_truth");
    let (a, b, same) = (
        truth.numbers("id_a"),
        truth.numbers("id_b"),
        truth.numbers("same_person"),
    );
    let (mut found, mut likely, mut wrong) = (0, 0, 0);
    for ((a, b), same) in a.iter().zip(&b).zip(&same) {
        let of_pair = format!("a_id = {} AND b_id = {}", a.min(b), a.max(b));
        let score = app.db.number(&format!(
            "SELECT coalesce((SELECT score FROM duplicate_pairs WHERE {of_pair}), 0)"
        ));
        found += i64::from(*same == 1 && score > 0);
        likely += i64::from(*same == 1 && score >= 60);
        wrong += i64::from(*same == 0 && score >= 60);
    }
    let all = app.db.number("SELECT count(*) FROM duplicate_pairs");
    println!("{found} of 60 found, {likely} of them likely, {wrong} wrong; {all} pairs in all");
    assert!(
        found >= 58 && likely >= 56 && wrong == 0,
        "{found} {likely} {wrong}"
    );
    assert!(all <= 70, "{all}");
}

/// The form of a new customer as it is sent.
fn fields_of<'a>(name: &'a str, phone: &'a str) -> Vec<(&'a str, &'a str)> {
    let consents = [
        "consent_email",
        "consent_whatsapp",
        "consent_sms",
        "consent_call",
    ];
    let mut fields = vec![
        ("full_name", name),
        ("phone", phone),
        ("kind", "person"),
        ("status", "active"),
    ];
    fields.extend(consents.map(|field| (field, "unknown")));
    fields
}

#[tokio::test]
async fn somebody_alike_is_named_before_a_customer_is_added_twice() {
    let (app, a, b) = with_twins().await;
    app.get("/customers/new").await.expect(200);
    let fields = fields_of("Ana Rojas", "+56 9 1111 2222");
    let page = app.post_form("/customers/new", &fields).await.expect(422);
    let links = page.attrs("[data-alike] a", "href");
    assert_eq!(
        links,
        [format!("/customers/{a}"), format!("/customers/{b}")]
    );
    assert!(page.has("form[data-guard] [data-alike] a[target=_blank]"));
    let confirmed = [&fields[..], &[("allow_alike", "on")]].concat();
    app.post_form("/customers/new", &confirmed)
        .await
        .expect(303);
}

#[tokio::test]
async fn a_couple_on_one_phone_is_added_without_a_question() {
    let (app, _, _) = with_twins().await;
    app.get("/customers/new").await.expect(200);
    let fields = fields_of("Luis Fuentes Vera", "9 1111 2222");
    app.post_form("/customers/new", &fields).await.expect(303);
}

#[tokio::test]
async fn who_was_said_to_be_another_is_not_asked_about_again() {
    let (app, a, b) = with_twins().await;
    app.db.sql(&format!(
        "DELETE FROM consents; UPDATE duplicate_pairs SET state = 'dismissed' WHERE a_id = {a} AND b_id = {b}"
    ));
    let path = format!("/customers/{a}/edit");
    let page = app.get(&path).await.expect(200);
    rename(&app, &path, &page, "Ana Luisa Rojas Soto")
        .await
        .expect(303);
    app.db.sql("UPDATE duplicate_pairs SET state = 'open'");
    let page = app.get(&path).await.expect(200);
    rename(&app, &path, &page, "Ana Rojas Soto")
        .await
        .expect(422);
}

/// Sends the form of a customer with another name.
async fn rename(app: &TestApp, path: &str, page: &Page, name: &str) -> Page {
    let filled = page.filled("form.form");
    let fields: Vec<(&str, &str)> = filled
        .iter()
        .map(|(field, value)| match field.as_str() {
            "full_name" => ("full_name", name),
            field => (field, value.as_str()),
        })
        .collect();
    app.post_form(path, &fields).await
}

#[tokio::test]
async fn a_pair_of_somebody_deleted_is_not_counted() {
    let (app, a, _) = with_twins().await;
    app.db.sql(&format!(
        "UPDATE customers SET deleted_at = now() WHERE id = {a}"
    ));
    let page = app.get("/duplicates").await.expect(200);
    assert!(page.has("#results .empty"));
}
