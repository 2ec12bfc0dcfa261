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
        /// Deleted before their turn came.
        Gone = "gone",
        /// No room for another tag.
        Full = "full",
        /// They withdrew it themselves.
        Withdrawn = "withdrawn",
        Undone = "undone",
        /// Changed since by somebody, so that an undo leaves them alone.
        Changed = "changed",
        /// Another customer has the tax id by now.
        Taken = "taken",
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
            Self::Assign { .. } => ActionName::Assign,
            Self::Consent { .. } => ActionName::Consent,
            Self::Delete => ActionName::Delete,
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
    let is_same = |tag: &str, own: &String| own.to_lowercase() == tag.to_lowercase();
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
        Action::Untag { tag } => {
            let mut tags = before.tags.clone();
            tags.retain(|own| !is_same(tag, own));
            match tags.len() == before.tags.len() {
                true => Step::Skip(Outcome::Same),
                false => Step::SetTags(tags),
            }
        }
        Action::Assign { owner } if *owner == before.owner => Step::Skip(Outcome::Same),
        Action::Assign { owner } => Step::SetOwner(*owner),
        Action::Consent { state, .. } if *state == before.consent => Step::Skip(Outcome::Same),
        Action::Consent { state, .. }
            if *state == ConsentState::Given && before.consent == ConsentState::Withdrawn =>
        {
            Step::Skip(Outcome::Withdrawn)
        }
        Action::Consent { state, .. } => Step::Say(*state),
        Action::Delete => Step::Hide,
    }
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
        let untag = Action::Untag { tag: "SPA".into() };
        assert_eq!(tags(step(&untag, &before(&["vip", "spa"]))), ["vip"]);
        assert_eq!(step(&untag, &before(&["vip"])), Step::Skip(Outcome::Same));
    }

    #[test]
    fn a_customer_has_only_so_many_tags() {
        let full: Vec<String> = (0..TAGS_MAX).map(|n| n.to_string()).collect();
        let full: Vec<&str> = full.iter().map(String::as_str).collect();
        let tag = Action::Tag { tag: "spa".into() };
        assert_eq!(step(&tag, &before(&full)), Step::Skip(Outcome::Full));
    }

    #[test]
    fn who_withdrew_a_consent_gives_it_again_only_by_themselves() {
        let say = |state| Action::Consent {
            channel: Channel::Email,
            state,
            proof: String::new(),
        };
        let given = say(ConsentState::Given);
        assert_eq!(step(&given, &before(&[])), Step::Skip(Outcome::Withdrawn));
        let refused = say(ConsentState::Refused);
        assert_eq!(
            step(&refused, &before(&[])),
            Step::Say(ConsentState::Refused)
        );
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
