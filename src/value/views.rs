use askama::Template;

use super::forms::Shown;
use super::model::{Model, ModelState, SHORTEST_NUMBER, ToCall};
use super::queries::{COUNT_LIMIT, PAGE};
use super::words;
use crate::domain::{Capability, CustomerId};
use crate::web::{Page, query};

/// A page beyond it asks to call some first.
const LAST_PAGE: i64 = 200;

/// The last page of so many rows.
pub fn last_page(total: i64) -> i64 {
    ((total + PAGE - 1) / PAGE).clamp(1, LAST_PAGE)
}

/// What could not be noted of a customer, as it was typed.
#[derive(Debug, Clone)]
pub struct Refused {
    pub customer: CustomerId,
    pub note: String,
    /// The key of a text.
    pub error: &'static str,
}

#[derive(Template)]
#[template(path = "value/index.html")]
pub struct IndexPage {
    pub page: Page,
    model: Option<Model>,
    rows: Vec<CallView>,
    shown: Shown,
    total: i64,
    refused: Option<Refused>,
}

impl IndexPage {
    pub fn new(
        page: Page,
        model: Option<Model>,
        rows: Vec<ToCall>,
        (shown, total): (Shown, i64),
        refused: Option<Refused>,
    ) -> Self {
        let rows = rows.into_iter();
        Self {
            rows: rows.map(|row| CallView::new(&page, row)).collect(),
            page,
            model,
            shown,
            total,
            refused,
        }
    }

    fn refused_for(&self, row: &CallView) -> Option<&Refused> {
        self.refused
            .as_ref()
            .filter(|refused| refused.customer == row.row.id)
    }

    /// Where a turn is noted, so that it leads back here.
    fn turn_href(&self, row: &CallView) -> String {
        self.shown
            .below(&format!("/call-list/{}/pauses", row.row.id))
    }

    fn new_href(&self, row: &CallView, kind: &str) -> String {
        let (id, here) = (row.row.id.to_string(), self.shown.address());
        query(
            "/activities/new",
            &[("customer", &id), ("kind", kind), ("back", &here)],
        )
    }

    /// What the list can be narrowed to: text, whether it is, and where it is or is no longer.
    fn filters(&self) -> [(String, bool, String); 2] {
        let shown = Shown {
            page: 1,
            ..self.shown
        };
        let mine = Shown {
            is_mine: !shown.is_mine,
            ..shown
        };
        let with_phone = Shown {
            has_phone: !shown.has_phone,
            ..shown
        };
        let text = |key: &str| self.page.t(key);
        [
            (text("customers-mine"), shown.is_mine, mine.address()),
            (
                text("call-list-with-phone"),
                shown.has_phone,
                with_phone.address(),
            ),
        ]
    }

    /// To the list with, or without, those of whom little is at stake; `None` where nobody knows what is little.
    fn stake_link(&self) -> Option<(String, String)> {
        self.model.as_ref()?.worth_a_call?;
        let is_cheap_too = !self.shown.is_cheap_too;
        let key = match is_cheap_too {
            true => "call-list-cheap-too",
            false => "call-list-worth-only",
        };
        let other = Shown {
            is_cheap_too,
            page: 1,
            ..self.shown
        };
        Some((self.page.t(key), other.address()))
    }

    /// Without the page, for the pager to add.
    fn pager_base(&self) -> String {
        let first = Shown {
            page: 1,
            ..self.shown
        };
        let address = first.address();
        let joint = if address.contains('?') { '&' } else { '?' };
        format!("{address}{joint}")
    }

    /// "28 personas"
    fn people(&self) -> String {
        match self.total > COUNT_LIMIT {
            true => {
                let count = self.page.number(COUNT_LIMIT);
                self.page.tv("call-list-many-people", "count", count)
            }
            false => self.page.tn("call-list-people", self.total),
        }
    }

    fn sees_money(&self) -> bool {
        self.page.may(Capability::MoneyTotals)
    }

    fn is_told(&self) -> bool {
        self.model.as_ref().is_some_and(Model::is_told)
    }

    /// Why nobody is on the list: title and text.
    fn empty(&self) -> (String, String) {
        match &self.model {
            Some(model) if model.is_told() => (self.page.t("call-list-empty-title"), self.who()),
            model => (
                self.page.t("call-list-untold-title"),
                words::untold(&self.page, model.as_ref()),
            ),
        }
    }

    /// Whether a file of what was sold would fill the list.
    fn lacks_history(&self) -> bool {
        let lacks =
            |model: &Model| matches!(model.state, ModelState::TooFew | ModelState::TooShort);
        self.model.as_ref().is_none_or(lacks)
    }

    /// Who is on the list, in the organisation's own thresholds.
    fn who(&self) -> String {
        let cuts = &self.page.organisation.rfm;
        self.page.tv2(
            "call-list-who",
            "services",
            self.page.number(cuts.f2),
            "spend",
            self.page.money(cuts.m2),
        )
    }

    fn last(&self) -> i64 {
        last_page(self.total)
    }

    fn range(&self) -> String {
        let from = (self.shown.page - 1) * PAGE + 1;
        let to = from + self.rows.len() as i64 - 1;
        let total = match self.total > COUNT_LIMIT {
            true => {
                let count = self.page.number(COUNT_LIMIT);
                self.page.tv("call-list-more-than", "count", count)
            }
            false => self.page.number(self.total),
        };
        self.page.tv3(
            "call-list-range",
            ("from", self.page.number(from)),
            ("to", self.page.number(to)),
            ("total", total),
        )
    }

    /// How it is computed, in sentences.
    fn method(&self) -> Vec<String> {
        let Some(model) = self.model.as_ref().filter(|model| model.is_told()) else {
            return Vec::new();
        };
        let mut said = vec![self.who()];
        said.extend(model.worth_a_call.map(|_| self.page.t("call-list-worth")));
        said.extend([self.page.t("value-method"), words::base(&self.page, model)]);
        said.extend(words::parameters(&self.page, model));
        if let Some(trial) = model.trial() {
            said.push(words::held_back(&self.page, &trial));
            said.extend(words::visits_errors(&self.page, &trial));
            said.push(words::together(&self.page, &trial));
            let spend_error = || words::spend_error(&self.page, &trial);
            said.extend(self.sees_money().then(spend_error));
        }
        said
    }
}

/// A row in words.
#[derive(Debug, Clone)]
pub struct CallView {
    pub row: ToCall,
    /// "Viene cada 34 días a Masajes"
    rhythm: String,
    /// "Atrasada hace 12 días"
    overdue: String,
    last: String,
    chance: String,
    /// "2 intentos, último ayer"
    tried: Option<String>,
}

impl CallView {
    fn new(page: &Page, row: ToCall) -> Self {
        let late = (page.today - row.overdue_since).num_days();
        Self {
            rhythm: words::every(
                page,
                row.interval_days.into(),
                &row.category,
                row.is_own_interval,
            ),
            overdue: page.tn("call-list-overdue", late),
            last: page.tv2(
                "call-list-last",
                "date",
                page.date(&row.last_date),
                "ago",
                page.tn("days-ago", (page.today - row.last_date).num_days()),
            ),
            chance: words::chance(page, row.p_alive),
            tried: row
                .tried_on
                .map(|day| words::tried(page, row.attempts, day)),
            row,
        }
    }

    /// What a tap on the phone dials.
    fn dial(&self) -> Option<&str> {
        let is_number =
            |phone: &&str| phone.chars().filter(char::is_ascii_digit).count() >= SHORTEST_NUMBER;
        let as_typed = self.row.phone.as_deref().filter(is_number);
        self.row.phone_e164.as_deref().or(as_typed)
    }

    /// "56912345678", as a link to WhatsApp takes it.
    fn whatsapp(&self) -> Option<&str> {
        let number = self.row.phone_e164.as_deref()?;
        Some(number.trim_start_matches('+'))
    }
}
