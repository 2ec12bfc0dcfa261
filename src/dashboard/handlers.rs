use actix_web::{HttpResponse, web};

use super::queries::{self, Asked};
use super::steps::Begun;
use super::views::{Figures, IndexPage};
use crate::activities::work::{self, Panel};
use crate::auth::SignedIn;
use crate::config::Config;
use crate::db::Db;
use crate::domain::Capability;
use crate::domain::period::month_start;
use crate::history;
use crate::invoices::{self, BillingPanel};
use crate::opportunities::PipelinePanel;
use crate::segments;
use crate::web::{AppError, html};

/// Twelve months and the twelve before, to compare with.
const MONTHS: i32 = 24;

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Dashboard)?;
    let (page, today) = (user.page(), user.today());
    let month = month_start(today);
    // Sums of money are read for those alone who see them.
    let sees_sums = user.may(Capability::MoneyTotals);
    let sells = user.may(Capability::Opportunities);
    let own = page.currency();
    let asked = Asked {
        months: MONTHS,
        user: user.id(),
        tasks: Panel::ROWS,
        today,
        end_of_today: work::end_of_today(&page),
        begin_of_month: page.organisation.start_of(month),
        with_pipeline: sells,
    };
    let figures = db
        .run(move |conn| {
            let billing = match sees_sums {
                true => Some(invoices::queries::figures::list_billing(
                    conn, month, today,
                )?),
                false => None,
            };
            let lists = queries::find_lists(conn, &asked)?;
            let pipeline = lists.pipeline.0;
            let grid = segments::queries::grid_of(lists.grid.0);
            Ok(Figures {
                today: Panel::new(&page, lists.tasks.0),
                billing: billing.map(|rows| BillingPanel::new(rows, own)),
                pipeline: sells.then(|| PipelinePanel::new(pipeline, own)),
                services: history::queries::list_service_totals(conn)?,
                months: lists.months.0,
                begun: Begun {
                    has_address: lists.has_address,
                    has_customers: grid.customers() > 0,
                    has_mail: config.mail.smtp_url.is_some(),
                    has_team: lists.has_team,
                },
                grid,
            })
        })
        .await?;
    html(&IndexPage::new(user.page(), figures))
}
