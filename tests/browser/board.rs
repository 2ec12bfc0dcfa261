//! The board of opportunities, by mouse and by keyboard.

use vinculo::domain::Role;

use crate::screen::{Screen, Scripts};
use crate::support::{TestApp, a_customer, a_user};

const EMAIL: &str = "eva@aremko.example";
const ENTER: char = '\u{E007}';

/// Eva before a board with two cards in a column.
async fn before_the_board(scripts: Scripts) -> (TestApp, Screen) {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    a_user(Role::Sales).email(EMAIL).create(conn);
    let customer = a_customer().create(conn);
    app.db.sql(&format!(
        "INSERT INTO opportunities (id, customer_id, title, stage, currency, probability, position) VALUES
             (1, {customer}, 'Evento', 'initial', 'CLP', 10, 1), (2, {customer}, 'Charla', 'contact', 'CLP', 25, 1)"
    ));
    let screen = Screen::open(&app, scripts).await;
    screen.sign_in(EMAIL).await;
    screen.go("/opportunities").await;
    (app, screen)
}

fn order(app: &TestApp) -> Vec<String> {
    app.db.texts(
        "SELECT concat_ws(' ', stage, title) FROM opportunities ORDER BY stage, position, id",
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_dragged_to_another_column_above_what_lies_there() {
    let (app, screen) = before_the_board(Scripts::On).await;
    screen.drag("#card-1", "#card-2").await;
    screen.wait_for("[data-stage=contact] #card-1").await;
    assert_eq!(order(&app), ["contact Evento", "contact Charla"]);
    screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_done_by_keyboard_and_the_focus_stays_with_the_card() {
    let (app, screen) = before_the_board(Scripts::On).await;
    screen.tab_to("#card-1 summary").await;
    screen.press(ENTER).await;
    screen.tab_to("#card-1 button[value=contact]").await;
    screen.press(ENTER).await;
    screen
        .wait_for("[data-stage=contact] #card-1 summary:focus")
        .await;
    screen.press(ENTER).await;
    screen.tab_to("#card-1 button[value=down]").await;
    screen.press(ENTER).await;
    screen.wait_for("#card-2 + #card-1").await;
    assert_eq!(order(&app), ["contact Charla", "contact Evento"]);
    screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_works_without_scripts() {
    let (app, screen) = before_the_board(Scripts::Off).await;
    screen.click("#card-1 summary").await;
    screen.click("#card-1 button[value=contact]").await;
    screen.wait_for("[data-stage=contact] #card-1").await;
    assert_eq!(order(&app), ["contact Evento", "contact Charla"]);
    screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_short_form_opens_over_any_page() {
    let (app, screen) = before_the_board(Scripts::On).await;
    screen.click(".top a[data-dialog=quick]").await;
    screen.write("#quick-customer_name", "ana rojas").await;
    screen
        .wait_for("#quick-customer-found [name=customer_id]:checked")
        .await;
    screen.write("#quick-title", "Llamar a Ana").await;
    screen.click("#quick-form button[type=submit]").await;
    screen.wait_for(".toast-i").await;
    assert_eq!(screen.path().await, "/opportunities");
    assert_eq!(app.db.text("SELECT title FROM activities"), "Llamar a Ana");
    screen.close().await;
}
