//! A mail as the product would write it, for somebody who is not there: what previews show. Pure.

use chrono::{Days, NaiveDate};

use crate::domain::{Language, Organisation};
use crate::proposals::addressing::named;
use crate::proposals::content::{Content, Offer, Service};
use crate::proposals::engine::facts::{Facts, Standing, Taken};
use crate::proposals::engine::words::Writer;
use crate::proposals::offers::Terms;
use crate::segments::{Scores, Segment};
use crate::web::i18n;

/// What an example takes from the organisation.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// Category, name, and price in minor units.
    pub services: Vec<(String, String, Option<i64>)>,
    pub booking_url: Option<String>,
    pub footer_address: Option<String>,
    pub signature: String,
    /// What is offered to the segment.
    pub terms: Terms,
}

/// A link for an organisation that has none yet.
const BOOKING_URL: &str = "https://example.com/";

pub fn full(
    setting: &Setting,
    (segment, language): (Segment, Language),
    organisation: &Organisation,
    today: NaiveDate,
) -> Content {
    let text = |key| i18n::text(language, key, &[]);
    let name = text("template-example-name");
    let facts = facts(setting, segment, organisation, today);
    let writer = Writer::new(language, organisation);
    let offer = writer.offer(&facts);
    let services = setting.services.iter().map(|(_, name, price)| Service {
        name: name.clone(),
        price: *price,
    });
    Content {
        language,
        segment,
        subject: named(&writer.subject(&facts), &name),
        body: named(&writer.body(&facts), &name),
        name,
        services: services.collect(),
        offer: Some(Offer {
            percent: offer.percent.max(1),
            title: offer.title,
            valid_until: Some(offer.valid_until),
        }),
        booking_url: setting.booking_url.clone().or(Some(BOOKING_URL.into())),
        footer_address: setting.footer_address.clone(),
        signature: match setting.signature.as_str() {
            "" => organisation.name.clone(),
            own => own.to_owned(),
        },
    }
}

/// The same with as little as there can be.
pub fn bare(full: Content) -> Content {
    Content {
        services: Vec::new(),
        offer: None,
        booking_url: None,
        signature: String::new(),
        ..full
    }
}

/// Somebody who came once, half a year ago.
fn facts(
    setting: &Setting,
    segment: Segment,
    organisation: &Organisation,
    today: NaiveDate,
) -> Facts {
    let date = today.checked_sub_days(Days::new(180)).unwrap_or(today);
    let category = setting.services.first().map(|(category, ..)| category);
    let taken = category.map(|category| Taken {
        service: 0.into(),
        category: category.clone(),
        date,
    });
    let standing = Standing {
        scores: Scores { r: 1, f: 1, m: 1 },
        services: 1,
        spend: 0,
        last_date: date,
        first_date: date,
        ahead: 0,
        ranked: 1,
    };
    let has_history = segment != Segment::NoHistory && taken.is_some();
    Facts {
        today,
        hemisphere: organisation.hemisphere,
        segment,
        standing: has_history.then_some(standing),
        taken: taken.into_iter().filter(|_| has_history).collect(),
        candidates: Vec::new(),
        offer_limits: organisation.offer_limits,
        terms: setting.terms.clone(),
    }
}
