//! Two people at work at once: on one customer, on many, and before the same import.

use std::time::{Duration, Instant};

use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use tempfile::TempDir;
use vinculo::domain::Role;

use crate::screen::{Screen, Scripts};
use crate::support::{Options, TestApp, TestDatabase, a_customer, a_user};

const EVA: &str = "eva@aremko.example";
const ROSA: &str = "rosa@aremko.example";

/// Eva and Rosa, each before a browser of her own.
async fn eva_and_rosa() -> (TestApp, Screen, Screen) {
    let app = TestApp::with(Options {
        worker: true,
        ..Options::default()
    })
    .await;
    for (name, email) in [("Eva Soto", EVA), ("Rosa Vera", ROSA)] {
        let user = a_user(Role::Admin).name(name).email(email);
        user.create(&mut app.db.conn());
    }
    let [eva, rosa] = [signed_in(&app, EVA).await, signed_in(&app, ROSA).await];
    (app, eva, rosa)
}

async fn signed_in(app: &TestApp, email: &str) -> Screen {
    let screen = Screen::open(app, Scripts::On).await;
    screen.sign_in(email).await;
    screen
}

/// Somebody else's transaction, which keeps others waiting until it ends.
fn hold(app: &TestApp, statements: &str) -> PgConnection {
    let mut conn = app.db.conn();
    conn.batch_execute(&format!("BEGIN; {statements}")).unwrap();
    conn
}

#[tokio::test(flavor = "multi_thread")]
async fn who_saves_second_sees_both_values_and_chooses_and_nothing_is_lost() {
    let (app, eva, rosa) = eva_and_rosa().await;
    let ana = a_customer()
        .phone("+56 9 1111 2222")
        .create(&mut app.db.conn());
    app.db.sql("UPDATE customers SET city = 'Puerto Varas'");
    let profile = format!("/customers/{ana}");
    for screen in [&eva, &rosa] {
        screen.go(&format!("{profile}/edit")).await;
    }
    eva.write("#city", "Valdivia").await;
    eva.write("#phone", "+56 9 3333 4444").await;
    save(&eva).await;
    eva.wait_for(".who").await;
    rosa.write("#city", "Osorno").await;
    rosa.write("#sector", "Turismo").await;
    save(&rosa).await;

    rosa.wait_for_focus_in(".f-sum[data-focus]").await;
    rosa.wait_for_words("Eva Soto guardó cambios").await;
    let beside = rosa.wait_for("#city-help").await.text().await.unwrap();
    assert_eq!(
        (rosa.typed("#city").await.as_str(), beside.as_str()),
        ("Osorno", "Ahora dice: Valdivia")
    );
    assert_eq!(rosa.typed("#sector").await, "Turismo", "typed and kept");
    assert_eq!(
        rosa.typed("#phone").await,
        "+56 9 3333 4444",
        "what only Eva touched"
    );
    let stored = "SELECT concat_ws('|', city, phone, sector) FROM customers";
    let of_eva = "Valdivia|+56 9 3333 4444";
    assert_eq!(app.db.texts(stored), [of_eva], "nothing of Rosa's yet");

    save(&rosa).await;
    rosa.wait_for(".who").await;
    let of_both = "Osorno|+56 9 3333 4444|Turismo";
    assert_eq!(app.db.texts(stored), [of_both]);
    rosa.go(&format!("/admin/audit?type=customer&record={ana}"))
        .await;
    let cities: Vec<String> = rosa
        .texts("[data-row=audit] li")
        .await
        .into_iter()
        .filter(|line| line.contains("Valdivia"))
        .collect();
    assert_eq!(
        cities,
        [
            "Ciudad: Valdivia → Osorno",
            "Ciudad: Puerto Varas → Valdivia"
        ]
    );
    for screen in [eva, rosa] {
        screen.close().await;
    }
}

async fn save(screen: &Screen) {
    screen.click("main .f-end button[type=submit]").await;
}

/// What a change to many and its undo leave of each customer.
const TAGS: &str = "SELECT concat_ws('|', id, city, tags, deleted_at) FROM customers ORDER BY id";
const TAGGED: &str = "SELECT count(*) FROM customers WHERE tags @> '{feria}'";

#[tokio::test(flavor = "multi_thread")]
async fn all_of_a_list_are_changed_while_one_watches_and_changed_back_by_somebody_else() {
    let (app, eva, rosa) = eva_and_rosa().await;
    app.db.sql(
        "INSERT INTO customers (full_name, city, tags)
         SELECT 'Cliente ' || n, CASE WHEN n <= 1234 THEN 'Osorno' ELSE 'Ancud' END, CASE WHEN n % 7 = 0 THEN '{Spa}'::text[] ELSE '{}' END
         FROM generate_series(1, 1300) n",
    );
    let before = app.db.texts(TAGS);
    let last = "SELECT FROM customers WHERE full_name = 'Cliente 1234' FOR NO KEY UPDATE";

    eva.go("/customers?city=Osorno").await;
    eva.wait_for("[data-metric=customers_found][data-value='1234']")
        .await;
    let mut held = hold(&app, last);
    tag_all(&eva).await;
    eva.wait_for("#batch progress[value='1000'][max='1234']")
        .await;
    let batch = eva.path().await;
    rosa.go(&batch).await;
    rosa.wait_for_words("1.000 de 1.234").await;
    held.batch_execute("COMMIT").unwrap();
    for screen in [&eva, &rosa] {
        screen.wait_for("#batch[data-state=done]").await;
        screen
            .wait_for("[data-metric=batch_done][data-value='1234']")
            .await;
    }
    assert_eq!(app.db.number(TAGGED), 1234);

    let mut held = hold(&app, last);
    rosa.click("#batch-undo button[data-dialog=undo]").await;
    rosa.click("#undo[open] button[type=submit]").await;
    rosa.wait_for("#batch[data-state=undoing] progress").await;
    held.batch_execute("COMMIT").unwrap();
    rosa.wait_for("[data-metric=batch_undone][data-value='1234']")
        .await;
    assert_eq!(app.db.texts(TAGS), before);
    eva.go("/customers?tag=feria").await;
    eva.wait_for("#results .empty").await;
    for screen in [eva, rosa] {
        screen.close().await;
    }
}

/// From the list to the page of the change.
async fn tag_all(screen: &Screen) {
    screen.click("footer.bulk [name=whom][value=all]").await;
    screen.click("footer.bulk button:not([formaction])").await;
    screen
        .wait_for("[data-metric=batch_customers][data-value='1234']")
        .await;
    screen.click("[name=action][value=tag]").await;
    screen.write("#tag", "feria").await;
    save(screen).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_watched_from_elsewhere_and_taken_back_there() {
    let (app, eva, rosa) = eva_and_rosa().await;
    app.db.sql(
        "INSERT INTO customers (external_source, external_id, full_name) SELECT 'file', n, 'Cliente ' || n FROM generate_series(1, 300) n",
    );
    let before = everything(&app.db);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("servicios.csv");
    std::fs::write(&file, services(1200)).unwrap();

    eva.go("/imports").await;
    eva.choose_file("#file", &file).await;
    eva.click("#upload button[type=submit]").await;
    eva.wait_for("#mapping").await;
    save(&eva).await;
    eva.wait_for("#import[data-state=checked]").await;
    rosa.go("/imports").await;
    rosa.click("[data-row=import][data-state=checked] a.row-a")
        .await;
    rosa.wait_for("#import[data-state=checked]").await;

    // It comes as far as the customers, then as far as their services, then to its end.
    let mut held = hold(
        &app,
        "LOCK TABLE service_history IN SHARE MODE; SAVEPOINT services; LOCK TABLE customers IN ACCESS EXCLUSIVE MODE",
    );
    eva.click("form[action$='/run'] button").await;
    eva.wait_for("#import[data-state=importing]").await;
    rosa.go(&rosa.path().await).await;
    let seen = progress([&eva, &rosa], 0).await;
    held.batch_execute("ROLLBACK TO services").unwrap();
    progress([&eva, &rosa], seen + 1).await;
    held.batch_execute("COMMIT").unwrap();
    for screen in [&eva, &rosa] {
        screen.wait_for("#import[data-state=done]").await;
        for (figure, count) in [("read", 1200), ("created", 1200), ("rejected", 0)] {
            let fact = format!("[data-metric=import_{figure}][data-value='{count}']");
            screen.wait_for(&fact).await;
        }
    }
    assert_eq!(app.db.number("SELECT count(*) FROM service_history"), 1200);

    rosa.click("a[href$='/undo']").await;
    rosa.click("#undo button[type=submit]").await;
    rosa.wait_for("#import[data-state=undone]").await;
    eva.go(&rosa.path().await).await;
    for screen in [&eva, &rosa] {
        screen
            .wait_for("[data-metric=import_undone][data-value='1200']")
            .await;
    }
    assert_eq!(everything(&app.db), before);
    for screen in [eva, rosa] {
        screen.close().await;
    }
}

/// How far an import is, once both see the same and it is at least so far.
async fn progress(both: [&Screen; 2], least: i64) -> i64 {
    let deadline = Instant::now() + Duration::from_secs(90);
    loop {
        let [one, other] = [percent(both[0]).await, percent(both[1]).await];
        match one {
            Some(value) if value >= least && one == other => return value,
            _ => tokio::time::sleep(Duration::from_millis(100)).await,
        }
        assert!(
            Instant::now() < deadline,
            "{one:?} and {other:?}, not {least}"
        );
    }
}

async fn percent(screen: &Screen) -> Option<i64> {
    let metric = "[data-metric=import_progress]";
    let shown = screen.attrs(metric, "data-value").await;
    shown.first()?.parse().ok()
}

fn services(rows: i64) -> String {
    let head = "id,customer_id,service_type,service_name,service_date,price_paid\n";
    let row = |n: i64| {
        format!(
            "s{n},{},Masajes,Masaje {},2025-09-{:02},{}\n",
            n % 300 + 1,
            n % 12,
            n % 28 + 1,
            20_000 + n
        )
    };
    (1..=rows)
        .map(row)
        .fold(head.to_owned(), |all, row| all + &row)
}

/// What an import touches, without versions and the time of the last change.
fn everything(db: &TestDatabase) -> Vec<String> {
    db.texts(
        "SELECT concat_ws(' ', 'customer', to_jsonb(t) - 'version' - 'updated_at') FROM customers t
         UNION ALL SELECT concat_ws(' ', 'service', to_jsonb(t)) FROM services t
         UNION ALL SELECT concat_ws(' ', 'history', to_jsonb(t)) FROM service_history t
         UNION ALL SELECT concat_ws(' ', 'metrics', to_jsonb(t)) FROM customer_metrics t
         UNION ALL SELECT concat_ws(' ', 'month', month, service_id, sum(count), sum(revenue)) FROM service_months
             GROUP BY month, service_id HAVING sum(count) <> 0 OR sum(revenue) <> 0
         UNION ALL SELECT concat_ws(' ', 'cell', r, f, m, sum(customers)) FROM rfm_cells GROUP BY r, f, m HAVING sum(customers) <> 0
         ORDER BY 1",
    )
}
