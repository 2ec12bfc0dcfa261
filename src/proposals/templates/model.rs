use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::render::Source;
use crate::db::schema::{mail_template_versions, mail_templates};
use crate::domain::{Language, ProposalId, TemplateId, TemplateVersionId};
use crate::segments::Segment;

/// A version of a template, as a mail is made with it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Template {
    pub version: TemplateVersionId,
    pub id: TemplateId,
    pub number: i32,
    pub name: String,
    pub subject: String,
    pub body: String,
}

impl Template {
    pub fn source(&self) -> Source {
        Source {
            subject: self.subject.clone(),
            body: self.body.clone(),
        }
    }
}

/// A row of `mail_templates`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = mail_templates, check_for_backend(diesel::pg::Pg))]
pub struct Head {
    pub id: TemplateId,
    pub name: String,
    /// `None` is any.
    pub segment: Option<Segment>,
    pub language: Language,
    /// Taken without being asked for.
    pub by_default: bool,
    /// Counts the changes; a form that knows an older one must not overwrite.
    pub version: i32,
    pub archived_at: Option<DateTime<Utc>>,
}

/// A row of `mail_template_versions`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = mail_template_versions, check_for_backend(diesel::pg::Pg))]
pub struct Version {
    pub number: i32,
    pub subject: String,
    pub body: String,
    pub created_at: DateTime<Utc>,
}

impl Version {
    pub fn source(&self) -> Source {
        Source {
            subject: self.subject.clone(),
            body: self.body.clone(),
        }
    }
}

/// What is stored of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub name: String,
    pub segment: Option<Segment>,
    pub language: Language,
    pub by_default: bool,
    pub source: Source,
}

/// A template of the list, with its newest version and whose that is.
pub type Listed = (Head, Version, Option<String>);

/// A proposal to fill a preview in with: whose, and of when.
pub type Candidate = (ProposalId, String, DateTime<Utc>);
