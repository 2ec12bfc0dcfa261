//! A local SMTP server that keeps what it is given and misbehaves on demand. Include it in a test binary with
//! `#[path = "support/smtp.rs"] mod smtp;`.
//!
//! The recipient's local part (up to a `+`) chooses the misbehaviour:
//!
//! | local part | what happens |
//! | --- | --- |
//! | `fail4` | 451 to RCPT |
//! | `fail5` | 550 5.1.1 to RCPT |
//! | `quota` | 550 5.4.5 to the whole message |
//! | `fail4data` | 451 to the whole message |
//! | `slow` | delivered, and answered after [`Behaviour::slow`] |
//! | `drop` | the whole message arrives, the connection is cut without an answer; see [`SmtpServer::unanswered`] |
//! | `cut` | the connection is cut inside the message, before its final dot; see [`SmtpServer::cut`] |
//! | `nodata` | the connection is cut instead of answering DATA |
//!
//! Any other message is delivered; see [`SmtpServer::delivered`].

// Each test binary uses its own part of it.
#![allow(dead_code)]

#[path = "smtp_tls.rs"]
mod tls;

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use tls::Wire;

/// How the whole server behaves.
#[derive(Debug, Clone)]
pub struct Behaviour {
    /// Close every connection instead of greeting.
    pub refuse: bool,
    /// What the server says first; anything but 220 ends the connection.
    pub greeting: &'static str,
    /// The user and password that AUTH PLAIN accepts; others get 535.
    pub login: (&'static str, &'static str),
    pub offer_auth: bool,
    pub tls: Tls,
    pub slow: Duration,
}

/// Encryption, always with a self-signed certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    None,
    /// From the first byte.
    Implicit,
    Starttls,
    /// Offers STARTTLS, then answers it with bytes that are no TLS.
    BrokenStarttls,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            refuse: false,
            greeting: "220 test.example ESMTP",
            login: ("user", "pass"),
            offer_auth: true,
            tls: Tls::None,
            slow: Duration::from_secs(8),
        }
    }
}

/// A message whose final dot was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    pub from: String,
    pub to: String,
    /// Exactly what was sent, without the dots that SMTP adds.
    pub data: Vec<u8>,
}

#[derive(Default)]
struct Seen {
    delivered: Vec<Delivered>,
    unanswered: Vec<Delivered>,
    cut: usize,
    commands: Vec<String>,
}

struct Shared {
    behaviour: Behaviour,
    seen: Mutex<Seen>,
    stopped: AtomicBool,
}

/// Runs until it is dropped.
pub struct SmtpServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl SmtpServer {
    pub fn start() -> Self {
        Self::with(Behaviour::default())
    }

    pub fn with(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("its address");
        let shared = Arc::new(Shared {
            behaviour,
            seen: Mutex::default(),
            stopped: AtomicBool::new(false),
        });
        let server = Self {
            address,
            shared: shared.clone(),
        };
        thread::spawn(move || accept(&listener, &shared));
        server
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// An `SMTP_URL` without credentials.
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme(), self.address)
    }

    /// An `SMTP_URL` with credentials, which need no percent-encoding.
    pub fn url_with_login(&self, user: &str, password: &str) -> String {
        format!("{}://{user}:{password}@{}", self.scheme(), self.address)
    }

    fn scheme(&self) -> &'static str {
        match self.shared.behaviour.tls {
            Tls::Implicit => "smtps",
            Tls::None | Tls::Starttls | Tls::BrokenStarttls => "smtp",
        }
    }

    /// Every message delivered and answered with 250 (or about to be, for `slow`).
    pub fn delivered(&self) -> Vec<Delivered> {
        self.seen().delivered.clone()
    }

    /// Every message that arrived in full for `drop` and was not answered.
    pub fn unanswered(&self) -> Vec<Delivered> {
        self.seen().unanswered.clone()
    }

    /// How many messages were cut before their end.
    pub fn cut(&self) -> usize {
        self.seen().cut
    }

    /// Every command of every connection, in the order of arrival.
    pub fn commands(&self) -> Vec<String> {
        self.seen().commands.clone()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no thread panics with the lock")
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = shared.clone();
        thread::spawn(move || {
            // An error is a client that went away.
            let _ = Session::new(stream, shared).and_then(Session::run);
        });
    }
}

struct Session {
    /// `None` only while STARTTLS changes it.
    wire: Option<BufReader<Wire>>,
    encrypted: bool,
    shared: Arc<Shared>,
    from: String,
    to: String,
}

/// Whether the session goes on.
type Step = io::Result<bool>;

impl Session {
    fn new(stream: TcpStream, shared: Arc<Shared>) -> io::Result<Self> {
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let wire = Some(BufReader::new(Wire::Plain(stream)));
        let mut session = Self {
            wire,
            encrypted: false,
            shared,
            from: String::new(),
            to: String::new(),
        };
        if session.shared.behaviour.tls == Tls::Implicit {
            session.encrypt()?;
        }
        Ok(session)
    }

    fn encrypt(&mut self) -> Step {
        let wire = self.wire.take().ok_or(io::ErrorKind::NotConnected)?;
        self.wire = Some(BufReader::new(wire.into_inner().encrypt()?));
        self.encrypted = true;
        Ok(true)
    }

    fn wire(&mut self) -> io::Result<&mut BufReader<Wire>> {
        self.wire
            .as_mut()
            .ok_or_else(|| io::ErrorKind::NotConnected.into())
    }

    fn run(mut self) -> io::Result<()> {
        if self.shared.behaviour.refuse {
            return Ok(());
        }
        self.say(self.shared.behaviour.greeting)?;
        if !self.shared.behaviour.greeting.starts_with("220") {
            return Ok(());
        }
        let mut line = String::new();
        while self.wire()?.read_line(&mut line)? > 0 {
            let command = line.trim_end().to_owned();
            self.shared.seen().commands.push(command.clone());
            if !self.obey(&command)? {
                return Ok(());
            }
            line.clear();
        }
        Ok(())
    }

    fn obey(&mut self, command: &str) -> Step {
        match command
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase()
            .as_str()
        {
            "EHLO" => self.hello(),
            "STARTTLS" => self.start_tls(),
            "AUTH" => self.authenticate(command),
            "MAIL" => {
                self.from = path(command);
                self.say("250 2.1.0 OK")
            }
            "RCPT" => self.recipient(command),
            "DATA" if self.mood() == "nodata" => Ok(false),
            "DATA" => self.say("354 go ahead").and_then(|_| self.data()),
            "QUIT" => self.say("221 2.0.0 bye").map(|_| false),
            _ => self.say("500 5.5.1 unknown command"),
        }
    }

    fn hello(&mut self) -> Step {
        self.say("250-test.example")?;
        if self.shared.behaviour.offer_auth {
            self.say("250-AUTH PLAIN")?;
        }
        if matches!(
            self.shared.behaviour.tls,
            Tls::Starttls | Tls::BrokenStarttls
        ) && !self.encrypted
        {
            self.say("250-STARTTLS")?;
        }
        self.say("250 8BITMIME")
    }

    fn start_tls(&mut self) -> Step {
        self.say("220 go ahead")?;
        match self.shared.behaviour.tls {
            Tls::Starttls => self.encrypt(),
            _ => self.say("this is not TLS").map(|_| false),
        }
    }

    fn authenticate(&mut self, command: &str) -> Step {
        let (user, password) = self.shared.behaviour.login;
        let expected = BASE64_STANDARD.encode(format!("\0{user}\0{password}"));
        if command.strip_prefix("AUTH PLAIN ") == Some(&expected) {
            self.say("235 2.7.0 accepted")
        } else {
            self.say("535-5.7.8 Username and Password not accepted.")?;
            self.say("535 5.7.8 More at https://support.example")
        }
    }

    fn recipient(&mut self, command: &str) -> Step {
        self.to = path(command);
        match self.mood() {
            "fail4" => self.say("451 4.3.0 try again later"),
            "fail5" => self.say("550 5.1.1 no such user"),
            _ => self.say("250 2.1.5 OK"),
        }
    }

    fn data(&mut self) -> Step {
        if self.mood() == "cut" {
            let mut beginning = [0; 100];
            self.wire()?.read_exact(&mut beginning)?;
            self.shared.seen().cut += 1;
            return Ok(false);
        }
        let data = self.read_message()?;
        let message = Delivered {
            from: self.from.clone(),
            to: self.to.clone(),
            data,
        };
        match self.mood() {
            "drop" => {
                self.shared.seen().unanswered.push(message);
                return Ok(false);
            }
            "quota" => return self.say("550 5.4.5 Daily user sending limit exceeded."),
            "fail4data" => return self.say("451 4.7.0 content scanner is busy"),
            _ => self.shared.seen().delivered.push(message),
        }
        if self.mood() == "slow" {
            thread::sleep(self.shared.behaviour.slow);
        }
        self.say("250 2.0.0 OK queued as 1")
    }

    /// Reads up to the final dot; an end of the connection before it is an error, not a message.
    fn read_message(&mut self) -> io::Result<Vec<u8>> {
        let mut data = Vec::new();
        loop {
            let start = data.len();
            if self.wire()?.read_until(b'\n', &mut data)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if &data[start..] == b".\r\n" {
                data.truncate(start);
                return Ok(data);
            }
            if data[start] == b'.' {
                data.remove(start);
            }
        }
    }

    fn mood(&self) -> &str {
        self.to.split(['@', '+']).next().unwrap_or_default()
    }

    fn say(&mut self, line: &str) -> Step {
        let wire = self.wire()?.get_mut();
        wire.write_all(format!("{line}\r\n").as_bytes())?;
        wire.flush()?;
        Ok(true)
    }
}

fn path(command: &str) -> String {
    let inner = command.split_once('<').map_or("", |(_, rest)| rest);
    inner.split('>').next().unwrap_or_default().to_owned()
}
