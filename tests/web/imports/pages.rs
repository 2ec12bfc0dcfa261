//! An import by page, from the upload to its end.

use vinculo::domain::Role;

use super::data_file;
use super::steps::{admin, check, figures, import, run, send_columns, upload};
use crate::support::{Options, Page, TestApp};

#[tokio::test]
async fn a_file_goes_from_upload_to_import_with_a_trial_between() {
    let app = admin().await;
    let file = "Código;Nombre;Correo;Cumpleaños;Color\n1;Ana Peña;ana@a.cl;25/01/1990;rojo\n2;;x;30/02/1990;\n";
    let mapping = upload(&app, "clientes.csv", file.as_bytes())
        .await
        .expect(200);
    let fields = mapping.attrs("[data-row=column]", "data-field");
    assert_eq!(fields, ["customer_id", "name", "email", "birth_date", ""]);
    let untried = app.get("/imports").await.expect(200);
    assert_eq!(
        untried.texts("[data-row=import] [data-figure]"),
        ["–", "–", "–", "–"]
    );

    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(checked.attr("#import", "data-state"), "checked");
    assert_eq!(figures(&checked), [2, 1, 0, 0, 1]);
    assert_eq!(
        checked.text("#preview [data-id='2'] [data-field=birth_date]"),
        "25-01-1990"
    );
    assert_eq!(
        checked.texts("#refused [data-row=problem] td"),
        [
            "3",
            "Cumpleaños",
            "«30/02/1990» no es una fecha",
            "3",
            "Nombre",
            "Falta el dato"
        ]
    );
    assert_eq!(
        app.db.number("SELECT count(*) FROM customers"),
        0,
        "a trial stores nothing"
    );

    let tried = app.get("/imports").await.expect(200);
    assert_eq!(
        tried.texts("[data-row=import] [data-figure=read]"),
        ["2 Según la prueba"]
    );

    let done = run(&app, &checked).await;
    assert_eq!(done.attr("#import", "data-state"), "done");
    assert_eq!(figures(&done), [2, 1, 0, 0, 1]);
    let stored = "SELECT concat_ws(' ', full_name, email, birth_date) FROM customers";
    assert_eq!(app.db.texts(stored), ["Ana Peña ana@a.cl 1990-01-25"]);

    let list = app.get("/imports").await.expect(200);
    assert_eq!(list.attrs("[data-row=import]", "data-state"), ["done"]);
}

#[tokio::test]
async fn who_watches_a_file_being_read_is_led_to_its_columns() {
    let app = admin().await;
    let mapping = upload(&app, "clientes.csv", b"customer_id,name\n1,Ana\n").await;
    let watched = mapping.path.trim_end_matches("/mapping");
    let led = app.get_fragment(watched).await.expect(204);
    assert_eq!(led.header("hx-redirect"), mapping.path);
}

#[tokio::test]
async fn the_columns_are_remembered_and_errors_are_at_the_field() {
    let app = admin().await;
    let file = "Ficha;Quién;Extra\n7;Ana;x\n";
    let mapping = upload(&app, "raro.csv", file.as_bytes()).await;
    let refused = check(&app, &mapping, &[]).await.expect(422);
    assert!(
        refused.text(".f-sum").contains("Falta indicar: Nombre"),
        "{}",
        refused.words()
    );
    let twice = check(&app, &mapping, &[("c0", "name"), ("c1", "name")])
        .await
        .expect(422);
    assert!(
        twice
            .text(".f-sum")
            .contains("no pueden ser lo mismo: Nombre")
    );
    assert_eq!(
        twice.attrs("[data-row=column]", "data-field"),
        ["name", "name", ""]
    );
    let checked = check(&app, &mapping, &[("c0", "customer_id"), ("c1", "name")]).await;
    assert_eq!(figures(&checked), [1, 1, 0, 0, 0]);
    let again = upload(&app, "otro.csv", "ficha;quien;extra\n8;Eva;y\n".as_bytes()).await;
    assert_eq!(
        again.attrs("[data-row=column]", "data-field"),
        ["customer_id", "name", ""]
    );
}

#[tokio::test]
async fn a_column_may_say_since_when_somebody_is_a_customer() {
    let app = admin().await;
    let file = "Código;Nombre;Cliente desde\n7;Ana;25/01/2021\n";
    let mapping = upload(&app, "clientes.csv", file.as_bytes()).await;
    assert_eq!(mapping.text("#c2 option[selected]"), "Cliente desde");
}

#[tokio::test]
async fn a_system_of_origin_is_named_only_where_there_are_several() {
    let app = admin().await;
    let file = b"customer_id,name\n7,Ana\n";
    let mapping = upload(&app, "a.csv", file).await;
    assert_eq!(mapping.attr("#source", "value"), "");
    run(&app, &check(&app, &mapping, &[]).await).await;
    let other = upload(&app, "b.csv", b"customer_id,name\n7,Luz\n").await;
    let checked = check(&app, &other, &[("source", "Agenda")]).await;
    run(&app, &checked).await;
    let stored =
        "SELECT concat_ws(' ', external_source, external_id, full_name) FROM customers ORDER BY id";
    assert_eq!(app.db.texts(stored), ["file 7 Ana", "Agenda 7 Luz"]);
    let third = upload(&app, "c.csv", file).await;
    assert!(third.text("#mapping").contains("Usados antes: Agenda"));
}

#[tokio::test]
async fn an_order_of_dates_that_nothing_shows_is_asked() {
    let app = admin().await;
    let file = "customer_id,name,birth_date\n1,Ana,03/07/1990\n2,Eva,05/01/1991\n";
    let mapping = upload(&app, "fechas.csv", file.as_bytes()).await;
    assert_eq!(mapping.attr("#d2 option[selected]", "value"), "dayfirst");
    let checked = check(&app, &mapping, &[("d2", "monthfirst")]).await;
    run(&app, &checked).await;
    let born = "SELECT birth_date FROM customers ORDER BY id";
    assert_eq!(app.db.texts(born), ["1990-03-07", "1991-05-01"]);
}

#[tokio::test]
async fn refused_rows_are_downloaded_mended_and_imported() {
    let app = admin().await;
    let file = "customer_id;name;phone;notes\n1;;+56912345678;=1+1\n2;Eva;;\n3;;'=x;-5\n";
    let done = import(&app, "clientes.csv", file.as_bytes()).await;
    assert_eq!(figures(&done), [3, 1, 0, 0, 2]);
    let path = done.attr("#refused a", "href");
    let csv = String::from_utf8(app.bytes(&path).await).unwrap();
    assert_eq!(
        csv,
        "\u{feff}customer_id;name;phone;notes;vinculo_linea;vinculo_columna;vinculo_motivo\r\n\
         1;;'+56912345678;'=1+1;2;name;Falta el dato\r\n\
         3;;''=x;'-5;4;name;Falta el dato\r\n"
    );
    let answer = app.get(&path).await.expect(200);
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"clientes-por-corregir.csv\""
    );
    let mended = csv.replace("1;;", "1;Ana;").replace("3;;", "3;Luz;");
    let mapping = upload(&app, "corregidas.csv", mended.as_bytes()).await;
    assert_eq!(mapping.count("[data-row=column]"), 4, "ours are not asked");
    let done = import(&app, "corregidas.csv", mended.as_bytes()).await;
    assert_eq!(figures(&done), [2, 2, 0, 0, 0]);
    let stored = "SELECT concat_ws('|', full_name, phone, notes) FROM customers ORDER BY id";
    assert_eq!(
        app.db.texts(stored),
        ["Eva", "Ana|+56912345678|=1+1", "Luz|'=x|-5"]
    );
    let again = import(&app, "corregidas.csv", mended.as_bytes()).await;
    assert_eq!(figures(&again), [2, 0, 0, 2, 0]);
}

#[tokio::test]
async fn a_file_with_both_makes_customers_and_their_services_once() {
    let app = admin().await;
    let file = "Fecha,Cliente,Correo,Categoría,Servicio,Monto\n\
                25/01/2021,Ana Rojas,ana@a.cl,Spa,Sauna,$16.990\n\
                26/01/2021,Ana Rojas,ANA@a.cl,Spa,Sauna,$16.990\n\
                26/01/2021,Ana Rojas,ana@a.cl,Spa,Sauna,$16.990\n\
                26/01/2021,Eva,,Spa,Tina,ayer\n\
                26/01/2021,Eva,,Spa,Tina,\"10.000\"\n";
    let done = import(&app, "ventas.csv", file.as_bytes()).await;
    assert_eq!(figures(&done), [5, 4, 0, 0, 1]);
    assert_eq!(done.value("import_customers_created"), "2");
    for next in ["/customers", "/history", "/imports"] {
        assert!(
            done.has(&format!("#import .head a[href='{next}']")),
            "{next}"
        );
    }
    let list = app.get("/imports").await.expect(200);
    assert_eq!(
        list.texts("[data-row=import] [data-figure=created] span"),
        ["2 clientes", "4 servicios"]
    );
    let kept = "SELECT concat_ws(' ', full_name, services, spend) FROM customer_metrics JOIN customers USING (full_name) ORDER BY 1";
    assert_eq!(app.db.texts(kept), ["Ana Rojas 3 50970", "Eva 1 10000"]);
    let again = import(&app, "ventas.csv", file.as_bytes()).await;
    assert_eq!(figures(&again), [5, 0, 0, 4, 1]);
}

#[tokio::test]
async fn what_is_no_table_is_told_at_the_field_or_on_its_page() {
    let app = admin().await;
    app.get("/imports").await;
    let empty = app
        .post_file("/imports", &[], ("file", "x.csv", b""))
        .await
        .expect(422);
    assert_eq!(empty.text("#file-err"), "El archivo no tiene filas.");
    assert_eq!(app.db.number("SELECT count(*) FROM imports"), 0);
    let old = upload(&app, "viejo.xls", b"\xd0\xcf\x11\xe0 and so on")
        .await
        .expect(200);
    assert_eq!(old.attr("#import", "data-state"), "failed");
    assert!(old.text("#import .alertline").contains("formato antiguo"));
    assert!(old.has("#import a[href='/imports']"));
    let bomb = upload(&app, "bomba.xlsx", &bomb()).await.expect(200);
    assert!(
        bomb.text("#import .alertline")
            .contains("se descomprime a mucho más"),
        "{}",
        bomb.words()
    );
    let path = bomb.attr("#discard form", "action");
    app.post_form(&path, &[]).await.expect(303);
    assert_eq!(app.get("/imports").await.count("[data-row=import]"), 1);
}

/// A workbook of zeros: a thousand times as long when it is unpacked.
fn bomb() -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for name in ["xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
        writer.start_file(name, options).unwrap();
        writer.write_all(&vec![b'0'; 4 << 20]).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_file_of_another_site_is_not_taken() {
    let app = admin().await;
    let sent = app
        .post_file(
            "/imports",
            &[("_csrf", "wrong")],
            ("file", "x.csv", b"a,b\n1,2\n"),
        )
        .await;
    sent.expect(403);
    assert_eq!(app.db.number("SELECT count(*) FROM imports"), 0);
}

#[tokio::test]
async fn an_import_can_be_stopped_before_it_begins_and_begun_again() {
    let app = admin().await;
    let mapping = upload(&app, "c.csv", b"customer_id,name\n1,Ana\n").await;
    let checked = check(&app, &mapping, &[]).await;
    let path = checked.attr("form[action$='/run']", "action");
    let page = app.post_form(&path, &[]).await;
    let busy = app.follow(&page).await;
    assert_eq!(busy.attr("#import", "data-state"), "importing");
    assert!(busy.body.contains("http-equiv=\"refresh\"") && busy.has("#import[hx-trigger]"));
    let stopped = app
        .post_form(&busy.attr("form[action$='/cancellation']", "action"), &[])
        .await;
    let page = app.follow(&stopped).await;
    assert_eq!(page.attr("#import", "data-state"), "checked");
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 0);
    assert_eq!(figures(&run(&app, &page).await), [1, 1, 0, 0, 0]);
}

#[tokio::test]
async fn a_trial_and_an_import_under_way_are_told_in_words_of_their_own() {
    let app = admin().await;
    let mapping = upload(&app, "c.csv", b"customer_id,name\n1,Ana\n2,Eva\n").await;
    let sent = send_columns(&app, &mapping, &[]).await.expect(303);
    let halfway =
        "UPDATE imports SET progress_step = 'storing', progress_done = 3, progress_total = 6";
    app.db.sql(halfway);
    let trial = app.follow(&sent).await.expect(200);
    assert_eq!(trial.attr("#import", "data-state"), "checking");
    let said = trial.text("#progress [data-metric=import_progress]");
    assert!(said.ends_with("1 de 2 filas probadas"), "{said}");

    app.run_jobs_until_idle().await;
    let checked = app.follow(&sent).await.expect(200);
    assert_eq!(checked.text("#report h2"), "Qué pasaría al importar");
    let path = checked.attr("form[action$='/run']", "action");
    let sent = app.post_form(&path, &[]).await.expect(303);
    app.db.sql(halfway);
    let busy = app.follow(&sent).await.expect(200);
    let said = busy.text("#progress [data-metric=import_progress]");
    assert!(said.ends_with("1 de 2 filas guardadas"), "{said}");
    assert_eq!(busy.text("#report h2"), "Lo que dijo la prueba");
    assert!(!busy.words().contains("todavía no se guarda nada"));
    app.run_jobs_until_idle().await;
}

#[tokio::test]
async fn a_trial_names_what_it_would_change_of_customers_and_stores_nothing() {
    let app = admin().await;
    let head = "customer_id,name,email,birth_date,city\n";
    let first = format!("{head}1,Ana,ana@a.cl,1990-01-25,Ancud\n2,Eva,,,Castro\n");
    import(&app, "c.csv", first.as_bytes()).await;
    let second = format!("{head}1,Ana Soto,ana@b.cl,1990-02-25,Ancud\n2,Eva,,,Castro\n3,Luz,,,\n");
    let mapping = upload(&app, "c.csv", second.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(figures(&checked), [3, 1, 1, 1, 0]);
    assert_eq!(
        checked.texts("#changes [data-row=change] td"),
        [
            "Ana",
            "Nombre",
            "Ana",
            "Ana Soto",
            "Ana",
            "Correo",
            "ana@a.cl",
            "ana@b.cl",
            "Ana",
            "Fecha de nacimiento",
            "25-01-1990",
            "25-02-1990"
        ]
    );
    let names = "SELECT full_name FROM customers ORDER BY id";
    assert_eq!(app.db.texts(names), ["Ana", "Eva"]);
    let noted = "SELECT count(*) FROM import_changed";
    assert_eq!(app.db.number(noted), 0);
    run(&app, &checked).await;
    assert_eq!(app.db.texts(names), ["Ana Soto", "Eva", "Luz"]);
}

#[tokio::test]
async fn a_step_that_was_cut_off_is_done_once_when_it_is_repeated() {
    let app = admin().await;
    let mapping = upload(&app, "c.csv", b"customer_id,name\n1,Ana\n2,Eva\n").await;
    let checked = check(&app, &mapping, &[]).await;
    let path = checked.attr("form[action$='/run']", "action");
    app.post_form(&path, &[]).await.expect(303);
    // The job is done, and its end was not stored: as after a kill between the two.
    app.run_jobs_until_idle().await;
    app.db.sql("UPDATE jobs SET state = 'queued', finished_at = NULL, run_at = now() WHERE kind = 'imports.run'");
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 2);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM audit_log WHERE action = 'import.finished'"),
        1
    );
}

#[tokio::test]
async fn two_processes_share_the_file() {
    let app = TestApp::with(Options::default()).await;
    let rows: String = (1..=30_000)
        .map(|row| format!("{row},Persona número {row} con un nombre largo\n"))
        .collect();
    app.sign_in(Role::Admin).await;
    let mapping = upload(
        &app,
        "muchos.csv",
        format!("customer_id,name\n{rows}").as_bytes(),
    )
    .await;
    assert!(app.db.number("SELECT count(*) FROM import_pieces") > 1);
    let other = app.beside().await;
    let checked = check(&app, &mapping, &[]).await;
    assert_eq!(figures(&checked), [30_000, 30_000, 0, 0, 0]);
    app.post_form(&checked.attr("form[action$='/run']", "action"), &[])
        .await
        .expect(303);
    other.run_jobs_until_idle().await;
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 30_000);
    let left = app.db.number("SELECT count(*) FROM import_pieces");
    assert_eq!(left, 0, "nobody reads it again");
}

#[tokio::test]
async fn many_refused_rows_are_counted_by_reason_and_shown_page_by_page() {
    let app = admin().await;
    let undated: String = (1..=120)
        .map(|row| format!("{row};Ana {row};ayer\n"))
        .collect();
    let file = format!("Código;Nombre;Cumpleaños\n{undated}121;;\nsolo\n");
    let mapping = upload(&app, "agenda.csv", file.as_bytes()).await;
    let choice = [("c2", "birth_date")];
    let checked = check(&app, &mapping, &choice).await.expect(200);
    assert_eq!(figures(&checked), [122, 0, 0, 0, 122]);
    assert_eq!(
        checked.texts("#reasons [data-row=reason]"),
        [
            "120 Cumpleaños «…» no es una fecha",
            "1 Tiene … columnas en vez de …",
            "1 Nombre Falta el dato"
        ]
    );
    assert_eq!(checked.count("#refused [data-row=problem]"), 100);
    assert_eq!(checked.text("#refused [data-announce]"), "1–100 de 122");
    let rest = app.get(&format!("{}?page=2", checked.path)).await;
    assert_eq!(rest.count("#refused [data-row=problem]"), 22);
    let cells = rest.texts("#refused [data-row=problem] td");
    assert_eq!(
        cells.last().map(String::as_str),
        Some("Tiene 1 columna en vez de 3")
    );
    // Nothing could be imported: that is not what is proposed.
    assert_eq!(checked.count("form[action$='/run'] .btn-primary"), 0);
    assert!(checked.has("a.btn-primary[href$='/mapping']"));
}

#[tokio::test]
async fn the_nine_bad_rows_are_told_on_the_page() {
    let app = admin().await;
    let customers = std::fs::read(data_file("import/customers_plain.csv")).unwrap();
    import(&app, "customers.csv", &customers).await;
    let bad = std::fs::read(data_file("import/services_with_9_bad_rows.csv")).unwrap();
    let done = import(&app, "services.csv", &bad).await;
    assert_eq!(figures(&done), [78, 69, 0, 0, 9]);
    let cells = done.texts("#refused tbody td");
    let told: Vec<String> = cells.chunks(3).map(|row| row.join(" ")).collect();
    assert_eq!(
        told,
        [
            "5 price_paid «abc» no es un monto",
            "9 service_date «2025-02-30» no es una fecha",
            "13 customer_id Ningún cliente de este origen tiene el número 999999",
            "15 price_paid «-5000» es negativo",
            "19 service_name Falta el dato",
            "21 service_date Falta el dato",
            "25 id Repite el número de la línea 24",
            "31 season «Invierno» contradice la fecha 17-01-2023",
            "33 year «1999» contradice la fecha 27-02-2023",
        ]
    );
    let again = import(&app, "services.csv", &bad).await;
    assert_eq!(figures(&again), [78, 0, 0, 69, 9]);
}

#[tokio::test]
async fn of_a_file_that_was_imported_no_first_rows_are_kept() {
    let app = admin().await;
    let table = "id,nombre,correo\n1,Ana Rojas,ana@correo.example\n";
    let done = import(&app, "clientes.csv", table.as_bytes()).await;
    assert!(done.has("#report"));
    let kept = "SELECT concat_ws(' ', state, look ->> 'sample', jsonb_array_length(look -> 'columns')) FROM imports";
    assert_eq!(app.db.texts(kept), ["done [] 3"]);
}

#[tokio::test]
async fn of_a_file_of_long_ago_stays_why_rows_were_refused_without_what_stood_in_them() {
    let app = admin().await;
    let file = "Código;Nombre;Cumpleaños\n1;Ana;ayer\n2;;\n3;Eva;\n";
    let mapping = upload(&app, "clientes.csv", file.as_bytes()).await;
    let checked = check(&app, &mapping, &[("c2", "birth_date")]).await;
    let done = run(&app, &checked).await;
    let told = |page: &Page| page.texts("#refused [data-row=problem] td");
    let day = |cell: &str| format!("«{cell}» no es una fecha");
    assert_eq!(told(&done)[2], day("ayer"));
    app.db.sql(
        "UPDATE imports SET started_at = now() - interval '91 days';
         INSERT INTO jobs (kind, payload, max_attempts) VALUES ('imports.forget', 'null', 1)",
    );
    app.run_jobs_until_idle().await;
    let old = app.get(&done.path).await.expect(200);
    let (day, cells) = (day("…"), told(&old));
    assert_eq!(
        cells,
        ["2", "Cumpleaños", &*day, "3", "Nombre", "Falta el dato"]
    );
    assert_eq!(old.count("#reasons [data-row=reason]"), 2);
}
