use askama::Template;

use super::leftover_text;
use crate::imports::model::Import;
use crate::imports::queries::undo::{Extent, Leftover};
use crate::web::Page;

#[derive(Template)]
#[template(path = "imports/undo.html")]
pub struct UndoPage {
    pub page: Page,
    pub file: Import,
    pub extent: Extent,
    pub edited: Vec<Leftover>,
    pub edited_count: i64,
}

impl UndoPage {
    fn back(&self) -> String {
        format!("/imports/{}", self.file.id)
    }

    /// What goes back, by its name, in words and as a number; what there is none of is not told.
    fn extent(&self) -> Vec<(&'static str, String, i64)> {
        let told = [
            ("customers-deleted", self.extent.customers_deleted),
            ("customers-restored", self.extent.customers_restored),
            ("services-deleted", self.extent.services_deleted),
            ("services-restored", self.extent.services_restored),
        ];
        told.into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| {
                let text = self.page.tn(&format!("import-undo-{name}"), count);
                (name, text, count)
            })
            .collect()
    }

    fn warning(&self) -> String {
        self.page.tn("import-undo-edited", self.edited_count)
    }

    fn reason(&self, leftover: &Leftover) -> String {
        leftover_text(&self.page, leftover)
    }

    fn more(&self) -> i64 {
        self.edited_count - self.edited.len() as i64
    }
}
