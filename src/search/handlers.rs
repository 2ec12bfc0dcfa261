use actix_web::{HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::forms::SearchQuery;
use super::queries::{self, Asked, Line};
use super::views::{Found, OptionsPart, SearchPage};
use crate::auth::SignedIn;
use crate::customers::queries::{Count, Row, search_customers};
use crate::customers::{Filters, Typed};
use crate::db::Db;
use crate::domain::Capability;
use crate::web::{AppError, Fragment, html};

/// More are better looked at in the list, to which the last line leads.
const CUSTOMERS_SHOWN: usize = 8;

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    fragment: Fragment,
    query: web::Query<SearchQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let (query, by) = (query.into_inner(), user.id());
    let filters = Filters::of_words(&query.q, by);
    let (asked, recent) = (filters.clone(), query.recent());
    let with_proposals = user.may(Capability::Proposals);
    let (rows, count, lines) = db
        .run(move |conn| match asked.q.is_empty() {
            true => {
                let recent = queries::list_recent(conn, &recent, with_proposals)?;
                Ok((Vec::new(), Count::Exactly(0), recent))
            }
            false => search(conn, &asked, with_proposals),
        })
        .await?;
    let found = Found::new(user.frame(), &filters, rows, count, lines);
    match fragment.0 {
        true => html(&OptionsPart {
            page: user.page(),
            found,
        }),
        false => html(&SearchPage {
            page: user.page(),
            found,
        }),
    }
}

fn search(
    conn: &mut PgConnection,
    filters: &Filters,
    with_proposals: bool,
) -> QueryResult<(Vec<Row>, Count, Vec<Line>)> {
    let (mut rows, count) = match &filters.typed {
        Typed::Search(search) => search_customers(conn, filters, search, 1)?,
        _ => (Vec::new(), Count::Exactly(0)),
    };
    rows.truncate(CUSTOMERS_SHOWN);
    let words = match &filters.typed {
        Typed::Search(_) => filters.q.split_whitespace().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let asked = Asked {
        words,
        phrase: filters.q.clone(),
        customers: rows.iter().map(|row| row.id).collect(),
        number: filters.q.trim_start_matches('#').parse().ok(),
        with_proposals,
    };
    let lines = queries::list_others(conn, &asked)?;
    Ok((rows, count, lines))
}
