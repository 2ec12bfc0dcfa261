//! Files that nobody has imported yet, when somebody whom they may name is erased.

use super::person::{NAME, zoraida};
use super::{erase, start};
use crate::support::Contents;

#[tokio::test]
async fn a_file_that_waits_and_may_name_the_person_goes_and_its_import_can_be_discarded() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    app.db.sql(
        "INSERT INTO imports (id, kind, source, file_name, state, look) VALUES
             (910, 'customers', 'other', 'a.csv', 'mapping', '{\"sample\": [[\"zoraida.zqx@correo.example\"]]}'),
             (911, 'customers', 'zqxfile', 'b.csv', 'checked', NULL),
             (912, 'customers', 'other', 'c.csv', 'mapping', NULL),
             (913, 'customers', 'zqxfile', 'd.csv', 'done', NULL);
         INSERT INTO import_pieces (import_id, number, body)
         SELECT generate_series(910, 913), 0, 'Zoraida'",
    );
    erase(&app, id, NAME).await.expect(303);
    let states =
        "SELECT concat_ws(' ', id, state, failure) FROM imports WHERE id >= 910 ORDER BY id";
    assert_eq!(
        app.db.texts(states),
        [
            "910 failed import-failure-erased",
            "911 failed import-failure-erased",
            "912 mapping",
            "913 done"
        ]
    );
    let kept = "SELECT import_id FROM import_pieces";
    assert_eq!(app.db.texts(kept), ["912"]);

    let page = app.get("/imports/910").await.expect(200);
    assert!(page.words().contains("Se borró el archivo"));
    app.get("/imports/910/mapping").await.expect(303);
    // One of which nothing was kept to show can be discarded too.
    for id in [910, 911, 912] {
        let path = format!("/imports/{id}");
        let discard = format!("form[action='{path}/deletion']");
        assert!(app.get(&path).await.expect(200).has(&discard), "{id}");
        app.post_form(&format!("{path}/deletion"), &[])
            .await
            .expect(303);
    }
}
