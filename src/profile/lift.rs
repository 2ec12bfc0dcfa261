//! What would raise the customer to a better segment, in words.

use super::model::Profile;
use crate::segments::{self, Lift, Segment, Standing};
use crate::web::Page;

/// The lines of the panel; each stands beside the figures that it is made of.
pub struct LiftLines {
    pub lift: Lift,
    pub rise: String,
    pub purchase: Option<String>,
    pub fall: Option<String>,
}

impl LiftLines {
    /// `None` without history.
    pub fn new(page: &Page, profile: &Profile) -> Option<Self> {
        let figures = profile.figures.as_ref()?;
        let customer = Standing {
            last_service: figures.last_service,
            services: figures.services.into(),
            spend: figures.spend,
        };
        let lift = segments::lift(figures.day, &customer, &profile.cuts.into());
        let name = |segment: Segment| page.t(&format!("segment-{segment}"));
        let purchase = lift.purchase.map(|purchase| {
            let amount = page.money(purchase.amount);
            page.tv2(
                "lift-purchase",
                "amount",
                amount,
                "segment",
                name(purchase.to),
            )
        });
        let fall = lift.fall.map(|fall| {
            let date = page.date(&fall.on);
            page.tv2("lift-fall", "date", date, "segment", name(fall.to))
        });
        Some(Self {
            rise: rise(page, &lift, figures.average_ticket()),
            purchase,
            fall,
            lift,
        })
    }

    /// The segment above, or nothing.
    pub fn to(&self) -> &'static str {
        self.lift.rise.map_or("", |rise| rise.to.as_str())
    }

    pub fn services(&self) -> i64 {
        self.lift.rise.map_or(0, |rise| rise.services)
    }

    pub fn amount(&self) -> i64 {
        self.lift.purchase.map_or(0, |purchase| purchase.amount)
    }

    /// The day on which the present segment is lost, as ISO; empty where none is.
    pub fn fall_on(&self) -> String {
        let fall = self.lift.fall;
        fall.map_or_else(String::new, |fall| fall.on.to_string())
    }
}

/// A visit raises whenever it comes. Before the date on which the present segment is lost, which is named for that, it also
/// keeps her from falling first.
fn rise(page: &Page, lift: &Lift, ticket: i64) -> String {
    let Some(rise) = lift.rise else {
        return page.t(match lift.now {
            Segment::Vip => "lift-best",
            _ => "lift-unreachable",
        });
    };
    let segment = page.t(&format!("segment-{}", rise.to));
    match (rise.services, lift.fall) {
        (1, Some(fall)) => {
            let date = page.date(&fall.on);
            page.tv2("lift-visit-before", "date", date, "segment", segment)
        }
        (1, None) => page.tv("lift-visit", "segment", segment),
        (services, fall) => {
            let visits = page.tv3(
                "lift-visits",
                ("services", page.tn("lift-count", services)),
                ("ticket", page.money(ticket)),
                ("segment", segment),
            );
            let first = fall.map(|fall| page.tv("lift-first-before", "date", page.date(&fall.on)));
            [Some(visits), first]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        }
    }
}
