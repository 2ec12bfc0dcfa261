//! A client as plain as can be, so that what is measured is the server: keep-alive connections, one request at a time.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// What a load found; times in milliseconds.
pub struct Load {
    pub per_second: f64,
    pub p50: f64,
    pub p99: f64,
}

struct Answer {
    status: u16,
    cookies: Vec<String>,
    body: String,
}

struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("a TCP option");
        Self {
            reader: BufReader::new(stream),
        }
    }

    fn send(&mut self, method: &str, path: &str, cookies: &str, form: &str) -> Answer {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\nAccept: text/html\r\nAccept-Language: es\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        self.reader
            .get_mut()
            .write_all(request.as_bytes())
            .expect("a request goes out");
        self.receive()
    }

    fn receive(&mut self) -> Answer {
        let mut line = String::new();
        self.reader.read_line(&mut line).expect("an answer comes");
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .expect("a status");
        let (mut cookies, mut length) = (Vec::new(), 0);
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line).expect("headers");
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().expect("a length"),
                "set-cookie" => {
                    cookies.push(value.split(';').next().unwrap_or_default().to_owned())
                }
                "transfer-encoding" => panic!("pages are sent in one piece"),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body).expect("the body");
        Answer {
            status,
            cookies,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

/// Signs in and returns the session's cookies.
pub fn sign_in(address: SocketAddr, email: &str, password: &str) -> String {
    let mut connection = Connection::open(address);
    let page = connection.send("GET", "/login", "", "");
    let visit = page.cookies.join("; ");
    let token = page
        .body
        .split("name=\"_csrf\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a token");
    let form = format!(
        "_csrf={token}&email={}&password={password}",
        email.replace('@', "%40")
    );
    let answer = connection.send("POST", "/login", &visit, &form);
    assert_eq!(answer.status, 303, "signing in failed");
    answer.cookies.join("; ")
}

/// One request, which must succeed.
pub fn fetch(address: SocketAddr, cookies: &str, path: &str) {
    let answer = Connection::open(address).send("GET", path, cookies, "");
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
}

/// As many requests as `connections` can make in `time`; the first second warms up and does not count.
pub fn load(
    address: SocketAddr,
    cookies: &str,
    path: &str,
    connections: usize,
    time: Duration,
) -> Load {
    let warm = Instant::now() + Duration::from_secs(1);
    let end = warm + time;
    let worker = || {
        let mut connection = Connection::open(address);
        let mut taken = Vec::new();
        while Instant::now() < end {
            let begun = Instant::now();
            assert_eq!(connection.send("GET", path, cookies, "").status, 200);
            if begun >= warm {
                taken.push(begun.elapsed());
            }
        }
        taken
    };
    let mut taken: Vec<Duration> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..connections).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a worker"))
            .collect()
    });
    taken.sort_unstable();
    let at = |share: f64| taken[((taken.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    Load {
        per_second: taken.len() as f64 / time.as_secs_f64(),
        p50: at(0.5),
        p99: at(0.99),
    }
}
