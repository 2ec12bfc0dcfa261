//! A template as it is edited.

use serde::Deserialize;

use super::model::{Head, Plan, Version};
use super::render::Source;
use super::samples::{self, Failure};
use crate::domain::{Language, ProposalId};
use crate::segments::Segment;
use crate::web::FieldErrors;

const LONGEST_NAME: usize = 120;
const LONGEST_SUBJECT: usize = 300;
const LONGEST_BODY: usize = 10_000;

/// The program's own template, in every language: all words are the proposal's. A new one begins with it.
const DEFAULT_SUBJECT: &str = "{{ asunto }}";
const DEFAULT_BODY: &str = "\
{{ texto }}

{{ tabla_de_servicios }}

{{ recuadro_de_oferta }}

{{ boton_de_reserva }}
";

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TemplateForm {
    pub version: i32,
    pub name: String,
    /// Empty is any.
    pub segment: String,
    pub language: String,
    pub by_default: String,
    pub subject: String,
    pub body: String,
    /// What is shown in the preview; see [`Sample`].
    pub sample: String,
    /// `test`: send it to oneself instead of storing it.
    pub then: String,
}

/// What a preview is filled in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// An example that has everything.
    Full,
    /// An example without offer, services, booking and signature.
    Bare,
    Proposal(ProposalId),
}

impl Sample {
    pub fn read(typed: &str) -> Self {
        match typed {
            "bare" => Self::Bare,
            typed => typed.parse().map_or(Self::Full, Self::Proposal),
        }
    }
}

/// What is wrong with a template.
#[derive(Debug, Default)]
pub struct Wrong {
    pub errors: FieldErrors,
    /// Where the text itself is at fault; its field is among the errors.
    pub failure: Option<Failure>,
}

impl TemplateForm {
    /// A new one.
    pub fn blank(language: Language) -> Self {
        Self {
            version: 1,
            language: language.to_string(),
            subject: DEFAULT_SUBJECT.into(),
            body: DEFAULT_BODY.into(),
            ..Self::default()
        }
    }

    /// The template as it would be typed.
    pub fn of(head: &Head, version: &Version) -> Self {
        Self {
            version: head.version,
            name: head.name.clone(),
            segment: head
                .segment
                .map(|segment| segment.to_string())
                .unwrap_or_default(),
            language: head.language.to_string(),
            by_default: if head.by_default { "on" } else { "" }.into(),
            subject: version.subject.clone(),
            body: version.body.clone(),
            ..Self::default()
        }
    }

    pub fn source(&self) -> Source {
        Source {
            subject: self.subject.trim().to_owned(),
            body: self.body.replace("\r\n", "\n").trim_end().to_owned(),
        }
    }

    pub fn is_by_default(&self) -> bool {
        !self.by_default.is_empty()
    }

    pub fn is_test(&self) -> bool {
        self.then == "test"
    }

    /// The segment; `None` is any.
    pub fn segment(&self) -> Option<Segment> {
        self.segment.parse().ok()
    }

    /// What is wrong with the text alone: it is tried with mails of every shape.
    pub fn try_source(&self) -> Wrong {
        let mut wrong = Wrong::default();
        for (field, text, most) in [
            ("subject", &self.subject, LONGEST_SUBJECT),
            ("body", &self.body, LONGEST_BODY),
        ] {
            if text.trim().is_empty() {
                wrong.errors.add(field, "field-required");
            } else if text.chars().count() > most {
                wrong.errors.add(field, "field-too-long");
            }
        }
        if wrong.errors.is_empty()
            && let Err(failure) = samples::try_all(&self.source(), &samples::full())
        {
            let key = format!("template-problem-{}", failure.problem.fault);
            wrong.errors.add(failure.problem.field, key);
            wrong.failure = Some(failure);
        }
        wrong
    }

    /// Every wrong field is named at once.
    pub fn parse(&self) -> Result<Plan, Wrong> {
        let mut wrong = self.try_source();
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().count() {
            0 => wrong.errors.add("name", "field-required"),
            count if count > LONGEST_NAME => wrong.errors.add("name", "field-too-long"),
            _ => {}
        }
        let language = self.language.parse().map_err(|_| "field-choice");
        let language = wrong.errors.check("language", language);
        if !self.segment.is_empty() && self.segment().is_none() {
            wrong.errors.add("segment", "field-choice");
        }
        match language {
            Some(language) if wrong.errors.is_empty() => Ok(Plan {
                name,
                segment: self.segment(),
                language,
                by_default: self.is_by_default(),
                source: self.source(),
            }),
            _ => Err(wrong),
        }
    }
}

/// Whether to put away or to bring back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ArchiveForm {
    pub archived: String,
}

#[cfg(test)]
mod tests {
    use super::super::render::{Fault, Filled, fill};
    use super::super::samples::Lack;
    use super::*;

    fn form(body: &str) -> TemplateForm {
        TemplateForm {
            name: "  La  de siempre ".into(),
            body: body.into(),
            ..TemplateForm::blank(Language::Es)
        }
    }

    #[test]
    fn a_new_template_gives_what_the_program_gives_without_one() {
        let material = samples::full();
        let filled = fill(&TemplateForm::blank(Language::En).source(), &material);
        assert_eq!(filled, Ok(Filled::plain(&material)));
        assert_eq!(form(DEFAULT_BODY).parse().unwrap().name, "La de siempre");
    }

    #[test]
    fn what_holds_for_some_proposals_alone_is_refused_with_what_the_others_lack() {
        let failure = |body: &str| form(body).parse().unwrap_err().failure.unwrap();
        let found = failure("Hola\n\n{{ oferta.titulo }}");
        assert_eq!(found.lacks, [Lack::Offer]);
        assert_eq!(
            (found.problem.fault, found.problem.line),
            (Fault::Undefined, Some(3))
        );
        assert_eq!(failure("{{ nombre }}").lacks, [Lack::Name]);
        assert_eq!(
            failure("{% if segmento == 'vip' %}{{ x }}{% endif %}a").lacks,
            []
        );
        assert!(
            form("{% if oferta %}{{ oferta.titulo }}{% endif %}a")
                .parse()
                .is_ok()
        );
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = TemplateForm {
            name: " ".into(),
            language: "fr".into(),
            segment: "rich".into(),
            subject: String::new(),
            ..form("{{ x")
        };
        let wrong = wrong.parse().unwrap_err();
        let fields: Vec<_> = wrong.errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["language", "name", "segment", "subject"]);
    }
}
