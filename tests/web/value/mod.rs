//! Customer value: what is computed at night, the profile, and the list of calls.

mod attempts;
mod controls;
mod lateness;
mod models;
mod narrowing;

use std::collections::BTreeMap;

use vinculo::domain::{CustomerId, Role};

use crate::support::data::{self, date};
use crate::support::{Browser, Page, TestApp, a_customer, a_service};

const COMPUTE: &str =
    "INSERT INTO jobs (kind, payload, max_attempts) VALUES ('value.compute', 'null', 1)";

/// The spa after its night.
async fn after_the_night() -> TestApp {
    let app = TestApp::on_the_spa().await;
    compute(&app).await;
    app
}

async fn compute(app: &TestApp) {
    app.db.sql(COMPUTE);
    app.run_jobs_until_idle().await;
}

fn real(app: &TestApp, expression: &str) -> f64 {
    app.db.text(expression).parse().unwrap()
}

#[tokio::test]
async fn the_model_of_the_spa_is_the_truths() {
    let app = after_the_night().await;
    let truth = models::truth("spa/truth/clv");
    let model = |column: &str| real(&app, &format!("SELECT {column} FROM value_models"));
    assert_eq!(app.db.text("SELECT state FROM value_models"), "ready");
    assert_eq!(app.db.text("SELECT day FROM value_models"), data::TODAY);
    assert_eq!((model("customers"), model("sampled")), (961.0, 961.0));
    for column in ["r", "alpha", "a", "b"] {
        let expected = truth["bgnbd"][column].as_f64().unwrap();
        assert!(
            (model(&format!("visits_{column}")) / expected - 1.0).abs() < 1e-3,
            "{column}"
        );
    }
    for column in ["p", "q", "v"] {
        let expected = truth["gg"][column].as_f64().unwrap();
        assert!(
            (model(&format!("spend_{column}")) / expected - 1.0).abs() < 1e-3,
            "{column}"
        );
    }
    assert!(model("visits_log_likelihood") >= truth["bgnbd_ll"].as_f64().unwrap() - 0.01);
    assert!(model("spend_log_likelihood") >= truth["gg_ll"].as_f64().unwrap() - 0.01);
    assert_eq!(model("held_back_days"), 365.0);
    assert!(model("visits_error") < model("visits_error_own"));
    assert!(model("visits_error_90d") < model("visits_error_own_90d"));
    assert!(model("visits_error_90d") < model("visits_error"));
}

/// What is stored of every customer, by id: chance, visits in 90 days and in a year, spend, value and what is at stake.
fn stored(app: &TestApp) -> BTreeMap<i64, Vec<f64>> {
    let rows = app.db.texts(
        "SELECT concat_ws(' ', customer_id, p_alive, visits_90d, visits_year, visit_spend, year_value, at_stake)
         FROM customer_values",
    );
    let figures =
        |row: String| -> Vec<f64> { row.split(' ').map(|text| text.parse().unwrap()).collect() };
    let by_id = |figures: Vec<f64>| (figures[0] as i64, figures[1..].to_vec());
    rows.into_iter().map(figures).map(by_id).collect()
}

#[tokio::test]
async fn every_customer_is_told_theirs() {
    let app = after_the_night().await;
    let stored = stored(&app);
    assert_eq!(stored.len(), 961);
    let table = data::read("spa/truth/clv_customers");
    let truth = ["p_alive", "e_y_90d", "e_m"].map(|name| table.column(name));
    for (row, id) in table.numbers("customer_id").into_iter().enumerate() {
        let [p_alive, visits_90d, visits_year, spend, value, at_stake] = stored[&id][..] else {
            panic!("{id} is told too little");
        };
        let expected = |place: usize| truth[place][row].parse::<f64>().unwrap();
        assert!((p_alive - expected(0)).abs() < 1e-3, "{id}");
        assert!((visits_90d / expected(1) - 1.0).abs() < 0.01, "{id}");
        assert!((spend / expected(2) - 1.0).abs() < 0.01, "{id}");
        let rounding = visits_year + 1.0;
        assert!((value - visits_year * spend).abs() <= rounding, "{id}");
        assert!((at_stake - value * (1.0 - p_alive)).abs() <= 1.0, "{id}");
    }
}

#[tokio::test]
async fn a_night_that_was_cut_off_goes_on_and_another_changes_nothing() {
    let app = after_the_night().await;
    let all = "SELECT to_jsonb(v) FROM customer_values v ORDER BY customer_id";
    let whole = app.db.texts(all);
    app.db.sql(
        "DELETE FROM customer_values WHERE customer_id > 1000;
         UPDATE value_models SET state = 'scoring', scored_to = 1000",
    );
    compute(&app).await;
    assert_eq!(app.db.texts(all), whole);
    assert_eq!(app.db.text("SELECT state FROM value_models"), "ready");
    compute(&app).await;
    assert_eq!(app.db.texts(all), whole);
    assert_eq!(app.db.number("SELECT count(*) FROM value_models"), 1);
}

#[tokio::test]
async fn a_new_business_day_has_a_model_of_its_own() {
    let app = after_the_night().await;
    let conn = &mut app.db.conn();
    vinculo::history::metrics::move_business_day(conn, date("2025-10-27")).unwrap();
    compute(&app).await;
    let days = app
        .db
        .texts("SELECT day || ' ' || state FROM value_models ORDER BY id");
    assert_eq!(days, ["2025-10-26 ready", "2025-10-27 ready"]);
    let old =
        "SELECT count(*) FROM customer_values WHERE model_id <> (SELECT max(id) FROM value_models)";
    assert_eq!(app.db.number(old), 0);
}

#[tokio::test]
async fn a_small_base_is_told_nothing_but_what_is_missing() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let page = app.get("/call-list").await.expect(200);
    assert!(page.text("#results").contains("durante la noche"));

    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    for day in ["2025-08-01", "2025-09-01"] {
        a_service(customer).on(day).create(conn);
    }
    compute(&app).await;
    assert_eq!(app.db.text("SELECT state FROM value_models"), "too_few");
    let page = app.get("/call-list").await.expect(200);
    assert!(page.text("#results").contains("Faltan 99 clientes"));
    assert!(!page.has("#method"));
    let profile = app.get(&format!("/customers/{customer}")).await.expect(200);
    assert!(profile.text("#outlook").contains("Faltan 99 clientes"));
    assert!(!profile.has("[data-metric=p_alive]"));
    assert!(
        profile.text("#outlook").contains("cada 31 días"),
        "the own rhythm needs no base"
    );
}

async fn profile(browser: &Browser, customer: i64) -> Page {
    browser
        .get(&format!("/customers/{customer}"))
        .await
        .expect(200)
}

#[tokio::test]
async fn the_profile_shows_the_outlook_with_its_error_and_money_to_who_sees_it() {
    let app = after_the_night().await;
    let sales = app.browser_of(Role::Sales).await;
    let page = profile(&sales, 17).await;
    let near = |metric: &str, expected: f64| {
        let found: f64 = page.value(metric).parse().unwrap();
        assert!((found / expected - 1.0).abs() < 0.01, "{metric} {found}");
    };
    near("p_alive", 0.975_935_9);
    near("expected_visits_90d", 1.891_992_2);
    near("visit_spend", 53_752.67);
    assert!(page.value("value_next_year").parse::<i64>().unwrap() > 350_000);
    let error: f64 = page.value("forecast_error_visits").parse().unwrap();
    assert_eq!(error, stored_error(&app, "visits_error_90d"));
    let beside = "[data-metric=expected_visits_90d] ~ [data-metric=forecast_error_visits]";
    assert!(
        page.text(beside)
            .contains("En 90 días el pronóstico suele equivocarse")
    );
    let error: f64 = page.value("forecast_error_value").parse().unwrap();
    assert_eq!(error, stored_error(&app, "spend_error").round());
    let beside = "[data-metric=value_next_year] ~ [data-metric=forecast_error_value]";
    assert!(
        page.text(beside)
            .contains("En 365 días el pronóstico suele equivocarse")
    );

    let staff = app.browser_of(Role::Staff).await;
    let page = profile(&staff, 17).await;
    assert!(page.has("[data-metric=p_alive]") && page.has("[data-metric=forecast_error_visits]"));
    for money in ["value_next_year", "visit_spend", "forecast_error_value"] {
        assert!(!page.has(&format!("[data-metric={money}]")), "{money}");
    }
}

fn stored_error(app: &TestApp, column: &str) -> f64 {
    real(app, &format!("SELECT {column} FROM value_models"))
}

#[tokio::test]
async fn each_horizon_is_told_with_its_error_on_the_list() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let said = list(&app).await.text("#method");
    for error in [
        "En 90 días el pronóstico suele equivocarse en ",
        "En 365 días el pronóstico suele equivocarse en ",
        "su frecuencia y su gasto",
        "apartamos los últimos 365 días",
    ] {
        assert!(said.contains(error), "{error}: {said}");
    }
}

#[tokio::test]
async fn an_error_that_an_older_program_did_not_measure_is_not_told() {
    let app = after_the_night().await;
    app.db
        .sql("UPDATE value_models SET visits_error_90d = NULL, visits_error_own_90d = NULL");
    let sales = app.browser_of(Role::Sales).await;
    let page = profile(&sales, 17).await;
    assert!(page.has("[data-metric=expected_visits_90d]"));
    assert!(!page.has("[data-metric=forecast_error_visits]"));
    assert!(page.has("[data-metric=forecast_error_value]"));
    let said = list(&sales).await.text("#method");
    assert!(
        said.contains("En 365 días el pronóstico suele equivocarse") && !said.contains("90 días")
    );

    let staff = app.browser_of(Role::Staff).await;
    let page = profile(&staff, 17).await;
    assert!(page.has("[data-metric=p_alive]"));
    assert!(!page.text("#outlook").contains("apartamos"));
}

#[tokio::test]
async fn who_came_since_the_night_is_told_so_and_leaves_the_list() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let id = first(&app).await;
    let customer = CustomerId::from(id);
    assert!(profile(&app, id).await.has("[data-metric=overdue_since]"));
    a_service(customer)
        .on(data::TODAY)
        .create(&mut app.db.conn());
    let page = profile(&app, id).await;
    assert!(!page.has("[data-metric=overdue_since]"));
    assert!(page.text("#outlook").contains("se actualiza esta noche"));
    assert_ne!(first(&app).await, id);
}

async fn list(browser: &Browser) -> Page {
    browser.get("/call-list").await.expect(200)
}

async fn first(browser: &Browser) -> i64 {
    list(browser).await.rows("#results")[0].parse().unwrap()
}

/// Slow and obvious: everybody overdue and good, by what is at stake.
fn expected_ids(app: &TestApp) -> Vec<String> {
    app.db.texts(
        "SELECT v.customer_id FROM customer_values v JOIN customer_metrics m USING (customer_id) JOIN customers c ON c.id = customer_id
         WHERE overdue_since < '2025-10-26' AND (f >= 2 OR m.m >= 2) AND c.status <> 'blocked' AND at_stake > 0
         ORDER BY year_value * (1 - p_alive) DESC, customer_id",
    )
}

#[tokio::test]
async fn the_list_has_overdue_good_customers_by_what_is_at_stake() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let expected = expected_ids(&app);
    assert!(expected.len() > 60, "{}", expected.len());
    let page = app.get("/call-list?stake=any").await.expect(200);
    assert_eq!(page.value("to_call"), expected.len().to_string());
    assert_eq!(page.count("[data-row=call]"), 50);
    let stakes: Vec<i64> = page
        .attrs("[data-metric=at_stake]", "data-value")
        .iter()
        .map(|stake| stake.parse().unwrap())
        .collect();
    assert!(stakes.is_sorted_by(|a, b| a >= b), "{stakes:?}");
    let second = app.get("/call-list?stake=any&page=2").await.expect(200);
    let mut shown = [page.rows("#results"), second.rows("#results")].concat();
    let mut expected = expected[..shown.len()].to_vec();
    shown.sort();
    expected.sort();
    assert_eq!(shown, expected);

    let id = first(&app).await;
    let row = format!("[data-row=call][data-id='{id}']");
    assert!(page.text(&row).contains("atraso de") && page.text(&row).contains("Prefiere"));
    assert!(page.has(&format!("{row} a[href='/customers/{id}']")));
    let note = format!("{row} a[href^='/activities/new?customer={id}&kind=note']");
    assert!(page.has(&note), "{note}");
    assert!(page.has(&format!("{row} form[action='/customers/{id}/proposals']")));
    assert!(page.text("#method").contains("BG/NBD"));
}

#[tokio::test]
async fn what_is_at_stake_and_what_was_spent_go_by_two_names_each_told_where_it_first_stands() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let calls = list(&app).await;
    assert!(calls.text("[data-metric=at_stake]").ends_with("en juego"));
    let help = calls.text("#stake-help");
    assert!(
        help.starts_with("“En juego” es el gasto que el pronóstico espera"),
        "{help}"
    );
    let admin = app.browser_of(Role::Admin).await;
    let segments = admin.get("/segments").await.expect(200).words();
    assert!(segments.contains("Es gasto que ya ocurrió"), "{segments}");
    let of_the_list = "lo que dice “en juego” en Para llamar hoy";
    assert_eq!(segments.matches("en juego").count(), 1, "{segments}");
    assert!(segments.contains(of_the_list), "{segments}");
}

#[tokio::test]
async fn nobody_calls_who_was_erased() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let id = first(&app).await;
    app.db.sql(&format!(
        "UPDATE customers SET erased_at = now() WHERE id = {id}"
    ));
    assert_ne!(first(&app).await, id);
}

#[tokio::test]
async fn staff_see_the_list_without_money() {
    let app = after_the_night().await;
    let staff = app.browser_of(Role::Staff).await;
    let page = list(&staff).await;
    assert!(page.has("[data-row=call]"));
    assert!(!page.has("[data-metric=at_stake]") && !page.has("form[action$=proposals]"));
    assert!(!page.has("#stake-help"));
    assert!(!page.text("#method").contains("su frecuencia y su gasto"));
}

#[tokio::test]
async fn who_was_called_is_off_the_list_for_some_days_with_a_trace() {
    let app = after_the_night().await;
    app.sign_in(Role::Staff).await;
    let id = first(&app).await;
    let fields = [
        ("outcome", "called"),
        ("note", "Viene el martes."),
        ("page", "1"),
    ];
    let path = format!("/call-list/{id}/pauses");
    let done = app.post_form(&path, &fields).await.expect(303);
    assert_eq!(done.location(), "/call-list");
    let page = list(&app).await;
    let undo = page.attr("form[data-undo]", "action");
    assert_ne!(page.rows("#results")[0], id.to_string());
    let trace = app
        .db
        .text("SELECT kind || ' ' || title || ' ' || body FROM activities");
    assert_eq!(trace, "call Llamada de seguimiento Viene el martes.");
    assert_eq!(app.db.text("SELECT until FROM call_pauses"), "2025-11-16");

    let again = app.post_form(&path, &fields).await.expect(303);
    assert_eq!(again.location(), "/call-list");
    assert_eq!(
        app.db.number("SELECT count(*) FROM activities"),
        1,
        "a second click"
    );

    let other = app.browser_of(Role::Sales).await;
    list(&other).await;
    other.post_form(&undo, &[]).await.expect(404);
    app.post_form(&undo, &[]).await.expect(303);
    assert_eq!(first(&app).await, id);
    assert_eq!(app.db.number("SELECT count(*) FROM activities"), 0);
    let actions = "SELECT action FROM audit_log WHERE action LIKE 'call.%' ORDER BY id";
    assert_eq!(app.db.texts(actions), ["call.noted", "call.taken_back"]);
}

#[tokio::test]
async fn who_takes_a_turn_back_is_before_the_same_part_of_the_list() {
    let app = after_the_night().await;
    app.sign_in(Role::Staff).await;
    let id = first(&app).await;
    let path = format!("/call-list/{id}/pauses?phone=yes&stake=any");
    let called = [("outcome", "called")];
    app.post_form(&path, &called).await.expect(303);
    let undo = list(&app).await.attr("form[data-undo]", "action");
    let back = app.post_form(&undo, &[]).await.expect(303);
    assert_eq!(back.location(), "/call-list?phone=yes&stake=any");
}

#[tokio::test]
async fn of_two_who_note_the_same_turn_neither_loses_what_was_said() {
    let app = after_the_night().await;
    app.sign_in(Role::Staff).await;
    let id = first(&app).await;
    let path = format!("/call-list/{id}/pauses");
    app.post_form(
        &path,
        &[("outcome", "called"), ("note", "Viene el martes.")],
    )
    .await
    .expect(303);
    let other = app.browser_of(Role::Sales).await;
    let fields = [("outcome", "not_now"), ("note", "Prefiere diciembre.")];
    other.post_form(&path, &fields).await.expect(303);
    let told = list(&other).await.words();
    assert!(told.contains("Lo anotamos en su historial."), "{told}");
    let notes = "SELECT body FROM activities ORDER BY id";
    assert_eq!(
        app.db.texts(notes),
        ["Viene el martes.", "Prefiere diciembre."]
    );
    assert_eq!(
        app.db.texts("SELECT until::text FROM call_pauses"),
        ["2025-11-16"]
    );
    other.post_form(&path, &fields).await.expect(303);
    let told = list(&other).await.words();
    assert!(told.contains("Ya lo habías anotado"), "{told}");
    assert_eq!(app.db.texts(notes).len(), 2);
}

#[tokio::test]
async fn not_now_puts_a_customer_off_until_its_day() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let id = first(&app).await;
    let path = format!("/call-list/{id}/pauses");
    app.post_form(&path, &[("outcome", "not_now")])
        .await
        .expect(303);
    assert_ne!(first(&app).await, id);
    assert_eq!(app.db.text("SELECT until FROM call_pauses"), "2025-11-02");
    app.db.sql("UPDATE call_pauses SET until = '2025-10-26'");
    assert_eq!(first(&app).await, id, "back on that day");
}

#[tokio::test]
async fn nobody_calls_who_wants_no_calls_who_is_blocked_or_gone() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    for change in [
        "INSERT INTO consents (customer_id, channel, state, how) VALUES ($1, 'call', 'refused', 'form')",
        "UPDATE customers SET status = 'blocked' WHERE id = $1",
        "UPDATE customers SET deleted_at = now() WHERE id = $1",
    ] {
        let id = first(&app).await;
        app.db.sql(&change.replace("$1", &id.to_string()));
        assert!(
            !list(&app).await.rows("#results").contains(&id.to_string()),
            "{change}"
        );
    }
}

#[tokio::test]
async fn a_note_that_is_too_long_comes_back_with_its_error() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let id = first(&app).await;
    let long = "x".repeat(1001);
    let fields = [
        ("outcome", "called"),
        ("note", long.as_str()),
        ("page", "1"),
    ];
    let path = format!("/call-list/{id}/pauses");
    let page = app.post_form(&path, &fields).await.expect(422);
    assert!(page.has(&format!("#note-{id}[aria-invalid=true]")));
    assert_eq!(page.text(&format!("#note-{id}")), long);
    assert_eq!(app.db.number("SELECT count(*) FROM call_pauses"), 0);
    app.post_form("/call-list/99999999/pauses", &[("outcome", "called")])
        .await
        .expect(404);
}
