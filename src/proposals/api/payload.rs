//! A proposal in the old server's words: its keys are the contract. Texts for staff are in the organisation's language,
//! subject and body in the customer's.

use anyhow::Context as _;
use askama::Template;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Number;
use utoipa::ToSchema;

use super::super::actions::Outcome;
use super::super::addressing::{addressed, named};
use super::super::engine::words::Writer;
use super::super::engine::{Recommendation as Drafted, Sentence};
use super::super::mail;
use super::super::model::Item;
use super::current::Stored;
use super::queries::Addressee;
use crate::domain::{Organisation, amount};
use crate::segments::Segment;
use crate::web::{AppError, i18n};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Propuesta)]
pub struct Told {
    customer_profile: Profile,
    insights: Insights,
    recommendations: Vec<Recommendation>,
    offer: Option<Offer>,
    email_subject: String,
    /// HTML: the mail's paragraphs.
    email_body: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PerfilDeCliente)]
struct Profile {
    id: i64,
    nombre: String,
    email: Option<String>,
    telefono: Option<String>,
    segmento: &'static str,
    total_servicios: i32,
    #[schema(value_type = f64)]
    gasto_total: Number,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Observaciones)]
struct Insights {
    segmento: String,
    comportamiento: String,
    preferencias: String,
}

/// Confidence lies between 0 and 1; both prices are the same figure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Recomendacion)]
struct Recommendation {
    service_name: String,
    service_type: String,
    confidence: f64,
    reason: String,
    #[schema(value_type = Option<f64>)]
    price: Option<Number>,
    #[schema(value_type = Option<f64>)]
    estimated_price: Option<Number>,
}

/// Both discounts are the same figure, in percent; there are no codes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Oferta)]
struct Offer {
    title: String,
    description: String,
    discount_percent: i32,
    discount: i32,
    valid_until: Option<NaiveDate>,
    code: Option<String>,
}

#[derive(Template)]
#[template(path = "proposals/_paragraphs.html")]
struct Body {
    paragraphs: Vec<Vec<String>>,
}

/// Tells proposals to programs.
pub struct Teller<'a> {
    pub organisation: &'a Organisation,
}

impl Teller<'_> {
    /// A proposal that is stored.
    pub fn stored(&self, customer: Addressee, stored: &Stored) -> Result<Told, AppError> {
        let Stored { proposal, items } = stored;
        let offer = self.offer(
            proposal.percent(),
            proposal.offer_title.as_deref().unwrap_or_default(),
            proposal.offer_valid_until,
        );
        let recommendations = items.iter().map(|item| self.item(item)).collect();
        let insights = proposal.insights();
        let words = (&insights[..], &proposal.subject[..], &proposal.body[..]);
        self.told(customer, words, recommendations, offer)
    }

    /// What the engine has just written.
    pub fn drafted(&self, customer: Addressee, outcome: &Outcome) -> Result<Told, AppError> {
        let draft = &outcome.draft;
        let valid_until = Some(draft.offer.valid_until);
        let offer = self.offer(draft.offer.percent, &draft.offer.title, valid_until);
        let known = draft.recommendations.iter();
        let known = known.filter(|item| item.service.is_some());
        let recommendations = known.map(|item| self.recommendation(item)).collect();
        let words = (&draft.insights[..], &draft.subject[..], &draft.body[..]);
        self.told(customer, words, recommendations, offer)
    }

    fn told(
        &self,
        customer: Addressee,
        (insights, subject, body): (&[Sentence], &str, &str),
        recommendations: Vec<Recommendation>,
        offer: Option<Offer>,
    ) -> Result<Told, AppError> {
        let greeting = customer.greeting.as_deref();
        let name = addressed(greeting, &customer.name, customer.kind);
        let paragraphs = mail::paragraphs(&named(body, &name));
        Ok(Told {
            insights: self.insights(segment(&customer), insights),
            customer_profile: self.profile(customer),
            recommendations,
            offer,
            email_subject: named(subject, &name),
            email_body: Body { paragraphs }
                .render()
                .context("Failed to render a proposal's paragraphs")?,
        })
    }

    fn profile(&self, customer: Addressee) -> Profile {
        let segment = segment(&customer);
        let figures = customer.figures;
        Profile {
            id: customer.id.get(),
            nombre: customer.name,
            email: customer.email,
            telefono: customer.phone_e164.or(customer.phone),
            segmento: segment.english_name().unwrap_or(segment.as_str()),
            total_servicios: figures.map_or(0, |figures| figures.services),
            gasto_total: self.amount(figures.map_or(0, |figures| figures.spend)),
        }
    }

    fn insights(&self, segment: Segment, sentences: &[Sentence]) -> Insights {
        let (tastes, habits): (Vec<_>, Vec<_>) = sentences.iter().partition(|line| is_taste(line));
        let joined = |lines: Vec<&Sentence>| {
            let lines: Vec<_> = lines.into_iter().map(|line| self.sentence(line)).collect();
            lines.join(" ")
        };
        Insights {
            segmento: self.text(&format!("segment-{segment}")),
            comportamiento: joined(habits),
            preferencias: joined(tastes),
        }
    }

    fn item(&self, item: &Item) -> Recommendation {
        let reason = item.reason().map(|reason| self.sentence(&reason));
        let price = item.price.map(|price| self.amount(price));
        Recommendation {
            service_name: item.service_name.clone(),
            service_type: item.category.clone(),
            confidence: item.confidence,
            reason: reason.unwrap_or_default(),
            price: price.clone(),
            estimated_price: price,
        }
    }

    fn recommendation(&self, item: &Drafted) -> Recommendation {
        let price = item.price.map(|price| self.amount(price));
        Recommendation {
            service_name: item.name.clone(),
            service_type: item.category.clone(),
            confidence: item.confidence,
            reason: self.sentence(&item.reason),
            price: price.clone(),
            estimated_price: price,
        }
    }

    fn offer(&self, percent: i32, title: &str, valid_until: Option<NaiveDate>) -> Option<Offer> {
        (percent > 0).then(|| Offer {
            title: title.to_owned(),
            description: self.description(percent, valid_until),
            discount_percent: percent,
            discount: percent,
            valid_until,
            code: None,
        })
    }

    fn description(&self, percent: i32, valid_until: Option<NaiveDate>) -> String {
        let (language, locale) = (self.organisation.language, &self.organisation.locale);
        let share = locale.percent(f64::from(percent) / 100.0);
        let discount = i18n::text(
            language,
            "proposal-mail-discount",
            &[("percent", share.into())],
        );
        match valid_until {
            None => format!("{discount}."),
            Some(day) => {
                let date = [("date", locale.date(day).into())];
                let until = i18n::text(language, "proposal-mail-valid-until", &date);
                format!("{discount}. {until}")
            }
        }
    }

    fn sentence(&self, sentence: &Sentence) -> String {
        Writer::new(self.organisation.language, self.organisation).sentence(sentence)
    }

    fn text(&self, key: &str) -> String {
        i18n::text(self.organisation.language, key, &[])
    }

    fn amount(&self, minor: i64) -> Number {
        amount::money(minor, self.organisation.currency)
    }
}

fn segment(customer: &Addressee) -> Segment {
    let figures = customer.figures;
    figures.map_or(Segment::NoHistory, |figures| figures.segment)
}

/// What somebody likes, of the sentences on what somebody does.
fn is_taste(sentence: &Sentence) -> bool {
    matches!(sentence, Sentence::Key { key, .. } if key == "insight-favourite" || key == "insight-rhythm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_html_in_which_nothing_acts() {
        let paragraphs = mail::paragraphs("Hola <b>Ana</b>:\n\nUno\nDos");
        let html = Body { paragraphs }.render().unwrap();
        assert_eq!(
            html.trim(),
            "<p>Hola &#60;b&#62;Ana&#60;/b&#62;:</p>\n<p>Uno<br>Dos</p>"
        );
    }
}
