//! A campaign as it is typed, and what addresses carry; what the typed comes to in `plan`.

mod plan;

use serde::Deserialize;

use super::model::Campaign;
use crate::customers::narrows;
use crate::proposals::engine::EngineName;

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
            .filter(|(name, value)| narrows(name) && name != "segment" && !value.is_empty())
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

    pub fn has_two(&self) -> bool {
        !self.two.is_empty()
    }

    pub fn is_approved(&self) -> bool {
        !self.needs_approval.is_empty()
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

    #[test]
    fn a_customers_list_is_taken_over_without_its_order_and_page() {
        let form = CampaignForm::for_list("q=ana+mar%C3%ADa&segment=vip&sort=-spend&page=3&tag=");
        assert_eq!(form.audience(), "segment=vip&q=ana+mar%C3%ADa");
    }
}
