//! Calls that nobody answers.

use vinculo::domain::Role;

use super::{after_the_night, first, list, profile};
use crate::support::data::date;
use crate::support::{Page, TestApp};

fn row(id: i64) -> String {
    format!("#results [data-row=call][data-id='{id}']")
}

/// Presses the row's own button, as the form has it.
async fn nobody_answers(app: &TestApp, id: i64) -> Page {
    let page = list(app).await;
    let form = format!("#turn-{id}");
    let button = format!("{} > span > button[form=turn-{id}]", row(id));
    assert_eq!(page.text(&button), "No contestó");
    assert_eq!(page.attr(&button, "name"), "outcome");
    let mut fields = page.filled(&form);
    fields.push(("outcome".into(), page.attr(&button, "value")));
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    app.post_form(&page.attr(&form, "action"), &pairs).await
}

/// What the row says of calls that nobody answered.
async fn said(app: &TestApp, id: i64) -> Vec<String> {
    let metric = format!("{} [data-metric=attempts]", row(id));
    list(app).await.texts(&metric)
}

fn go_on_to(app: &TestApp, day: &str) {
    vinculo::history::metrics::move_business_day(&mut app.db.conn(), date(day)).unwrap();
}

#[tokio::test]
async fn who_does_not_answer_is_off_the_list_until_tomorrow_with_a_call_on_the_timeline() {
    let app = after_the_night().await;
    app.sign_in(Role::Staff).await;
    let id = first(&app).await;
    assert!(said(&app, id).await.is_empty());
    let done = nobody_answers(&app, id).await.expect(303);
    assert_eq!(done.location(), "/call-list");
    let page = list(&app).await;
    assert!(!page.has(&row(id)));
    assert_eq!(app.db.text("SELECT until FROM call_pauses"), "2025-10-27");
    let trace = "SELECT concat_ws(' ', customer_id, kind, title, (due_at IS NULL)) FROM activities";
    assert_eq!(
        app.db.texts(trace),
        [format!("{id} call Llamada: no contestó t")]
    );
    let timeline = profile(&app, id).await;
    assert!(
        timeline
            .text("#activity [data-row=call]")
            .contains("Llamada: no contestó")
    );
    go_on_to(&app, "2025-10-27");
    assert!(list(&app).await.has(&row(id)), "back on the next day");
    assert_eq!(said(&app, id).await, ["1 intento sin respuesta, ayer"]);
}

#[tokio::test]
async fn a_call_without_an_answer_is_audited_and_taken_back_with_its_trace() {
    let app = after_the_night().await;
    app.sign_in(Role::Admin).await;
    let id = first(&app).await;
    nobody_answers(&app, id).await.expect(303);
    let undo = list(&app).await.attr("form[data-undo]", "action");
    let other = app.browser_of(Role::Sales).await;
    other.post_form(&undo, &[]).await.expect(404);
    app.post_form(&undo, &[]).await.expect(303);
    assert!(list(&app).await.has(&row(id)));
    for table in ["activities", "call_pauses"] {
        let left = format!("SELECT count(*) FROM {table}");
        assert_eq!(app.db.number(&left), 0, "{table}");
    }
    let actions = "SELECT action FROM audit_log WHERE action LIKE 'call.%' ORDER BY id";
    assert_eq!(app.db.texts(actions), ["call.noted", "call.taken_back"]);
    let log = app.get("/admin/audit?action=call.noted").await.expect(200);
    assert!(log.text("[data-row=audit]").contains("No contestó"));
    go_on_to(&app, "2025-10-27");
    assert!(said(&app, id).await.is_empty(), "it does not count");
}

#[tokio::test]
async fn attempts_are_counted_until_somebody_is_reached() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let id = first(&app).await;
    let note = |outcome: &str, until: &str| {
        app.db.sql(&format!(
            "INSERT INTO call_pauses (customer_id, outcome, until) VALUES ({id}, '{outcome}', '{until}')"
        ));
    };
    note("no_answer", "2025-10-20");
    note("not_now", "2025-10-23");
    note("no_answer", "2025-10-24");
    assert_eq!(said(&app, id).await, ["2 intentos, último hace 3 días"]);
    note("no_answer", "2025-10-26");
    assert_eq!(said(&app, id).await, ["3 intentos, último ayer"]);
    let page = list(&app).await;
    let metric = format!("{} [data-metric=attempts]", row(id));
    assert_eq!(page.attr(&metric, "data-value"), "3");
    assert_eq!(page.count("[data-metric=attempts]"), 1, "nobody else's");
    note("called", "2025-10-26");
    assert!(said(&app, id).await.is_empty(), "somebody was reached");
    note("no_answer", "2025-10-26");
    assert_eq!(said(&app, id).await, ["1 intento sin respuesta, ayer"]);
}

#[tokio::test]
async fn attempts_before_the_last_visit_do_not_count() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let id = first(&app).await;
    // An attempt ends on the day after it: this one was made on the day of the visit.
    app.db.sql(&format!(
        "INSERT INTO call_pauses (customer_id, outcome, until)
         SELECT {id}, 'no_answer', last_date + 1 FROM customer_values WHERE customer_id = {id}"
    ));
    assert!(said(&app, id).await.is_empty());
    app.db.sql("UPDATE call_pauses SET until = until + 1");
    assert_eq!(said(&app, id).await.len(), 1);
}

#[tokio::test]
async fn what_was_heard_on_an_answering_machine_is_noted_along() {
    let app = after_the_night().await;
    app.sign_in(Role::Staff).await;
    let id = first(&app).await;
    let with_note = format!("{} details button[value=no_answer]", row(id));
    assert!(list(&app).await.has(&with_note));
    let fields = [("outcome", "no_answer"), ("note", "Buzón de voz.")];
    app.post_form(&format!("/call-list/{id}/pauses"), &fields)
        .await
        .expect(303);
    assert_eq!(app.db.text("SELECT body FROM activities"), "Buzón de voz.");
}
