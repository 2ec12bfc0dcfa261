//! A proposal as a mail: the same templates for the preview and for the message.

use anyhow::Context as _;
use askama::Template;
use url::Url;

use super::content::{Content, Offer};
use super::model::{Item, Shown};
use super::templates::render::{self, Problem};
use super::templates::{Block, Filled, Part, Source};
use crate::domain::Organisation;
use crate::messages::Frame;
use crate::segments::Segment;
use crate::web::{AppError, i18n};

/// Everything that the mail says.
pub struct Letter {
    pub subject: String,
    /// Why the template could not be filled in; the mail is the program's own then.
    pub problem: Option<Problem>,
    frame: Frame,
    parts: Vec<Part>,
    items: Vec<LetterItem>,
    offer: Option<LetterOffer>,
    booking_url: Option<String>,
}

struct LetterItem {
    name: String,
    price: Option<String>,
}

struct LetterOffer {
    strong: String,
    text: String,
}

#[derive(Template)]
#[template(path = "emails/proposal/mail.html")]
struct Html<'a> {
    mail: &'a Frame,
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "emails/proposal/mail.txt")]
struct Text<'a> {
    mail: &'a Frame,
    letter: &'a Letter,
}

impl Letter {
    /// The mail of a proposal, by its template.
    pub fn new(
        shown: &Shown,
        items: &[Item],
        organisation: Organisation,
        unsubscribe: Url,
    ) -> Self {
        let template = shown.template.as_ref().map(|template| template.source());
        let content = Content::of(shown, items);
        Self::of(&content, template.as_ref(), organisation, unsubscribe)
    }

    /// The mail by a template, `None` being the program's own.
    pub fn of(
        content: &Content,
        template: Option<&Source>,
        organisation: Organisation,
        unsubscribe: Url,
    ) -> Self {
        let material = content.material(&organisation);
        let filled = template.map(|source| render::fill(source, &material));
        let (filled, problem) = match filled {
            Some(Ok(filled)) => (filled, None),
            Some(Err(problem)) => (Filled::plain(&material), Some(problem)),
            None => (Filled::plain(&material), None),
        };
        let frame = frame(content, &filled, organisation, unsubscribe);
        let services = content.services.iter();
        Self {
            subject: filled.subject,
            problem,
            parts: filled.parts,
            items: services
                .map(|service| LetterItem {
                    name: service.name.clone(),
                    price: service.price.map(|price| frame.money(price)),
                })
                .collect(),
            offer: content.offer.as_ref().map(|terms| offer(terms, &frame)),
            booking_url: content.booking_url.clone(),
            frame,
        }
    }

    pub fn html(&self) -> Result<String, AppError> {
        let html = Html {
            mail: &self.frame,
            letter: self,
        };
        Ok(html.render().context("Failed to render a proposal")?)
    }

    pub fn text(&self) -> Result<String, AppError> {
        let text = Text {
            mail: &self.frame,
            letter: self,
        };
        let text = text.render().context("Failed to render a proposal")?;
        Ok(without_gaps(&text))
    }
}

fn frame(
    content: &Content,
    filled: &Filled,
    organisation: Organisation,
    unsubscribe: Url,
) -> Frame {
    let frame = Frame {
        language: content.language,
        organisation,
        address: content.footer_address.clone(),
        unsubscribe: None,
        preheader: preheader(filled),
        why: String::new(),
    }
    .commercial(unsubscribe);
    match content.segment {
        // "Because you are a customer" would not be true.
        Segment::NoHistory => {
            let why = frame.t_org("proposal-mail-why-contact");
            frame.with_why(why)
        }
        _ => frame,
    }
}

fn offer(offer: &Offer, frame: &Frame) -> LetterOffer {
    let locale = &frame.organisation.locale;
    let percent = locale.percent(f64::from(offer.percent) / 100.0);
    let text = |key: &str, name: &'static str, value: String| {
        i18n::text(frame.language, key, &[(name, value.into())])
    };
    let discount = text("proposal-mail-discount", "percent", percent);
    LetterOffer {
        strong: match offer.title.as_str() {
            "" => discount,
            title => format!("{discount} · {title}"),
        },
        text: offer.valid_until.map_or_else(String::new, |day| {
            text("proposal-mail-valid-until", "date", locale.date(day))
        }),
    }
}

/// The first paragraph after the greeting: what mail programs show beside the subject.
fn preheader(filled: &Filled) -> String {
    let words = filled.paragraphs().nth(1).or(filled.paragraphs().next());
    let line = words.map(|lines| lines.join(" ")).unwrap_or_default();
    line.chars().take(140).collect()
}

/// Lines of each paragraph.
pub fn paragraphs(body: &str) -> Vec<Vec<String>> {
    let mut paragraphs = vec![Vec::new()];
    for line in body.lines().map(str::trim) {
        match (line.is_empty(), paragraphs.last_mut()) {
            (false, Some(last)) => last.push(line.to_owned()),
            _ => paragraphs.push(Vec::new()),
        }
    }
    paragraphs.retain(|lines| !lines.is_empty());
    paragraphs
}

/// Templates leave gaps where something is missing; a reader wants one blank line.
fn without_gaps(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines() {
        // The blank of the signature mark "-- " counts.
        let line = if line.trim().is_empty() { "" } else { line };
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    let mut text = lines.join("\n");
    text.truncate(text.trim_end_matches('\n').len());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::CustomerKind;
    use crate::domain::Language;
    use crate::proposals::engine::EngineName;
    use crate::proposals::model::{MailSettings, Proposal, Recipient, State};

    fn shown(language: Language) -> Shown {
        let proposal = Proposal {
            id: 7.into(),
            customer_id: 1.into(),
            state: State::Ready,
            engine_asked: EngineName::Builtin,
            engine: Some(EngineName::Builtin),
            fallback_reason: None,
            segment: Segment::AtRisk,
            language,
            insights: serde_json::json!([]),
            offer_percent: Some(20),
            offer_limit: 20,
            offer_title: Some("Para celebrar tu <regreso>".into()),
            offer_valid_until: "2025-11-25".parse().ok(),
            offer_was_lowered: false,
            subject: "Ana, te echamos  de menos".into(),
            body: "Hola {{nombre}}:\n\nTu última visita fue en marzo & {{ asunto }}.\nDe verdad.\n\nUn abrazo,\nEl equipo de Aremko".into(),
            edited_at: None,
            message_id: None,
            job_id: None,
            error: None,
            version: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
            created_by: None,
            ready_at: None,
            milliseconds: None,
            model: None,
            input_tokens: None,
            output_tokens: None,
            cost_micros: None,
            model_milliseconds: None,
            grounds: None,
            template_id: None,
            template_version_id: None,
            template_fixed: false,
            template_failed: false,
        };
        Shown {
            proposal,
            customer: Recipient {
                name: "ANA ROJAS".into(),
                greeting: None,
                kind: CustomerKind::Person,
                email: None,
            },
            created_by: None,
            job: None,
            message: None,
            mail: MailSettings {
                is_demo: false,
                booking_url: Some("https://aremko.example/reservas?a=1&b=2".into()),
                footer_address: Some("Ruta 225, Puerto Varas".into()),
                signature: String::new(),
            },
            template: None,
            terms: Default::default(),
        }
    }

    fn item(name: &str, price: Option<i64>, is_known: bool) -> Item {
        Item {
            id: 1.into(),
            service_id: is_known.then(|| 3.into()),
            service_name: name.into(),
            category: "Spa".into(),
            confidence: 0.5,
            k: None,
            n: None,
            reason: serde_json::Value::Null,
            price,
            engine: EngineName::Builtin,
        }
    }

    fn letter(shown: &Shown, items: &[Item]) -> Letter {
        let unsubscribe = Url::parse("https://crm.example/u/token").unwrap();
        Letter::new(shown, items, Organisation::default(), unsubscribe)
    }

    /// Of all that a mail may have, and of the least.
    fn mails(language: Language) -> Vec<String> {
        let mut shown = shown(language);
        let items = [
            item("Tina Caliente", Some(45_000), true),
            item("Sauna <2 h>", None, true),
            item("Inventado", Some(1), false),
        ];
        let full = letter(&shown, &items);
        shown.proposal.offer_percent = Some(0);
        shown.proposal.segment = Segment::NoHistory;
        shown.mail.booking_url = None;
        let bare = letter(&shown, &[]);
        [full, bare]
            .iter()
            .flat_map(|letter| [letter.html().unwrap(), letter.text().unwrap()])
            .collect()
    }

    #[test]
    fn without_a_template_of_ones_own_a_mail_looks_as_ever() {
        for language in Language::ALL.iter().copied() {
            let mails = mails(language).join("\n=====\n");
            insta::assert_snapshot!(format!("mail_{language}"), mails);
        }
    }

    #[test]
    fn a_body_is_paragraphs_of_lines() {
        let body = "Hola Ana:\r\n\r\n\r\nUno\nDos\n\n \nChao";
        assert_eq!(
            paragraphs(body),
            [vec!["Hola Ana:"], vec!["Uno", "Dos"], vec!["Chao"]]
        );
        assert!(paragraphs("\n \n").is_empty());
    }

    #[test]
    fn gaps_are_closed_and_the_signature_mark_stays() {
        assert_eq!(
            without_gaps("\n\nA\n\n \n\nB\n-- \nC\n\n\n"),
            "A\n\nB\n-- \nC\n"
        );
    }
}
