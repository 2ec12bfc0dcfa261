//! The queue: its jobs by state, and what may be done to one.

use std::collections::BTreeSet;
use std::path::Path;

use vinculo::domain::Role;

use super::{files, texts};
use crate::support::TestApp;

fn a_job(app: &TestApp, kind: &str, state: &str) -> i64 {
    app.db.sql(&format!(
        "INSERT INTO jobs (kind, payload, state, max_attempts, run_at, last_error, finished_at) VALUES
         ('{kind}', '{{\"message\": 7}}', '{state}', 20, now() + interval '1 hour', '<b>the server hung up</b>',
          CASE WHEN '{state}' IN ('queued', 'running') THEN NULL ELSE now() END)"
    ));
    app.db.number("SELECT max(id) FROM jobs")
}

#[tokio::test]
async fn the_queue_shows_the_jobs_of_a_state_newest_first() {
    let mut app = TestApp::start().await;
    app.expect_failed_jobs();
    app.sign_in(Role::Admin).await;
    let first = a_job(&app, "test.unknown", "failed");
    let second = a_job(&app, "settings.apply", "failed");
    a_job(&app, "settings.apply", "done");

    let page = app.get("/admin/jobs?state=failed").await.expect(200);
    assert_eq!(
        page.rows("#queue .panel:first-child"),
        [second.to_string(), first.to_string()]
    );
    assert!(
        page.texts("td")
            .iter()
            .any(|cell| cell.starts_with("Aplicar los ajustes"))
    );
    assert_eq!(page.text("[aria-current=page] .ct"), "2");
    // The error is data, not markup.
    assert_eq!(page.text("tr:first-child pre"), "<b>the server hung up</b>");

    let part = app
        .get_fragment("/admin/jobs?state=failed")
        .await
        .expect(200);
    assert!(!part.has("h1") && part.has("#queue[hx-get='/admin/jobs?state=failed']"));
    assert!(app.get("/admin/jobs?state=cancelled").await.has(".empty"));
}

#[tokio::test]
async fn a_long_queue_has_pages() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.db.sql(
        "INSERT INTO jobs (kind, payload, state, max_attempts, finished_at)
         SELECT 'test.many', 'null', 'done', 1, now() FROM generate_series(1, 120)",
    );
    let mut address = "/admin/jobs?state=done".to_owned();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = app.get(&address).await.expect(200);
        seen.extend(page.rows("tbody"));
        address = page.attrs("a[rel=next]", "href").pop().unwrap_or_default();
    }
    assert_eq!((seen.len(), address.as_str()), (120, ""));
    seen.dedup();
    assert_eq!(seen.len(), 120);
}

#[tokio::test]
async fn a_failed_job_is_tried_again_and_a_queued_one_cancelled() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let (failed, queued) = (
        a_job(&app, "settings.apply", "failed"),
        a_job(&app, "settings.apply", "queued"),
    );
    app.get("/admin/jobs").await.expect(200);
    let tab = [("state", "failed")];
    let answer = app
        .post_form(&format!("/admin/jobs/{failed}/attempts"), &tab)
        .await
        .expect(303);
    assert_eq!(answer.location(), "/admin/jobs?state=failed");
    app.post_form(&format!("/admin/jobs/{queued}/cancellation"), &[])
        .await
        .expect(303);
    assert_eq!(
        app.db.texts(&format!(
            "SELECT state FROM jobs WHERE id IN ({failed}, {queued}) ORDER BY id"
        )),
        ["queued", "cancelled"]
    );
    // It has moved on: pressing again changes and records nothing.
    app.post_form(&format!("/admin/jobs/{queued}/cancellation"), &[])
        .await
        .expect(303);
    assert_eq!(
        app.db
            .texts("SELECT action || ' ' || record_id FROM audit_log ORDER BY id"),
        [
            format!("job.retried {failed}"),
            format!("job.cancelled {queued}")
        ]
    );
}

#[tokio::test]
async fn a_job_that_works_for_a_record_is_left_to_the_record() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let id = a_job(&app, "messages.deliver", "queued");
    let page = app.get("/admin/jobs").await.expect(200);
    let row = format!("[data-row=job][data-id='{id}']");
    assert!(page.has(&format!("{row} a[href='/messages/7']")));
    assert!(!page.has(&format!("{row} form")));
    app.post_form(&format!("/admin/jobs/{id}/cancellation"), &[])
        .await
        .expect(409);
    assert_eq!(
        app.db
            .text(&format!("SELECT state FROM jobs WHERE id = {id}")),
        "queued"
    );
}

/// The kinds that sources register: constants of `.on(KIND, …)`.
fn kinds() -> BTreeSet<String> {
    let sources = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let whole = sources.concat();
    let registered: BTreeSet<&str> = whole
        .split(".on(")
        .skip(1)
        .filter_map(|rest| rest.split([',', ')']).next())
        .filter_map(|path| path.trim().rsplit("::").next())
        .collect();
    let constants = whole.lines().filter_map(|line| {
        let (name, value) = line.split_once("const ")?.1.split_once(": &str = \"")?;
        let value = value.strip_suffix("\";")?;
        (registered.contains(name) && value.contains('.')).then(|| value.to_owned())
    });
    constants.collect()
}

#[test]
fn every_kind_of_job_has_words() {
    let kinds = kinds();
    assert!(kinds.len() > 20, "only {kinds:?}");
    for locale in ["es", "en"] {
        let texts = texts(locale);
        for kind in &kinds {
            let key = format!("\njob-{} = ", kind.replace('.', "-"));
            assert!(texts.contains(&key), "{locale}: {kind}");
        }
    }
}
