//! The erasure is a job: it is seen to be under way, and is done whole or not at all.

use std::fs;
use std::thread;
use std::time::Duration;

use diesel::Connection as _;
use vinculo::customers::queries::lock_tombstones;
use vinculo::domain::{CustomerId, Role};
use vinculo::privacy::tombstones;

use super::person::{NAME, zoraida};
use super::{places, start};
use crate::support::{Contents, Page, TestApp};

async fn ask(app: &TestApp, id: CustomerId) -> Page {
    app.post_form(&format!("/customers/{id}/erasure"), &[("name", NAME)])
        .await
}

/// The page on which one sees how it goes.
async fn shown(app: &TestApp, id: CustomerId) -> Page {
    app.get(&format!("/customers/{id}/privacy"))
        .await
        .expect(200)
}

fn jobs(app: &TestApp) -> Vec<String> {
    app.db
        .texts("SELECT state || ' ' || attempts FROM jobs WHERE kind = 'privacy.erase' ORDER BY id")
}

#[tokio::test]
async fn the_page_says_that_it_is_under_way_and_then_that_it_is_done() {
    let (app, _folder) = start(Contents::Nothing).await;
    let me = app.sign_in(Role::Admin).await;
    let id = zoraida(&app);
    let asked = ask(&app, id).await.expect(303);
    let page = app.follow(&asked).await.expect(200);
    assert!(page.has("#privacy[data-poll][hx-get] [data-state=erasing]"));
    assert!(!page.has("[data-metric=held_services]") && !page.has("a[href$=erasure]"));
    // Asked for a second time it is one.
    let again = app.get(&format!("/customers/{id}/erasure")).await;
    assert_eq!(again.expect(303).location(), asked.location());
    ask(&app, id).await.expect(303);
    assert_eq!(jobs(&app), ["queued 0"]);
    let payload = "(SELECT payload FROM jobs WHERE kind = 'privacy.erase')";
    let task = app.db.text(payload);
    let merged = app.db.number("SELECT loser_id FROM customer_merges");
    let expected = format!("{{\"by\": {me}, \"customer\": {id}, \"confirmed\": [{id}, {merged}]}}");
    assert_eq!(task, expected);
    app.run_jobs_until_idle().await;
    let page = shown(&app, id).await;
    assert!(page.has("[data-state=erased]") && !page.has("[data-poll]"));
    let by = "SELECT DISTINCT user_id FROM audit_log WHERE action = 'customer.erased'";
    assert_eq!(app.db.texts(by), [me.to_string()]);
}

#[tokio::test]
async fn who_asks_is_written_down_before_anything_is_done_without_a_word_of_the_person() {
    let (app, _folder) = start(Contents::Nothing).await;
    let me = app.sign_in(Role::Admin).await;
    let id = zoraida(&app);
    let words = places(&app, "zqx");
    let written = "SELECT concat_ws(' ', user_id, record_type, record_id, cardinality(field_names))
                   FROM audit_log WHERE action = 'customer.erasure_requested'";
    let path = format!("/customers/{id}/erasure");
    app.post_form(&path, &[("name", "Otra")]).await.expect(409);
    assert!(app.db.texts(written).is_empty(), "it was refused");
    ask(&app, id).await.expect(303);
    ask(&app, id).await.expect(303);
    assert_eq!(app.db.texts(written), [format!("{me} customer {id} 0")]);
    assert_eq!(jobs(&app), ["queued 0"]);
    assert_eq!(places(&app, "zqx"), words);
    let log = "/admin/audit?action=customer.erasure_requested";
    let page = app.get(log).await.expect(200);
    let entry = "[data-row=audit]";
    let text = "Pidió eliminar los datos de la persona";
    assert!(page.count(entry) == 1 && page.text(entry).contains(text));
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.texts(written), [format!("{me} customer {id} 0")]);
    let page = app.get(log).await.expect(200);
    assert!(page.text(entry).contains("Cliente eliminado"));
}

#[tokio::test]
async fn an_attempt_that_breaks_off_leaves_the_person_whole_and_the_next_one_erases_them() {
    let (app, folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let before = places(&app, "zqx");
    app.db.sql(
        "CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$;
         CREATE TRIGGER break_off BEFORE UPDATE OR DELETE ON customer_merges FOR EACH ROW EXECUTE FUNCTION break_off()",
    );
    ask(&app, id).await.expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!(places(&app, "zqx"), before, "nothing of it was kept");
    assert_eq!(app.db.number("SELECT count(*) FROM tombstones"), 0);
    assert!(!folder.path().join("tombstones.jsonl").exists());
    assert_eq!(jobs(&app), ["queued 1"]);
    assert!(shown(&app, id).await.has("[data-state=erasing]"));
    app.db.sql("DROP TRIGGER break_off ON customer_merges");
    app.make_jobs_due("privacy.erase");
    app.run_jobs_until_idle().await;
    assert_eq!(places(&app, "zqx"), ["invoice_lines 1", "invoices 1"]);
    assert_eq!(jobs(&app), ["done 2"]);
    let written = super::kept_beside(&folder).len();
    // A worker that died after the end and before it said so: another takes the job up.
    app.db
        .sql("UPDATE jobs SET state = 'queued', finished_at = NULL, run_at = now() WHERE kind = 'privacy.erase'");
    app.run_jobs_until_idle().await;
    assert_eq!(jobs(&app), ["done 3"]);
    assert_eq!(super::kept_beside(&folder).len(), written);
    let told = "SELECT count(*) FROM audit_log WHERE action = 'customer.erased'";
    assert_eq!(app.db.number(told), 2, "one for each record, once");
}

#[tokio::test]
async fn what_began_to_be_sent_meanwhile_is_waited_for() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    ask(&app, id).await.expect(303);
    app.db
        .sql("UPDATE messages SET state = 'sending' WHERE id = 82");
    assert!(!shown(&app, id).await.has("[data-state=again]"));
    app.run_jobs_until_idle().await;
    assert_eq!(jobs(&app), ["queued 1"]);
    let soon = "SELECT count(*) FROM jobs WHERE kind = 'privacy.erase' AND run_at BETWEEN now() + interval '15 s' AND now() + interval '30 s'";
    assert_eq!(app.db.number(soon), 1);
    let page = shown(&app, id).await;
    assert!(page.has("[data-state=erasing] [data-state=again]"));
    app.db
        .sql("UPDATE messages SET state = 'sent' WHERE id = 82");
    app.make_jobs_due("privacy.erase");
    app.run_jobs_until_idle().await;
    assert_eq!(jobs(&app), ["done 2"]);
}

/// Lets the first be merged into the second, of whom nothing else is looked at.
fn merge(app: &TestApp, loser: CustomerId, winner: CustomerId) {
    app.db.sql(&format!(
        "UPDATE customers SET deleted_at = now() WHERE id = {loser};
         INSERT INTO customer_merges (winner_id, loser_id, winner_before, winner_after, loser_before, moved, added)
         VALUES ({winner}, {loser}, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}')"
    ));
}

#[tokio::test]
async fn who_was_merged_meanwhile_is_not_erased_and_the_page_of_whom_they_became_says_so() {
    let (mut app, _folder) = start(Contents::Nothing).await;
    app.expect_failed_jobs();
    let id = zoraida(&app);
    let winner = crate::support::a_customer()
        .name("Marta Soto")
        .create(&mut app.db.conn());
    ask(&app, id).await.expect(303);
    merge(&app, id, winner);
    app.run_jobs_until_idle().await;
    assert_eq!(jobs(&app), ["failed 1"]);
    let erased = "SELECT count(*) FROM customers WHERE erased_at IS NOT NULL";
    assert_eq!(app.db.number(erased), 0);
    let page = shown(&app, winner).await;
    assert!(page.has("#privacy [role=alert]") && page.has("a[href$=erasure]"));
}

#[tokio::test]
async fn who_is_written_to_all_the_time_is_not_erased_and_the_page_says_why() {
    let (mut app, _folder) = start(Contents::Nothing).await;
    app.expect_failed_jobs();
    let id = zoraida(&app);
    ask(&app, id).await.expect(303);
    app.db.sql(
        "UPDATE messages SET state = 'sending' WHERE id = 82;
         UPDATE jobs SET attempts = 9 WHERE kind = 'privacy.erase'",
    );
    app.run_jobs_until_idle().await;
    assert_eq!(jobs(&app), ["failed 10"]);
    let page = shown(&app, id).await;
    assert!(
        page.text("#privacy [role=alert]")
            .contains("enviando un mensaje")
    );
    assert!(page.has("#privacy a[href='/admin/jobs?state=failed']"));
    assert!(page.has("a[href$=erasure]"), "it can be asked for again");
}

#[tokio::test]
async fn who_is_merged_into_the_person_meanwhile_is_not_erased_along() {
    let (mut app, _folder) = start(Contents::Nothing).await;
    app.expect_failed_jobs();
    let id = zoraida(&app);
    let marta = crate::support::a_customer()
        .name("Marta Soto")
        .create(&mut app.db.conn());
    ask(&app, id).await.expect(303);
    merge(&app, marta, id);
    app.run_jobs_until_idle().await;
    assert_eq!(jobs(&app), ["failed 1"]);
    let erased = "SELECT count(*) FROM customers WHERE erased_at IS NOT NULL";
    assert_eq!(app.db.number(erased), 0);
    assert!(shown(&app, id).await.has("#privacy [role=alert]"));
    // Asked for again, she is meant too, and what failed before is no news any more.
    ask(&app, id).await.expect(303);
    assert!(!shown(&app, id).await.has("#privacy [role=alert]"));
    app.run_jobs_until_idle().await;
    assert_eq!(jobs(&app), ["failed 1", "done 1"]);
    assert_eq!(app.db.number(erased), 3);
    let page = shown(&app, id).await;
    assert!(page.has("[data-state=erased]") && !page.has("#privacy [role=alert]"));
}

#[tokio::test]
async fn it_is_not_done_before_the_file_beside_the_database_is_written() {
    let (app, folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let file = folder.path().join("tombstones.jsonl");
    fs::create_dir(&file).unwrap();
    ask(&app, id).await.expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!(jobs(&app), ["queued 1"]);
    assert!(shown(&app, id).await.has("[data-state=again]"));
    fs::remove_dir(&file).unwrap();
    app.make_jobs_due("privacy.erase");
    app.run_jobs_until_idle().await;
    assert_eq!(jobs(&app), ["done 2"]);
    let stored = app.db.number("SELECT count(*) FROM tombstones");
    assert_eq!(super::kept_beside(&folder).len() as i64, stored);
}

#[tokio::test]
async fn of_two_who_write_the_file_one_waits_and_no_line_is_lost() {
    let (app, folder) = start(Contents::Nothing).await;
    let file = folder.path().join("tombstones.jsonl");
    let bury = |hash: &str| {
        app.db.sql(&format!(
            "INSERT INTO tombstones (kind, hash, customer_id, customer_created_at)
             VALUES ('email', decode(repeat('{hash}', 32), 'hex'), 7, now())"
        ));
    };
    let waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    bury("0a");
    let (mut other, beside) = (app.db.conn(), file.clone());
    let second = app.db.conn().transaction(|first| {
        lock_tombstones(first)?;
        let second = thread::spawn(move || tombstones::keep(&mut other, &beside));
        let waits = (0..500).any(|_| {
            thread::sleep(Duration::from_millis(20));
            app.db.number(waiting) == 1
        });
        assert!(waits, "both write at once");
        assert!(!file.exists());
        bury("0b");
        tombstones::keep(first, &file)?;
        Ok::<_, anyhow::Error>(second)
    });
    second.unwrap().join().unwrap().unwrap();
    let lines = super::kept_beside(&folder);
    for hash in ["0a", "0b"] {
        let hash = hash.repeat(32);
        assert!(lines.iter().any(|line| line["hash"] == hash.as_str()));
    }
}
