//! What is told to the broker.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use vinculo::auth;
use vinculo::domain::Role;

use crate::process::Place;
use crate::rabbit::{Message, Rabbit};
use crate::support::{Browser, Contents, TestDatabase, a_customer, a_user};

const CLIENTS: usize = 8;
const CUSTOMERS_EACH: usize = 5;
const CHANGES: usize = 1000;
const PATIENCE: Duration = Duration::from_secs(120);

/// Notes of a client on its own customers, one after the other; a request that meets a dead program is sent again.
async fn work(place: &Place, cookie: &str, customers: &[i64], done: &AtomicUsize) {
    let browser = place.browser();
    browser.set_cookie(cookie);
    let token = token(&browser).await;
    let mut written = 0;
    while done.load(Ordering::SeqCst) < CHANGES {
        let customer = customers[written % customers.len()];
        let path = format!("/customers/{customer}/activities");
        let body = serde_urlencoded::to_string([
            ("kind", "note"),
            ("body", &format!("Nota {written}")),
            ("_csrf", &token),
        ]);
        let request = browser
            .request(reqwest::Method::POST, &path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body.unwrap());
        match request.send().await {
            Ok(answer) if answer.status().as_u16() == 303 => {
                done.fetch_add(1, Ordering::SeqCst);
                written += 1;
            }
            Ok(answer) => panic!("{path}: {}", answer.status()),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn token(browser: &Browser) -> String {
    let page = browser.get("/account").await.expect(200);
    page.csrf().unwrap()
}

async fn wait_for(done: &AtomicUsize, count: usize) {
    while done.load(Ordering::SeqCst) < count {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The events of the database that the broker should have: customer, and id by which the outside knows it.
fn expected(db: &TestDatabase) -> Vec<(String, String)> {
    let rows = db.texts(
        "SELECT a.customer_id || ' ' || e.event_id FROM domain_events e
         JOIN activities a ON a.id = e.record_id
         WHERE e.type = 'activity.created' AND e.record_type = 'activity' ORDER BY e.id",
    );
    rows.iter()
        .map(|row| row.split_once(' ').unwrap())
        .map(|(customer, id)| (customer.to_owned(), id.to_owned()))
        .collect()
}

/// Each event once, where it came first.
fn firsts(messages: &[Message]) -> Vec<&Message> {
    let mut seen = BTreeSet::new();
    messages
        .iter()
        .filter(|message| seen.insert(message.id.clone()))
        .collect()
}

fn by_customer(events: impl Iterator<Item = (String, String)>) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (customer, id) in events {
        found.entry(customer).or_default().push(id);
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_arrives_in_order_while_the_broker_stops_twice_and_the_program_is_killed() {
    let mut rabbit = Rabbit::start();
    rabbit.line().await.listen("crm.events", "everything").await;
    let db = TestDatabase::with(Contents::Nothing);
    let url = rabbit.url();
    let place = Place::with_env(&[("DATABASE_URL", &db.url), ("RABBITMQ_URL", &url)]);
    let user = a_user(Role::Admin).create(&mut db.conn());
    let session = auth::actions::begin_session(&mut db.conn(), user, "a test").unwrap();
    let cookie = format!("vinculo_session={session}; Path=/");
    let customers: Vec<i64> = (0..CLIENTS * CUSTOMERS_EACH)
        .map(|_| a_customer().create(&mut db.conn()).get())
        .collect();
    let mut program = place.serve(&[]);

    let begun = Instant::now();
    let done = AtomicUsize::new(0);
    let clients = customers
        .chunks(CUSTOMERS_EACH)
        .map(|own| work(&place, &cookie, own, &done));
    let troubles = async {
        wait_for(&done, 150).await;
        tokio::task::block_in_place(|| rabbit.stop());
        wait_for(&done, 350).await;
        tokio::task::block_in_place(|| rabbit.resume());
        wait_for(&done, 500).await;
        program.signal(libc::SIGKILL);
        tokio::task::block_in_place(|| {
            program.wait();
            program = place.serve(&[]);
        });
        wait_for(&done, 650).await;
        tokio::task::block_in_place(|| rabbit.stop());
        wait_for(&done, 850).await;
        tokio::task::block_in_place(|| rabbit.resume());
    };
    tokio::join!(join_all(clients), troubles);

    let waiting = "SELECT (SELECT count(*) FROM domain_events WHERE routed_at IS NULL)
        + (SELECT count(*) FROM wire_events WHERE for_broker AND published_at IS NULL)";
    let deadline = Instant::now() + PATIENCE;
    while db.number(waiting) > 0 {
        assert!(Instant::now() < deadline, "{}", program.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let seconds = begun.elapsed().as_secs();
    program.signal(libc::SIGTERM);
    let status = program.wait();

    let messages = rabbit.line().await.drain("everything").await;
    let expected = expected(&db);
    let firsts = firsts(&messages);
    println!(
        "{} changes, {} messages, {} of them again, {} customers, {seconds} s",
        expected.len(),
        messages.len(),
        messages.len() - firsts.len(),
        customers.len()
    );
    assert!(
        status.success(),
        "it did not stop cleanly: {}",
        program.log()
    );
    assert!(expected.len() >= CHANGES);
    let ids: BTreeSet<_> = expected.iter().map(|(_, id)| id.as_str()).collect();
    let arrived: BTreeSet<_> = firsts.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(arrived, ids, "every event, and nothing else");
    for message in &firsts {
        assert_eq!(message.routing_key, "actividad.creada");
        assert!(message.is_persistent);
    }
    let told = firsts.iter().map(|message| {
        let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
        let customer = body["data"]["cliente_id"].as_str().unwrap();
        (
            customer.trim_start_matches("cli_").to_owned(),
            message.id.clone(),
        )
    });
    assert_eq!(by_customer(told), by_customer(expected.into_iter()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_on_one_database_publish_each_event_once_and_stop_cleanly() {
    let rabbit = Rabbit::start();
    rabbit.line().await.listen("crm.events", "everything").await;
    let db = TestDatabase::with(Contents::Nothing);
    let url = rabbit.url();
    // The third has no broker of its own; what it sorts reaches the broker of the others.
    let with = [("DATABASE_URL", db.url.as_str()), ("RABBITMQ_URL", &url)];
    let places = [&with[..], &with[..], &with[..1]].map(Place::with_env);
    let customer = a_customer().create(&mut db.conn());
    let mut programs = places.each_ref().map(|place| place.serve(&[]));
    while db.number("SELECT count(*) FROM broker_status WHERE is_connected") < 2 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for _ in 0..50 {
        let change = vinculo::audit::Change::new("customer.updated", "customer", customer);
        let actor = vinculo::audit::Actor::program("a test");
        vinculo::audit::record(&mut db.conn(), &actor, &change).unwrap();
    }
    let published = "SELECT count(*) FROM wire_events WHERE published_at IS NOT NULL";
    let deadline = Instant::now() + PATIENCE;
    while db.number(published) < 50 {
        assert!(Instant::now() < deadline, "{}", programs[0].log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for program in &mut programs {
        program.signal(libc::SIGTERM);
        assert!(program.wait().success(), "{}", program.log());
    }
    let messages = rabbit.line().await.drain("everything").await;
    assert_eq!(messages.len(), 50);
    let standing = db.texts("SELECT role || ' ' || is_connected FROM broker_status ORDER BY role");
    assert_eq!(standing, ["consumer false", "publisher false"]);
}
