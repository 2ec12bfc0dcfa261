//! The table of the list of customers, imported back.

use vinculo::domain::Role;

use super::steps::{admin, check, figures, import, run, upload};
use super::*;
use crate::support::{Options, TestApp, a_customer, a_user};

const FILE: &str = "Código;Nombre;Correo;Teléfono;RUT;Fecha de nacimiento;Ciudad;País;Notas;Acepta correos\n\
    190;Ana Rojas;ana@a.cl;+56 9 1234 5678;41.950.470-K;25/01/1990;Osorno;Chile;=1+1;sí\n\
    191;Eva Paz;eva@a.cl;612 34 56 78;;;Madrid;España;\"a;b\";no\n";

/// Two who came from a file and two who did not; one of these withdrew, one was never asked.
async fn fill(app: &TestApp) {
    import(app, "origen.csv", FILE.as_bytes()).await;
    let conn = &mut app.db.conn();
    a_customer()
        .name("Luz Soto")
        .phone("+34612345678")
        .email_consent("withdrawn")
        .create(conn);
    a_customer()
        .name("Beto Díaz")
        .without_email()
        .never_asked()
        .create(conn);
}

async fn with_four() -> TestApp {
    let app = admin().await;
    fill(&app).await;
    app
}

/// The table with all columns.
async fn table(app: &TestApp) -> String {
    String::from_utf8(app.bytes("/customers/export?all=yes").await).unwrap()
}

/// What is stored of everybody, and of what they agreed to.
fn stored(app: &TestApp) -> Vec<String> {
    app.db.texts(
        "SELECT c::text FROM customers c UNION ALL SELECT consents::text FROM consents ORDER BY 1",
    )
}

#[tokio::test]
async fn every_column_of_the_list_that_is_known_is_guessed_in_both_languages() {
    let app = with_four().await;
    let expected = [
        "vinculo_id",
        "name",
        "email",
        "phone",
        "legal_name",
        "customer_kind",
        "customer_status",
        "document_id",
        "birth_date",
        "address",
        "city",
        "region",
        "country",
        "owner",
        "tags",
        "source",
        "sector",
        "website",
        "segment_label",
        "marketing_opt_in",
        "consent_whatsapp",
        "consent_sms",
        "consent_call",
        "created_at",
        "notes",
    ];
    for (language, head) in [("es", "N.º en Vínculo"), ("en", "No. in Vínculo")] {
        app.db
            .sql(&format!("UPDATE users SET language = '{language}'"));
        let table = table(&app).await;
        assert!(table.starts_with(&format!("\u{feff}{head};")), "{table}");
        let mapping = upload(&app, &format!("{language}.csv"), table.as_bytes()).await;
        let mut fields = mapping.attrs("[data-row=column]", "data-field");
        fields.retain(|field| !field.is_empty());
        assert_eq!(fields, expected, "{language}");
    }
}

#[tokio::test]
async fn the_list_imported_as_it_is_changes_nobody() {
    let app = with_four().await;
    let before = stored(&app);
    let whole = table(&app).await;
    assert!(whole.contains("'+56 9 1234 5678") && whole.contains("'=1+1"));
    let done = import(&app, "clientes.csv", whole.as_bytes()).await;
    assert_eq!(figures(&done), [4, 0, 0, 4, 0]);
    // Without the country of a phone.
    let usual = app.bytes("/customers/export").await;
    let done = import(&app, "usual.csv", &usual).await;
    assert_eq!(figures(&done), [4, 0, 0, 4, 0]);
    assert_eq!(stored(&app), before);
}

#[tokio::test]
async fn one_cell_changes_the_person_whose_number_stands_there_whatever_the_source() {
    let app = with_four().await;
    let changed = table(&app).await.replace("Osorno", "Valdivia");
    let mapping = upload(&app, "clientes.csv", changed.as_bytes()).await;
    let checked = check(&app, &mapping, &[("source", "Agenda")]).await;
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done), [4, 0, 1, 3, 0]);
    let cities = "SELECT concat_ws(' ', full_name, city) FROM customers ORDER BY id";
    let expected = [
        "Ana Rojas Valdivia",
        "Eva Paz Madrid",
        "Luz Soto",
        "Beto Díaz",
    ];
    assert_eq!(app.db.texts(cities), expected);

    let again = import(&app, "origen.csv", FILE.as_bytes()).await;
    assert_eq!(figures(&again), [2, 0, 0, 2, 0]);
    assert_eq!(app.db.texts(cities), expected, "as if changed by hand");
    let back = changed.replace("Valdivia", "Osorno");
    let done = import(&app, "clientes.csv", back.as_bytes()).await;
    assert_eq!(figures(&done), [4, 0, 1, 3, 0], "and so is the way back");
}

#[tokio::test]
async fn tags_and_owners_that_were_corrected_in_the_list_come_back_so() {
    let app = with_four().await;
    let conn = &mut app.db.conn();
    let rosa = a_user(Role::Sales).name("Rosa Mora").create(conn);
    let luis = a_user(Role::Sales).name("Luis Vega").create(conn);
    app.db.sql(&format!(
        "UPDATE customers SET tags = '{{VIP,Sauna}}', owner_id = {rosa} WHERE full_name = 'Ana Rojas'"
    ));
    let changed = table(&app)
        .await
        .replace("VIP, Sauna", "VIP, Tarde")
        .replace("Osorno", "Valdivia")
        .replace("Rosa Mora", "Luis Vega");
    let done = import(&app, "clientes.csv", changed.as_bytes()).await;
    assert_eq!(figures(&done), [4, 0, 1, 3, 0]);
    let stored = "SELECT concat_ws('|', array_to_string(tags, ','), city, owner_id) FROM customers WHERE full_name = 'Ana Rojas'";
    assert_eq!(app.db.text(stored), format!("VIP,Tarde|Valdivia|{luis}"));
    let before = self::stored(&app);
    let again = import(&app, "clientes.csv", changed.as_bytes()).await;
    assert_eq!(figures(&again), [4, 0, 0, 4, 0]);
    assert_eq!(self::stored(&app), before);
}

/// A field of each kind, two of which files would take for ours.
const OWN_FIELDS: &str = r#"UPDATE settings SET customer_fields = '[
    {"key": "x1", "name": "Tipo de piel", "kind": "choice", "options": ["Seca", "Mixta"]},
    {"key": "x2", "name": "Distancia (km)", "kind": "number"},
    {"key": "x3", "name": "Aniversario", "kind": "date"},
    {"key": "x4", "name": "Tiene mascota", "kind": "yes_no"},
    {"key": "x5", "name": "Comuna", "kind": "text"},
    {"key": "x6", "name": "Celular", "kind": "text"}]'"#;

#[tokio::test]
async fn of_the_list_with_every_column_what_was_corrected_comes_back_and_nothing_else() {
    let app = with_four().await;
    let conn = &mut app.db.conn();
    let rosa = a_user(Role::Sales).name("Rosa Mora").create(conn);
    let luis = a_user(Role::Sales).name("Luis Vega").create(conn);
    app.db.sql(OWN_FIELDS);
    app.db.sql(&format!(
        r#"UPDATE customers SET tags = '{{VIP,Sauna}}', owner_id = {rosa}, custom = '{{"x1": "Seca", "x2": "2.125",
               "x3": "2025-03-01", "x4": "yes", "x5": "Rahue", "x6": "+56 9 8765 4321"}}' WHERE full_name = 'Ana Rojas';
           UPDATE customers SET owner_id = {rosa}, custom = '{{"x4": "no", "x5": "=1+1"}}' WHERE full_name = 'Eva Paz'"#
    ));
    let whole = table(&app).await;
    let before = stored(&app);
    let done = import(&app, "clientes.csv", whole.as_bytes()).await;
    assert_eq!(figures(&done), [4, 0, 0, 4, 0]);
    assert_eq!(stored(&app), before);

    let ana = whole.lines().find(|line| line.contains("Ana Rojas"));
    let ana = ana.unwrap();
    let mut corrected = ana.to_owned();
    for (from, to) in [
        ("VIP, Sauna", "VIP, Tarde"),
        ("Osorno", "Valdivia"),
        ("Rosa Mora", "Luis Vega"),
        ("Seca", "Mixta"),
        ("2,125", "3,250"),
    ] {
        assert!(corrected.contains(from), "{from} in {ana}");
        corrected = corrected.replace(from, to);
    }
    let changed = whole.replace(ana, &corrected);
    let rest = "SELECT to_jsonb(c) - '{tags,city,owner_id,custom,imported,version,updated_at,updated_by}'::text[]
                FROM customers c WHERE full_name = 'Ana Rojas'
                UNION ALL SELECT to_jsonb(c) FROM customers c WHERE full_name <> 'Ana Rojas'
                UNION ALL SELECT to_jsonb(consents) FROM consents ORDER BY 1";
    let rest_before = app.db.texts(rest);
    let done = import(&app, "clientes.csv", changed.as_bytes()).await;
    assert_eq!(figures(&done), [4, 0, 1, 3, 0]);
    let now =
        "SELECT concat_ws('|', array_to_string(tags, ','), city, owner_id, custom) FROM customers
               WHERE full_name = 'Ana Rojas'";
    let custom = r#"{"x1": "Mixta", "x2": "3.25", "x3": "2025-03-01", "x4": "yes", "x5": "Rahue", "x6": "+56 9 8765 4321"}"#;
    let expected = format!("VIP,Tarde|Valdivia|{luis}|{custom}");
    assert_eq!(app.db.text(now), expected);
    assert_eq!(app.db.texts(rest), rest_before);

    let before = stored(&app);
    let again = import(&app, "clientes.csv", changed.as_bytes()).await;
    assert_eq!(figures(&again), [4, 0, 0, 4, 0]);
    assert_eq!(stored(&app), before);
}

#[tokio::test]
async fn a_permission_that_was_changed_in_the_list_is_noted_and_no_withdrawal_undone() {
    let app = with_four().await;
    let changed = table(&app)
        .await
        .replace("retiró su permiso", "sí")
        .replace("no acepta mensajes comerciales", "acepta")
        .replace("acepta mensajes comerciales", "no")
        .replace(";acepta;", ";sí;");
    let done = import(&app, "clientes.csv", changed.as_bytes()).await;
    assert_eq!(figures(&done), [4, 0, 2, 2, 0]);
    let newest = "SELECT concat_ws(' ', full_name, (SELECT state FROM consents
        WHERE customer_id = customers.id AND channel = 'email' ORDER BY id DESC LIMIT 1)) FROM customers ORDER BY id";
    assert_eq!(
        app.db.texts(newest),
        [
            "Ana Rojas refused",
            "Eva Paz given",
            "Luz Soto withdrawn",
            "Beto Díaz"
        ]
    );
}

#[tokio::test]
async fn who_was_erased_is_refused_and_stays_erased() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().to_str().unwrap().to_owned();
    let app = TestApp::with(Options {
        env: vec![("VINCULO_DATA_DIR", kept)],
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Admin).await;
    fill(&app).await;
    let whole = table(&app).await;
    let id = app
        .db
        .number("SELECT id FROM customers WHERE full_name = 'Eva Paz'");
    app.post_form(&format!("/customers/{id}/erasure"), &[("name", "Eva Paz")])
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    let before = stored(&app);
    let mapping = upload(&app, "clientes.csv", whole.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    let told = checked.text("#refused");
    // Why, without anything of theirs.
    let reason = "N.º en Vínculo No hay ningún cliente con el número … en Vínculo";
    assert!(told.contains(reason), "{told}");
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done), [4, 0, 0, 3, 1]);
    assert_eq!(stored(&app), before);
}

#[test]
fn services_go_to_whose_number_stands_beside_them_and_nobody_is_made_of_another() {
    let test = empty();
    import_text(&test, Kind::Customers, "customer_id,name\n190,Ana\n");
    let rows = "vinculo_id,name,id,service_type,service_name,service_date,price_paid\n\
        190,Ana,1,Spa,Sauna,2024-01-01,9000\n0190,Ana,2,Spa,Sauna,2024-02-01,9000\n\
        7,Eva,3,Spa,Sauna,2024-01-01,9000\n,Luz,4,Spa,Sauna,2024-01-01,5000\n";
    let other = Order {
        source: "shop".into(),
        ..order(Kind::Both)
    };
    let report = import_as(&test, &other, rows).unwrap();
    assert_eq!(
        problems(&report),
        ["line 4, vinculo_id: no customer has the number 7 in Vínculo"]
    );
    assert_eq!((report.created, report.customers_created), (3, 1));
    let spend = "SELECT concat_ws(' ', c.full_name, spend) FROM customers c JOIN customer_metrics m ON m.customer_id = c.id
                 ORDER BY c.full_name";
    assert_eq!(test.texts(spend), ["Ana 18000", "Luz 5000"]);
    let again = import_as(&test, &other, rows).unwrap();
    assert_eq!((again.created, again.unchanged), (0, 3));
}
