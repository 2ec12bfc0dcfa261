//! What a proposal's mail says, before a template puts it together.

use chrono::NaiveDate;

use super::addressing::named;
use super::model::{Item, Shown};
use super::templates::{Material, OfferLine, ServiceLine};
use crate::domain::{Language, Organisation};
use crate::segments::Segment;

#[derive(Debug, Clone)]
pub struct Content {
    pub language: Language,
    pub segment: Segment,
    /// How the customer is greeted.
    pub name: String,
    pub subject: String,
    /// Plain paragraphs, a blank line between them.
    pub body: String,
    pub services: Vec<Service>,
    pub offer: Option<Offer>,
    pub booking_url: Option<String>,
    pub footer_address: Option<String>,
    pub signature: String,
}

#[derive(Debug, Clone)]
pub struct Service {
    pub name: String,
    /// Minor units.
    pub price: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Offer {
    /// Above 0.
    pub percent: i32,
    pub title: String,
    pub valid_until: Option<NaiveDate>,
}

impl Content {
    /// `items` that are not in the catalogue are left out.
    pub fn of(shown: &Shown, items: &[Item]) -> Self {
        let proposal = &shown.proposal;
        let name = shown.customer.addressed();
        let known = items.iter().filter(|item| item.service_id.is_some());
        Self {
            language: proposal.language,
            segment: proposal.segment,
            subject: named(&proposal.subject, &name),
            body: named(&proposal.body, &name),
            name,
            services: known
                .map(|item| Service {
                    name: item.service_name.clone(),
                    price: item.price,
                })
                .collect(),
            offer: (proposal.percent() > 0).then(|| Offer {
                percent: proposal.percent(),
                title: proposal.offer_title.clone().unwrap_or_default(),
                valid_until: proposal.offer_valid_until,
            }),
            booking_url: shown.mail.booking_url.clone(),
            footer_address: shown.mail.footer_address.clone(),
            signature: shown.mail.signature.clone(),
        }
    }

    /// What a template is given of it.
    pub fn material(&self, organisation: &Organisation) -> Material {
        let locale = &organisation.locale;
        let price = |minor| locale.money(minor, organisation.currency);
        let line = |service: &Service| ServiceLine {
            name: service.name.clone(),
            price: service.price.map(price).unwrap_or_default(),
        };
        let offer = self.offer.as_ref().map(|offer| OfferLine {
            title: offer.title.clone(),
            percent: locale.percent(f64::from(offer.percent) / 100.0),
            until: offer
                .valid_until
                .map(|day| locale.date(day))
                .unwrap_or_default(),
        });
        Material {
            name: self.name.clone(),
            subject: self.subject.clone(),
            body: self.body.clone(),
            services: self.services.iter().map(line).collect(),
            offer,
            has_booking: self.booking_url.is_some(),
            organisation: organisation.name.clone(),
            segment: self.segment,
            signature: self.signature.clone(),
        }
    }
}
