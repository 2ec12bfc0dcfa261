use askama::Template;
use chrono::NaiveDate;

use super::{FORECAST, money, owners, places};
use crate::opportunities::forecast::{self, Forecast, Sum};
use crate::opportunities::forms::list::ListQuery;
use crate::opportunities::model::MonthSum;
use crate::users::User;
use crate::web::Page;
use crate::web::charts::{Bars, Column as Bar};

#[derive(Template)]
#[template(path = "opportunities/forecast.html")]
pub struct ForecastPage {
    pub page: Page,
    query: ListQuery,
    owners: Vec<(String, String)>,
    forecasts: Vec<ForecastView>,
}

/// The forecast in one currency, drawn.
struct ForecastView {
    forecast: Forecast,
    chart: Bars,
    /// What the chart shows, read aloud.
    description: String,
}

impl ForecastPage {
    pub fn new(page: Page, query: ListQuery, sums: &[MonthSum], people: &[User]) -> Self {
        let found = forecast::forecasts(sums, page.currency(), page.today);
        let forecasts = found.into_iter();
        Self {
            owners: owners(&page, people),
            forecasts: forecasts.map(|one| ForecastView::new(&page, one)).collect(),
            page,
            query,
        }
    }

    fn places(&self) -> Vec<(String, String, bool)> {
        places(&self.page, &self.query, FORECAST)
    }

    fn is_empty(&self) -> bool {
        let sums = |forecast: &Forecast| {
            [
                forecast.total(),
                forecast.late,
                forecast.later,
                forecast.undated,
            ]
        };
        let all = self.forecasts.iter().flat_map(|view| sums(&view.forecast));
        all.into_iter().all(|sum| sum.count == 0)
    }

    fn title_of(&self, view: &ForecastView) -> String {
        let code = view.forecast.currency.code();
        self.page.tv("forecast-title", "currency", code)
    }

    /// What lies outside the months, where there is something: word, key and sum.
    fn rest(&self, view: &ForecastView) -> Vec<(&'static str, String, Sum)> {
        let forecast = &view.forecast;
        let rest = [
            ("late", forecast.late),
            ("later", forecast.later),
            ("undated", forecast.undated),
        ];
        let there = rest.into_iter().filter(|(_, sum)| sum.count > 0);
        let named = |(key, sum)| (key, self.page.t(&format!("forecast-{key}")), sum);
        there.map(named).collect()
    }

    fn money_of(&self, view: &ForecastView, value: &i64) -> String {
        money(&self.page, *value, view.forecast.currency)
    }
}

impl ForecastView {
    fn new(page: &Page, forecast: Forecast) -> Self {
        let currency = forecast.currency;
        let short = |value: i64| page.organisation.locale.money_short(value, currency);
        let column = |(month, sum): &(NaiveDate, Sum)| Bar {
            label: page.month_short(month),
            value: sum.weighted,
            previous: Some(sum.value),
            short: match sum.weighted {
                0 => String::new(),
                weighted => short(weighted),
            },
            text: money(page, sum.weighted, currency),
            previous_text: money(page, sum.value, currency),
            id: month.format("%Y-%m").to_string(),
            count: sum.count,
            revenue: Some(sum.weighted),
            ..Bar::default()
        };
        let columns = forecast.months.iter().map(column).collect();
        let total = forecast.total();
        Self {
            chart: Bars::new(columns, short),
            description: page.tv2(
                "forecast-description",
                "weighted",
                money(page, total.weighted, currency),
                "value",
                money(page, total.value, currency),
            ),
            forecast,
        }
    }
}
