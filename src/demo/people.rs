//! A user per role, with passwords that are made anew for every demo.

use diesel::PgConnection;

use crate::audit::Actor;
use crate::auth;
use crate::domain::Role;
use crate::users::actions::UserError;
use crate::users::{self, NewUser};

/// Letters and digits that nobody takes for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Three groups of four: 60 bits.
const GROUPS: usize = 3;
const GROUP: usize = 4;

const PEOPLE: &[(&str, &str, Role)] = &[
    ("admin@aremko.example", "Andrea Soto", Role::Admin),
    ("ventas@aremko.example", "Valentina Ríos", Role::Sales),
    ("recepcion@aremko.example", "Rocío Vera", Role::Staff),
];

/// Who may sign in, and with what.
pub struct SignIn {
    pub email: &'static str,
    pub role: Role,
    pub password: String,
}

/// Hashing is slow on purpose, so it is done before the transaction.
pub fn with_new_passwords() -> anyhow::Result<Vec<(NewUser, SignIn)>> {
    let person = |(email, name, role): &(&'static str, &str, Role)| {
        let password = new_password();
        let user = NewUser {
            email: (*email).to_owned(),
            name: (*name).to_owned(),
            role: *role,
            password_hash: Some(auth::hash_password_blocking(&password)?),
        };
        let sign_in = SignIn {
            email,
            role: *role,
            password,
        };
        Ok((user, sign_in))
    };
    PEOPLE.iter().map(person).collect()
}

pub fn create(
    conn: &mut PgConnection,
    people: Vec<(NewUser, SignIn)>,
) -> Result<Vec<SignIn>, UserError> {
    let actor = Actor::program("demo");
    let create = |(user, sign_in)| {
        users::actions::create(conn, &actor, &user)?;
        Ok(sign_in)
    };
    people.into_iter().map(create).collect()
}

fn new_password() -> String {
    let group = |_| -> String {
        let bytes: [u8; GROUP] = rand::random();
        let letter = |byte: u8| char::from(LETTERS[usize::from(byte) % LETTERS.len()]);
        bytes.into_iter().map(letter).collect()
    };
    (0..GROUPS).map(group).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_its_user_and_every_password_is_another() {
        let roles: Vec<_> = PEOPLE.iter().map(|(.., role)| *role).collect();
        assert!(Role::ALL.iter().all(|role| roles.contains(role)));
        let password = new_password();
        assert!(password.len() >= auth::PASSWORD_MIN);
        assert_ne!(password, new_password());
    }
}
