use askama::Template;

use super::forms::ListQuery;
use super::model::{Draft, Shares, Tag};
use crate::customers::filters::PATH;
use crate::customers::saved::model::SavedView;
use crate::domain::Capability;
use crate::web::{Page, query};

const TAGS: &str = "/customers/tags";
const EDIT: &str = "/customers/tags/edit";
/// So many on a page.
pub const PAGE_SIZE: usize = 100;

#[derive(Template)]
#[template(path = "customers/tags/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub query: ListQuery,
    /// Those of this page.
    pub tags: Vec<Tag>,
    pub number: usize,
    /// Of all pages.
    pub total: usize,
    /// Whether there are more than are read.
    pub is_capped: bool,
    /// Those that are written almost as another, with the one that more customers have.
    pub alike: Vec<(Tag, Tag)>,
}

impl IndexPage {
    fn last(&self) -> i64 {
        int(self.total.div_ceil(PAGE_SIZE).max(1))
    }

    fn number(&self) -> i64 {
        int(self.number)
    }

    /// The address without some of its parts, ready for another one.
    fn base(&self, left_out: &str) -> String {
        let parts = [("q", self.query.q.trim()), ("sort", &self.query.sort)];
        let kept: Vec<(&str, &str)> = parts
            .into_iter()
            .filter(|(name, value)| !value.is_empty() && *name != left_out)
            .collect();
        let end = if kept.is_empty() { "?" } else { "&" };
        query(TAGS, &kept) + end
    }

    /// The head by which the list is ordered.
    fn sort(&self) -> &str {
        match self.query.sort.as_str() {
            "" => "name",
            sort => sort,
        }
    }

    fn range(&self) -> String {
        let from = int((self.number - 1) * PAGE_SIZE);
        self.page.tv3(
            "tags-range",
            ("from", self.page.number(from + 1)),
            ("to", self.page.number(from + int(self.tags.len()))),
            ("total", self.page.number(int(self.total))),
        )
    }

    fn capped(&self) -> String {
        self.page.tn("tags-capped", super::queries::MOST)
    }

    fn list(&self, tag: &Tag) -> String {
        list_of(&tag.name)
    }

    fn edit(&self, tag: &Tag) -> String {
        edit_of(&tag.name)
    }

    fn merge(&self, tag: &Tag, most: &Tag) -> String {
        query(EDIT, &[("tag", &tag.name), ("to", &most.name)])
    }

    fn customers(&self, tag: &Tag) -> String {
        self.page.tn("count-customers", tag.customers)
    }
}

/// What the tag's filter offers.
#[derive(Template)]
#[template(path = "customers/tags/_names.html")]
pub struct NamesPart {
    pub tags: Vec<Tag>,
}

/// What is asked before a tag is called otherwise.
pub struct Review {
    pub to: String,
    pub shares: Shares,
    /// Written almost as the new name.
    pub near: Vec<Tag>,
}

/// What names a tag besides the customers.
pub struct Mentions {
    pub views: Vec<SavedView>,
    pub drafts: Vec<Draft>,
}

#[derive(Template)]
#[template(path = "customers/tags/edit.html")]
pub struct EditPage {
    pub page: Page,
    pub token: String,
    pub tag: Tag,
    /// As typed.
    pub to: String,
    pub error: String,
    pub review: Option<Review>,
    /// Whether the new name was none when the form was shown.
    pub is_merge_by_now: bool,
    pub mentions: Mentions,
    /// Those that can be chosen.
    pub tags: Vec<Tag>,
}

impl EditPage {
    fn customers(&self, n: &i64) -> String {
        self.page.tn("count-customers", *n)
    }

    fn list(&self) -> String {
        list_of(&self.tag.name)
    }

    fn will_rename(&self, review: &Review) -> String {
        self.page.tv3(
            "tags-will-rename",
            ("from", self.tag.name.clone()),
            ("to", review.to.clone()),
            ("customers", self.customers(&self.tag.customers)),
        )
    }

    /// How many will have the tag into which this one is merged.
    fn after(&self, review: &Review) -> i64 {
        review.shares.one + review.shares.other - review.shares.both
    }

    fn with_near(&self, near: &Tag) -> String {
        query(EDIT, &[("tag", &self.tag.name), ("to", &near.name)])
    }

    /// The saved lists that the reader has.
    fn views(&self) -> Vec<&SavedView> {
        let reader = self.page.user().map(|user| user.id);
        let views = self.mentions.views.iter();
        views
            .filter(|view| view.is_shared || Some(view.owner_id) == reader)
            .collect()
    }

    /// "y 2 listas de otras personas": their names are theirs.
    fn others(&self) -> String {
        let others = self.mentions.views.len() - self.views().len();
        match others {
            0 => String::new(),
            n => self.page.tn("tags-views-others", int(n)),
        }
    }

    /// "2": so many that the reader may not see.
    fn hidden_drafts(&self) -> String {
        match self.mentions.drafts.len() - self.drafts().len() {
            0 => String::new(),
            n => self.page.number(int(n)),
        }
    }

    fn drafts(&self) -> &[Draft] {
        match self.page.may(Capability::CampaignDrafts) {
            true => &self.mentions.drafts,
            false => &[],
        }
    }
}

/// The customers who have it.
fn list_of(tag: &str) -> String {
    query(PATH, &[("tag", tag)])
}

/// Where it is changed.
pub fn edit_of(tag: &str) -> String {
    query(EDIT, &[("tag", tag)])
}

fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
