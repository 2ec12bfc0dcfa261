//! What the business asks besides, brought by files.

use vinculo::customers::{self, CustomerChanges};

use super::steps::{admin, check, figures, import, run, undo, upload};
use super::*;
use crate::own_fields::change_options;

/// One of each kind, and one that is not asked any more.
const FIELDS: &str = r#"UPDATE settings SET customer_fields = '[
    {"key": "x1", "name": "Tipo de piel", "kind": "choice", "options": ["Seca", "Mixta"]},
    {"key": "x2", "name": "Hijos", "kind": "number"},
    {"key": "x3", "name": "Última ficha", "kind": "date"},
    {"key": "x4", "name": "Socia", "kind": "yes_no"},
    {"key": "x5", "name": "Alergias", "kind": "text"},
    {"key": "x6", "name": "Zodiaco", "kind": "text", "is_retired": true}]'"#;

const HEAD: &str = "Código;Nombre;TIPO DE PIEL;Hijos;Última ficha;Socia;Alergias;Zodiaco\n";
const CUSTOM: &str = "SELECT custom FROM customers ORDER BY id";

#[tokio::test]
async fn fields_of_each_kind_are_brought_and_what_is_no_value_is_refused_with_its_reason() {
    let app = admin().await;
    app.db.sql(FIELDS);
    let file = format!(
        "{HEAD}1;Ana;seca;2,5;07/03/2025;sí;Polen;Leo\n2;Eva;grasa;dos;ayer;quizás;;\n3;Luz;;;25/01/2025;;;\n"
    );
    let mapping = upload(&app, "fichas.csv", file.as_bytes()).await;
    let fields = mapping.attrs("[data-row=column]", "data-field");
    let expected = ["customer_id", "name", "x1", "x2", "x3", "x4", "x5", ""];
    assert_eq!(fields, expected);
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(
        checked.texts("#refused [data-row=problem] td"),
        [
            "3",
            "TIPO DE PIEL",
            "«grasa» no es una de las opciones, que son: Seca, Mixta",
            "3",
            "Hijos",
            "«dos» no es un número",
            "3",
            "Última ficha",
            "«ayer» no es una fecha",
            "3",
            "Socia",
            "«quizás» no es ni sí ni no"
        ]
    );
    let shown = |field: &str| checked.text(&format!("#preview [data-id='2'] [data-field={field}]"));
    assert_eq!(
        ["x1", "x2", "x3", "x4"].map(shown),
        ["Seca", "2,5", "07-03-2025", "Sí"]
    );
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done), [3, 2, 0, 0, 1]);
    assert_eq!(
        app.db.texts(CUSTOM),
        [
            r#"{"x1": "Seca", "x2": "2.5", "x3": "2025-03-07", "x4": "yes", "x5": "Polen"}"#,
            r#"{"x3": "2025-01-25"}"#
        ]
    );
    let again = import(&app, "fichas.csv", file.as_bytes()).await;
    assert_eq!(figures(&again), [3, 0, 0, 2, 1]);
}

#[tokio::test]
async fn a_number_that_can_be_read_in_two_ways_is_read_as_a_person_chose() {
    let app = admin().await;
    app.db.sql(FIELDS);
    let file = "Código;Nombre;Hijos\n1;Ana;2.125\n2;Eva;1.500\n";
    let mapping = upload(&app, "fichas.csv", file.as_bytes()).await;
    let sign = "#n2 option[selected]";
    assert_eq!(mapping.attr(sign, "value"), "comma");
    let checked = check(&app, &mapping, &[("n2", "point")]).await.expect(200);
    run(&app, &checked).await;
    let stored = [r#"{"x2": "2.125"}"#, r#"{"x2": "1.5"}"#];
    assert_eq!(app.db.texts(CUSTOM), stored);
    let mapping = upload(&app, "fichas.csv", file.as_bytes()).await;
    assert_eq!(mapping.attr(sign, "value"), "point", "as it was chosen");
}

#[tokio::test]
async fn a_file_wipes_no_value_that_it_does_not_name_and_an_undo_gives_back_its_own() {
    let app = admin().await;
    app.db.sql(FIELDS);
    let file = |skin: &str| format!("Código;Nombre;Tipo de piel;Socia\n1;Ana;{skin};sí\n");
    import(&app, "fichas.csv", file("Seca").as_bytes()).await;
    let children = "Código;Nombre;Hijos\n1;Ana;2,5\n";
    let mapping = upload(&app, "hijos.csv", children.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(
        checked.texts("#changes [data-row=change] td"),
        ["Ana", "Hijos", "–", "2,5"]
    );
    app.db
        .sql(r#"UPDATE customers SET custom = custom || '{"x2": "3"}'"#);
    let other = file("Mixta").replace(";sí", ";");
    let mapping = upload(&app, "fichas.csv", other.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(
        checked.texts("#changes [data-row=change] td"),
        ["Ana", "Tipo de piel", "Seca", "Mixta"]
    );
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done), [1, 0, 1, 0, 0]);
    let mixed = r#"{"x1": "Mixta", "x2": "3", "x4": "yes"}"#;
    assert_eq!(app.db.texts(CUSTOM), [mixed]);

    app.db
        .sql(r#"UPDATE customers SET custom = custom || '{"x5": "Polen"}'"#);
    undo(&app, &done.path, false).await;
    let before = r#"{"x1": "Seca", "x2": "3", "x4": "yes", "x5": "Polen"}"#;
    assert_eq!(app.db.texts(CUSTOM), [before]);
}

#[test]
fn a_value_that_was_changed_by_hand_stays_until_the_file_says_another() {
    let test = empty();
    test.sql(FIELDS);
    let import = |skin: &str| {
        let file = format!("customer_id,name,x1,x4\n1,Ana,{skin},yes\n");
        import_text(&test, Kind::Customers, &file).to_string()
    };
    import("Seca");
    let changes = CustomerChanges {
        notes: Some(Some("a mano".into())),
        ..CustomerChanges::default()
    };
    customers::queries::update_customer(&mut test.conn(), 1.into(), &changes, None).unwrap();
    test.sql(r#"UPDATE customers SET custom = custom || '{"x1": "Mixta", "x4": "no"}'"#);
    let kept = "1 read, 0 created, 0 updated, 1 unchanged, 0 rejected; kept by hand: 1";
    assert_eq!(import("Seca"), kept);
    assert_eq!(test.texts(CUSTOM), [r#"{"x1": "Mixta", "x4": "no"}"#]);

    test.sql(r#"UPDATE customers SET custom = custom || '{"x1": "Sin ver"}'"#);
    import("Mixta");
    assert_eq!(test.texts(CUSTOM), [r#"{"x1": "Mixta", "x4": "no"}"#]);
    assert_eq!(import("Mixta"), kept);
}

#[test]
fn an_option_that_is_called_otherwise_is_known_in_files_that_say_its_old_name() {
    let test = empty();
    test.sql(FIELDS);
    let file = "customer_id,name,x1\n1,Ana,Seca\n2,Eva,Seca\n3,Luz,Mixta\n";
    import_text(&test, Kind::Customers, file);
    // Eva was changed by hand before.
    let changes = CustomerChanges {
        custom: Some(serde_json::json!({"x1": "Mixta"})),
        ..CustomerChanges::default()
    };
    customers::queries::update_customer(&mut test.conn(), 2.into(), &changes, None).unwrap();
    test.sql("INSERT INTO users (email, name, role) VALUES ('rosa@a.cl', 'Rosa', 'admin')");
    let rosa = test.number("SELECT max(id) FROM users").into();
    let renamed = [("Seca".to_owned(), "Reseca".to_owned())];
    let key = vinculo::domain::OwnKey(1);
    let options = ["Reseca".to_owned(), "Mixta".to_owned()];
    customers::queries::update_own_options(&mut test.conn(), key, (&renamed, &options), rosa)
        .unwrap();
    test.sql(
        r#"UPDATE settings SET customer_fields = '[{"key": "x1", "name": "Tipo de piel", "kind": "choice",
            "options": ["Reseca", "Mixta"], "was": [["Seca", "Reseca"]]}]'"#,
    );
    let stored = [
        r#"{"x1": "Reseca"}"#,
        r#"{"x1": "Mixta"}"#,
        r#"{"x1": "Mixta"}"#,
    ];
    assert_eq!(test.texts(CUSTOM), stored);
    let again = import_text(&test, Kind::Customers, file);
    assert_eq!((again.updated, again.rejected, again.kept), (0, 0, 1));
    assert_eq!(test.texts(CUSTOM), stored);
    import_text(&test, Kind::Customers, "customer_id,name,x1\n1,Ana,Mixta\n");
    assert_eq!(test.texts(CUSTOM)[0], r#"{"x1": "Mixta"}"#);
}

#[tokio::test]
async fn a_column_of_a_field_that_left_its_name_to_another_is_that_one_the_next_time() {
    let app = admin().await;
    let ask = |fields: &str| {
        let statement = format!("UPDATE settings SET customer_fields = '{fields}'");
        app.db.sql(&statement);
    };
    ask(r#"[{"key": "x1", "name": "Boletín", "kind": "yes_no"}]"#);
    let file = |said: &str| format!("Código;Nombre;Boletín\n1;Ana;{said}\n");
    import(&app, "fichas.csv", file("sí").as_bytes()).await;
    ask(
        r#"[{"key": "x1", "name": "Boletín", "kind": "yes_no", "is_retired": true},
            {"key": "x2", "name": "Boletín", "kind": "text"}]"#,
    );
    let mapping = upload(&app, "fichas.csv", file("semanal").as_bytes()).await;
    let fields = mapping.attrs("[data-row=column]", "data-field");
    assert_eq!(fields, ["customer_id", "name", "x2"]);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fichas.csv");
    std::fs::write(&path, file("mensual")).unwrap();
    let output = command(&app.db, &["import", "customers", path.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let stored = [r#"{"x1": "yes", "x2": "mensual"}"#];
    assert_eq!(app.db.texts(CUSTOM), stored);
}

#[tokio::test]
async fn a_file_with_a_field_that_is_not_asked_any_more_since_its_trial_is_not_imported_without() {
    let app = admin().await;
    app.db.sql(FIELDS);
    let file = "Código;Nombre;Alergias\n1;Ana;Polen\n";
    let mapping = upload(&app, "fichas.csv", file.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    app.db.sql(
        "UPDATE settings SET customer_fields = jsonb_set(customer_fields, '{4,is_retired}', 'true')",
    );
    let refused = run(&app, &checked).await;
    assert_eq!(refused.attr("#import", "data-state"), "checked");
    let told = refused.text("#import .alertline");
    assert!(told.contains("ya no se pregunta"), "{told}");
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 0);

    let mapping = app.get(&format!("{}/mapping", refused.path)).await;
    let checked = check(&app, &mapping.expect(200), &[]).await.expect(200);
    assert_eq!(figures(&run(&app, &checked).await), [1, 1, 0, 0, 0]);
    assert_eq!(app.db.texts(CUSTOM), ["{}"]);
}

#[test]
fn of_several_visits_in_a_file_each_last_answer_of_the_customer_counts() {
    let test = empty();
    test.sql(FIELDS);
    let file = "name,email,id,service_type,service_name,service_date,price_paid,x1,x5\n\
        Ana,ana@a.cl,1,Spa,Sauna,2022-01-01,9000,Seca,\n\
        Eva,eva@a.cl,2,Spa,Sauna,2022-01-01,9000,,Polen\n\
        Luz,luz@a.cl,3,Spa,Sauna,2022-01-01,9000,,\n\
        Ana,ana@a.cl,4,Spa,Sauna,2025-01-01,9000,,Maní\n\
        Ana,ana@a.cl,5,Spa,Sauna,2025-02-01,9000,Mixta,\n\
        Ana,ana@a.cl,6,Spa,Sauna,2025-03-01,nada,,Nueces\n";
    let report = import_text(&test, Kind::Both, file);
    assert_eq!((report.customers_created, report.rejected), (3, 1));
    let stored = [
        r#"{"x1": "Mixta", "x5": "Maní"}"#,
        r#"{"x5": "Polen"}"#,
        "{}",
    ];
    assert_eq!(test.texts(CUSTOM), stored);
    let again = import_text(&test, Kind::Both, file);
    assert_eq!((again.customers_updated, again.rejected), (0, 1));
    assert_eq!(test.texts(CUSTOM), stored);

    // The last visit's, wherever it stands: a file may begin with it.
    let mut lines: Vec<&str> = file.lines().collect();
    lines[1..].reverse();
    let backwards = import_text(&test, Kind::Both, &lines.join("\n"));
    assert_eq!((backwards.customers_updated, backwards.rejected), (0, 1));
    assert_eq!(test.texts(CUSTOM), stored);
}

#[tokio::test]
async fn our_own_list_brings_back_what_was_corrected_in_it() {
    let app = admin().await;
    app.db.sql(FIELDS);
    let file = "Código;Nombre;Tipo de piel\n1;Ana;Seca\n2;Eva;Mixta\n";
    import(&app, "fichas.csv", file.as_bytes()).await;
    let id = app
        .db
        .number("SELECT id FROM customers WHERE full_name = 'Ana'");
    let list = format!("N.º en Vínculo;Nombre;Tipo de piel\n{id};Ana;Mixta\n");
    let done = import(&app, "clientes.csv", list.as_bytes()).await;
    assert_eq!(figures(&done), [1, 0, 1, 0, 0]);
    let stored = [r#"{"x1": "Mixta"}"#, r#"{"x1": "Mixta"}"#];
    assert_eq!(app.db.texts(CUSTOM), stored);
    let again = import(&app, "clientes.csv", list.as_bytes()).await;
    assert_eq!(figures(&again), [1, 0, 0, 1, 0]);
    let of_origin = import(&app, "fichas.csv", file.as_bytes()).await;
    assert_eq!(figures(&of_origin), [2, 0, 0, 2, 0]);
    assert_eq!(app.db.texts(CUSTOM), stored, "as if changed by hand");
}

#[tokio::test]
async fn an_undo_gives_back_an_option_as_it_is_called_by_now_and_takes_nobody_for_edited() {
    let app = admin().await;
    app.db.sql(FIELDS);
    let first = "Código;Nombre;Tipo de piel\n1;Ana;Seca\n";
    import(&app, "fichas.csv", first.as_bytes()).await;
    let second = "Código;Nombre;Tipo de piel\n1;Ana;Mixta\n2;Bea;Mixta\n";
    let done = import(&app, "fichas.csv", second.as_bytes()).await;
    let renamed = [("Seca", "Piel seca"), ("Mixta", "Combinada")];
    change_options(&app, "x1", &renamed, "").await.expect(303);
    let combined = r#"{"x1": "Combinada"}"#;
    assert_eq!(app.db.texts(CUSTOM), [combined, combined]);
    undo(&app, &done.path, false).await;
    assert_eq!(app.db.texts(CUSTOM), [r#"{"x1": "Piel seca"}"#]);
}

#[tokio::test]
async fn what_a_file_said_before_a_change_by_hand_is_given_back_as_it_is_called_by_now() {
    let app = admin().await;
    app.db.sql(FIELDS);
    let file = |skin: &str| format!("Código;Nombre;Tipo de piel\n1;Ana;{skin}\n");
    import(&app, "fichas.csv", file("Seca").as_bytes()).await;
    app.db
        .sql(r#"UPDATE customers SET imported = '{"custom": {"x1": "Seca"}}'"#);
    let done = import(&app, "fichas.csv", file("Mixta").as_bytes()).await;
    change_options(&app, "x1", &[("Seca", "Piel seca")], "")
        .await
        .expect(303);
    undo(&app, &done.path, false).await;
    let said = "SELECT imported -> 'custom' FROM customers";
    assert_eq!(app.db.texts(said), [r#"{"x1": "Piel seca"}"#]);
}
