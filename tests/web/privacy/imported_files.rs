//! Files that were imported, when somebody of whom they say something is erased.

use super::{erase, start};
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
