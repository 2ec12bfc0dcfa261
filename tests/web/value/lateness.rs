//! Who is late, and how it is said.

use vinculo::domain::Role;

use super::profile;
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
        said.contains("cada 30 días por Masajes. Vino por otra cosa el 09-07-2023: atraso de"),
        "{said}"
    );
}
