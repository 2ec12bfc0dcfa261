//! What every mail needs besides its own content; its template extends `emails/layout.html` and `emails/layout.txt`,
//! and its struct holds this as `mail`.

use diesel::{PgConnection, QueryResult};
use url::Url;

use super::queries;
use crate::auth;
use crate::domain::{Language, Organisation};
use crate::web::i18n;

#[derive(Debug, Clone)]
pub struct Frame {
    pub language: Language,
    pub organisation: Organisation,
    /// The postal address that the law asks for under commercial mail.
    pub address: Option<String>,
    /// Where the recipient leaves the list; none in service mails.
    pub unsubscribe: Option<Url>,
    /// The line that mail programs show beside the subject.
    pub preheader: String,
    /// Why the reader gets this mail.
    pub why: String,
}

impl Frame {
    /// A frame in the organisation's language unless the reader has one.
    pub fn load(conn: &mut PgConnection, reader: Option<Language>) -> QueryResult<Self> {
        let organisation = auth::queries::find_organisation(conn)?;
        let address = queries::find_footer_address(conn)?;
        Ok(Self {
            language: reader.unwrap_or(organisation.language),
            organisation,
            address,
            unsubscribe: None,
            preheader: String::new(),
            why: String::new(),
        })
    }

    /// Makes it the frame of a commercial mail: why it comes, and the way out.
    pub fn commercial(self, unsubscribe: Url) -> Self {
        let why = self.t_org("mail-why-customer");
        Self {
            unsubscribe: Some(unsubscribe),
            why,
            ..self
        }
    }

    pub fn with_preheader(self, preheader: impl Into<String>) -> Self {
        Self {
            preheader: preheader.into(),
            ..self
        }
    }

    pub fn with_why(self, why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            ..self
        }
    }

    pub fn t(&self, key: &str) -> String {
        i18n::text(self.language, key, &[])
    }

    /// A text that names the organisation.
    pub fn t_org(&self, key: &str) -> String {
        let name = self.organisation.name.clone();
        i18n::text(self.language, key, &[("organisation", name.into())])
    }

    pub fn lang(&self) -> &'static str {
        self.language.as_str()
    }

    /// Minor units of the organisation's currency, in its locale.
    pub fn money(&self, minor: impl Into<i64>) -> String {
        self.organisation
            .locale
            .money(minor.into(), self.organisation.currency)
    }
}
