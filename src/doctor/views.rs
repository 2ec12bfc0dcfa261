use askama::Template;

use super::rules::{Finding, State, worst};
use crate::domain::{Language, Locale};
use crate::web::{Page, i18n};

/// How it stands with everything.
#[derive(Template)]
#[template(path = "doctor/show.html")]
pub struct DoctorPage {
    pub page: Page,
    pub findings: Vec<Finding>,
    /// Of the outside: the name, whether it answered when it was last asked, and since when that is known.
    pub connections: Vec<Finding>,
}

impl DoctorPage {
    fn worst(&self) -> State {
        worst(&self.findings).max(worst(&self.connections))
    }

    fn verdict(&self) -> String {
        self.page.t(&format!("doctor-verdict-{}", self.worst()))
    }

    fn all(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(&self.connections)
    }

    fn title(&self, finding: &Finding) -> String {
        title(self.page.language, finding)
    }

    fn text(&self, finding: &Finding) -> String {
        let locale = &self.page.organisation.locale;
        text(self.page.language, Some(locale), finding)
    }

    /// Kind of the badge, and its icon.
    fn look(&self, finding: &Finding) -> (&'static str, &'static str) {
        match finding.state {
            State::Fine => ("ok", "circle-check"),
            State::Warning => ("warn", "alert-triangle"),
            State::Bad => ("bad", "alert-circle"),
        }
    }

    fn word(&self, finding: &Finding) -> String {
        self.page.t(&format!("doctor-state-{}", finding.state))
    }
}

/// What was looked at.
pub fn title(language: Language, finding: &Finding) -> String {
    let own = format!("doctor-title-{}", finding.name);
    match i18n::has(language, &own) {
        true => i18n::text(language, &own, &[]),
        false => i18n::text(language, &format!("connection-{}", finding.name), &[]),
    }
}

/// How it stands with it.
pub fn text(language: Language, locale: Option<&Locale>, finding: &Finding) -> String {
    let given: Vec<_> = finding
        .given
        .iter()
        .map(|(name, value)| (*name, value.written(locale).into()))
        .collect();
    i18n::text(language, finding.text, &given)
}
