use actix_web::{HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::grid::Grid;
use super::queries::{self, Years};
use super::rfm::Segment;
use super::views::{SegmentsPage, grid_chart};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::Capability;
use crate::web::spreadsheet::{self, Cell};
use crate::web::{AppError, html};

pub async fn index(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Segments)?;
    let (grid, years) = db.run(find_figures).await?;
    let page = user.page();
    html(&SegmentsPage {
        chart: grid_chart(&page, &grid),
        grid,
        years,
        page,
    })
}

fn find_figures(conn: &mut PgConnection) -> QueryResult<(Grid, Years)> {
    Ok((queries::find_grid(conn)?, queries::find_years(conn)?))
}

/// The table of the page, a row per segment.
pub async fn export(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Segments)?;
    user.require(Capability::Exports)?;
    let (grid, years) = db.run(find_figures).await?;
    let page = user.page();
    let heads = [
        "segment",
        "nav-customers",
        "segments-share",
        "segments-revenue",
        "segments-revenue-share",
        "segments-average-spend",
        "segments-recency-days",
        "segments-year",
    ];
    let currency = page.currency();
    let rows = grid.segments().into_iter().map(|group| {
        let is_none = group.segment == Segment::NoHistory;
        let share = group.customers as f64 / grid.with_history().max(1) as f64;
        let days = group.average_recency();
        vec![
            Cell::text(&page.t(&format!("segment-{}", group.segment))),
            Cell::number(group.customers),
            match is_none {
                true => Cell::empty(),
                false => Cell::text(&page.percent(share)),
            },
            Cell::money(group.spend, currency),
            match grid.revenue_share(&group) {
                Some(share) => Cell::text(&page.percent(share)),
                None => Cell::empty(),
            },
            Cell::money(group.average_spend(), currency),
            days.map_or_else(Cell::empty, Cell::number),
            Cell::money(years.of(group.segment), currency),
        ]
    });
    let name = format!("{}-{}.csv", page.t("segments-file-name"), page.today);
    spreadsheet::answer(&page, &name, &heads, rows)
}
