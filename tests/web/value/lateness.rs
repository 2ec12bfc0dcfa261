//! Who is late, and how it is said.

use vinculo::domain::Role;

use super::{after_the_night, profile};
use crate::support::{TestApp, a_customer, a_service};

#[tokio::test]
async fn who_came_for_something_else_is_late_again_an_interval_later() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    for day in ["2023-01-01", "2023-01-31", "2023-03-02"] {
        a_service(customer).on(day).create(conn);
    }
    a_service(customer)
        .named("Spa", "Circuito de aguas")
        .on("2023-07-09")
        .create(conn);
    let page = profile(&app, customer.get()).await;
    assert_eq!(page.value("overdue_since"), "2023-08-08");
    let said = page.text("#outlook");
    assert!(
        said.contains("cada 30 días a Masajes. Vino por otra cosa el 09-07-2023: atraso de"),
        "{said}"
    );
}

#[tokio::test]
async fn one_visit_is_no_habit_and_tells_no_chance() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let once = app
        .db
        .number("SELECT min(customer_id) FROM customer_values WHERE p_alive = 1");
    let page = profile(&app, once).await;
    let said = page.text("#outlook");
    assert!(said.contains("Lo habitual en"), "{said}");
    assert!(!said.contains("Suele venir"), "{said}");
    assert_eq!(page.text("[data-metric=p_alive]"), "–");
    assert_eq!(page.value("p_alive"), "1");

    let often = profile(&app, 17).await;
    assert!(often.text("#outlook").contains("Suele venir"));
    assert_eq!(often.text("[data-metric=p_alive]"), "98%");
    assert!(often.value("p_alive").starts_with("0.9759"));
}
