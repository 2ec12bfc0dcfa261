use askama::Template;

use super::actions::{Overtaken, Problems};
use super::filters::{COUNT_LIMIT, Filters, LAST_PAGE, MINE, PAGE_SIZE, PATH, SegmentFilter};
use super::forms::{CONSENT_FIELDS, CustomerForm, FormState};
use super::highlight::{Piece, mark_digits, mark_similar, mark_words, plain};
use super::model::{Channel, ConsentState, CustomerKind, CustomerStatus};
use super::queries::{Count, Row};
use super::search::{Search, Typed};
use crate::domain::CustomerId;
use crate::users::User;
use crate::web::{FieldErrors, Page};

#[derive(Template)]
#[template(path = "customers/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub found: List,
}

/// What a search while typing replaces.
#[derive(Template)]
#[template(path = "customers/_results.html")]
pub struct ResultsPart {
    pub page: Page,
    pub found: List,
}

/// Who may be meant by what was typed in a form so far.
#[derive(Template)]
#[template(path = "customers/_found.html")]
pub struct LookupPart {
    pub page: Page,
    pub typed: String,
    pub found: Vec<Row>,
}

/// The list with its state.
pub struct List {
    pub filters: Filters,
    pub rows: Vec<RowView>,
    pub count: Count,
    /// "3.053 clientes"
    pub summary: String,
}

pub struct RowView {
    pub row: Row,
    pub name: Vec<Piece>,
    pub legal_name: Vec<Piece>,
    pub email: Vec<Piece>,
    pub phone: Vec<Piece>,
    /// Only where it was searched for.
    pub tax_id: Vec<Piece>,
    /// "Coincide: nombre, correo", or nothing.
    pub why: String,
}

impl List {
    pub fn new(page: &Page, filters: Filters, rows: Vec<Row>, count: Count) -> Self {
        let search = match &filters.typed {
            Typed::Search(search) => Some(search),
            _ => None,
        };
        let rows = rows
            .into_iter()
            .map(|row| RowView::new(page, row, search))
            .collect();
        let summary = match count {
            Count::Exactly(n) => page.tn("count-customers", n),
            Count::Many => page.tv("customers-many", "count", page.number(COUNT_LIMIT)),
        };
        Self {
            filters,
            rows,
            count,
            summary,
        }
    }

    pub fn is_too_short(&self) -> bool {
        self.filters.typed == Typed::TooShort
    }

    /// Whether some were found only by a name that is like what was typed.
    pub fn has_similar(&self) -> bool {
        self.rows.iter().any(|view| view.row.is_similar)
    }

    pub fn last_page(&self) -> i64 {
        let pages = (self.count.at_least() + PAGE_SIZE - 1) / PAGE_SIZE;
        pages.min(LAST_PAGE)
    }

    /// Whether there is more than pages can show.
    pub fn has_more(&self) -> bool {
        self.filters.page == LAST_PAGE && self.count.at_least() > COUNT_LIMIT
    }

    /// "51–100 de 3.053"
    pub fn range(&self, page: &Page) -> String {
        let first = (self.filters.page - 1) * PAGE_SIZE + 1;
        let total = match self.count {
            Count::Exactly(n) => page.number(n),
            Count::Many => page.tv("customers-more-than", "count", page.number(COUNT_LIMIT)),
        };
        page.tv3(
            "customers-range",
            ("from", page.number(first)),
            ("to", page.number(first + self.rows.len() as i64 - 1)),
            ("total", total),
        )
    }

    pub fn sort(&self) -> String {
        let order = self.filters.order();
        order.map(|sort| sort.to_string()).unwrap_or_default()
    }

    pub fn sort_base(&self) -> String {
        self.filters.base_without(&["sort"])
    }

    pub fn page_base(&self) -> String {
        self.filters.base_without(&[])
    }

    /// The same search without anything that narrows it.
    pub fn without_filters(&self) -> String {
        self.filters
            .address_without(&["segment", "status", "owner", "tag", "r", "f"])
    }

    /// The filters that are on: what they say, and the address without them.
    pub fn chips(&self, page: &Page) -> Vec<(String, String)> {
        let filters = &self.filters;
        let mut chips = Vec::new();
        if let Some(segment) = filters.segment {
            let text = page.t(&format!("segment-{segment}"));
            chips.push((text, filters.address_without(&["segment"])));
        }
        if let Some(status) = filters.status {
            let text = page.t(&format!("customer-status-{status}"));
            chips.push((text, filters.address_without(&["status"])));
        }
        if filters.owner.is_some() {
            chips.push((
                page.t("customers-mine"),
                filters.address_without(&["owner"]),
            ));
        }
        if !filters.tag.is_empty() {
            let text = page.tv("customers-chip-tag", "tag", filters.tag.as_str());
            chips.push((text, filters.address_without(&["tag"])));
        }
        for (name, key, score) in [
            ("r", "customers-chip-r", filters.r),
            ("f", "customers-chip-f", filters.f),
        ] {
            if let Some(score) = score {
                let text = page.tv(key, "score", score);
                chips.push((text, filters.address_without(&[name])));
            }
        }
        chips
    }

    pub fn segments(&self, page: &Page) -> Vec<(String, String)> {
        options(page, "segment-", SegmentFilter::ALL)
    }

    pub fn statuses(&self, page: &Page) -> Vec<(String, String)> {
        options(page, "customer-status-", CustomerStatus::ALL)
    }

    pub fn owners(&self, page: &Page) -> [(&'static str, String); 1] {
        [(MINE, page.t("customers-mine"))]
    }

    pub fn owner(&self) -> &'static str {
        self.filters.owner.map_or("", |_| MINE)
    }

    pub fn segment(&self) -> String {
        chosen(self.filters.segment)
    }

    pub fn status(&self) -> String {
        chosen(self.filters.status)
    }

    /// Where a campaign for whom the list names begins.
    pub fn campaign(&self) -> String {
        let list = self.filters.address_without(&["sort"]);
        list.replacen(PATH, "/campaigns/new", 1)
    }

    /// What the search form has to carry along besides its own fields.
    pub fn carried(&self) -> Vec<(&'static str, String)> {
        let filters = &self.filters;
        [
            ("r", chosen(filters.r)),
            ("f", chosen(filters.f)),
            ("order", chosen(filters.sort)),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}

fn chosen(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The values with their texts, of which `prefix` is the beginning of the key.
fn options<T: ToString>(page: &Page, prefix: &str, values: &[T]) -> Vec<(String, String)> {
    values
        .iter()
        .map(|value| {
            let value = value.to_string();
            let text = page.t(&format!("{prefix}{value}"));
            (value, text)
        })
        .collect()
}

impl RowView {
    fn new(page: &Page, row: Row, search: Option<&Search>) -> Self {
        let shown = |text: &Option<String>| plain(text.as_deref().unwrap_or_default());
        let mut view = Self {
            name: plain(&row.full_name),
            legal_name: shown(&row.legal_name),
            email: shown(&row.email),
            phone: shown(&row.phone),
            tax_id: Vec::new(),
            why: String::new(),
            row,
        };
        if let Some(search) = search {
            view.mark(page, search);
        }
        view
    }

    /// Marks what was found, and says where.
    fn mark(&mut self, page: &Page, search: &Search) {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let terms = || search.terms.iter().map(|term| term.as_str());
        let mut reasons = Vec::new();
        let mut note = |field: &mut Vec<Piece>, marked: Option<Vec<Piece>>, reason| {
            if let Some(marked) = marked {
                *field = marked;
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        };
        let row = &self.row;
        let legal_name = text(&row.legal_name);
        if row.is_similar {
            let similar = mark_similar(&row.full_name, search.words());
            note(&mut self.name, similar, "similar");
        }
        note(&mut self.name, mark_words(&row.full_name, terms()), "name");
        note(
            &mut self.legal_name,
            mark_words(&legal_name, terms()),
            "name",
        );
        note(
            &mut self.email,
            mark_words(&text(&row.email), terms()),
            "email",
        );
        let phone = mark_digits(&text(&row.phone), search.digits())
            .or_else(|| mark_digits(&text(&row.phone_e164), search.digits()));
        note(&mut self.phone, phone, "phone");
        let tax_id = mark_words(&text(&row.tax_id), search.words())
            .or_else(|| mark_digits(&text(&row.tax_id), search.digits()));
        note(&mut self.tax_id, tax_id, "tax-id");
        let reasons: Vec<String> = reasons
            .into_iter()
            .map(|reason| page.t(&format!("customers-why-{reason}")))
            .collect();
        if !reasons.is_empty() {
            self.why = page.tv("customers-why", "reasons", reasons.join(", "));
        }
    }

    pub fn segment(&self) -> &str {
        self.row.segment.as_deref().unwrap_or("none")
    }

    pub fn is_active(&self) -> bool {
        self.row.status == CustomerStatus::Active
    }

    pub fn status_key(&self) -> String {
        format!("customer-status-{}", self.row.status)
    }

    pub fn status_kind(&self) -> &'static str {
        match self.row.status {
            CustomerStatus::Blocked => "bad",
            CustomerStatus::Prospect => "info",
            CustomerStatus::Active => "ok",
            CustomerStatus::Inactive => "plain",
        }
    }
}

#[derive(Template)]
#[template(path = "customers/form.html")]
pub struct FormPage {
    pub page: Page,
    /// `None` for a new customer.
    pub id: Option<CustomerId>,
    /// The customer's name as it was when the form was opened.
    pub title: String,
    pub form: CustomerForm,
    pub state: FormState,
    pub problems: Problems,
    pub overtaken: Option<Overtaken>,
    /// The fields that both changed.
    pub disputed: Vec<&'static str>,
    owners: Vec<User>,
}

impl FormPage {
    pub fn new(page: Page, id: Option<CustomerId>, form: CustomerForm, owners: Vec<User>) -> Self {
        Self {
            page,
            id,
            title: String::new(),
            form,
            state: FormState::default(),
            problems: Problems::default(),
            overtaken: None,
            disputed: Vec::new(),
            owners,
        }
    }

    /// Shows what somebody else changed while this form was open. Sent again, it is a change of their version.
    pub fn overtake(&mut self, state: &FormState, overtaken: Overtaken) {
        let shown = state.shown().unwrap_or_else(|| overtaken.now.clone());
        let typed = std::mem::take(&mut self.form);
        (self.form, self.disputed) = typed.caught_up(&shown, &overtaken.now);
        self.state = FormState {
            allow_shared_email: state.allow_shared_email.clone(),
            allow_alike: state.allow_alike.clone(),
            allow_erased: state.allow_erased.clone(),
            ..FormState::of(&overtaken.now, overtaken.version)
        };
        self.overtaken = Some(overtaken);
    }

    fn errors(&self) -> &FieldErrors {
        &self.problems.errors
    }

    fn action(&self) -> String {
        match self.id {
            Some(id) => format!("/customers/{id}/edit"),
            None => "/customers/new".to_owned(),
        }
    }

    fn cancel(&self) -> String {
        match self.id {
            Some(id) => format!("/customers/{id}"),
            None => "/customers".to_owned(),
        }
    }

    fn error(&self, field: &str) -> String {
        self.page.err(self.errors(), field)
    }

    fn error_summary(&self) -> Vec<(&'static str, String)> {
        let errors = self.errors().iter();
        errors
            .map(|(field, key)| {
                let label = self.page.t(label_key(field));
                (field, format!("{label}: {}", self.page.t(key)))
            })
            .collect()
    }

    /// What stands at a field now, where somebody else changed it too; else `help`.
    fn help(&self, field: &str, help: &str) -> String {
        match &self.overtaken {
            Some(overtaken) if self.disputed.contains(&field) => {
                let value = self.written(field, &overtaken.now);
                self.page.tv("customer-now", "value", value)
            }
            _ if help.is_empty() => String::new(),
            _ => self.page.t(help),
        }
    }

    /// A field of a form as a reader knows it.
    fn written(&self, field: &str, form: &CustomerForm) -> String {
        let mut form = form.clone();
        let found = form
            .fields_mut()
            .into_iter()
            .find(|(name, _)| *name == field);
        let value = found.map(|(_, value)| value.clone()).unwrap_or_default();
        let named = |options: Vec<(String, String)>| {
            let option = options.into_iter().find(|(code, _)| *code == value);
            option.map(|(_, text)| text)
        };
        let text = match field {
            "kind" => named(self.kinds()),
            "status" => named(self.statuses()),
            "language" => named(self.languages()),
            "owner_id" => named(self.owners()),
            "untracked" if !value.is_empty() => Some(self.page.t("customer-untracked-yes")),
            field if field.starts_with("consent_") => named(self.consent_states()),
            _ => None,
        };
        match text.unwrap_or(value) {
            text if text.is_empty() => self.page.t("customer-empty"),
            text => text,
        }
    }

    /// "Ana Rojas guardó cambios el 26-10-2025 13:04."
    fn overtaken_text(&self) -> String {
        let Some(overtaken) = &self.overtaken else {
            return String::new();
        };
        let at = self.page.datetime(&overtaken.at);
        match &overtaken.by {
            Some(name) => self
                .page
                .tv2("customer-overtaken-by", "name", name, "at", at),
            None => self.page.tv("customer-overtaken", "at", at),
        }
    }

    fn asks_about_shared_email(&self) -> bool {
        !self.problems.sharers.is_empty()
    }

    fn kinds(&self) -> Vec<(String, String)> {
        options(&self.page, "customer-kind-", CustomerKind::ALL)
    }

    fn statuses(&self) -> Vec<(String, String)> {
        options(&self.page, "customer-status-", CustomerStatus::ALL)
    }

    fn languages(&self) -> Vec<(String, String)> {
        options(&self.page, "language-", crate::domain::Language::ALL)
    }

    /// Who can own a customer: whoever can sign in, and who owns this one already.
    fn owners(&self) -> Vec<(String, String)> {
        self.owners
            .iter()
            .map(|owner| (owner, owner.id.to_string()))
            .filter(|(owner, id)| owner.disabled_at.is_none() || *id == self.form.owner_id)
            .map(|(owner, id)| (id, owner.name.clone()))
            .collect()
    }

    fn consent_states(&self) -> Vec<(String, String)> {
        options(&self.page, "customer-consent-", ConsentState::ALL)
    }

    /// Field, label and answer of every channel.
    fn consents(&self) -> Vec<(&'static str, String, String)> {
        let row = |(channel, field): (Channel, &'static str)| {
            let label = self.page.t(&format!("channel-{channel}"));
            (field, label, self.form.consent(channel).to_owned())
        };
        CONSENT_FIELDS.into_iter().map(row).collect()
    }
}

/// The text beside a field.
fn label_key(field: &str) -> &'static str {
    match field {
        "full_name" => "customer-name",
        "greeting" => "customer-greeting",
        "legal_name" => "customer-legal-name",
        "kind" => "customer-kind",
        "status" => "status",
        "email" => "email",
        "phone" => "phone",
        "tax_id" => "customer-tax-id",
        "birth_date" => "customer-birth-date",
        "address" => "customer-address",
        "city" => "city",
        "region" => "customer-region",
        "country" => "country",
        "language" => "customer-language",
        "source" => "customer-source",
        "sector" => "customer-sector",
        "website" => "customer-website",
        "tags" => "customer-tags",
        "owner_id" => "customer-owner",
        "credit_limit" => "customer-credit-limit",
        "segment_label" => "customer-segment-label",
        "untracked" => "customer-untracked",
        "consent_email" => "channel-email",
        "consent_whatsapp" => "channel-whatsapp",
        "consent_sms" => "channel-sms",
        "consent_call" => "channel-call",
        _ => "notes",
    }
}
