//! A draft is written, with what stands beside it and what is wrong with it.

use super::{send, with_customer};
use crate::invoices::an_invoice;
use crate::support::{a_catalogue_service, a_customer};

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
