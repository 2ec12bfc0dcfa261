//! Search, look, propose, edit, send: what the product is for, from door to door.

use std::time::{Duration, Instant};

use vinculo::domain::Role;

use crate::screen::{Screen, Scripts};
use crate::support::smtp::{Behaviour, Delivered};
use crate::support::{Contents, Options, TestApp, a_user};

const EMAIL: &str = "eva@aremko.example";
const SUBJECT: &str = "Una idea para tu descanso";
/// Ten seconds to undo, and then some.
const MAIL_LIMIT: Duration = Duration::from_secs(100);

#[tokio::test(flavor = "multi_thread")]
async fn a_sales_person_finds_a_customer_and_sends_a_proposal() {
    main_job(Scripts::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_works_without_scripts() {
    main_job(Scripts::Off).await;
}

async fn main_job(scripts: Scripts) {
    let app = TestApp::with(Options {
        contents: Contents::Spa,
        worker: true,
        smtp: Some(Behaviour::default()),
        ..Options::default()
    })
    .await;
    a_user(Role::Sales)
        .name("Eva Soto")
        .email(EMAIL)
        .create(&mut app.db.conn());
    let screen = Screen::open(&app, scripts).await;
    screen.sign_in(EMAIL).await;

    let customer = find(&app, &screen, "muñoz").await;
    let proposal = generate(&screen, &customer).await;
    edit(&screen).await;
    send(&screen, scripts).await;

    let mail = the_only_mail(&app).await;
    assert_is_whole(&mail);
    let to = app.db.text(&format!(
        "SELECT m.recipient FROM messages m JOIN proposals p ON p.message_id = m.id WHERE p.id = {proposal}"
    ));
    assert_eq!(mail.to, to);

    screen.go(&format!("/customers/{customer}")).await;
    screen.wait_for_words(SUBJECT).await;
    screen.close().await;
    assert_eq!(app.mails().len(), 1, "it arrives once");
}

/// Searches, and opens the first customer found to whom mail may be sent; returns the id.
async fn find(app: &TestApp, screen: &Screen, words: &str) -> String {
    screen.write("#find", words).await;
    screen.press_enter("#find").await;
    screen.click("main a[href^='/customers?q=']").await;
    screen.wait_for("main tr[data-row=customer]").await;
    let found = screen.attrs("main tr[data-row=customer]", "data-id").await;
    let may_have_mail = app.db.texts(&format!(
        "SELECT c.id FROM customers c JOIN customer_metrics m ON m.customer_id = c.id
         WHERE c.id IN ({}) AND c.email ~ '^[a-z0-9._-]+@[a-z.]+$' AND m.services > 3
           AND (SELECT state FROM consents WHERE customer_id = c.id AND channel = 'email' ORDER BY id DESC LIMIT 1) = 'given'",
        found.join(",")
    ));
    let customer = found.into_iter().find(|id| may_have_mail.contains(id));
    let customer = customer.expect("one of the customers found may have mail");
    screen
        .click(&format!("main [data-row][data-id='{customer}'] a"))
        .await;
    screen.wait_for("[data-metric=total_services]").await;
    assert_eq!(screen.path().await, format!("/customers/{customer}"));
    customer
}

/// Asks for a proposal and waits until it is written; returns its id.
async fn generate(screen: &Screen, customer: &str) -> String {
    screen
        .click(&format!(
            "form[action='/customers/{customer}/proposals'] button"
        ))
        .await;
    screen.wait_for("#proposal[data-state=ready]").await;
    let items = screen.attrs("[data-row=item]", "data-id").await;
    assert!((3..=5).contains(&items.len()), "{items:?}");
    let path = screen.path().await;
    path.trim_start_matches("/proposals/").to_owned()
}

async fn edit(screen: &Screen) {
    screen.write("#subject", SUBJECT).await;
    screen.click(".f-end button[form=edit]").await;
    screen
        .wait_for(&format!("#subject[value='{SUBJECT}']"))
        .await;
}

async fn send(screen: &Screen, scripts: Scripts) {
    screen.click(".head button[value=delivery]").await;
    match scripts {
        Scripts::On => screen.click("#send[open] button[type=submit]").await,
        Scripts::Off => {
            screen
                .click("main form[action$='/delivery'] button[type=submit]")
                .await
        }
    }
    screen
        .wait_for("form[action$='/delivery/cancellation'] button")
        .await;
}

async fn the_only_mail(app: &TestApp) -> Delivered {
    let deadline = Instant::now() + MAIL_LIMIT;
    while app.mails().is_empty() {
        assert!(Instant::now() < deadline, "no mail: {:?}", app.jobs());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // Long enough for a second one that should not be.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut mails = app.mails();
    assert_eq!(mails.len(), 1);
    mails.remove(0)
}

fn assert_is_whole(mail: &Delivered) {
    let data = String::from_utf8_lossy(&mail.data);
    let (head, body) = data.split_once("\r\n\r\n").unwrap();
    for header in [
        &format!("Subject: {SUBJECT}") as &str,
        "From: ",
        "Message-ID: <",
        "List-Unsubscribe: <http",
        "multipart/alternative",
    ] {
        assert!(head.contains(header), "{header} is not in {head}");
    }
    for part in ["text/plain", "text/html"] {
        assert!(body.contains(part), "no {part}");
    }
}
