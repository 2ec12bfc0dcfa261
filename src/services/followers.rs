//! What asks for a category follows where its last entry went, in the transaction of the change: saved lists, and what belongs
//! to features lower in the list, which lend their hand. Wired in `app/`.

use diesel::{PgConnection, QueryResult};

use super::queries;
use crate::audit::Actor;
use crate::customers;
use crate::customers::renaming::{FollowDrafts, Part};
use crate::domain::{CampaignId, CustomerViewId};
use crate::web;

#[derive(Debug, Clone, Copy)]
pub struct CategoryFollowers {
    /// The drafts of campaigns.
    pub drafts: FollowDrafts,
}

/// What asked for a category and asks for another by now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followed {
    /// Saved lists.
    pub views: Vec<CustomerViewId>,
    /// Drafts of campaigns.
    pub drafts: Vec<CampaignId>,
}

impl Followed {
    /// What was done, and how many went along: "Guardamos los cambios en Barro. 2 listas guardadas cambiaron con la categoría."
    pub fn told_after(&self, done: String, page: &web::Page) -> String {
        let all = [
            ("services-followed-views", self.views.len()),
            ("services-followed-drafts", self.drafts.len()),
        ];
        let some = all.into_iter().filter(|(_, n)| *n > 0);
        some.fold(done, |told, (key, n)| {
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            format!("{told} {}", page.tn(key, n))
        })
    }
}

impl CategoryFollowers {
    /// Once an entry went from the one category to the other. While the one has entries, what asks for it finds somebody.
    pub fn follow(
        self,
        conn: &mut PgConnection,
        actor: &Actor,
        (from, to): (&str, &str),
    ) -> QueryResult<Followed> {
        if from == to || queries::has_category(conn, from)? {
            return Ok(Followed::default());
        }
        Ok(Followed {
            views: customers::follow_part(conn, actor, Part::Category, (from, to), None)?,
            drafts: (self.drafts)(conn, actor, Part::Category, (from, to), None)?,
        })
    }

    /// Lets those that followed from the one category to the other ask for the one again, as far as they still ask for the other.
    pub fn come_back(
        self,
        conn: &mut PgConnection,
        actor: &Actor,
        (from, to): (&str, &str),
        followed: &Followed,
    ) -> QueryResult<()> {
        if *followed == Followed::default() {
            return Ok(());
        }
        let back = (to, from);
        customers::follow_part(conn, actor, Part::Category, back, Some(&followed.views))?;
        (self.drafts)(conn, actor, Part::Category, back, Some(&followed.drafts))?;
        Ok(())
    }
}
