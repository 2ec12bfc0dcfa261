use askama::Template;
use chrono::NaiveDate;

use super::forecast::{self, Forecast, Sum};
use super::forms::{CLOSING, Filter, ListQuery, LossForm, MINE, OPEN, OpportunityForm, WON_NOW};
use super::model::{Card, LostReason, MonthSum, Opportunity, Shown, Stage, StageSum, Step};
use super::queries::{BOARD_DAYS, COLUMN, COUNT_LIMIT, PAGE};
use crate::activities::work::{Task, TaskView, way_back};
use crate::auth;
use crate::customers::Picker;
use crate::customers::queries::Named;
use crate::domain::{Capability, Currency, OpportunityId};
use crate::users::User;
use crate::web::charts::{Bars, Column as Bar};
use crate::web::{FieldErrors, Page, query};

/// A page beyond it asks to filter.
pub const LAST_PAGE: i64 = 200;

const BOARD: &str = "/opportunities";
const LIST: &str = "/opportunities/list";
const FORECAST: &str = "/opportunities/forecast";

/// An amount of its own currency, as the organisation writes it.
fn money(page: &Page, value: i64, currency: Currency) -> String {
    page.organisation.locale.money(value, currency)
}

/// Whose may be asked for: one's own and each person's.
fn owners(page: &Page, people: &[User]) -> Vec<(String, String)> {
    let mine = (MINE.to_owned(), page.t("opportunities-mine"));
    let viewer = page.user().map(|viewer| viewer.id);
    let others = people.iter().filter(|person| Some(person.id) != viewer);
    let named = others.map(|person| (person.id.to_string(), person.name.clone()));
    std::iter::once(mine).chain(named).collect()
}

fn stages(page: &Page, stages: &[Stage]) -> Vec<(String, String)> {
    let named = |stage: &Stage| (stage.to_string(), page.t(&stage.key()));
    stages.iter().map(named).collect()
}

/// Board, list and forecast, each with the owner that is chosen: address, name, and whether it is this one.
fn places(page: &Page, query: &ListQuery, here: &str) -> Vec<(String, String, bool)> {
    let place = |path: &str, key: &str| {
        let address = query.address(path, &["q", "stage", "customer", "sort"]);
        (address, page.t(key), path == here)
    };
    vec![
        place(BOARD, "opportunities-board"),
        place(LIST, "opportunities-list"),
        place(FORECAST, "opportunities-forecast"),
    ]
}

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

/// A card in words.
pub struct CardView {
    pub card: Card,
    pub value: String,
    /// Its menu gets the focus: it was just moved.
    pub is_moved: bool,
    /// Its day has passed, and it is still open.
    pub is_late: bool,
    pub is_first: bool,
    pub is_last: bool,
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

fn is_late(card: &Card, today: NaiveDate) -> bool {
    card.stage.is_open() && card.expected_close_on.is_some_and(|day| day < today)
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

#[derive(Template)]
#[template(path = "opportunities/list.html")]
pub struct ListPage {
    pub page: Page,
    query: ListQuery,
    filter: Filter,
    /// Whose alone are shown.
    customer: Option<Named>,
    rows: Vec<CardView>,
    number: i64,
    total: i64,
    owners: Vec<(String, String)>,
}

impl ListPage {
    pub fn new(
        page: Page,
        (query, filter, customer): (ListQuery, Filter, Option<Named>),
        rows: Vec<Card>,
        (number, total): (i64, i64),
        people: &[User],
    ) -> Self {
        let view = |card: Card| CardView {
            value: money(&page, card.value, card.currency),
            is_moved: false,
            is_late: is_late(&card, page.today),
            is_first: false,
            is_last: false,
            card,
        };
        let rows = rows.into_iter().map(view).collect();
        Self {
            owners: owners(&page, people),
            page,
            query,
            filter,
            customer,
            rows,
            number,
            total,
        }
    }

    fn places(&self) -> Vec<(String, String, bool)> {
        places(&self.page, &self.query, LIST)
    }

    fn stages(&self) -> Vec<(String, String)> {
        let several = [
            (OPEN, "opportunities-open"),
            (CLOSING, "opportunities-closing"),
            (WON_NOW, "opportunities-won-now"),
        ];
        let several = several.map(|(word, key)| (word.to_owned(), self.page.t(key)));
        let each = stages(&self.page, Stage::ALL);
        several.into_iter().chain(each).collect()
    }

    /// The list of everybody's.
    fn of_everybody(&self) -> String {
        self.query.address(LIST, &["customer"])
    }

    fn sort(&self) -> String {
        self.filter.sort.to_string()
    }

    fn is_narrowed(&self) -> bool {
        self.filter.is_narrow()
    }

    fn sort_base(&self) -> String {
        with_joint(self.query.address(LIST, &["sort"]))
    }

    fn base(&self) -> String {
        with_joint(self.query.address(LIST, &[]))
    }

    fn last(&self) -> i64 {
        ((self.total + PAGE - 1) / PAGE).clamp(1, LAST_PAGE)
    }

    fn range(&self) -> String {
        let from = (self.number - 1) * PAGE + 1;
        let to = from + self.rows.len() as i64 - 1;
        let total = match self.total > COUNT_LIMIT {
            true => {
                let limit = self.page.number(COUNT_LIMIT);
                self.page.tv("opportunities-more-than", "count", limit)
            }
            false => self.page.number(self.total),
        };
        self.page.tv3(
            "opportunities-range",
            ("from", self.page.number(from)),
            ("to", self.page.number(to)),
            ("total", total),
        )
    }
}

fn with_joint(address: String) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}")
}

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

#[derive(Template)]
#[template(path = "opportunities/show.html")]
pub struct ShowPage {
    pub page: Page,
    pub shown: Shown,
    pub steps: Vec<(Step, Option<String>)>,
    /// What was planned for it.
    pub tasks: Vec<TaskView>,
}

impl ShowPage {
    pub fn new(
        page: Page,
        shown: Shown,
        steps: Vec<(Step, Option<String>)>,
        tasks: Vec<Task>,
    ) -> Self {
        let tasks = tasks.into_iter();
        Self {
            tasks: tasks.map(|task| TaskView::new(&page, task)).collect(),
            page,
            shown,
            steps,
        }
    }

    fn here(&self) -> String {
        format!("{BOARD}/{}", self.shown.opportunity.id)
    }

    /// Whether there is something to bill, and the reader may.
    fn can_bill(&self) -> bool {
        self.shown.opportunity.stage == Stage::Won && self.page.may(Capability::InvoicesWrite)
    }

    fn value(&self) -> String {
        let opportunity = &self.shown.opportunity;
        money(&self.page, opportunity.value, opportunity.currency)
    }

    fn weighted(&self) -> i64 {
        let opportunity = &self.shown.opportunity;
        super::pipeline::weighted(opportunity.value, opportunity.probability)
    }

    fn weighted_text(&self) -> String {
        money(&self.page, self.weighted(), self.shown.opportunity.currency)
    }

    fn is_late(&self) -> bool {
        let opportunity = &self.shown.opportunity;
        let passed = |day| day < self.page.today;
        opportunity.stage.is_open() && opportunity.expected_close_on.is_some_and(passed)
    }

    /// Where it may go: every other stage but the lost one, which asks for its reason.
    fn others(&self) -> Vec<Stage> {
        let stage = self.shown.opportunity.stage;
        let others = Stage::ALL.iter().copied();
        others
            .filter(|other| *other != stage && *other != Stage::Lost)
            .collect()
    }

    fn percent(&self) -> String {
        let share = f64::from(self.shown.opportunity.probability) / 100.0;
        self.page.percent(share)
    }
}

#[derive(Template)]
#[template(path = "opportunities/loss.html")]
pub struct LossPage {
    pub page: Page,
    pub shown: Shown,
    pub form: LossForm,
    pub errors: FieldErrors,
}

impl LossPage {
    fn cancel(&self) -> String {
        let here = format!("{BOARD}/{}", self.shown.opportunity.id);
        way_back(&self.form.back, &here)
    }

    fn reasons(&self) -> Vec<(String, String)> {
        let named = |reason: &LostReason| (reason.to_string(), self.page.t(&reason.key()));
        LostReason::ALL.iter().map(named).collect()
    }
}

/// The form for one, new or to be changed.
#[derive(Template)]
#[template(path = "opportunities/form.html")]
pub struct FormPage {
    pub page: Page,
    pub picker: Picker,
    /// As it is stored; `None` for a new one.
    pub opportunity: Option<Opportunity>,
    /// Somebody else changed it while the form was open.
    pub is_overtaken: bool,
    pub people: Vec<(String, String)>,
    pub form: OpportunityForm,
    pub errors: FieldErrors,
}

impl FormPage {
    pub fn new(page: Page, picker: Picker, people: &[User], form: OpportunityForm) -> Self {
        let is_there =
            |person: &&User| person.disabled_at.is_none() || person.id.to_string() == form.owner;
        let named = |person: &User| (person.id.to_string(), person.name.clone());
        Self {
            people: people.iter().filter(is_there).map(named).collect(),
            page,
            picker,
            opportunity: None,
            is_overtaken: false,
            form,
            errors: FieldErrors::default(),
        }
    }

    fn title(&self) -> String {
        self.page.t(match self.opportunity {
            Some(_) => "opportunity-edit",
            None => "opportunity-new",
        })
    }

    fn action(&self) -> String {
        match &self.opportunity {
            Some(opportunity) => format!("{BOARD}/{}", opportunity.id),
            None => BOARD.to_owned(),
        }
    }

    fn cancel(&self) -> String {
        self.action()
    }

    /// Where a new one gets another customer.
    fn change(&self) -> String {
        match &self.opportunity {
            Some(_) => String::new(),
            None => query("/opportunities/new", &[]),
        }
    }

    fn stages(&self) -> Vec<(String, String)> {
        stages(&self.page, &Stage::OPEN)
    }

    /// The organisation's own first, and the one that is chosen among them.
    fn currencies(&self) -> Vec<(String, String)> {
        let own = self.page.currency().to_string();
        let mut codes = vec![own];
        codes.push(self.form.currency.clone());
        codes.extend(auth::currencies().into_iter().map(|(code, _)| code));
        let mut seen = std::collections::BTreeSet::new();
        let new = |code: &String| !code.is_empty() && seen.insert(code.clone());
        let kept: Vec<String> = codes.into_iter().filter(new).collect();
        kept.into_iter().map(|code| (code.clone(), code)).collect()
    }

    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn problems(&self) -> Vec<(&'static str, String)> {
        let text = |(field, key): (&'static str, &str)| (field, self.page.t(key));
        self.errors.iter().map(text).collect()
    }

    /// What somebody else has stored since the form was read.
    fn stored(&self) -> String {
        let Some(stored) = &self.opportunity else {
            return String::new();
        };
        let value = money(&self.page, stored.value, stored.currency);
        let percent = self.page.percent(f64::from(stored.probability) / 100.0);
        format!("{} · {value} · {percent}", stored.title)
    }
}
