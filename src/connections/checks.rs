//! The checks themselves: each goes to the other side and says what it said.

use std::time::{Duration, Instant};

use actix_web::web;
use futures_util::future::join_all;

use crate::audit::Actor;
use crate::config::Config;
use crate::db::Db;
use crate::messages::PostOffice;
use crate::proposals::Engines;
use crate::web::AppError;
use crate::webhooks::{self, Outbound};

use super::model::Name;

/// Our own address is near, or something is wrong.
const OWN_LIMIT: Duration = Duration::from_secs(5);
/// The other side may say a lot.
const LONGEST_DETAIL: usize = 500;

/// What it takes to ask the outside.
#[derive(Clone, Copy)]
pub struct Outside<'a> {
    pub config: &'a Config,
    pub db: &'a Db,
    pub office: &'a PostOffice,
    pub engines: &'a Engines,
    pub outbound: &'a Outbound,
}

/// The same as a handler asks for it.
pub type OutsideData = (
    web::Data<Config>,
    web::Data<Db>,
    web::Data<PostOffice>,
    web::Data<Engines>,
    web::Data<Outbound>,
);

impl<'a> Outside<'a> {
    pub fn of((config, db, office, engines, outbound): &'a OutsideData) -> Self {
        Self {
            config,
            db,
            office,
            engines,
            outbound,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub is_ok: bool,
    pub detail: String,
    pub milliseconds: i32,
}

/// `None`: it is not set up, so that there is nothing to ask.
pub async fn check(
    outside: Outside<'_>,
    actor: &Actor,
    name: Name,
) -> Result<Option<Outcome>, AppError> {
    let begun = Instant::now();
    let said = match name {
        Name::Smtp => outside.office.check().await.map(plain),
        Name::Brevo => check_own_address(outside.config).await.map(plain),
        Name::Rabbitmq => match &outside.config.outside.rabbitmq_url {
            Some(url) => {
                let checked = webhooks::check_broker(url).await;
                Some(plain(checked.map_err(|error| error.to_string())))
            }
            None => None,
        },
        Name::Webhooks => check_endpoints(outside, actor).await?,
        Name::Remote | Name::Anthropic | Name::Openai => match name.engine() {
            Some(engine) => outside.engines.check(engine).await.map(plain),
            None => None,
        },
    };
    Ok(said.map(|(is_ok, detail)| Outcome {
        is_ok,
        detail: detail
            .replace('\0', "")
            .chars()
            .take(LONGEST_DETAIL)
            .collect(),
        milliseconds: i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX),
    }))
}

fn plain(outcome: Result<(), String>) -> (bool, String) {
    match outcome {
        Ok(()) => (true, String::new()),
        Err(detail) => (false, detail),
    }
}

/// The way that Brevo's reports take, with a report of nothing: by the public name, through the proxy.
async fn check_own_address(config: &Config) -> Option<Result<(), String>> {
    let address = brevo_address(config)?;
    let asked = async {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(OWN_LIMIT)
            .build()?;
        http.post(address).body("[]").send().await
    };
    Some(match asked.await {
        Ok(response) if response.status().is_success() => Ok(()),
        Ok(response) => Err(format!("HTTP {}", response.status().as_u16())),
        // The address holds a secret.
        Err(error) => Err(error.without_url().to_string()),
    })
}

/// What is to be entered at Brevo; `None` without `WEBHOOK_TOKEN`.
pub fn brevo_address(config: &Config) -> Option<String> {
    let token = config.mail.webhook_token.as_ref()?;
    let path = format!("/webhook/brevo/{}", token.expose());
    Some(config.server.link(&path))
}

/// A test event to each endpoint that is active; the words count who answered.
async fn check_endpoints(
    outside: Outside<'_>,
    actor: &Actor,
) -> Result<Option<(bool, String)>, AppError> {
    let endpoints = outside.db.run(webhooks::queries::list_endpoints).await?;
    let active: Vec<_> = endpoints
        .into_iter()
        .filter(|row| row.is_active())
        .collect();
    if active.is_empty() {
        return Ok(None);
    }
    let tests = active
        .iter()
        .map(|endpoint| outside.outbound.test(outside.db, actor, endpoint.id));
    let mut refused = Vec::new();
    for (endpoint, answer) in active.iter().zip(join_all(tests).await) {
        if let Err(why) = answer? {
            refused.push(format!("{}: {why}", endpoint.name));
        }
    }
    Ok(Some((refused.is_empty(), refused.join(" · "))))
}
