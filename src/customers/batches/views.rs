use askama::Template;

use super::forms::BatchForm;
use super::model::{Batch, State};
use super::plan::{Action, ActionName, Outcome};
use super::queries::LeftAlone;
use crate::customers::model::{Channel, ConsentState};
use crate::customers::queries::Count;
use crate::domain::{Capability, UserId};
use crate::users::User;
use crate::web::{FieldErrors, Page};

#[derive(Template)]
#[template(path = "customers/batches/new.html")]
pub struct NewPage {
    pub page: Page,
    pub form: BatchForm,
    pub errors: FieldErrors,
    pub count: Count,
    /// The first of them, by name.
    pub names: Vec<String>,
    pub owners: Vec<User>,
}

impl NewPage {
    fn error(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn who(&self) -> String {
        match self.count {
            Count::Exactly(n) => self.page.tn("batch-who", n),
            Count::Many => {
                let limit = self.page.number(self.count.at_least() - 1);
                self.page.tv("batch-who-many", "count", limit)
            }
        }
    }

    fn is_nobody(&self) -> bool {
        self.count == Count::Exactly(0)
    }

    fn back(&self) -> String {
        back(&self.form.query)
    }

    fn is_chosen(&self, action: &str) -> bool {
        self.form.action == action
    }

    fn may_delete(&self) -> bool {
        self.page.may(Capability::Erase)
    }

    fn owner_choices(&self) -> Vec<(String, String)> {
        let owners = self
            .owners
            .iter()
            .filter(|owner| owner.disabled_at.is_none());
        owners
            .map(|owner| (owner.id.to_string(), owner.name.clone()))
            .collect()
    }

    fn consent_choices(&self) -> Vec<(String, String)> {
        let mut choices = Vec::new();
        for channel in Channel::ALL {
            let name = self.page.t(&format!("channel-{channel}"));
            // That nobody asked is no answer.
            for state in ConsentState::ALL
                .iter()
                .filter(|state| **state != ConsentState::Unknown)
            {
                let word = self.page.t(&format!("consent-state-{state}"));
                choices.push((format!("{channel}-{state}"), format!("{name}: {word}")));
            }
        }
        choices
    }
}

fn back(query: &str) -> String {
    match query.is_empty() {
        true => "/customers?view=all".to_owned(),
        false => format!("/customers?{query}"),
    }
}

#[derive(Template)]
#[template(path = "customers/batches/show.html")]
pub struct ShowPage {
    pub page: Page,
    pub batch: Batch,
    pub author: String,
    /// Whom the batch gave to.
    pub owner: Option<String>,
    pub counts: Vec<(Option<Outcome>, i64)>,
    pub left_alone: Vec<LeftAlone>,
    pub reader: UserId,
}

impl ShowPage {
    fn title(&self) -> String {
        let page = &self.page;
        match self.batch.what() {
            Some(Action::Tag { tag }) => page.tv("batch-title-tag", "tag", tag),
            Some(Action::Untag { tag }) => page.tv("batch-title-untag", "tag", tag),
            Some(Action::Assign { owner: Some(_) }) => {
                let owner = self.owner.clone().unwrap_or_default();
                page.tv("batch-title-assign", "owner", owner)
            }
            Some(Action::Assign { owner: None }) => page.t("batch-title-assign-nobody"),
            Some(Action::Consent { channel, state, .. }) => {
                let channel = page.t(&format!("channel-{channel}"));
                let state = page.t(&format!("consent-state-{state}"));
                page.tv2("batch-title-consent", "channel", channel, "state", state)
            }
            Some(Action::Delete) | None => page.t("batch-title-delete"),
        }
    }

    fn proof(&self) -> Option<String> {
        match self.batch.what() {
            Some(Action::Consent { proof, .. }) => Some(proof),
            _ => None,
        }
    }

    fn is_moving(&self) -> bool {
        self.batch.state.is_moving()
    }

    fn state_text(&self) -> String {
        let at = self
            .batch
            .undone_at
            .map(|at| self.page.datetime(&at))
            .unwrap_or_default();
        match self.batch.state {
            State::Undone => self.page.tv("batch-undone-at", "at", at),
            state => self.page.t(&format!("batch-state-{state}")),
        }
    }

    /// "500 de 1.234"
    fn progress_text(&self) -> String {
        let (settled, total) = (self.batch.settled, self.batch.total);
        self.page.tv2(
            "batch-progress",
            "settled",
            self.page.number(settled),
            "total",
            self.page.number(total),
        )
    }

    /// What became of them: the outcome, its words, and how many.
    fn outcomes(&self) -> Vec<(Outcome, String, i64)> {
        let known = self
            .counts
            .iter()
            .filter_map(|(outcome, n)| Some(((*outcome)?, *n)));
        known
            .map(|(outcome, n)| {
                let key = match (outcome, self.batch.action) {
                    (Outcome::Done, ActionName::Delete) => "batch-outcome-deleted".to_owned(),
                    (outcome, _) => format!("batch-outcome-{outcome}"),
                };
                (outcome, self.page.tn(&key, n), n)
            })
            .collect()
    }

    fn why(&self, left: &LeftAlone) -> String {
        self.page.t(&format!("batch-why-{}", left.outcome))
    }

    fn undo_path(&self) -> String {
        format!("/customers/batches/{}/reversal", self.batch.id)
    }

    fn may_undo(&self) -> bool {
        let is_own = self.batch.created_by == self.reader;
        let did_any = self
            .counts
            .iter()
            .any(|(outcome, _)| *outcome == Some(Outcome::Done));
        self.batch.state == State::Done
            && did_any
            && (is_own || self.page.may(Capability::Settings))
    }
}
