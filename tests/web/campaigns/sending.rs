//! From the start to the mails: nobody twice, at the rate, and only who may be written to when the turn comes.

use std::collections::BTreeSet;

use vinculo::domain::Role;

use super::{a_draft, deliver, members, plan, some_customers, start, state};
use crate::support::smtp::Behaviour;
use crate::support::{Options, TestApp};

const WORK: &str =
    "INSERT INTO jobs (kind, payload, max_attempts) VALUES ('campaigns.work', 'null', 5)";

fn recipients(app: &TestApp) -> Vec<String> {
    app.db
        .texts("SELECT recipient FROM messages ORDER BY recipient")
}

#[tokio::test]
async fn everybody_gets_one_mail_and_the_held_out_none() {
    let app = TestApp::with_smtp().await;
    some_customers(&app, 40);
    app.sign_in(Role::Admin).await;
    let id = a_draft(
        &app,
        &[
            ("holdout_percent", "25"),
            ("subject_a", "{{nombre}}, te esperamos"),
        ],
    )
    .await;
    start(&app, id).await;
    deliver(&app).await;
    let held = members(&app, "held_out");
    assert!(held > 0);
    let mails = app.mails();
    assert_eq!(mails.len() as i64, 40 - held);
    assert!(String::from_utf8_lossy(&mails[0].data).contains("Subject: Ana, te esperamos"));
    let of_held = "SELECT count(*) FROM campaign_members JOIN messages USING (customer_id) WHERE arm = 'held'";
    assert_eq!(app.db.number(of_held), 0);
    assert_eq!(state(&app, id), "done");
    let page = app
        .get(&format!("/campaigns/{id}?outcome=sent"))
        .await
        .expect(200);
    assert_eq!(page.count("[data-row=member]") as i64, 40 - held);
}

#[tokio::test]
async fn workers_that_come_together_or_again_send_nothing_twice() {
    let app = TestApp::with_smtp().await;
    some_customers(&app, 30);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[]).await;
    start(&app, id).await;
    app.post_form(&format!("/campaigns/{id}/start"), &[("version", "1")])
        .await
        .expect(303);
    for _ in 0..6 {
        app.db.sql(WORK);
    }
    deliver(&app).await;
    app.db.sql(WORK);
    deliver(&app).await;
    let recipients = recipients(&app);
    let different: BTreeSet<&String> = recipients.iter().collect();
    assert_eq!(
        (recipients.len(), different.len(), app.mails().len()),
        (30, 30, 30)
    );
    assert_eq!(app.db.number("SELECT count(*) FROM proposals"), 30);
}

#[tokio::test]
async fn a_program_killed_in_the_middle_goes_on_where_it_was() {
    let app = TestApp::with_smtp().await;
    some_customers(&app, 12);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[]).await;
    start(&app, id).await;
    // As a kill leaves it: some are written, some of those handed over, and the job is running with nobody at it.
    let config = app.parts.config.clone();
    let db = &app.parts.db;
    use vinculo::{campaigns::actions::work, web::AppError};
    db.transaction::<_, AppError, _>(move |conn| Ok(work::write_some(conn, id, 8)?))
        .await
        .unwrap();
    db.transaction(move |conn| work::hand_some(conn, &config, id, 3))
        .await
        .unwrap();
    app.db.sql(
        "UPDATE jobs SET state = 'running', attempts = 1, worker = 'dead', heartbeat_at = now() - interval '1 day',
             started_at = now() WHERE kind = 'campaigns.work'",
    );
    assert_eq!(
        (
            members(&app, "handed"),
            members(&app, "approved"),
            members(&app, "waiting")
        ),
        (3, 5, 4)
    );
    app.db.sql(WORK);
    deliver(&app).await;
    assert_eq!(recipients(&app).len(), 12);
    assert_eq!(app.mails().len(), 12);
    assert_eq!(state(&app, id), "done");
}

#[tokio::test]
async fn an_uncertain_mail_is_listed_and_not_repeated() {
    let app = TestApp::with_smtp().await;
    let customers = some_customers(&app, 3);
    app.db.sql(&format!(
        "UPDATE customers SET email = 'drop@correo.example' WHERE id = {}",
        customers[0]
    ));
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[]).await;
    start(&app, id).await;
    deliver(&app).await;
    deliver(&app).await;
    let page = app
        .get(&format!("/campaigns/{id}?outcome=uncertain"))
        .await
        .expect(200);
    assert_eq!(page.count("[data-row=member]"), 1);
    assert_eq!(app.mails().len(), 2);
    assert_eq!(app.smtp.as_ref().unwrap().unanswered().len(), 1);
}

#[tokio::test]
async fn the_rate_and_the_window_are_kept() {
    let app = TestApp::start().await;
    some_customers(&app, 10);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[("per_hour", "3")]).await;
    start(&app, id).await;
    for _ in 0..5 {
        app.run_jobs_until_idle().await;
        app.db
            .sql("UPDATE campaign_members SET handed_at = handed_at - interval '2 minutes'");
        app.db.sql(WORK);
    }
    app.run_jobs_until_idle().await;
    assert_eq!((members(&app, "handed"), members(&app, "approved")), (3, 7));
    app.db
        .sql("UPDATE campaign_members SET handed_at = handed_at - interval '1 hour'");
    let hour = "extract(hour FROM now() AT TIME ZONE time_zone)::integer";
    app.db.sql(&format!(
        "UPDATE campaigns SET from_hour = ({hour} + 2) % 24, to_hour = ({hour} + 2) % 24 + 1 FROM settings"
    ));
    app.db.sql(WORK);
    app.run_jobs_until_idle().await;
    assert_eq!(members(&app, "handed"), 3, "the window is closed");
}

#[tokio::test]
async fn paused_nothing_more_leaves_and_resumed_the_rest_does() {
    let app = TestApp::with(Options {
        smtp: Some(Behaviour::default()),
        ..Options::default()
    })
    .await;
    some_customers(&app, 5);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[]).await;
    start(&app, id).await;
    app.post_form(&format!("/campaigns/{id}/pause"), &[])
        .await
        .expect(303);
    deliver(&app).await;
    assert_eq!((members(&app, "waiting"), app.mails().len()), (5, 0));
    app.post_form(&format!("/campaigns/{id}/resumption"), &[])
        .await
        .expect(303);
    deliver(&app).await;
    assert_eq!(app.mails().len(), 5);
}

#[tokio::test]
async fn cancelled_whoever_waits_gets_nothing_and_no_proposal_stays_open() {
    let app = TestApp::start().await;
    some_customers(&app, 4);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[("per_hour", "1")]).await;
    start(&app, id).await;
    app.run_jobs_until_idle().await;
    app.post_form(&format!("/campaigns/{id}/cancellation"), &[])
        .await
        .expect(303);
    app.db.sql(WORK);
    app.run_jobs_until_idle().await;
    assert_eq!(
        (members(&app, "handed"), members(&app, "cancelled")),
        (1, 3)
    );
    let states = app.db.texts("SELECT state FROM proposals ORDER BY state");
    assert_eq!(states, ["cancelled", "cancelled", "cancelled", "queued"]);
}

#[tokio::test]
async fn each_proposal_waits_for_its_approval_when_asked() {
    let app = TestApp::start().await;
    some_customers(&app, 3);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[("needs_approval", "on")]).await;
    start(&app, id).await;
    app.run_jobs_until_idle().await;
    assert_eq!(
        (members(&app, "ready"), state(&app, id)),
        (3, "running".to_owned())
    );
    let page = app
        .get(&format!("/campaigns/{id}?outcome=ready"))
        .await
        .expect(200);
    let boxes = page.attrs("input[name=member]", "value");
    let approved = [("member", boxes[0].as_str()), ("member", boxes[2].as_str())];
    app.post_form(&format!("/campaigns/{id}/approvals"), &approved)
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!((members(&app, "ready"), members(&app, "handed")), (1, 2));
}

#[tokio::test]
async fn who_withdraws_before_the_turn_comes_is_skipped() {
    let app = TestApp::start().await;
    let customers = some_customers(&app, 2);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[("needs_approval", "on")]).await;
    start(&app, id).await;
    app.run_jobs_until_idle().await;
    app.db.sql(&format!(
        "INSERT INTO consents (customer_id, channel, state, how) VALUES ({}, 'email', 'withdrawn', 'phone')",
        customers[0]
    ));
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let boxes = page.attrs("input[name=member]", "value");
    let all: Vec<(&str, &str)> = boxes.iter().map(|id| ("member", id.as_str())).collect();
    app.post_form(&format!("/campaigns/{id}/approvals"), &all)
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!((members(&app, "skipped"), members(&app, "handed")), (1, 1));
}

#[tokio::test]
async fn two_campaigns_do_not_write_to_the_same_people() {
    let app = TestApp::start().await;
    some_customers(&app, 4);
    app.sign_in(Role::Admin).await;
    let (one, other) = (
        a_draft(&app, &[]).await,
        a_draft(&app, &plan(&[("name", "Otra")])).await,
    );
    start(&app, one).await;
    let path = format!("/campaigns/{other}");
    app.get(&path).await.expect(200);
    let version = [("version", "1")];
    let refused = app.post_form(&format!("{path}/start"), &version).await;
    refused.expect(409);
    app.run_jobs_until_idle().await;
    assert_eq!((recipients(&app).len(), members(&app, "handed")), (4, 4));
}

#[tokio::test]
async fn who_watches_its_progress_is_shown_the_end_by_a_new_page() {
    let app = TestApp::with_smtp().await;
    some_customers(&app, 2);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[]).await;
    start(&app, id).await;
    let path = format!("/campaigns/{id}");
    let running = app.get_fragment(&path).await.expect(200);
    assert!(running.has("#progress[hx-select-oob='#campaign,#calls']") && running.has("#calls"));
    assert!(!running.has("#members"), "nothing else is read or sent");
    deliver(&app).await;
    assert_eq!(state(&app, id), "done");
    let over = app.get_fragment(&path).await.expect(204);
    assert_eq!(over.header("HX-Refresh"), "true");
    app.get(&path).await.expect(200);
}

#[tokio::test]
async fn each_variant_has_its_template_and_an_unknown_one_is_refused() {
    let app = TestApp::with_smtp().await;
    some_customers(&app, 12);
    app.db.sql(
        "INSERT INTO mail_templates (id, name, language) VALUES (7, 'La breve', 'es'), (8, 'La larga', 'es');
         INSERT INTO mail_template_versions (id, template_id, number, subject, body)
         VALUES (70, 7, 1, '{{ asunto }}', 'Breve, {{ nombre }}'), (80, 8, 1, '{{ asunto }}', 'Larga, {{ nombre }}')",
    );
    app.sign_in(Role::Admin).await;
    app.get("/campaigns/new").await.expect(200);
    let unknown = plan(&[("template_a", "9")]);
    let page = app.post_form("/campaigns", &unknown).await.expect(422);
    assert!(page.has("#template_a-err"));
    let variants = [("template_a", "7"), ("two", "on"), ("template_b", "8")];
    let id = a_draft(&app, &variants).await;
    start(&app, id).await;
    deliver(&app).await;
    let used = "SELECT arm || ' ' || template_version_id || ' ' || (body_text LIKE '%Breve, Ana%')
        FROM campaign_members JOIN proposals ON proposals.id = proposal_id
            JOIN messages ON messages.id = proposals.message_id
        GROUP BY 1 ORDER BY 1";
    assert_eq!(app.db.texts(used), ["a 70 true", "b 80 false"]);
}

#[tokio::test]
async fn a_template_that_is_edited_or_put_away_after_the_start_changes_no_mail() {
    let app = TestApp::with_smtp().await;
    some_customers(&app, 12);
    app.db.sql(
        "INSERT INTO mail_templates (id, name, language, segment, by_default)
         VALUES (7, 'La breve', 'es', NULL, false), (8, 'La de todos', 'es', NULL, true);
         INSERT INTO mail_template_versions (id, template_id, number, subject, body) VALUES
             (70, 7, 1, '{{ asunto }}', 'Breve, {{ nombre }}'), (80, 8, 1, '{{ asunto }}', 'Todos, {{ nombre }}')",
    );
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[("template_a", "7"), ("two", "on")]).await;
    start(&app, id).await;
    app.db.sql(
        "INSERT INTO mail_template_versions (template_id, number, subject, body)
         VALUES (7, 2, '{{ asunto }}', 'Otra cosa'), (8, 2, '{{ asunto }}', 'Otra cosa');
         UPDATE mail_templates SET archived_at = now(), by_default = false",
    );
    deliver(&app).await;
    let used = "SELECT arm || ' ' || template_version_id FROM campaign_members
            JOIN proposals ON proposals.id = proposal_id JOIN messages ON messages.id = proposals.message_id
        WHERE body_text NOT LIKE '%Otra cosa%' GROUP BY 1 ORDER BY 1";
    assert_eq!(app.db.texts(used), ["a 70", "b 80"]);
    assert_eq!(members(&app, "handed"), 12);
}

#[tokio::test]
async fn nothing_leaves_before_the_first_day() {
    let app = TestApp::with_smtp().await;
    some_customers(&app, 2);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[("send_from", "2099-01-31")]).await;
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    assert!(page.words().contains("31-01-2099"));
    start(&app, id).await;
    deliver(&app).await;
    assert_eq!((members(&app, "waiting"), app.mails().len()), (2, 0));
    app.db.sql("UPDATE campaigns SET send_from = '2020-01-31'");
    app.db.sql(WORK);
    deliver(&app).await;
    assert_eq!((members(&app, "handed"), app.mails().len()), (2, 2));
}

#[tokio::test]
async fn what_people_did_with_the_mails_is_shown_and_what_machines_did_is_not() {
    let app = TestApp::with_smtp().await;
    some_customers(&app, 3);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[]).await;
    start(&app, id).await;
    deliver(&app).await;
    app.db.sql(
        "INSERT INTO message_events (message_id, type, by, reason)
         SELECT id, 'clicked', CASE row_number() OVER (ORDER BY id) WHEN 1 THEN 'person' ELSE 'machine' END, 'x'
         FROM messages;
         INSERT INTO message_events (message_id, type, by, reason) SELECT max(id), 'bounced', 'machine', 'smtp' FROM messages",
    );
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let value = |name: &str| page.value(&format!("reactions_{name}"));
    assert_eq!(
        ["sent", "opened", "clicked", "bounced"].map(value),
        ["3", "1", "1", "1"]
    );
}

#[tokio::test]
async fn proposals_that_wait_for_their_turn_are_told_as_their_campaigns() {
    let app = TestApp::with_smtp().await;
    let customers = some_customers(&app, 3);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[]).await;
    start(&app, id).await;
    app.parts
        .db
        .transaction::<_, vinculo::web::AppError, _>(move |conn| {
            Ok(vinculo::campaigns::actions::work::write_some(conn, id, 8)?)
        })
        .await
        .unwrap();
    let list = async |state: &str| {
        let path = format!("/proposals?state={state}");
        app.get(&path)
            .await
            .expect(200)
            .count("[data-row=proposal]")
    };
    assert_eq!((list("ready").await, list("scheduled").await), (0, 3));
    let proposal = app.db.number("SELECT min(id) FROM proposals");
    let page = app.get(&format!("/proposals/{proposal}")).await.expect(200);
    let link = format!("/campaigns/{id}");
    assert_eq!(page.attr("[data-campaign] a", "href"), link);
    // They are no requests of whose campaign it is.
    app.db.sql(
        "INSERT INTO proposals (customer_id, state, engine_asked, segment, language, offer_limit, created_by)
         SELECT customer_id, 'ready', 'builtin', segment, 'es', 10, created_by
         FROM proposals, generate_series(1, 10)",
    );
    let path = format!("/customers/{}/proposals", customers[0]);
    app.post_form(&path, &[]).await.expect(303);
}
