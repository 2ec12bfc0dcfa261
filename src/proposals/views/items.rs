use crate::proposals::engine::words::Writer;
use crate::proposals::engine::{EngineName, Sentence};
use crate::proposals::model::{Item, Today};
use crate::web::Page;
use crate::web::charts::Ring;

/// A recommendation as it is shown.
pub struct ItemView {
    pub item: Item,
    pub ring: Ring,
    pub reason: String,
    /// "49 de 98 …"
    pub evidence: String,
    pub price: String,
    /// What has changed in the catalogue since; empty where nothing has.
    pub warning: String,
    /// It was not the engine of the proposal that named it.
    pub is_top_up: bool,
}

pub fn warning(page: &Page, item: &Item, today: Today) -> String {
    match (today, item.price) {
        (Some((_, false)), _) => page.t("proposal-item-inactive"),
        (Some((Some(now), true)), Some(then)) if now != then => page.tv2(
            "proposal-item-price",
            "now",
            page.money(now),
            "then",
            page.money(then),
        ),
        _ => String::new(),
    }
}

pub fn item_view(page: &Page, item: Item, engine: Option<EngineName>) -> ItemView {
    let writer = Writer::new(page.language, &page.organisation);
    let evidence = match (item.k, item.n) {
        (Some(k), Some(n)) if n > 0 => {
            let key = match item.reason() {
                Some(Sentence::Key { key, .. }) if key == "reason-first-visit" => {
                    "proposal-evidence-first"
                }
                _ => "proposal-evidence",
            };
            page.tv2(key, "k", page.number(k), "n", page.number(n))
        }
        _ => String::new(),
    };
    ItemView {
        ring: Ring::new(item.confidence),
        warning: String::new(),
        reason: item
            .reason()
            .map(|reason| writer.sentence(&reason))
            .unwrap_or_default(),
        evidence,
        price: item
            .price
            .map(|price| page.money(price))
            .unwrap_or_default(),
        is_top_up: engine.is_some_and(|engine| engine != item.engine),
        item,
    }
}
