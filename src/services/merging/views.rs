use askama::Template;

use super::model::State;
use super::queries::{Shown, Taken};
use super::rule::Name;
use crate::services::model::Service;
use crate::web::Page;

#[derive(Template)]
#[template(path = "services/merging/index.html")]
pub struct MergesPage {
    pub page: Page,
    /// What could be merged into what.
    pub suggested: Vec<(Name, Name)>,
    pub merges: Vec<Shown>,
}

impl MergesPage {
    fn preview(&self, loser: &Name, winner: &Name) -> String {
        format!(
            "/services/merges/new?loser={}&winner={}",
            loser.id, winner.id
        )
    }

    fn state_text(&self, merge: &Shown) -> String {
        let page = &self.page;
        match (merge.state, merge.left_alone) {
            (State::Moving, _) => page.t("service-merge-is-moving"),
            (State::Undoing, _) => page.t("service-merge-is-undoing"),
            (State::Done, _) => page.tn("service-merge-moved", merge.moved),
            (State::Undone, 0) => page.t("service-merge-undone"),
            (State::Undone, left) => page.tn("service-merge-undone-but", left),
        }
    }

    fn may_undo(&self, merge: &Shown) -> bool {
        merge.state == State::Done
    }
}

#[derive(Template)]
#[template(path = "services/merging/new.html")]
pub struct PreviewPage {
    pub page: Page,
    pub loser: (Service, Taken),
    pub winner: (Service, Taken),
}

impl PreviewPage {
    fn turned(&self) -> String {
        format!(
            "/services/merges/new?loser={}&winner={}",
            self.winner.0.id, self.loser.0.id
        )
    }

    fn period(&self, taken: &Taken) -> String {
        match (&taken.first, &taken.last) {
            (Some(first), Some(last)) => {
                format!("{} – {}", self.page.date(first), self.page.date(last))
            }
            _ => "–".to_owned(),
        }
    }

    fn price(&self, service: &Service) -> String {
        let price = service.price.map(|price| self.page.money(price));
        price.unwrap_or_else(|| self.page.t("services-no-price"))
    }
}
