//! Who may come in: people, their passwords, and the keys of programs.

use std::io::Read as _;

use anyhow::{Context as _, bail};
use clap::Args;
use diesel::Connection as _;

use super::on_database;
use crate::api_keys::{self, NewKey};
use crate::audit::Actor;
use crate::auth;
use crate::config::Config;
use crate::domain::{EmailAddress, Role, Scope};
use crate::users::{self, NewUser};

#[derive(Args)]
pub(super) struct CreateUser {
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    #[arg(long)]
    role: Role,
    /// Read the password from standard input, the only way to give one
    #[arg(long, required = true)]
    password_stdin: bool,
}

#[derive(Args)]
pub(super) struct ResetPassword {
    #[arg(long)]
    email: String,
}

#[derive(Args)]
pub(super) struct CreateKey {
    /// What the key is for
    #[arg(long)]
    name: String,
    /// What it may do: crm:read crm:write billing:read billing:write proposals:read proposals:send leads:write
    #[arg(long, required = true, num_args = 1..)]
    scope: Vec<Scope>,
}

pub(super) fn create_user(config: &Config, args: CreateUser) -> anyhow::Result<()> {
    let email = EmailAddress::parse(&args.email)
        .map_err(|_| anyhow::anyhow!("--email: `{}` is no e-mail address", args.email))?;
    let mut password = String::new();
    std::io::stdin()
        .read_to_string(&mut password)
        .context("Failed to read the password")?;
    let password = password.trim_end_matches(['\r', '\n']);
    if password.chars().count() < auth::PASSWORD_MIN {
        bail!(
            "the password needs at least {} characters",
            auth::PASSWORD_MIN
        );
    }
    on_database(config, |conn| {
        let new = NewUser {
            email: email.as_str().to_owned(),
            name: args.name,
            role: args.role,
            password_hash: Some(auth::hash_password_blocking(password)?),
        };
        let created = conn
            .transaction(|conn| users::actions::create(conn, &Actor::program("create-user"), &new));
        let user = created.with_context(|| format!("Failed to create {}", new.email))?;
        println!("{} ({})", user.email, user.role);
        Ok(())
    })
}

pub(super) fn reset_password(config: &Config, args: &ResetPassword) -> anyhow::Result<()> {
    on_database(config, |conn| {
        let user = users::queries::find_user_by_email(conn, &args.email)?
            .with_context(|| format!("Nobody has {}", args.email))?;
        let made = conn.transaction(|conn| {
            auth::actions::create_reset_link(conn, &Actor::program("reset-password"), &user)
        })?;
        let token =
            made.with_context(|| format!("{} has no access: enable them first", user.email))?;
        println!("{}", config.server.link(&format!("/link/{token}")));
        Ok(())
    })
}

pub(super) fn create_key(config: &Config, args: CreateKey) -> anyhow::Result<()> {
    let new = NewKey {
        name: args.name,
        scopes: args.scope,
    };
    on_database(config, |conn| {
        let made = conn
            .transaction(|conn| api_keys::actions::make(conn, &Actor::program("create-key"), &new));
        println!("{}", made.context("Failed to make the key")?.expose());
        Ok(())
    })
}
