//! The dashboard's panel, put in order. Pure.

use super::model::Pipeline;
use crate::domain::Currency;
use crate::web::{Int, Page};

/// How selling goes, the organisation's own currency first.
#[derive(Debug, Clone)]
pub struct PipelinePanel {
    pub own: Pipeline,
    pub others: Vec<Pipeline>,
}

impl PipelinePanel {
    pub fn new(mut rows: Vec<Pipeline>, own: Currency) -> Self {
        let place = rows.iter().position(|row| row.currency == own);
        let nothing = Pipeline {
            currency: own,
            count: 0,
            value: 0,
            weighted: 0,
            closing_count: 0,
            closing: 0,
            won_count: 0,
            won: 0,
        };
        let own = place.map_or(nothing, |place| rows.remove(place));
        Self { own, others: rows }
    }

    pub fn is_empty(&self) -> bool {
        self.own.count == 0 && self.own.won_count == 0 && self.others.is_empty()
    }

    pub fn money(&self, page: &Page, minor: impl Int, row: &Pipeline) -> String {
        page.organisation.locale.money(minor.int(), row.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_own_currency_stands_first_even_with_nothing_in_it() {
        let euros = Pipeline {
            currency: Currency::EUR,
            count: 1,
            ..PipelinePanel::new(Vec::new(), Currency::CLP).own
        };
        let panel = PipelinePanel::new(vec![euros.clone()], Currency::CLP);
        assert_eq!((panel.own.count, panel.is_empty()), (0, false));
        assert_eq!(panel.others.len(), 1);
        assert_eq!(PipelinePanel::new(vec![euros], Currency::EUR).own.count, 1);
        assert!(PipelinePanel::new(Vec::new(), Currency::CLP).is_empty());
    }
}
