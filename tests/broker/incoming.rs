//! What a billing system tells.

use std::time::{Duration, Instant};

use vinculo::domain::Role;
use vinculo::webhooks::{IncomingTimes, Lines, Settings};

use crate::rabbit::{Line, Rabbit};
use crate::support::{Options, TestApp, a_customer};

const PATIENCE: Duration = Duration::from_secs(90);
const EXCHANGE: &str = "billing.events";
/// Different events, each of which comes at least once.
const EVENTS: usize = 400;
/// Of them come twice.
const AGAIN: usize = 100;

fn quick() -> Settings {
    Settings {
        look: Duration::from_millis(100),
        publish: Duration::from_millis(100),
        reconnect: (Duration::from_millis(100), Duration::from_secs(1)),
        incoming: IncomingTimes {
            first_wait: Duration::from_millis(50),
            tries: 5,
        },
    }
}

async fn an_app(rabbit: &Rabbit) -> TestApp {
    TestApp::with(Options {
        env: vec![("RABBITMQ_URL", rabbit.url())],
        ..Options::default()
    })
    .await
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so().await {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn is_read(line: &Line, app: &TestApp, activities: i64, dead: u32) -> bool {
    let noted = app.db.number("SELECT count(*) FROM activities") >= activities;
    noted
        && line.count("crm.billing").await == 0
        && line.count("crm.billing.waiting").await == 0
        && line.count("crm.billing.dead").await >= dead
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_event_is_noted_once_and_what_cannot_be_noted_goes_to_the_dead_letters() {
    let rabbit = Rabbit::start();
    let app = an_app(&rabbit).await;
    app.sign_in(Role::Admin).await;
    let customers: Vec<i64> = (0..20)
        .map(|n| {
            let made = a_customer().email(&format!("cliente{n}@correo.example"));
            made.create(&mut app.db.conn()).get()
        })
        .collect();
    app.db.sql(&format!(
        "UPDATE customers SET tax_id = '41950470-K', tax_id_key = '41950470-K' WHERE id = {}",
        customers[0]
    ));
    let lines = Lines::start_with(&app.parts.db, &app.parts.config, quick());
    let line = rabbit.line().await;
    line.exchange(EXCHANGE).await;
    let connected = "SELECT count(*) FROM broker_status WHERE is_connected";
    until("no line", async || app.db.number(connected) == 2).await;

    let begun = Instant::now();
    for n in 0..EVENTS {
        let at = n % customers.len();
        // By id, by address, and the first one by tax id too.
        let whom = match n % 3 {
            0 => format!("\"cliente_crm_id\":\"cli_{}\"", customers[at]),
            1 if at == 0 => "\"cliente_cif\":\"41.950.470-k\"".to_owned(),
            _ => format!("\"cliente_email\":\"Cliente{at}@correo.example\""),
        };
        let (key, amount) = match n % 2 {
            0 => ("factura.creada", "\"total\":119000,\"moneda\":\"CLP\""),
            _ => (
                "pago.recibido",
                "\"monto\":119000,\"metodo\":\"transferencia\"",
            ),
        };
        let body = format!("{{\"numero\":\"F-{n}\",{amount},{whom}}}");
        let id = format!("event-{n}");
        line.publish(EXCHANGE, key, Some(&id), &body).await;
        if n < AGAIN {
            line.publish(EXCHANGE, key, Some(&id), &body).await;
        }
    }
    let poison = [
        (Some("p1"), "{\"numero\":"),
        (
            Some("p2"),
            "{\"cliente_email\":\"cliente1@correo.example\"}",
        ),
        (Some("p3"), "{\"numero\":\"F-1\"}"),
        (
            None,
            "{\"numero\":\"F-1\",\"cliente_email\":\"cliente1@correo.example\"}",
        ),
        (
            Some("p5"),
            "{\"numero\":\"F-1\",\"cliente_email\":\"nadie@correo.example\"}",
        ),
    ];
    for (id, body) in poison {
        line.publish(EXCHANGE, "factura.creada", id, body).await;
    }
    // In the middle of it the program stops, and another takes over what was not acknowledged.
    lines.stop().await;
    let lines = Lines::start_with(&app.parts.db, &app.parts.config, quick());
    until("not read", async || {
        is_read(&line, &app, EVENTS as i64, 5).await
    })
    .await;
    let seconds = begun.elapsed().as_secs();
    lines.stop().await;

    let dead = line.drain("crm.billing.dead").await;
    let mut dead: Vec<&str> = dead.iter().map(|message| message.id.as_str()).collect();
    dead.sort_unstable();
    let activities = app.db.number("SELECT count(*) FROM activities");
    println!(
        "{} messages ({AGAIN} again, {} poisonous): {activities} activities, {} dead letters, {seconds} s",
        EVENTS + AGAIN + poison.len(),
        poison.len(),
        dead.len()
    );
    assert_eq!(activities, EVENTS as i64);
    assert_eq!(dead, ["", "p1", "p2", "p3", "p5"]);
    let titles = app.db.texts("SELECT DISTINCT title FROM activities");
    assert_eq!(titles.len(), EVENTS);
    let sales = "SELECT count(*) FROM activities WHERE kind = 'sale' AND title LIKE 'Factura #F-%'
        AND body = '119000 CLP'";
    let payments = "SELECT count(*) FROM activities WHERE kind = 'payment'
        AND title LIKE 'Pago recibido - Factura #F-%' AND body = '119000 transferencia'";
    assert_eq!(
        app.db.number(sales) + app.db.number(payments),
        EVENTS as i64
    );
    let each = "SELECT count(*) FROM (SELECT customer_id FROM activities GROUP BY 1 HAVING count(*) = 20) c";
    assert_eq!(app.db.number(each), 20);
    let noted = "SELECT count(*) FROM webhook_events WHERE provider = 'rabbitmq'";
    assert_eq!(app.db.number(noted), EVENTS as i64);

    let page = app.get("/admin/connections").await.expect(200);
    let row = page.text("[data-row=connection][data-id=rabbitmq]");
    assert!(row.contains("a message"), "the last error is told: {row}");
    let path = "/admin/connections/rabbitmq/checks";
    let answer = app.post_form(path, &[]).await.expect(303);
    let page = app.follow(&answer).await;
    assert_eq!(
        page.attr("[data-id=rabbitmq] [data-check]", "data-check"),
        "ok"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_who_is_made_a_moment_later_is_found_and_a_lost_database_loses_nothing() {
    let rabbit = Rabbit::start();
    let app = an_app(&rabbit).await;
    let patient = IncomingTimes {
        first_wait: Duration::from_secs(1),
        tries: 5,
    };
    let settings = Settings {
        incoming: patient,
        ..quick()
    };
    let lines = Lines::start_with(&app.parts.db, &app.parts.config, settings);
    let line = rabbit.line().await;
    line.exchange(EXCHANGE).await;
    let connected = "SELECT count(*) FROM broker_status WHERE is_connected";
    until("no line", async || app.db.number(connected) == 2).await;

    let body = "{\"numero\":\"F-1\",\"cliente_email\":\"tarde@correo.example\"}";
    line.publish(EXCHANGE, "factura.creada", Some("late"), body)
        .await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    a_customer()
        .email("tarde@correo.example")
        .create(&mut app.db.conn());
    until("not found", async || is_read(&line, &app, 1, 0).await).await;

    app.db.shut_out();
    let body =
        "{\"factura_numero\":\"F-1\",\"monto\":5,\"cliente_email\":\"tarde@correo.example\"}";
    line.publish(EXCHANGE, "pago.recibido", Some("dark"), body)
        .await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    app.db.let_in();
    until("lost", async || is_read(&line, &app, 2, 0).await).await;
    lines.stop().await;
    assert_eq!(line.count("crm.billing.dead").await, 0);
    let kinds = app.db.texts("SELECT kind FROM activities ORDER BY id");
    assert_eq!(kinds, ["sale", "payment"]);
}
