//! A file of more rows than one statement stores.

use chrono::NaiveDate;
use diesel::{Connection as _, PgConnection, QueryResult};
use vinculo::history::bulk::{self, Merged, StagedService};
use vinculo::services;

use crate::support::{Contents, TestDatabase};

const SOURCE: &str = "import";
const ANA: &str = "INSERT INTO customers (full_name, external_source, external_id) VALUES ('Ana Soto', 'import', 'ana')";

fn row(line: i64, id: &str) -> StagedService {
    StagedService {
        line,
        external_id: Some(id.to_owned()),
        customer: Some("ana".to_owned()),
        category: Some("Masajes".to_owned()),
        name: Some("Masaje 50 min".to_owned()),
        date: NaiveDate::from_ymd_opt(2025, 3, 1),
        price: Some(40_000),
        ..StagedService::default()
    }
}

/// Stores the rows, and gives how far it was each time that it was told.
fn merge(conn: &mut PgConnection, rows: &[(i64, &str)]) -> QueryResult<(Merged, Vec<(i64, i64)>)> {
    conn.transaction(|conn| {
        bulk::create_stage(conn)?;
        bulk::copy_to_stage(conn, rows.iter().map(|(line, id)| row(*line, id)).collect())?;
        services::bulk::match_staged(conn)?;
        let mut told = Vec::new();
        let merged = bulk::merge(conn, SOURCE, &mut |line, last| {
            told.push((line, last));
            QueryResult::Ok(())
        })?;
        Ok((merged, told))
    })
}

#[test]
fn a_long_file_is_stored_slice_by_slice_in_the_order_of_its_lines() {
    let db = TestDatabase::with(Contents::Nothing);
    db.sql(ANA);
    let conn = &mut db.conn();

    // The first history has the numbers of the file, where they are any.
    let rows = [
        (2, "40"),
        (500_000, "30"),
        (500_001, "x"),
        (1_100_000, "20"),
    ];
    let (merged, told) = merge(conn, &rows).unwrap();
    assert_eq!((merged.created, merged.updated), (4, 0));
    let halves = [
        500_000, 1_000_000, 1_100_000, 1_600_000, 2_100_000, 2_200_000,
    ];
    assert_eq!(told, halves.map(|line| (line, 2_200_000)));
    let stored = "SELECT external_id || '=' || id FROM service_history ORDER BY id";
    assert_eq!(db.texts(stored), ["20=20", "30=30", "40=40", "x=41"]);

    // What is stored is not looked at again; what is new is counted on.
    let rows = [(2, "40"), (500_000, "y"), (500_001, "x"), (700_000, "z")];
    let (merged, told) = merge(conn, &rows).unwrap();
    assert_eq!((merged.created, merged.updated), (2, 0));
    assert_eq!(told, [(500_000, 700_000), (700_000, 700_000)]);
    assert_eq!(db.texts(stored)[3..], ["x=41", "y=42", "z=43"]);
    assert_eq!(db.number("SELECT services FROM customer_metrics"), 6);
}

#[test]
fn an_import_that_is_cancelled_between_two_slices_leaves_nothing() {
    let db = TestDatabase::with(Contents::Nothing);
    db.sql(ANA);
    let cancelled = db.conn().transaction(|conn| {
        bulk::create_stage(conn)?;
        bulk::copy_to_stage(conn, vec![row(2, "1"), row(600_000, "2")])?;
        services::bulk::match_staged(conn)?;
        bulk::merge(conn, SOURCE, &mut |_, _| {
            Err(diesel::result::Error::RollbackTransaction)
        })
    });
    assert_eq!(cancelled, Err(diesel::result::Error::RollbackTransaction));
    assert_eq!(db.number("SELECT count(*) FROM service_history"), 0);
}
