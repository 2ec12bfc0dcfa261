//! Files that were imported, when somebody of whom they say something is erased.

use super::{erase, places, start};
use crate::imports::steps::{check, upload};
use crate::support::{Contents, a_customer};

#[tokio::test]
async fn a_file_that_changed_the_person_goes_though_they_came_from_none() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = a_customer().name("Carla Soto").create(&mut app.db.conn());
    app.db.sql(&format!(
        "INSERT INTO imports (id, kind, source, file_name, state) VALUES
             (910, 'customers', 'file', 'lista.csv', 'done'), (911, 'customers', 'file', 'otra.csv', 'done');
         INSERT INTO import_changed (import_id, table_name, record_id, before, after, version, steps) VALUES
             (910, 'customers', {id}, '{{}}', '{{\"custom\": {{\"x1\": \"yes\"}}}}', 2, 1),
             (911, 'customers', 999999, '{{}}', '{{}}', 2, 1), (911, 'services', {id}, '{{}}', '{{}}', 2, 1);
         INSERT INTO import_pieces (import_id, number, body) SELECT generate_series(910, 911), 0, 'Carla Soto'"
    ));
    erase(&app, id, "Carla Soto").await.expect(303);
    assert_eq!(app.db.texts("SELECT import_id FROM import_pieces"), ["911"]);
}

#[tokio::test]
async fn no_cell_of_a_refused_row_that_names_the_person_is_left_in_why_it_was_refused() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = a_customer().name("Carla Soto").create(&mut app.db.conn());
    app.db.sql(
        r#"INSERT INTO imports (id, kind, source, file_name, state, rows_rejected, finished_at, trial) VALUES
               (910, 'customers', 'file', 'lista.csv', 'done', 2, now(),
                '{"read": 3, "problems": [{"line": 2, "column": "notes", "reason": "choice\u001fzqx"}],
                  "warnings": [{"count": 1, "first": [{"line": 4, "column": "email", "reason": "no_email\u001fzqx"}]}]}');
           INSERT INTO import_refused (import_id, line, cells) VALUES
               (910, 2, '["Carla Soto", "zqx"]'), (910, 3, '["Eva Paz", "otra"]');
           INSERT INTO import_errors (import_id, line, column_name, reason) VALUES
               (910, 2, 'notes', 'choice' || chr(31) || 'zqx' || chr(31) || 'Seca, Mixta'),
               (910, 2, 'phone', 'missing'), (910, 3, 'notes', 'choice' || chr(31) || 'otra');
           INSERT INTO import_pieces (import_id, number, body) VALUES (910, 0, 'Carla Soto,zqx')"#,
    );
    assert_eq!(places(&app, "zqx").len(), 3);
    erase(&app, id, "Carla Soto").await.expect(303);
    assert!(places(&app, "zqx").is_empty());
    assert_eq!(app.db.number("SELECT count(*) FROM import_pieces"), 0);
    assert_eq!(app.db.text("SELECT trial FROM imports"), r#"{"read": 3}"#);
    let page = app.get("/imports/910").await.expect(200);
    let cells = page.texts("#refused [data-row=problem] td");
    let told: Vec<&str> = cells
        .iter()
        .skip(2)
        .step_by(3)
        .map(String::as_str)
        .collect();
    assert_eq!(
        told,
        [
            "«…» no es una de las opciones",
            "Falta el dato",
            "«otra» no es una de las opciones"
        ]
    );
}

#[tokio::test]
async fn of_a_row_that_is_refused_nothing_is_kept_that_names_who_was_erased_before() {
    let (app, _folder) = start(Contents::Nothing).await;
    let carla = a_customer()
        .name("Carla Soto")
        .email("carla@correo.example");
    let id = carla.create(&mut app.db.conn());
    app.db.sql(
        "UPDATE customers SET external_source = 'file', external_id = '17', phone = '9 7771 2345', phone_e164 = '+56977712345'",
    );
    erase(&app, id, "Carla Soto").await.expect(303);
    let file = "Código;Nombre;Correo;Teléfono;Nacimiento\n\
        1;Carla; Carla@correo.example;;zqx1\n2;Carla;;+56 9 7771-2345;zqx2\n17;Carla;;;zqx3\n18;Eva Paz;eva@correo.example;17;zqx4\n";
    let mapping = upload(&app, "agenda.csv", file.as_bytes()).await;
    let checked = check(&app, &mapping, &[("c4", "birth_date")]).await;
    let cells = checked.expect(200).texts("#refused [data-row=problem] td");
    let told: Vec<&String> = cells.iter().skip(2).step_by(3).collect();
    let unnamed = "«…» no es una fecha";
    let said = [unnamed, unnamed, unnamed, "«zqx4» no es una fecha"];
    assert_eq!(told, said);
    let kept = app.db.texts("SELECT cells ->> 1 FROM import_refused");
    assert_eq!(kept, ["Eva Paz"]);
    let trial = app.db.text("(SELECT trial::text FROM imports)");
    assert!(trial.contains("zqx4") && !trial.contains("zqx1"), "{trial}");
}
