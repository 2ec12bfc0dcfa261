use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web;
use prometheus::core::Collector;
use prometheus::{
    Encoder as _, GaugeVec, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec,
    Opts, Registry, TextEncoder,
};

use super::queries::Snapshot;

/// Seconds; a page should take a tenth, and a client gives up after thirty.
const BUCKETS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// What no route knows.
const UNMATCHED: &str = "unmatched";

/// What is counted as it happens. Cloning is cheap, and all clones count together.
#[derive(Clone)]
pub struct Meters {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
}

impl Meters {
    pub fn new() -> anyhow::Result<Self> {
        let requests = IntCounterVec::new(
            Opts::new("vinculo_http_requests_total", "Requests answered"),
            &["method", "route", "status"],
        )?;
        let seconds = HistogramVec::new(
            HistogramOpts::new("vinculo_http_request_seconds", "Time to an answer")
                .buckets(BUCKETS.to_vec()),
            &["method", "route"],
        )?;
        let registry = Registry::new();
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        Ok(Self {
            registry,
            requests,
            seconds,
        })
    }

    /// In Prometheus's text format, with what is read at this moment: of the pool (open, idle) and of the database.
    pub fn text(
        &self,
        (open, idle): (u32, u32),
        snapshot: Option<&Snapshot>,
    ) -> anyhow::Result<String> {
        // Made anew each time: a kind of job that is gone leaves no figure behind.
        let now = Registry::new();
        let pool = gauges(
            &now,
            "vinculo_pool_connections",
            "Database connections",
            &["state"],
        )?;
        pool.with_label_values(&["open"]).set(open.into());
        pool.with_label_values(&["idle"]).set(idle.into());
        let up = IntGauge::new("vinculo_database_up", "Whether the database answered")?;
        up.set(snapshot.is_some().into());
        register(&now, up)?;
        if let Some(snapshot) = snapshot {
            fill_queue(&now, snapshot)?;
            fill_outside(&now, snapshot)?;
        }
        let families = [self.registry.gather(), now.gather()].concat();
        let mut text = Vec::new();
        TextEncoder::new().encode(&families, &mut text)?;
        Ok(String::from_utf8(text)?)
    }
}

fn fill_queue(registry: &Registry, snapshot: &Snapshot) -> anyhow::Result<()> {
    let jobs = gauges(
        registry,
        "vinculo_jobs",
        "Jobs that are not over",
        &["kind", "state"],
    )?;
    let oldest = seconds(
        registry,
        "vinculo_jobs_oldest_due_seconds",
        "How long the oldest due job has waited",
        &["kind"],
    )?;
    for depth in &snapshot.depths {
        let states = [
            ("due", depth.due),
            ("later", depth.later),
            ("running", depth.running),
        ];
        for (state, count) in states {
            jobs.with_label_values(&[depth.kind.as_str(), state])
                .set(count);
        }
        oldest
            .with_label_values(&[depth.kind.as_str()])
            .set(depth.oldest_due);
    }
    Ok(())
}

fn fill_outside(registry: &Registry, snapshot: &Snapshot) -> anyhow::Result<()> {
    let events = gauges(
        registry,
        "vinculo_outside_events",
        "Events that wait for the outside or were given up",
        &["what"],
    )?;
    let oldest = seconds(
        registry,
        "vinculo_outside_oldest_seconds",
        "How long the oldest of them has waited",
        &["what"],
    )?;
    for waiting in &snapshot.waiting {
        events
            .with_label_values(&[waiting.what.as_str()])
            .set(waiting.count);
        oldest
            .with_label_values(&[waiting.what.as_str()])
            .set(waiting.oldest);
    }
    let lines = gauges(
        registry,
        "vinculo_broker_connected",
        "Whether a line to the broker stands",
        &["role"],
    )?;
    for line in &snapshot.lines {
        lines
            .with_label_values(&[line.role.as_str()])
            .set(line.is_connected.into());
    }
    Ok(())
}

fn gauges(
    registry: &Registry,
    name: &str,
    help: &str,
    labels: &[&str],
) -> anyhow::Result<IntGaugeVec> {
    let gauges = IntGaugeVec::new(Opts::new(name, help), labels)?;
    register(registry, gauges.clone())?;
    Ok(gauges)
}

fn seconds(
    registry: &Registry,
    name: &str,
    help: &str,
    labels: &[&str],
) -> anyhow::Result<GaugeVec> {
    let gauges = GaugeVec::new(Opts::new(name, help), labels)?;
    register(registry, gauges.clone())?;
    Ok(gauges)
}

fn register(registry: &Registry, collector: impl Collector + 'static) -> anyhow::Result<()> {
    Ok(registry.register(Box::new(collector))?)
}

/// Middleware: counts each answer by the route's pattern, never by its address.
pub async fn counted(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let meters = request.app_data::<web::Data<Meters>>().cloned();
    let method = known_method(request.method().as_str());
    let begun = Instant::now();
    let response = next.call(request).await?;
    if let Some(meters) = meters {
        let route = response.request().match_pattern();
        let route = route.as_deref().unwrap_or(UNMATCHED);
        let status = response.status();
        meters
            .requests
            .with_label_values(&[method, route, status.as_str()])
            .inc();
        meters
            .seconds
            .with_label_values(&[method, route])
            .observe(begun.elapsed().as_secs_f64());
    }
    Ok(response)
}

/// A client may invent methods, and each would be a figure of its own.
fn known_method(method: &str) -> &'static str {
    const KNOWN: [&str; 6] = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"];
    KNOWN
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("OTHER")
}
