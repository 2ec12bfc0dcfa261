//! The two lists.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use diesel::{PgConnection, QueryResult};

use super::forms::{CustomerHistoryQuery, HistoryQuery};
use super::model::ListedService;
use super::queries::{self, CategoryYear, HistoryFilter, RowFilter};
use super::totals::Totals;
use super::views::{CustomerPage, IndexPage, Rows};
use crate::auth::SignedIn;
use crate::customers;
use crate::db::Db;
use crate::domain::{Capability, CustomerId, ServiceId};
use crate::services::{self, Service};
use crate::web::{AppError, Pages, html};

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<HistoryQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let (filter, today) = (query.into_inner().cleaned(), user.today());
    let wanted = filter.page.parse().unwrap_or(1);
    let asked = filter_of(&filter);
    let (services, totals, found, pages) = db
        .run(move |conn| {
            let services = services::queries::list_services(conn)?;
            let totals = queries::find_filter_totals(conn, &asked)?;
            let pages = Pages::new(wanted, totals.count);
            let rows = RowFilter {
                customer: None,
                from: asked.from,
                to: asked.to,
                services: wanted_services(&asked, &services),
            };
            let found = list_page(conn, &rows, today, pages)?;
            Ok((services, totals, found, pages))
        })
        .await?;
    html(&IndexPage {
        page: user.page(),
        filter,
        services,
        list: Rows::new(found, totals, today, pages),
    })
}

/// The figures of a filter and the rows that it shows are asked for in the same words.
fn filter_of(query: &HistoryQuery) -> HistoryFilter {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    HistoryFilter {
        from: query.from.parse().ok(),
        to: query.to.parse().ok(),
        // What is no id is nobody's: ids begin at 1.
        service: given(&query.service).map(|id| id.parse().unwrap_or(ServiceId::from(0))),
        category: given(&query.category),
    }
}

/// The entries of the catalogue that a filter names; `None` where it names none.
fn wanted_services(filter: &HistoryFilter, services: &[Service]) -> Option<Vec<ServiceId>> {
    if filter.service.is_none() && filter.category.is_none() {
        return None;
    }
    let category = filter.category.as_deref();
    let is_wanted = |service: &&Service| {
        category.is_none_or(|category| service.category == category)
            && filter.service.is_none_or(|id| service.id == id)
    };
    let wanted = services.iter().filter(is_wanted);
    Some(wanted.map(|service| service.id).collect())
}

/// A page of rows; those that lie ahead come with the first.
fn list_page(
    conn: &mut PgConnection,
    filter: &RowFilter,
    today: NaiveDate,
    pages: Pages,
) -> QueryResult<Vec<ListedService>> {
    let upcoming = pages.number() == 1 && filter.to.is_none_or(|to| to > today);
    let place = (Pages::ROWS, pages.offset());
    queries::list_rows(conn, filter, today, upcoming, place)
}

pub async fn of_customer(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<CustomerId>,
    query: web::Query<CustomerHistoryQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let (id, filter, today) = (id.into_inner(), query.into_inner().cleaned(), user.today());
    let wanted = filter.page.parse().unwrap_or(1);
    let asked = filter.clone();
    let (customer, taken, totals, found, pages) = db
        .run(move |conn| {
            let customer = customers::queries::find_customer(conn, id)?;
            let taken = queries::list_categories_by_year(conn, id)?;
            let totals = totals_of(&asked, &taken);
            let pages = Pages::new(wanted, totals.count);
            let rows = rows_of(id, &asked, &taken);
            let found = list_page(conn, &rows, today, pages)?;
            Ok((customer, taken, totals, found, pages))
        })
        .await?;
    html(&CustomerPage {
        page: user.page(),
        customer: id,
        customer_name: customer.full_name,
        is_erased: customer.erased_at.is_some(),
        filter,
        taken,
        list: Rows::new(found, totals, today, pages),
    })
}

fn rows_of(
    customer: CustomerId,
    query: &CustomerHistoryQuery,
    taken: &[CategoryYear],
) -> RowFilter {
    let year: Option<i32> = query.year.parse().ok();
    let day = |month, day| year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    let of_category = taken
        .iter()
        .filter(|taken| taken.category == query.category);
    let services = of_category.flat_map(|taken| taken.services.iter().copied().map(Into::into));
    RowFilter {
        customer: Some(customer),
        from: day(1, 1),
        to: day(12, 31),
        services: (!query.category.is_empty()).then(|| services.collect()),
    }
}

fn totals_of(query: &CustomerHistoryQuery, taken: &[CategoryYear]) -> Totals {
    let year: Option<i32> = query.year.parse().ok();
    let mut totals = Totals::default();
    for part in taken {
        let is_category = query.category.is_empty() || part.category == query.category;
        if is_category && year.is_none_or(|year| part.year == year) {
            totals += part.totals;
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken() -> Vec<CategoryYear> {
        let part = |category: &str, year, services: &[i64], count| CategoryYear {
            category: category.into(),
            year,
            services: services.to_vec(),
            totals: Totals {
                count,
                revenue: count * 10,
            },
        };
        vec![
            part("Spa", 2025, &[1, 2], 3),
            part("Yoga", 2025, &[3], 1),
            part("Spa", 2024, &[2], 4),
        ]
    }

    fn query(category: &str, year: &str) -> CustomerHistoryQuery {
        CustomerHistoryQuery {
            category: category.into(),
            year: year.into(),
            page: String::new(),
        }
    }

    #[test]
    fn the_totals_are_those_of_the_filter() {
        let count = |category, year| totals_of(&query(category, year), &taken()).count;
        assert_eq!(count("", ""), 8);
        assert_eq!(count("Spa", ""), 7);
        assert_eq!(count("", "2025"), 4);
        assert_eq!(count("Spa", "2024"), 4);
        assert_eq!(count("Pilates", ""), 0);
    }

    #[test]
    fn a_category_that_was_never_taken_shows_nothing() {
        let services = |category| rows_of(7.into(), &query(category, ""), &taken()).services;
        assert_eq!(services(""), None);
        assert_eq!(services("Pilates"), Some(vec![]));
        assert_eq!(services("Yoga"), Some(vec![3.into()]));
    }
}
