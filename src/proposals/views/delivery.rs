use askama::Template;

use crate::messages::Reason;
use crate::proposals::actions::address;
use crate::proposals::model::Shown;
use crate::web::Page;

/// The question before sending, for who has no scripts.
#[derive(Template)]
#[template(path = "proposals/delivery.html")]
pub struct DeliveryPage {
    pub page: Page,
    pub shown: Shown,
    pub obstacle: Option<Reason>,
    pub will_be_held: bool,
}

impl DeliveryPage {
    fn obstacle(&self) -> Option<String> {
        let reason = self.obstacle?;
        Some(self.page.t(&format!("proposal-obstacle-{reason}")))
    }

    fn recipient(&self) -> String {
        address(&self.shown.customer)
    }
}
