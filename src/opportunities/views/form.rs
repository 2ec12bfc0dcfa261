use askama::Template;

use super::{BOARD, money, stages};
use crate::auth;
use crate::customers::Picker;
use crate::opportunities::forms::OpportunityForm;
use crate::opportunities::model::{Opportunity, Stage};
use crate::users::User;
use crate::web::{FieldErrors, Page, query};

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
