use serde::Deserialize;
use uuid::Uuid;

use super::model::{Order, Whom};
use super::plan::{Action, ActionName};
use crate::customers::filters::PAGE_SIZE;
use crate::customers::forms::TAG_MAX;
use crate::customers::model::ConsentState;
use crate::domain::{CustomerId, UserId};
use crate::web::FieldErrors;

const PROOF_MAX: usize = 500;

/// Who is meant, as the list sends it: ticked rows, or the word `all`, with the list's query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    pub ids: Vec<CustomerId>,
    pub is_all: bool,
    /// Said to be ticked rows, be it none.
    pub is_these: bool,
    pub query: String,
}

impl Selection {
    /// `id=1&id=2&whom=these&query=segment%3Dvip`
    pub fn of_query(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let mut selection = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "id" => selection.ids.extend(value.parse::<CustomerId>()),
                "whom" => {
                    selection.is_all = value == "all";
                    selection.is_these = value == "these";
                }
                "query" => selection.query = value,
                _ => {}
            }
        }
        selection.ids.sort();
        selection.ids.dedup();
        selection
            .ids
            .truncate(usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX));
        selection
    }

    pub fn whom(&self) -> Whom {
        match self.is_all {
            true => Whom::AllOf(self.query.clone()),
            false => Whom::These(self.ids.clone()),
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BatchForm {
    /// Of this form alone: sent twice, it is one batch.
    pub token: String,
    /// `1,2,3`, or `all`
    pub whom: String,
    pub query: String,
    /// How many the form named.
    pub expected: String,
    pub action: String,
    pub tag: String,
    pub untag: String,
    /// Empty: nobody's.
    pub owner: String,
    /// `email-given`
    pub consent: String,
    pub proof: String,
}

impl BatchForm {
    pub fn of(selection: &Selection) -> Self {
        let ids: Vec<String> = selection.ids.iter().map(ToString::to_string).collect();
        Self {
            token: Uuid::new_v4().to_string(),
            whom: match selection.is_all {
                true => "all".to_owned(),
                false => ids.join(","),
            },
            query: selection.query.clone(),
            ..Self::default()
        }
    }

    pub fn selection(&self) -> Selection {
        let ids = self.whom.split(',').filter_map(|id| id.parse().ok());
        let most = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
        Selection {
            ids: ids.take(most).collect(),
            is_all: self.whom == "all",
            is_these: self.whom != "all",
            query: self.query.clone(),
        }
    }

    /// Every wrong field is named at once; `owners` are those who may own customers.
    pub fn read(&self, owners: &[UserId]) -> Result<Order, FieldErrors> {
        let mut errors = FieldErrors::default();
        let token = errors.check("action", self.token.parse().map_err(|_| "error-invalid"));
        let action = self.read_action(owners, &mut errors);
        match (token, action) {
            (Some(token), Some(action)) if errors.is_empty() => Ok(Order {
                token,
                action,
                whom: self.selection().whom(),
                expected: self.expected.parse().ok(),
            }),
            _ => Err(errors),
        }
    }

    fn read_action(&self, owners: &[UserId], errors: &mut FieldErrors) -> Option<Action> {
        let name: Result<ActionName, _> = self.action.parse();
        let name = errors.check("action", name.map_err(|_| "batch-action-needed"))?;
        match name {
            ActionName::Tag => {
                let tag = errors.check("tag", read_tag(&self.tag))?;
                Some(Action::Tag { tag })
            }
            ActionName::Untag => {
                // Whatever it looks like: an older one may have what a new one may not.
                let tag = match self.untag.trim() {
                    "" => Err("field-required"),
                    tag => Ok(tag.to_owned()),
                };
                let tag = errors.check("untag", tag)?;
                Some(Action::Untag {
                    tag,
                    is_exact: false,
                })
            }
            // It is about a tag, not about whom a list names: it has a page of its own.
            ActionName::Retag => {
                errors.add("action", "batch-action-needed");
                None
            }
            ActionName::Assign if self.owner.is_empty() => Some(Action::Assign { owner: None }),
            ActionName::Assign => {
                let owner: Option<UserId> = self.owner.parse().ok();
                let known = owner.filter(|owner| owners.contains(owner));
                let owner = errors.check("owner", known.ok_or("field-choice"))?;
                Some(Action::Assign { owner: Some(owner) })
            }
            ActionName::Consent => self.read_consent(errors),
            ActionName::Delete => Some(Action::Delete),
        }
    }

    fn read_consent(&self, errors: &mut FieldErrors) -> Option<Action> {
        let parts = self.consent.split_once('-');
        let said =
            parts.and_then(|(channel, state)| Some((channel.parse().ok()?, state.parse().ok()?)));
        // That nobody asked is no answer.
        let said = said.filter(|(_, state)| *state != ConsentState::Unknown);
        let said = errors.check("consent", said.ok_or("field-choice"));
        let proof = self.proof.trim();
        let proof = match proof.chars().count() {
            0 => Err("batch-proof-needed"),
            length if length > PROOF_MAX => Err("field-too-long"),
            _ => Ok(proof.to_owned()),
        };
        let proof = errors.check("proof", proof);
        let ((channel, state), proof) = (said?, proof?);
        Some(Action::Consent {
            channel,
            state,
            proof,
        })
    }
}

/// The error is the key of a text.
pub fn read_tag(typed: &str) -> Result<String, &'static str> {
    let tag = typed.trim();
    match tag.chars().count() {
        0 => Err("field-required"),
        length if length > TAG_MAX || tag.contains([',', ';']) => Err("field-tag"),
        _ => Ok(tag.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(action: &str) -> BatchForm {
        BatchForm {
            action: action.into(),
            ..BatchForm::of(&Selection::of_query("id=3&id=1&id=x&id=3&query=q%3Dana"))
        }
    }

    fn error(form: &BatchForm, field: &str) -> String {
        let errors = form.read(&[UserId::from(7)]).unwrap_err();
        errors.get(field).unwrap_or_default().to_owned()
    }

    #[test]
    fn who_is_meant_is_read_from_the_list_and_kept_by_the_form() {
        let these = form("delete").read(&[]).unwrap();
        assert_eq!(these.whom, Whom::These(vec![1.into(), 3.into()]));
        let all = Selection::of_query("whom=all&query=segment%3Dvip&id=4");
        let form = BatchForm {
            action: "delete".into(),
            ..BatchForm::of(&all)
        };
        let whom = form.read(&[]).unwrap().whom;
        assert_eq!(whom, Whom::AllOf("segment=vip".into()));
    }

    #[test]
    fn each_action_needs_what_it_is_about() {
        assert_eq!(error(&form(""), "action"), "batch-action-needed");
        assert_eq!(error(&form("retag"), "action"), "batch-action-needed");
        assert_eq!(error(&form("tag"), "tag"), "field-required");
        assert_eq!(error(&form("untag"), "untag"), "field-required");
        assert_eq!(error(&form("consent"), "consent"), "field-choice");
        assert_eq!(error(&form("consent"), "proof"), "batch-proof-needed");
        let stranger = BatchForm {
            owner: "8".into(),
            ..form("assign")
        };
        assert_eq!(error(&stranger, "owner"), "field-choice");
        let nobody = form("assign").read(&[]).unwrap().action;
        assert_eq!(nobody, Action::Assign { owner: None });
    }
}
