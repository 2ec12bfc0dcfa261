//! The list, and what of it is taken along.

use actix_web::{HttpResponse, web};

use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::Capability;
use crate::invoices::figures;
use crate::invoices::forms::ListQuery;
use crate::invoices::model::InvoiceType;
use crate::invoices::queries::list::Shown;
use crate::invoices::queries::{self, list};
use crate::invoices::summary::{self, Badge, Summary};
use crate::invoices::views::IndexPage;
use crate::web::spreadsheet::{self, Cell};
use crate::web::{AppError, Keys, Pages, html, query};

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesRead)?;
    let (query, today) = (query.into_inner(), user.today());
    let asked: i64 = query.page.parse().unwrap_or(1);
    let filter = query.filter(today);
    let sees_sums = user.may(Capability::MoneyTotals);
    let (rows, pages, balances) = db
        .run(move |conn| {
            let pages = Pages::new(asked, list::count_listed(conn, &filter)?);
            let rows = list::list_page(conn, &filter, pages)?;
            let balances = match sees_sums {
                true => Some(queries::figures::list_open(conn, today)?),
                false => None,
            };
            Ok((rows, pages, balances))
        })
        .await?;
    let page = user.page();
    let own = page.currency();
    html(&IndexPage {
        rows: rows.iter().map(|row| Summary::of(&page, row)).collect(),
        balances: balances.map(|balances| figures::own_first(balances, own)),
        page,
        query,
        pages,
    })
}

/// The list as it is filtered, for a spreadsheet.
pub async fn download(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    asked_for: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::MoneyTotals)?;
    let filter = asked_for.filter(user.today());
    let rows = db
        .run(move |conn| list::list_some(conn, &filter, spreadsheet::ASKED, 0))
        .await?;
    let list = query("/invoices", &asked_for.given());
    let page = user.page();
    let words = (list.as_str(), "export-too-many");
    if let Some(answer) = spreadsheet::refuse_too_many(&page, &keys, rows.len(), words) {
        return Ok(answer);
    }
    let heads = [
        "invoice-number",
        "invoice-type",
        "customer",
        "profile-tax-id",
        "invoice-issued-on",
        "invoice-due-on",
        "status",
        "invoice-net",
        "invoice-taxes",
        "invoice-total",
        "invoice-open",
        "currency",
    ];
    // What is added up is what was issued; who wants the drafts asks for them.
    let wants_drafts = asked_for.shown() == Some(Shown::Draft);
    let rows = rows.iter().filter(|row| wants_drafts || !row.is_draft());
    let cells = rows.map(|row| {
        // Summed, a credit note counts against what it corrects.
        let sign = match row.kind {
            InvoiceType::CreditNote => -1,
            _ => 1,
        };
        let money = |minor: i64| Cell::money(sign * minor, row.currency);
        vec![
            Cell::text(&summary::number(&page, row)),
            Cell::text(&page.t(&format!("invoice-type-{}", row.kind))),
            Cell::text(&row.customer_name),
            Cell::text(&row.customer_tax_id),
            Cell::day(row.issued_on),
            Cell::day(row.due_on),
            Cell::text(&Badge::of(&page, row).text),
            money(row.net),
            money(row.tax),
            money(row.total),
            money(row.open),
            Cell::text(row.currency.code()),
        ]
    });
    let name = format!("{}-{}.csv", page.t("export-invoices"), user.today());
    spreadsheet::answer(&page, &name, &heads, cells)
}
