//! Columns that a file may be without, or has under other names.

use super::steps::{admin, check, figures, import, run, upload};
use super::*;

#[test]
fn a_service_without_a_category_has_that_of_the_catalogue_where_it_is_no_question() {
    let test = empty();
    import_text(&test, Kind::Customers, "customer_id,name\n1,Ana\n");
    let with = |rows: &str| {
        let head = "id,customer_id,service_type,service_name,service_date,price_paid\n";
        import_text(&test, Kind::History, &format!("{head}{rows}"));
    };
    with(
        "1,1,Spa,Sauna,2024-01-01,10\n2,1,Spa,Masaje,2024-01-02,10\n3,1,Wellness,Masaje,2024-01-03,10\n",
    );
    let without = "id,customer_id,service_name,service_date,price_paid\n\
                   11,1,Sauna,2024-02-01,10\n12,1,Masaje,2024-02-02,10\n13,1,Yoga,2024-02-03,10\n";
    let report = import_text(&test, Kind::History, without);
    assert_eq!((report.created, report.rejected), (3, 0));
    let stored = "SELECT concat_ws(' ', category, name) FROM service_history WHERE date >= '2024-02-01' ORDER BY date";
    let expected = ["Spa Sauna", "Sin categoría Masaje", "Sin categoría Yoga"];
    assert_eq!(test.texts(stored), expected);

    with("4,1,Wellness,Sauna,2024-01-04,10\n5,1,Wellness,Yoga,2024-01-05,10\n");
    let again = import_text(&test, Kind::History, without);
    assert_eq!(again.unchanged, 3, "what is stored keeps its category");
    assert_eq!(test.texts(stored), expected);
}

#[tokio::test]
async fn what_is_no_email_and_a_wrong_check_digit_are_told_before_anything_is_stored() {
    let app = admin().await;
    let file = "Código,Nombre,Correo,RUT\n1,Ana,sincorreo,41.950.470-K\n2,Beto,a@b,41.950.470-1\n3,Eva,eva@a.cl,\n";
    let mapping = upload(&app, "clientes.csv", file.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    let warnings = |what: &str| checked.attrs("[data-row=warning]", what);
    assert_eq!(warnings("data-id"), ["email", "document_id"]);
    assert_eq!(warnings("data-count"), ["2", "1"]);
    let text = checked.text("[data-row=warning][data-id=email]");
    assert!(
        text.contains("Correo: 2 valores") && text.contains("línea 3 «a@b»"),
        "{text}"
    );
}

#[tokio::test]
async fn a_report_of_bookings_is_read_below_its_title_and_who_did_not_come_made_no_visit() {
    let app = admin().await;
    let customers = "Código;Nombre\n1;Ana\n2;Eva\n";
    import(&app, "clientes.csv", customers.as_bytes()).await;
    let file = "Reservas de octubre;;;;;\n;;;;;\nDesde;01/10/2025;;;;\n\
        ID;Cliente;Servicio;Fecha;Precio;Estado\n\
        1;1;Sauna;03/10/2025;10.000;Atendida\n\
        2;2;Sauna;04/10/2025;10.000;No asistió\n\
        3;2;Sauna;05/10/2025;10.000;Cancelada por el cliente\n";
    let mapping = upload(&app, "reservas.csv", file.as_bytes()).await;
    let fields = mapping.attrs("[data-row=column]", "data-field");
    assert_eq!(fields[5], "status");
    assert!(mapping.text("#header-line").contains("línea 4"));
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(checked.value("import_no_visits"), "2");
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done), [3, 1, 0, 0, 0]);
    assert_eq!(done.value("import_no_visits"), "2");
    assert_eq!(
        app.db.text("SELECT date FROM service_history"),
        "2025-10-03"
    );

    let later = file.replace("Atendida", "Anulada");
    let mapping = upload(&app, "reservas.csv", later.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert!(
        checked
            .words()
            .contains("«Anulada», pero está en el historial")
    );
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done), [3, 0, 0, 0, 1]);
    assert_eq!(app.db.number("SELECT count(*) FROM service_history"), 1);
}

#[tokio::test]
async fn a_family_on_one_email_is_as_many_people_as_it_has_first_names() {
    let app = admin().await;
    let file = "Fecha;Cliente;Correo;Servicio;Monto\n\
        01/10/2025;Ana Soto;fam@a.cl;Sauna;10.000\n\
        02/10/2025;Pedro Soto;fam@a.cl;Sauna;20.000\n\
        03/10/2025;Ana;fam@a.cl;Sauna;30.000\n";
    import(&app, "ventas.csv", file.as_bytes()).await;
    let spend = "SELECT concat_ws(' ', c.full_name, spend) FROM customers c JOIN customer_metrics m ON m.customer_id = c.id
                 ORDER BY c.full_name";
    assert_eq!(app.db.texts(spend), ["Ana Soto 40000", "Pedro Soto 20000"]);
}

#[tokio::test]
async fn two_people_without_an_email_are_two() {
    let app = admin().await;
    let file = "Nombre;Correo\nAna;sin correo\nEva;sin correo\nAna;ana@a.cl\nAna R.;ana@a.cl\n";
    let done = import(&app, "clientes.csv", file.as_bytes()).await;
    assert_eq!(figures(&done)[1], 3);
}

#[tokio::test]
async fn the_command_takes_the_columns_that_were_chosen_on_the_page_for_the_same_header() {
    let app = admin().await;
    let file = |row: &str| format!("Código;Nombre;Cosa\n{row}\n");
    let mapping = upload(&app, "clientes.csv", file("1;Ana;llega tarde").as_bytes()).await;
    let guessed = mapping.attrs("[data-row=column]", "data-field");
    assert_ne!(guessed[2], "notes");
    check(&app, &mapping, &[("c2", "notes")]).await.expect(200);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("otros.csv");
    std::fs::write(&path, file("2;Eva;llega temprano")).unwrap();
    let output = command(&app.db, &["import", "customers", path.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let stored = "SELECT notes FROM customers WHERE full_name = 'Eva'";
    assert_eq!(app.db.text(stored), "llega temprano");
}

#[tokio::test]
async fn a_sale_is_read_as_a_chilean_till_writes_it_and_what_no_form_takes_is_refused() {
    let app = admin().await;
    let file = "Cliente;Celular;Servicio;Fecha y hora;Precio\n\
        Ana Soto;5,69877E+10;Sauna;01/10/2025 10:30;$45.000.-\n\
        Eva Paz;9 8765 4321;Sauna;14/02/0025 10:00;$45.000\n\
        Eva Paz;9 8765 4321;Sauna;02/10/2025 10:00;$450.000.000.000.000\n";
    let mapping = upload(&app, "ventas.csv", file.as_bytes()).await;
    let fields = mapping.attrs("[data-row=column]", "data-field");
    let expected = [
        "name",
        "phone",
        "service_name",
        "service_date",
        "price_paid",
    ];
    assert_eq!(fields, expected);
    let checked = check(&app, &mapping, &[]).await.expect(200);
    let doubts = checked.attrs("[data-row=warning]", "data-id");
    assert_eq!(doubts, ["phone"]);
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done), [3, 1, 0, 0, 2]);
    let stored = "SELECT concat_ws(' ', date, price) FROM service_history";
    assert_eq!(app.db.texts(stored), ["2025-10-01 45000"]);
}
