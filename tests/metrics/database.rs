//! A migrated database with a history, and the recount that its stored figures must equal.

use std::ops::Deref;

use diesel::sql_types::{BigInt, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query};
use vinculo::history::metrics;
use vinculo::segments;

pub use crate::support::data::{date, read};
use crate::support::{Contents, TestDatabase, data};

/// A database with its figures at 2025-10-26.
pub struct TestDb(TestDatabase);

impl Deref for TestDb {
    type Target = TestDatabase;

    fn deref(&self) -> &TestDatabase {
        &self.0
    }
}

impl TestDb {
    /// Empty.
    pub fn new() -> Self {
        let test = TestDatabase::with(Contents::Nothing);
        metrics::move_business_day(&mut test.conn(), date(data::TODAY)).unwrap();
        Self(test)
    }

    /// The customers and services of a folder of `tests/data`.
    pub fn with(folder: &str) -> Self {
        Self(TestDatabase::with(match folder {
            "spa" => Contents::Spa,
            _ => Contents::Edges,
        }))
    }

    /// Fails unless every stored figure equals a recount.
    pub fn assert_figures_equal_a_recount(&self) {
        segments::recount_waiting(&mut self.conn()).unwrap();
        let wrong: Vec<Wrong> = sql_query(include_str!("recount.sql"))
            .load(&mut self.conn())
            .unwrap();
        let wrong: Vec<_> = wrong.iter().filter(|figure| figure.rows > 0).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[derive(Debug, QueryableByName)]
struct Wrong {
    #[diesel(sql_type = Text)]
    #[expect(dead_code, reason = "printed when the recount differs")]
    figure: String,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

pub fn connect(url: &str) -> PgConnection {
    PgConnection::establish(url).unwrap()
}
