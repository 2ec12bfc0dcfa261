use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use diesel::{PgConnection, QueryResult};

use super::cohorts::Monthly;
use super::forms::{Asked, By, ReportQuery};
use super::tables::{self, COHORT_MONTHS, Table};
use super::views::{self, ReportPage};
use super::{cohorts, queries};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::period::month_start;
use crate::domain::{Capability, Hemisphere};
use crate::web::spreadsheet::{self, Cell};
use crate::web::{AppError, html, redirect, unprocessable};

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ReportQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::MoneyTotals)?;
    let (asked, wrong) = match query.read(user.today()) {
        Ok(asked) => (asked, None),
        Err((usual, key)) => (usual, Some((key, query.typed()))),
    };
    let hemisphere = user.organisation().hemisphere;
    let (table, first) = db
        .run(move |conn| {
            let first = queries::find_first_month(conn)?;
            Ok((load(conn, &asked, hemisphere, first)?, first))
        })
        .await?;
    let is_wrong = wrong.is_some();
    let page = ReportPage::new(user.page(), asked, wrong, table, first);
    match is_wrong {
        false => html(&page),
        true => unprocessable(&page),
    }
}

fn load(
    conn: &mut PgConnection,
    asked: &Asked,
    hemisphere: Hemisphere,
    first: Option<NaiveDate>,
) -> QueryResult<Table> {
    let mut period = asked.period;
    if first.is_none() {
        return Ok(tables::by_month(&[], None, period));
    }
    // Before the first service there are no months to show.
    period.from = period.from.max(first.unwrap_or(period.from));
    Ok(match asked.by {
        By::Month => {
            let months = queries::list_months(conn, period)?;
            tables::by_month(&months, list_visits(conn, asked)?.as_deref(), period)
        }
        By::Category => tables::by_category(&queries::list_services(conn, period)?),
        By::Service => tables::by_service(queries::list_services(conn, period)?),
        By::Season => {
            let months = queries::list_months(conn, period)?;
            tables::by_season(&months, list_visits(conn, asked)?.as_deref(), hemisphere)
        }
        By::Weekday => tables::by_weekday(&queries::list_weekdays(conn, period)?),
        By::Returning => {
            let rows = queries::list_visitors(conn, asked.months())?;
            tables::returning(&cohorts::by_month(rows))
        }
        By::Cohort => {
            let rows = queries::list_cohorts(conn, asked.months())?;
            let running = month_start(asked.today);
            let found = cohorts::by_cohort(rows, running, COHORT_MONTHS);
            tables::cohorts(&found, running)
        }
    })
}

/// The visits of each month; `None` in a part of a month, for which nobody has counted them.
fn list_visits(conn: &mut PgConnection, asked: &Asked) -> QueryResult<Option<Vec<Monthly>>> {
    if !asked.is_of_whole_months() {
        return Ok(None);
    }
    let visitors = queries::list_visitors(conn, asked.months())?;
    Ok(Some(cohorts::by_month(visitors)))
}

/// The table of the page.
pub async fn export(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ReportQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::MoneyTotals)?;
    user.require(Capability::Exports)?;
    let Ok(asked) = query.read(user.today()) else {
        return Ok(redirect("/reports"));
    };
    let hemisphere = user.organisation().hemisphere;
    let table = db
        .run(move |conn| {
            let first = queries::find_first_month(conn)?;
            load(conn, &asked, hemisphere, first)
        })
        .await?;
    let page = user.page();
    let mut heads = vec![page.t(&format!("reports-line-{}", asked.by))];
    heads.extend((0..table.heads.len()).map(|index| views::head(&page, &table, index)));
    let row = |name: String, figures: &[tables::Figure]| {
        let mut cells = vec![Cell::text(&name)];
        cells.extend(figures.iter().map(|figure| views::cell(&page, figure)));
        cells
    };
    let mut rows: Vec<_> = table
        .lines
        .iter()
        .map(|line| row(views::name(&page, &line.subject), &line.figures))
        .collect();
    rows.push(row(page.t("segments-all"), &table.total));
    let (from, to) = (asked.period.from, asked.period.to);
    let name = format!(
        "{}-{from}-{to}.csv",
        page.t(&format!("reports-file-{}", asked.by))
    );
    spreadsheet::answer_with(&page, &name, heads, rows.into_iter())
}
