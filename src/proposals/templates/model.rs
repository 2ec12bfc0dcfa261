use diesel::prelude::*;

use super::render::Source;
use crate::domain::{TemplateId, TemplateVersionId};

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
