//! The list, paged and filtered.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::db::schema::{customers, opportunities, users};
use crate::opportunities::forms::list::{Filter, SortKey};
use crate::opportunities::model::Card;

/// Rows of a page of the list.
pub const PAGE: i64 = 50;
/// Where counting stops, and a page says "more than".
pub const COUNT_LIMIT: i64 = 10_000;

/// Narrows a boxed statement over opportunities and customers: those of a page and of its count differ in their type alone.
macro_rules! narrow {
    ($query:ident, $filter:ident) => {
        for word in &$filter.words {
            // Each half by its own index; an OR over two tables has none.
            let found = sql::<Bool>(
                "opportunities.id IN (
                    SELECT o.id FROM opportunities o WHERE fold(o.title) LIKE '%' || like_literal(",
            )
            .bind::<Text, _>(word.clone())
            .sql(
                ") || '%' UNION ALL
                    SELECT o.id FROM opportunities o JOIN customers c ON c.id = o.customer_id AND c.deleted_at IS NULL
                    WHERE c.search_text LIKE '%' || like_literal(",
            )
            .bind::<Text, _>(word.clone())
            .sql(") || '%')");
            $query = $query.filter(found);
        }
        if let Some(stage) = $filter.stage {
            $query = $query.filter(opportunities::stage.eq(stage));
        }
        if $filter.is_open {
            $query = $query.filter(opportunities::closed_at.is_null());
        }
        if let Some((first, last)) = $filter.closes {
            $query = $query.filter(opportunities::expected_close_on.between(first, last));
        }
        if let Some(since) = $filter.closed_since {
            $query = $query.filter(opportunities::closed_at.ge(since));
        }
        if let Some(owner) = $filter.owner {
            $query = $query.filter(opportunities::owner_id.eq(owner));
        }
        if let Some(customer) = $filter.customer {
            $query = $query.filter(opportunities::customer_id.eq(customer));
        }
    };
}

/// A page of the list.
pub fn list_page(conn: &mut PgConnection, filter: &Filter, page: i64) -> QueryResult<Vec<Card>> {
    let mut query = opportunities::table
        .inner_join(customers::table)
        .left_join(users::table.on(users::id.nullable().eq(opportunities::owner_id)))
        .filter(opportunities::deleted_at.is_null())
        .filter(customers::deleted_at.is_null())
        .select((
            opportunities::id,
            opportunities::customer_id,
            customers::full_name,
            opportunities::title,
            opportunities::stage,
            opportunities::value,
            opportunities::currency,
            opportunities::probability,
            opportunities::expected_close_on,
            users::name.nullable(),
            opportunities::position,
        ))
        .into_boxed();
    narrow!(query, filter);
    let id = opportunities::id;
    query = match (filter.sort.key, filter.sort.falling) {
        (SortKey::Updated, true) => query.order((opportunities::updated_at.desc(), id.desc())),
        (SortKey::Updated, false) => query.order((opportunities::updated_at, id)),
        (SortKey::Value, true) => query.order((opportunities::value.desc(), id.desc())),
        (SortKey::Value, false) => query.order((opportunities::value, id)),
        (SortKey::Close, true) => query.order((
            opportunities::expected_close_on.desc().nulls_last(),
            id.desc(),
        )),
        (SortKey::Close, false) => query.order((opportunities::expected_close_on, id)),
    };
    query.limit(PAGE).offset((page - 1) * PAGE).load(conn)
}

/// How many the list shows, up to just over [`COUNT_LIMIT`].
pub fn count_list(conn: &mut PgConnection, filter: &Filter) -> QueryResult<i64> {
    let mut query = opportunities::table
        .inner_join(customers::table)
        .filter(opportunities::deleted_at.is_null())
        .filter(customers::deleted_at.is_null())
        .select(opportunities::id)
        .limit(COUNT_LIMIT + 1)
        .into_boxed();
    narrow!(query, filter);
    let found: Vec<i64> = query.load(conn)?;
    Ok(found.len() as i64)
}
