//! What one does with the list: columns, saved lists, a table for spreadsheets, and the way to a profile and back.

use std::collections::BTreeSet;

use super::list::{Head, List};
use super::row::label_text;
use crate::customers::fields::{Field, offered};
use crate::customers::filters::{PATH, new_with, with_list};
use crate::customers::queries::{Choice, Count};
use crate::customers::saved::model::SavedView;
use crate::domain::{Capability, CustomerId};
use crate::web::{Page, query};

impl List {
    /// The columns as they can be chosen: the name, its label, and whether it is on.
    pub fn column_choices(&self, page: &Page) -> Vec<(String, String, bool)> {
        let columns = &self.filters.columns;
        let choice = |field: Field| {
            let name = field.name.to_string();
            let is_on = columns.has(&name);
            (name, label_text(page, &field), is_on)
        };
        offered(&page.organisation.customer_fields)
            .map(choice)
            .collect()
    }

    /// The heads of the columns.
    pub fn heads(&self, page: &Page) -> Vec<Head> {
        let columns = &self.filters.columns;
        let fields = columns.fields().iter();
        fields
            .filter(|field| !(field.name == "phone" && columns.has("email")))
            .map(|field| {
                let is_contact = field.name == "email" && columns.has("phone");
                Head {
                    label: match is_contact {
                        true => page.t("customers-contact"),
                        false => label_text(page, field),
                    },
                    sort: field.sort.map(|key| key.to_string()).unwrap_or_default(),
                    class: match (
                        field.kind.is_figure(),
                        self.is_narrow(&field.name.to_string()),
                    ) {
                        (true, true) => "n",
                        (true, false) => "n xs-hide",
                        (false, true) => "",
                        (false, false) => "xs-hide",
                    },
                }
            })
            .collect()
    }

    /// On a phone two columns beside the name have room.
    pub fn is_narrow(&self, name: &str) -> bool {
        let columns = &self.filters.columns;
        let usual = columns.has("segment") || columns.has("spend");
        let mut fields = columns.fields().iter();
        match usual {
            true => matches!(name, "segment" | "spend"),
            false => fields.next().is_some_and(|first| first.name == name),
        }
    }

    /// The saved lists that this person has.
    pub fn views(&self) -> impl Iterator<Item = SavedView> {
        self.choices.iter().filter_map(Choice::view)
    }

    /// The view that the list began with.
    pub fn view(&self) -> Option<SavedView> {
        self.views().find(|view| Some(view.id) == self.filters.view)
    }

    /// Whether the list began with it.
    pub fn is_current(&self, view: &SavedView) -> bool {
        Some(view.id) == self.filters.view
    }

    /// Whether the list is not as the view has it, in whatever order their parts are written.
    pub fn differs_from(&self, view: &SavedView) -> bool {
        let query = self.query();
        let parts =
            |query: &str| -> BTreeSet<String> { query.split('&').map(str::to_owned).collect() };
        parts(&query) != parts(&view.query)
    }

    /// What a view of this list keeps.
    pub fn query(&self) -> String {
        self.filters.query_without(&["view"])
    }

    /// The list's own query, to come back to.
    pub fn back(&self) -> String {
        let query = self.filters.query_without(&[]);
        let page = self.filters.page;
        let parts = [query, format!("page={page}")];
        let kept = parts
            .iter()
            .filter(|part| !part.is_empty() && *part != "page=1");
        kept.cloned().collect::<Vec<_>>().join("&")
    }

    /// A customer's page, from which one can go on in this list.
    pub fn row_href(&self, id: &CustomerId) -> String {
        let list = match self.back() {
            list if list.is_empty() => "view=all".to_owned(),
            list => list,
        };
        with_list(&format!("{PATH}/{id}"), &list)
    }

    pub fn is_default(&self, view: &SavedView) -> bool {
        let id = view.id.to_string();
        let mut choices = self.choices.iter();
        choices.any(|choice| choice.filter == "view" && choice.value == id && choice.is_default)
    }

    /// Whether this person may change it.
    pub fn may_change(&self, page: &Page, view: &SavedView) -> bool {
        let is_own = page.user().is_some_and(|me| me.id == view.owner_id);
        is_own || page.may(Capability::Settings)
    }

    /// Everybody: for who has a view to begin with, another address than the list's own.
    pub fn everybody(&self) -> String {
        self.whole(PATH.to_owned())
    }

    /// The same search among those who were deleted.
    pub fn deleted(&self) -> String {
        query(&format!("{PATH}/deleted"), &[("q", &self.filters.q)])
    }

    /// The form for a new customer, who was looked for here.
    pub fn new_customer(&self) -> String {
        new_with(&self.filters.q)
    }

    pub(super) fn whole(&self, address: String) -> String {
        let has_default = self.choices.iter().any(|choice| choice.is_default);
        match address == PATH && has_default {
            true => format!("{PATH}?view=all"),
            false => address,
        }
    }

    /// Everything but the columns, for the form that chooses them.
    pub fn state_without_columns(&self) -> Vec<(String, String)> {
        let state = self.filters.state().into_iter();
        state.filter(|(name, _)| name != "columns").collect()
    }

    pub fn with_usual_columns(&self) -> String {
        format!("{}chosen=yes", self.filters.base_without(&["columns"]))
    }

    /// "3.053 clientes", all pages of them; those found by a name that is only like what was typed are not in it.
    pub fn export_note(&self, page: &Page) -> String {
        let similar = self.rows.iter().filter(|view| view.row.is_similar).count();
        let similar = i64::try_from(similar).unwrap_or_default();
        match self.count {
            Count::Exactly(n) => page.tn("customers-export-some", n - similar),
            Count::Many => page.t("customers-export-every"),
        }
    }

    /// "Los 1.234 de la lista"
    pub fn everyone(&self, page: &Page) -> String {
        let similar = self.rows.iter().filter(|view| view.row.is_similar).count();
        let similar = i64::try_from(similar).unwrap_or_default();
        match self.count {
            Count::Exactly(n) => page.tn("batch-all", n - similar),
            Count::Many => page.t("batch-all-many"),
        }
    }

    /// Where the table for spreadsheets is: with these columns, or with all there are.
    pub fn export(&self, all: bool) -> String {
        let list = self.filters.query_without(&["sort", "view"]);
        let list = if all { format!("{list}&all=yes") } else { list };
        format!("{PATH}/export?{}", list.trim_start_matches('&'))
    }
}
