//! What files bring besides names and addresses: tags, owners, words of ours, permissions, birthdays.

use vinculo::customers::{self, CustomerChanges};
use vinculo::domain::Role;

use super::steps::{admin, check, figures, import, run, undo, upload};
use super::*;
use crate::support::a_user;

const TAGS: &str = "SELECT array_to_string(tags, ',') FROM customers ORDER BY id";

#[tokio::test]
async fn tags_are_brought_once_and_taken_back() {
    let app = admin().await;
    let file = "Código;Nombre;Etiquetas\n1;Ana;\"VIP; Embarazada, vip\"\n2;Eva;\n";
    let done = import(&app, "clientes.csv", file.as_bytes()).await;
    assert_eq!(figures(&done), [2, 2, 0, 0, 0]);
    assert_eq!(app.db.texts(TAGS), ["VIP,Embarazada", ""]);
    let again = import(&app, "clientes.csv", file.as_bytes()).await;
    assert_eq!(figures(&again), [2, 0, 0, 2, 0]);

    let other = file.replace("VIP; ", "Tarde; ");
    let mapping = upload(&app, "clientes.csv", other.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(
        checked.texts("#changes [data-row=change] td"),
        [
            "Ana",
            "Etiquetas",
            "VIP, Embarazada",
            "VIP, Embarazada, Tarde"
        ]
    );
    let done = run(&app, &checked).await;
    assert_eq!(app.db.texts(TAGS)[0], "VIP,Embarazada,Tarde");
    undo(&app, &done.path, false).await;
    assert_eq!(app.db.texts(TAGS), ["VIP,Embarazada", ""]);
}

#[test]
fn tags_that_were_added_by_hand_stay_beside_those_that_the_file_says_anew() {
    let test = empty();
    let import = |tags: &str| {
        let file = format!("customer_id,name,tags\n1,Ana,\"{tags}\"\n");
        import_text(&test, Kind::Customers, &file).to_string()
    };
    import("VIP, Sauna");
    let changes = CustomerChanges {
        tags: Some(vec!["Alergia".into(), "Sauna".into()]),
        ..CustomerChanges::default()
    };
    customers::queries::update_customer(&mut test.conn(), 1.into(), &changes, None).unwrap();
    assert_eq!(
        import("sauna, VIP"),
        "1 read, 0 created, 0 updated, 1 unchanged, 0 rejected; kept by hand: 1"
    );
    assert_eq!(test.texts(TAGS), ["Alergia,Sauna"]);
    import("Tarde, vip");
    let told = "VIP was taken away by hand, and Sauna is said no more";
    assert_eq!(test.texts(TAGS), ["Alergia,Tarde"], "{told}");
    import("Tarde, alergia");
    assert_eq!(test.texts(TAGS), ["Alergia,Tarde"]);
}

#[test]
fn a_tag_that_the_form_would_not_take_is_left_out_and_told() {
    let test = empty();
    let long = "x".repeat(41);
    let file = format!("customer_id,name,tags\n1,Ana,VIP;{long}\n");
    let report = import_text(&test, Kind::Customers, &file);
    assert_eq!((report.created, report.rejected), (1, 0));
    assert_eq!(report.warnings[0].first[0].word(), "no_tag");
    assert_eq!(test.texts(TAGS), ["VIP"]);
}

#[test]
fn our_own_list_may_have_as_many_tags_as_are_stored_and_no_more() {
    let test = empty();
    import_text(&test, Kind::Customers, "customer_id,name\n1,Ana\n");
    test.sql(
        "UPDATE customers SET tags = (SELECT array_agg('t' || n ORDER BY n) || '{Jueves; tarde}' FROM generate_series(1, 21) AS n)",
    );
    let listed = test.text("(SELECT array_to_string(tags, ', ') FROM customers)");
    let import = |tags: &str| {
        let file = format!("vinculo_id,name,tags\n1,Ana,\"{tags}\"\n");
        let report = import_text(&test, Kind::Customers, &file);
        (report.updated, report.unchanged, report.rejected)
    };
    assert_eq!(import(&listed), (0, 1, 0));
    assert_eq!(import(&format!("{listed}, uno más")), (0, 0, 1));
    assert_eq!(import(&listed.replace("t1, ", "")), (1, 0, 0));
    let stored = "SELECT cardinality(tags) FROM customers";
    assert_eq!(test.texts(stored), ["21"]);
}

#[tokio::test]
async fn an_owner_is_known_by_name_or_email_and_whom_nobody_knows_is_told() {
    let app = admin().await;
    let conn = &mut app.db.conn();
    let rosa = a_user(Role::Sales).name("Rosa Díaz").create(conn);
    let beto = a_user(Role::Sales)
        .email("beto@equipo.example")
        .create(conn);
    let file = |of_ana: &str| {
        format!("Código;Nombre;A cargo de\n1;Ana;{of_ana}\n2;Eva;BETO@equipo.example\n3;Luz;\n")
    };
    let done = import(&app, "clientes.csv", file("rosa diaz").as_bytes()).await;
    assert_eq!(figures(&done), [3, 3, 0, 0, 0]);
    let owners = "SELECT coalesce(owner_id::text, '') FROM customers ORDER BY id";
    let expected = [rosa.to_string(), beto.to_string(), String::new()];
    assert_eq!(app.db.texts(owners), expected);

    let mapping = upload(&app, "clientes.csv", file("Nadie").as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(checked.attrs("[data-row=warning]", "data-id"), ["owner"]);
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done), [3, 0, 0, 3, 0]);
    assert_eq!(app.db.texts(owners), expected);
}

#[test]
fn a_kind_and_a_status_are_words_of_ours_in_any_language() {
    let test = empty();
    let file = "customer_id,name,customer_kind,customer_status\n1,Ana,Empresa,Bloqueado\n2,Eva,person,Prospect\n3,Luz,,\n";
    let report = import_text(&test, Kind::Customers, file);
    assert_eq!((report.created, report.rejected), (3, 0));
    let stored = "SELECT concat_ws(' ', kind, status) FROM customers ORDER BY id";
    let expected = ["company blocked", "person prospect", "person active"];
    assert_eq!(test.texts(stored), expected);
    let other = file.replace("Bloqueado", "Pagado");
    let report = import_text(&test, Kind::Customers, &other);
    assert_eq!((report.unchanged, report.rejected), (3, 0));
    assert_eq!(report.warnings.len(), 1, "it is told");
    assert_eq!(test.texts(stored), expected);
}

#[tokio::test]
async fn permissions_of_every_channel_are_noted_once_and_taken_back() {
    let app = admin().await;
    let file = "Código;Nombre;Acepta correos;Acepta WhatsApp;Permiso por SMS;Permiso para llamar\n\
        1;Ana;sí;sí;no;\n";
    let done = import(&app, "clientes.csv", file.as_bytes()).await;
    let said = "SELECT concat_ws(' ', channel, state) FROM consents ORDER BY channel";
    assert_eq!(
        app.db.texts(said),
        ["email given", "sms refused", "whatsapp given"]
    );
    let again = import(&app, "clientes.csv", file.as_bytes()).await;
    assert_eq!(figures(&again), [1, 0, 0, 1, 0]);
    undo(&app, &done.path, false).await;
    assert_eq!(app.db.number("SELECT count(*) FROM consents"), 0);
}

#[tokio::test]
async fn a_birthday_without_its_year_keeps_nobody_out() {
    let app = admin().await;
    let file = "Código;Nombre;Cumpleaños\n1;Ana;15/03\n2;Eva;15/03/1990\n";
    let mapping = upload(&app, "clientes.csv", file.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    let told = checked.attrs("[data-row=warning]", "data-id");
    assert_eq!(told, ["birth_date"]);
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done), [2, 2, 0, 0, 0]);
    let born = "SELECT coalesce(birth_date::text, '') FROM customers ORDER BY id";
    assert_eq!(app.db.texts(born), ["", "1990-03-15"]);
}

#[tokio::test]
async fn services_without_a_date_are_told_on_the_page_and_by_the_command() {
    let app = admin().await;
    let file = "Nombre;Servicio;Cuándo;Precio\nAna;Sauna;ayer;9.000\n";
    let mapping = upload(&app, "ventas.csv", file.as_bytes()).await;
    let told = mapping.text("#undated");
    assert!(told.contains("Servicio, Precio"), "{told}");
    let dated = file.replace("Cuándo", "Fecha");
    let mapping = upload(&app, "ventas.csv", dated.as_bytes()).await;
    assert!(!mapping.has("#undated"));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ventas.csv");
    std::fs::write(&path, file).unwrap();
    let output = command(&app.db, &["import", "customers", path.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("Left out: Servicio, Precio."), "{said}");
}

#[tokio::test]
async fn what_is_left_out_of_a_row_that_is_taken_is_not_shown_as_if_it_were_stored() {
    let app = admin().await;
    app.db.sql(
        r#"UPDATE settings SET customer_fields = '[{"key": "x1", "name": "Aniversario", "kind": "date"}]'"#,
    );
    let file = "Código;Nombre;Tipo;Estado;Ejecutivo;Etiquetas;Cumpleaños;Aniversario;Correo\n\
        1;Ana;VIP;Pagado;Nadie;;15/03;20/06;sincorreo\n\
        2;Eva;Empresa;;;Tarde;15/03/1990;20/06/2015;eva@a.cl\n\
        3;;VIP;;;;15/03;;\n";
    let fields = [
        "customer_kind",
        "customer_status",
        "owner",
        "tags",
        "birth_date",
        "x1",
        "email",
    ];
    let mapping = upload(&app, "clientes.csv", file.as_bytes()).await;
    let places = ["c2", "c3", "c4", "c5", "c6", "c7", "c8"];
    let chosen: Vec<_> = places.into_iter().zip(fields).collect();
    let checked = check(&app, &mapping, &chosen).await.expect(200);
    let shown = |line: i64| {
        fields
            .map(|field| checked.text(&format!("#preview [data-id='{line}'] [data-field={field}]")))
    };
    assert_eq!(shown(2), ["–", "–", "–", "", "–", "–", "sincorreo"]);
    assert_eq!(
        shown(3),
        [
            "Empresa",
            "",
            "",
            "Tarde",
            "15-03-1990",
            "20-06-2015",
            "eva@a.cl"
        ]
    );
    assert_eq!(shown(4), ["VIP", "", "", "", "15/03", "", ""], "refused");
}
