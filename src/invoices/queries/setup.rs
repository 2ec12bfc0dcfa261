//! Series, taxes and who issues.

use diesel::dsl::now;
use diesel::prelude::*;
use serde::Deserialize;

use crate::db::schema::{billing_settings, invoice_series, invoices, tax_rates};
use crate::domain::{SeriesId, TaxRateId, UserId};
use crate::invoices::model::{Series, SeriesKind, TaxRate};

/// Who issues the invoices, as it is edited.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset, Deserialize)]
#[diesel(table_name = billing_settings)]
pub struct Issuer {
    pub legal_name: String,
    pub tax_id: String,
    pub address: String,
    /// Days from issue to when an invoice is due.
    pub term_days: i32,
    /// `None` while nobody has said.
    pub prices_include_tax: Option<bool>,
}

/// Where what a customer is told includes the tax, unless the business says otherwise.
const WITH_TAX: &str = "CL";

impl Issuer {
    /// Whether the catalogue's prices have the tax in them.
    pub fn prices_include_tax(&self, country: &str) -> bool {
        self.prices_include_tax.unwrap_or(country == WITH_TAX)
    }

    /// Whether documents can say who owes the taxes.
    pub fn is_known(&self) -> bool {
        !self.tax_id.is_empty()
    }
}

pub fn find_issuer(conn: &mut PgConnection) -> QueryResult<Issuer> {
    billing_settings::table
        .select(Issuer::as_select())
        .first(conn)
}

/// With the version that a form must bring back.
pub(in crate::invoices) fn find_issuer_version(
    conn: &mut PgConnection,
) -> QueryResult<(Issuer, i32)> {
    billing_settings::table
        .select((Issuer::as_select(), billing_settings::version))
        .first(conn)
}

/// Writes over the version that was read; 0 rows if somebody was faster.
pub(in crate::invoices) fn update_issuer(
    conn: &mut PgConnection,
    issuer: &Issuer,
    version: i32,
    by: Option<UserId>,
) -> QueryResult<usize> {
    diesel::update(billing_settings::table.filter(billing_settings::version.eq(version)))
        .set((
            issuer,
            billing_settings::version.eq(version + 1),
            billing_settings::updated_at.eq(now),
            billing_settings::updated_by.eq(by),
        ))
        .execute(conn)
}

/// Who issues in the demo business, and the tax of its country.
pub fn insert_demo(conn: &mut PgConnection, issuer: &Issuer, tax: &TaxEntry) -> QueryResult<()> {
    diesel::update(billing_settings::table)
        .set(issuer)
        .execute(conn)?;
    insert_tax(conn, tax).map(|_| ())
}

/// What a person decides of a series.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = invoice_series)]
pub struct SeriesEntry {
    pub code: String,
    pub name: String,
    pub kind: SeriesKind,
    pub is_external: bool,
    pub prefix: String,
    pub digits: i32,
    pub next_number: i64,
    pub active: bool,
}

pub fn list_series(conn: &mut PgConnection) -> QueryResult<Vec<Series>> {
    invoice_series::table
        .order((invoice_series::active.desc(), invoice_series::id))
        .select(Series::as_select())
        .load(conn)
}

/// Nobody takes a number of it before the transaction ends.
pub(in crate::invoices) fn lock_series(
    conn: &mut PgConnection,
    id: SeriesId,
) -> QueryResult<Series> {
    invoice_series::table
        .find(id)
        .select(Series::as_select())
        .for_update()
        .first(conn)
}

/// Whether a document was issued in it.
pub(in crate::invoices) fn is_series_used(
    conn: &mut PgConnection,
    id: SeriesId,
) -> QueryResult<bool> {
    let issued = invoices::table
        .filter(invoices::series_id.eq(id))
        .filter(invoices::full_number.is_not_null());
    diesel::select(diesel::dsl::exists(issued)).get_result(conn)
}

pub(in crate::invoices) fn insert_series(
    conn: &mut PgConnection,
    entry: &SeriesEntry,
) -> QueryResult<SeriesId> {
    diesel::insert_into(invoice_series::table)
        .values(entry)
        .returning(invoice_series::id)
        .get_result::<i64>(conn)
        .map(SeriesId::from)
}

pub(in crate::invoices) fn update_series(
    conn: &mut PgConnection,
    id: SeriesId,
    entry: &SeriesEntry,
) -> QueryResult<usize> {
    diesel::update(invoice_series::table.find(id))
        .set((
            entry,
            invoice_series::version.eq(invoice_series::version + 1),
        ))
        .execute(conn)
}

/// What a person decides of a tax.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = tax_rates)]
pub struct TaxEntry {
    pub name: String,
    pub basis_points: i32,
    pub is_default: bool,
    pub active: bool,
}

/// Those in use first, the highest first.
pub fn list_taxes(conn: &mut PgConnection) -> QueryResult<Vec<TaxRate>> {
    tax_rates::table
        .order((
            tax_rates::active.desc(),
            tax_rates::basis_points.desc(),
            tax_rates::id,
        ))
        .select(TaxRate::as_select())
        .load(conn)
}

pub(in crate::invoices) fn lock_tax(
    conn: &mut PgConnection,
    id: TaxRateId,
) -> QueryResult<TaxRate> {
    tax_rates::table
        .find(id)
        .select(TaxRate::as_select())
        .for_update()
        .first(conn)
}

/// Takes the mark from whichever has it: there is one default at most.
pub(in crate::invoices) fn update_no_default(conn: &mut PgConnection) -> QueryResult<usize> {
    diesel::update(tax_rates::table.filter(tax_rates::is_default))
        .set(tax_rates::is_default.eq(false))
        .execute(conn)
}

pub(in crate::invoices) fn insert_tax(
    conn: &mut PgConnection,
    entry: &TaxEntry,
) -> QueryResult<TaxRateId> {
    diesel::insert_into(tax_rates::table)
        .values(entry)
        .returning(tax_rates::id)
        .get_result::<i64>(conn)
        .map(TaxRateId::from)
}

pub(in crate::invoices) fn update_tax(
    conn: &mut PgConnection,
    id: TaxRateId,
    entry: &TaxEntry,
) -> QueryResult<usize> {
    diesel::update(tax_rates::table.find(id))
        .set((entry, tax_rates::version.eq(tax_rates::version + 1)))
        .execute(conn)
}
