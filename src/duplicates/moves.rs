use std::collections::BTreeMap;

use diesel::{PgConnection, QueryResult};

use crate::domain::{CustomerId, CustomerMove};

type MoveRows = fn(&mut PgConnection, &CustomerMove) -> QueryResult<Vec<String>>;

/// The keys of the rows that changed hands, by table.
pub type Moved = BTreeMap<String, Vec<String>>;

/// Everything that belongs to a customer and goes along when two become one, table by table.
#[derive(Clone, Default)]
pub struct Moves(Vec<(&'static str, MoveRows)>);

impl Moves {
    /// Names the function of a table's owner that hands over its rows; the table says whose they are in `customer_id`.
    pub fn of(mut self, table: &'static str, move_rows: MoveRows) -> Self {
        self.0.push((table, move_rows));
        self
    }

    /// The tables that are handled.
    pub fn tables(&self) -> Vec<&'static str> {
        self.0.iter().map(|(table, _)| *table).collect()
    }

    /// Hands over all that `from` has.
    pub fn carry_out(
        &self,
        conn: &mut PgConnection,
        from: CustomerId,
        to: CustomerId,
    ) -> QueryResult<Moved> {
        let order = CustomerMove::all(from, to);
        let mut moved = Moved::new();
        for (table, move_rows) in &self.0 {
            let keys = move_rows(conn, &order)?;
            if !keys.is_empty() {
                moved.insert((*table).to_owned(), keys);
            }
        }
        Ok(moved)
    }

    /// Hands back what was handed over, as far as it is still there; returns how many rows went.
    pub fn take_back(
        &self,
        conn: &mut PgConnection,
        from: CustomerId,
        to: CustomerId,
        moved: &Moved,
    ) -> QueryResult<usize> {
        let mut count = 0;
        for (table, move_rows) in &self.0 {
            if let Some(keys) = moved.get(*table) {
                count += move_rows(conn, &CustomerMove::back(from, to, keys.clone()))?.len();
            }
        }
        Ok(count)
    }
}
