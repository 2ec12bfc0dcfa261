//! The engines that write proposals.

use url::Url;

use super::{ConfigError, Env, Secret};

#[derive(Debug, Clone)]
pub struct AiConfig {
    /// `PROPOSALS_ENGINE` (`builtin`): one of [`ENGINES`]; the settings page can choose another.
    pub engine: String,
    /// `MCP_SERVER_URL`: base of a proposals API, `https://host/api/v1/aremko`; needed by `remote`.
    pub remote_url: Option<Url>,
    /// `MCP_API_KEY`: its key.
    pub remote_key: Option<Secret>,
    /// `ANTHROPIC_API_KEY`, `ANTHROPIC_BASE_URL`, `ANTHROPIC_MODEL`; the engine `anthropic`.
    pub anthropic: Option<ModelConfig>,
    /// `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_MODEL`, or the same with `DEEPSEEK_`; the engine `openai`.
    pub openai: Option<ModelConfig>,
}

/// Where a language model is, and which.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    pub base: Url,
    /// A server of one's own may ask for none.
    pub key: Option<Secret>,
    pub model: String,
}

/// The engines that this version can be told to use.
pub const ENGINES: [&str; 4] = ["builtin", "remote", "anthropic", "openai"];

/// The variables of a vendor, with what they are when only the key is set.
struct Vendor {
    key: &'static str,
    url: &'static str,
    model: &'static str,
    default_url: &'static str,
    default_model: &'static str,
}

const ANTHROPIC: Vendor = Vendor {
    key: "ANTHROPIC_API_KEY",
    url: "ANTHROPIC_BASE_URL",
    model: "ANTHROPIC_MODEL",
    default_url: "https://api.anthropic.com",
    default_model: "claude-sonnet-5-5",
};
const OPENAI: Vendor = Vendor {
    key: "OPENAI_API_KEY",
    url: "OPENAI_BASE_URL",
    model: "OPENAI_MODEL",
    default_url: "https://api.openai.com",
    default_model: "gpt-6-luna",
};
const DEEPSEEK: Vendor = Vendor {
    key: "DEEPSEEK_API_KEY",
    url: "DEEPSEEK_BASE_URL",
    model: "DEEPSEEK_MODEL",
    default_url: "https://api.deepseek.com",
    default_model: "deepseek-flash",
};

impl AiConfig {
    pub fn read(env: &Env) -> Result<Self, ConfigError> {
        let engine = env.get("PROPOSALS_ENGINE").unwrap_or("builtin").to_owned();
        if !ENGINES.contains(&engine.as_str()) {
            return Err(ConfigError {
                name: "PROPOSALS_ENGINE",
                problem: format!("`{engine}` is none of {}", ENGINES.join(", ")),
            });
        }
        let openai = match OPENAI.read(env)? {
            Some(openai) => Some(openai),
            None => DEEPSEEK.read(env)?,
        };
        let config = Self {
            engine,
            remote_url: env.parse("MCP_SERVER_URL")?,
            remote_key: env.get("MCP_API_KEY").map(Secret::new),
            anthropic: ANTHROPIC.read(env)?,
            openai,
        };
        match config.missing_for(&config.engine) {
            Some(name) => Err(ConfigError {
                name,
                problem: format!("is needed by PROPOSALS_ENGINE={}", config.engine),
            }),
            None => Ok(config),
        }
    }

    /// The variable without which an engine cannot work.
    pub fn missing_for(&self, engine: &str) -> Option<&'static str> {
        match engine {
            "remote" if self.remote_url.is_none() => Some("MCP_SERVER_URL"),
            "anthropic" if self.anthropic.is_none() => Some(ANTHROPIC.key),
            "openai" if self.openai.is_none() => Some(OPENAI.key),
            _ => None,
        }
    }
}

impl Vendor {
    /// `None` without a key and without an address of one's own.
    fn read(&self, env: &Env) -> Result<Option<ModelConfig>, ConfigError> {
        let key = env.get(self.key).map(Secret::new);
        let own: Option<Url> = env.parse(self.url)?;
        if key.is_none() && own.is_none() {
            return Ok(None);
        }
        let base = match own {
            Some(base) => base,
            None => self.default_url.parse().map_err(|_| ConfigError {
                name: self.url,
                problem: "is no address".into(),
            })?,
        };
        if !matches!(base.scheme(), "https" | "http") {
            return Err(ConfigError {
                name: self.url,
                problem: "must begin with https:// or http://".into(),
            });
        }
        Ok(Some(ModelConfig {
            base,
            key,
            model: env.get(self.model).unwrap_or(self.default_model).to_owned(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(variables: &[(&str, &str)]) -> &'static str {
        let mut env = Env::default();
        for (name, value) in variables {
            env.set(*name, *value);
        }
        AiConfig::read(&env).unwrap_err().name
    }

    #[test]
    fn an_unknown_engine_is_refused() {
        assert_eq!(wrong(&[("PROPOSALS_ENGINE", "oracle")]), "PROPOSALS_ENGINE");
    }

    #[test]
    fn an_engine_needs_its_address_or_key() {
        for (engine, missing) in [
            ("remote", "MCP_SERVER_URL"),
            ("anthropic", "ANTHROPIC_API_KEY"),
            ("openai", "OPENAI_API_KEY"),
        ] {
            assert_eq!(wrong(&[("PROPOSALS_ENGINE", engine)]), missing);
        }
    }

    #[test]
    fn a_key_alone_leads_to_the_vendor_and_deepseek_speaks_openais_language() {
        let config = AiConfig::read(&Env::from([
            ("ANTHROPIC_API_KEY", "a"),
            ("DEEPSEEK_API_KEY", "d"),
        ]));
        let config = config.unwrap();
        let (anthropic, openai) = (config.anthropic.unwrap(), config.openai.unwrap());
        assert_eq!(anthropic.base.as_str(), "https://api.anthropic.com/");
        assert_eq!(openai.base.as_str(), "https://api.deepseek.com/");
        assert_eq!(openai.model, "deepseek-flash");
    }

    #[test]
    fn a_server_of_ones_own_needs_no_key() {
        let env = Env::from([("OPENAI_BASE_URL", "http://127.0.0.1:11434/v1")]);
        assert!(AiConfig::read(&env).unwrap().openai.unwrap().key.is_none());
        assert_eq!(
            wrong(&[("OPENAI_BASE_URL", "file:///etc/passwd")]),
            "OPENAI_BASE_URL"
        );
    }
}
