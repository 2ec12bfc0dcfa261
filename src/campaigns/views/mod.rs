//! The pages of campaigns: the list and the form here, one campaign, and what they brought in.

mod results;
mod show;

use askama::Template;

use super::forms::CampaignForm;
use super::model::Campaign;
use crate::customers::SegmentFilter;
use crate::domain::{CampaignId, TemplateId};
use crate::proposals::engine::EngineName;
use crate::web::{FieldErrors, Page, Pages};

pub use results::ResultsPage;
pub use show::{ProgressPart, ShowPage};

#[derive(Template)]
#[template(path = "campaigns/index.html")]
pub struct IndexPage {
    pub page: Page,
    /// With whose it is.
    pub rows: Vec<(Campaign, String)>,
    pub pages: Pages,
}

#[derive(Template)]
#[template(path = "campaigns/form.html")]
pub struct FormPage {
    pub page: Page,
    /// `None`: a new one.
    pub campaign: Option<CampaignId>,
    pub form: CampaignForm,
    pub errors: FieldErrors,
    /// Those that a variant may choose.
    pub templates: Vec<(TemplateId, String)>,
}

impl FormPage {
    fn title(&self) -> String {
        let key = match self.campaign {
            Some(_) => "campaign-edit",
            None => "campaign-new",
        };
        self.page.t(key)
    }

    fn action(&self) -> String {
        match self.campaign {
            Some(id) => format!("/campaigns/{id}/edit"),
            None => "/campaigns".to_owned(),
        }
    }

    fn back(&self) -> String {
        match self.campaign {
            Some(id) => format!("/campaigns/{id}"),
            None => "/campaigns".to_owned(),
        }
    }

    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn problems(&self) -> Vec<(&'static str, String)> {
        let text = |(field, key): (&'static str, &str)| (field, self.page.t(key));
        self.errors.iter().map(text).collect()
    }

    fn engines(&self) -> Vec<(String, String)> {
        let text = |engine: &EngineName| {
            let name = self.page.t(&format!("engine-{engine}"));
            (engine.to_string(), name)
        };
        EngineName::ALL.iter().map(text).collect()
    }

    fn segments(&self) -> Vec<(String, String)> {
        let text = |segment: &SegmentFilter| {
            let key = match segment {
                SegmentFilter::WithHistory => "campaign-with-history".to_owned(),
                segment => format!("segment-{segment}"),
            };
            (segment.to_string(), self.page.t(&key))
        };
        SegmentFilter::ALL.iter().map(text).collect()
    }
}
