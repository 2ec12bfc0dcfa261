//! What an action means for one customer. Pure.

use serde::{Deserialize, Serialize};

use crate::customers::forms::TAGS_MAX;
use crate::customers::model::{Channel, ConsentState};
use crate::domain::UserId;
use crate::text_enum;

text_enum! {
    pub enum ActionName {
        Tag = "tag",
        Untag = "untag",
        Retag = "retag",
        Assign = "assign",
        Consent = "consent",
        Delete = "delete",
    }
}

text_enum! {
    /// What became of a customer in a batch.
    pub enum Outcome {
        Done = "done",
        /// It was so already.
        Same = "same",
        /// Deleted before their turn came, or erased.
        Gone = "gone",
        /// No room for another tag.
        Full = "full",
        /// They said no or withdrew it themselves.
        Withdrawn = "withdrawn",
        Undone = "undone",
        /// Changed since by somebody, so that an undo leaves them alone.
        Changed = "changed",
        /// Another customer has the tax id by now.
        Taken = "taken",
        /// Known by the same as somebody who was erased: brought back on their own page alone, which asks.
        Alike = "alike",
        /// Somebody asked for their data to go, which is under way.
        Erasing = "erasing",
    }
}

/// What is done to each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "lowercase")]
pub enum Action {
    Tag {
        tag: String,
    },
    Untag {
        tag: String,
        /// Written just so; otherwise however it is written.
        #[serde(default)]
        is_exact: bool,
    },
    /// Whoever has the one tag, written just so, has the other instead.
    Retag {
        from: String,
        to: String,
    },
    /// Nobody's: `None`.
    Assign {
        owner: Option<UserId>,
    },
    Consent {
        channel: Channel,
        state: ConsentState,
        /// What shows that it was said.
        proof: String,
    },
    Delete,
}

impl Action {
    pub fn name(&self) -> ActionName {
        match self {
            Self::Tag { .. } => ActionName::Tag,
            Self::Untag { .. } => ActionName::Untag,
            Self::Retag { .. } => ActionName::Retag,
            Self::Assign { .. } => ActionName::Assign,
            Self::Consent { .. } => ActionName::Consent,
            Self::Delete => ActionName::Delete,
        }
    }

    /// Whether it is for those alone whom somebody saw counted: nobody hides others, nor notes what others never said.
    pub fn is_for_counted(&self) -> bool {
        matches!(self, Self::Consent { .. } | Self::Delete)
    }

    /// The tag, written just so, that nobody is to have any more.
    pub fn emptied_tag(&self) -> Option<&str> {
        match self {
            Self::Retag { from, .. } => Some(from),
            Self::Untag {
                tag,
                is_exact: true,
            } => Some(tag),
            _ => None,
        }
    }
}

/// What an action looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    pub tags: Vec<String>,
    pub owner: Option<UserId>,
    /// The newest word on the channel of the action, if anything was said.
    pub consent: ConsentState,
}

/// What becomes of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    SetTags(Vec<String>),
    SetOwner(Option<UserId>),
    Say(ConsentState),
    Hide,
    /// Nothing, and why.
    Skip(Outcome),
}

pub fn step(action: &Action, before: &Before) -> Step {
    match action {
        Action::Tag { tag } if before.tags.iter().any(|own| is_same(tag, own)) => {
            Step::Skip(Outcome::Same)
        }
        Action::Tag { .. } if before.tags.len() >= TAGS_MAX => Step::Skip(Outcome::Full),
        Action::Tag { tag } => {
            let mut tags = before.tags.clone();
            tags.push(tag.clone());
            Step::SetTags(tags)
        }
        Action::Untag { tag, is_exact } => {
            let mut tags = before.tags.clone();
            tags.retain(|own| own != tag && (*is_exact || !is_same(tag, own)));
            match tags.len() == before.tags.len() {
                true => Step::Skip(Outcome::Same),
                false => Step::SetTags(tags),
            }
        }
        Action::Retag { from, .. } if !before.tags.contains(from) => Step::Skip(Outcome::Same),
        Action::Retag { from, to } => Step::SetTags(retagged(&before.tags, from, to)),
        Action::Assign { owner } if *owner == before.owner => Step::Skip(Outcome::Same),
        Action::Assign { owner } => Step::SetOwner(*owner),
        Action::Consent { state, .. } if *state == before.consent => Step::Skip(Outcome::Same),
        Action::Consent { state, .. } if softens(before.consent, *state) => {
            Step::Skip(Outcome::Withdrawn)
        }
        Action::Consent { state, .. } => Step::Say(*state),
        Action::Delete => Step::Hide,
    }
}

/// The new tag stands where the old one stood, or where it stood itself already, however it was written.
fn retagged(tags: &[String], from: &str, to: &str) -> Vec<String> {
    let mut after: Vec<String> = Vec::new();
    for own in tags {
        let is_meant = own == from || is_same(to, own);
        match is_meant {
            false => after.push(own.clone()),
            true if after.iter().any(|tag| tag == to) => {}
            true => after.push(to.to_owned()),
        }
    }
    after
}

/// Whether it would weaken a no that somebody said themselves: not even in two steps does it become a yes.
fn softens(said: ConsentState, now: ConsentState) -> bool {
    match said {
        ConsentState::Withdrawn => now != ConsentState::Withdrawn,
        ConsentState::Refused => matches!(now, ConsentState::Given | ConsentState::Unknown),
        ConsentState::Given | ConsentState::Unknown => false,
    }
}

/// The tags without what a change of `before` into `after` did to them: what it added goes, what it took comes back.
/// `Err` says why they are left alone.
pub fn tags_back(
    before: &[String],
    after: &[String],
    now: &[String],
) -> Result<Vec<String>, Outcome> {
    if now == after {
        return Ok(before.to_vec());
    }
    let added = |tag: &String| !before.contains(tag) && after.contains(tag);
    let has_all = after
        .iter()
        .filter(|tag| added(tag))
        .all(|tag| now.contains(tag));
    let missing: Vec<&String> = before.iter().filter(|tag| !after.contains(tag)).collect();
    let mut tags: Vec<String> = now.iter().filter(|tag| !added(tag)).cloned().collect();
    // Another spelling that was there all the time is none that came back.
    let came = |own: &&String| !after.contains(own);
    let is_back = |tag: &&String| tags.iter().filter(came).any(|own| is_same(tag, own));
    if !has_all || missing.iter().any(is_back) {
        return Err(Outcome::Changed);
    }
    tags.extend(missing.into_iter().cloned());
    match tags.len() > TAGS_MAX {
        true => Err(Outcome::Full),
        false => Ok(tags),
    }
}

/// One tag, however it is written.
fn is_same(tag: &str, own: &str) -> bool {
    own.to_lowercase() == tag.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(tags: &[&str]) -> Before {
        Before {
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            owner: Some(7.into()),
            consent: ConsentState::Withdrawn,
        }
    }

    fn tags(step: Step) -> Vec<String> {
        match step {
            Step::SetTags(tags) => tags,
            other => panic!("{other:?} sets no tags"),
        }
    }

    #[test]
    fn a_tag_is_added_once_and_taken_off_however_it_is_written() {
        let tag = Action::Tag { tag: "Spa".into() };
        assert_eq!(tags(step(&tag, &before(&["vip"]))), ["vip", "Spa"]);
        assert_eq!(step(&tag, &before(&["spa"])), Step::Skip(Outcome::Same));
        let untag = Action::Untag {
            tag: "SPA".into(),
            is_exact: false,
        };
        assert_eq!(tags(step(&untag, &before(&["vip", "spa"]))), ["vip"]);
        assert_eq!(step(&untag, &before(&["vip"])), Step::Skip(Outcome::Same));
    }

    #[test]
    fn what_is_meant_as_it_is_written_leaves_the_other_spellings() {
        let exact = Action::Untag {
            tag: "spa".into(),
            is_exact: true,
        };
        assert_eq!(tags(step(&exact, &before(&["spa", "SPA"]))), ["SPA"]);
        assert_eq!(step(&exact, &before(&["SPA"])), Step::Skip(Outcome::Same));
        assert_eq!(exact.emptied_tag(), Some("spa"));
    }

    #[test]
    fn a_removal_that_was_kept_before_spellings_were_told_apart_means_all_of_them() {
        let kept = serde_json::json!({ "action": "untag", "tag": "spa" });
        let read: Action = serde_json::from_value(kept).unwrap();
        assert_eq!(tags(step(&read, &before(&["SPA", "vip"]))), ["vip"]);
        assert_eq!(read.emptied_tag(), None);
    }

    #[test]
    fn one_tag_takes_the_place_of_another_and_stands_there_once() {
        let retag = |from: &str, to: &str| Action::Retag {
            from: from.into(),
            to: to.into(),
        };
        let merge = retag("spa", "Relajo");
        assert_eq!(
            tags(step(&merge, &before(&["a", "spa", "b"]))),
            ["a", "Relajo", "b"]
        );
        assert_eq!(
            tags(step(&merge, &before(&["relajo", "a", "spa"]))),
            ["Relajo", "a"]
        );
        let respell = retag("spa", "Spa");
        assert_eq!(tags(step(&respell, &before(&["Spa", "spa"]))), ["Spa"]);
        assert_eq!(
            step(&respell, &before(&["SPA"])),
            Step::Skip(Outcome::Same),
            "another spelling is another tag"
        );
    }

    #[test]
    fn a_customer_has_only_so_many_tags() {
        let full: Vec<String> = (0..TAGS_MAX).map(|n| n.to_string()).collect();
        let full: Vec<&str> = full.iter().map(String::as_str).collect();
        let tag = Action::Tag { tag: "spa".into() };
        assert_eq!(step(&tag, &before(&full)), Step::Skip(Outcome::Full));
    }

    #[test]
    fn who_said_no_says_yes_only_by_themselves() {
        use ConsentState::{Given, Refused, Unknown, Withdrawn};
        let say = |said, state| {
            let action = Action::Consent {
                channel: Channel::Email,
                state,
                proof: String::new(),
            };
            let before = Before {
                consent: said,
                ..before(&[])
            };
            step(&action, &before)
        };
        for (said, state) in [
            (Withdrawn, Given),
            (Withdrawn, Refused),
            (Withdrawn, Unknown),
            (Refused, Given),
            (Refused, Unknown),
        ] {
            assert_eq!(say(said, state), Step::Skip(Outcome::Withdrawn), "{said}");
        }
        for (said, state) in [(Unknown, Given), (Given, Refused), (Refused, Withdrawn)] {
            assert_eq!(say(said, state), Step::Say(state), "{said}");
        }
    }

    fn back(before: &[&str], after: &[&str], now: &[&str]) -> Result<Vec<String>, Outcome> {
        let owned = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
        tags_back(&owned(before), &owned(after), &owned(now))
    }

    #[test]
    fn a_tag_is_taken_back_whatever_other_tags_came_since() {
        let ok = |tags: &[&str]| Ok(tags.iter().map(|tag| (*tag).to_owned()).collect());
        assert_eq!(back(&["a"], &["a", "b"], &["a", "b"]), ok(&["a"]));
        assert_eq!(back(&["a"], &["a", "b"], &["b", "c"]), ok(&["c"]));
        assert_eq!(back(&["b", "a"], &["a"], &["a"]), ok(&["b", "a"]));
        assert_eq!(back(&["b", "a"], &["a"], &["c"]), ok(&["c", "b"]));
        assert_eq!(back(&["b"], &["B"], &["B", "c"]), ok(&["c", "b"]));
    }

    #[test]
    fn a_spelling_that_was_there_all_the_time_keeps_no_other_from_coming_back() {
        let ok = |tags: &[&str]| Ok(tags.iter().map(|tag| (*tag).to_owned()).collect());
        let both = ["Spa", "spa"];
        assert_eq!(back(&both, &["Spa"], &["Spa"]), ok(&both));
        assert_eq!(
            back(&both, &["Spa"], &["Spa", "c"]),
            ok(&["Spa", "c", "spa"])
        );
        assert_eq!(
            back(&both, &["Spa"], &["Spa", "SPA"]),
            Err(Outcome::Changed),
            "one that came since does"
        );
    }

    #[test]
    fn a_tag_that_somebody_took_or_gave_since_is_left_alone() {
        assert_eq!(back(&[], &["b"], &[]), Err(Outcome::Changed));
        assert_eq!(back(&["b"], &[], &["B"]), Err(Outcome::Changed));
        assert_eq!(back(&["b"], &[], &["b", "c"]), Err(Outcome::Changed));
        let many: Vec<String> = (0..TAGS_MAX).map(|n| n.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(back(&["b"], &[], &many), Err(Outcome::Full));
    }

    #[test]
    fn who_has_an_owner_already_is_not_assigned_again() {
        let assign = |owner: Option<i64>| Action::Assign {
            owner: owner.map(UserId::from),
        };
        assert_eq!(
            step(&assign(Some(7)), &before(&[])),
            Step::Skip(Outcome::Same)
        );
        assert_eq!(step(&assign(None), &before(&[])), Step::SetOwner(None));
    }
}
