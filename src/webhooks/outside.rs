//! What runs beside the job queue for as long as the program does: the look at new events, and the lines to the broker.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::broker::{self, IncomingTimes};
use super::{jobs, queries, routing};
use crate::config::Config;
use crate::db::{self, Db};

/// How often it is looked, and how long a line that broke is left alone; the tests use shorter times.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// For new events, and for deliveries that came due.
    pub look: Duration,
    /// For events that the broker has not got.
    pub publish: Duration,
    /// A line that broke is tied again after the first wait, which doubles up to the second.
    pub reconnect: (Duration, Duration),
    pub incoming: IncomingTimes,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(1),
            publish: Duration::from_millis(500),
            reconnect: (Duration::from_secs(1), Duration::from_secs(30)),
            incoming: IncomingTimes::default(),
        }
    }
}

/// A worker's wish to stop.
#[derive(Debug, Clone)]
pub(super) struct Stop(watch::Receiver<bool>);

impl Stop {
    pub fn is_wished(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns early when somebody wishes to stop.
    pub async fn pause(&mut self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.wished() => {}
        }
    }

    /// Waits for the wish; who dropped the lines without it wishes it too.
    pub async fn wished(&mut self) {
        self.0.wait_for(|stop| *stop).await.ok();
    }
}

/// The running tasks, until [`Lines::stop`].
pub struct Lines {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Lines {
    pub fn start(db: &Db, config: &Config) -> Self {
        Self::start_with(db, config, Settings::default())
    }

    pub fn start_with(db: &Db, config: &Config, settings: Settings) -> Self {
        let (stop, wish) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let has_broker = config.outside.rabbitmq_url.is_some();
        tasks.spawn(look(db.clone(), has_broker, settings, Stop(wish.clone())));
        if let Some(url) = &config.outside.rabbitmq_url {
            let line = broker::Line {
                db: db.clone(),
                holder: Uuid::new_v4(),
                url: url.clone(),
                settings,
            };
            let exchange = config.outside.billing_exchange.clone();
            tasks.spawn(broker::publish(line.clone(), Stop(wish.clone())));
            tasks.spawn(broker::consume(line, exchange, Stop(wish)));
        }
        Self { stop, tasks }
    }

    /// Lets each task finish the step that it is at.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

async fn look(db: Db, mut is_to_be_said: bool, settings: Settings, mut stop: Stop) {
    let mut told = false;
    while !stop.is_wished() {
        match turn(&db, is_to_be_said).await {
            Ok(()) => (told, is_to_be_said) = (false, false),
            Err(error) if !told => {
                told = true;
                tracing::warn!(%error, "Events for the outside wait; it keeps trying");
            }
            Err(_) => {}
        }
        stop.pause(settings.look).await;
    }
}

/// Where it is to be said that there is a broker, that comes first: nothing is sorted before it was heard.
async fn turn(db: &Db, is_to_be_said: bool) -> Result<(), db::Error> {
    if is_to_be_said {
        db.run(queries::note_wanted).await?;
    }
    tick(db).await.map(|_| ())
}

/// Sorts every event that nobody has looked at, and puts what is due at webhooks in the queue. How many it sorted.
pub async fn tick(db: &Db) -> Result<usize, db::Error> {
    let mut sorted = 0;
    loop {
        let some = db
            .transaction::<_, db::Error, _>(|conn| Ok(routing::route(conn)?))
            .await?;
        sorted += some;
        if some < routing::BATCH as usize {
            break;
        }
    }
    db.transaction::<_, db::Error, _>(|conn| {
        for endpoint in queries::list_due_endpoints(conn)? {
            jobs::enqueue(conn, endpoint)?;
        }
        Ok(())
    })
    .await?;
    Ok(sorted)
}
