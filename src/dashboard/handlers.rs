use actix_web::{HttpResponse, web};

use super::views::{Figures, IndexPage};
use crate::activities::work;
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::Capability;
use crate::domain::period::month_start;
use crate::history;
use crate::invoices::{self, BillingPanel};
use crate::segments;
use crate::web::{AppError, html};

/// Twelve months and the twelve before, to compare with.
const MONTHS: i32 = 24;

pub async fn index(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Dashboard)?;
    let page = user.page();
    let today = user.today();
    // Sums of money are read for those alone who see them.
    let sees_sums = user.may(Capability::MoneyTotals);
    let own = user.frame().currency();
    let figures = db
        .run(move |conn| {
            let billing = match sees_sums {
                true => {
                    let from = month_start(today);
                    Some(invoices::queries::figures::list_billing(conn, from, today)?)
                }
                false => None,
            };
            Ok(Figures {
                today: work::find_panel(conn, &page)?,
                billing: billing.map(|rows| BillingPanel::new(rows, own)),
                services: history::queries::list_service_totals(conn)?,
                months: history::queries::list_months(conn, MONTHS)?,
                grid: segments::queries::find_grid(conn)?,
            })
        })
        .await?;
    html(&IndexPage::new(user.page(), figures))
}
