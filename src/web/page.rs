//! What every page needs besides its own content: language, organisation, who is looking, and how figures are written.

use actix_web::HttpRequest;
use actix_web::http::header;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::i18n;
use super::{FieldErrors, Flash, csrf};
use crate::domain::{Capability, Currency, Language, Organisation, Role, Theme};

/// Who is looking at a page.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub id: crate::domain::UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
}

impl Viewer {
    /// The initials of the first two names, for the round badge.
    pub fn initials(&self) -> String {
        initials(&self.name)
    }

    pub fn role_key(&self) -> String {
        format!("role-{}", self.role)
    }
}

/// A line above the page that holds for all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// `info` or `warn`
    pub kind: &'static str,
    pub text: String,
}

/// The frame of a page. A page's own struct holds it as `page`.
#[derive(Debug, Clone)]
pub struct Page {
    pub language: Language,
    pub theme: Theme,
    pub organisation: Organisation,
    pub viewer: Option<Viewer>,
    /// The business date, for which stored figures hold.
    pub today: NaiveDate,
    pub csrf: String,
    pub path: String,
    pub banners: Vec<Banner>,
    pub flash: Option<Flash>,
}

impl Page {
    /// A page for somebody of whom nothing is known, not even the organisation: an error while the database is away.
    pub fn bare(request: &HttpRequest) -> Self {
        Self {
            language: preferred_language(request).unwrap_or_default(),
            theme: Theme::Auto,
            organisation: Organisation {
                name: "Vínculo".to_owned(),
                ..Organisation::default()
            },
            viewer: None,
            today: Utc::now().date_naive(),
            csrf: csrf::token(request),
            path: request.path().to_owned(),
            banners: Vec::new(),
            flash: None,
        }
    }

    pub fn t(&self, key: &str) -> String {
        i18n::text(self.language, key, &[])
    }

    /// A text with the number `n`, for plurals; the number itself is written by the organisation's locale as `count`.
    pub fn tn(&self, key: &str, n: impl Int) -> String {
        let n = n.int();
        i18n::text(
            self.language,
            key,
            &[("n", n.into()), ("count", self.number(n).into())],
        )
    }

    pub fn tv(&self, key: &str, name: &'static str, value: impl ToString) -> String {
        i18n::text(self.language, key, &[(name, value.to_string().into())])
    }

    pub fn tv2(
        &self,
        key: &str,
        a: &'static str,
        x: impl ToString,
        b: &'static str,
        y: impl ToString,
    ) -> String {
        i18n::text(
            self.language,
            key,
            &[(a, x.to_string().into()), (b, y.to_string().into())],
        )
    }

    pub fn tv3(
        &self,
        key: &str,
        (a, x): (&'static str, String),
        (b, y): (&'static str, String),
        (c, z): (&'static str, String),
    ) -> String {
        i18n::text(
            self.language,
            key,
            &[(a, x.into()), (b, y.into()), (c, z.into())],
        )
    }

    /// The message at a field, or nothing.
    pub fn err(&self, errors: &FieldErrors, field: &str) -> String {
        errors.get(field).map(|key| self.t(key)).unwrap_or_default()
    }

    pub fn lang(&self) -> &'static str {
        self.language.as_str()
    }

    pub fn theme(&self) -> &'static str {
        self.theme.as_str()
    }

    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    pub fn org(&self) -> &Organisation {
        &self.organisation
    }

    pub fn user(&self) -> Option<&Viewer> {
        self.viewer.as_ref()
    }

    /// Whether the reader has a capability, by its stable name; an unknown name is nobody's.
    pub fn can(&self, capability: &str) -> bool {
        capability
            .parse::<Capability>()
            .is_ok_and(|capability| self.may(capability))
    }

    pub fn may(&self, capability: Capability) -> bool {
        self.viewer
            .as_ref()
            .is_some_and(|viewer| viewer.role.can(capability))
    }

    /// The menu entry of this page: the first word of its path, two for the administration.
    pub fn section(&self) -> &str {
        let path = self.path.trim_start_matches('/');
        let words = if path.starts_with("admin/") { 2 } else { 1 };
        path.match_indices('/')
            .nth(words - 1)
            .map_or(path, |(end, _)| &path[..end])
    }

    pub fn asset(&self, name: &str) -> String {
        super::asset(name)
    }

    pub fn icons(&self) -> String {
        super::asset("icons.svg")
    }

    pub fn banners(&self) -> &[Banner] {
        &self.banners
    }

    pub fn flash(&self) -> Option<&Flash> {
        self.flash.as_ref()
    }

    pub fn money(&self, minor: impl Int) -> String {
        self.organisation
            .locale
            .money(minor.int(), self.organisation.currency)
    }

    pub fn money_short(&self, minor: impl Int) -> String {
        self.organisation
            .locale
            .money_short(minor.int(), self.organisation.currency)
    }

    pub fn number(&self, n: impl Int) -> String {
        self.organisation.locale.number(n.int())
    }

    /// `ratio` 0.084 is written `8,4%`.
    pub fn percent(&self, ratio: f64) -> String {
        self.organisation.locale.percent(ratio)
    }

    pub fn date(&self, date: &NaiveDate) -> String {
        self.organisation.locale.date(*date)
    }

    /// "18 de octubre de 2025"
    pub fn date_long(&self, date: &NaiveDate) -> String {
        i18n::text(
            self.language,
            "date-long",
            &[
                ("day", date.day().to_string().into()),
                ("month", self.month_name(date).into()),
                ("year", date.year().to_string().into()),
            ],
        )
    }

    /// "viernes 20 de noviembre"
    pub fn date_weekday(&self, date: &NaiveDate) -> String {
        let weekday = self.t(&format!("weekday-{}", date.weekday().number_from_monday()));
        i18n::text(
            self.language,
            "date-weekday",
            &[
                ("weekday", weekday.into()),
                ("day", date.day().to_string().into()),
                ("month", self.month_name(date).into()),
            ],
        )
    }

    /// "octubre de 2025"
    pub fn month(&self, date: &NaiveDate) -> String {
        self.tv2(
            "date-month",
            "month",
            self.month_name(date),
            "year",
            date.year(),
        )
    }

    /// "oct"
    pub fn month_short(&self, date: &NaiveDate) -> String {
        self.t(&format!("month-short-{}", date.month()))
    }

    pub fn month_name(&self, date: &NaiveDate) -> String {
        self.t(&format!("month-{}", date.month()))
    }

    /// Day and time in the organisation's zone.
    pub fn datetime(&self, at: &DateTime<Utc>) -> String {
        self.organisation
            .locale
            .datetime(at.with_timezone(&self.organisation.time_zone).naive_local())
    }

    pub fn time(&self, at: &DateTime<Utc>) -> String {
        self.organisation
            .locale
            .time(at.with_timezone(&self.organisation.time_zone).time())
    }

    /// The day of an instant in the organisation's zone.
    pub fn local_date(&self, at: &DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.organisation.time_zone).date_naive()
    }

    pub fn currency(&self) -> Currency {
        self.organisation.currency
    }

    pub fn initials_of(&self, name: &str) -> String {
        initials(name)
    }
}

/// A whole number, however many references a template wraps it in.
pub trait Int {
    fn int(&self) -> i64;
}

macro_rules! int {
    ($($kind:ty),+) => {$(
        impl Int for $kind {
            fn int(&self) -> i64 {
                i64::from(*self)
            }
        }
    )+};
}
int!(i64, i32, i16, u32, u16, u8);

impl<T: Int + ?Sized> Int for &T {
    fn int(&self) -> i64 {
        (**self).int()
    }
}

fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphabetic()))
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

/// The language that the browser asks for.
pub fn preferred_language(request: &HttpRequest) -> Option<Language> {
    let header = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)?
        .to_str()
        .ok()?;
    Language::from_accept_language(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_letters_of_two_names() {
        assert_eq!(initials("daniela  fuentes riquelme"), "DF");
        assert_eq!(initials("🌸 Ñusta"), "Ñ");
        assert_eq!(initials("-"), "");
    }
}
