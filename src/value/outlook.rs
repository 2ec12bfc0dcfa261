//! What the profile shows of a customer's rhythm and of what is to come.

use chrono::NaiveDate;

use super::model::{Model, Outlook};
use super::rhythm::{Rhythm, Rhythms};
use super::words;
use crate::domain::Capability;
use crate::web::Page;

/// What the profile says of a customer's rhythm and of what is to come.
#[derive(Debug, Clone)]
pub struct Panel {
    outlook: Outlook,
    rhythms: Option<Rhythms>,
    today: NaiveDate,
}

impl Panel {
    pub fn new(outlook: Outlook, today: NaiveDate) -> Self {
        Self {
            rhythms: Rhythms::of(&outlook.visited, &outlook.medians),
            outlook,
            today,
        }
    }

    pub fn overdue_since(&self) -> Option<NaiveDate> {
        self.rhythms.as_ref()?.overdue_since(self.today)
    }

    /// What she comes for most, first.
    pub fn rhythms(&self) -> &[Rhythm] {
        self.rhythms.as_ref().map_or(&[], |rhythms| &rhythms.all)
    }

    /// "Suele venir cada 34 días a Masajes y está atrasada hace 12 días." With whether she is overdue.
    pub fn headline(&self, page: &Page) -> Option<(String, bool)> {
        let rhythms = self.rhythms.as_ref()?;
        let main = rhythms.main()?;
        let late = self.overdue_since().map(|since| {
            let days = (self.today - since).num_days();
            page.tn("call-list-overdue", days)
        });
        let is_late = late.is_some();
        let word = late.unwrap_or_else(|| page.date(&main.due));
        let key = match (is_late, rhythms.came_for_else().is_some()) {
            (true, false) => "value-is-overdue",
            (true, true) => "value-is-overdue-since",
            (false, false) => "value-is-due",
            (false, true) => "value-is-due-since",
        };
        let said = page.tv3(
            key,
            ("habit", words::habit(page, main)),
            ("date", page.date(&rhythms.last_visit)),
            ("word", word),
        );
        Some((said, is_late))
    }

    pub fn every(&self, page: &Page, rhythm: &Rhythm) -> String {
        let key = match rhythm.is_own() {
            true => "value-every-days",
            false => "value-every-days-usual",
        };
        page.tn(key, rhythm.interval)
    }

    pub fn dates(&self, page: &Page, rhythm: &Rhythm) -> String {
        page.tv2(
            "value-dates",
            "last",
            page.date(&rhythm.last),
            "due",
            page.date(&rhythm.due),
        )
    }

    /// What the model says, of a customer who has not come since; `Err` says why nothing.
    pub fn forecast(&self, page: &Page) -> Result<Forecast, String> {
        let model = self.outlook.model.as_ref().filter(|model| model.is_told());
        let (Some(model), Some(trial)) = (model, model.and_then(Model::trial)) else {
            return Err(words::untold(page, self.outlook.model.as_ref()));
        };
        let Some(value) = &self.outlook.value else {
            return Err(page.t("value-tonight"));
        };
        let has_come = self.last_visit() > Some(value.last_date);
        let sees_money = page.may(Capability::MoneyTotals);
        let has_come_once = value.p_alive == 1.0;
        let year_value = value.year_value.filter(|_| sees_money);
        let visits_error = words::first_visits_error(page, &trial);
        let has_error = year_value.is_some() || visits_error.is_some();
        Ok(Forecast {
            visits: words::decimal(page, value.visits_90d),
            visits_raw: value.visits_90d,
            chance: match has_come_once {
                true => "–".to_owned(),
                false => words::chance(page, value.p_alive),
            },
            chance_raw: value.p_alive,
            has_come_once,
            value: year_value,
            visit_spend: value.visit_spend.filter(|_| sees_money),
            visits_year: words::decimal(page, value.visits_year),
            visits_error,
            visits_error_raw: trial.visits_90d.map_or(0.0, |off| off.model),
            spend_error: words::spend_error(page, &trial),
            spend_error_raw: trial.spend.model.round() as i64,
            held_back: has_error.then(|| words::held_back(page, &trial)),
            as_of: page.tv("value-as-of", "date", page.date(&model.day)),
            note: has_come.then(|| page.t("value-came-after")),
        })
    }

    fn last_visit(&self) -> Option<NaiveDate> {
        self.rhythms.as_ref().map(|rhythms| rhythms.last_visit)
    }
}

/// The figures of one customer, in words and raw.
#[derive(Debug, Clone)]
pub struct Forecast {
    pub visits: String,
    pub visits_raw: f64,
    pub chance: String,
    pub chance_raw: f64,
    /// Of one visit alone the model cannot tell whether she left.
    pub has_come_once: bool,
    /// For who sees money.
    pub value: Option<i64>,
    pub visit_spend: Option<i64>,
    pub visits_year: String,
    /// How far visits in 90 days were off in a trial; `None` where that was not measured.
    pub visits_error: Option<String>,
    pub visits_error_raw: f64,
    /// The same of value, which has it beside it.
    pub spend_error: String,
    pub spend_error_raw: i64,
    /// How these were measured.
    pub held_back: Option<String>,
    pub as_of: String,
    pub note: Option<String>,
}
