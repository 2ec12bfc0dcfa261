use serde::Deserialize;

use crate::domain::{EmailAddress, Role};
use crate::users::{NewUser, User};
use crate::web::FieldErrors;

/// Longer than any name, shorter than what breaks a list.
const NAME_MAX: usize = 120;

#[derive(Debug, Default, Clone, Deserialize)]
pub struct UserForm {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub role: String,
}

impl UserForm {
    pub fn of(user: &User) -> Self {
        Self {
            name: user.name.clone(),
            email: user.email.clone(),
            role: user.role.to_string(),
        }
    }

    /// Somebody new, who has no password yet.
    pub fn invited(&self) -> Result<NewUser, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = errors.check(
            "email",
            EmailAddress::parse(&self.email).map_err(|_| "field-email"),
        );
        match (self.named(&mut errors), email) {
            (Some((name, role)), Some(email)) => Ok(NewUser {
                email: email.as_str().to_owned(),
                name,
                role,
                password_hash: None,
            }),
            _ => Err(errors),
        }
    }

    /// What can be changed of somebody: name and role.
    pub fn changed(&self) -> Result<(String, Role), FieldErrors> {
        let mut errors = FieldErrors::default();
        self.named(&mut errors).ok_or(errors)
    }

    fn named(&self, errors: &mut FieldErrors) -> Option<(String, Role)> {
        let name = errors.check("name", checked_name(&self.name));
        let role = errors.check("role", self.role.parse().map_err(|_| "field-choice"));
        name.zip(role)
    }
}

/// Which of the two buttons for a new link was pressed.
#[derive(Debug, Deserialize)]
pub struct LinkForm {
    #[serde(default)]
    how: String,
}

impl LinkForm {
    pub fn by_mail(&self) -> bool {
        self.how != "show"
    }
}

fn checked_name(typed: &str) -> Result<String, &'static str> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err("field-required"),
        length if length > NAME_MAX => Err("field-too-long"),
        _ => Ok(name),
    }
}

/// Who takes over what somebody had to do.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HandoverForm {
    /// A user's id.
    pub to: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, email: &str, role: &str) -> UserForm {
        UserForm {
            name: name.into(),
            email: email.into(),
            role: role.into(),
        }
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let errors = form(" ", "ana", "owner").invited().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["email", "name", "role"]);
    }

    #[test]
    fn an_invited_person_has_no_password() {
        let new = form("  Ana   Rojas ", "ana@aremko.example", "sales")
            .invited()
            .unwrap();
        assert_eq!((new.name.as_str(), new.role), ("Ana Rojas", Role::Sales));
        assert!(new.password_hash.is_none());
    }

    #[test]
    fn a_name_that_breaks_the_list_is_refused() {
        let errors = form(&"a".repeat(121), "", "staff").changed().unwrap_err();
        assert_eq!(errors.get("name"), Some("field-too-long"));
    }
}
