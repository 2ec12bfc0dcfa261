//! Where invoices are seen, and by whom.

use vinculo::domain::Role;

use super::{send, with_customer};
use crate::invoices::{an_invoice, pay};
use crate::support::{Options, TestApp, a_customer};

#[tokio::test]
async fn the_list_is_filtered_and_says_what_is_owed_by_age() {
    let (app, ana) = with_customer().await;
    let conn = &mut app.db.conn();
    let eva = a_customer().name("Eva Ñandú").create(conn);
    let (first, second, third) = (
        an_invoice(conn, ana),
        an_invoice(conn, eva),
        an_invoice(conn, ana),
    );
    pay(conn, second.id, 148_750).unwrap();
    let ids = async |query: &str| {
        app.get(&format!("/invoices{query}"))
            .await
            .expect(200)
            .rows("#results")
    };
    let (first, second, third) = (
        first.id.to_string(),
        second.id.to_string(),
        third.id.to_string(),
    );
    assert_eq!(
        ids("").await,
        [third.as_str(), second.as_str(), first.as_str()]
    );
    assert_eq!(ids("?state=paid").await, [second.as_str()]);
    assert_eq!(ids("?q=NANDU").await, [second.as_str()]);
    assert_eq!(ids("?q=f-3").await, [third.as_str()]);
    assert_eq!(
        ids(&format!("?customer={ana}&state=issued")).await,
        [third.as_str(), first.as_str()]
    );
    assert!(ids("?to=2025-10-25").await.is_empty());
    let page = app.get("/invoices").await.expect(200);
    assert_eq!(
        (page.value("invoices_open"), page.value("invoices_overdue")),
        ("297500".into(), "0".into())
    );
    let later = TestApp::on(
        app.db.clone(),
        Options {
            env: vec![("VINCULO_TODAY", "2026-01-10".into())],
            ..Options::default()
        },
    )
    .await;
    later.sign_in(Role::Admin).await;
    let page = later.get("/invoices?state=overdue").await.expect(200);
    assert_eq!(page.rows("#results"), [third.clone(), first.clone()]);
    assert_eq!(page.value("overdue_60"), "297500");
    assert_eq!(page.value("overdue_30"), "0");
    let owed = format!("/invoices?overdue=31-60&currency={}&sort=due", "CLP");
    assert!(page.has(&format!(".kpis a[href='{owed}']")));
    let listed = later.get(&owed).await.expect(200);
    assert_eq!(listed.rows("#results"), [first.clone(), third.clone()]);
    let none = later.get("/invoices?overdue=61-90").await.expect(200);
    assert!(none.rows("#results").is_empty());
    let dashboard = later.get("/").await.expect(200);
    assert!(dashboard.has(&format!(".ages a[href='{owed}']")));
    let open = "/invoices?state=open&currency=CLP&sort=due";
    assert!(dashboard.has(&format!("a[href='{open}']")));
    let euros = "/invoices?state=open&currency=EUR";
    assert!(later.get(euros).await.rows("#results").is_empty());
    assert_eq!(
        later.get(open).await.rows("#results"),
        [first.clone(), third.clone()]
    );
}

#[tokio::test]
async fn staff_and_sales_read_and_only_admins_write() {
    let (app, customer) = with_customer().await;
    let id = an_invoice(&mut app.db.conn(), customer).id;
    for role in [Role::Staff, Role::Sales] {
        let browser = app.browser_of(role).await;
        let list = browser.get("/invoices").await.expect(200);
        assert!(!list.has("a[href='/invoices/new']"), "{role}");
        assert_eq!(list.has("[data-metric=invoices_open]"), role == Role::Sales);
        let page = browser.get(&format!("/invoices/{id}")).await.expect(200);
        assert!(!page.has("#payment") && !page.has("#cancellation"));
        browser.get("/invoices/new").await.expect(403);
        browser
            .get(&format!("/invoices/{id}/credit"))
            .await
            .expect(403);
        browser
            .post_form(&format!("/invoices/{id}/cancellation"), &[("reason", "x")])
            .await
            .expect(403);
    }
}

#[tokio::test]
async fn the_profile_shows_what_was_billed_and_what_is_owed() {
    let (app, customer) = with_customer().await;
    let conn = &mut app.db.conn();
    let paid = an_invoice(conn, customer).id;
    let open = an_invoice(conn, customer).id;
    pay(conn, paid, 148_750).unwrap();
    let page = app.get(&format!("/customers/{customer}")).await.expect(200);
    assert_eq!(page.rows("#invoices"), [open.to_string(), paid.to_string()]);
    assert_eq!(page.value("open_balance"), "148750");
    assert!(
        page.text("#activity")
            .contains("Pago recibido - Factura #F-1")
    );
    assert!(page.has(&format!(
        "#invoices a[href='/invoices/new?customer={customer}']"
    )));
}

#[tokio::test]
async fn the_timeline_leads_to_what_was_billed_and_says_who_was_at_it() {
    let (app, customer) = with_customer().await;
    let form = app
        .get(&format!("/invoices/new?customer={customer}"))
        .await
        .expect(200);
    let given = [("description", "Masaje"), ("price", "45000")];
    let issued = send(&app, "/invoices/new", &form, "issue", &given)
        .await
        .expect(303);
    let invoice = app.follow(&issued).await;
    let path = issued.location().to_owned();
    let version = invoice.attr("#payment [name=version]", "value");
    let payment = [
        ("version", version.as_str()),
        ("amount", "1000"),
        ("paid_on", "2025-10-26"),
        ("method", "cash"),
        ("reference", ""),
    ];
    app.post_form(&format!("{path}/payments"), &payment)
        .await
        .expect(303);
    let name = app
        .db
        .text("SELECT name FROM users WHERE id = (SELECT created_by FROM payments)");
    assert!(
        app.get(&path)
            .await
            .text("[data-row=payment]")
            .contains(&name)
    );
    let page = app.get(&format!("/customers/{customer}")).await.expect(200);
    assert_eq!(page.count(&format!("#activity a[href='{path}']")), 2);
    assert!(page.text("#activity").contains(&name));
    // It is the program's: nobody rewrites it.
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activities WHERE created_by IS NOT NULL"),
        0
    );
}

#[tokio::test]
async fn the_dashboard_says_how_billing_goes_to_who_sees_sums() {
    let (app, customer) = with_customer().await;
    let conn = &mut app.db.conn();
    let paid = an_invoice(conn, customer).id;
    an_invoice(conn, customer);
    pay(conn, paid, 148_750).unwrap();
    let page = app.get("/").await.expect(200);
    assert_eq!(page.value("invoiced_month"), "297500");
    assert_eq!(page.value("invoices_open"), "148750");
    assert_eq!(page.value("overdue_beyond_90"), "0");
    assert_eq!(page.value("days_to_pay"), "0.0");
    let staff = app.browser_of(Role::Staff).await;
    assert!(
        !staff
            .get("/")
            .await
            .expect(200)
            .has("[data-metric=invoiced_month]")
    );
}
