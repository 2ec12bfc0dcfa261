//! A campaign as it is typed, and what addresses carry.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{Campaign, Plan, list_params};
use crate::config::AiConfig;
use crate::customers::NARROWING;
use crate::domain::TemplateId;
use crate::proposals::batch::{Limits, Variant};
use crate::proposals::engine::EngineName;
use crate::segments::Segment;
use crate::web::FieldErrors;

/// A name is a label on a line.
const NAME_MAX: usize = 120;
/// As of a proposal.
const SUBJECT_MAX: usize = 150;
/// Beyond it too few get anything.
const HOLDOUT_MAX: i32 = 90;
const MOST_MAX: i32 = 20_000;
/// No mail server of a small business takes more.
const RATE_MAX: i32 = 100_000;

#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct CampaignForm {
    pub version: i32,
    pub name: String,
    pub segment: String,
    /// The rest of a customers list's query.
    pub filter: String,
    pub most: String,
    pub engine: String,
    pub subject_a: String,
    pub percent_a: String,
    /// Empty takes the segment's.
    pub template_a: String,
    pub two: String,
    pub subject_b: String,
    pub percent_b: String,
    pub template_b: String,
    pub holdout_percent: String,
    pub send_from: String,
    pub from_hour: String,
    pub to_hour: String,
    pub per_hour: String,
    pub needs_approval: String,
}

impl Default for CampaignForm {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            version: 1,
            name: String::new(),
            segment: String::new(),
            filter: String::new(),
            most: String::new(),
            engine: EngineName::Builtin.to_string(),
            subject_a: String::new(),
            percent_a: String::new(),
            template_a: String::new(),
            two: String::new(),
            subject_b: String::new(),
            percent_b: String::new(),
            template_b: String::new(),
            holdout_percent: text("20"),
            send_from: String::new(),
            from_hour: text("9"),
            to_hour: text("20"),
            per_hour: text("120"),
            needs_approval: String::new(),
        }
    }
}

impl CampaignForm {
    /// For the people of a customers list, whose query it is given.
    pub fn for_list(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let kept: Vec<&(String, String)> = pairs
            .iter()
            .filter(|(name, value)| NARROWING.contains(&name.as_str()) && !value.is_empty())
            .collect();
        let segment = pairs.iter().find(|(name, _)| name == "segment");
        Self {
            segment: segment.map(|(_, value)| value.clone()).unwrap_or_default(),
            filter: serde_urlencoded::to_string(kept).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The campaign as it would be typed.
    pub fn of(campaign: &Campaign) -> Self {
        let variants = campaign.variants();
        let number = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
        let typed = |place: usize| {
            let variant = variants.get(place).cloned().unwrap_or_default();
            let template = variant.template.map(|id| id.to_string());
            (
                variant.subject.unwrap_or_default(),
                number(variant.percent),
                template.unwrap_or_default(),
            )
        };
        let on = |is_on: bool| if is_on { "on" } else { "" }.to_owned();
        let ((subject_a, percent_a, template_a), (subject_b, percent_b, template_b)) =
            (typed(0), typed(1));
        Self {
            version: campaign.version,
            name: campaign.name.clone(),
            most: number(campaign.most),
            engine: campaign.engine.to_string(),
            subject_a,
            percent_a,
            template_a,
            two: on(variants.len() > 1),
            subject_b,
            percent_b,
            template_b,
            holdout_percent: campaign.holdout_percent.to_string(),
            send_from: campaign
                .send_from
                .map(|day| day.to_string())
                .unwrap_or_default(),
            from_hour: campaign.from_hour.to_string(),
            to_hour: campaign.to_hour.to_string(),
            per_hour: campaign.per_hour.to_string(),
            needs_approval: on(campaign.needs_approval),
            ..Self::for_list(&campaign.audience)
        }
    }

    /// The customers list's query with the segment.
    pub fn audience(&self) -> String {
        let segment = Some([("segment", &self.segment)]).filter(|_| !self.segment.is_empty());
        let segment = segment.and_then(|pair| serde_urlencoded::to_string(pair).ok());
        let filter = Some(self.filter.clone()).filter(|filter| !filter.is_empty());
        let parts: Vec<String> = [segment, filter].into_iter().flatten().collect();
        parts.join("&")
    }

    /// The variant with what a percent left blank comes to, where that is known.
    fn told(&self, variant: &Variant, limits: &Limits) -> Variant {
        // An outside service decides by itself.
        let is_ours = self.engine != EngineName::Remote.as_str();
        let segment = self.only_segment().filter(|_| is_ours);
        let usual = segment.map(|segment| limits.usual(segment));
        Variant {
            percent: variant.percent.or(usual),
            ..variant.clone()
        }
    }

    pub fn has_two(&self) -> bool {
        !self.two.is_empty()
    }

    pub fn is_approved(&self) -> bool {
        !self.needs_approval.is_empty()
    }

    /// The one segment of the audience.
    fn only_segment(&self) -> Option<Segment> {
        self.segment.parse().ok()
    }

    fn audience_error(&self) -> Result<(), &'static str> {
        let found = list_params(&self.audience());
        found.map(|_| ()).ok_or("campaign-error-audience")
    }

    /// Every wrong field is named at once; `templates` are those that may be chosen.
    pub fn parse(
        &self,
        ai: &AiConfig,
        templates: &[TemplateId],
        limits: &Limits,
    ) -> Result<Plan, FieldErrors> {
        let mut errors = FieldErrors::default();
        let e = &mut errors;
        e.check("segment", self.audience_error());
        let highest = limits.highest(self.only_segment());
        let name = e.check("name", label(&self.name)).unwrap_or_default();
        let most = e.check("most", optional(&self.most, 1, MOST_MAX)).flatten();
        let mut variants = vec![Variant {
            subject: e.check("subject_a", subject(&self.subject_a)).flatten(),
            percent: e
                .check("percent_a", percent(&self.percent_a, highest))
                .flatten(),
            template: e
                .check("template_a", template(&self.template_a, templates))
                .flatten(),
        }];
        if self.has_two() {
            variants.push(Variant {
                subject: e.check("subject_b", subject(&self.subject_b)).flatten(),
                percent: e
                    .check("percent_b", percent(&self.percent_b, highest))
                    .flatten(),
                template: e
                    .check("template_b", template(&self.template_b, templates))
                    .flatten(),
            });
            let [a, b] = [0, 1].map(|place| self.told(&variants[place], limits));
            if e.is_empty() && a == b {
                e.add("subject_b", "campaign-error-same-variants");
            }
        }
        let engine = e
            .check("engine", engine(&self.engine, ai))
            .unwrap_or(EngineName::Builtin);
        let holdout = number(&self.holdout_percent, 0, HOLDOUT_MAX);
        let holdout_percent = e.check("holdout_percent", holdout).unwrap_or(0);
        let send_from = e.check("send_from", day(&self.send_from)).flatten();
        let from_hour = e
            .check("from_hour", number(&self.from_hour, 0, 23))
            .unwrap_or(0);
        let to_hour = e
            .check("to_hour", number(&self.to_hour, 1, 24))
            .unwrap_or(24);
        if from_hour >= to_hour {
            e.add("to_hour", "campaign-error-window");
        }
        let per_hour = e
            .check("per_hour", number(&self.per_hour, 1, RATE_MAX))
            .unwrap_or(1);
        match errors.is_empty() {
            false => Err(errors),
            true => Ok(Plan {
                name,
                audience: self.audience(),
                most,
                engine,
                variants,
                holdout_percent,
                send_from,
                from_hour,
                to_hour,
                per_hour,
                needs_approval: self.is_approved(),
            }),
        }
    }
}

fn label(typed: &str) -> Result<String, &'static str> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    match words.join(" ") {
        name if name.is_empty() => Err("field-required"),
        name if name.chars().count() > NAME_MAX => Err("field-too-long"),
        name => Ok(name),
    }
}

/// None that would be lowered.
fn percent(typed: &str, highest: i32) -> Result<Option<i32>, &'static str> {
    match optional(typed, 0, 100)? {
        Some(percent) if percent > highest => Err("campaign-error-percent-limit"),
        percent => Ok(percent),
    }
}

/// One that the server can reach.
fn engine(typed: &str, ai: &AiConfig) -> Result<EngineName, &'static str> {
    let engine: EngineName = typed.parse().map_err(|_| "error-required")?;
    match ai.missing_for(engine.as_str()) {
        Some("MCP_SERVER_URL") => Err("error-engine-address"),
        Some(_) => Err("error-engine-key"),
        None => Ok(engine),
    }
}

fn template(typed: &str, known: &[TemplateId]) -> Result<Option<TemplateId>, &'static str> {
    if typed.is_empty() {
        return Ok(None);
    }
    let chosen = typed.parse().ok().filter(|id| known.contains(id));
    chosen.map(Some).ok_or("field-choice")
}

fn subject(typed: &str) -> Result<Option<String>, &'static str> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    match words.join(" ") {
        line if line.chars().count() > SUBJECT_MAX => Err("field-too-long"),
        line => Ok(Some(line).filter(|line| !line.is_empty())),
    }
}

fn day(typed: &str) -> Result<Option<NaiveDate>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| "field-date"),
    }
}

fn number(typed: &str, low: i32, high: i32) -> Result<i32, &'static str> {
    let number = typed.trim().parse().map_err(|_| "campaign-error-number")?;
    match (low..=high).contains(&number) {
        true => Ok(number),
        false => Err("campaign-error-number"),
    }
}

fn optional(typed: &str, low: i32, high: i32) -> Result<Option<i32>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        typed => number(typed, low, high).map(Some),
    }
}

/// The address of a list, or of a campaign's table of outcomes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub outcome: String,
    pub page: String,
}

/// The version that a person read before starting.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct StartForm {
    pub version: i32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Env;

    fn no_vendors() -> AiConfig {
        AiConfig::read(&Env::default()).unwrap()
    }

    fn typed() -> CampaignForm {
        CampaignForm {
            name: " Vuelve   a Aremko ".into(),
            segment: "at_risk".into(),
            ..Default::default()
        }
    }

    #[test]
    fn what_is_left_open_has_its_default() {
        let plan = typed()
            .parse(&no_vendors(), &[], &Limits::default())
            .unwrap();
        assert_eq!(
            (plan.name.as_str(), plan.audience.as_str()),
            ("Vuelve a Aremko", "segment=at_risk")
        );
        assert_eq!(
            (plan.most, plan.holdout_percent, plan.variants.len()),
            (None, 20, 1)
        );
    }

    #[test]
    fn a_customers_list_is_taken_over_without_its_order_and_page() {
        let form = CampaignForm::for_list("q=ana+mar%C3%ADa&segment=vip&sort=-spend&page=3&tag=");
        assert_eq!(form.audience(), "segment=vip&q=ana+mar%C3%ADa");
    }

    #[test]
    fn every_wrong_field_is_named() {
        let form = CampaignForm {
            name: " ".into(),
            most: "0".into(),
            percent_a: "101".into(),
            from_hour: "20".into(),
            to_hour: "9".into(),
            send_from: "mañana".into(),
            per_hour: "x".into(),
            ..typed()
        };
        let errors = form
            .parse(&no_vendors(), &[], &Limits::default())
            .unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            [
                "most",
                "name",
                "per_hour",
                "percent_a",
                "send_from",
                "to_hour"
            ]
        );
    }

    #[test]
    fn an_engine_that_the_server_cannot_reach_is_refused_at_its_field() {
        let with = |engine: &str| CampaignForm {
            engine: engine.into(),
            ..typed()
        };
        for (engine, error) in [
            ("anthropic", "error-engine-key"),
            ("remote", "error-engine-address"),
            ("else", "error-required"),
        ] {
            let errors = with(engine)
                .parse(&no_vendors(), &[], &Limits::default())
                .unwrap_err();
            assert_eq!(errors.get("engine"), Some(error), "{engine}");
        }
        assert_eq!(
            with("builtin")
                .parse(&no_vendors(), &[], &Limits::default())
                .unwrap()
                .engine,
            EngineName::Builtin
        );
    }

    #[test]
    fn two_variants_must_differ() {
        let same = CampaignForm {
            two: "on".into(),
            ..typed()
        };
        assert!(
            same.parse(&no_vendors(), &[], &Limits::default())
                .unwrap_err()
                .get("subject_b")
                .is_some()
        );
        let other = CampaignForm {
            percent_b: "5".into(),
            ..same
        };
        assert_eq!(
            other
                .parse(&no_vendors(), &[], &Limits::default())
                .unwrap()
                .variants
                .len(),
            2
        );
    }

    #[test]
    fn a_discount_that_the_audience_may_not_get_is_refused_at_its_field() {
        let with = |segment: &str, percent: &str| CampaignForm {
            segment: segment.into(),
            percent_a: percent.into(),
            ..typed()
        };
        let parse = |form: CampaignForm| form.parse(&no_vendors(), &[], &Limits::default());
        for (segment, percent) in [("vip", "15"), ("lost", "10"), ("", "20"), ("any", "20")] {
            assert!(parse(with(segment, percent)).is_ok(), "{segment} {percent}");
        }
        for (segment, percent) in [("vip", "16"), ("lost", "11"), ("", "21")] {
            let errors = parse(with(segment, percent)).unwrap_err();
            let found = errors.get("percent_a");
            assert_eq!(found, Some("campaign-error-percent-limit"), "{segment}");
        }
    }

    #[test]
    fn a_blank_discount_and_the_segments_own_are_no_two_variants() {
        let form = |percent: &str| CampaignForm {
            two: "on".into(),
            percent_b: percent.into(),
            ..typed()
        };
        let parse = |form: CampaignForm| form.parse(&no_vendors(), &[], &Limits::default());
        assert!(parse(form("20")).unwrap_err().get("subject_b").is_some());
        assert!(parse(form("19")).is_ok());
    }

    #[test]
    fn an_audience_that_means_nothing_is_refused() {
        let form = |segment: &str, filter: &str| CampaignForm {
            segment: segment.into(),
            filter: filter.into(),
            ..typed()
        };
        for form in [form("bogus", ""), form("vip", "q=a&q=b"), form("", "r=9")] {
            let errors = form
                .parse(&no_vendors(), &[], &Limits::default())
                .unwrap_err();
            assert_eq!(errors.get("segment"), Some("campaign-error-audience"));
        }
    }
}
