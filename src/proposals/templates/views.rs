use askama::Template;

use super::forms::{TemplateForm, Wrong};
use super::model::{Candidate, Head, Listed, Version};
use super::samples::Failure;
use crate::domain::{Language, TemplateId};
use crate::segments::Segment;
use crate::web::{FieldErrors, Flash, Page};

#[derive(Template)]
#[template(path = "proposals/templates/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub rows: Vec<Listed>,
}

/// A segment's row of the table: what each language's mail is made with.
pub struct Line {
    /// `None` is any.
    segment: Option<Segment>,
    cells: Vec<Option<(TemplateId, String)>>,
}

impl IndexPage {
    fn languages(&self) -> Vec<String> {
        let languages = Language::ALL.iter();
        languages
            .map(|language| self.page.t(&format!("language-{language}")))
            .collect()
    }

    /// Any segment first, then each.
    fn lines(&self) -> Vec<Line> {
        let segments = Segment::ALL.iter().copied().map(Some);
        let line = |segment| Line {
            segment,
            cells: Language::ALL
                .iter()
                .map(|language| self.chosen(segment, *language))
                .collect(),
        };
        std::iter::once(None).chain(segments).map(line).collect()
    }

    fn chosen(&self, segment: Option<Segment>, language: Language) -> Option<(TemplateId, String)> {
        let fits = |head: &&Head| {
            head.by_default
                && head.archived_at.is_none()
                && head.segment == segment
                && head.language == language
        };
        let found = self.rows.iter().map(|(head, ..)| head).find(fits);
        found.map(|head| (head.id, head.name.clone()))
    }

    /// What is said where a segment has none of its own.
    fn instead(&self, line: &Line) -> String {
        self.page.t(match line.segment {
            None => "template-the-programs",
            Some(_) => "template-as-any",
        })
    }

    fn segment(&self, segment: &Option<Segment>) -> String {
        segment_name(&self.page, *segment)
    }

    fn language(&self, language: &Language) -> String {
        self.page.t(&format!("language-{language}"))
    }
}

fn segment_name(page: &Page, segment: Option<Segment>) -> String {
    match segment {
        None => page.t("template-any-segment"),
        Some(segment) => page.t(&format!("segment-{segment}")),
    }
}

#[derive(Template)]
#[template(path = "proposals/templates/edit.html")]
pub struct EditPage {
    pub page: Page,
    /// `None` for a new one.
    pub head: Option<Head>,
    pub form: TemplateForm,
    pub wrong: Wrong,
    /// The newest first; none for a new one.
    pub versions: Vec<(Version, Option<String>)>,
    pub candidates: Vec<Candidate>,
    /// What came of a test.
    pub notice: Option<Flash>,
    /// The fields hold what was typed and not what is stored.
    pub is_typed: bool,
}

/// The variables of a template, and the keys of their explanations.
const VARIABLES: [(&str, &str); 12] = [
    ("nombre", "template-var-name"),
    ("asunto", "template-var-subject"),
    ("texto", "template-var-body"),
    ("servicios", "template-var-services"),
    ("oferta", "template-var-offer"),
    ("reserva", "template-var-booking"),
    ("organizacion", "template-var-organisation"),
    ("segmento", "template-var-segment"),
    ("firma", "template-var-signature"),
    ("tabla_de_servicios", "template-block-services"),
    ("recuadro_de_oferta", "template-block-offer"),
    ("boton_de_reserva", "template-block-booking"),
];

impl EditPage {
    fn title(&self) -> String {
        match &self.head {
            Some(head) => head.name.clone(),
            None => self.page.t("template-new"),
        }
    }

    fn action(&self) -> String {
        match &self.head {
            Some(head) => format!("/settings/templates/{}", head.id),
            None => "/settings/templates".to_owned(),
        }
    }

    /// Where the preview is found before anything is typed.
    fn preview(&self) -> String {
        match (&self.head, self.versions.first()) {
            (Some(head), Some((newest, _))) => version_preview(head, newest),
            _ => "/settings/templates/preview".to_owned(),
        }
    }

    fn is_archived(&self) -> bool {
        self.head
            .as_ref()
            .is_some_and(|head| head.archived_at.is_some())
    }

    fn segments(&self) -> Vec<(String, String)> {
        let segments = Segment::ALL.iter().copied();
        let option = |segment: Segment| {
            let name = segment_name(&self.page, Some(segment));
            (segment.to_string(), name)
        };
        segments.map(option).collect()
    }

    fn languages(&self) -> Vec<(String, String)> {
        let name = |language: &Language| self.page.t(&format!("language-{language}"));
        let languages = Language::ALL.iter();
        languages
            .map(|language| (language.to_string(), name(language)))
            .collect()
    }

    /// What the preview can be filled in with.
    fn samples(&self) -> Vec<(String, String)> {
        let examples = [
            ("full", "template-sample-full"),
            ("bare", "template-sample-bare"),
        ];
        let examples = examples.map(|(value, key)| (value.to_owned(), self.page.t(key)));
        let proposals = self.candidates.iter().map(|(id, name, at)| {
            let day = self.page.date(&self.page.local_date(at));
            (id.to_string(), format!("{name} · {day}"))
        });
        examples.into_iter().chain(proposals).collect()
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let text = |(name, key)| (name, self.page.t(key));
        VARIABLES.into_iter().map(text).collect()
    }

    fn err(&self, field: &str) -> String {
        err(&self.page, &self.wrong, field)
    }

    fn errors(&self) -> &FieldErrors {
        &self.wrong.errors
    }

    fn status(&self) -> Status<'_> {
        Status {
            page: &self.page,
            wrong: &self.wrong,
            is_typed: self.is_typed,
        }
    }
}

fn version_preview(head: &Head, version: &Version) -> String {
    format!(
        "/settings/templates/{}/versions/{}/preview",
        head.id, version.number
    )
}

/// What is said of the text while it is typed.
#[derive(Template)]
#[template(path = "proposals/templates/_status.html")]
pub struct Status<'a> {
    pub page: &'a Page,
    pub wrong: &'a Wrong,
    pub is_typed: bool,
}

impl Status<'_> {
    fn lines(&self) -> Vec<String> {
        let fields = ["subject", "body"].into_iter();
        let lines = fields.map(|field| err(self.page, self.wrong, field));
        lines.filter(|line| !line.is_empty()).collect()
    }
}

fn err(page: &Page, wrong: &Wrong, field: &str) -> String {
    match &wrong.failure {
        Some(failure) if failure.problem.field == field => describe(page, failure),
        _ => page.err(&wrong.errors, field),
    }
}

/// "Línea 3: … Falla cuando falta: la oferta."
fn describe(page: &Page, failure: &Failure) -> String {
    let problem = &failure.problem;
    let key = format!("template-problem-{}", problem.fault);
    let mut sentences = Vec::new();
    if let Some(line) = problem.line {
        sentences.push(page.tv("template-problem-line", "line", line));
    }
    sentences.push(page.tv(&key, "code", &problem.code));
    if !failure.lacks.is_empty() {
        let lacks: Vec<String> = failure
            .lacks
            .iter()
            .map(|lack| page.t(lack.key()))
            .collect();
        sentences.push(page.tv("template-problem-lacks", "lacks", lacks.join(", ")));
    }
    sentences.join(" ")
}

#[derive(Template)]
#[template(path = "proposals/templates/version.html")]
pub struct VersionPage {
    pub page: Page,
    pub head: Head,
    pub version: Version,
    pub is_newest: bool,
}

impl VersionPage {
    fn title(&self) -> String {
        self.page
            .tv("template-version", "number", self.version.number)
    }

    fn preview(&self) -> String {
        version_preview(&self.head, &self.version)
    }
}

/// In the frame of a preview: why there is no mail.
#[derive(Template)]
#[template(path = "emails/proposal/problem.html")]
pub struct ProblemPage<'a> {
    pub page: &'a Page,
    pub text: String,
}

impl<'a> ProblemPage<'a> {
    pub fn new(page: &'a Page, wrong: &Wrong) -> Self {
        let lines = ["subject", "body"].map(|field| err(page, wrong, field));
        let found = lines.into_iter().find(|line| !line.is_empty());
        Self {
            page,
            text: found.unwrap_or_default(),
        }
    }
}
