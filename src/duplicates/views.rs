use askama::Template;
use serde_json::Value;

use super::forms::MergeForm;
use super::model::{Listed, ListedMerge, PairState, Standing};
use super::own;
use super::plan::{self, Columns, FIELDS, Field, Side};
use crate::customers::queries::Named;
use crate::customers::{Channel, Consent, ConsentState, Picker};
use crate::domain::{Capability, CustomerId, OwnField, own_values};
use crate::web::{Page, Pages};

/// What the list shows.
pub enum Rows {
    Pairs(Vec<Listed>),
    Merges(Vec<ListedMerge>),
}

#[derive(Template)]
#[template(path = "duplicates/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub state: PairState,
    pub rows: Rows,
    pub pages: Pages,
    /// Why something could not be done; the key of a text.
    pub notice: Option<&'static str>,
}

/// Asks for the other one.
#[derive(Template)]
#[template(path = "duplicates/new.html")]
pub struct PickPage {
    pub page: Page,
    pub one: Named,
    pub picker: Picker,
    /// The key of what is wrong.
    pub error: Option<&'static str>,
}

impl PickPage {
    fn err(&self) -> String {
        self.error.map(|key| self.page.t(key)).unwrap_or_default()
    }
}

impl IndexPage {
    fn is_dismissed(&self) -> bool {
        self.state == PairState::Dismissed
    }

    fn is_empty(&self) -> bool {
        self.pages.total() == 0
    }

    fn pairs(&self) -> &[Listed] {
        match &self.rows {
            Rows::Pairs(pairs) => pairs,
            Rows::Merges(_) => &[],
        }
    }

    fn merges(&self) -> &[ListedMerge] {
        match &self.rows {
            Rows::Merges(merges) => merges,
            Rows::Pairs(_) => &[],
        }
    }

    fn is_merges(&self) -> bool {
        self.state == PairState::Merged
    }

    fn is_open(&self) -> bool {
        self.state == PairState::Open
    }

    /// Where two are compared; from the queue, the next two follow.
    fn pair_href(&self, row: &Listed) -> String {
        pair_address((row.a_id, row.b_id), self.is_open())
    }

    /// Address, text, and whether it is this one.
    fn tabs(&self) -> Vec<(String, String, bool)> {
        let tab = |state: &PairState| {
            let text = self.page.t(&format!("duplicates-state-{state}"));
            (address(*state), text, *state == self.state)
        };
        PairState::ALL.iter().map(tab).collect()
    }

    fn reasons(&self, row: &Listed) -> String {
        let word = |reason: &String| self.page.t(&format!("duplicates-reason-{reason}"));
        row.reasons.iter().map(word).collect::<Vec<_>>().join(", ")
    }

    fn base(&self) -> String {
        match address(self.state).as_str() {
            "/duplicates" => "/duplicates?".to_owned(),
            address => format!("{address}&"),
        }
    }
}

fn address(state: PairState) -> String {
    match state {
        PairState::Open => "/duplicates".to_owned(),
        state => format!("/duplicates?state={state}"),
    }
}

/// The page of two customers, as the queue leads to it or as anything else does.
pub fn pair_address((a, b): (CustomerId, CustomerId), is_queue: bool) -> String {
    of_queue(format!("/duplicates/{a}/{b}"), is_queue)
}

fn of_queue(address: String, is_queue: bool) -> String {
    match is_queue {
        true => format!("{address}?queue=on"),
        false => address,
    }
}

/// One of the two, as it is stored.
pub struct Shown {
    pub columns: Columns,
    pub standing: Standing,
    pub consents: Vec<Consent>,
}

impl Shown {
    fn id(&self) -> CustomerId {
        self.standing.id
    }

    fn name(&self) -> &str {
        plan::text(&self.columns, "full_name")
    }

    fn version(&self) -> String {
        let version = self.columns.get("version");
        version.map(Value::to_string).unwrap_or_default()
    }

    fn consents(&self) -> Vec<(Channel, ConsentState)> {
        let states = self
            .consents
            .iter()
            .map(|consent| (consent.channel, consent.state));
        states.collect()
    }
}

/// A short word for two values: FNV-1a, which is the same in every process.
fn mark(a: &str, b: &str) -> String {
    let bytes = a.bytes().chain([0xff]).chain(b.bytes());
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.fold(0xcbf2_9ce4_8422_2325, step))
}

#[derive(Template)]
#[template(path = "duplicates/compare.html")]
pub struct ComparePage {
    pub page: Page,
    a: Shown,
    b: Shown,
    /// Why it could not be done, the key of a text, and what was chosen.
    refused: Option<(&'static str, MergeForm)>,
    /// Whether the next two follow once these are decided.
    is_queue: bool,
}

/// A line of the table: the field, both values, and which is chosen: by the person whose form comes back, else as suggested.
pub struct Line {
    pub name: String,
    pub label: String,
    pub a: String,
    pub b: String,
    pub joins: bool,
    pub chosen: Side,
    /// Otherwise there is one value, and it stays.
    pub is_question: bool,
    /// Of both values as they are shown, to know later whether they changed.
    pub mark: String,
    /// They changed since the form was filled.
    pub is_changed: bool,
}

impl Line {
    fn values(&self) -> [(Side, &str); 2] {
        [(Side::A, &self.a), (Side::B, &self.b)]
    }
}

impl ComparePage {
    pub fn new(
        page: Page,
        [a, b]: [Shown; 2],
        refused: Option<(&'static str, MergeForm)>,
        is_queue: bool,
    ) -> Self {
        Self {
            page,
            a,
            b,
            refused,
            is_queue,
        }
    }

    fn notice(&self) -> Option<String> {
        self.refused.as_ref().map(|(key, _)| self.page.t(key))
    }

    fn typed(&self, name: &str) -> Option<&str> {
        let (_, form) = self.refused.as_ref()?;
        form.get(name).map(String::as_str)
    }

    /// The side that was chosen, where that can still be chosen.
    fn chosen(&self, name: &str, joins: bool) -> Option<Side> {
        let side = self.typed(name)?.parse().ok()?;
        (side != Side::Both || joins).then_some(side)
    }

    fn action(&self) -> String {
        pair_address((self.a.id(), self.b.id()), self.is_queue)
    }

    fn dismissal(&self) -> String {
        let pair = (self.a.id(), self.b.id());
        of_queue(
            format!("{}/dismissal", pair_address(pair, false)),
            self.is_queue,
        )
    }

    fn sides(&self) -> [(&'static str, &Shown); 2] {
        [("a", &self.a), ("b", &self.b)]
    }

    fn keeps(&self, side: &str) -> bool {
        let services = (self.a.standing.services, self.b.standing.services);
        let suggested = plan::default_winner(services).as_str();
        let typed = self.typed("keep");
        typed
            .filter(|typed| ["a", "b"].contains(typed))
            .unwrap_or(suggested)
            == side
    }

    /// "26 servicios · última visita 20-10-2025"
    fn history(&self, shown: &Shown) -> String {
        let standing = &shown.standing;
        let services = self.page.tn("duplicates-services", standing.services);
        match &standing.last_date {
            Some(date) => format!(
                "{services} · {}",
                self.page
                    .tv("duplicates-last-visit", "date", self.page.date(date))
            ),
            None => services,
        }
    }

    /// The lines in which at least one has something: our fields, then those that the business added, also what it does not
    /// ask any more.
    fn lines(&self) -> Vec<Line> {
        let ours = FIELDS.iter().map(|field| self.line(field));
        let own = self.page.organisation.customer_fields.iter();
        let lines = ours.chain(own.map(|own| self.own_line(own)));
        lines
            .filter(|line| !line.a.is_empty() || !line.b.is_empty())
            .collect()
    }

    fn line(&self, field: &Field) -> Line {
        let (a, b) = (&self.a.columns, &self.b.columns);
        let line = Line {
            name: field.name.to_owned(),
            label: self.page.t(&format!("duplicates-field-{}", field.name)),
            a: self.value(field, &self.a),
            b: self.value(field, &self.b),
            joins: field.joins,
            chosen: field.default_side(a, b),
            is_question: field.differs(a, b),
            mark: String::new(),
            is_changed: false,
        };
        self.as_sent(line)
    }

    fn own_line(&self, field: &OwnField) -> Line {
        let (a, b) = (&self.a.columns, &self.b.columns);
        let [of_a, of_b] = [a, b].map(|columns| {
            let mut values = columns.get("custom").map(own_values).unwrap_or_default();
            values.remove(&field.key)
        });
        let shown = |kept: &Option<String>| {
            let kept = kept.as_deref();
            kept.map(|kept| self.page.own_value(field, kept))
                .unwrap_or_default()
        };
        let line = Line {
            name: field.key.to_string(),
            label: field.name.clone(),
            a: shown(&of_a),
            b: shown(&of_b),
            joins: false,
            chosen: own::default_side(field.key, a, b),
            is_question: of_a.is_some() && of_b.is_some() && of_a != of_b,
            mark: String::new(),
            is_changed: false,
        };
        self.as_sent(line)
    }

    /// With what the form says of it that came back.
    fn as_sent(&self, line: Line) -> Line {
        let mark = mark(&line.a, &line.b);
        let seen = self.typed(&format!("seen_{}", line.name));
        let chosen = self.chosen(&line.name, line.joins);
        Line {
            chosen: chosen.unwrap_or(line.chosen),
            is_changed: self.refused.is_some() && seen != Some(mark.as_str()),
            mark,
            ..line
        }
    }

    fn value(&self, field: &Field, shown: &Shown) -> String {
        let value = shown.columns.get(field.columns[0]).unwrap_or(&Value::Null);
        match (field.name, value) {
            ("kind" | "status", Value::String(word)) => {
                self.page.t(&format!("customer-{}-{word}", field.name))
            }
            ("language", Value::String(word)) => self.page.t(&format!("language-{word}")),
            ("birth_date", Value::String(date)) => match date.parse() {
                Ok(date) => self.page.date(&date),
                Err(_) => date.clone(),
            },
            ("owner_id", _) => shown.standing.owner.clone().unwrap_or_default(),
            ("credit_limit", Value::Number(minor)) => {
                self.page.money(minor.as_i64().unwrap_or_default())
            }
            (_, Value::Array(items)) => {
                let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                items.join(", ")
            }
            (_, Value::String(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// What will hold of consent, where anybody was asked.
    fn consents(&self) -> Vec<(String, String)> {
        let states = plan::stricter(&self.a.consents(), &self.b.consents());
        let asked = states
            .into_iter()
            .filter(|(_, state)| *state != ConsentState::Unknown);
        let text = |(channel, state): (Channel, ConsentState)| {
            let name = self.page.t(&format!("channel-{channel}"));
            (name, self.page.t(&format!("customer-consent-{state}")))
        };
        asked.map(text).collect()
    }

    fn sees_money(&self) -> bool {
        self.page.may(Capability::MoneyTotals)
    }
}
