use vinculo::domain::{CustomerId, Role};

use super::{an_invoice, pay};
use crate::support::{Options, Page, TestApp, a_catalogue_service, a_customer};

/// A signed-in admin, and somebody to bill.
async fn with_customer() -> (TestApp, CustomerId) {
    let app = TestApp::start().await;
    let customer = a_customer()
        .name("Ana Rojas Soto")
        .create(&mut app.db.conn());
    app.db
        .sql("INSERT INTO tax_rates (name, basis_points, is_default) VALUES ('IVA', 1900, true)");
    app.db
        .sql("UPDATE billing_settings SET tax_id = '41.950.470-K'");
    app.sign_in(Role::Admin).await;
    (app, customer)
}

/// The form as it is shown, sent with these changes and this button.
async fn send(app: &TestApp, path: &str, page: &Page, op: &str, changes: &[(&str, &str)]) -> Page {
    let mut fields = page.filled("form.inv-f");
    for (name, value) in changes {
        let place = fields
            .iter()
            .position(|(given, old)| given == name && (old.is_empty() || *name == "notes"));
        let place = place.or_else(|| fields.iter().position(|(given, _)| given == name));
        fields[place.unwrap_or_else(|| panic!("no {name}"))].1 = (*value).to_owned();
    }
    fields.push(("op".to_owned(), op.to_owned()));
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    app.post_form(path, &fields).await
}

#[tokio::test]
async fn an_invoice_is_written_line_by_line_and_issued_without_scripts() {
    let (app, customer) = with_customer().await;
    a_catalogue_service(&mut app.db.conn(), "Spa", "Baño de barro");
    app.db.sql("UPDATE services SET price = 49900");
    let found = app.get("/invoices/new?q=rojas").await.expect(200);
    assert_eq!(found.rows("#results"), [customer.to_string()]);
    let form = app
        .get(&found.attr("#results a.row-a", "href"))
        .await
        .expect(200);
    assert_eq!(form.count("[data-row=line]"), 2);

    let path = "/invoices/new";
    let more = send(
        &app,
        path,
        &form,
        "add",
        &[("description", "baño de barro")],
    )
    .await
    .expect(200);
    assert_eq!(more.count("[data-row=line]"), 3);
    // In Chile prices have the tax in them: what the catalogue says is what the customer pays.
    assert_eq!(more.attr("#price-1", "value"), "$41.933");
    assert_eq!(more.value("invoice_total"), "49900");
    let less = send(&app, path, &more, "remove-2", &[]).await.expect(200);
    assert_eq!(less.count("[data-row=line]"), 2);
    assert_eq!(app.db.number("SELECT count(*) FROM invoices"), 0);

    let saved = send(&app, path, &less, "save", &[]).await.expect(303);
    let draft = app.follow(&saved).await;
    assert!(draft.has("[data-state=draft]") && draft.words().contains("Guardamos"));
    let edit = format!("{}/edit", saved.location());
    let form = app.get(&edit).await.expect(200);
    let issued = send(&app, &edit, &form, "issue", &[("notes", "Gracias")])
        .await
        .expect(303);
    let shown = app.follow(&issued).await;
    assert!(shown.text("h1").contains("Factura F-1") && shown.has("[data-state=issued]"));
    assert_eq!(shown.value("invoice_open"), "49900");
    assert!(shown.text("[data-row=rate]").starts_with("IVA 19%"));
    assert!(shown.text(".paper").contains("Gracias"));
    app.get(&edit).await.expect(409);
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_line_and_what_was_typed_stays() {
    let (app, customer) = with_customer().await;
    let form = app
        .get(&format!("/invoices/new?customer={customer}"))
        .await
        .expect(200);
    let wrong = [("description", "Masaje"), ("price", "mucho")];
    let again = send(&app, "/invoices/new", &form, "save", &wrong)
        .await
        .expect(422);
    assert!(again.has("#price-1[aria-invalid=true]") && !again.has("#price-2[aria-invalid=true]"));
    assert_eq!(again.attr("#description-1", "value"), "Masaje");
    assert_eq!(again.attr("#price-1", "value"), "mucho");
    let empty = send(&app, "/invoices/new", &form, "issue", &[])
        .await
        .expect(422);
    assert!(empty.words().contains("No hay nada que facturar"));
}

#[tokio::test]
async fn a_wrong_customer_costs_no_line() {
    let (app, ana) = with_customer().await;
    let eva = a_customer().name("Eva Ñandú").create(&mut app.db.conn());
    let form = app
        .get(&format!("/invoices/new?customer={ana}"))
        .await
        .expect(200);
    let given = [("description", "Masaje"), ("price", "45000")];
    let saved = send(&app, "/invoices/new", &form, "save", &given)
        .await
        .expect(303);
    let edit = format!("{}/edit", saved.location());
    let form = app.get(&edit).await.expect(200);
    let open = send(&app, &edit, &form, "customer", &[("notes", "Gracias")])
        .await
        .expect(200);
    assert!(open.has("#customer_name") && !open.has("[name=customer_id]"));
    assert_eq!(open.attr("#description-1", "value"), "Masaje");
    let nobody = send(&app, &edit, &open, "save", &[]).await.expect(422);
    assert!(nobody.has("#customer_name[aria-invalid=true]"));
    send(&app, &edit, &open, "save", &[("customer_name", "nandu")])
        .await
        .expect(303);
    let stored = "SELECT concat_ws('|', customer_id, customer_name, notes) FROM invoices";
    assert_eq!(app.db.texts(stored), [format!("{eva}|Eva Ñandú|Gracias")]);
}

#[tokio::test]
async fn a_new_invoice_begins_like_another_one() {
    let (app, customer) = with_customer().await;
    let first = an_invoice(&mut app.db.conn(), customer).id;
    let page = app.get(&format!("/invoices/{first}")).await.expect(200);
    let copy = format!("/invoices/new?copy={first}");
    assert!(page.has(&format!("a[href='{copy}']")));
    let form = app.get(&copy).await.expect(200);
    assert_eq!(form.attr("#description-2", "value"), "Sauna");
    assert_eq!(form.attr("#quantity-2", "value"), "0,5");
    assert_eq!(form.value("invoice_total"), "148750");
    send(&app, "/invoices/new", &form, "save", &[])
        .await
        .expect(303);
    assert_eq!(app.db.number("SELECT count(*) FROM invoices"), 2);
}

#[tokio::test]
async fn what_was_sold_is_billed_line_by_line() {
    let (app, customer) = with_customer().await;
    a_catalogue_service(&mut app.db.conn(), "Spa", "Sauna");
    app.db.sql("UPDATE services SET price = 20000");
    app.db.sql(&format!(
        "INSERT INTO opportunities (id, customer_id, title, currency, probability, value, products, stage, closed_at) VALUES
         (1, {customer}, 'Día de spa', 'CLP', 100, 90000, '{{}}', 'won', now()),
         (2, {customer}, 'Taller', 'EUR', 100, 12345, '{{Charla}}', 'won', now()),
         (3, {customer}, 'Retiro', 'CLP', 100, 90000, '{{Sauna,Cena}}', 'won', now())"
    ));
    let form = async |id: i64| {
        app.get(&format!("/invoices/new?opportunity={id}"))
            .await
            .expect(200)
    };
    let plain = form(1).await;
    assert_eq!(plain.attr("#description-1", "value"), "Día de spa");
    assert_eq!(plain.count("[data-row=line]"), 1);
    let euros = form(2).await;
    assert_eq!(euros.attr("#description-1", "value"), "Charla");
    assert_eq!(
        euros.attr("select[name=currency] option[selected]", "value"),
        "EUR"
    );
    assert_eq!(euros.value("invoice_total"), "12345");
    let products = form(3).await;
    assert_eq!(products.count("[data-row=line]"), 2);
    assert!(!products.attr("#price-1", "value").is_empty());
    assert_eq!(products.attr("#price-2", "value"), "");
    assert_eq!(
        products.attr("[name=customer_id]", "value"),
        customer.to_string()
    );
    app.get("/invoices/new?opportunity=9").await.expect(404);
}

#[tokio::test]
async fn nothing_is_issued_before_it_is_set_up_who_issues() {
    let (app, customer) = with_customer().await;
    app.db.sql("UPDATE billing_settings SET tax_id = ''");
    app.db.sql("DELETE FROM tax_rates");
    let form = app
        .get(&format!("/invoices/new?customer={customer}"))
        .await
        .expect(200);
    assert!(form.has("[data-lack=issuer] a[href='/settings/billing']"));
    assert!(form.has("[data-lack=tax]"));
    let edit = format!("/customers/{customer}/edit");
    assert!(form.has(&format!("[data-lack=customer] a[href='{edit}']")));
    let given = [("description", "Masaje"), ("price", "45000")];
    let refused = send(&app, "/invoices/new", &form, "issue", &given)
        .await
        .expect(422);
    assert!(refused.words().contains("de quien emite"));
    assert_eq!(app.db.number("SELECT count(*) FROM invoices"), 0);
    let saved = send(&app, "/invoices/new", &form, "save", &given)
        .await
        .expect(303);
    let draft = app.follow(&saved).await;
    assert!(draft.has("[data-lack=issuer]") && draft.has("[data-lack=customer]"));
    let issuance = format!("{}/issuance", saved.location());
    app.post_form(&issuance, &[("version", "1")])
        .await
        .expect(422);
    app.db
        .sql("UPDATE billing_settings SET tax_id = '41.950.470-K'");
    app.db.sql("UPDATE customers SET tax_id = '7.777.777-6'");
    let draft = app.get(saved.location()).await;
    assert!(!draft.has("[data-lack]"));
    app.post_form(&issuance, &[("version", "1")])
        .await
        .expect(303);
}

#[tokio::test]
async fn who_edits_late_is_told_and_may_insist() {
    let (app, customer) = with_customer().await;
    let form = app
        .get(&format!("/invoices/new?customer={customer}"))
        .await
        .expect(200);
    let given = [("description", "Masaje"), ("price", "45000")];
    let saved = send(&app, "/invoices/new", &form, "save", &given)
        .await
        .expect(303);
    let edit = format!("{}/edit", saved.location());
    let read = app.get(&edit).await.expect(200);
    send(&app, &edit, &read, "save", &[("notes", "Primero")])
        .await
        .expect(303);
    let late = send(&app, &edit, &read, "save", &[("notes", "Segundo")])
        .await
        .expect(409);
    assert!(late.words().contains("Alguien más"));
    send(&app, &edit, &late, "save", &[]).await.expect(303);
    assert_eq!(app.db.text("SELECT notes FROM invoices"), "Segundo");
}

#[tokio::test]
async fn beside_a_new_invoice_stands_what_the_customer_owes_and_may_owe() {
    let (app, customer) = with_customer().await;
    an_invoice(&mut app.db.conn(), customer);
    let unlimited = app
        .get(&format!("/invoices/new?customer={customer}"))
        .await
        .expect(200);
    assert_eq!(unlimited.text("[data-metric=credit_limit]"), "Sin límite");
    let much = [("description", "Masaje"), ("price", "9000000")];
    let much = send(&app, "/invoices/new", &unlimited, "refresh", &much)
        .await
        .expect(200);
    assert!(!much.words().contains("supera su límite"));
    app.db.sql("UPDATE customers SET credit_limit = 200000");
    let form = app
        .get(&format!("/invoices/new?customer={customer}"))
        .await
        .expect(200);
    assert_eq!(form.value("open_balance"), "148750");
    assert_eq!(form.value("credit_available"), "51250");
    assert!(form.words().contains("Factura #F-1"), "the last activities");
    assert_eq!(form.count("[data-row=invoice]"), 1);
    let over = [("description", "Masaje"), ("price", "60000")];
    let over = send(&app, "/invoices/new", &form, "refresh", &over)
        .await
        .expect(200);
    assert!(over.words().contains("supera su límite"));
    assert!(over.words().contains("solo las facturas en CLP"));
}

#[tokio::test]
async fn a_payment_is_noted_on_the_page_and_taken_back_with_a_reason() {
    let (app, customer) = with_customer().await;
    let path = format!("/invoices/{}", an_invoice(&mut app.db.conn(), customer).id);
    let page = app.get(&path).await.expect(200);
    assert_eq!(page.attr("#amount", "value"), "$148.750");
    let payments = format!("{path}/payments");
    let version = page.attr("#payment [name=version]", "value");
    let fields = |amount| {
        [
            ("version", version.as_str()),
            ("amount", amount),
            ("paid_on", "2025-10-20"),
            ("method", "card"),
            ("reference", "v-1"),
        ]
    };
    let much = app
        .post_form(&payments, &fields("148751"))
        .await
        .expect(422);
    assert!(much.has("#amount[aria-invalid=true]"));
    assert_eq!(much.attr("#reference", "value"), "v-1");
    let paid = app
        .post_form(&payments, &fields("$100.000"))
        .await
        .expect(303);
    let page = app.follow(&paid).await;
    assert!(page.has("[data-state=partly_paid]"));
    assert_eq!(page.attr("[data-row=payment]", "data-amount"), "100000");
    let twice = app
        .post_form(&payments, &fields("$40.000"))
        .await
        .expect(409);
    assert_eq!(twice.count("[data-row=payment]"), 1);
    assert_eq!(twice.attr("#amount", "value"), "$40.000");
    assert!(twice.words().contains("puede que ya esté"));
    let now = twice.attr("#payment [name=version]", "value");
    let insisted = [&[("version", now.as_str())], &fields("$40.000")[1..]].concat();
    app.post_form(&payments, &insisted).await.expect(303);
    let page = app.get(&path).await;
    let back = page.attr("[data-row=payment]:last-child form", "action");
    app.post_form(&back, &[("reason", "de más")])
        .await
        .expect(303);
    let back = page.attr("[data-row=payment] form", "action");
    app.post_form(&back, &[("reason", " ")]).await.expect(422);
    let done = app
        .post_form(&back, &[("reason", "duplicado")])
        .await
        .expect(303);
    let page = app.follow(&done).await;
    assert!(page.has("[data-row=payment][data-taken-back]") && page.words().contains("duplicado"));
    assert_eq!(page.value("invoice_open"), "148750");
}

#[tokio::test]
async fn a_credit_note_is_written_from_the_lines_and_an_invoice_cancelled() {
    let (app, customer) = with_customer().await;
    let path = format!("/invoices/{}", an_invoice(&mut app.db.conn(), customer).id);
    let form = app.get(&format!("{path}/credit")).await.expect(200);
    assert_eq!(form.attr("#take-2", "value"), "0,5");
    let version = form.attr("#take input[name=version]", "value");
    let version = ("version", version.as_str());
    let credit = format!("{path}/credit");
    let much = [version, ("take-1", "2"), ("take-2", ""), ("reason", "x")];
    let refused = app.post_form(&credit, &much).await.expect(422);
    assert!(refused.words().contains("más de lo que queda"));
    let sauna = [
        version,
        ("take-1", "0"),
        ("take-2", "0,5"),
        ("reason", "No hubo sauna"),
    ];
    let done = app.post_form(&credit, &sauna).await.expect(303);
    let note = app.follow(&done).await;
    assert!(note.text("h1").contains("NC-1") && note.words().contains("No hubo sauna"));
    // The same again, from a second tab or by a second click.
    let again = [version, ("take-1", "0,5"), ("reason", "Otra vez")];
    let again = app.post_form(&credit, &again).await.expect(409);
    assert!(
        again
            .words()
            .contains("La factura cambió mientras escribías")
    );
    assert_eq!(again.attr("#take-1", "value"), "0,5");
    assert_ne!(again.attr("#take input[name=version]", "value"), version.1);
    assert_eq!(app.get(&path).await.value("invoice_credited"), "29750");
    let silent = app
        .post_form(&format!("{path}/cancellation"), &[("reason", " ")])
        .await
        .expect(422);
    assert!(silent.has("#cancellation[data-open] #cancel-reason[aria-invalid=true]"));
    assert!(silent.has(".alertline[role=alert]"));
    app.post_form(&format!("{path}/cancellation"), &[("reason", "Error")])
        .await
        .expect(303);
    let page = app.get(&path).await.expect(200);
    assert!(page.has("[data-state=cancelled]"));
    assert_eq!(page.count("[data-row=credit_note]"), 2);
}

#[tokio::test]
async fn a_paid_invoice_is_credited_on_the_page_and_says_what_went_back() {
    let (app, customer) = with_customer().await;
    let conn = &mut app.db.conn();
    let id = an_invoice(conn, customer).id;
    let path = format!("/invoices/{id}");
    let credit = format!("{path}/credit");
    assert!(!app.get(&credit).await.expect(200).has("#refund"));
    pay(conn, id, 148_750).unwrap();
    assert!(app.get(&path).await.has(&format!("a[href='{credit}']")));
    assert!(
        app.get(&credit)
            .await
            .expect(200)
            .has("#refund #refunded_on")
    );
    let form = app.get(&credit).await.expect(200);
    let version = form.attr("#take input[name=version]", "value");
    let fields = |day| {
        [
            ("version", version.as_str()),
            ("take-1", "1"),
            ("take-2", "0,5"),
            ("reason", "Lo devolvió"),
            ("refunded_on", day),
            ("method", "cash"),
            ("reference", "caja 3"),
        ]
    };
    let early = app
        .post_form(&credit, &fields("2025-10-27"))
        .await
        .expect(422);
    assert!(early.has("#refunded_on[aria-invalid=true]"));
    app.post_form(&credit, &fields("2025-10-26"))
        .await
        .expect(303);
    let page = app.get(&path).await.expect(200);
    assert_eq!(page.value("invoice_refunded"), "148750");
    assert_eq!(page.value("invoice_paid"), "148750");
    assert_eq!(page.value("invoice_open"), "0");
    assert!(page.text("[data-row=refund]").contains("caja 3"));
    assert!(page.has("[data-state=cancelled]"));
}

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
