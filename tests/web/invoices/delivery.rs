use vinculo::domain::Role;

use super::an_invoice;
use crate::support::{TestApp, a_customer};

#[tokio::test]
async fn the_pdf_is_one_and_always_the_same() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    let path = format!("/invoices/{}/pdf", an_invoice(conn, customer).id);
    let get = async || {
        let bytes = app.bytes(&path).await;
        assert!(
            bytes.starts_with(b"%PDF-1.7") && bytes.ends_with(b"%%EOF"),
            "{}",
            bytes.len()
        );
        bytes
    };
    assert_eq!(get().await, get().await);
    let page = app.get(&path).await.expect(200);
    assert_eq!(page.header("content-type"), "application/pdf");
    assert!(page.header("content-disposition").contains("F-1.pdf"));
}

#[tokio::test]
async fn an_invoice_goes_to_the_customer_with_its_pdf() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    // Somebody who wants no advertising still gets what they have to pay.
    let customer = a_customer()
        .email("ana@correo.example")
        .email_consent("refused")
        .create(conn);
    let path = format!("/invoices/{}", an_invoice(conn, customer).id);
    let page = app.get(&path).await.expect(200);
    assert_eq!(page.attr("#recipient", "value"), "ana@correo.example");
    let delivery = format!("{path}/delivery");
    let wrong = app
        .post_form(&delivery, &[("recipient", "ana")])
        .await
        .expect(422);
    assert!(wrong.has("#recipient[aria-invalid=true]"));
    // Without scripts the dialog is closed: the page says it too; with scripts it opens.
    assert!(wrong.has("#delivery[data-open]") && wrong.has(".alertline[role=alert]"));
    app.post_form(&delivery, &[("recipient", "ana@correo.example")])
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    let mail = String::from_utf8_lossy(&mails[0].data).into_owned();
    assert!(
        mail.contains("application/pdf") && mail.contains("filename=\"F-1.pdf\""),
        "{mail}"
    );
    assert!(mail.contains("Factura F-1"));
    let page = app.get(&path).await.expect(200);
    assert!(
        page.text("[data-row=delivery]")
            .contains("ana@correo.example")
    );
    assert!(page.text("[data-row=delivery]").contains("Enviado"));
    assert_eq!(app.db.number("SELECT count(*) FROM message_attachments"), 1);
}

#[tokio::test]
async fn who_sends_without_a_mail_server_is_told_that_it_waits() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().email("ana@correo.example").create(conn);
    let path = format!("/invoices/{}", an_invoice(conn, customer).id);
    app.get(&path).await.expect(200);
    let to = [("recipient", "ana@correo.example")];
    let sent = app
        .post_form(&format!("{path}/delivery"), &to)
        .await
        .expect(303);
    let page = app.follow(&sent).await;
    assert!(page.words().contains("queda retenida en Mensajes"));
    app.run_jobs_until_idle().await;
    let page = app.get(&path).await.expect(200);
    assert!(page.has("[data-row=delivery] .badge-s.is-warn"));
    let message = app.db.text("SELECT id FROM messages");
    assert!(page.has(&format!(
        "[data-row=delivery] a[href='/messages/{message}']"
    )));
}

#[tokio::test]
async fn a_draft_is_neither_a_pdf_nor_sent() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    let draft =
        vinculo::invoices::actions::create(conn, &super::actor(), &super::draft_of(customer))
            .unwrap();
    app.get(&format!("/invoices/{}/pdf", draft.id))
        .await
        .expect(404);
    let to = [("recipient", "ana@correo.example")];
    app.post_form(&format!("/invoices/{}/delivery", draft.id), &to)
        .await
        .expect(409);
    assert_eq!(app.db.number("SELECT count(*) FROM messages"), 0);
}
