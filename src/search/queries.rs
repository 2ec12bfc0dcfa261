//! What is found besides customers, whose own search is `customers::queries::search_customers`.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};

use super::forms::Record;
use crate::domain::CustomerId;

/// More of a kind are better narrowed by another word.
const MOST: i64 = 5;
/// Of one customer so many proposals are named.
const OF_EACH: i64 = 3;
/// How alike a service's name must be, of 1: as for customers.
const ALIKE: &str = crate::db::WORD_SIMILARITY;

/// A service, a proposal or a customer, as a line.
#[derive(Debug, Clone, QueryableByName)]
pub struct Line {
    /// `services`, `proposals`, `customers`: the first word of its address.
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub note: String,
    /// A proposal's state; `inactive` of a service that is no longer offered; empty else.
    #[diesel(sql_type = Text)]
    pub state: String,
    /// Found by a name that is only like what was typed.
    #[diesel(sql_type = Bool)]
    pub is_similar: bool,
}

/// The catalogue is small enough to be read through; proposals are looked up by number or by their customers.
const OTHERS: &str = "
    (SELECT 'services' AS kind, s.id, s.name AS title, s.category AS note,
            CASE WHEN s.active THEN '' ELSE 'inactive' END AS state, NOT found.literally AS is_similar
     FROM services s
     CROSS JOIN LATERAL (
         SELECT fold(s.category || ' ' || s.name) AS label
     ) AS folded
     CROSS JOIN LATERAL (
         SELECT NOT EXISTS (
                    SELECT FROM unnest($1) AS word WHERE folded.label NOT LIKE '%' || like_literal(word) || '%'
                ) AS literally,
                word_similarity(fold($2), folded.label) AS likeness
     ) AS found
     WHERE s.merged_into IS NULL AND cardinality($1) > 0 AND (found.literally OR (length($2) >= 4 AND found.likeness >= {ALIKE}))
     ORDER BY found.literally DESC, s.active DESC, found.likeness DESC, s.name COLLATE names, s.id LIMIT {MOST})
    UNION ALL
    (SELECT 'proposals', p.id, c.full_name, p.subject, p.state, false
     FROM (
         SELECT newest.id FROM unnest($3) AS customer (id)
         CROSS JOIN LATERAL (
             SELECT id FROM proposals WHERE customer_id = customer.id ORDER BY id DESC LIMIT {OF_EACH}
         ) AS newest
         UNION
         SELECT $4
     ) AS found JOIN proposals p ON p.id = found.id JOIN customers c ON c.id = p.customer_id AND c.deleted_at IS NULL
     WHERE $5
     ORDER BY p.id = $4 DESC NULLS LAST, p.id DESC LIMIT {MOST})";

/// What is asked besides customers.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Each is somewhere in a service's category or name; none looks for no service.
    pub words: Vec<String>,
    /// All that was typed.
    pub phrase: String,
    /// Whose proposals are meant.
    pub customers: Vec<CustomerId>,
    /// The number of a proposal.
    pub number: Option<i64>,
    /// Whether the reader works with proposals.
    pub with_proposals: bool,
}

pub fn list_others(conn: &mut PgConnection, asked: &Asked) -> QueryResult<Vec<Line>> {
    let sql = OTHERS
        .replace("{ALIKE}", ALIKE)
        .replace("{MOST}", &MOST.to_string())
        .replace("{OF_EACH}", &OF_EACH.to_string());
    let customers: Vec<i64> = asked.customers.iter().map(|id| id.get()).collect();
    diesel::sql_query(sql)
        .bind::<Array<Text>, _>(&asked.words)
        .bind::<Text, _>(&asked.phrase)
        .bind::<Array<BigInt>, _>(customers)
        .bind::<Nullable<BigInt>, _>(asked.number)
        .bind::<Bool, _>(asked.with_proposals)
        .load(conn)
}

const RECENT: &str = "
    SELECT asked.kind, asked.id, found.title, found.note, found.state, false AS is_similar
    FROM unnest($1, $2, $3) AS asked (kind, id, place)
    CROSS JOIN LATERAL (
        SELECT c.full_name AS title, coalesce(c.email, c.phone, '') AS note, '' AS state FROM customers c
        WHERE asked.kind = 'customers' AND c.id = asked.id AND c.deleted_at IS NULL
        UNION ALL
        SELECT s.name, s.category, CASE WHEN s.active THEN '' ELSE 'inactive' END FROM services s
        WHERE asked.kind = 'services' AND s.id = asked.id
        UNION ALL
        SELECT c.full_name, p.subject, p.state FROM proposals p JOIN customers c ON c.id = p.customer_id
        WHERE $4 AND asked.kind = 'proposals' AND p.id = asked.id AND c.deleted_at IS NULL
    ) AS found
    ORDER BY asked.place";

/// The records that were opened last, in the order given; what is gone is left out.
pub fn list_recent(
    conn: &mut PgConnection,
    records: &[Record],
    with_proposals: bool,
) -> QueryResult<Vec<Line>> {
    let (mut kinds, mut ids) = (Vec::new(), Vec::new());
    for record in records {
        let (kind, id) = match record {
            Record::Customer(id) => ("customers", id.get()),
            Record::Service(id) => ("services", id.get()),
            Record::Proposal(id) => ("proposals", id.get()),
        };
        kinds.push(kind);
        ids.push(id);
    }
    let places: Vec<i32> = (1..).take(ids.len()).collect();
    diesel::sql_query(RECENT)
        .bind::<Array<Text>, _>(kinds)
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Array<Integer>, _>(places)
        .bind::<Bool, _>(with_proposals)
        .load(conn)
}
