use askama::Template;
use chrono::{DateTime, Utc};

use super::items::{ItemView, item_view, warning};
use super::{StateBadge, dollars};
use crate::jobs;
use crate::messages::{self, Reason};
use crate::proposals::actions::{self, TIME_LIMIT, address};
use crate::proposals::checked::{self, Marked};
use crate::proposals::engine::EngineName;
use crate::proposals::engine::check::Kind;
use crate::proposals::engine::words::Writer;
use crate::proposals::forms::EditForm;
use crate::proposals::model::{Item, MessageProgress, OfCampaign, Shown, State, Today};
use crate::proposals::templates::render::Problem;
use crate::web::{FieldErrors, Page, i18n};

/// A job that nobody has begun after this many seconds waits for a worker.
const BEGINS_WITHIN: i64 = 5;

/// Seconds; nobody cares for less.
const SHORTEST_SHOWN: f64 = 0.1;

#[derive(Template)]
#[template(path = "proposals/show.html")]
pub struct ShowPage {
    pub page: Page,
    shown: Shown,
    items: Vec<ItemView>,
    /// Why the customer may not be written to.
    obstacle: Option<Reason>,
    traces: Vec<messages::Trace>,
    /// It was written for one.
    campaign: Option<OfCampaign>,
    /// A person has to release the mail.
    will_be_held: bool,
    text: String,
    problem: Option<Problem>,
    /// What no fact covers.
    marked: Vec<Marked>,
    form: EditForm,
    errors: FieldErrors,
    now: DateTime<Utc>,
}

/// What the page of a proposal needs.
pub struct Found {
    pub shown: Shown,
    pub items: Vec<Item>,
    /// What the catalogue says of each item by now.
    pub today: Vec<Today>,
    pub will_be_held: bool,
    pub obstacle: Option<Reason>,
    /// What became of the message.
    pub traces: Vec<messages::Trace>,
    pub campaign: Option<OfCampaign>,
    /// The mail's text version; empty until there is one.
    pub text: String,
    /// Why the mail's template could not be filled in.
    pub problem: Option<Problem>,
}

impl ShowPage {
    pub fn new(page: Page, found: Found, now: DateTime<Utc>) -> Self {
        let form = EditForm::of(&found.shown.proposal);
        Self::with_form(page, found, now, form, FieldErrors::default())
    }

    /// With what was typed, and what is wrong with it.
    pub fn with_form(
        page: Page,
        found: Found,
        now: DateTime<Utc>,
        form: EditForm,
        errors: FieldErrors,
    ) -> Self {
        let engine = found.shown.proposal.engine;
        let items = found.items.into_iter().zip(found.today);
        let items = items
            .map(|(item, today)| ItemView {
                warning: warning(&page, &item, today),
                ..item_view(&page, item, engine)
            })
            .collect();
        Self {
            marked: checked::check(&found.shown, &page.organisation),
            items,
            obstacle: found.obstacle,
            traces: found.traces,
            campaign: found.campaign,
            will_be_held: found.will_be_held,
            text: found.text,
            problem: found.problem,
            shown: found.shown,
            form,
            errors,
            now,
            page,
        }
    }

    fn state(&self) -> State {
        self.shown.proposal.state
    }

    fn is_generating(&self) -> bool {
        self.state() == State::Generating
    }

    fn is_ready(&self) -> bool {
        self.state() == State::Ready
    }

    /// Nothing will come of it.
    fn is_over(&self) -> bool {
        matches!(self.state(), State::Cancelled | State::Failed)
    }

    /// The mail could go if somebody pressed the button.
    fn is_sendable(&self) -> bool {
        self.is_ready()
            && self.obstacle.is_none()
            && self.marked.is_empty()
            && !self.is_offer_over()
    }

    /// Its offer ended before anybody sent it.
    fn is_offer_over(&self) -> bool {
        self.is_ready() && actions::is_offer_over(&self.shown.proposal, self.page.today)
    }

    fn part_name(&self, part: &Marked) -> String {
        let key = match part.part {
            "subject" => "proposal-subject",
            "body" => "proposal-body",
            _ => "proposal-offer-title",
        };
        self.page.t(key)
    }

    fn stray_name(&self, kind: &Kind) -> String {
        self.page.t(&format!("proposal-stray-{kind}"))
    }

    /// What the language model took: "Modelo …: 1.154 tokens, US$ 0,0076, 2,4 s."
    fn call(&self) -> Option<String> {
        let proposal = &self.shown.proposal;
        let model = proposal.model.clone()?;
        let locale = &self.page.organisation.locale;
        let tokens = [proposal.input_tokens, proposal.output_tokens];
        let tokens: i64 = tokens.into_iter().flatten().map(i64::from).sum();
        let seconds = f64::from(proposal.model_milliseconds.unwrap_or(0)) / 1000.0;
        let args = [
            ("model", model.into()),
            ("tokens", self.page.number(tokens).into()),
            (
                "cost",
                dollars(locale, proposal.cost_micros.unwrap_or(0)).into(),
            ),
            (
                "seconds",
                locale.decimal(seconds.max(SHORTEST_SHOWN), 1).into(),
            ),
        ];
        Some(i18n::text(self.page.language, "proposal-call", &args))
    }

    /// Something was written, whatever became of it.
    fn is_written(&self) -> bool {
        self.shown.proposal.ready_at.is_some()
    }

    fn badge(&self) -> StateBadge {
        let campaign = self.campaign.as_ref();
        let awaits_turn = campaign.is_some_and(|campaign| campaign.awaits_turn);
        StateBadge::new(&self.page, self.state().told(awaits_turn))
    }

    /// Where the page asks for itself again, and after how many seconds; `None` once nothing moves.
    fn poll(&self) -> Option<i64> {
        match self.state() {
            State::Generating => Some(1),
            // Not while the message can be taken back: the button must stay under the finger.
            State::Queued => Some(self.undo_seconds().map_or(2, |seconds| seconds + 1)),
            _ => None,
        }
    }

    fn undo_seconds(&self) -> Option<i64> {
        let message = self.shown.message.as_ref()?;
        let waits = message.state == messages::State::Queued && self.state() == State::Queued;
        let left = (message.not_before - self.now).num_milliseconds();
        (waits && left > 0).then_some((left + 999) / 1000)
    }

    fn elapsed(&self) -> i64 {
        let elapsed = (self.now - self.shown.proposal.created_at).num_seconds();
        elapsed.clamp(0, self.time_limit())
    }

    fn time_limit(&self) -> i64 {
        i64::try_from(TIME_LIMIT.as_secs()).unwrap_or(i64::MAX)
    }

    /// Nobody has begun for a while.
    fn waits_for_worker(&self) -> bool {
        self.shown.job.is_some_and(|job| {
            let waited = (self.now - job.created_at).num_seconds();
            job.state == jobs::State::Queued && waited > BEGINS_WITHIN
        })
    }

    fn insights(&self) -> Vec<String> {
        let writer = Writer::new(self.page.language, &self.page.organisation);
        let insights = self.shown.proposal.insights();
        insights
            .iter()
            .map(|insight| writer.sentence(insight))
            .collect()
    }

    fn known_items(&self) -> Vec<&ItemView> {
        let known = |view: &&ItemView| view.item.service_id.is_some();
        self.items.iter().filter(known).collect()
    }

    fn unknown_items(&self) -> Vec<&ItemView> {
        let unknown = |view: &&ItemView| view.item.service_id.is_none();
        self.items.iter().filter(unknown).collect()
    }

    /// "Generada a las 10:42 en 11 s"
    fn generated(&self) -> String {
        let proposal = &self.shown.proposal;
        let Some(at) = proposal.ready_at else {
            return String::new();
        };
        let seconds = f64::from(proposal.milliseconds.unwrap_or(0)) / 1000.0;
        let locale = &self.page.organisation.locale;
        let seconds = locale.decimal(seconds.max(SHORTEST_SHOWN), 1);
        let engine = self.engine_name(&proposal.engine.unwrap_or(proposal.engine_asked));
        self.page.tv3(
            "proposal-generated",
            ("at", self.page.datetime(&at)),
            ("seconds", seconds),
            ("engine", engine),
        )
    }

    fn engine_name(&self, engine: &EngineName) -> String {
        self.page.t(&format!("engine-{engine}"))
    }

    /// Why another engine wrote it than the one that was asked.
    fn fallback(&self) -> Option<String> {
        let reason = self.shown.proposal.fallback_reason?;
        Some(self.page.t(&format!("proposal-fallback-{reason}")))
    }

    /// The template that the mail should have had and could not be made with.
    fn template_failure(&self) -> Option<String> {
        if self.shown.proposal.template_failed && self.state().has_message() {
            return Some(self.page.t("proposal-template-failed-sent"));
        }
        let name = &self.shown.template.as_ref()?.name;
        self.problem.as_ref()?;
        let key = match self.shown.proposal.template_fixed {
            true => "proposal-template-failed-fixed",
            false => "proposal-template-failed",
        };
        Some(self.page.tv(key, "name", name))
    }

    fn failure(&self) -> String {
        let key = match self.shown.proposal.error {
            Some(failure) => format!("proposal-failure-{failure}"),
            None => "proposal-cancelled-text".to_owned(),
        };
        self.page.t(&key)
    }

    /// The message, where the reader may open it.
    fn message(&self) -> Option<String> {
        let message = self.shown.message.as_ref()?;
        let opens = messages::opens_for(&self.page, message.created_by);
        opens.then(|| format!("/messages/{}", message.id))
    }

    /// What became of the message, in a sentence.
    fn outcome(&self) -> String {
        let recipient = self.recipient();
        let key = format!("proposal-outcome-{}", self.state());
        let outcome = self.page.tv(&key, "email", recipient);
        if self.state() == State::Queued && self.will_be_held {
            return self.page.t("proposal-will-be-held");
        }
        let reason = self
            .shown
            .message
            .as_ref()
            .and_then(|message| message.reason);
        match (self.state(), reason) {
            (State::Held | State::Refused, Some(reason)) => {
                format!("{outcome} {}", self.page.t(&reason.key()))
            }
            _ => outcome,
        }
    }

    fn obstacle(&self) -> Option<String> {
        let reason = self.obstacle?;
        Some(self.page.t(&format!("proposal-obstacle-{reason}")))
    }

    /// Where it says more of an address that is in the way.
    fn suppressions(&self) -> Option<String> {
        let is_of_address = self.obstacle.is_some_and(Reason::is_of_address);
        is_of_address.then(|| messages::link_to_suppressions(&self.recipient()))
    }

    fn recipient(&self) -> String {
        match &self.shown.message {
            Some(MessageProgress { recipient, .. }) => recipient.clone(),
            None => address(&self.shown.customer),
        }
    }

    fn limit(&self) -> i32 {
        let proposal = &self.shown.proposal;
        proposal.offer_limit_today(&self.page.organisation, &self.shown.terms)
    }

    fn percent_help(&self) -> String {
        self.page.tn("proposal-percent-help", self.limit())
    }

    /// Figures in the text that are not the offer's: the reader would be promised something else.
    fn contradiction(&self) -> Option<String> {
        let proposal = &self.shown.proposal;
        let texts = [
            proposal.subject.as_str(),
            proposal.body.as_str(),
            proposal.offer_title.as_deref().unwrap_or_default(),
        ];
        let named = texts.iter().flat_map(|text| percents_in(text));
        let other = named
            .into_iter()
            .find(|named| *named != proposal.percent())?;
        Some(self.page.tv2(
            "proposal-contradiction",
            "named",
            self.page.percent(f64::from(other) / 100.0),
            "offer",
            self.page.percent(f64::from(proposal.percent()) / 100.0),
        ))
    }

    fn err(&self, field: &str) -> String {
        match self.errors.get(field) {
            Some("proposal-percent-limit") => self.page.tn("proposal-percent-limit", self.limit()),
            _ => self.page.err(&self.errors, field),
        }
    }
}

/// The whole percentages that a text names: "20 %", "20%".
fn percents_in(text: &str) -> Vec<i32> {
    text.match_indices('%')
        .filter_map(|(end, _)| {
            let before = text[..end].trim_end();
            let start = before.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| {
                at + before[at..].chars().next().map_or(1, char::len_utf8)
            });
            before[start..].parse().ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_found_in_a_text() {
        assert_eq!(
            percents_in("Un 20 % ahora, (15%) luego, % nada, ñ7%"),
            [20, 15, 7]
        );
        assert!(percents_in("sin cifras").is_empty());
    }
}
