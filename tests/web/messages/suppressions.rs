//! The list of addresses that left or bounced, and who may let one back in.

use vinculo::domain::Role;
use vinculo::messages::{Purpose, Reason, check_recipient};

use super::a_message;
use crate::support::TestApp;

const LIST: &str = "/messages/suppressions";
const COUNT: &str = "SELECT count(*) FROM suppressions";

fn suppress(app: &TestApp, address: &str, reason: &str) -> i64 {
    app.db.sql(&format!(
        "INSERT INTO suppressions (address, reason) VALUES ('{address}', '{reason}')"
    ));
    app.db.number("SELECT max(id) FROM suppressions")
}

fn has_left(app: &TestApp, link: &str) -> bool {
    let token = link.trim_start_matches("/u/");
    app.db.number(&format!(
        "SELECT count(*) FROM messages m JOIN suppressions s ON s.address = m.recipient
         WHERE m.unsubscribe_token = '{token}' AND s.reason = 'unsubscribed'"
    )) == 1
}

#[tokio::test]
async fn a_bounce_is_listed_with_its_message_and_lifted_by_an_admin_alone() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    let message = a_message().to("fail5").queue(&app);
    app.run_jobs_until_idle().await;
    let id = app.db.number("SELECT id FROM suppressions");

    let page = app.get(&format!("/messages/{}", message.id)).await;
    assert!(
        !page.has(&format!("a[href^='{LIST}?q=']")),
        "refused, not suppressed"
    );
    let list = app.get(LIST).await.expect(200);
    assert_eq!(list.rows("tbody"), [id.to_string()]);
    assert!(list.text("tbody").contains("fail5@correo.example"));
    assert!(list.has(&format!("tbody a[href='/messages/{}']", message.id)));
    assert!(list.has(&format!("tbody a[href='/customers/{}']", message.customer)));
    let lift = format!("{LIST}/{id}/deletion");
    assert!(list.has(&format!("form[action='{lift}']")));

    let seller = app.browser_of(Role::Sales).await;
    let list = seller.get(LIST).await.expect(200);
    assert_eq!(list.count("[data-row=suppression]"), 1);
    assert!(!list.has("form[action$=deletion]") && !list.has("tbody a[href^='/messages/']"));
    seller.post_form(&lift, &[]).await.expect(403);
    assert_eq!(app.db.number(COUNT), 1);

    let lifted = app.post_form(&lift, &[]).await.expect(303);
    assert!(
        app.follow(&lifted)
            .await
            .text("#toasts")
            .contains("fail5@correo.example")
    );
    assert_eq!(app.db.number(COUNT), 0);
    let again = app.post_form(&lift, &[]).await.expect(303);
    assert!(
        app.follow(&again)
            .await
            .text("#toasts")
            .contains("No hizo falta")
    );
    let audit = "SELECT action || ' ' || record_id FROM audit_log WHERE action LIKE 'suppression%'";
    assert_eq!(app.db.texts(audit), [format!("suppression.lifted {id}")]);
}

#[tokio::test]
async fn the_list_is_searched_and_paged() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    app.db.sql(
        "INSERT INTO suppressions (address, reason)
         SELECT 'persona' || n || '@correo.example', 'unsubscribed' FROM generate_series(1, 51) n",
    );
    let first = app.get(LIST).await.expect(200);
    assert_eq!(first.count("[data-row=suppression]"), 50);
    assert_eq!(
        app.get(&format!("{LIST}?page=2")).await.rows("tbody").len(),
        1
    );
    let found = app.get(&format!("{LIST}?q=PERSONA51@")).await.expect(200);
    assert!(found.text("tbody").contains("persona51@correo.example"));
    assert_eq!(found.count("[data-row=suppression]"), 1);
    for nobody in ["nadie", "%25", "_"] {
        let none = app.get(&format!("{LIST}?q={nobody}")).await.expect(200);
        assert_eq!(none.count("[data-row]"), 0, "{nobody}");
        assert!(none.has(".empty"));
    }
}

#[tokio::test]
async fn to_unsubscribe_stops_offers_and_a_bounce_stops_everything() {
    let app = TestApp::start().await;
    let message = a_message().queue(&app);
    let check = |purpose| {
        let address = "Ana@correo.example";
        check_recipient(&mut app.db.conn(), Some(message.customer), address, purpose).unwrap()
    };
    suppress(&app, "ana@correo.example", "unsubscribed");
    assert_eq!(check(Purpose::Commercial), Err(Reason::Unsubscribed));
    assert_eq!(check(Purpose::Service), Ok(()));
    for reason in ["bounced", "complained"] {
        let id = suppress(&app, "ana@correo.example", reason);
        for purpose in Purpose::ALL {
            assert_eq!(check(*purpose), Err(Reason::Suppressed));
        }
        app.db
            .sql(&format!("DELETE FROM suppressions WHERE id = {id}"));
    }
}

#[tokio::test]
async fn who_left_and_bounced_changes_their_mind_and_the_bounce_stays() {
    let app = TestApp::start().await;
    let message = a_message().queue(&app);
    suppress(&app, "ana@correo.example", "bounced");
    let link = format!("/u/{}", message.token.as_str());
    app.get(&link).await.expect(200);
    app.post_form(&link, &[("choice", "leave")])
        .await
        .expect(200);
    assert!(has_left(&app, &link));
    let page = app
        .post_form(&link, &[("choice", "return")])
        .await
        .expect(200);
    assert!(page.has("button[value=leave]"));
    let consent = "SELECT state FROM consents ORDER BY id DESC LIMIT 1";
    assert_eq!(app.db.text(&format!("({consent})")), "given");
    assert_eq!(app.db.texts("SELECT reason FROM suppressions"), ["bounced"]);
}

#[tokio::test]
async fn whose_address_left_while_their_consent_stands_is_offered_to_come_back() {
    let app = TestApp::start().await;
    let message = a_message().queue(&app);
    suppress(&app, "ana@correo.example", "unsubscribed");
    let link = format!("/u/{}", message.token.as_str());
    assert!(app.get(&link).await.expect(200).has("button[value=return]"));
    let page = app
        .post_form(&link, &[("choice", "return")])
        .await
        .expect(200);
    assert!(page.has("button[value=leave]") && !has_left(&app, &link));
    assert_eq!(app.db.number("SELECT count(*) FROM consents"), 1);
}

#[tokio::test]
async fn the_profile_names_what_is_wrong_with_an_address() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    let message = a_message().queue(&app);
    suppress(&app, "ana@correo.example", "bounced");
    let profile = format!("/customers/{}", message.customer);
    let page = app.get(&profile).await.expect(200);
    let href = page.attr("a[data-suppression=bounced]", "href");
    assert_eq!(
        app.get(&href)
            .await
            .expect(200)
            .count("[data-row=suppression]"),
        1
    );
    let staff = app.browser_of(Role::Staff).await;
    let page = staff.get(&profile).await.expect(200);
    assert!(page.has("span[data-suppression=bounced]"));
}
