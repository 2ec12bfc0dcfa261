use askama::Template;

use super::device::device;
use super::queries::Session;
use crate::web::Page;

#[derive(Template)]
#[template(path = "auth/sessions.html")]
pub struct SessionsPage {
    pub page: Page,
    pub sessions: Vec<Session>,
    /// The hash of the session that asks.
    pub here: Vec<u8>,
}

impl SessionsPage {
    fn is_here(&self, session: &Session) -> bool {
        session.token_hash == self.here
    }

    /// "Chrome en Windows"
    fn device(&self, session: &Session) -> String {
        match device(&session.user_agent) {
            (Some(browser), Some(system)) => {
                self.page
                    .tv2("session-device-both", "browser", browser, "system", system)
            }
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => self.page.t("session-device-unknown"),
        }
    }
}
