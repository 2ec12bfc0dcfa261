//! The payments of a period, with what came in by each way: the till at the end of a day, the bank at the end of a month.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::model::PaymentMethod;
use super::queries::received::{Movement, Period, Received, list_movements, sum_received};
use super::views::{method_name, methods};
use crate::activities::read_day;
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::period::month_start;
use crate::domain::{Capability, Currency};
use crate::web::spreadsheet::{self, Cell};
use crate::web::{AppError, Int, Keys, Page, Pages, html, query};

/// The filters as they stand in the address; without days it is the month so far.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReceivedQuery {
    from: String,
    to: String,
    method: String,
    page: String,
}

impl ReceivedQuery {
    /// What is set, without the page.
    fn given(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("from", self.from.as_str()),
            ("to", &self.to),
            ("method", &self.method),
        ];
        let set = all.into_iter();
        set.filter(|(_, value)| !value.trim().is_empty()).collect()
    }

    fn period(&self, today: chrono::NaiveDate) -> Period {
        let day = |typed| read_day(typed).ok().flatten();
        let to = day(&self.to).unwrap_or(today);
        Period {
            from: day(&self.from).unwrap_or(month_start(to)),
            to,
            method: self.method.parse().ok(),
        }
    }
}

#[derive(Template)]
#[template(path = "invoices/payments.html")]
struct ReceivedPage {
    page: Page,
    query: ReceivedQuery,
    period: Period,
    rows: Vec<Movement>,
    sums: Vec<Received>,
    pages: Pages,
}

impl ReceivedPage {
    fn sees_sums(&self) -> bool {
        self.page.may(Capability::MoneyTotals)
    }

    fn methods(&self) -> Vec<(String, String)> {
        methods(&self.page)
    }

    fn method(&self, method: &PaymentMethod) -> String {
        method_name(&self.page, method)
    }

    fn money(&self, minor: impl Int, currency: &Currency) -> String {
        let locale = &self.page.organisation.locale;
        locale.money(minor.int(), *currency)
    }

    /// Each currency with all that came in; they are never added.
    fn totals(&self) -> Vec<(Currency, i64)> {
        let mut totals: Vec<(Currency, i64)> = Vec::new();
        for sum in &self.sums {
            match totals
                .iter_mut()
                .find(|(currency, _)| *currency == sum.currency)
            {
                Some((_, total)) => *total += sum.amount,
                None => totals.push((sum.currency, sum.amount)),
            }
        }
        totals
    }

    fn address(&self, path: &str) -> String {
        let (from, to) = (self.period.from.to_string(), self.period.to.to_string());
        let mut given = vec![("from", from.as_str()), ("to", to.as_str())];
        if !self.query.method.is_empty() {
            given.push(("method", &self.query.method));
        }
        query(path, &given)
    }

    fn base(&self) -> String {
        self.address("/invoices/payments") + "&"
    }
}

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ReceivedQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesRead)?;
    let query = query.into_inner();
    let number = query.page.parse().unwrap_or(1);
    let period = query.period(user.today());
    let asked = period.clone();
    let (rows, sums, pages) = db
        .run(move |conn| {
            let sums = sum_received(conn, &asked)?;
            let pages = Pages::new(number, sums.iter().map(|sum| sum.count).sum());
            let rows = list_movements(conn, &asked, Pages::ROWS, pages.offset())?;
            Ok((rows, sums, pages))
        })
        .await?;
    html(&ReceivedPage {
        page: user.page(),
        query,
        period,
        rows,
        sums,
        pages,
    })
}

/// The same for a spreadsheet.
pub async fn download(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    asked_for: web::Query<ReceivedQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::MoneyTotals)?;
    let period = asked_for.period(user.today());
    let asked = period.clone();
    let rows = db
        .run(move |conn| list_movements(conn, &asked, spreadsheet::ASKED, 0))
        .await?;
    let list = query("/invoices/payments", &asked_for.given());
    let page = user.page();
    let words = (list.as_str(), "export-too-many");
    if let Some(answer) = spreadsheet::refuse_too_many(&page, &keys, rows.len(), words) {
        return Ok(answer);
    }
    let heads = [
        "payment-day",
        "invoice-number",
        "customer",
        "payment-method",
        "payment-reference",
        "payment-amount",
        "currency",
    ];
    let cells = rows.iter().map(|row| {
        vec![
            Cell::day(Some(row.day)),
            Cell::text(row.number.as_deref().unwrap_or_default()),
            Cell::text(&row.customer),
            Cell::text(&method_name(&page, &row.method)),
            Cell::text(&row.reference),
            Cell::money(row.amount, row.currency),
            Cell::text(row.currency.code()),
        ]
    });
    let name = format!(
        "{}-{}-{}.csv",
        page.t("export-payments"),
        period.from,
        period.to
    );
    spreadsheet::answer(&page, &name, &heads, cells)
}
