//! Imports that are taken back.

use vinculo::domain::Role;

use super::steps::{admin, figures, import, undo};
use crate::support::{Page, TestApp, TestDatabase};

/// Everything that an import touches, row by row, without versions and the time of the last change.
fn dump(test: &TestDatabase) -> Vec<(&'static str, Vec<String>)> {
    const WITHOUT: &str = "- 'version' - 'updated_at'";
    let rows = |table: &str| {
        test.texts(&format!(
            "SELECT to_jsonb(t) {WITHOUT} FROM {table} t ORDER BY to_jsonb(t)"
        ))
    };
    let summed = |table: &str, keys: &str| {
        test.texts(&format!(
            "SELECT concat_ws(' ', {keys}, sum(count), sum(revenue)) FROM {table} GROUP BY {keys}
             HAVING sum(count) <> 0 OR sum(revenue) <> 0 ORDER BY 1"
        ))
    };
    vec![
        ("customers", rows("customers")),
        ("consents", rows("consents")),
        ("services", rows("services")),
        ("service_history", rows("service_history")),
        ("customer_metrics", rows("customer_metrics")),
        ("service_days", summed("service_days", "day, service_id")),
        ("service_months", summed("service_months", "month, service_id")),
        ("rfm_cells", test.texts("SELECT concat_ws(' ', r, f, m, sum(customers)) FROM rfm_cells GROUP BY r, f, m HAVING sum(customers) <> 0 ORDER BY 1")),
        ("tallies", test.texts("SELECT concat_ws(' ', status, sum(customers)) FROM customer_tallies GROUP BY status HAVING sum(customers) <> 0 ORDER BY 1")),
    ]
}

#[track_caller]
fn assert_same(before: &[(&str, Vec<String>)], after: &[(&str, Vec<String>)]) {
    for ((table, before), (_, after)) in before.iter().zip(after) {
        let gone: Vec<_> = before
            .iter()
            .filter(|row| !after.contains(row))
            .take(3)
            .collect();
        let new: Vec<_> = after
            .iter()
            .filter(|row| !before.contains(row))
            .take(3)
            .collect();
        assert_eq!(
            before.len(),
            after.len(),
            "{table}: gone {gone:?} new {new:?}"
        );
        assert!(
            gone.is_empty() && new.is_empty(),
            "{table}: gone {gone:?} new {new:?}"
        );
    }
}

fn path_of(page: &Page) -> String {
    page.path.clone()
}

async fn spa() -> TestApp {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    app
}

const CUSTOMERS: &str =
    "customer_id,name,email,phone,document_id,city,tags,notes,marketing_opt_in\n";
const SERVICES: &str = "id,customer_id,service_type,service_name,service_date,price_paid\n";

#[tokio::test]
async fn after_an_undo_everything_is_what_it_was() {
    let app = spa().await;
    app.db
        .sql("UPDATE customers SET tags = '{vip,spa}', updated_by = NULL WHERE id = 2");
    let before = dump(&app.db);
    let changed: String = (1..=40).map(|id| format!("{id},Otro Nombre {id},otro{id}@correo.example,+5691122{id:04},,Ancud,,nota {id},true\n")).collect();
    let new: String = (90_001..=90_200)
        .map(|id| format!("{id},Nueva {id},,,,,,,false\n"))
        .collect();
    let customers = import(
        &app,
        "clientes.csv",
        format!("{CUSTOMERS}{changed}{new}").as_bytes(),
    )
    .await;
    assert_eq!(figures(&customers), [240, 200, 40, 0, 0]);
    let changed: String = (1..=60)
        .map(|id| {
            format!(
                "{id},{},Otra categoría,Servicio nuevo {},2025-10-0{},{}000\n",
                id + 3,
                id % 4,
                id % 9 + 1,
                id
            )
        })
        .collect();
    let new: String = (1..=500)
        .map(|id| {
            format!(
                "n{id},{},Spa,Cosa nueva,2025-09-{:02},9990\n",
                if id % 2 == 0 {
                    id
                } else {
                    90_000 + id % 200 + 1
                },
                id % 28 + 1
            )
        })
        .collect();
    let history = import(
        &app,
        "servicios.csv",
        format!("{SERVICES}{changed}{new}").as_bytes(),
    )
    .await;
    assert_eq!(figures(&history), [560, 500, 60, 0, 0]);
    assert!(dump(&app.db) != before);

    let undone = undo(&app, &path_of(&history), false).await;
    assert_eq!(undone.attr("#import", "data-state"), "undone");
    assert!(!undone.has("#leftovers"), "{}", undone.words());
    assert_eq!(undone.value("import_undone"), "560");
    let undone = undo(&app, &path_of(&customers), false).await;
    assert!(!undone.has("#leftovers"), "{}", undone.words());
    assert_same(&before, &dump(&app.db));
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM audit_log WHERE action = 'import.undone'"),
        2
    );
    assert!(!app.get(&path_of(&customers)).await.has("a[href$='/undo']"));
}

#[tokio::test]
async fn a_file_with_both_is_taken_back_whole() {
    let app = spa().await;
    let before = dump(&app.db);
    let rows: String = (1..=300)
        .map(|row| {
            format!(
                "{}/09/2025,Persona {},p{}@correo.example,Cursos,Clase {},{}.000\n",
                row % 28 + 1,
                row % 50,
                row % 50,
                row % 7,
                row
            )
        })
        .collect();
    let file = format!("Fecha,Nombre,Correo,Categoría,Servicio,Monto\n{rows}");
    let done = import(&app, "ventas.csv", file.as_bytes()).await;
    assert_eq!(figures(&done), [300, 300, 0, 0, 0]);
    undo(&app, &path_of(&done), false).await;
    assert_same(&before, &dump(&app.db));
}

#[tokio::test]
async fn what_was_edited_since_is_named_and_left_unless_a_person_says_otherwise() {
    let app = spa().await;
    let before = dump(&app.db);
    let file = format!(
        "{CUSTOMERS}1,Cambiada,,,,Ancud,,,\n2,Cambiado,,,,,,,\n90001,Nueva,,,,,,,\n90002,Otra,,,,,,,\n"
    );
    let done = import(&app, "clientes.csv", file.as_bytes()).await;
    app.db.sql("UPDATE customers SET notes = 'a mano', version = version + 1 WHERE external_id IN ('1', '90001')");
    let asked = app
        .get(&format!("{}/undo", path_of(&done)))
        .await
        .expect(200);
    assert!(
        asked
            .text("#undo .alertline")
            .contains("2 registros fueron editados")
    );
    assert_eq!(asked.count("[data-row=edited]"), 2);
    assert_eq!(
        asked.texts("#extent li"),
        [
            "Hasta 2 clientes se borran: quien ya tiene algo más, queda",
            "2 clientes vuelven a lo que eran"
        ]
    );

    let undone = undo(&app, &path_of(&done), false).await;
    assert_eq!(
        undone.attrs("[data-row=leftover]", "data-reason"),
        ["edited", "edited"]
    );
    let left = "SELECT full_name FROM customers WHERE external_id IN ('1', '2', '90001', '90002') ORDER BY id";
    let names = app.db.texts(left);
    assert_eq!(
        (names.len(), names[0].as_str(), names[2].as_str()),
        (3, "Cambiada", "Nueva")
    );

    let undone = undo(&app, &path_of(&done), true).await;
    assert!(!undone.has("#leftovers"), "{}", undone.words());
    let noted = "SELECT concat_ws('|', notes, city) FROM customers WHERE external_id = '1'";
    assert!(
        app.db.text(noted).starts_with("a mano"),
        "the other columns stay as edited"
    );
    assert_eq!(dump(&app.db)[0].1.len(), before[0].1.len());
}

#[tokio::test]
async fn whoever_decides_on_an_undo_reads_what_was_edited_by_whom_and_when() {
    let app = spa().await;
    let file = format!("{CUSTOMERS}90001,Nueva,,,,,,,\n");
    import(&app, "clientes.csv", file.as_bytes()).await;
    let services = format!("{SERVICES}x1,90001,Spa,Sauna,2025-10-01,1000\n");
    let history = import(&app, "servicios.csv", services.as_bytes()).await;
    app.db.sql(
        "UPDATE service_history SET price = 2000, version = version + 1
         WHERE customer_id = (SELECT id FROM customers WHERE external_id = '90001');
         INSERT INTO audit_log (at, user_id, actor, action, record_type, record_id, field_names)
         SELECT now(), (SELECT min(id) FROM users), 'Eva Soto', 'history.updated', 'service_history', id, '{price}'
         FROM service_history WHERE customer_id = (SELECT id FROM customers WHERE external_id = '90001')",
    );
    let asked = app
        .get(&format!("{}/undo", path_of(&history)))
        .await
        .expect(200);
    let customer = app
        .db
        .text("SELECT id FROM customers WHERE external_id = '90001'");
    let link = format!("[data-row=edited] a[href='/customers/{customer}']");
    assert_eq!(asked.text(&link), "Nueva");
    let told = asked.text("[data-row=edited]");
    for part in [
        "Servicio tomado: Sauna, 01-10-2025",
        "Cambió: Precio",
        "Eva Soto, ",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[tokio::test]
async fn an_undo_names_the_first_fifty_that_were_edited_and_counts_the_rest() {
    let app = spa().await;
    let rows: String = (90_001..=90_053)
        .map(|id| format!("{id},Nueva {id},,,,,,,\n"))
        .collect();
    let done = import(
        &app,
        "clientes.csv",
        format!("{CUSTOMERS}{rows}").as_bytes(),
    )
    .await;
    app.db
        .sql("UPDATE customers SET version = version + 1 WHERE external_id LIKE '900__'");
    let asked = app
        .get(&format!("{}/undo", path_of(&done)))
        .await
        .expect(200);
    assert_eq!(asked.count("[data-row=edited]"), 50);
    assert_eq!(asked.text("#more"), "y 3 más");
    let warning = asked.text("#undo .alertline");
    assert!(warning.contains("53 registros"), "{warning}");
}

#[tokio::test]
async fn a_customer_who_has_something_by_now_is_not_deleted() {
    let app = spa().await;
    let file = format!(
        "{CUSTOMERS}90001,Con nota,,,,,,,true\n90002,Con servicio,,,,,,,\n90003,Sola,,,,,,,\n"
    );
    let done = import(&app, "clientes.csv", file.as_bytes()).await;
    app.db.sql(
        "INSERT INTO activities (customer_id, kind, title, body, occurred_at)
         SELECT id, 'note', 'Nota', '', now() FROM customers WHERE external_id = '90001'",
    );
    let services = format!("{SERVICES}x1,90002,Spa,Sauna,2025-10-01,1000\n");
    let history = import(&app, "servicios.csv", services.as_bytes()).await;
    let undone = undo(&app, &path_of(&done), true).await;
    assert_eq!(
        undone.attrs("[data-row=leftover]", "data-reason"),
        ["used_activities", "used_service_history"]
    );
    assert!(undone.words().contains("Tiene actividades"));
    let left = "SELECT external_id FROM customers WHERE external_id LIKE '9000_' ORDER BY 1";
    assert_eq!(app.db.texts(left), ["90001", "90002"]);
    let consents = "SELECT count(*) FROM consents JOIN customers c ON c.id = customer_id WHERE external_id = '90001'";
    assert_eq!(app.db.number(consents), 1);
    undo(&app, &path_of(&history), false).await;
    undo(&app, &path_of(&done), false).await;
    assert_eq!(app.db.texts(left), ["90001"]);
}

#[tokio::test]
async fn imports_that_changed_the_same_row_are_taken_back_the_last_one_first() {
    let app = spa().await;
    let before = dump(&app.db);
    let first = import(
        &app,
        "a.csv",
        format!("{CUSTOMERS}1,Primero,,,,,,,\n90001,Nueva,,,,,,,\n").as_bytes(),
    )
    .await;
    let second = import(
        &app,
        "b.csv",
        format!("{CUSTOMERS}1,Segundo,,,,,,,\n90001,Otra,,,,,,,\n").as_bytes(),
    )
    .await;
    let asked = app.get(&format!("{}/undo", path_of(&first))).await;
    assert_eq!(
        asked.count("[data-row=edited]"),
        2,
        "a later import edited them too"
    );
    for told in asked.texts("[data-row=edited]") {
        assert!(told.contains("otra importación: b.csv"), "{told}");
    }
    undo(&app, &path_of(&second), false).await;
    let asked = app.get(&format!("{}/undo", path_of(&first))).await;
    assert!(!asked.has("[data-row=edited]"));
    undo(&app, &path_of(&first), false).await;
    assert_same(&before, &dump(&app.db));
}

#[tokio::test]
async fn what_customers_are_worth_is_computed_anew_when_services_are_taken_back() {
    let app = admin().await;
    import(&app, "clientes.csv", b"customer_id,name\n1,Ana\n").await;
    let asked =
        "SELECT count(*) FROM jobs WHERE kind = 'value.compute' AND payload = '\"changed\"'";
    assert_eq!(app.db.number(asked), 0);
    let services = format!("{SERVICES}x1,1,Spa,Sauna,2025-10-01,1000\n");
    let history = import(&app, "servicios.csv", services.as_bytes()).await;
    assert_eq!(app.db.number(asked), 1);
    undo(&app, &path_of(&history), false).await;
    assert_eq!(app.db.number(asked), 2);
}
