//! Reports: their figures are those of the history and of the dashboard.

use vinculo::domain::Role;

use crate::support::{Page, TestApp, a_customer, a_service};

const ALL: &str = "from=2020-01-01&to=2025-10-26";

async fn on_the_spa() -> TestApp {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Sales).await;
    app
}

async fn report(app: &TestApp, by: &str, period: &str) -> Page {
    app.get(&format!("/reports?by={by}&{period}"))
        .await
        .expect(200)
}

/// Count and revenue of every line, by its id.
fn lines(page: &Page) -> Vec<(String, i64, i64)> {
    let column = |name| page.attrs("tr[data-row=line]", name);
    let number = |text: String| text.parse().unwrap();
    let counts = column("data-count").into_iter().map(number);
    let revenues = column("data-revenue").into_iter().map(number);
    let ids = column("data-id").into_iter();
    ids.zip(counts)
        .zip(revenues)
        .map(|((id, count), revenue)| (id, count, revenue))
        .collect()
}

fn total(page: &Page) -> (i64, i64) {
    let figure = |name| page.attr("tfoot tr", name).parse().unwrap();
    (figure("data-count"), figure("data-revenue"))
}

/// The same from the history, as `id count revenue`.
fn by_history(app: &TestApp, id: &str, from: &str, to: &str) -> Vec<(String, i64, i64)> {
    let rows = app.db.texts(&format!(
        "SELECT concat_ws('|', {id}, count(*), sum(h.price)) FROM service_history h JOIN services s ON s.id = h.service_id
         WHERE h.date BETWEEN '{from}' AND '{to}' GROUP BY {id}"
    ));
    let mut lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let words: Vec<&str> = row.split('|').collect();
            (
                words[0].to_owned(),
                words[1].parse().unwrap(),
                words[2].parse().unwrap(),
            )
        })
        .collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn every_report_of_all_time_adds_up_to_what_the_dashboard_shows() {
    let app = on_the_spa().await;
    let dashboard = app.get("/").await.expect(200);
    let all = (
        dashboard.value("services_total").parse().unwrap(),
        dashboard.value("revenue_total").parse().unwrap(),
    );
    for by in ["month", "category", "service", "season", "weekday"] {
        let page = report(&app, by, ALL).await;
        assert_eq!(total(&page), all, "{by}");
        let (mut count, mut revenue) = (0, 0);
        lines(&page).iter().for_each(|line| {
            count += line.1;
            revenue += line.2;
        });
        assert_eq!((count, revenue), all, "{by}");
    }
    let month = report(&app, "month", "from=2025-10-01&to=2025-10-26").await;
    let expected = (
        dashboard.value("month_services").parse().unwrap(),
        dashboard.value("month_revenue").parse().unwrap(),
    );
    assert_eq!(total(&month), expected);
}

#[tokio::test]
async fn a_period_in_the_middle_of_months_counts_its_days_alone() {
    let app = on_the_spa().await;
    let (from, to) = ("2024-02-15", "2025-06-10");
    let cases = [
        ("month", "to_char(h.date, 'YYYY-MM')"),
        ("category", "s.category"),
        ("service", "s.id"),
        ("weekday", "extract(isodow FROM h.date)"),
    ];
    for (by, id) in cases {
        let page = report(&app, by, &format!("from={from}&to={to}")).await;
        let mut found = lines(&page);
        found.retain(|line| line.1 > 0);
        found.sort();
        assert_eq!(found, by_history(&app, id, from, to), "{by}");
    }
    let row = "tr[data-row=line][data-id='2024-02'] a";
    let page = report(&app, "month", &format!("from={from}&to={to}")).await;
    assert_eq!(
        page.attr(row, "href"),
        "/history?from=2024-02-15&to=2024-02-29"
    );
    let listed = app.get(&page.attr(row, "href")).await.expect(200);
    let months = lines(&page);
    assert_eq!(listed.value("services_total"), months[0].1.to_string());
}

#[tokio::test]
async fn seasons_are_those_of_the_hemisphere() {
    let app = on_the_spa().await;
    let page = report(&app, "season", ALL).await;
    let summer = app.db.number(
        "SELECT count(*) FROM service_history WHERE extract(month FROM date) IN (12, 1, 2)",
    );
    assert_eq!(
        lines(&page)[0],
        ("summer".into(), summer, lines(&page)[0].2)
    );
    app.db.sql("UPDATE settings SET hemisphere = 'northern'");
    let page = report(&app, "season", ALL).await;
    let winter = lines(&page)
        .into_iter()
        .find(|line| line.0 == "winter")
        .unwrap();
    assert_eq!(winter.1, summer);
}

#[tokio::test]
async fn new_and_returning_customers_are_told_apart_by_their_first_month() {
    let app = on_the_spa().await;
    let page = report(&app, "returning", "from=2025-09-01&to=2025-10-26").await;
    let firsts = "(SELECT customer_id, min(date_trunc('month', date)) AS first FROM service_history GROUP BY 1) f";
    let expected = |month: &str, sign: &str| {
        app.db.text(&format!(
            "(SELECT concat_ws(' ', count(DISTINCT h.customer_id), count(DISTINCT (h.customer_id, h.date)), sum(price))
              FROM service_history h JOIN {firsts} USING (customer_id)
              WHERE date_trunc('month', date) = '{month}' AND first {sign} '{month}')"
        ))
    };
    let plain = |text: &str| text.replace(['.', '$'], "");
    for month in ["2025-09", "2025-10"] {
        let cells = page.texts(&format!("tr[data-id='{month}'] td"));
        let first = format!("{month}-01");
        let new = cells[..3]
            .iter()
            .map(|cell| plain(cell))
            .collect::<Vec<_>>()
            .join(" ");
        let back = cells[3..6]
            .iter()
            .map(|cell| plain(cell))
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(
            (new, back),
            (expected(&first, "="), expected(&first, "<")),
            "{month}"
        );
    }
    assert!(page.has("svg.chart .prevb"));
    // Who came back in both months is one: those who returned have no sum, those who were new have.
    let sums = page.texts("tfoot td");
    let new = app.db.text(&format!(
        "(SELECT count(*) FROM {firsts} WHERE first >= '2025-09-01')"
    ));
    assert_eq!((plain(&sums[0]), sums[3].as_str()), (new, "–"));
}

#[tokio::test]
async fn names_stand_whole_beside_their_bars_and_the_page_says_how_many_are_drawn() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    let massage = |n: i64| format!("Masaje relajante con piedras calientes {n}");
    for n in 1..=17 {
        a_service(customer)
            .named("Masajes", &massage(n))
            .on("2025-10-01")
            .price(1000 * n)
            .create(conn);
    }
    let page = report(&app, "service", ALL).await;
    assert_eq!(page.count(".ranks li"), 15);
    assert_eq!(page.text(".ranks li .nm"), massage(17));
    assert_eq!(page.attr(".ranks li rect", "width"), "100%");
    assert!(page.text("[data-cut]").contains("los primeros 15 de 17"));
    assert!(page.words().contains("en una visita puede haber varios"));
    let page = report(&app, "category", ALL).await;
    assert_eq!(page.count(".ranks li"), 1);
    assert!(!page.has("[data-cut]"));
    assert!(!report(&app, "weekday", ALL).await.has(".ranks"));
}

#[tokio::test]
async fn retention_is_who_came_back_of_those_who_came_first_in_a_month() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    for days in [
        &["2025-07-03", "2025-09-10"][..],
        &["2025-07-20", "2025-07-21"][..],
        &["2025-08-02", "2025-09-01", "2025-10-26"][..],
    ] {
        let customer = a_customer().create(conn);
        for day in days {
            a_service(customer).on(day).create(conn);
        }
    }
    let page = report(&app, "cohort", "from=2025-07-01&to=2025-10-26").await;
    let cells = |row: &str| page.texts(&format!("tr[data-id='{row}'] td"));
    assert_eq!(cells("2025-07"), ["2", "$180.000", "0%", "50%", "0%"]);
    assert_eq!(cells("2025-08"), ["1", "$135.000", "100%", "100%", "–"]);
    assert_eq!(
        page.texts("tfoot td"),
        // October is running: who came first in August may still come in it.
        ["3", "$315.000", "33,3%", "50%", "–"]
    );
    // What is taken back is forgotten, what is dated ahead is not there yet.
    app.db.sql("DELETE FROM service_history WHERE date = '2025-09-10'; UPDATE service_history SET date = '2025-11-02' WHERE date = '2025-10-26'");
    let page = report(&app, "cohort", "from=2025-07-01&to=2025-10-26").await;
    assert_eq!(
        page.texts("tr[data-id='2025-07'] td")[2..],
        ["0%", "0%", "0%"]
    );
    assert_eq!(
        page.texts("tr[data-id='2025-08'] td")[1..],
        ["$90.000", "100%", "0%", "–"]
    );
}

#[tokio::test]
async fn a_report_is_exported_as_it_is_shown() {
    let app = on_the_spa().await;
    app.sign_in(Role::Admin).await;
    let page = report(&app, "category", ALL).await;
    let file = app
        .get(&page.attr("a[href^='/reports/export']", "href"))
        .await
        .expect(200);
    assert!(
        file.header("content-disposition")
            .contains("categorias-2020-01-01-2025-10-26.csv")
    );
    let rows: Vec<&str> = file.body.lines().collect();
    assert_eq!(rows.len(), lines(&page).len() + 2);
    let (id, count, revenue) = &lines(&page)[0];
    assert!(
        rows[1].starts_with(&format!("{id};{count};{revenue};")),
        "{}",
        rows[1]
    );
    // A name that a spreadsheet would run is a text.
    app.db.sql("UPDATE services SET category = '=1+1'");
    let file = app
        .get(&format!("/reports/export?by=category&{ALL}"))
        .await
        .expect(200);
    assert!(file.body.contains("\n'=1+1;"));
    for by in [
        "month",
        "service",
        "season",
        "weekday",
        "returning",
        "cohort",
    ] {
        let file = app
            .get(&format!("/reports/export?by={by}&{ALL}"))
            .await
            .expect(200);
        assert!(file.body.lines().count() > 4, "{by}");
    }
}

#[tokio::test]
async fn a_period_that_ends_before_it_begins_is_said_and_kept() {
    let app = on_the_spa().await;
    let page = app
        .get("/reports?by=month&from=2025-10-01&to=2025-09-01")
        .await
        .expect(422);
    assert!(page.has("[role=alert]"));
    assert_eq!(page.attr("input[name=from]", "value"), "2025-10-01");
    let ahead = app
        .get("/reports?by=month&from=2030-01-01&to=2031-01-01")
        .await
        .expect(422);
    assert!(ahead.text("[role=alert]").contains("todavía no empieza"));
    let empty = TestApp::start().await;
    empty.sign_in(Role::Admin).await;
    for by in [
        "month",
        "category",
        "service",
        "returning",
        "cohort",
        "nonsense",
    ] {
        let page = report(&empty, by, "from=2025-01-01&to=2025-10-26").await;
        assert!(page.has(".empty"), "{by}");
    }
}

#[tokio::test]
async fn whoever_may_not_see_sums_has_no_reports() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    app.get("/reports").await.expect(403);
    assert!(!app.get("/customers").await.has("a.nav-i[href='/reports']"));
    app.sign_in(Role::Sales).await;
    assert!(app.get("/").await.has("a.nav-i[href='/reports']"));
}

#[tokio::test]
async fn whoever_may_take_no_file_away_is_offered_none() {
    let app = on_the_spa().await;
    let page = report(&app, "month", ALL).await;
    assert!(!page.has("a[href*='export']"));
    app.get(&format!("/reports/export?by=month&{ALL}"))
        .await
        .expect(403);
    app.sign_in(Role::Admin).await;
    let page = report(&app, "month", ALL).await;
    assert!(page.has("a[href^='/reports/export']"));
}

#[tokio::test]
async fn whole_months_have_their_visits_and_parts_of_months_have_none() {
    let app = on_the_spa().await;
    let page = report(&app, "month", "from=2025-08-01&to=2025-10-26").await;
    let visits = |from: &str, to: &str| {
        app.db.number(&format!(
            "SELECT count(DISTINCT (customer_id, date)) FROM service_history WHERE date BETWEEN '{from}' AND '{to}'"
        ))
    };
    let plain = |text: &str| text.replace('.', "");
    let last = |page: &Page, row: &str| plain(page.texts(&format!("{row} td")).last().unwrap());
    let expected = visits("2025-09-01", "2025-09-30").to_string();
    assert_eq!(last(&page, "tr[data-id='2025-09']"), expected);
    let expected = visits("2025-08-01", "2025-10-26").to_string();
    assert_eq!(last(&page, "tfoot tr"), expected);
    let heads = |page: &Page| page.texts("thead th");
    assert_eq!(heads(&page).last().unwrap(), "Visitas");
    let page = report(&app, "season", "from=2025-08-01&to=2025-10-26").await;
    let expected = visits("2025-09-01", "2025-10-26").to_string();
    assert_eq!(last(&page, "tr[data-id=spring]"), expected);
    for by in ["month", "season"] {
        let page = report(&app, by, "from=2025-08-02&to=2025-10-26").await;
        assert!(!heads(&page).contains(&"Visitas".to_owned()), "{by}");
    }
}

#[tokio::test]
async fn the_running_month_is_marked_and_a_column_tells_all_its_figures() {
    let app = on_the_spa().await;
    let page = report(&app, "returning", "from=2025-09-01&to=2025-10-26").await;
    assert_eq!(page.count(".bar-g"), 2);
    assert_eq!(page.count(".bar-g.now"), 1);
    let title = page.text(".bar-g.now title");
    for words in [
        "octubre",
        "Ingresos de recurrentes $",
        "Ingresos de nuevos $",
    ] {
        assert!(title.contains(words), "{title}");
    }
    let page = report(&app, "month", "from=2025-01-01&to=2025-09-30").await;
    assert!(!page.has(".bar-g.now"));
}

#[tokio::test]
async fn everything_begins_with_the_first_service_that_counts() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let customer = a_customer().create(&mut app.db.conn());
    for day in ["2024-01-10", "2025-03-05", "2025-12-01"] {
        a_service(customer).on(day).create(&mut app.db.conn());
    }
    app.db
        .sql("DELETE FROM service_history WHERE date = '2024-01-10'");
    let page = report(&app, "month", ALL).await;
    assert!(page.has("a.chip[href*='from=2025-03-01']"));
    app.db
        .sql("DELETE FROM service_history WHERE date = '2025-03-05'");
    // What is dated ahead is no beginning.
    assert!(report(&app, "month", ALL).await.has(".empty"));
}
