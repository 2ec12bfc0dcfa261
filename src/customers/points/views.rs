use askama::Template;

use super::forms::PointForm;
use super::model::PointKind;
use crate::domain::{ContactPointId, CustomerId};
use crate::web::{FieldErrors, Page};

/// The form of one channel.
#[derive(Template)]
#[template(path = "customers/points/form.html")]
pub struct FormPage {
    pub page: Page,
    /// With their name.
    pub customer: (CustomerId, String),
    /// `None` for a new one.
    pub point: Option<ContactPointId>,
    /// What it says by now, where it was changed meanwhile.
    pub now: Option<String>,
    pub form: PointForm,
    pub errors: FieldErrors,
}

impl FormPage {
    fn title(&self) -> String {
        let key = match self.point {
            Some(_) => "point-edit",
            None => "point-new",
        };
        self.page.t(key)
    }

    fn action(&self) -> String {
        let customer = self.customer.0;
        match self.point {
            Some(point) => format!("/customers/{customer}/channels/{point}"),
            None => format!("/customers/{customer}/channels"),
        }
    }

    fn customer_href(&self) -> String {
        format!("/customers/{}", self.customer.0)
    }

    fn kinds(&self) -> Vec<(&'static str, String)> {
        let named = |kind: &PointKind| (kind.as_str(), self.page.t(&format!("point-kind-{kind}")));
        PointKind::ALL.iter().map(named).collect()
    }
}
