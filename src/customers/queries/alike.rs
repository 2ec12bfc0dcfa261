//! Who might be the customer that somebody is about to add.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use super::Named;
use crate::customers::similarity::{Known, POSSIBLE, Traits, compare};
use crate::domain::CustomerId;

/// Of a name that more bear, the others tell nothing.
const LOOKED_AT: i64 = 60;
const NAMED: usize = 5;

/// What is compared of a customer; a statement selects [`COMPARED`].
#[derive(Debug, Clone, QueryableByName)]
pub struct Compared {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone_e164: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub tax_id: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    pub birth_date: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub address: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub city: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub region: Option<String>,
}

impl Compared {
    pub fn traits(&self) -> Traits {
        Traits::new(&Known {
            full_name: &self.full_name,
            email: self.email.as_deref(),
            phone_e164: self.phone_e164.as_deref(),
            tax_id: self.tax_id.as_deref(),
            birth_date: self.birth_date,
            address: self.address.as_deref(),
            city: self.city.as_deref(),
            region: self.region.as_deref(),
        })
    }
}

/// Whoever has the same phone, address or two words of the name, each from its index.
const CANDIDATES: &str = "
    (SELECT {columns} FROM customers WHERE phone_e164 = $1 AND deleted_at IS NULL LIMIT $5)
    UNION
    (SELECT {columns} FROM customers WHERE lower(email) = lower($2) AND deleted_at IS NULL LIMIT $5)
    UNION
    (SELECT {columns} FROM customers
     WHERE search_text LIKE '%' || like_literal($3) || '%' AND search_text LIKE '%' || like_literal($4) || '%'
       AND deleted_at IS NULL LIMIT $5)";
/// The columns of [`Compared`].
pub const COMPARED: &str =
    "id, full_name, email, phone_e164, tax_id, birth_date, address, city, region";

/// Who is possibly the same as somebody of whom this is known, the most alike first.
pub fn list_alike(
    conn: &mut PgConnection,
    known: &Known<'_>,
    besides: Option<CustomerId>,
) -> QueryResult<Vec<Named>> {
    let traits = Traits::new(known);
    let words = traits.rarest_words();
    let word = |place: usize| words.get(place).map(|word| (*word).to_owned());
    let candidates: Vec<Compared> = diesel::sql_query(CANDIDATES.replace("{columns}", COMPARED))
        .bind::<Nullable<Text>, _>(known.phone_e164)
        .bind::<Nullable<Text>, _>(known.email)
        .bind::<Nullable<Text>, _>(word(0))
        .bind::<Nullable<Text>, _>(word(1))
        .bind::<BigInt, _>(LOOKED_AT)
        .load(conn)?;
    let mut alike: Vec<(i32, Named)> = candidates
        .into_iter()
        .filter(|candidate| Some(candidate.id) != besides)
        .map(|candidate| {
            let score = compare(&traits, &candidate.traits()).score;
            let (id, full_name) = (candidate.id, candidate.full_name);
            (score, Named { id, full_name })
        })
        .filter(|(score, _)| *score >= POSSIBLE)
        .collect();
    alike.sort_by_key(|(score, named)| (-score, named.id));
    alike.truncate(NAMED);
    Ok(alike.into_iter().map(|(_, named)| named).collect())
}
