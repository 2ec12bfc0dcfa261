//! What the environment says, read once at start. Each file documents its variables; a wrong value stops the program
//! and names the variable. An empty value is an absent one.

mod ai;
mod database_url;
mod env;
mod file;
mod mail;
mod outside;
mod secret;
mod server;

use std::path::Path;

pub use ai::{AiConfig, ENGINES, ModelConfig};
pub use env::{ConfigError, Env};
pub use mail::MailConfig;
pub use outside::{OWN_EXCHANGE, OutsideConfig};
pub use secret::Secret;
pub use server::ServerConfig;

/// The whole configuration.
#[derive(Debug, Clone)]
pub struct Config {
    pub server: ServerConfig,
    pub mail: MailConfig,
    pub ai: AiConfig,
    pub outside: OutsideConfig,
}

impl Config {
    /// Reads `.env` of the current folder, then the process's own environment, which wins.
    pub fn load() -> Result<Self, ConfigError> {
        file::load(Path::new(".env"))?;
        Self::read(&Env::of_process())
    }

    pub fn read(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            server: ServerConfig::read(env)?,
            mail: MailConfig::read(env)?,
            ai: AiConfig::read(env)?,
            outside: OutsideConfig::read(env)?,
        })
    }
}
