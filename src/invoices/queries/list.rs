//! The list of invoices, paged and filtered.

use chrono::{Days, NaiveDate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Text};

use crate::db::schema::invoices;
use crate::domain::{Currency, CustomerId};
use crate::invoices::model::{Invoice, InvoiceState, InvoiceType};
use crate::text_enum;
use crate::web::Pages;

diesel::define_sql_function! { fn like_literal(word: Text) -> Text; }

text_enum! {
    /// Which documents the list shows.
    pub enum Shown {
        Draft = "draft",
        /// Something is still owed: issued or partly paid.
        Open = "open",
        Issued = "issued",
        PartlyPaid = "partly_paid",
        Overdue = "overdue",
        Paid = "paid",
        Cancelled = "cancelled",
        CreditNote = "credit_note",
    }
}

text_enum! {
    /// For how many days something is overdue.
    pub enum Age {
        To30 = "1-30",
        To60 = "31-60",
        To90 = "61-90",
        Beyond90 = "91",
    }
}

impl Age {
    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::To30 => "invoices-to-30",
            Self::To60 => "invoices-to-60",
            Self::To90 => "invoices-to-90",
            Self::Beyond90 => "invoices-beyond-90",
        }
    }

    /// The fewest days and the most.
    pub fn days(self) -> (u64, Option<u64>) {
        match self {
            Self::To30 => (1, Some(30)),
            Self::To60 => (31, Some(60)),
            Self::To90 => (61, Some(90)),
            Self::Beyond90 => (91, None),
        }
    }
}

text_enum! {
    /// What stands first.
    #[derive(Default)]
    pub enum Sort {
        #[default]
        Newest = "newest",
        /// What was or is due first.
        Due = "due",
    }
}

/// The filters, as they are checked.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Each is somewhere in number, name or tax id; accents and case are forgiven.
    pub words: Vec<String>,
    pub shown: Option<Shown>,
    pub customer: Option<CustomerId>,
    pub currency: Option<Currency>,
    /// Open, and overdue for so long.
    pub age: Option<Age>,
    pub sort: Sort,
    /// Issued on this day or later.
    pub from: Option<NaiveDate>,
    /// Issued on this day or earlier.
    pub to: Option<NaiveDate>,
    pub today: NaiveDate,
}

impl Filter {
    fn query(&self) -> invoices::BoxedQuery<'_, Pg> {
        let mut query = invoices::table.into_boxed();
        if let Some(customer) = self.customer {
            query = query.filter(invoices::customer_id.eq(customer));
        }
        if let Some(currency) = self.currency {
            query = query.filter(invoices::currency.eq(currency));
        }
        if let Some((least, most)) = self.age.map(Age::days) {
            let before = |days| self.today.checked_sub_days(Days::new(days));
            query = query
                .filter(invoices::open.gt(0))
                .filter(invoices::due_on.le(before(least)));
            if let Some(most) = most {
                query = query.filter(invoices::due_on.ge(before(most)));
            }
        }
        // What is paid is due no more.
        if self.sort == Sort::Due {
            query = query.filter(invoices::open.gt(0));
        }
        if let Some(from) = self.from {
            query = query.filter(invoices::issued_on.ge(from));
        }
        if let Some(to) = self.to {
            query = query.filter(invoices::issued_on.le(to));
        }
        for word in &self.words {
            let part = "%".into_sql::<Text>().concat(like_literal(word));
            query = query.filter(invoices::search_text.like(part.concat("%")));
        }
        match self.shown {
            Some(shown) => self.only(query, shown),
            None => query,
        }
    }

    fn only<'a>(
        &self,
        query: invoices::BoxedQuery<'a, Pg>,
        shown: Shown,
    ) -> invoices::BoxedQuery<'a, Pg> {
        let state = match shown {
            Shown::CreditNote => {
                return query.filter(invoices::type_.eq(InvoiceType::CreditNote));
            }
            Shown::Open => return query.filter(invoices::open.gt(0)),
            Shown::Overdue => {
                return query
                    .filter(invoices::open.gt(0))
                    .filter(invoices::due_on.lt(self.today));
            }
            Shown::Draft => InvoiceState::Draft,
            Shown::Issued => InvoiceState::Issued,
            Shown::PartlyPaid => InvoiceState::PartlyPaid,
            Shown::Paid => InvoiceState::Paid,
            Shown::Cancelled => InvoiceState::Cancelled,
        };
        query
            .filter(invoices::state.eq(state))
            .filter(invoices::type_.ne(InvoiceType::CreditNote))
    }
}

/// A page of the list.
pub fn list_page(
    conn: &mut PgConnection,
    filter: &Filter,
    pages: Pages,
) -> QueryResult<Vec<Invoice>> {
    list_some(conn, filter, Pages::ROWS, pages.offset())
}

/// In the order that is asked for, so many after those that are skipped.
pub fn list_some(
    conn: &mut PgConnection,
    filter: &Filter,
    most: i64,
    skipped: i64,
) -> QueryResult<Vec<Invoice>> {
    let query = match filter.sort {
        Sort::Newest => filter.query().order(invoices::id.desc()),
        Sort::Due => filter
            .query()
            .order((invoices::due_on.asc().nulls_last(), invoices::id)),
    };
    query
        .select(Invoice::as_select())
        .limit(most)
        .offset(skipped)
        .load(conn)
}

/// How many there are, counted no further than one beyond what pages can show.
pub fn count_listed(conn: &mut PgConnection, filter: &Filter) -> QueryResult<i64> {
    let listed = filter
        .query()
        .select(invoices::id)
        .limit(Pages::REACHED + 1);
    Counted(listed).get_result(conn)
}

/// `SELECT count(*) FROM (…)`: the database counts, and sends no rows.
#[derive(Debug, Clone, QueryId)]
struct Counted<T>(T);

impl<T: QueryFragment<Pg>> QueryFragment<Pg> for Counted<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS listed");
        Ok(())
    }
}

impl<T> Query for Counted<T> {
    type SqlType = BigInt;
}

impl<T> RunQueryDsl<PgConnection> for Counted<T> {}
