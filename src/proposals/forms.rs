//! A proposal as it is edited.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::actions::Sending;
use super::model::{Edit, Proposal};
use crate::domain::ItemId;
use crate::web::FieldErrors;

/// Longer subjects are cut by every mail program.
const LONGEST_SUBJECT: usize = 200;
const LONGEST_BODY: usize = 10_000;
const LONGEST_TITLE: usize = 200;
/// An offer that is good for longer is none.
const LONGEST_OFFER: Days = Days::new(366);

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EditForm {
    pub version: i32,
    pub subject: String,
    pub body: String,
    pub offer_percent: String,
    pub offer_title: String,
    pub offer_valid_until: String,
    /// The recommendation whose button was pressed.
    pub remove: Option<i64>,
    /// `delivery`: go on to the question before sending.
    pub then: String,
}

impl EditForm {
    /// The proposal as it would be typed.
    pub fn of(proposal: &Proposal) -> Self {
        let date = proposal.offer_valid_until;
        Self {
            version: proposal.version,
            subject: proposal.subject.clone(),
            body: proposal.body.clone(),
            offer_percent: proposal.percent().to_string(),
            offer_title: proposal.offer_title.clone().unwrap_or_default(),
            offer_valid_until: date.map(|date| date.to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// What to store; `limit` is the highest discount.
    pub fn parse(&self, limit: i32, today: NaiveDate) -> Result<Edit, FieldErrors> {
        let mut errors = FieldErrors::default();
        let e = &mut errors;
        let subject = e.check("subject", within(&self.subject, LONGEST_SUBJECT));
        let body = e.check("body", within(&self.body, LONGEST_BODY));
        let percent = e.check("offer_percent", percent(&self.offer_percent, limit));
        let valid_until = e.check("offer_valid_until", self.valid_until(percent, today));
        if self.offer_title.chars().count() > LONGEST_TITLE {
            e.add("offer_title", "field-too-long");
        }
        match (subject, body, percent, valid_until) {
            (Some(subject), Some(body), Some(percent), Some(valid_until)) if e.is_empty() => {
                Ok(Edit {
                    subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
                    body: body.replace("\r\n", "\n"),
                    percent,
                    title: self.offer_title.trim().to_owned(),
                    valid_until,
                    remove: self.remove.map(ItemId::from),
                })
            }
            _ => Err(errors),
        }
    }

    fn valid_until(
        &self,
        percent: Option<i32>,
        today: NaiveDate,
    ) -> Result<Option<NaiveDate>, &'static str> {
        let typed = self.offer_valid_until.trim();
        if typed.is_empty() {
            let is_needed = percent.is_some_and(|percent| percent > 0);
            return if is_needed {
                Err("field-required")
            } else {
                Ok(None)
            };
        }
        let date: NaiveDate = typed.parse().map_err(|_| "field-date")?;
        if date < today || date > today + LONGEST_OFFER {
            return Err("proposal-valid-until-range");
        }
        Ok(Some(date))
    }
}

fn within(typed: &str, most: usize) -> Result<&str, &'static str> {
    let typed = typed.trim();
    match typed.chars().count() {
        0 => Err("field-required"),
        count if count > most => Err("field-too-long"),
        _ if typed.contains('\0') => Err("error-invalid"),
        _ => Ok(typed),
    }
}

fn percent(typed: &str, limit: i32) -> Result<i32, &'static str> {
    let typed = typed.trim().trim_end_matches('%').trim();
    if typed.is_empty() {
        return Ok(0);
    }
    let percent: i32 = typed.parse().map_err(|_| "field-number")?;
    if (0..=limit).contains(&percent) {
        Ok(percent)
    } else {
        Err("proposal-percent-limit")
    }
}

/// What the button "send" posts: the version that was read, and the fields of the edit form where they stand beside it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DeliveryForm {
    pub version: Option<i32>,
    pub subject: Option<String>,
    pub body: Option<String>,
    pub offer_percent: Option<String>,
    pub offer_title: Option<String>,
    pub offer_valid_until: Option<String>,
}

impl DeliveryForm {
    /// The fields of the edit form, if they are there.
    pub fn edited(&self) -> Option<EditForm> {
        Some(EditForm {
            version: self.version?,
            subject: self.subject.clone()?,
            body: self.body.clone()?,
            offer_percent: self.offer_percent.clone()?,
            offer_title: self.offer_title.clone()?,
            offer_valid_until: self.offer_valid_until.clone()?,
            ..EditForm::default()
        })
    }

    pub fn sending(&self, edit: Option<Edit>) -> Sending {
        Sending {
            version: self.version,
            edit,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub state: String,
    pub page: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> EditForm {
        EditForm {
            subject: " Hola \n Ana ".into(),
            body: "Uno\r\n\r\nDos".into(),
            offer_percent: "10 %".into(),
            offer_valid_until: "2025-11-25".into(),
            ..EditForm::default()
        }
    }

    fn parse(form: &EditForm) -> Result<Edit, FieldErrors> {
        form.parse(10, "2025-10-26".parse().unwrap())
    }

    #[test]
    fn what_is_typed_is_tidied() {
        let edit = parse(&form()).unwrap();
        assert_eq!((edit.subject.as_str(), edit.percent), ("Hola Ana", 10));
        assert_eq!(edit.body, "Uno\n\nDos");
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        let wrong = EditForm {
            subject: " ".into(),
            body: "x".repeat(LONGEST_BODY + 1),
            offer_percent: "11".into(),
            offer_title: "x".repeat(LONGEST_TITLE + 1),
            offer_valid_until: "2025-10-25".into(),
            ..form()
        };
        let errors = parse(&wrong).unwrap_err();
        let expected = [
            ("body", "field-too-long"),
            ("offer_percent", "proposal-percent-limit"),
            ("offer_title", "field-too-long"),
            ("offer_valid_until", "proposal-valid-until-range"),
            ("subject", "field-required"),
        ];
        assert_eq!(errors.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn an_offer_of_nothing_needs_no_date() {
        let form = EditForm {
            offer_percent: String::new(),
            offer_valid_until: String::new(),
            ..form()
        };
        let edit = parse(&form).unwrap();
        assert_eq!((edit.percent, edit.valid_until), (0, None));
    }
}
