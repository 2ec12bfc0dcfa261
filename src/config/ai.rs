//! The engines that write proposals.

use url::Url;

use super::{ConfigError, Env, Secret};

#[derive(Debug, Clone)]
pub struct AiConfig {
    /// `PROPOSALS_ENGINE` (`builtin`): `builtin` or `remote`; the settings page can choose another.
    pub engine: String,
    /// `MCP_SERVER_URL`: base of a proposals API, `https://host/api/v1/aremko`; needed by `remote`.
    pub remote_url: Option<Url>,
    /// `MCP_API_KEY`: its key.
    pub remote_key: Option<Secret>,
}

/// The engines that this version can be told to use.
pub const ENGINES: [&str; 2] = ["builtin", "remote"];

impl AiConfig {
    pub fn read(env: &Env) -> Result<Self, ConfigError> {
        let engine = env.get("PROPOSALS_ENGINE").unwrap_or("builtin").to_owned();
        if !ENGINES.contains(&engine.as_str()) {
            return Err(ConfigError {
                name: "PROPOSALS_ENGINE",
                problem: format!("`{engine}` is none of {}", ENGINES.join(", ")),
            });
        }
        let config = Self {
            engine,
            remote_url: env.parse("MCP_SERVER_URL")?,
            remote_key: env.get("MCP_API_KEY").map(Secret::new),
        };
        if config.engine == "remote" && config.remote_url.is_none() {
            return Err(ConfigError {
                name: "MCP_SERVER_URL",
                problem: "is needed by PROPOSALS_ENGINE=remote".into(),
            });
        }
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_engine_is_refused() {
        assert_eq!(
            AiConfig::read(&Env::from([("PROPOSALS_ENGINE", "oracle")]))
                .unwrap_err()
                .name,
            "PROPOSALS_ENGINE"
        );
    }

    #[test]
    fn the_remote_engine_needs_an_address() {
        assert_eq!(
            AiConfig::read(&Env::from([("PROPOSALS_ENGINE", "remote")]))
                .unwrap_err()
                .name,
            "MCP_SERVER_URL"
        );
    }
}
