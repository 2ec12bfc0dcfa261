//! What a person decides about the proposals of a campaign that wait for it.

use vinculo::domain::{CampaignId, Role};

use super::{a_draft, deliver, members, some_customers, start};
use crate::support::{Page, TestApp};

/// A campaign whose proposals are written and wait to be read.
async fn to_approve(app: &TestApp, count: usize) -> CampaignId {
    some_customers(app, count);
    app.sign_in(Role::Admin).await;
    let id = a_draft(app, &[("needs_approval", "on")]).await;
    start(app, id).await;
    app.run_jobs_until_idle().await;
    id
}

/// One proposal says what no fact covers.
fn spoil_one(app: &TestApp) {
    app.db.sql(
        "UPDATE proposals SET grounds = '{}', subject = 'Ana', body = 'Ana, te regalamos 99.000 pesos.'
         WHERE id = (SELECT min(id) FROM proposals)",
    );
}

async fn decide(app: &TestApp, id: CampaignId, what: &str) {
    let ready = format!("/campaigns/{id}?outcome=ready");
    let page = app.get(&ready).await.expect(200);
    let boxes = page.attrs("input[name=member]", "value");
    let all: Vec<(&str, &str)> = boxes.iter().map(|id| ("member", id.as_str())).collect();
    let path = format!("/campaigns/{id}/{what}");
    app.post_form(&path, &all).await.expect(303);
}

/// Each call at the head of a campaign: how urgent it is, what it says, and where it leads.
fn calls(page: &Page) -> Vec<(String, String, String)> {
    let kinds = page.attrs("#calls [data-call]", "data-call");
    let texts = page.texts("#calls .alertline > span");
    let places = page.attrs("#calls a", "href");
    let told = kinds.into_iter().zip(texts).zip(places);
    told.map(|((kind, text), place)| (kind, text, place))
        .collect()
}

fn reason(app: &TestApp, state: &str) -> String {
    let reasons = format!("SELECT DISTINCT reason FROM campaign_members WHERE state = '{state}'");
    app.db.text(&reasons)
}

#[tokio::test]
async fn what_no_fact_covers_is_marked_and_not_approved() {
    let app = TestApp::start().await;
    let id = to_approve(&app, 3).await;
    spoil_one(&app);
    let ready = format!("/campaigns/{id}?outcome=ready");
    let page = app.get(&ready).await.expect(200);
    assert_eq!(page.count("[data-unfounded]"), 1);
    assert!(page.text("#members details").contains("99.000"));
    assert!(page.text("#approve-all").contains("2 propuestas"));
    decide(&app, id, "approvals").await;
    assert_eq!((members(&app, "approved"), members(&app, "ready")), (2, 1));
    let page = app.get(&ready).await.expect(200);
    assert!(
        page.text("main").contains("1 queda"),
        "{}",
        page.text("main")
    );
}

#[tokio::test]
async fn what_turns_out_unfounded_at_its_turn_goes_back_to_a_person() {
    let app = TestApp::start().await;
    let id = to_approve(&app, 2).await;
    decide(&app, id, "approvals").await;
    spoil_one(&app);
    app.run_jobs_until_idle().await;
    assert_eq!((members(&app, "handed"), members(&app, "ready")), (1, 1));
    assert_eq!(reason(&app, "ready"), "unfounded");
    assert_eq!(
        app.db
            .text("SELECT state FROM proposals ORDER BY id LIMIT 1"),
        "ready"
    );
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let row = page.text("[data-row=member][data-outcome=ready]");
    assert!(row.contains("sin respaldo"), "{row}");
}

#[tokio::test]
async fn a_rejected_proposal_is_never_sent() {
    let app = TestApp::start().await;
    let id = to_approve(&app, 2).await;
    decide(&app, id, "rejections").await;
    app.run_jobs_until_idle().await;
    assert_eq!((members(&app, "skipped"), members(&app, "handed")), (2, 0));
    assert_eq!(reason(&app, "skipped"), "rejected");
    let open = "SELECT count(*) FROM proposals WHERE state <> 'cancelled'";
    assert_eq!(app.db.number(open), 0);
}

#[tokio::test]
async fn all_without_marks_are_approved_at_once_beyond_the_page_too() {
    let app = TestApp::start().await;
    let id = to_approve(&app, 60).await;
    spoil_one(&app);
    app.get(&format!("/campaigns/{id}")).await.expect(200);
    let path = format!("/campaigns/{id}/approvals/all");
    app.post_form(&path, &[]).await.expect(303);
    assert_eq!((members(&app, "approved"), members(&app, "ready")), (59, 1));
    let events = "SELECT count(*) FROM proposal_events WHERE type = 'approved'";
    assert_eq!(app.db.number(events), 59);
}

#[tokio::test]
async fn what_waits_for_a_person_is_called_out_with_the_way_to_it() {
    let app = TestApp::start().await;
    let id = to_approve(&app, 4).await;
    let path = format!("/campaigns/{id}");
    let page = app.get(&path).await.expect(200);
    let boxes = page.attrs("input[name=member]", "value");
    let two = [("member", boxes[0].as_str()), ("member", boxes[1].as_str())];
    app.post_form(&format!("{path}/approvals"), &two)
        .await
        .expect(303);
    deliver(&app).await;
    // Without a mail server they are held; of one of them nobody knows.
    app.db
        .sql("UPDATE messages SET state = 'uncertain' WHERE id = (SELECT min(id) FROM messages)");
    let call = |kind: &str, text: &str, outcome: &str| {
        let place = format!("{path}?outcome={outcome}#members");
        (kind.to_owned(), text.to_owned(), place)
    };
    let (uncertain, held) = (
        call(
            "warn",
            "De 1 correo no se sabe si llegó: decide tú.",
            "uncertain",
        ),
        call(
            "warn",
            "1 correo quedó retenido: alguien tiene que liberarlo.",
            "held",
        ),
    );
    let ready = call("info", "2 propuestas esperan que las leas.", "ready");
    let expected = [ready, uncertain.clone(), held.clone()];
    assert_eq!(calls(&app.get(&path).await.expect(200)), expected);
    let watched = app.get_fragment(&path).await.expect(200);
    assert_eq!(calls(&watched), expected, "who watches hears it too");
    for (_, _, place) in &expected {
        let list = app.get(place).await.expect(200);
        assert!(list.has("[data-row=member]"), "{place} shows nobody");
    }

    app.db.sql("UPDATE campaigns SET state = 'cancelled'");
    let over = app.get(&path).await.expect(200);
    assert_eq!(
        calls(&over),
        [uncertain, held],
        "nothing is read any more, but mails are"
    );
    app.db.sql("UPDATE messages SET state = 'sent'");
    assert!(calls(&app.get(&path).await.expect(200)).is_empty());
}
