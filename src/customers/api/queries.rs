use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::super::model::Customer;
use super::super::queries::conditions::{Conditions, FROM, load};
use super::super::queries::count::count_of;
use super::super::queries::{Count, count_customers};
use super::super::search::Typed;
use super::fields::Asked;
use crate::db::schema::customers;
use crate::domain::CustomerId;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: CustomerId,
}

/// A page of those who are asked for, the last changed first, and how many there are in all.
pub fn list_clients(conn: &mut PgConnection, asked: &Asked) -> QueryResult<(Vec<Customer>, i64)> {
    if asked.filters.typed == Typed::TooShort {
        return Ok((Vec::new(), 0));
    }
    let conditions = conditions(asked);
    let sql = format!(
        "SELECT c.id FROM {FROM} WHERE {} ORDER BY c.updated_at DESC, c.id DESC LIMIT {} OFFSET {}",
        conditions.sql, asked.limit, asked.skip
    );
    let ids: Vec<Id> = load(conn, sql, &conditions.binds)?;
    let ids: Vec<CustomerId> = ids.into_iter().map(|row| row.id).collect();
    let total = count(conn, asked, &conditions)?;
    Ok((list_in_order(conn, &ids)?, total))
}

fn conditions(asked: &Asked) -> Conditions {
    let mut conditions = Conditions::of(&asked.filters);
    if let Typed::Search(search) = &asked.filters.typed {
        conditions.and_terms(search);
    }
    if let Some(label) = &asked.label {
        let place = conditions.bind(label);
        conditions.and(&format!("lower(c.segment_label) = lower({place})"));
    }
    conditions
}

/// All of them: a client walks to the end by it.
fn count(conn: &mut PgConnection, asked: &Asked, conditions: &Conditions) -> QueryResult<i64> {
    let is_searched = matches!(asked.filters.typed, Typed::Search(_));
    if asked.label.is_none() && !is_searched {
        let stored = count_customers(conn, &asked.filters)?;
        if let Count::Exactly(total) = stored {
            return Ok(total);
        }
    }
    let sql = format!("SELECT count(*) AS n FROM {FROM} WHERE {}", conditions.sql);
    count_of(conn, sql, &conditions.binds)
}

fn list_in_order(conn: &mut PgConnection, ids: &[CustomerId]) -> QueryResult<Vec<Customer>> {
    let rows: Vec<Customer> = customers::table
        .filter(customers::id.eq_any(ids))
        .select(Customer::as_select())
        .load(conn)?;
    let mut by_id: HashMap<CustomerId, Customer> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// The first who has this address.
pub fn find_by_email(conn: &mut PgConnection, email: &str) -> QueryResult<Customer> {
    customers::table
        .filter(
            super::super::queries::lower(customers::email.assume_not_null())
                .eq(email.to_lowercase()),
        )
        .filter(customers::deleted_at.is_null())
        .order(customers::id)
        .select(Customer::as_select())
        .first(conn)
}

/// Hides a customer; 0 where somebody was faster.
pub fn delete_client(conn: &mut PgConnection, id: CustomerId) -> QueryResult<usize> {
    let there = customers::table
        .find(id)
        .filter(customers::deleted_at.is_null());
    diesel::update(there)
        .set((
            customers::deleted_at.eq(diesel::dsl::now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)
}
