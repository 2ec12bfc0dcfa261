//! The temporary table that the rows of a file are copied into.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

diesel::table! {
    /// A row of the file, or what is wrong with it.
    staged_customers (line) {
        line -> BigInt,
        problem_column -> Nullable<Text>,
        problem -> Nullable<Text>,
        external_id -> Nullable<Text>,
        full_name -> Nullable<Text>,
        legal_name -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        phone_e164 -> Nullable<Text>,
        tax_id -> Nullable<Text>,
        tax_id_key -> Nullable<Text>,
        address -> Nullable<Text>,
        city -> Nullable<Text>,
        region -> Nullable<Text>,
        country -> Nullable<Text>,
        sector -> Nullable<Text>,
        website -> Nullable<Text>,
        birth_date -> Nullable<Date>,
        created_on -> Nullable<Date>,
        source -> Nullable<Text>,
        notes -> Nullable<Text>,
        kind -> Nullable<Text>,
        status -> Nullable<Text>,
        owner_id -> Nullable<BigInt>,
        tags -> Nullable<Array<Text>>,
        segment_label -> Nullable<Text>,
        custom -> Nullable<Jsonb>,
        opt_in -> Nullable<Bool>,
        opt_in_whatsapp -> Nullable<Bool>,
        opt_in_sms -> Nullable<Bool>,
        opt_in_call -> Nullable<Bool>,
        customer_id -> Nullable<BigInt>,
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Insertable)]
#[diesel(table_name = staged_customers, treat_none_as_default_value = false)]
pub struct StagedCustomer {
    pub line: i64,
    /// With a problem the rest is not looked at.
    pub problem_column: Option<String>,
    pub problem: Option<String>,
    pub external_id: Option<String>,
    pub full_name: Option<String>,
    pub legal_name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub phone_e164: Option<String>,
    pub tax_id: Option<String>,
    pub tax_id_key: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub country: Option<String>,
    pub sector: Option<String>,
    pub website: Option<String>,
    pub birth_date: Option<NaiveDate>,
    /// The day on which they became a customer, in the organisation's zone.
    pub created_on: Option<NaiveDate>,
    pub source: Option<String>,
    pub notes: Option<String>,
    /// As they are stored: a word of ours.
    pub kind: Option<String>,
    pub status: Option<String>,
    /// Of a user.
    pub owner_id: Option<i64>,
    pub tags: Option<Vec<String>>,
    pub segment_label: Option<String>,
    /// What the business asks besides: an object of the keys that the row fills, each value as it is kept.
    pub custom: Option<serde_json::Value>,
    /// What they said to commercial e-mail; `None` where the file does not know.
    pub opt_in: Option<bool>,
    pub opt_in_whatsapp: Option<bool>,
    pub opt_in_sms: Option<bool>,
    pub opt_in_call: Option<bool>,
    /// Who it is, as far as they are stored; found in the database.
    pub customer_id: Option<i64>,
}

const STAGE: &str = "
    DROP TABLE IF EXISTS pg_temp.staged_customers;
    CREATE TEMPORARY TABLE staged_customers (
        line bigint NOT NULL, problem_column text, problem text,
        external_id text, full_name text, legal_name text, email text, phone text, phone_e164 text, tax_id text,
        tax_id_key text, address text, city text, region text, country text, sector text, website text, birth_date date,
        created_on date, source text, notes text, kind text, status text, owner_id bigint, tags text[], segment_label text,
        custom jsonb, opt_in boolean, opt_in_whatsapp boolean, opt_in_sms boolean, opt_in_call boolean, customer_id bigint
    ) ON COMMIT DROP";

pub fn create_stage(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(STAGE)
}

pub fn copy_to_stage(conn: &mut PgConnection, rows: Vec<StagedCustomer>) -> QueryResult<usize> {
    diesel::copy_from(staged_customers::table)
        .from_insertable(rows)
        .execute(conn)
}
