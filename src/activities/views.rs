use askama::Template;

use super::forms::ActivityForm;
use super::model::{Activity, ActivityKind};
use crate::customers::Picker;
use crate::users::User;
use crate::web::{FieldErrors, Page, query};

/// The form for one, new or to be changed.
#[derive(Template)]
#[template(path = "activities/form.html")]
pub struct FormPage {
    pub page: Page,
    pub picker: Picker,
    /// As it is stored; `None` for a new one.
    pub activity: Option<Activity>,
    /// What it says by now, where somebody else changed it meanwhile.
    pub now: Option<String>,
    /// Who may be in charge.
    pub people: Vec<(String, String)>,
    pub form: ActivityForm,
    pub errors: FieldErrors,
}

impl FormPage {
    pub fn new(page: Page, picker: Picker, people: &[User], form: ActivityForm) -> Self {
        let is_there =
            |person: &&User| person.disabled_at.is_none() || person.id.to_string() == form.assignee;
        let named = |person: &User| (person.id.to_string(), person.name.clone());
        Self {
            people: people.iter().filter(is_there).map(named).collect(),
            page,
            picker,
            activity: None,
            now: None,
            form,
            errors: FieldErrors::default(),
        }
    }

    fn title(&self) -> String {
        match self.activity {
            Some(_) => self.page.t("activity-edit"),
            None => title_of_new(&self.page, &self.form),
        }
    }

    fn action(&self) -> String {
        match &self.activity {
            Some(activity) => format!("/activities/{}", activity.id),
            None => "/activities".to_owned(),
        }
    }

    /// Where a new one gets another customer.
    fn change(&self) -> String {
        let back: &[(&str, &str)] = &[("back", &self.form.back)];
        match (&self.activity, self.form.back.is_empty()) {
            (Some(_), _) => String::new(),
            (None, true) => "/activities/new".to_owned(),
            // The way back would name the customer again.
            (None, false) if self.form.back.starts_with("/customers/") => {
                "/activities/new".to_owned()
            }
            (None, false) => query("/activities/new", back),
        }
    }

    fn cancel(&self) -> String {
        let elsewhere = match &self.activity {
            Some(activity) => format!("/customers/{}#activity", activity.customer_id),
            None => "/activities".to_owned(),
        };
        super::work::way_back(&self.form.back, &elsewhere)
    }

    fn kinds(&self) -> Vec<(String, String)> {
        kinds(&self.page)
    }

    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn problems(&self) -> Vec<(&'static str, String)> {
        let text = |(field, key): (&'static str, &str)| (field, self.page.t(key));
        self.errors.iter().map(text).collect()
    }
}

/// The short form that opens over any page.
#[derive(Template)]
#[template(path = "activities/_quick.html")]
pub struct QuickPart {
    pub page: Page,
    pub picker: Picker,
    pub form: ActivityForm,
}

impl QuickPart {
    /// Of the dialog around it.
    fn title(&self) -> String {
        title_of_new(&self.page, &self.form)
    }

    /// Of which the text matters, and no day.
    fn is_note(&self) -> bool {
        is_note(&self.form)
    }

    fn kinds(&self) -> Vec<(String, String)> {
        kinds(&self.page)
    }

    /// The whole form, for the same customer.
    fn more(&self) -> String {
        let customer = self.picker.chosen.as_ref();
        let customer = customer
            .map(|chosen| chosen.id.to_string())
            .unwrap_or_default();
        query(
            "/activities/new",
            &[
                ("customer", &customer),
                ("kind", &self.form.kind),
                ("back", &self.form.back),
            ],
        )
    }
}

fn is_note(form: &ActivityForm) -> bool {
    form.kind.parse() == Ok(ActivityKind::Note)
}

fn title_of_new(page: &Page, form: &ActivityForm) -> String {
    page.t(match is_note(form) {
        true => "activity-new-note",
        false => "activity-new",
    })
}

/// Every kind with its name.
fn kinds(page: &Page) -> Vec<(String, String)> {
    let named = |kind: ActivityKind| (kind.to_string(), page.t(&kind.key()));
    ActivityKind::CHOICES.map(named).into()
}
