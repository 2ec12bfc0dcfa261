//! How others hear of what changes here, and what we hear from them.

use url::Url;

use super::{ConfigError, Env, Secret};

/// The exchange that our own events go to; what comes from there would go round in circles.
pub const OWN_EXCHANGE: &str = "crm.events";

#[derive(Debug, Clone)]
pub struct OutsideConfig {
    /// `VINCULO_WEBHOOKS_ALLOW_PRIVATE` (`false`): webhooks may lead to this machine and its network, and do without TLS.
    pub allows_private: bool,
    /// `RABBITMQ_URL`: `amqp://user:pass@host:5672/vhost` or `amqps://…`. Without it no broker is told or asked anything.
    pub rabbitmq_url: Option<Secret>,
    /// `RABBITMQ_BILLING_EXCHANGE` (`billing.events`): where another system publishes `factura.creada` and `pago.recibido`.
    pub billing_exchange: String,
    /// `VINCULO_API_CALLS_PER_MINUTE` (300): how often one API key may call; five a second is more than a script needs that
    /// waits for its answers.
    pub api_calls_per_minute: u32,
    /// `VINCULO_METRICS`: the token with which Prometheus reads `/metrics`; without it there is no such address.
    pub metrics_token: Option<Secret>,
}

/// Shorter ones can be guessed.
const SHORTEST_TOKEN: usize = 16;

impl OutsideConfig {
    pub fn read(env: &Env) -> Result<Self, ConfigError> {
        let exchange = env.get("RABBITMQ_BILLING_EXCHANGE");
        let exchange = exchange.unwrap_or("billing.events").to_owned();
        if exchange == OWN_EXCHANGE {
            return Err(ConfigError {
                name: "RABBITMQ_BILLING_EXCHANGE",
                problem: format!("`{OWN_EXCHANGE}` is where our own events go"),
            });
        }
        Ok(Self {
            allows_private: env.parse_or("VINCULO_WEBHOOKS_ALLOW_PRIVATE", false)?,
            rabbitmq_url: rabbitmq_url(env)?,
            billing_exchange: exchange,
            api_calls_per_minute: env.parse_or("VINCULO_API_CALLS_PER_MINUTE", 300)?,
            metrics_token: metrics_token(env)?,
        })
    }
}

fn rabbitmq_url(env: &Env) -> Result<Option<Secret>, ConfigError> {
    const NAME: &str = "RABBITMQ_URL";
    let Some(url) = env.parse::<Url>(NAME)? else {
        return Ok(None);
    };
    if !matches!(url.scheme(), "amqp" | "amqps") || url.host_str().is_none() {
        return Err(ConfigError {
            name: NAME,
            problem: "needs the form amqp://user:password@host:5672/vhost".into(),
        });
    }
    Ok(env.get(NAME).map(Secret::new))
}

fn metrics_token(env: &Env) -> Result<Option<Secret>, ConfigError> {
    const NAME: &str = "VINCULO_METRICS";
    let Some(token) = env.get(NAME) else {
        return Ok(None);
    };
    let is_fit = token.len() >= SHORTEST_TOKEN && token.bytes().all(|byte| byte.is_ascii_graphic());
    match is_fit {
        true => Ok(Some(Secret::new(token))),
        false => Err(ConfigError {
            name: NAME,
            problem: format!("needs {SHORTEST_TOKEN} or more characters without spaces"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(name: &str, value: &str) -> &'static str {
        OutsideConfig::read(&Env::from([(name, value)]))
            .unwrap_err()
            .name
    }

    #[test]
    fn without_variables_nothing_goes_out_and_nothing_private_is_reached() {
        let config = OutsideConfig::read(&Env::default()).unwrap();
        assert!(!config.allows_private);
        assert!(config.rabbitmq_url.is_none() && config.metrics_token.is_none());
        assert_eq!(config.billing_exchange, "billing.events");
    }

    #[test]
    fn each_wrong_value_is_named() {
        for (name, value) in [
            ("VINCULO_WEBHOOKS_ALLOW_PRIVATE", "perhaps"),
            ("RABBITMQ_URL", "http://broker.example"),
            ("RABBITMQ_URL", "broker.example"),
            ("RABBITMQ_BILLING_EXCHANGE", "crm.events"),
            ("VINCULO_METRICS", "short"),
            ("VINCULO_METRICS", "sixteen or more with spaces"),
        ] {
            assert_eq!(wrong(name, value), name, "{value}");
        }
    }
}
