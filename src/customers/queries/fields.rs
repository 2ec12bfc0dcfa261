//! The fields of the list as SQL, and what the list can be narrowed by to choose from.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use crate::customers::columns::Columns;
use crate::customers::fields::{Field, Source};
use crate::customers::saved::model::SavedView;
use crate::domain::UserId;

/// The values of these columns as an array of texts: dates and instants in ISO, amounts in minor units.
pub fn selected(columns: &Columns) -> String {
    let all: Vec<String> = columns.fields().iter().map(value).collect();
    format!("ARRAY[{}]::text[]", all.join(", "))
}

fn value(field: &Field) -> String {
    match field.source {
        Source::Column("tags") => "nullif(array_to_string(c.tags, ', '), '')".to_owned(),
        Source::Column("created_at") => {
            "to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')".to_owned()
        }
        Source::Column(column) => format!("c.{column}::text"),
        Source::Metric(column) => format!("m.{column}::text"),
        Source::Own(key) => format!("c.custom ->> '{key}'"),
        Source::Owner => "(SELECT name FROM users WHERE id = c.owner_id)".to_owned(),
        Source::Consent(channel) => format!(
            "coalesce((SELECT state FROM consents WHERE customer_id = c.id AND channel = '{channel}' \
             ORDER BY id DESC LIMIT 1), 'unknown')"
        ),
        Source::Late => "(SELECT told.overdue_since::text FROM customer_values told \
             WHERE told.customer_id = c.id AND m.last_date <= told.last_date)"
            .to_owned(),
        Source::Overdue => "(SELECT sum(i.open)::bigint::text FROM invoices i \
             JOIN settings ON settings.currency = i.currency CROSS JOIN business_day \
             WHERE i.customer_id = c.id AND i.open > 0 AND i.due_on < business_day.day)"
            .to_owned(),
    }
}

/// Something to choose above the list.
#[derive(Debug, Clone, QueryableByName)]
pub struct Choice {
    /// `owner`, `category` or `view`
    #[diesel(sql_type = Text)]
    pub filter: String,
    /// Its value in the address.
    #[diesel(sql_type = Text)]
    pub value: String,
    /// What it is called.
    #[diesel(sql_type = Text)]
    pub text: String,
    /// Of a view: the list's query, whose it is, whether everybody has it, and whether one's list begins with it.
    #[diesel(sql_type = Text)]
    pub query: String,
    #[diesel(sql_type = BigInt)]
    pub owner_id: UserId,
    #[diesel(sql_type = Bool)]
    pub is_shared: bool,
    #[diesel(sql_type = Bool)]
    pub is_default: bool,
    /// Of a person: whether they cannot sign in any more.
    #[diesel(sql_type = Bool)]
    pub is_disabled: bool,
}

impl Choice {
    /// The view that it is.
    pub fn view(&self) -> Option<SavedView> {
        let id = self.value.parse().ok().filter(|_| self.filter == "view")?;
        Some(SavedView {
            id,
            name: self.text.clone(),
            query: self.query.clone(),
            is_shared: self.is_shared,
            owner_id: self.owner_id,
        })
    }
}

/// More tabs are for nobody.
const MOST_VIEWS: i64 = 60;

/// The people who may own customers or own some still, the categories of the catalogue, and the views of this person; also
/// the owner who is asked for, whoever they are.
pub fn list_choices(
    conn: &mut PgConnection,
    user: UserId,
    owner: Option<UserId>,
) -> QueryResult<Vec<Choice>> {
    // A customer in the order of the index: of an EXISTS the planner would read the whole table for whoever owns none.
    diesel::sql_query(
        "SELECT * FROM (
             SELECT 'owner' AS filter, u.id::text AS value, u.name AS text, '' AS query, u.id AS owner_id,
                    false AS is_shared, false AS is_default, u.disabled_at IS NOT NULL AS is_disabled
             FROM users u
             WHERE u.disabled_at IS NULL OR u.id = $3
                OR (SELECT true FROM customers c WHERE c.owner_id = u.id AND c.deleted_at IS NULL
                    ORDER BY c.full_name COLLATE names LIMIT 1)
             UNION ALL
             SELECT DISTINCT 'category', category, category, '', 0, false, false, false FROM services
             WHERE merged_into IS NULL
             UNION ALL
             (SELECT 'view', v.id::text, v.name, v.query, v.owner_id, v.is_shared, d.user_id IS NOT NULL, false
              FROM customer_views v LEFT JOIN customer_view_defaults d ON d.view_id = v.id AND d.user_id = $1
              WHERE v.deleted_at IS NULL AND (v.owner_id = $1 OR v.is_shared)
              ORDER BY v.owner_id = $1 DESC, v.id LIMIT $2)
         ) AS choice ORDER BY filter, is_disabled, text COLLATE names, value",
    )
    .bind::<BigInt, _>(user)
    .bind::<BigInt, _>(MOST_VIEWS)
    .bind::<BigInt, _>(owner.map_or(0, UserId::get))
    .load(conn)
}
