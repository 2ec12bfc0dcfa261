//! What is told besides: a customer as a whole, and the figures of the business.

use serde_json::json;

use super::{BOTH, acme, address, created, named};
use crate::support::{Program, TestApp};

/// Two invoices (one settled late, one overdue), a credit note, a draft, one in another currency; opportunities that are open,
/// closing, won and in another currency; activities that are done, due and to come.
const BUSINESS: &str = "
    INSERT INTO invoices (customer_id, type, corrects_id, series_id, full_number, state, currency, issued_at,
        issue_offset_minutes, issued_on, due_on, net, total, paid, settled_on, customer_name)
    SELECT c.id, x.type, x.corrects, s.id, x.number, x.state, x.currency, now(), 0, x.issued::date, x.due::date, x.total,
        x.total, x.paid, x.settled::date, 'x'
    FROM customers c, (SELECT min(id) AS id FROM invoice_series) s, (VALUES
        (1, 'invoice', NULL::bigint, '1', 'paid', 'CLP', '2025-10-01', '2025-10-05', 100000, 100000, '2025-10-11'),
        (2, 'invoice', NULL, '2', 'partly_paid', 'CLP', '2025-10-01', '2025-10-25', 50000, 20000, NULL),
        (3, 'credit_note', 1, '3', 'issued', 'CLP', '2025-10-12', '2025-10-12', 10000, 0, NULL),
        (4, 'invoice', NULL, NULL, 'draft', 'CLP', NULL, NULL, 7000, 0, NULL),
        (5, 'invoice', NULL, '5', 'issued', 'EUR', '2025-10-20', '2025-11-20', 4000, 0, NULL)
    ) AS x (place, type, corrects, number, state, currency, issued, due, total, paid, settled)
    ORDER BY x.place;
    INSERT INTO opportunities (customer_id, title, stage, value, currency, probability, expected_close_on, closed_at, products)
    SELECT c.id, x.* FROM customers c, (VALUES
        ('Spa', 'initial', 300000, 'CLP', 60, date '2025-11-25', NULL::timestamptz, '{a,b}'::text[]),
        ('Hotel', 'negotiation', 200000, 'CLP', 75, '2025-12-30', NULL, '{}'),
        ('Tour', 'won', 90000, 'CLP', 100, '2025-10-01', now(), '{}'),
        ('Fuera', 'initial', 5050, 'EUR', 10, NULL, NULL, '{}')) AS x;
    INSERT INTO activities (customer_id, kind, title, body, occurred_at, due_at, done_at, responsible)
    SELECT c.id, x.* FROM customers c, (VALUES
        ('call', 'Llamada', 'Bien', timestamptz '2025-10-16 12:00Z', NULL::timestamptz, NULL::timestamptz, 'Rosa'),
        ('note', '', E'Una nota\nlarga', '2025-10-20 12:00Z', NULL, NULL, NULL),
        ('task', 'Pendiente', '', '2025-10-18 12:00Z', '2025-10-30 12:00Z', NULL, NULL),
        ('task', 'Hecha', '', '2025-10-17 12:00Z', '2025-10-30 12:00Z', now(), NULL)) AS x";

#[tokio::test]
async fn a_customer_is_told_with_opportunities_activities_and_figures() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let mut body = acme();
    body["credito_disponible"] = json!(100_000);
    let path = address(&created(&program, &body).await);
    app.db.sql(BUSINESS);
    let told = program.get(&path).await.expect(200).json();
    // 100,000 and 50,000 less the credit note of 10,000; euros are not added to pesos.
    assert_eq!(told["total_facturado"], 140_000);
    assert_eq!(
        (&told["numero_facturas"], &told["promedio_venta"]),
        (&json!(2), &json!(70_000))
    );
    assert_eq!(
        told["credito_disponible"], 70_000,
        "30,000 of the limit are owed"
    );
    assert_eq!(told["tasa_pagos_a_tiempo"], 0.0);
    assert_eq!(
        told["dias_desde_ultimo_contacto"], 10,
        "the call, not the note"
    );
    let opportunities = told["oportunidades"].as_array().unwrap();
    let titles: Vec<_> = opportunities
        .iter()
        .map(|o| o["titulo"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["Fuera", "Tour", "Hotel", "Spa"]);
    assert_eq!(opportunities[0]["valor_estimado"], 50.5);
    let spa = &opportunities[3];
    assert_eq!(
        (&spa["estado"], &spa["productos"]),
        (&json!("inicial"), &json!(["a", "b"]))
    );
    assert_eq!(spa["fecha_cierre_esperada"], "2025-11-25T00:00:00");
    let activities = told["actividades_recientes"].as_array().unwrap();
    let titles: Vec<_> = activities
        .iter()
        .map(|a| a["titulo"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["Una nota", "Pendiente", "Hecha", "Llamada"]);
    assert_eq!(
        activities[3]["fecha"], "2025-10-16T09:00:00",
        "local time, without an offset"
    );
    assert_eq!(activities[3]["responsable"], "Rosa");
    let done: Vec<_> = activities
        .iter()
        .map(|a| a["completada"].as_bool().unwrap())
        .collect();
    assert_eq!(done, [true, false, true, true]);

    // What is written is what is read back: the limit becomes that and what is owed.
    program
        .put(&path, &json!({ "credito_disponible": 70_000 }))
        .await
        .expect(200);
    assert_eq!(app.db.number("SELECT credit_limit FROM customers"), 100_000);
    let raised = program
        .put(&path, &json!({ "credito_disponible": 90_000 }))
        .await;
    assert_eq!(raised.expect(200).json()["credito_disponible"], 90_000);
    assert_eq!(app.db.number("SELECT credit_limit FROM customers"), 120_000);
}

#[tokio::test]
async fn the_summary_has_the_figures_of_the_business() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let empty = program.get("/api/crm/resumen").await.expect(200).json();
    assert!(
        empty
            .as_object()
            .unwrap()
            .values()
            .all(|figure| *figure == json!(0) || *figure == json!(0.0)),
        "{empty}"
    );
    created(&program, &acme()).await;
    app.db.sql(BUSINESS);
    created(&program, &named("Otra")).await;
    let gone = created(&program, &named("Se fue")).await;
    program.delete(&address(&gone)).await.expect(204);
    let told = program.get("/api/crm/resumen").await.expect(200).json();
    assert_eq!(
        told,
        json!({
            "total_clientes": 2, "clientes_activos": 1, "clientes_nuevos_mes": 2, "valor_total_facturado": 140_000,
            "valor_oportunidades_abiertas": 500_000, "promedio_dias_pago": 10.0, "clientes_morosos": 1,
            "actividades_pendientes": 1, "oportunidades_proximas_cerrar": 1, "oportunidades_abiertas": 3,
        })
    );
}
