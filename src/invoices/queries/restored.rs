use std::fmt;

use diesel::prelude::*;

use crate::db::schema::invoice_series;
use crate::invoices::numbers::written;

/// A series that a restore stopped, and where it would go on.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Stopped {
    pub code: String,
    pub name: String,
    pub prefix: String,
    pub digits: i32,
    pub next_number: i64,
}

/// After a restore the numbers that were given since the backup would be given again, to others. No series of our own gives any
/// until a person sets it active again.
pub fn stop_series(conn: &mut PgConnection) -> QueryResult<Vec<Stopped>> {
    let open = invoice_series::table
        .filter(invoice_series::active)
        .filter(invoice_series::is_external.eq(false));
    let mut stopped: Vec<Stopped> = diesel::update(open)
        .set((
            invoice_series::active.eq(false),
            invoice_series::version.eq(invoice_series::version + 1),
        ))
        .returning((
            invoice_series::code,
            invoice_series::name,
            invoice_series::prefix,
            invoice_series::digits,
            invoice_series::next_number,
        ))
        .get_results(conn)?;
    stopped.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(stopped)
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next = written(&self.prefix, self.digits, self.next_number);
        write!(f, "{} ({}) would go on with {next}", self.code, self.name)
    }
}
