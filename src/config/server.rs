//! Where the program listens, where its data lies, which day it is.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use chrono::NaiveDate;
use url::Url;

use super::{ConfigError, Env, Secret, database_url};

#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// `DATABASE_URL`: a PostgreSQL of your own (15 or newer) instead of the embedded one. Add `?sslmode=verify-full` for TLS.
    pub database_url: Option<Secret>,
    /// `VINCULO_DATA_DIR` (`var`): the embedded cluster, its password and its log.
    pub data_dir: PathBuf,
    /// `VINCULO_BIND` (`127.0.0.1:8000`).
    pub bind: SocketAddr,
    /// `VINCULO_BASE_URL` (`http://` and the bind address): links in mails are built from it, never from a request.
    /// With `https` cookies are `Secure` and browsers are told to stay on TLS.
    pub base_url: Url,
    /// Whether `VINCULO_BASE_URL` was given. A guess from the bind address is good enough for this machine alone.
    pub base_url_given: bool,
    /// `VINCULO_TENANT` (`aremko`): the slug that the proposals API checks and sends.
    pub tenant: String,
    /// `VINCULO_TODAY` (`2025-10-26`): pins the business date, for checks and demonstrations.
    pub today: Option<NaiveDate>,
    /// `VINCULO_SECRET`: signs links; without it a random one is kept in the database.
    pub secret: Option<Secret>,
    /// `VINCULO_TRUSTED_PROXIES`: addresses, separated by commas, whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// `VINCULO_OPEN_DOCS` (`true`): shows the description of the APIs at `/docs` to anybody, not to signed-in people alone.
    pub open_docs: bool,
    /// `VINCULO_ALLOWED_ORIGINS`: origins, separated by commas, whose pages may call `/api`; none without it.
    pub allowed_origins: Vec<String>,
}

impl ServerConfig {
    pub fn read(env: &Env) -> Result<Self, ConfigError> {
        let bind = env.parse_or("VINCULO_BIND", SocketAddr::from(([127, 0, 0, 1], 8000)))?;
        let base_url = match env.parse::<Url>("VINCULO_BASE_URL")? {
            Some(url) => checked_base_url(url)?,
            None => Url::parse(&format!("http://{bind}")).map_err(|error| ConfigError {
                name: "VINCULO_BIND",
                problem: error.to_string(),
            })?,
        };
        Ok(Self {
            database_url: database_url::read(env).map(Secret::new),
            data_dir: env.get("VINCULO_DATA_DIR").unwrap_or("var").into(),
            bind,
            base_url,
            base_url_given: env.get("VINCULO_BASE_URL").is_some(),
            tenant: env.get("VINCULO_TENANT").unwrap_or("aremko").to_owned(),
            today: env.parse("VINCULO_TODAY")?,
            secret: checked_secret(env)?,
            trusted_proxies: trusted_proxies(env)?,
            open_docs: env.parse_or("VINCULO_OPEN_DOCS", false)?,
            allowed_origins: allowed_origins(env)?,
        })
    }

    pub fn is_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }

    /// A link into the product, for a mail or the terminal.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }
}

fn checked_base_url(url: Url) -> Result<Url, ConfigError> {
    let is_plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && matches!(url.path(), "/" | "");
    if is_plain {
        Ok(url)
    } else {
        Err(ConfigError {
            name: "VINCULO_BASE_URL",
            problem: "needs the form https://crm.example.cl, without a path".into(),
        })
    }
}

fn checked_secret(env: &Env) -> Result<Option<Secret>, ConfigError> {
    match env.get("VINCULO_SECRET") {
        Some(value) if value.len() < 32 => Err(ConfigError {
            name: "VINCULO_SECRET",
            problem: "needs at least 32 characters".into(),
        }),
        value => Ok(value.map(Secret::new)),
    }
}

fn trusted_proxies(env: &Env) -> Result<Vec<IpAddr>, ConfigError> {
    env.get("VINCULO_TRUSTED_PROXIES")
        .into_iter()
        .flat_map(|list| list.split(','))
        .map(|address| {
            address.trim().parse().map_err(|_| ConfigError {
                name: "VINCULO_TRUSTED_PROXIES",
                problem: format!("`{address}` is no address"),
            })
        })
        .collect()
}

/// As browsers send them: `https://app.example.cl`, without a path.
fn allowed_origins(env: &Env) -> Result<Vec<String>, ConfigError> {
    let list = env.get("VINCULO_ALLOWED_ORIGINS");
    let parts = list.into_iter().flat_map(|list| list.split(','));
    parts
        .map(|part| {
            let origin = part.trim().trim_end_matches('/');
            let is_origin =
                Url::parse(origin).is_ok_and(|url| url.origin().ascii_serialization() == origin);
            is_origin.then(|| origin.to_owned()).ok_or(ConfigError {
                name: "VINCULO_ALLOWED_ORIGINS",
                problem: format!("`{origin}` is no origin such as https://app.example.cl"),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_variables_the_defaults_hold() {
        let config = ServerConfig::read(&Env::default()).unwrap();
        assert_eq!(config.bind.to_string(), "127.0.0.1:8000");
        assert_eq!(config.link("/u/x"), "http://127.0.0.1:8000/u/x");
        assert!(!config.is_https());
    }

    #[test]
    fn a_base_url_with_a_path_is_refused() {
        let error =
            ServerConfig::read(&Env::from([("VINCULO_BASE_URL", "https://example.cl/crm")]))
                .unwrap_err();
        assert_eq!(error.name, "VINCULO_BASE_URL");
    }

    #[test]
    fn an_allowed_origin_has_no_path_and_is_not_everybody() {
        let read = |list| ServerConfig::read(&Env::from([("VINCULO_ALLOWED_ORIGINS", list)]));
        let origins = read("https://a.cl/, http://localhost:3000").unwrap();
        assert_eq!(
            origins.allowed_origins,
            ["https://a.cl", "http://localhost:3000"]
        );
        for wrong in ["*", "a.cl", "https://a.cl/x"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(ServerConfig::read(&Env::from([("VINCULO_SECRET", "short")])).is_err());
    }
}
