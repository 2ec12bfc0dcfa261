//! A broker of the test's own, from Debian's `rabbitmq-server`.

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use lapin::options::{
    BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions,
    QueueBindOptions, QueueDeclareOptions,
};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties, ExchangeKind};
use tempfile::TempDir;

const SERVER: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";
/// Erlang takes its time on a machine that compiles beside.
const PATIENCE: Duration = Duration::from_secs(120);

/// Stops, and starts again with what it had, as often as a test wants.
pub struct Rabbit {
    folder: TempDir,
    port: u16,
    names: [u16; 2],
    child: Option<Child>,
}

/// A message as it lies in a queue.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: String,
    pub routing_key: String,
    pub body: String,
    pub is_persistent: bool,
}

impl Rabbit {
    pub fn start() -> Self {
        assert!(
            Path::new(SERVER).exists(),
            "the tests of the broker need Debian's rabbitmq-server; bin/test installs it"
        );
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        fs::write(folder.path().join("rabbit.conf"), "").unwrap();
        fs::write(folder.path().join("plugins"), "[].").unwrap();
        let mut rabbit = Self {
            folder,
            port: free_port(),
            names: [free_port(), free_port()],
            child: None,
        };
        rabbit.resume();
        rabbit
    }

    pub fn url(&self) -> String {
        format!("amqp://guest:guest@127.0.0.1:{}/%2f", self.port)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn resume(&mut self) {
        let log = File::create(self.file("out.log")).unwrap();
        let [distribution, names] = self.names;
        let child = Command::new(SERVER)
            .env("HOME", self.folder.path())
            .env(
                "RABBITMQ_NODENAME",
                format!("vinculo{}@localhost", self.port),
            )
            .env("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_NODE_PORT", self.port.to_string())
            .env("RABBITMQ_DIST_PORT", distribution.to_string())
            .env("RABBITMQ_MNESIA_BASE", self.file("mnesia"))
            .env("RABBITMQ_LOG_BASE", self.file("log"))
            .env("RABBITMQ_CONFIG_FILE", self.file("rabbit"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", self.file("plugins"))
            .env("RABBITMQ_CONF_ENV_FILE", "/dev/null")
            .env("ERL_EPMD_PORT", names.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            // Then the script becomes the broker, and a signal reaches it.
            .env("RUNNING_UNDER_SYSTEMD", "1")
            .spawn()
            .unwrap();
        self.child = Some(child);
        let deadline = Instant::now() + PATIENCE;
        while !self.is_ready() {
            let said = fs::read_to_string(self.file("out.log")).unwrap_or_default();
            assert!(Instant::now() < deadline, "no broker: {said}");
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn is_ready(&self) -> bool {
        let said = fs::read_to_string(self.file("out.log")).unwrap_or_default();
        said.contains("completed with") && TcpStream::connect(("127.0.0.1", self.port)).is_ok()
    }

    /// Stops it as an operator would; what is durable stays.
    pub fn stop(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        let pid = i32::try_from(child.id()).unwrap();
        // SAFETY: a signal to our own child, which has not been waited for.
        unsafe { libc::kill(pid, libc::SIGTERM) };
        let deadline = Instant::now() + PATIENCE;
        while child.try_wait().unwrap().is_none() {
            if Instant::now() > deadline {
                child.kill().ok();
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// A line of the test's own.
    pub async fn line(&self) -> Line {
        let connection = Connection::connect(&self.url(), ConnectionProperties::default()).await;
        let connection = connection.unwrap();
        let channel = connection.create_channel().await.unwrap();
        let confirms = channel.confirm_select(ConfirmSelectOptions::default());
        confirms.await.unwrap();
        Line {
            channel,
            _connection: connection,
        }
    }
}

impl Drop for Rabbit {
    fn drop(&mut self) {
        self.stop();
        // The names' server of this port is ours alone, and stays behind otherwise.
        Command::new("epmd")
            .arg("-kill")
            .env("ERL_EPMD_PORT", self.names[1].to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .ok();
    }
}

pub struct Line {
    channel: Channel,
    _connection: Connection,
}

impl Line {
    /// A durable topic exchange, and a durable queue that gets everything.
    pub async fn listen(&self, exchange: &str, queue: &str) {
        self.exchange(exchange).await;
        let durable = QueueDeclareOptions {
            durable: true,
            ..QueueDeclareOptions::default()
        };
        let declared = self
            .channel
            .queue_declare(queue.into(), durable, FieldTable::default());
        declared.await.unwrap();
        let options = QueueBindOptions::default();
        let bound = self.channel.queue_bind(
            queue.into(),
            exchange.into(),
            "#".into(),
            options,
            FieldTable::default(),
        );
        bound.await.unwrap();
    }

    pub async fn exchange(&self, name: &str) {
        let durable = ExchangeDeclareOptions {
            durable: true,
            ..ExchangeDeclareOptions::default()
        };
        let declared = self.channel.exchange_declare(
            name.into(),
            ExchangeKind::Topic,
            durable,
            FieldTable::default(),
        );
        declared.await.unwrap();
    }

    /// How many messages wait in a queue, without those that somebody has taken.
    pub async fn count(&self, queue: &str) -> u32 {
        let passive = QueueDeclareOptions {
            passive: true,
            ..QueueDeclareOptions::default()
        };
        let declared = self
            .channel
            .queue_declare(queue.into(), passive, FieldTable::default());
        declared.await.unwrap().message_count()
    }

    pub async fn publish(&self, exchange: &str, key: &str, id: Option<&str>, body: &str) {
        let mut properties = BasicProperties::default().with_delivery_mode(2);
        if let Some(id) = id {
            properties = properties.with_message_id(id.into());
        }
        let published = self.channel.basic_publish(
            exchange.into(),
            key.into(),
            BasicPublishOptions::default(),
            body.as_bytes(),
            properties,
        );
        assert!(published.await.unwrap().await.unwrap().is_ack());
    }

    /// Everything in a queue, in its order.
    pub async fn drain(&self, queue: &str) -> Vec<Message> {
        let count = self.count(queue).await;
        let consumer = self.channel.basic_consume(
            queue.into(),
            "".into(),
            BasicConsumeOptions {
                no_ack: true,
                ..BasicConsumeOptions::default()
            },
            FieldTable::default(),
        );
        let stream = consumer.await.unwrap().take(count as usize);
        stream
            .map(|delivery| {
                let delivery = delivery.unwrap();
                let id = delivery.properties.message_id().as_ref();
                Message {
                    id: id.map_or_else(String::new, |id| id.to_string()),
                    routing_key: delivery.routing_key.to_string(),
                    body: String::from_utf8_lossy(&delivery.data).into_owned(),
                    is_persistent: *delivery.properties.delivery_mode() == Some(2),
                }
            })
            .collect()
            .await
    }
}

fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().port()
}
