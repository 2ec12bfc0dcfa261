use askama::Template;

use super::forms::{CutsForm, PARTS};
use super::queries::Move;
use crate::segments::views;
use crate::settings::{CutMode, Cuts};
use crate::web::{FieldErrors, Page, query};

/// What the cuts that were asked for would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    pub cuts: Cuts,
    pub moves: Vec<Move>,
}

#[derive(Template)]
#[template(path = "segments/thresholds.html")]
pub struct ThresholdsPage {
    pub page: Page,
    pub form: CutsForm,
    pub errors: FieldErrors,
    pub stored: Cuts,
    /// How many customers have history.
    pub customers: i64,
    /// Before something was asked for, and where it could not be read, there is nothing to see.
    pub proposed: Option<Proposed>,
}

impl ThresholdsPage {
    fn places(&self) -> Vec<(&'static str, &'static str, bool)> {
        views::places("/segments/thresholds")
    }

    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn modes(&self) -> Vec<(String, String)> {
        let mode = |mode: &CutMode| {
            let key = format!("thresholds-{mode}");
            (mode.to_string(), self.page.t(&key))
        };
        CutMode::ALL.iter().map(mode).collect()
    }

    fn parts(&self) -> Vec<(String, String)> {
        let part = |n: &i32| (n.to_string(), self.page.t(&format!("thresholds-parts-{n}")));
        PARTS.iter().map(part).collect()
    }

    /// "Ahora: 90"
    fn now(&self, figure: &i32) -> String {
        let figure = self.page.number(*figure);
        self.page.tv("thresholds-now", "value", figure)
    }

    fn now_money(&self, minor: &i64) -> String {
        let figure = self.page.money(*minor);
        self.page.tv("thresholds-now", "value", figure)
    }

    fn is_quantiles(&self) -> bool {
        self.stored.rfm_cuts == CutMode::Quantiles
    }

    /// How the cuts are found now.
    fn stored_text(&self) -> String {
        let parts = self
            .page
            .t(&format!("thresholds-parts-{}", self.stored.rfm_parts));
        match (self.stored.rfm_cuts, &self.stored.rfm_cuts_day) {
            (CutMode::Fixed, _) => self.page.t("thresholds-stored-fixed"),
            (CutMode::Quantiles, None) => self.page.t("thresholds-stored-waiting"),
            (CutMode::Quantiles, Some(day)) => {
                let day = self.page.date(day);
                self.page
                    .tv2("thresholds-stored-quantiles", "parts", parts, "date", day)
            }
        }
    }

    /// "R 90 y 180 días · F 10 y 5 servicios · M $1.000.000 y $500.000"
    fn cuts_text(&self, cuts: &Cuts) -> [String; 3] {
        let pair =
            |key: &str, three: String, two: String| self.page.tv2(key, "three", three, "two", two);
        let number = |n: i32| self.page.number(n);
        let money = |minor: i64| self.page.money(minor);
        [
            pair(
                "thresholds-cut-r",
                number(cuts.rfm_r3_days),
                number(cuts.rfm_r2_days),
            ),
            pair("thresholds-cut-f", number(cuts.rfm_f3), number(cuts.rfm_f2)),
            pair("thresholds-cut-m", money(cuts.rfm_m3), money(cuts.rfm_m2)),
        ]
    }

    fn moved(&self, proposed: &Proposed) -> i64 {
        proposed.moves.iter().map(|step| step.customers).sum()
    }

    /// "Cambiarían de segmento 19 de los 961 clientes con historial."
    fn moved_text(&self, proposed: &Proposed) -> String {
        let moved = self.moved(proposed);
        let all = self.page.number(self.customers);
        let moved = self.page.number(moved);
        self.page
            .tv2("thresholds-moved", "moved", moved, "customers", all)
    }

    /// The customers behind a step of the preview.
    fn link(&self, step: &Move) -> String {
        let mut pairs = self.form.pairs();
        pairs.extend([("from", step.from.as_str()), ("to", step.to.as_str())]);
        query("/segments/thresholds/customers", &pairs)
    }
}
