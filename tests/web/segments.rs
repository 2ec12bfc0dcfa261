//! Segments: what each is worth, who moved, where the scores change, and what would lift a customer.

use vinculo::domain::Role;

use crate::support::{Page, TestApp, a_customer, a_service};

async fn admin_of_the_spa() -> TestApp {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    app
}

/// The lines of a file without its first sign, which only says how it is written.
fn lines(page: &Page) -> Vec<String> {
    let text = page.body.trim_start_matches('\u{feff}');
    text.lines().map(str::to_owned).collect()
}

fn count_of(page: &Page, row: &str) -> i64 {
    page.attr(row, "data-count").parse().unwrap()
}

#[tokio::test]
async fn each_segment_shows_what_its_customers_spent_in_the_last_twelve_months() {
    let app = admin_of_the_spa().await;
    let page = app.get("/segments").await.expect(200);
    let spent = |segment: &str| {
        app.db.text(&format!(
            "SELECT coalesce(sum(price), 0)::text FROM service_history JOIN customer_metrics USING (customer_id)
             WHERE segment = '{segment}' AND date > '2024-10-26' AND date <= '2025-10-26'"
        ))
    };
    for segment in ["vip", "champions", "at_risk", "lost", "occasional"] {
        assert_eq!(page.value(&format!("year_spend_{segment}")), spent(segment));
    }
    assert_eq!(
        page.value("year_spend"),
        app.db.text("SELECT sum(price)::text FROM service_history WHERE date > '2024-10-26' AND date <= '2025-10-26'")
    );
    assert!(page.has("tr[data-id=at_risk] a[href='/customers?segment=at_risk']"));
    assert!(
        page.words()
            .contains("gastaron del 27-10-2024 al 26-10-2025")
    );
    let vip = app.db.text(
        "(SELECT round(100.0 * sum(spend) FILTER (WHERE segment = 'vip') / sum(spend), 1)::text FROM customer_metrics)",
    );
    let shown = page.text("tr[data-id=vip] [data-share]");
    assert_eq!(
        shown
            .trim_end_matches('%')
            .replace(',', ".")
            .parse::<f64>()
            .unwrap(),
        vip.parse::<f64>().unwrap()
    );
    assert!(!page.words().contains("Estamos actualizando"));
}

#[tokio::test]
async fn the_table_is_exported_with_whole_figures() {
    let app = admin_of_the_spa().await;
    let file = app.get("/segments/export").await.expect(200);
    assert!(file.header("content-type").starts_with("text/csv"));
    let lines = lines(&file);
    assert_eq!(lines.len(), 10);
    assert!(lines[0].starts_with("Segmento;Clientes;"));
    let page = app.get("/segments").await;
    let vip = format!(
        "VIP;{};",
        page.attr("tr[data-row=segment][data-id=vip]", "data-count")
    );
    assert!(lines[1].starts_with(&vip), "{}", lines[1]);
    assert!(lines[1].ends_with(&page.value("year_spend_vip")));
}

#[tokio::test]
async fn a_month_shows_its_steps_and_each_leads_to_its_customers() {
    let app = admin_of_the_spa().await;
    let page = app
        .get("/segments/movement?month=2025-10")
        .await
        .expect(200);
    assert!(page.words().contains("octubre de 2025"));
    assert_eq!(page.text("h2.first-up"), "octubre de 2025");
    // Who is new neither rose nor fell: nothing stands before the figure that could be a minus.
    let new = "tr[data-row=step][data-id^='none-']";
    assert!(page.has(new) && !page.has(&format!("{new} .delta")));
    assert!(page.has("tr[data-row=step] .delta"));
    let row = "tr[data-row=step][data-id=champions-at_risk]";
    assert_eq!(count_of(&page, row), 18);
    assert_eq!(page.attr(row, "data-revenue"), "20522700");
    assert!(
        page.text("[data-headline]")
            .contains("Campeones → En riesgo: 18 clientes")
    );
    assert_eq!(page.count(".flow-b path"), page.count("tr[data-row=step]"));
    let list = app
        .get(&page.attr(&format!("{row} a"), "href"))
        .await
        .expect(200);
    assert_eq!(list.count("tr[data-row=customer]"), 18);
    // Something can be done with those who fell: ticked, they are changed as on the list of customers.
    let boxes = list.attrs("#chosen [name=id]", "value");
    assert_eq!(boxes, list.rows("#chosen"));
    let path = format!(
        "{}?whom={}&id={}&id={}",
        list.attr("#chosen", "action"),
        list.attr("#chosen [name=whom]", "value"),
        boxes[0],
        boxes[1]
    );
    let form = app.get(&path).await.expect(200);
    assert_eq!(form.value("batch_customers"), "2");
    assert!(!list.has("[data-cut]"));
    let file = app
        .get(&list.attr("a[href*='/customers/export']", "href"))
        .await
        .expect(200);
    assert_eq!(lines(&file).len(), 19);
    assert!(lines(&file)[0].starts_with("Cliente;Hoy;Servicios;Gasto anual;"));
    let trace = "(SELECT count(*) FROM audit_log WHERE action = 'customer.exported')";
    assert_eq!(app.db.number(trace), 1);
    // As far back as the history goes, by links.
    let oldest = page.attrs("tr[data-row=month]", "data-id").pop().unwrap();
    assert_eq!(
        oldest,
        app.db
            .text("SELECT to_char(min(date), 'YYYY-MM') FROM service_history")
    );
    let first = app
        .get(&format!("/segments/movement?month={oldest}"))
        .await
        .expect(200);
    assert!(first.has("a[rel=next]") && !first.has("a[rel=prev]"));
    let file = app.get("/segments/movement/export").await.expect(200);
    assert!(
        file.header("content-disposition")
            .contains("movimiento-2025-10-26.csv")
    );
    let all = app
        .db
        .number("SELECT count(DISTINCT (month, from_segment, to_segment)) FROM segment_changes");
    assert_eq!(lines(&file).len() as i64, all + 1);
}

#[tokio::test]
async fn a_list_says_where_it_ends_and_a_file_that_would_be_cut_is_not_made() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.db.sql(
        "INSERT INTO customers (full_name) SELECT 'N' || n FROM generate_series(1, 20001) AS n;
         INSERT INTO services (category, name) VALUES ('Spa', 'Sauna');
         INSERT INTO service_history (customer_id, service_id, category, name, date, price)
         SELECT customers.id, services.id, 'Spa', 'Sauna', '2025-10-01', 1000 FROM customers, services",
    );
    vinculo::segments::recount_waiting(&mut app.db.conn()).unwrap();
    let list = "/segments/movement/customers?month=2025-10&from=none&to=promising";
    let page = app.get(list).await.expect(200);
    assert_eq!(page.text("[data-cut]"), "Se muestran los primeros 10.000.");
    let page = app.get(&format!("{list}&page=999")).await.expect(200);
    assert_eq!(page.count("tr[data-row=customer]"), 50);
    let file = app.get(&list.replace('?', "/export?")).await.expect(303);
    assert_eq!(file.header("location"), list);
    let page = app.get(list).await.expect(200);
    assert!(page.words().contains("Son más de 20.000 clientes"));
}

#[tokio::test]
async fn an_empty_house_has_no_movement_and_no_thresholds_to_compare() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    for address in ["/segments/movement", "/segments/thresholds"] {
        let page = app.get(address).await.expect(200);
        assert!(page.has(".empty"), "{address}");
    }
    app.get("/segments/movement/customers?month=2025-13&from=vip&to=lost")
        .await
        .expect(404);
    app.get("/segments/movement/customers?month=2025-10&from=vip&to=nobody")
        .await
        .expect(404);
    let page = app
        .get("/segments/movement/customers?month=2025-10&from=vip&to=lost")
        .await
        .expect(200);
    assert!(page.has(".empty"));
}

#[tokio::test]
async fn who_would_move_is_shown_before_anything_is_saved() {
    let app = admin_of_the_spa().await;
    let before = app.get("/segments").await;
    let asked = "/segments/thresholds?cuts=fixed&parts=3&r3_days=90&r2_days=180&f3=10&f2=5&m3=2.000.000&m2=500.000";
    let page = app.get(asked).await.expect(200);
    let moves = page.attrs("tr[data-row=move]", "data-id");
    assert_eq!(moves, ["vip-champions"]);
    let moved = count_of(&page, "tr[data-row=move]");
    assert_eq!(page.value("moved"), moved.to_string());
    assert_eq!(
        moved,
        app.db.number(
            "SELECT count(*) FROM customer_metrics WHERE segment = 'vip' AND spend < 2000000"
        )
    );
    let list = app
        .get(&page.attr("tr[data-row=move] a", "href"))
        .await
        .expect(200);
    assert_eq!(list.count("tr[data-row=customer]") as i64, moved.min(50));
    let file = app
        .get(&list.attr("a[href*='/customers/export']", "href"))
        .await
        .expect(200);
    assert_eq!(lines(&file).len() as i64, moved + 1);
    let after = app.get("/segments").await;
    let vips = "tr[data-row=segment][data-id=vip]";
    assert_eq!(count_of(&before, vips), count_of(&after, vips));

    let fields = page.filled("#preview form");
    app.post_filled("/segments/thresholds", &fields)
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    let saved = app.get("/segments").await;
    assert_eq!(count_of(&saved, vips), count_of(&before, vips) - moved);
    // The same again: somebody who still has the old page open learns of it and loses nothing.
    let late = app
        .post_filled("/segments/thresholds", &fields)
        .await
        .expect(422);
    assert!(late.words().contains("Otra persona guardó cambios"));
    assert_eq!(late.attr("#m3", "value"), "2.000.000");
    let trace = app.db.text(
        "(SELECT string_agg(field_name, ' ' ORDER BY field_name) FROM audit_values
          JOIN audit_log ON audit_log.id = audit_id WHERE action = 'settings.updated')",
    );
    assert_eq!(trace, "rfm_spend");
}

#[tokio::test]
async fn what_cannot_be_a_threshold_is_said_at_its_field() {
    let app = admin_of_the_spa().await;
    let wrong =
        "/segments/thresholds?cuts=fixed&parts=3&r3_days=90&r2_days=90&f3=x&f2=5&m3=1000000&m2=0";
    let page = app.get(wrong).await.expect(422);
    for field in ["r2_days", "f3", "m2"] {
        assert!(page.has(&format!("#{field}[aria-invalid]")), "{field}");
    }
    assert_eq!(page.attr("#f3", "value"), "x");
    assert!(!page.has("#preview form"));
    let posted = [("version", "1"), ("cuts", "fixed"), ("r3_days", "ninety")];
    let page = app
        .post_form("/segments/thresholds", &posted)
        .await
        .expect(422);
    assert!(page.has("#r3_days[aria-invalid]"));
    assert_eq!(app.db.number("SELECT rfm_r3_days FROM settings"), 90);
}

#[tokio::test]
async fn quantiles_are_computed_and_the_page_says_so() {
    let app = admin_of_the_spa().await;
    let page = app
        .get("/segments/thresholds?cuts=quantiles&parts=3")
        .await
        .expect(200);
    // Each line is one, beside its sign: the list has a narrow first column.
    assert_eq!(page.count("[data-cut]"), 3);
    assert_eq!(page.count("[data-cut] > svg + span"), 3);
    let fields = page.filled("#preview form");
    app.post_filled("/segments/thresholds", &fields)
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    let page = app.get("/segments/thresholds").await.expect(200);
    assert!(page.has("[data-stored=quantiles]"));
    assert!(
        page.words()
            .contains("calculados con los clientes al 26-10-2025")
    );
    let best = app
        .db
        .number("SELECT count(*) FROM customer_metrics WHERE m = 3");
    assert!((321..=325).contains(&best), "{best} of 961");
}

#[tokio::test]
async fn while_movement_is_computed_anew_the_pages_say_so() {
    let app = admin_of_the_spa().await;
    app.db
        .sql("INSERT INTO segment_recounts SELECT customer_id FROM customer_metrics");
    for address in ["/segments", "/segments/movement"] {
        let page = app.get(address).await.expect(200);
        assert!(
            page.words()
                .contains("los últimos 12 meses de 961 clientes"),
            "{address}"
        );
    }
    app.db.sql(
        "INSERT INTO jobs (kind, payload, max_attempts) VALUES ('segments.recount', 'null', 1)",
    );
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.number("SELECT count(*) FROM segment_recounts"), 0);
    let page = app.get("/segments").await;
    assert!(!page.words().contains("Estamos actualizando"));
}

#[tokio::test]
async fn the_profile_says_what_lifts_a_customer_and_until_when() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    for day in ["2025-03-01", "2025-04-01", "2025-05-01", "2025-05-09"] {
        a_service(customer).on(day).price(200_000).create(conn);
    }
    let address = format!("/customers/{customer}");
    let page = app.get(&address).await.expect(200);
    assert_eq!(page.value("segment"), "occasional");
    assert_eq!(
        (page.value("lift_to"), page.value("lift_services")),
        ("champions".into(), "1".into())
    );
    assert_eq!(page.value("falls_on"), "2025-11-06");
    assert!(
        page.words().contains(
            "Con una visita más antes del 06-11-2025 pasa a Campeones, sin bajar primero."
        )
    );
    a_service(customer)
        .on("2025-10-26")
        .price(200_000)
        .create(conn);
    let page = app.get(&address).await.expect(200);
    assert_eq!(page.value("segment"), "champions");
    assert_eq!(
        (page.value("lift_to"), page.value("lift_services")),
        ("vip".into(), "5".into())
    );
    assert!(
        page.words()
            .contains("El primero, antes del 25-04-2026 para no bajar de segmento."),
        "several services have their date too"
    );
    let unknown = a_customer().name("Eva Nueva").create(conn);
    let page = app.get(&format!("/customers/{unknown}")).await.expect(200);
    assert!(!page.has("[data-metric=lift_to]"));
}
