//! Numbers that were somebody else's.

use super::steps::{admin, check, import, upload};

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
