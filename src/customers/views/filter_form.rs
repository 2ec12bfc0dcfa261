//! The form of the filters that are folded away: how it asks for each field of the registry, and for what is no field.

use super::list::{List, with_asked};
use super::row::{label_text, value_text};
use crate::customers::fields::{FIELDS, Field, Filter, Kind};
use crate::customers::filters::Test;
use crate::domain::own_field::NOTHING;
use crate::domain::{OwnField, OwnKind};
use crate::web::Page;

/// What the bar above asks for itself.
const IN_BAR: &str = "status";

/// What the form asks for a field.
pub struct FieldInput {
    pub label: String,
    /// As HTML calls it: `text`, `number`, `date`, `select` or `checkbox`.
    pub kind: &'static str,
    /// What a phone's keyboard shows; empty for letters.
    pub mode: &'static str,
    /// One, or from and to.
    pub parts: Vec<PartInput>,
    /// What there is to choose: the values with their texts.
    pub options: Vec<(String, String)>,
}

/// A place to type in.
pub struct PartInput {
    pub name: String,
    pub id: String,
    /// As it was typed, else as people write it.
    pub value: String,
    /// Why it does not narrow the list, or nothing.
    pub problem: String,
    /// `Desde` or `Hasta`; nothing where there is one place.
    pub hint: String,
}

impl FieldInput {
    pub fn is_range(&self) -> bool {
        self.parts.len() > 1
    }

    fn with_options(mut self, options: Vec<(String, String)>) -> Self {
        self.kind = "select";
        self.options = options;
        self
    }
}

impl List {
    /// What the form asks: ranges first, then what is typed, chosen, and ticked.
    pub fn inputs(&self, page: &Page) -> Vec<FieldInput> {
        let mut inputs = self.inputs_by(page, |filter| filter == Filter::Range);
        inputs.push(self.apart(page, "away", "customers-away", ("number", "numeric")));
        let category = self.apart(page, "category", "customers-category", ("text", ""));
        inputs.push(category.with_options(self.categories(page)));
        inputs.extend(self.inputs_by(page, |filter| filter == Filter::Text));
        let consent = self.apart(page, "consent", "customers-consent", ("text", ""));
        inputs.push(consent.with_options(self.consents(page)));
        inputs.extend(self.inputs_by(page, |filter| matches!(filter, Filter::Choice(_))));
        inputs.extend(self.inputs_by(page, |filter| filter == Filter::Given));
        inputs
    }

    /// What it asks for the fields that the business added; for one that is retired only while the list is narrowed by it.
    pub fn own_inputs(&self, page: &Page) -> Vec<FieldInput> {
        let own = page.organisation.customer_fields.iter();
        let fields = own.map(|own| (own, Field::of(own)));
        fields
            .filter(|(own, field)| !own.is_retired || self.is_asked(field))
            .map(|(own, field)| {
                let input = self.input(page, &field);
                match own.kind {
                    OwnKind::Choice => input.with_options(self.own_options(page, own, &field)),
                    _ => input,
                }
            })
            .collect()
    }

    fn inputs_by(&self, page: &Page, is_meant: impl Fn(Filter) -> bool) -> Vec<FieldInput> {
        let meant = |field: &&Field| field.filter.is_some_and(&is_meant) && field.name != IN_BAR;
        let fields = FIELDS.iter().filter(meant);
        fields.map(|field| self.input(page, field)).collect()
    }

    fn is_asked(&self, field: &Field) -> bool {
        let mut asked = self.filters.asked.iter();
        asked.any(|asked| asked.field == *field)
    }

    fn input(&self, page: &Page, field: &Field) -> FieldInput {
        let (kind, mode) = match (field.filter, field.kind) {
            (Some(Filter::Given), _) => ("checkbox", ""),
            (Some(Filter::Choice(_)), _) => ("select", ""),
            (_, Kind::Date | Kind::Moment) => ("date", ""),
            (_, Kind::Number) => ("number", "numeric"),
            (_, Kind::Money | Kind::Decimal) => ("text", "decimal"),
            _ => ("text", ""),
        };
        let tests = field.filter.map(Filter::tests).unwrap_or_default();
        FieldInput {
            label: match field.filter {
                Some(Filter::Given) => page.t(&format!("customers-has-{}", field.asked_as)),
                _ => label_text(page, field),
            },
            kind,
            mode,
            parts: tests
                .iter()
                .map(|test| self.part(page, field, *test))
                .collect(),
            options: match field.filter {
                Some(Filter::Choice(values)) => values
                    .iter()
                    .map(|value| {
                        let text = value_text(page, field, Some(value));
                        ((*value).to_owned(), text)
                    })
                    .collect(),
                _ => Vec::new(),
            },
        }
    }

    fn part(&self, page: &Page, field: &Field, test: Test) -> PartInput {
        let name = test.input(field);
        let asked = self.filters.asked_for(&test.part(field));
        let value = match asked.is_empty() || !field.kind.is_written_by_place() {
            true => asked.to_owned(),
            false => value_text(page, field, Some(asked)),
        };
        let problem = match field.kind {
            _ if field.filter != Some(Filter::Range) => "customers-unread-choice",
            Kind::Money => "customers-unread-money",
            Kind::Date | Kind::Moment => "customers-unread-date",
            _ => "customers-unread-number",
        };
        let hint = match test {
            Test::Is => String::new(),
            Test::From => page.t("customers-from"),
            Test::To => page.t("customers-to"),
        };
        PartInput {
            hint,
            ..self.place(page, name, value, problem)
        }
    }

    /// A place with what was typed in it, where that means nothing.
    fn place(&self, page: &Page, name: String, value: String, problem: &str) -> PartInput {
        let mut unread = self.filters.unread.iter();
        let typed = unread.find(|(own, _)| *own == name);
        PartInput {
            id: format!("f-{name}"),
            problem: typed.map(|_| page.t(problem)).unwrap_or_default(),
            value: typed.map(|(_, typed)| typed.clone()).unwrap_or(value),
            hint: String::new(),
            name,
        }
    }

    /// For what is no field.
    fn apart(
        &self,
        page: &Page,
        name: &str,
        label: &str,
        (kind, mode): (&'static str, &'static str),
    ) -> FieldInput {
        let pairs = self.filters.more.pairs();
        let value = pairs.into_iter().find(|(own, _)| *own == name);
        let value = value.map(|(_, value)| value);
        let problem = "customers-unread-number";
        FieldInput {
            label: page.t(label),
            kind,
            mode,
            parts: vec![self.place(page, name.to_owned(), value.unwrap_or_default(), problem)],
            options: Vec::new(),
        }
    }

    /// What can be chosen, and what the list is narrowed by, though it cannot be chosen any more.
    fn own_options(&self, page: &Page, own: &OwnField, field: &Field) -> Vec<(String, String)> {
        let options = own.options.iter();
        let options = options.map(|option| (option.clone(), option.clone()));
        let nothing = (NOTHING.to_owned(), page.t("unknown"));
        let asked = self.filters.asked_for(&Test::Is.part(field));
        with_asked(page, options.chain([nothing]).collect(), asked)
    }
}
