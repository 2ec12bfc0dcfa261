//! Who is here already, in a file that has no numbers for them.

use super::pages::{admin, check, import, upload};
use super::*;

const HEAD: &str =
    "name,email,phone,document_id,service_type,service_name,service_date,price_paid\n";

fn agenda(kind: Kind) -> Order {
    Order {
        source: "agenda".into(),
        ..order(kind)
    }
}

#[test]
fn who_came_from_another_file_is_found_by_tax_id_or_by_name_with_email_or_phone() {
    let test = empty();
    import_text(
        &test,
        Kind::Customers,
        "customer_id,name,email,phone,document_id\n\
         1,Ana Rojas,ana@a.cl,,41950470-K\n\
         2,Beto Paz,beto@a.cl,987654321,\n\
         3,Eva Soto,,912345678,\n",
    );
    let file = format!(
        "{HEAD}\
         Ana R.,,,41.950.470-k,Spa,Sauna,2024-01-01,1000\n\
         BETO  paz,beto@a.cl,,,Spa,Sauna,2024-01-02,2000\n\
         Carla Paz,beto@a.cl,987654321,,Spa,Sauna,2024-01-03,3000\n\
         éva soto,,9 1234 5678,,Spa,Sauna,2024-01-04,4000\n"
    );
    let run = || {
        import_as(&test, &agenda(Kind::Both), &file)
            .unwrap()
            .to_string()
    };
    let stored = || {
        test.texts(
            "SELECT concat_ws(' ', c.external_source, c.full_name, m.spend)
             FROM customers c JOIN customer_metrics m ON m.customer_id = c.id ORDER BY c.id",
        )
    };
    let expected = [
        "file Ana R. 1000",
        "file BETO  paz 2000",
        "file éva soto 4000",
        "agenda Carla Paz 3000",
    ];
    assert_eq!(
        run(),
        "4 read, 4 created, 0 updated, 0 unchanged, 0 rejected; customers: 1 created, 3 updated"
    );
    assert_eq!(stored(), expected);
    assert_eq!(
        run(),
        "4 read, 0 created, 0 updated, 4 unchanged, 0 rejected"
    );
    assert_eq!(stored(), expected);
}

#[test]
fn where_two_would_do_or_tax_ids_differ_a_row_is_somebody_new() {
    let test = empty();
    test.sql(
        "INSERT INTO customers (full_name, phone_e164) VALUES
             ('Ana Rojas', '+56912345678'), ('Ana Rojas', '+56912345678');
         INSERT INTO customers (full_name, email, tax_id, tax_id_key)
         VALUES ('Beto Paz', 'beto@a.cl', '41950470-K', '41950470-K')",
    );
    let file =
        "name,email,phone,document_id\nAna Rojas,,912345678,\nBeto Paz,beto@a.cl,,7.775.777-5\n";
    let keys = test.number("SELECT count(tax_id_key) FROM customers");
    let report = import_as(&test, &agenda(Kind::Customers), file).unwrap();
    assert_eq!((report.created, report.updated), (2, 0));
    assert_eq!(
        test.number("SELECT count(tax_id_key) FROM customers"),
        keys + 1,
        "the second tax id is one"
    );
}

#[test]
fn what_people_wrote_stays_and_what_is_blank_is_filled() {
    let test = empty();
    test.sql(
        "INSERT INTO customers (full_name, email, phone, phone_e164)
         VALUES ('Ana Rojas', 'ana@a.cl', '912345678', '+56912345678')",
    );
    let run = || {
        let file = "name,email,phone,city\nAna Rojas,ANA@a.cl,987654321,Osorno\n";
        import_as(&test, &agenda(Kind::Customers), file)
            .unwrap()
            .to_string()
    };
    assert_eq!(
        run(),
        "1 read, 0 created, 1 updated, 0 unchanged, 0 rejected; kept by hand: 1"
    );
    let stored = "SELECT concat_ws(' ', email, phone_e164, city, external_id) FROM customers";
    assert_eq!(test.texts(stored), ["ana@a.cl +56912345678 Osorno"]);
    assert_eq!(
        run(),
        "1 read, 0 created, 0 updated, 1 unchanged, 0 rejected; kept by hand: 1"
    );
}

#[test]
fn families_on_one_email_are_apart_in_one_file_too() {
    let test = empty();
    let file = "name,email,phone\nAna Rojas,casa@a.cl,\nBeto Paz,casa@a.cl,\nEva Soto,sincorreo,\nLuz Vera,sincorreo,\n";
    let report = import_as(&test, &agenda(Kind::Customers), file).unwrap();
    assert_eq!((report.created, report.rejected), (4, 0));
    let again = import_as(&test, &agenda(Kind::Customers), file).unwrap();
    assert_eq!(again.unchanged, 4);
}

#[tokio::test]
async fn numbers_of_another_system_are_told_before_anything_is_stored() {
    let app = admin().await;
    let first = "Código,Nombre\n1,Ana Rojas\n2,Beto Paz\n";
    import(&app, "clientes.csv", first.as_bytes()).await;
    let other = "Código,Nombre\n1,Carla Díaz\n2,Beto Paz Soto\n";
    let mapping = upload(&app, "otros.csv", other.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert!(
        checked.text("#renamed").contains("1 persona"),
        "{}",
        checked.text("#renamed")
    );
    let mapping = upload(&app, "clientes.csv", first.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert!(!checked.has("#renamed"));
}
