//! Asking the engine that was chosen; where it does not answer, the builtin one steps in and the proposal says why.

use diesel::{PgConnection, QueryResult};

use super::engine::facts::Facts;
use super::engine::llm::{self, Answer, Brief, Call, Prices};
use super::engine::queries::find_facts;
use super::engine::words::Writer;
use super::engine::{Draft, EngineName, Fallback, builtin, remote};
use super::{setup, voice};
use crate::config::Config;
use crate::customers::Customer;
use crate::db;
use crate::domain::{Language, Organisation};
use crate::integrations::ai::{self, Dialect};
use crate::integrations::proposals_api;

/// The source of what `import` reads unless it is told another.
const FILE_SOURCE: &str = "file";

/// The clients of the engines that ask outside, where they are configured. Cloning is cheap.
#[derive(Debug, Clone, Default)]
pub struct Engines {
    remote: Option<proposals_api::Client>,
    anthropic: Option<ai::Client>,
    openai: Option<ai::Client>,
}

/// What an engine needs to know.
pub struct Assignment {
    pub engine: EngineName,
    pub language: Language,
    pub organisation: Organisation,
    pub facts: Facts,
    /// How an outside server knows the customer.
    pub outside_id: String,
    /// To see that its answer is about nobody else; it is not sent.
    pub name: String,
    /// What a language model is told besides.
    pub brief: Brief,
    pub prices: Prices,
    /// The month's budget is used up.
    pub is_over_budget: bool,
}

/// All that `engine` needs to know to write to a customer.
pub fn assign(
    conn: &mut PgConnection,
    (engine, language): (EngineName, Language),
    customer: Customer,
    organisation: Organisation,
) -> QueryResult<Assignment> {
    let facts = find_facts(conn, customer.id, &organisation)?;
    let (settings, _) = setup::queries::find_settings(conn)?;
    let month = setup::queries::month_start(&organisation, db::now(conn)?);
    let spent = setup::queries::find_spent(conn, month)?;
    Ok(Assignment {
        engine,
        language,
        brief: voice::brief(conn, (engine, language), &customer, &settings)?,
        outside_id: outside_id(&customer),
        name: customer.full_name,
        organisation,
        facts,
        prices: settings.prices(),
        is_over_budget: settings.is_used_up(spent),
    })
}

/// The ids of the file are those of the system it came from, which the outside server works with; an id of any other
/// source would be somebody else there.
fn outside_id(customer: &Customer) -> String {
    let is_of_file = customer.external_source.as_deref() == Some(FILE_SOURCE);
    let id = customer.external_id.clone().filter(|_| is_of_file);
    id.unwrap_or_else(|| customer.id.to_string())
}

impl Engines {
    pub fn from_config(config: &Config) -> anyhow::Result<Self> {
        let model = |config, dialect| ai::Client::new(config, dialect, ai::TimeLimits::default());
        let (anthropic, openai) = (config.ai.anthropic.as_ref(), config.ai.openai.as_ref());
        Ok(Self {
            remote: proposals_api::Client::from_config(
                config,
                proposals_api::TimeLimits::default(),
            )?,
            anthropic: anthropic
                .map(|config| model(config, Dialect::Messages))
                .transpose()?,
            openai: openai
                .map(|config| model(config, Dialect::ChatCompletions))
                .transpose()?,
        })
    }

    /// Whether an outside engine answers now, without a question that costs; `None` where it is not set up, or is ours.
    pub async fn check(&self, engine: EngineName) -> Option<Result<(), String>> {
        let outcome = match engine {
            EngineName::Builtin => return None,
            EngineName::Remote => {
                let checked = self.remote.as_ref()?.check_health().await;
                checked.map_err(|error| error.to_string())
            }
            EngineName::Anthropic => said(self.anthropic.as_ref()?.check().await),
            EngineName::Openai => said(self.openai.as_ref()?.check().await),
        };
        Some(outcome)
    }

    pub async fn write(&self, assignment: &Assignment) -> Draft {
        let writer = Writer::new(assignment.language, &assignment.organisation);
        match assignment.engine {
            EngineName::Builtin => builtin::draft(&assignment.facts, writer),
            EngineName::Remote => self.ask_remote(assignment, writer).await,
            EngineName::Anthropic => ask_model(self.anthropic.as_ref(), assignment, writer).await,
            EngineName::Openai => ask_model(self.openai.as_ref(), assignment, writer).await,
        }
    }

    async fn ask_remote(&self, assignment: &Assignment, writer: Writer<'_>) -> Draft {
        let instead = |reason| remote::instead(&assignment.facts, writer, reason);
        let Some(client) = &self.remote else {
            return instead(Fallback::NotConfigured);
        };
        match client.fetch_proposal(&assignment.outside_id).await {
            Ok(answer) => remote::draft(&answer, &assignment.name, &assignment.facts, writer)
                .unwrap_or_else(|| instead(Fallback::Empty)),
            Err(error) => {
                tracing::warn!(%error, "The proposals server did not help; the builtin engine steps in");
                instead(remote::fallback(&error))
            }
        }
    }
}

fn said(outcome: Result<(), ai::AiError>) -> Result<(), String> {
    outcome.map_err(|error| error.to_string())
}

async fn ask_model(
    client: Option<&ai::Client>,
    assignment: &Assignment,
    writer: Writer<'_>,
) -> Draft {
    let instead = |reason| remote::instead(&assignment.facts, writer, reason);
    let Some(client) = client else {
        return instead(Fallback::NotConfigured);
    };
    if assignment.is_over_budget {
        return instead(Fallback::OverBudget);
    }
    let prompt = llm::prompt(
        &assignment.facts,
        assignment.language,
        &assignment.organisation,
        &assignment.brief,
    );
    let exchange = client.ask(&prompt).await;
    let call = call(&exchange, &assignment.prices);
    let draft = drafted(assignment, exchange, writer).unwrap_or_else(instead);
    Draft {
        call: Some(call),
        ..draft
    }
}

fn call(exchange: &ai::Exchange, prices: &Prices) -> Call {
    let ai::Usage { input, output } = exchange.usage;
    Call {
        model: exchange.model.clone(),
        input_tokens: input,
        output_tokens: output,
        cost_micros: prices.cost(&exchange.model, input, output),
        milliseconds: i32::try_from(exchange.took.as_millis()).unwrap_or(i32::MAX),
    }
}

fn drafted(
    assignment: &Assignment,
    exchange: ai::Exchange,
    writer: Writer<'_>,
) -> Result<Draft, Fallback> {
    let object = exchange.answer.map_err(|error| {
        tracing::warn!(%error, "The language model did not help; the builtin engine steps in");
        llm::fallback(&error)
    })?;
    let answer = Answer::read(object).map_err(|_| {
        // What is wrong with it may quote it.
        tracing::warn!(
            "The language model's answer has another shape; the builtin engine steps in"
        );
        Fallback::Unreadable
    })?;
    if answer.is_empty() {
        return Err(Fallback::Empty);
    }
    Ok(llm::draft(
        assignment.engine,
        &answer,
        &assignment.facts,
        writer,
        &assignment.brief,
    ))
}
