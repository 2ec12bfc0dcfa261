//! An opportunity as it is typed, the state of the pages in their addresses, and the small forms of a card.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

use super::model::{Ending, Entry, LostReason, Opportunity, Stage};
use super::queries::CLOSING_DAYS;
use crate::activities::read_day;
use crate::domain::{Currency, CustomerId, MoneyError, OpportunityId, Organisation, UserId};
use crate::text_enum;
use crate::web::{self, FieldErrors};

/// A title is a line of a card.
const TITLE_MAX: usize = 200;
/// Of a text; far more than anybody reads.
const TEXT_MAX: usize = 10_000;
/// Of the list of products.
const PRODUCTS_MAX: usize = 50;
/// In whole units of the currency: what nobody sells.
const VALUE_MAX: i64 = 10_000_000_000;
/// The one owner that can be asked for by a word: whoever asks.
pub const MINE: &str = "me";

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OpportunityForm {
    pub customer_id: String,
    pub customer_name: String,
    pub title: String,
    pub description: String,
    /// Of a new one; later it is moved.
    pub stage: String,
    /// As people type money.
    pub value: String,
    pub currency: String,
    /// In percent; empty for what is usual in its stage.
    pub probability: String,
    pub expected_close_on: String,
    /// One a line.
    pub products: String,
    pub notes: String,
    /// A user's id, or empty.
    pub owner: String,
    /// Of the row that is changed.
    pub version: i32,
}

/// What the form is read with.
pub struct Rules<'a> {
    pub organisation: &'a Organisation,
    /// Who may own one.
    pub people: &'a BTreeSet<UserId>,
    /// Its stage, where that is not the form's to say.
    pub stage: Option<Stage>,
}

impl OpportunityForm {
    /// What is stored, as it would be typed.
    pub fn of(opportunity: &Opportunity, organisation: &Organisation) -> Self {
        let text = |value: Option<String>| value.unwrap_or_default();
        let currency = opportunity.currency;
        Self {
            title: opportunity.title.clone(),
            description: opportunity.description.clone(),
            value: organisation.locale.money(opportunity.value, currency),
            currency: currency.to_string(),
            probability: opportunity.probability.to_string(),
            expected_close_on: text(opportunity.expected_close_on.map(|day| day.to_string())),
            products: opportunity.products.0.join("\n"),
            notes: opportunity.notes.clone(),
            owner: text(opportunity.owner_id.map(|id| id.to_string())),
            version: opportunity.version,
            ..Self::default()
        }
    }

    /// Every wrong field is named at once.
    pub fn read(&self, rules: &Rules) -> Result<(Stage, Entry), FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = errors.check("title", read_title(&self.title));
        let stage = errors.check("stage", self.read_stage(rules.stage));
        let currency = errors.check("currency", self.read_currency(rules.organisation));
        let value = currency.and_then(|currency| {
            errors.check(
                "value",
                read_value(&self.value, currency, rules.organisation),
            )
        });
        let usual = stage.unwrap_or_default().usual_probability();
        let probability = errors.check("probability", read_percent(&self.probability, usual));
        let close = errors.check("expected_close_on", read_day(&self.expected_close_on));
        let description = errors.check("description", read_text(&self.description));
        let notes = errors.check("notes", read_text(&self.notes));
        let products = errors.check("products", read_products(&self.products));
        let owner = errors.check("owner", self.read_owner(rules.people));
        let (Some(title), Some(stage), Some(currency), true) =
            (title, stage, currency, errors.is_empty())
        else {
            return Err(errors);
        };
        let entry = Entry {
            title,
            description: description.unwrap_or_default(),
            value: value.unwrap_or_default(),
            currency,
            probability: probability.unwrap_or(usual),
            expected_close_on: close.flatten(),
            products: products.unwrap_or_default(),
            notes: notes.unwrap_or_default(),
            owner_id: owner.flatten(),
        };
        Ok((stage, entry))
    }

    fn read_stage(&self, fixed: Option<Stage>) -> Result<Stage, &'static str> {
        match (fixed, self.stage.as_str()) {
            (Some(stage), _) => Ok(stage),
            (None, "") => Ok(Stage::default()),
            (None, typed) => {
                let open = typed.parse().ok().filter(|stage: &Stage| stage.is_open());
                open.ok_or("field-choice")
            }
        }
    }

    fn read_currency(&self, organisation: &Organisation) -> Result<Currency, &'static str> {
        match self.currency.trim() {
            "" => Ok(organisation.currency),
            typed => typed.parse().map_err(|_| "field-choice"),
        }
    }

    fn read_owner(&self, people: &BTreeSet<UserId>) -> Result<Option<UserId>, &'static str> {
        match self.owner.trim() {
            "" => Ok(None),
            typed => {
                let known = typed.parse().ok().filter(|id| people.contains(id));
                known.map(Some).ok_or("field-choice")
            }
        }
    }
}

fn read_title(typed: &str) -> Result<String, &'static str> {
    let title = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match title.chars().count() {
        0 => Err("field-required"),
        length if length > TITLE_MAX => Err("field-too-long"),
        _ => Ok(title),
    }
}

fn read_text(typed: &str) -> Result<String, &'static str> {
    // Browsers send CR LF.
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    match text.chars().count() {
        length if length > TEXT_MAX => Err("field-too-long"),
        _ => Ok(text),
    }
}

fn read_products(typed: &str) -> Result<Vec<String>, &'static str> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let products: Vec<String> = lines.map(str::to_owned).collect();
    let is_long = |product: &String| product.chars().count() > TITLE_MAX;
    match products.len() > PRODUCTS_MAX || products.iter().any(is_long) {
        true => Err("field-too-long"),
        false => Ok(products),
    }
}

fn read_percent(typed: &str, usual: i32) -> Result<i32, &'static str> {
    match typed.trim().trim_end_matches('%').trim_end() {
        "" => Ok(usual),
        typed => {
            let percent = typed
                .parse()
                .ok()
                .filter(|percent| (0..=100).contains(percent));
            percent.ok_or("opportunity-percent-wrong")
        }
    }
}

/// Minor units of the currency; nothing typed is nothing.
fn read_value(
    typed: &str,
    currency: Currency,
    organisation: &Organisation,
) -> Result<i64, &'static str> {
    if typed.trim().is_empty() {
        return Ok(0);
    }
    match organisation.locale.parse_money(typed, currency) {
        Ok(value) if value < 0 => Err("opportunity-value-negative"),
        Ok(value) if value / currency.unit() > VALUE_MAX => Err("opportunity-value-large"),
        Ok(value) => Ok(value),
        Err(MoneyError::TooLarge) => Err("opportunity-value-large"),
        Err(MoneyError::TooPrecise) => Err("opportunity-value-decimals"),
        Err(MoneyError::NotAnAmount) => Err("opportunity-value-wrong"),
    }
}

text_enum! {
    /// By what the list is ordered.
    #[derive(Default)]
    pub enum SortKey { #[default] Updated = "updated", Value = "value", Close = "close" }
}

/// `close`, `-value`: a minus in front means falling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    pub key: SortKey,
    pub falling: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self {
            key: SortKey::Updated,
            falling: true,
        }
    }
}

impl Sort {
    fn parse(text: &str) -> Option<Self> {
        let (falling, key) = match text.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, text),
        };
        key.parse().ok().map(|key| Self { key, falling })
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.falling { "-" } else { "" };
        write!(f, "{sign}{}", self.key)
    }
}

/// Asks for all that is still open.
pub const OPEN: &str = "open";
/// For what of it is expected to close within [`CLOSING_DAYS`].
pub const CLOSING: &str = "closing";
/// For what was won this month.
pub const WON_NOW: &str = "won_this_month";
/// Nobody searches for more.
const SEARCH_MAX: usize = 100;

/// The state of board, list and forecast, as it stands in their addresses.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Words of a title or of a customer.
    pub q: String,
    /// A stage, `open`, `closing`, `won_this_month`, or empty for all.
    pub stage: String,
    /// `me`, a user's id, or empty for all.
    pub owner: String,
    /// A customer's id, or empty for all.
    pub customer: String,
    pub sort: String,
    pub page: String,
}

/// Which the list shows, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Each is in the title or in what the customer is found by.
    pub words: Vec<String>,
    pub stage: Option<Stage>,
    pub is_open: bool,
    /// Expected to close between these days.
    pub closes: Option<(NaiveDate, NaiveDate)>,
    /// Closed at this instant or later.
    pub closed_since: Option<DateTime<Utc>>,
    pub owner: Option<UserId>,
    pub customer: Option<CustomerId>,
    pub sort: Sort,
}

impl Filter {
    pub fn is_narrow(&self) -> bool {
        !self.words.is_empty()
            || self.stage.is_some()
            || self.is_open
            || self.owner.is_some()
            || self.customer.is_some()
    }
}

impl ListQuery {
    /// A value that means nothing is as if it were absent; `me` is who asks, on the day `today` of a month that began at
    /// `month`.
    pub fn filter(&self, me: UserId, today: NaiveDate, month: DateTime<Utc>) -> Filter {
        let typed: String = self.q.chars().take(SEARCH_MAX).collect();
        let (is_closing, is_won_now) = (self.stage == CLOSING, self.stage == WON_NOW);
        Filter {
            words: typed.split_whitespace().map(str::to_owned).collect(),
            stage: match is_won_now {
                true => Some(Stage::Won),
                false => self.stage.parse().ok(),
            },
            is_open: self.stage == OPEN || is_closing,
            closes: is_closing.then(|| (today, today + TimeDelta::days(CLOSING_DAYS))),
            closed_since: is_won_now.then_some(month),
            owner: self.owner(me),
            customer: self.customer.parse().ok(),
            sort: Sort::parse(&self.sort).unwrap_or_default(),
        }
    }

    pub fn owner(&self, me: UserId) -> Option<UserId> {
        match self.owner.as_str() {
            MINE => Some(me),
            other => other.parse().ok(),
        }
    }

    /// One of these pages with what is filtered, without the parts named.
    pub fn address(&self, path: &str, without: &[&str]) -> String {
        let parts = [
            ("q", &self.q),
            ("stage", &self.stage),
            ("owner", &self.owner),
            ("customer", &self.customer),
            ("sort", &self.sort),
        ];
        let kept: Vec<(&str, &str)> = parts
            .into_iter()
            .filter(|(name, value)| !value.is_empty() && !without.contains(name))
            .map(|(name, value)| (name, value.as_str()))
            .collect();
        web::query(path, &kept)
    }
}

/// Moves a card.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    /// A stage, or `up` and `down` in its column.
    pub to: String,
    /// The card above which it was dropped, or under which; on top without either.
    pub before: String,
    pub after: String,
    /// The board's filter.
    pub owner: String,
    pub note: String,
    /// Where the page is that asked, if that is not the board.
    pub back: String,
}

/// Where a card goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Stage(Stage, Place),
    Up,
    Down,
}

/// A place in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Top,
    Above(OpportunityId),
    Below(OpportunityId),
}

impl MoveForm {
    pub fn target(&self) -> Option<Target> {
        match self.to.as_str() {
            "up" => Some(Target::Up),
            "down" => Some(Target::Down),
            stage => stage
                .parse()
                .ok()
                .map(|stage| Target::Stage(stage, self.place())),
        }
    }

    fn place(&self) -> Place {
        match (self.before.parse(), self.after.parse()) {
            (Ok(id), _) => Place::Above(id),
            (Err(_), Ok(id)) => Place::Below(id),
            _ => Place::Top,
        }
    }

    /// What is said of a sale that was won.
    pub fn ending(&self) -> Result<Ending, &'static str> {
        Ok(Ending {
            reason: None,
            note: read_note(&self.note)?,
        })
    }
}

fn read_note(typed: &str) -> Result<Option<String>, &'static str> {
    let note = read_text(typed)?;
    Ok((!note.is_empty()).then_some(note))
}

/// Says why a sale was lost.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LossForm {
    pub reason: String,
    pub note: String,
    /// Where the writer came from.
    pub back: String,
}

impl LossForm {
    pub fn read(&self) -> Result<Ending, FieldErrors> {
        let mut errors = FieldErrors::default();
        let reason: Result<LostReason, _> = self.reason.parse().map_err(|_| "field-choice");
        let reason = errors.check("reason", reason);
        let note = errors.check("note", read_note(&self.note));
        match (reason, note) {
            (Some(reason), Some(note)) => Ok(Ending {
                reason: Some(reason),
                note,
            }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &OpportunityForm) -> Result<(Stage, Entry), FieldErrors> {
        form.read(&Rules {
            organisation: &Organisation::default(),
            people: &[UserId::from(1)].into(),
            stage: None,
        })
    }

    fn valid() -> OpportunityForm {
        OpportunityForm {
            title: " Evento   de empresa ".into(),
            stage: "proposal".into(),
            value: "$1.250.000".into(),
            currency: "CLP".into(),
            products: "Masajes\r\n\r\n Almuerzo ".into(),
            owner: "1".into(),
            ..OpportunityForm::default()
        }
    }

    #[test]
    fn a_form_is_read_with_what_is_usual_where_nothing_is_typed() {
        let (stage, entry) = read(&valid()).unwrap();
        assert_eq!((stage, entry.probability), (Stage::Proposal, 50));
        assert_eq!(
            (entry.title.as_str(), entry.value),
            ("Evento de empresa", 1_250_000)
        );
        assert_eq!(entry.products, ["Masajes", "Almuerzo"]);
        assert_eq!(entry.expected_close_on, None);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = OpportunityForm {
            title: " ".into(),
            stage: "won".into(),
            value: "-5".into(),
            probability: "101".into(),
            expected_close_on: "2025-13-01".into(),
            owner: "7".into(),
            ..valid()
        };
        let errors = read(&wrong).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        let expected = [
            "expected_close_on",
            "owner",
            "probability",
            "stage",
            "title",
            "value",
        ];
        assert_eq!(fields, expected);
        let euros = OpportunityForm {
            value: "12,345".into(),
            currency: "EUR".into(),
            ..valid()
        };
        assert_eq!(
            read(&euros).unwrap_err().get("value"),
            Some("opportunity-value-decimals")
        );
    }

    #[test]
    fn a_card_goes_to_a_stage_or_a_step() {
        let target = |to: &str, before: &str, after: &str| {
            let form = MoveForm {
                to: to.into(),
                before: before.into(),
                after: after.into(),
                ..MoveForm::default()
            };
            form.target()
        };
        let to_won = |place| Some(Target::Stage(Stage::Won, place));
        assert_eq!(target("won", "", ""), to_won(Place::Top));
        assert_eq!(target("won", "7", "8"), to_won(Place::Above(7.into())));
        assert_eq!(target("won", "", "8"), to_won(Place::Below(8.into())));
        assert_eq!(target("up", "", ""), Some(Target::Up));
        assert_eq!(target("away", "", ""), None);
    }

    #[test]
    fn a_loss_needs_its_reason() {
        let loss = |reason: &str| LossForm {
            reason: reason.into(),
            note: " Eligió otro spa. ".into(),
            back: String::new(),
        };
        let ending = loss("competitor").read().unwrap();
        assert_eq!(ending.reason, Some(LostReason::Competitor));
        assert_eq!(ending.note.as_deref(), Some("Eligió otro spa."));
        assert_eq!(
            loss("").read().unwrap_err().get("reason"),
            Some("field-choice")
        );
    }

    #[test]
    fn an_address_is_read_and_written_back() {
        let query = ListQuery {
            q: " boda  lago ".into(),
            stage: "proposal".into(),
            owner: "me".into(),
            sort: "-value".into(),
            page: "2".into(),
            ..ListQuery::default()
        };
        let (today, month) = (
            "2025-10-26".parse().unwrap(),
            "2025-10-01T03:00:00Z".parse().unwrap(),
        );
        let filter = query.filter(7.into(), today, month);
        assert_eq!(
            (filter.stage, filter.owner),
            (Some(Stage::Proposal), Some(7.into()))
        );
        assert_eq!(filter.sort.to_string(), "-value");
        assert_eq!(filter.words, ["boda", "lago"]);
        let list = query.address("/opportunities/list", &["sort", "q"]);
        assert_eq!(list, "/opportunities/list?stage=proposal&owner=me");
        let nonsense = ListQuery {
            stage: "x".into(),
            owner: "y".into(),
            sort: "-".into(),
            ..ListQuery::default()
        };
        let asked = |stage: &str| {
            let query = ListQuery {
                stage: stage.into(),
                ..ListQuery::default()
            };
            query.filter(7.into(), today, month)
        };
        let closing = asked(CLOSING);
        let last = "2025-11-25".parse().unwrap();
        assert_eq!(
            (closing.closes, closing.is_open),
            (Some((today, last)), true)
        );
        let won = asked(WON_NOW);
        assert_eq!(
            (won.stage, won.closed_since),
            (Some(Stage::Won), Some(month))
        );
        assert_eq!(
            nonsense.filter(7.into(), today, month).sort.to_string(),
            "-updated"
        );
    }
}
