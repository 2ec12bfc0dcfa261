//! A proposal as a mail: the same templates for the preview and for the message.

use anyhow::Context as _;
use askama::Template;
use url::Url;

use super::engine::words::NAME;
use super::model::{Item, Shown};
use crate::customers::CustomerKind;
use crate::domain::{Organisation, fold};
use crate::messages::Frame;
use crate::segments::Segment;
use crate::web::{AppError, i18n};

/// Everything that the mail says.
pub struct Letter {
    pub subject: String,
    frame: Frame,
    /// Lines of each paragraph.
    paragraphs: Vec<Vec<String>>,
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
    /// `items` that are not in the catalogue are left out.
    pub fn new(
        shown: &Shown,
        items: &[Item],
        organisation: Organisation,
        unsubscribe: Url,
    ) -> Self {
        let proposal = &shown.proposal;
        let name = addressed(&shown.customer.name, shown.customer.kind);
        let body = named(&proposal.body, &name);
        let frame = Frame {
            language: proposal.language,
            organisation,
            address: shown.mail.footer_address.clone(),
            unsubscribe: None,
            preheader: preheader(&body),
            why: String::new(),
        }
        .commercial(unsubscribe);
        let frame = match proposal.segment {
            // "Because you are a customer" would not be true.
            Segment::NoHistory => {
                let why = frame.t_org("proposal-mail-why-contact");
                frame.with_why(why)
            }
            _ => frame,
        };
        Self {
            subject: one_line(&named(&proposal.subject, &name)),
            paragraphs: paragraphs(&body),
            items: items
                .iter()
                .filter(|item| item.service_id.is_some())
                .map(|item| LetterItem {
                    name: item.service_name.clone(),
                    price: item.price.map(|price| frame.money(price)),
                })
                .collect(),
            offer: offer(shown, &frame),
            booking_url: shown.mail.booking_url.clone(),
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

fn offer(shown: &Shown, frame: &Frame) -> Option<LetterOffer> {
    let proposal = &shown.proposal;
    if proposal.percent() == 0 {
        return None;
    }
    let locale = &frame.organisation.locale;
    let percent = locale.percent(f64::from(proposal.percent()) / 100.0);
    let title = proposal.offer_title.clone().unwrap_or_default();
    let text = |key: &str, name: &'static str, value: String| {
        i18n::text(frame.language, key, &[(name, value.into())])
    };
    let discount = text("proposal-mail-discount", "percent", percent);
    Some(LetterOffer {
        strong: if title.is_empty() {
            discount
        } else {
            format!("{discount} · {title}")
        },
        text: proposal.offer_valid_until.map_or_else(String::new, |day| {
            text("proposal-mail-valid-until", "date", locale.date(day))
        }),
    })
}

/// The first paragraph after the greeting: what mail programs show beside the subject.
fn preheader(body: &str) -> String {
    let paragraphs = paragraphs(body);
    let words = paragraphs.get(1).or(paragraphs.first());
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

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with the name where it belongs.
pub fn named(text: &str, name: &str) -> String {
    text.replace(NAME, name)
}

/// How somebody is greeted: "Sra. ANA MARÍA ROJAS" is Ana, a company has its whole name. Anybody can call themselves
/// anything in a form, so links, tags and the like are no part of a name.
pub fn addressed(full_name: &str, kind: CustomerKind) -> String {
    let words = full_name.split_whitespace().filter(|word| is_of_name(word));
    let plain = words.collect::<Vec<_>>().join(" ");
    if plain.is_empty() {
        let letters = |c: &char| c.is_alphabetic() || c.is_whitespace();
        return one_line(&full_name.chars().filter(letters).collect::<String>());
    }
    match kind {
        CustomerKind::Person => first_name(&plain),
        CustomerKind::Company => plain,
    }
}

/// `S.p.A.` is, `evil.example` is not.
fn is_of_name(word: &str) -> bool {
    const NEVER: [char; 12] = ['<', '>', '{', '}', '[', ']', '%', '@', '/', '\\', '=', '"'];
    let parts: Vec<&str> = word.split('.').filter(|part| !part.is_empty()).collect();
    let is_host = parts.len() > 1 && parts.iter().all(|part| part.chars().count() > 1);
    !word.contains(NEVER) && !is_host
}

/// Written before a name, folded and without a full stop.
const TITLES: [&str; 16] = [
    "sr", "sra", "srta", "don", "dona", "d", "da", "dr", "dra", "ing", "prof", "mr", "mrs", "ms",
    "miss", "lic",
];

/// Lists have the family name first, before a comma.
fn first_name(full_name: &str) -> String {
    let given = full_name.split_once(',').map(|(_, given)| given.trim());
    let full_name = given
        .filter(|given| !given.is_empty())
        .unwrap_or(full_name.trim_end_matches(','));
    let words = full_name.split_whitespace();
    let names: Vec<&str> = words
        .filter(|word| word.chars().any(char::is_alphabetic))
        .collect();
    let is_name = |word: &&&str| !TITLES.contains(&fold(word).trim_end_matches('.'));
    let first = names.iter().find(is_name).or(names.first());
    let first = *first.unwrap_or(&full_name);
    let is_typed_carelessly =
        !first.chars().any(char::is_lowercase) || !first.chars().any(char::is_uppercase);
    if !is_typed_carelessly || first.chars().count() < 2 {
        return first.to_owned();
    }
    let mut chars = first.chars();
    let initial = chars.next().into_iter().flat_map(char::to_uppercase);
    initial
        .chain(chars.as_str().to_lowercase().chars())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_greeted_by_the_first_name() {
        for (full, first) in [
            ("Ana María Rojas", "Ana"),
            ("  ANA ROJAS", "Ana"),
            ("josé muñoz", "José"),
            ("ÑUSTA", "Ñusta"),
            ("McArthur", "McArthur"),
            ("🌸 Paz", "Paz"),
            ("7", "7"),
            ("Sra. María Soto", "María"),
            ("DOÑA ROSA", "Rosa"),
            ("Dr.", "Dr."),
            ("Aguilera, Gerson", "Gerson"),
            ("Rojas,", "Rojas"),
        ] {
            assert_eq!(first_name(full), first);
        }
    }

    #[test]
    fn a_company_is_greeted_by_its_whole_name() {
        let name = addressed(" Constructora  Los Andes SpA", CustomerKind::Company);
        assert_eq!(name, "Constructora Los Andes SpA");
    }

    #[test]
    fn links_tags_and_offers_are_no_part_of_a_name() {
        let hostile = "Los Andes <b>90%</b> https://evil.example evil.example S.p.A.";
        assert_eq!(
            addressed(hostile, CustomerKind::Company),
            "Los Andes S.p.A."
        );
        assert_eq!(addressed("<b>Ana</b> Rojas", CustomerKind::Person), "Rojas");
        assert_eq!(addressed("<i>{{x}}</i>", CustomerKind::Person), "ixi");
    }

    #[test]
    fn a_body_is_paragraphs_of_lines() {
        let body = "Hola Ana:\r\n\r\n\r\nUno\nDos\n\n \nChao";
        assert_eq!(
            paragraphs(body),
            [vec!["Hola Ana:"], vec!["Uno", "Dos"], vec!["Chao"]]
        );
        assert_eq!(preheader(body), "Uno Dos");
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
