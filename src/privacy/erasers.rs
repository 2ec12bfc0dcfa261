use diesel::{PgConnection, QueryResult};

use crate::domain::Erasure;

type EraseRows = fn(&mut PgConnection, &Erasure) -> QueryResult<usize>;

/// Everything that tells of a customer, table by table, in the order in which it is erased.
#[derive(Clone, Default)]
pub struct Erasers(Vec<(&'static str, EraseRows)>);

impl Erasers {
    /// Names the function of a table's owner that erases.
    pub fn of(mut self, table: &'static str, erase_rows: EraseRows) -> Self {
        self.0.push((table, erase_rows));
        self
    }

    /// The tables that are handled.
    pub fn tables(&self) -> Vec<&'static str> {
        self.0.iter().map(|(table, _)| *table).collect()
    }

    pub fn carry_out(&self, conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<()> {
        for (_, erase_rows) in &self.0 {
            erase_rows(conn, erasure)?;
        }
        Ok(())
    }
}
