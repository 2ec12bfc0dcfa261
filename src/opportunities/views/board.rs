use askama::Template;

use super::{BOARD, CardView, LIST, is_late, money, owners, places};
use crate::domain::{Currency, OpportunityId};
use crate::opportunities::forms::list::ListQuery;
use crate::opportunities::model::{Card, Stage, StageSum};
use crate::opportunities::queries::board::{BOARD_DAYS, COLUMN};
use crate::users::User;
use crate::web::Page;

/// The columns with their cards.
pub struct Board {
    pub columns: Vec<Column>,
    /// The owner that is chosen.
    pub query: ListQuery,
    pub owners: Vec<(String, String)>,
    /// Whether there is any card at all.
    pub is_empty: bool,
}

impl Board {
    /// How far back the closed columns reach.
    fn recent(&self, page: &Page) -> String {
        page.tn("opportunities-recent", BOARD_DAYS as i64)
    }
}

/// A stage.
pub struct Column {
    pub stage: Stage,
    pub cards: Vec<CardView>,
    pub count: i64,
    /// By currency: code, the sum and the weighted sum in minor units and in words.
    pub sums: Vec<ColumnSum>,
    /// Where all of them are listed, if the column shows only the first or the last.
    pub all: Option<String>,
    /// It shows what was closed lately.
    pub is_recent: bool,
}

pub struct ColumnSum {
    pub currency: Currency,
    pub value: i64,
    pub weighted: i64,
    pub value_text: String,
    pub weighted_text: String,
}

impl Board {
    pub fn new(
        page: &Page,
        query: ListQuery,
        (cards, sums): (Vec<Card>, Vec<StageSum>),
        people: &[User],
        moved: Option<OpportunityId>,
    ) -> Self {
        let column = |stage: &Stage| {
            let of_stage = cards.iter().filter(|card| card.stage == *stage);
            let sums = sums.iter().filter(|sum| sum.stage == *stage);
            Column::new(page, *stage, &query, of_stage, sums, moved)
        };
        Self {
            columns: Stage::ALL.iter().map(column).collect(),
            is_empty: sums.is_empty(),
            owners: owners(page, people),
            query,
        }
    }
}

impl Column {
    fn new<'a>(
        page: &Page,
        stage: Stage,
        query: &ListQuery,
        cards: impl Iterator<Item = &'a Card>,
        sums: impl Iterator<Item = &'a StageSum>,
        moved: Option<OpportunityId>,
    ) -> Self {
        let mut cards: Vec<&Card> = cards.collect();
        cards.sort_by_key(|card| (card.position, card.id));
        let sums: Vec<&StageSum> = sums.collect();
        let count = sums.iter().map(|sum| sum.count).sum();
        let last = cards.len().saturating_sub(1);
        let view = |(place, card): (usize, &Card)| CardView {
            value: money(page, card.value, card.currency),
            is_moved: moved == Some(card.id),
            is_late: is_late(card, page.today),
            is_first: place == 0,
            is_last: place == last,
            card: card.clone(),
        };
        let narrowed = ListQuery {
            stage: stage.to_string(),
            ..query.clone()
        };
        Self {
            stage,
            all: (count > COLUMN || !stage.is_open()).then(|| narrowed.address(LIST, &[])),
            is_recent: !stage.is_open(),
            cards: cards.into_iter().enumerate().map(view).collect(),
            sums: sums
                .into_iter()
                .map(|sum| ColumnSum::new(page, sum))
                .collect(),
            count,
        }
    }

    /// How many there are, or that only the last are here.
    pub fn see_all(&self, page: &Page) -> String {
        match self.is_recent {
            true => page.t("opportunities-see-closed"),
            false => page.tn("opportunities-see-all", self.count),
        }
    }

    /// Where a card of this column may go.
    pub fn others(&self) -> Vec<Stage> {
        let others = Stage::ALL.iter().copied();
        others.filter(|stage| *stage != self.stage).collect()
    }
}

impl ColumnSum {
    fn new(page: &Page, sum: &StageSum) -> Self {
        Self {
            currency: sum.currency,
            value: sum.value,
            weighted: sum.weighted,
            value_text: money(page, sum.value, sum.currency),
            weighted_text: money(page, sum.weighted, sum.currency),
        }
    }
}

#[derive(Template)]
#[template(path = "opportunities/index.html")]
pub struct BoardPage {
    pub page: Page,
    pub board: Board,
}

impl BoardPage {
    fn places(&self) -> Vec<(String, String, bool)> {
        places(&self.page, &self.board.query, BOARD)
    }
}

/// What moving a card replaces.
#[derive(Template)]
#[template(path = "opportunities/_board.html")]
pub struct BoardPart {
    pub page: Page,
    pub board: Board,
}
