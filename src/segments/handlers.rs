use actix_web::{HttpResponse, web};

use super::queries;
use super::views::{SegmentsPage, grid_chart};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::Capability;
use crate::web::{AppError, html};

pub async fn index(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Segments)?;
    let grid = db.run(queries::find_grid).await?;
    let page = user.page();
    html(&SegmentsPage {
        chart: grid_chart(&page, &grid),
        grid,
        page,
    })
}
