use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::flows::by_month;
use super::queries;
use super::views::{MovementPage, export_href, members_href};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::Capability;
use crate::segments::export as file;
use crate::segments::members::MembersPage;
use crate::segments::queries::find_years;
use crate::segments::rfm::Segment;
use crate::web::spreadsheet::{self, Cell};
use crate::web::{AppError, Keys, Pages, html, query};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MovementQuery {
    /// `2025-10`
    month: String,
    from: String,
    to: String,
    page: String,
}

impl MovementQuery {
    /// The first of the month; what is no month is as if it were absent.
    fn month(&self) -> Option<NaiveDate> {
        format!("{}-01", self.month).parse().ok()
    }

    /// The month and the step whose customers are asked for.
    fn step(&self) -> Result<(NaiveDate, (Segment, Segment)), AppError> {
        let parsed = |text: &str| text.parse::<Segment>().map_err(|_| AppError::NotFound);
        let month = self.month().ok_or(AppError::NotFound)?;
        Ok((month, (parsed(&self.from)?, parsed(&self.to)?)))
    }
}

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    asked: web::Query<MovementQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Segments)?;
    let (steps, years) = db
        .run(|conn| Ok((queries::list_steps(conn)?, find_years(conn)?)))
        .await?;
    html(&MovementPage::new(
        user.page(),
        by_month(steps),
        asked.month(),
        years.waiting,
    ))
}

/// All steps of all months.
pub async fn export(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Segments)?;
    user.require(Capability::Exports)?;
    let steps = db.run(queries::list_steps).await?;
    let page = user.page();
    let heads = [
        "movement-month",
        "movement-from",
        "movement-to",
        "nav-customers",
        "movement-year-spend",
    ];
    let name_of = |segment: Segment| Cell::text(&page.t(&format!("segment-{segment}")));
    let rows = by_month(steps).into_iter().flat_map(|month| month.steps);
    let rows = rows.map(|step| {
        vec![
            Cell::text(&step.month.format("%Y-%m").to_string()),
            name_of(step.from),
            name_of(step.to),
            Cell::number(step.customers),
            Cell::money(step.year_spend, page.currency()),
        ]
    });
    let name = format!("{}-{}.csv", page.t("movement-file-name"), page.today);
    spreadsheet::answer(&page, &name, &heads, rows)
}

/// Who made a step in a month.
pub async fn customers(
    user: SignedIn,
    db: web::Data<Db>,
    asked: web::Query<MovementQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Segments)?;
    let asked = asked.into_inner();
    let (month, step) = asked.step()?;
    let wanted = asked.page.parse().unwrap_or(1);
    let (members, pages) = db
        .run(move |conn| {
            let steps = queries::list_steps(conn)?;
            let is_it = |s: &&super::Step| (s.month, s.from, s.to) == (month, step.0, step.1);
            let count = steps.iter().find(is_it).map_or(0, |step| step.customers);
            let pages = Pages::new(wanted, count);
            let members = queries::list_members(conn, month, step, Pages::ROWS, pages.offset())?;
            Ok((members, pages))
        })
        .await?;
    let frame = user.frame();
    html(&MembersPage {
        intro: frame.tv("movement-members", "month", frame.month(&month)),
        page: user.page(),
        above: (
            query("/segments/movement", &[("month", &asked.month)]),
            "movement-title",
        ),
        step,
        spend_key: "movement-year-spend",
        members,
        pages,
        base: format!("{}&", members_href(month, step.0, step.1)),
        export: export_href(month, step.0, step.1),
    })
}

/// The same as a file.
pub async fn export_customers(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    asked: web::Query<MovementQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Segments)?;
    user.require(Capability::Exports)?;
    let (month, step) = asked.step()?;
    let members = db
        .run(move |conn| queries::list_members(conn, month, step, spreadsheet::ASKED, 0))
        .await?;
    let list = members_href(month, step.0, step.1);
    file::answer(&user, &db, &keys, &list, "movement-year-spend", &members).await
}
