//! The plan that a typed campaign comes to, or what is wrong with it.

use chrono::NaiveDate;

use super::CampaignForm;
use crate::campaigns::model::{Plan, read_audience};
use crate::config::AiConfig;
use crate::domain::{OwnField, TemplateId, UserId};
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

impl CampaignForm {
    /// Every wrong field is named at once; `templates` are those that may be chosen, `own` the fields that the business added.
    pub fn parse(
        &self,
        ai: &AiConfig,
        templates: &[TemplateId],
        limits: &Limits,
        own: &[OwnField],
    ) -> Result<Plan, FieldErrors> {
        let mut errors = FieldErrors::default();
        let e = &mut errors;
        e.check("segment", self.audience_error(own));
        let highest = limits.highest(self.only_segment());
        let name = e.check("name", label(&self.name)).unwrap_or_default();
        let most = e.check("most", optional(&self.most, 1, MOST_MAX)).flatten();
        let mut variant = |names: [&'static str; 3], typed: [&str; 3]| Variant {
            subject: e.check(names[0], subject(typed[0])).flatten(),
            percent: e.check(names[1], percent(typed[1], highest)).flatten(),
            template: e.check(names[2], template(typed[2], templates)).flatten(),
        };
        let mut variants = vec![variant(
            ["subject_a", "percent_a", "template_a"],
            [&self.subject_a, &self.percent_a, &self.template_a],
        )];
        if self.has_two() {
            variants.push(variant(
                ["subject_b", "percent_b", "template_b"],
                [&self.subject_b, &self.percent_b, &self.template_b],
            ));
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

    /// The one segment of the audience.
    fn only_segment(&self) -> Option<Segment> {
        self.segment.parse().ok()
    }

    fn audience_error(&self, own: &[OwnField]) -> Result<(), &'static str> {
        // Whose "mine" are does not matter here.
        let found = read_audience(&self.audience(), UserId::from(0), own);
        found.map(|_| ()).ok_or("campaign-error-audience")
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
            .parse(&no_vendors(), &[], &Limits::default(), &[])
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
            .parse(&no_vendors(), &[], &Limits::default(), &[])
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
                .parse(&no_vendors(), &[], &Limits::default(), &[])
                .unwrap_err();
            assert_eq!(errors.get("engine"), Some(error), "{engine}");
        }
        assert_eq!(
            with("builtin")
                .parse(&no_vendors(), &[], &Limits::default(), &[])
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
            same.parse(&no_vendors(), &[], &Limits::default(), &[])
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
                .parse(&no_vendors(), &[], &Limits::default(), &[])
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
        let parse = |form: CampaignForm| form.parse(&no_vendors(), &[], &Limits::default(), &[]);
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
        let parse = |form: CampaignForm| form.parse(&no_vendors(), &[], &Limits::default(), &[]);
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
                .parse(&no_vendors(), &[], &Limits::default(), &[])
                .unwrap_err();
            assert_eq!(errors.get("segment"), Some("campaign-error-audience"));
        }
    }
}
