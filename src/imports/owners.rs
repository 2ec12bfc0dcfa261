//! Whose customer somebody may be, by what files call them. Pure.

use crate::domain::{UserId, fold};
use crate::users::User;

/// The people who may own customers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owners(Vec<Owner>);

/// Folded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Owner {
    id: UserId,
    name: String,
    email: String,
}

impl Owners {
    /// Of those who may not sign in any more nobody.
    pub fn of(users: &[User]) -> Self {
        let enabled = users.iter().filter(|user| user.disabled_at.is_none());
        let owner = |user: &User| Owner {
            id: user.id,
            name: fold(user.name.trim()),
            email: fold(&user.email),
        };
        Self(enabled.map(owner).collect())
    }

    /// By their e-mail, or by their name where nobody else has it.
    pub fn find(&self, typed: &str) -> Option<UserId> {
        let typed = fold(typed.trim());
        if let Some(owner) = self.0.iter().find(|owner| owner.email == typed) {
            return Some(owner.id);
        }
        let mut named = self.0.iter().filter(|owner| owner.name == typed);
        match (named.next(), named.next()) {
            (Some(owner), None) => Some(owner.id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(id: i64, name: &str, email: &str) -> Owner {
        Owner {
            id: UserId::from(id),
            name: fold(name),
            email: email.into(),
        }
    }

    #[test]
    fn an_owner_is_found_by_email_or_by_a_name_that_is_theirs_alone() {
        let owners = Owners(vec![
            owner(1, "Rosa Díaz", "rosa@a.cl"),
            owner(2, "Eva Paz", "eva@a.cl"),
            owner(3, "Eva Paz", "eva2@a.cl"),
        ]);
        let found = |typed| owners.find(typed).map(UserId::get);
        assert_eq!(found(" rosa diaz"), Some(1));
        assert_eq!(found("EVA2@a.cl"), Some(3));
        assert_eq!((found("Eva Paz"), found("Beto")), (None, None));
    }
}
