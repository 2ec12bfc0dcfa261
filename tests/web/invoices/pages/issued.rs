//! What is done to an issued one on its page: paid, credited, cancelled.

use super::with_customer;
use crate::invoices::{an_invoice, pay};

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
