//! How the mail of a proposal is put together: templates of the organisation's own, for a segment and a language.
//!
//! Tables: `mail_templates`, `mail_template_versions` (never changed). A template is a text with variables, conditions
//! and loops (`render`, in minijinja), which gives paragraphs and blocks that the house lays out: no HTML, no links of
//! its own. Which one a mail is made with is
//! said by the function `mail_template_version` of the database; a mail that was sent keeps its version.
//!
//! It refuses to read what customers, models and staff wrote as anything but data.

mod model;
pub mod queries;
pub mod render;
mod scan;

pub use model::Template;
pub use render::{Block, Filled, Material, OfferLine, Part, ServiceLine, Source};
