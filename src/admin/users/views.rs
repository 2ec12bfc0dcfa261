use askama::Template;

use super::forms::UserForm;
use crate::auth::links::Purpose;
use crate::domain::Role;
use crate::users::User;
use crate::web::{FieldErrors, Page};

/// Whether somebody can sign in.
fn state(user: &User) -> &'static str {
    match (user.disabled_at, &user.password_hash) {
        (Some(_), _) => "disabled",
        (None, None) => "invited",
        (None, Some(_)) => "active",
    }
}

fn roles(page: &Page) -> Vec<(String, String)> {
    Role::ALL
        .iter()
        .map(|role| (role.to_string(), page.t(&format!("role-{role}"))))
        .collect()
}

#[derive(Template)]
#[template(path = "admin/users/index.html")]
pub struct UsersPage {
    pub page: Page,
    pub users: Vec<User>,
}

impl UsersPage {
    fn state(&self, user: &User) -> &'static str {
        state(user)
    }

    fn role(&self, user: &User) -> String {
        self.page.t(&format!("role-{}", user.role))
    }

    fn is_me(&self, user: &User) -> bool {
        self.page.user().is_some_and(|me| me.id == user.id)
    }
}

#[derive(Template)]
#[template(path = "admin/users/new.html")]
pub struct NewUserPage {
    pub page: Page,
    pub form: UserForm,
    pub errors: FieldErrors,
}

impl NewUserPage {
    fn roles(&self) -> Vec<(String, String)> {
        roles(&self.page)
    }
}

#[derive(Template)]
#[template(path = "admin/users/show.html")]
pub struct UserPage {
    pub page: Page,
    pub user: User,
    pub form: UserForm,
    pub errors: FieldErrors,
    /// Links go by mail unless somebody asks to see one.
    pub has_mail: bool,
    /// How many activities wait for this person.
    pub tasks: i64,
    /// Everybody; those who can sign in may take them over.
    pub people: Vec<User>,
}

impl UserPage {
    fn heirs(&self) -> Vec<(String, String)> {
        let may = |person: &&User| person.disabled_at.is_none() && person.id != self.user.id;
        let named = |person: &User| (person.id.to_string(), person.name.clone());
        self.people.iter().filter(may).map(named).collect()
    }

    fn state(&self) -> &'static str {
        state(&self.user)
    }

    fn roles(&self) -> Vec<(String, String)> {
        roles(&self.page)
    }

    fn is_me(&self) -> bool {
        self.page.user().is_some_and(|me| me.id == self.user.id)
    }
}

/// Shows a link once, to whoever will hand it over.
#[derive(Template)]
#[template(path = "admin/users/link.html")]
pub struct LinkPage {
    pub page: Page,
    pub user: User,
    pub link: String,
    pub purpose: Purpose,
}

impl LinkPage {
    fn is_invitation(&self) -> bool {
        self.purpose == Purpose::Invite
    }
}
