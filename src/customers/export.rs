//! The list as a table for spreadsheets, whole: read by id and sent on piece by piece, however many there are.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};

use super::batches::{Selection, back_to};
use super::columns::Columns;
use super::fields::{Field, Kind};
use super::filters::Filters;
use super::params::ListParams;
use super::queries::{self, Exported};
use super::views::row::{label_text, value_text};
use crate::audit::{self, Change};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, CustomerId};
use crate::web::spreadsheet::{self, Cell, Row, Style};
use crate::web::{AppError, Flash, Keys, Page, redirect_with};

/// So many rows are held at a time.
const PIECE: i64 = 1_000;

/// What is left to be sent.
struct Rest {
    db: Db,
    page: Page,
    filters: Filters,
    /// These alone, whatever else the list has.
    only: Option<Vec<CustomerId>>,
    columns: Columns,
    /// The last that was sent; `None` once all are.
    after: Option<CustomerId>,
}

pub async fn download(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Exports)?;
    let query = request.query_string();
    // The list's form names those who are meant, and carries the list's query.
    let selection = Selection::of_query(query);
    let list = match selection.query.is_empty() {
        true => query,
        false => selection.query.as_str(),
    };
    let own = &user.organisation().customer_fields;
    let params = ListParams::of_query(list).with_figures(user.organisation());
    let filters = Filters::read(&params, user.id(), own);
    let only = selection.is_these.then_some(selection.ids);
    if only.as_ref().is_some_and(Vec::is_empty) {
        let flash = Flash::warn(user.frame().t("batch-nobody-title"));
        return Ok(redirect_with(&keys, &back_to(&selection.query), flash));
    }
    let is_whole = query.split('&').any(|part| part == "all=yes");
    let columns = match is_whole {
        true => Columns::all(own),
        false => filters.columns.clone(),
    };
    let words = filters.words();
    let mut aside: Vec<&str> = words.iter().map(String::as_str).collect();
    aside.extend(["columns", "view"]);
    let note = Change::of_all("customer.exported", "customer")
        .set("filters", filters.query_without(&aside))
        .set("columns", columns.names())
        .set("customers", only.as_ref().map(Vec::len));
    let actor = user.actor();
    db.transaction::<_, crate::db::Error, _>(move |conn| {
        Ok(audit::record(conn, &actor, &note).map(|_| ())?)
    })
    .await?;
    let page = user.page();
    let (style, heads) = (Style::of(&page), heads(&page, &columns));
    let name = format!("clientes-{}.csv", user.today());
    let rest = Rest {
        db: db.as_ref().clone(),
        page,
        filters,
        only,
        columns,
        after: Some(CustomerId::from(0)),
    };
    spreadsheet::answer_in_parts(style, &name, heads, rest, next_piece)
}

fn heads(page: &Page, columns: &Columns) -> Vec<String> {
    // "ID" would be the number that another system has for them.
    let mut heads = vec![page.t("customers-own-number"), page.t("name")];
    heads.extend(columns.fields().iter().map(|field| head(page, field)));
    heads
}

/// What the business calls a field is words of people.
fn head(page: &Page, field: &Field) -> String {
    let label = label_text(page, field);
    match field.label {
        Some(_) => label,
        None => spreadsheet::marked(&label),
    }
}

async fn next_piece(mut rest: Rest) -> Result<Option<(Vec<Row>, Rest)>, AppError> {
    let Some(after) = rest.after else {
        return Ok(None);
    };
    let (filters, columns, only) = (
        rest.filters.clone(),
        rest.columns.clone(),
        rest.only.clone(),
    );
    let read = rest.db.run(move |conn| {
        queries::list_exported(conn, &filters, only.as_deref(), &columns, (after, PIECE))
    });
    let rows = read.await?;
    let is_last = rows.len() < usize::try_from(PIECE).unwrap_or(usize::MAX);
    rest.after = rows.last().map(|row| row.id).filter(|_| !is_last);
    let piece = rows.iter().map(|row| line(&rest.page, &rest.columns, row));
    Ok(Some((piece.collect(), rest)))
}

fn line(page: &Page, columns: &Columns, row: &Exported) -> Row {
    let mut cells = vec![Cell::number(row.id.get()), Cell::text(&row.full_name)];
    let fields = columns.fields().iter().zip(&row.shown);
    cells.extend(fields.map(|(field, value)| cell(page, field, value.as_deref())));
    cells
}

/// An instant where the organisation is: `2025-10-26 13:04:00`.
fn local(page: &Page, value: &str) -> String {
    let at: Option<DateTime<Utc>> = value.parse().ok();
    let zone = page.organisation.time_zone;
    let at = at.map(|at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S"));
    at.map(|at| at.to_string()).unwrap_or_default()
}

/// Figures without their signs, days and moments as ISO has them: what a spreadsheet reckons with.
fn cell(page: &Page, field: &Field, value: Option<&str>) -> Cell {
    match (field.kind, value) {
        (_, None) => Cell::empty(),
        (Kind::Money, Some(minor)) => {
            Cell::money(minor.parse().unwrap_or_default(), page.currency())
        }
        (Kind::Number | Kind::Date, Some(value)) => Cell::as_is(value),
        (Kind::Decimal, Some(value)) => Cell::decimal(value),
        (Kind::Moment, Some(value)) => Cell::as_is(local(page, value)),
        (Kind::Text | Kind::Choice(_), value) => Cell::text(&value_text(page, field, value)),
    }
}
