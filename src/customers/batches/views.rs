use askama::Template;

use super::forms::BatchForm;
use super::model::{Batch, State};
use super::plan::{Action, ActionName, Outcome};
use super::queries::LeftAlone;
use crate::customers::filters::PATH;
use crate::customers::model::{Channel, ConsentState};
use crate::domain::{Capability, UserId};
use crate::users::User;
use crate::web::{FieldErrors, Page, query};

#[derive(Template)]
#[template(path = "customers/batches/new.html")]
pub struct NewPage {
    pub page: Page,
    pub form: BatchForm,
    pub errors: FieldErrors,
    pub count: i64,
    /// Whether they are not those whom the form named when it was sent.
    pub is_other_count: bool,
    /// The first of them, by name.
    pub names: Vec<String>,
    pub owners: Vec<User>,
}

impl NewPage {
    fn error(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn who(&self) -> String {
        self.page.tn("batch-who", self.count)
    }

    fn is_nobody(&self) -> bool {
        self.count == 0
    }

    fn back(&self) -> String {
        back_to(&self.form.query)
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

/// The list with this query.
pub fn back_to(query: &str) -> String {
    match query.is_empty() {
        true => "/customers?view=all".to_owned(),
        false => format!("/customers?{query}"),
    }
}

/// What is done to them, in words.
fn title(page: &Page, batch: &Batch, users: &[User]) -> String {
    match batch.what() {
        Some(Action::Tag { tag }) => page.tv("batch-title-tag", "tag", tag),
        Some(Action::Untag { tag, .. }) => page.tv("batch-title-untag", "tag", tag),
        Some(Action::Retag { from, to }) => page.tv2("batch-title-retag", "from", from, "to", to),
        Some(Action::Assign { owner: Some(owner) }) => {
            page.tv("batch-title-assign", "owner", name(users, owner))
        }
        Some(Action::Assign { owner: None }) => page.t("batch-title-assign-nobody"),
        Some(Action::Consent { channel, state, .. }) => {
            let channel = page.t(&format!("channel-{channel}"));
            let state = page.t(&format!("consent-state-{state}"));
            page.tv2("batch-title-consent", "channel", channel, "state", state)
        }
        Some(Action::Delete) => page.t("batch-title-delete"),
        None => page.t("batch-title-unknown"),
    }
}

fn name(users: &[User], id: UserId) -> String {
    let found = users.iter().find(|user| user.id == id);
    found.map(|user| user.name.clone()).unwrap_or_default()
}

/// "Rosa Soto, 26-10-2025 13:04"
fn by_text(page: &Page, batch: &Batch, users: &[User]) -> String {
    let (name, at) = (
        name(users, batch.created_by),
        page.datetime(&batch.created_at),
    );
    page.tv2("batch-by", "name", name, "at", at)
}

fn state_text(page: &Page, batch: &Batch) -> String {
    if let Some((found, expected)) = batch.other_count() {
        let (found, expected) = (page.number(found), page.number(expected));
        return page.tv2("batch-other-count", "found", found, "expected", expected);
    }
    match (batch.state, &batch.undone_at) {
        (State::Undone, Some(at)) => page.tv("batch-undone-at", "at", page.datetime(at)),
        (state, _) => page.t(&format!("batch-state-{state}")),
    }
}

#[derive(Template)]
#[template(path = "customers/batches/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub batches: Vec<Batch>,
    pub users: Vec<User>,
}

impl IndexPage {
    fn title(&self, batch: &Batch) -> String {
        title(&self.page, batch, &self.users)
    }

    fn by_text(&self, batch: &Batch) -> String {
        by_text(&self.page, batch, &self.users)
    }

    fn state_text(&self, batch: &Batch) -> String {
        state_text(&self.page, batch)
    }
}

#[derive(Template)]
#[template(path = "customers/batches/show.html")]
pub struct ShowPage {
    pub page: Page,
    pub batch: Batch,
    pub users: Vec<User>,
    pub counts: Vec<(Option<Outcome>, i64)>,
    pub left_alone: Vec<LeftAlone>,
    /// How many have a tag that nobody was to have any more.
    pub still_tagged: i64,
    pub reader: UserId,
    /// The query of the customers list that one came from; empty for none.
    pub list: String,
}

impl ShowPage {
    fn back(&self) -> String {
        back_to(&self.list)
    }

    fn title(&self) -> String {
        title(&self.page, &self.batch, &self.users)
    }

    fn by_text(&self) -> String {
        by_text(&self.page, &self.batch, &self.users)
    }

    fn proof(&self) -> Option<String> {
        match self.batch.what() {
            Some(Action::Consent { proof, .. }) => Some(proof),
            _ => None,
        }
    }

    /// "2 listas guardadas cambiaron con la etiqueta.", as long as they are changed; each with its metric.
    fn followed(&self) -> Vec<(&'static str, i64, String)> {
        if matches!(self.batch.state, State::Undoing | State::Undone) {
            return Vec::new();
        }
        let (views, drafts) = (self.batch.views.len(), self.batch.drafts.len());
        let all = [
            ("batch_views", "batch-followed", views),
            ("batch_drafts", "batch-followed-drafts", drafts),
        ];
        all.into_iter()
            .filter(|(_, _, n)| *n > 0)
            .map(|(metric, key, n)| {
                let n = i64::try_from(n).unwrap_or(i64::MAX);
                (metric, n, self.page.tn(key, n))
            })
            .collect()
    }

    /// "Todavía con «spa»: 2 clientes", and where they are.
    fn still(&self) -> Option<(String, String)> {
        let action = self.batch.what().filter(|_| self.still_tagged > 0)?;
        let tag = action.emptied_tag()?;
        let customers = self.page.tn("count-customers", self.still_tagged);
        let text = self
            .page
            .tv2("batch-still", "tag", tag, "customers", customers);
        Some((query(PATH, &[("tag", tag)]), text))
    }

    fn is_moving(&self) -> bool {
        self.batch.state.is_moving()
    }

    fn state_text(&self) -> String {
        state_text(&self.page, &self.batch)
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

    /// Whoever began it and administrators stop what goes on, and undo what was done.
    fn may_undo(&self) -> bool {
        let is_own = self.batch.created_by == self.reader;
        let did_any = self
            .counts
            .iter()
            .any(|(outcome, _)| *outcome == Some(Outcome::Done));
        (is_own || self.page.may(Capability::Settings))
            && self.batch.can_be_undone()
            && (self.is_moving() || did_any)
    }

    fn undo_verb(&self) -> String {
        match self.is_moving() {
            true => self.page.t("batch-stop"),
            false => self.page.t("undo"),
        }
    }
}
