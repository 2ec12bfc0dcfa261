//! The old system's database is read into ours, and stays as it was.

use vinculo::audit::Actor;
use vinculo::imports::{self, Kind, Order, Report};

use crate::support::{Contents, TestDatabase};

/// As Django made it, with what people did to it since.
const OLD: &str = "
    CREATE TABLE ventas_cliente (
        id bigserial PRIMARY KEY, nombre varchar(100) NOT NULL, email varchar(254), telefono varchar(20), documento_identidad varchar(20),
        ciudad varchar(100), region varchar(100), pais varchar(100), created_at timestamptz NOT NULL);
    CREATE TABLE crm_service_history (
        id bigserial PRIMARY KEY, cliente_id bigint NOT NULL REFERENCES ventas_cliente, reserva_id varchar(50), service_type varchar(100),
        service_name varchar(200), service_date date, quantity integer DEFAULT 1, price_paid numeric(10, 2), season varchar(20), year integer);
    INSERT INTO ventas_cliente (id, nombre, email, telefono, documento_identidad, ciudad, region, pais, created_at) VALUES
        (11, 'María Peña, \"Maru\"', 'maru@correo.example', '9 1234 5678', '41.950.470-K', 'Puerto Varas', 'Los Lagos', 'Chile', '2020-03-01 02:30+00'),
        (12, 'Juan Soto', NULL, NULL, '', NULL, NULL, NULL, '2021-01-05 12:00+00'),
        (13, '  ', 'nobody@correo.example', NULL, NULL, NULL, NULL, NULL, now());
    INSERT INTO crm_service_history (id, cliente_id, service_type, service_name, service_date, price_paid, season, year)
    SELECT n, 11 + n % 2, 'Tinas', 'Tina Calbuco', date '2024-01-01' + n % 50, 45000.00, 'Verano', 2024 FROM generate_series(1, 12000) n;
    INSERT INTO crm_service_history (cliente_id, service_type, service_name, service_date, price_paid, season, year) VALUES
        (11, 'Masajes', 'Masaje', NULL, 1000, 'Verano', 2024), (12, 'Masajes', 'Masaje', '2024-07-01', -5, 'Invierno', 2024)";

fn order(dry_run: bool) -> Order {
    Order {
        kind: Kind::Customers,
        source: imports::legacy::SOURCE.into(),
        file_name: String::new(),
        dry_run,
        actor: Actor::program("test"),
    }
}

fn import(ours: &TestDatabase, old: &TestDatabase, dry_run: bool) -> Vec<(Kind, Report)> {
    imports::legacy::run(&mut ours.conn(), &order(dry_run), &old.url).unwrap()
}

fn old() -> TestDatabase {
    let old = TestDatabase::blank();
    old.sql("CREATE SEQUENCE crm_service_history_ids");
    old.sql(&OLD.replace(
        "id bigserial PRIMARY KEY, cliente_id",
        "id bigint PRIMARY KEY DEFAULT nextval('crm_service_history_ids') + 20000, cliente_id",
    ));
    old
}

#[test]
fn customers_and_their_history_come_over_with_their_numbers() {
    let (ours, old) = (TestDatabase::with(Contents::Nothing), old());
    let before = old.texts("SELECT xmin FROM ventas_cliente UNION ALL SELECT max(xmin::text::bigint)::text::xid FROM crm_service_history");
    let reports = import(&ours, &old, false);
    let told: Vec<_> = reports
        .iter()
        .map(|(kind, report)| format!("{kind}: {report}"))
        .collect();
    assert_eq!(
        told,
        [
            "customers: 3 read, 2 created, 0 updated, 0 unchanged, 1 rejected",
            "history: 12002 read, 12000 created, 0 updated, 0 unchanged, 2 rejected",
        ]
    );
    assert_eq!(
        ours.texts("SELECT concat_ws('|', id, full_name, email, phone_e164, tax_id_key, city, region, country, external_source, (created_at AT TIME ZONE 'America/Santiago')::date) FROM customers ORDER BY id"),
        [
            "11|María Peña, \"Maru\"|maru@correo.example|+56912345678|41950470-K|Puerto Varas|Los Lagos|Chile|aremko|2020-02-29",
            "12|Juan Soto|aremko|2021-01-05",
        ]
    );
    assert_eq!(
        ours.number("SELECT sum(price) FROM service_history"),
        12_000 * 45_000
    );
    assert_eq!(
        ours.number("SELECT sum(spend) FROM customer_metrics"),
        12_000 * 45_000
    );
    assert_eq!(old.texts("SELECT xmin FROM ventas_cliente UNION ALL SELECT max(xmin::text::bigint)::text::xid FROM crm_service_history"), before);
    // Again: nothing changes.
    for (_, report) in import(&ours, &old, false) {
        assert_eq!((report.created, report.updated), (0, 0), "{report}");
    }
}

#[test]
fn a_dry_run_counts_both_and_stores_nothing() {
    let (ours, old) = (TestDatabase::with(Contents::Nothing), old());
    let reports = import(&ours, &old, true);
    assert_eq!(
        reports[1].1.created, 12_000,
        "of customers who are not there yet"
    );
    assert_eq!(ours.number("SELECT count(*) FROM customers"), 0);
    assert_eq!(ours.number("SELECT count(*) FROM imports"), 0);
}

#[test]
fn a_database_that_is_no_such_one_is_refused_by_name() {
    let (ours, old) = (TestDatabase::with(Contents::Nothing), TestDatabase::blank());
    let refused = imports::legacy::run(&mut ours.conn(), &order(false), &old.url).unwrap_err();
    assert!(
        format!("{refused:#}").contains("ventas_cliente"),
        "{refused:#}"
    );
    old.sql("CREATE TABLE ventas_cliente (id int, titulo text)");
    let refused = imports::legacy::run(&mut ours.conn(), &order(false), &old.url).unwrap_err();
    assert!(format!("{refused:#}").contains("nombre"), "{refused:#}");
}
