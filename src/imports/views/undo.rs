use askama::Template;
use chrono::{DateTime, Utc};

use crate::audit::words;
use crate::imports::model::Import;
use crate::imports::queries::undo::{EDITED_COUNTED, Edited, Extent};
use crate::web::Page;

#[derive(Template)]
#[template(path = "imports/undo.html")]
pub struct UndoPage {
    pub page: Page,
    pub file: Import,
    pub extent: Extent,
    /// The first of those that were edited since.
    pub edited: Vec<Edited>,
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

    fn edited_count(&self) -> i64 {
        self.edited.first().map_or(0, |edited| edited.total)
    }

    fn warning(&self) -> String {
        match self.edited_count() > EDITED_COUNTED {
            true => {
                let count = self.page.number(EDITED_COUNTED);
                self.page.tv("import-undo-edited-many", "count", count)
            }
            false => self.page.tn("import-undo-edited", self.edited_count()),
        }
    }

    /// How many are not named; `None` if all are.
    fn more(&self) -> Option<String> {
        let named = self.edited.len() as i64;
        match self.edited_count() {
            count if count > EDITED_COUNTED => {
                let least = self.page.number(EDITED_COUNTED - named);
                Some(self.page.tv("import-undo-more-many", "count", least))
            }
            count if count > named => Some(self.page.tn("import-undo-more", count - named)),
            _ => None,
        }
    }

    /// "Cliente", or "Servicio tomado: Sauna, 01-10-2025".
    fn kind(&self, edited: &Edited) -> String {
        let kind = self.page.t(&format!("import-table-{}", edited.table_name));
        match (&edited.service, &edited.date) {
            (Some(name), Some(date)) => format!("{kind}: {name}, {}", self.page.date(date)),
            _ => kind,
        }
    }

    /// What was done last, in words.
    fn what(&self, edited: &Edited) -> String {
        match (&edited.action, later_import(edited)) {
            (_, Some((file, _))) => self.page.tv("import-edited-by-import", "file", file),
            (Some(_), None) if !edited.fields.is_empty() => {
                let names = edited.fields.iter();
                let names: Vec<_> = names.map(|name| words::field(&self.page, name)).collect();
                let names = names.join(", ");
                self.page.tv("import-edited-fields", "fields", names)
            }
            (Some(action), None) => words::action_alone(&self.page, action),
            (None, None) => self.page.t("import-left-edited"),
        }
    }

    /// By whom and when, or when alone; `None` where nobody noted it.
    fn who(&self, edited: &Edited) -> Option<String> {
        if let Some((_, at)) = later_import(edited) {
            return Some(self.page.datetime(at));
        }
        let at = self.page.datetime(edited.at.as_ref()?);
        // A job says who asked for it, and goes by its own name, with a full stop in it.
        let name = match edited.is_person && !edited.actor.contains('.') {
            true => edited.actor.clone(),
            false => words::program(&self.page, &edited.actor),
        };
        Some(format!("{name}, {at}"))
    }
}

/// A later import, and when it came, if nobody changed the record after that.
fn later_import(edited: &Edited) -> Option<(&str, &DateTime<Utc>)> {
    let at = edited.imported_at.as_ref()?;
    let is_last = edited.at.is_none_or(|noted| noted < *at);
    let file = edited.file_name.as_deref()?;
    is_last.then_some((file, at))
}
