//! Numbers that were somebody else's, and people who would come twice.

use super::steps::{admin, check, figures, import, run, upload};

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

#[tokio::test]
async fn who_is_on_record_under_another_number_is_told_before_she_comes_twice() {
    let app = admin().await;
    let first = "Código;Nombre;Correo;Teléfono;RUT\n\
        1;Ana Rojas;ana@a.cl;;\n2;Beto Paz;paz@a.cl;912345678;\n3;Carla Díaz;;;41.950.470-K\n";
    let done = import(&app, "clientes.csv", first.as_bytes()).await;
    assert!(!done.has("#alike"));
    let contacts = "Nombre;Correo;Teléfono;RUT\n\
        ana  ROJAS;ANA@a.cl;;\nEva Paz;paz@a.cl;912345678;\nBeto Paz;;+56 9 1234 5678;\nC. Díaz;;;41950470-k\nDora;;;\n";
    let mapping = upload(&app, "contactos.csv", contacts.as_bytes()).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    let told = checked.text("#alike");
    assert!(told.starts_with("3 personas parecen estar ya"), "{told}");
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done)[1], 5);
    assert_eq!(done.attr("#alike a", "href"), "/duplicates");
    let mapping = upload(&app, "contactos.csv", contacts.as_bytes()).await;
    let again = check(&app, &mapping, &[]).await.expect(200);
    assert!(!again.has("#alike"), "they are told once");
}
