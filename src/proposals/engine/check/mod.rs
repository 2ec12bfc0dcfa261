//! What a language model wrote, held against the facts: every number, date, price, service, name and link that is not
//! among them is marked, and while there is one the mail does not go. Pure.
//!
//! It works on the text alone, so it runs again on what people make of it. It errs on the side of marking: what it marks
//! wrongly a person words otherwise in seconds. Out of its sight are adjectives, and services that are described in
//! lower case without being named.

mod dates;
mod figures;
mod grounds;
mod numerals;
mod scan;
mod words;

use chrono::NaiveDate;

pub use grounds::{Grounds, Known};

use self::scan::Scan;
use crate::domain::Organisation;
use crate::text_enum;

text_enum! {
    /// What kind of claim is not covered; the page says it in words (`proposal-stray-…`).
    pub enum Kind {
        Link = "link",
        /// Tags and placeholders
        Markup = "markup",
        Date = "date",
        Percent = "percent",
        Price = "price",
        Number = "number",
        /// "Free", "two for one"
        Promise = "promise",
        /// A service, person or place that nobody told of
        Name = "name",
    }
}

/// A claim without grounds: bytes `start..end` of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stray {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// What a text may say.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub grounds: &'a Grounds,
    pub organisation: &'a Organisation,
    /// The offer's, 0 where there is none.
    pub percent: i32,
    pub valid_until: Option<NaiveDate>,
    /// Where one books; no other link may be named.
    pub booking_url: Option<&'a str>,
    /// How the customer is greeted.
    pub name: &'a str,
}

/// The strays of a text, in its order.
pub fn strays(text: &str, case: &Case<'_>) -> Vec<Stray> {
    let mut scan = Scan::new(text, case);
    words::pass_over_names(&mut scan);
    words::find_links(&mut scan);
    words::find_markup(&mut scan);
    words::find_promises(&mut scan);
    dates::find(&mut scan);
    figures::find(&mut scan);
    words::find_names(&mut scan);
    scan.into_strays()
}

#[cfg(test)]
mod tests;
