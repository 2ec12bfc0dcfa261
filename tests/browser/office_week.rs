//! A week at the office: a company and its people, an opportunity up to its win, an invoice and a part of its money, and
//! what the dashboard makes of it; and a task that is noted in passing.

use vinculo::domain::Role;

use crate::screen::{Screen, Scripts};
use crate::support::{TestApp, a_user};

const EMAIL: &str = "rosa@aremko.example";
const ENTER: char = '\u{E007}';

/// Rosa, who may write invoices, and a tax for them.
async fn at_the_office() -> (TestApp, Screen) {
    let app = TestApp::start().await;
    let rosa = a_user(Role::Admin).name("Rosa Vera").email(EMAIL);
    rosa.create(&mut app.db.conn());
    app.db.sql(
        "INSERT INTO tax_rates (name, basis_points, is_default) VALUES ('IVA', 1900, true);
              UPDATE billing_settings SET tax_id = '76.086.428-5'",
    );
    let screen = Screen::open(&app, Scripts::On).await;
    screen.sign_in(EMAIL).await;
    (app, screen)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_is_won_billed_and_paid_in_part_and_the_dashboard_adds_it_up() {
    let (app, screen) = at_the_office().await;
    let company = take_in(&screen).await;
    reach(&screen).await;
    let opportunity = propose(&screen).await;
    menu(&screen, "opportunities").await;
    move_by_mouse(&screen, &opportunity).await;
    move_by_keyboard(&screen, &opportunity).await;
    menu(&screen, "").await;
    sees(&screen, "pipeline", "150000").await;
    sees(&screen, "pipeline_weighted", "75000").await;
    sees(&screen, "invoiced_month", "0").await;

    win(&screen, &opportunity).await;
    note_a_task(&screen, &company).await;
    bill(&screen, &company).await;
    print(&screen).await;
    take_money(&screen).await;

    menu(&screen, "").await;
    sees(&screen, "invoiced_month", "142800").await;
    sees(&screen, "invoices_open", "42800").await;
    sees(&screen, "invoices_overdue", "0").await;
    sees(&screen, "pipeline", "0").await;
    open_form(&screen, &company).await;
    sees(&screen, "open_balance", "42800").await;
    sees(&screen, "credit_available", "457200").await;
    screen.wait_for_words("Pago recibido - Factura #F-1").await;
    screen.close().await;
    let stages =
        "SELECT string_agg(stage, ' ' ORDER BY id) FROM opportunity_stages GROUP BY opportunity_id";
    assert_eq!(
        app.db.texts(stages),
        ["initial contact proposal negotiation won"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_noted_on_another_page_is_on_the_work_list_until_it_is_done() {
    let (app, screen) = at_the_office().await;
    let company = take_in(&screen).await;
    menu(&screen, "invoices").await;
    note_a_task(&screen, &company).await;
    assert_eq!(screen.path().await, "/invoices");
    menu(&screen, "activities").await;
    screen
        .wait_for("[data-row=activity][data-state=today]")
        .await;
    screen.wait_for_words("Pedir la orden de compra").await;
    screen.click("[data-row=activity] button.tick").await;
    screen.wait_for("#results .empty").await;
    let done = "SELECT concat_ws(' ', title, done_at IS NOT NULL) FROM activities";
    assert_eq!(app.db.texts(done), ["Pedir la orden de compra t"]);
    screen.close().await;
}

/// Goes to a page by the menu.
async fn menu(screen: &Screen, page: &str) {
    screen.click(&format!("#menu a[href='/{page}']")).await;
    screen
        .wait_for(&format!("#menu a[href='/{page}'][aria-current]"))
        .await;
}

/// The figure is on the page, and so much.
async fn sees(screen: &Screen, metric: &str, value: &str) {
    screen
        .wait_for(&format!("[data-metric={metric}][data-value='{value}']"))
        .await;
}

/// A company from the dashboard's button to its profile; its id.
async fn take_in(screen: &Screen) -> String {
    screen.click("main a[href='/customers/new']").await;
    screen.write("#full_name", "Viña Los Robles").await;
    screen.choose("#kind", "company").await;
    for (field, text) in [
        ("#legal_name", "Viña Los Robles SpA"),
        ("#tax_id", "76.086.428-5"),
        ("#email", "compras@losrobles.example"),
        ("#sector", "Viñedos"),
        ("#credit_limit", "500.000"),
    ] {
        screen.write(field, text).await;
    }
    screen.click("main .f-end button[type=submit]").await;
    sees(screen, "credit_limit", "500000").await;
    for words in ["Viña Los Robles SpA", "76.086.428-5", "Viñedos"] {
        screen.wait_for_words(words).await;
    }
    let path = screen.path().await;
    path.trim_start_matches("/customers/").to_owned()
}

/// Another channel of the company, and somebody there.
async fn reach(screen: &Screen) {
    screen.click("#channels a[href$='/channels/new']").await;
    screen.choose("#kind", "mobile").await;
    screen.write("#value", "9 8765 4321").await;
    screen.click("main .f-end button[type=submit]").await;
    screen
        .wait_for("[data-row=channel] a[href='tel:+56987654321']")
        .await;
    screen.click("#people a[href$='/people/new']").await;
    screen.write("#name", "Julia Pinto").await;
    screen.write("#role", "Compras").await;
    screen.click("main .f-end button[type=submit]").await;
    screen.wait_for("[data-row=person]").await;
    screen.wait_for_words("Julia Pinto").await;
}

/// An opportunity from the profile; its id.
async fn propose(screen: &Screen) -> String {
    screen
        .click("#opportunities a[href^='/opportunities/new']")
        .await;
    screen.write("#title", "Jornada de bienestar").await;
    screen.write("#value", "150.000").await;
    screen.click("main .f-end button[type=submit]").await;
    screen.wait_for("#opportunity[data-stage=initial]").await;
    let path = screen.path().await;
    path.trim_start_matches("/opportunities/").to_owned()
}

async fn move_by_mouse(screen: &Screen, id: &str) {
    let card = format!("#card-{id}");
    screen.drag(&card, "[data-stage=contact]").await;
    screen
        .wait_for(&format!("[data-stage=contact] {card}"))
        .await;
    let sum = "[data-stage=contact] [data-row=sum][data-value='150000'][data-weighted='37500']";
    screen.wait_for(sum).await;
}

async fn move_by_keyboard(screen: &Screen, id: &str) {
    let card = format!("#card-{id}");
    screen.tab_to(&format!("{card} summary")).await;
    screen.press(ENTER).await;
    screen
        .tab_to(&format!("{card} button[value=proposal]"))
        .await;
    screen.press(ENTER).await;
    screen
        .wait_for(&format!("[data-stage=proposal] {card}"))
        .await;
}

/// Two more steps by the card's menu.
async fn win(screen: &Screen, id: &str) {
    menu(screen, "opportunities").await;
    for stage in ["negotiation", "won"] {
        screen.click(&format!("#card-{id} summary")).await;
        screen
            .click(&format!("#card-{id} button[value={stage}]"))
            .await;
        screen
            .wait_for(&format!("[data-stage={stage}] #card-{id}"))
            .await;
    }
}

/// By the short form, which lies over whatever page it is.
async fn note_a_task(screen: &Screen, company: &str) {
    screen.click(".top a[data-dialog=quick]").await;
    screen.write("#quick-customer_name", "robles").await;
    let found = format!("#quick-form [name=customer_id][value='{company}']:checked");
    screen.wait_for(&found).await;
    screen.choose("#quick-kind", "task").await;
    screen
        .write("#quick-title", "Pedir la orden de compra")
        .await;
    screen.click("#quick-form button[type=submit]").await;
    screen.wait_for(".toast-i.is-ok").await;
}

/// The form of a new invoice, from the profile.
async fn open_form(screen: &Screen, company: &str) {
    screen.go(&format!("/customers/{company}")).await;
    screen
        .click("#invoices a[href^='/invoices/new?customer=']")
        .await;
    screen.wait_for("#description-1").await;
}

/// A draft of two lines, looked at once more, and issued.
async fn bill(screen: &Screen, company: &str) {
    open_form(screen, company).await;
    sees(screen, "open_balance", "0").await;
    sees(screen, "credit_available", "500000").await;
    screen.wait_for_words("Pedir la orden de compra").await;
    for (field, text) in [
        ("#description-1", "Masaje en la oficina"),
        ("#quantity-1", "2"),
        ("#price-1", "50.000"),
        ("#description-2", "Traslado"),
        ("#quantity-2", "1"),
        ("#price-2", "20.000"),
    ] {
        screen.write(field, text).await;
    }
    screen.click("#lines button[value=refresh]").await;
    sees(screen, "invoice_total", "142800").await;
    screen.click(".f-end button[value=save]").await;
    screen.wait_for("[data-state=draft]").await;
    screen.click("form[action$='/issuance'] button").await;
    screen.click("#confirm[open] button[value=yes]").await;
    screen.wait_for("[data-state=issued]").await;
    sees(screen, "invoice_open", "142800").await;
    screen.wait_for_words("Factura F-1").await;
}

/// The link of the invoice leads to a PDF.
async fn print(screen: &Screen) {
    let links = screen.attrs("main a[href$='/pdf']", "href").await;
    let (kind, beginning) = screen.fetch(&links[0]).await;
    assert_eq!(
        (kind.as_str(), beginning.as_str()),
        ("application/pdf", "%PDF-")
    );
}

async fn take_money(screen: &Screen) {
    assert_eq!(screen.typed("#amount").await, "$142.800", "all of it");
    screen.write("#amount", "100.000").await;
    screen.click("#payment button[type=submit]").await;
    screen.wait_for("[data-state=partly_paid]").await;
    sees(screen, "invoice_paid", "100000").await;
    sees(screen, "invoice_open", "42800").await;
    assert_eq!(screen.typed("#amount").await, "$42.800", "the rest of it");
}
