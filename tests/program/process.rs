//! The program in a process of its own, with its output in files.

use std::fs::{self, File};
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::Url;
use tempfile::TempDir;

use crate::support::Browser;

/// A first start makes a cluster, on a machine that runs other tests too.
const PATIENCE: Duration = Duration::from_secs(120);

/// A data folder and a port for the programs of one test.
pub struct Place {
    folder: TempDir,
    address: String,
    env: Vec<(String, String)>,
}

impl Place {
    pub fn new() -> Self {
        Self::with_env(&[])
    }

    pub fn with_env(env: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // As root, PostgreSQL's own user works in it.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap().to_string();
        let env = env
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()));
        Self {
            folder,
            address,
            env: env.collect(),
        }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("var").join(name)
    }

    pub fn browser(&self) -> Browser {
        Browser::new(Url::parse(&format!("http://{}", self.address)).unwrap())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vinculo"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("DATABASE_URL")
            .env_remove("SMTP_URL")
            .env("VINCULO_DATA_DIR", "var")
            .env("VINCULO_LOG", "info")
            .env("VINCULO_BIND", &self.address)
            .envs(self.env.iter().cloned())
            .stdin(Stdio::null());
        command
    }

    /// Starts the program and leaves it to itself.
    pub fn start(&self, arguments: &[&str]) -> Program {
        let [out, log] = ["out", "log"].map(|kind| {
            let name = format!("{}.{kind}", arguments.join(" "));
            self.folder.path().join(name)
        });
        let child = self
            .command(arguments)
            .stdout(File::create(&out).unwrap())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        Program { child, out, log }
    }

    /// Starts `vinculo serve` and returns when it answers.
    pub fn serve(&self, arguments: &[&str]) -> Program {
        let mut program = self.start(&[&["serve"], arguments].concat());
        program.wait_for_output("Vínculo: ");
        program
    }

    /// Beside the data folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command to its end, be that good or not.
    pub fn run_any(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that succeeds.
    pub fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
        output
    }

    /// Makes a user with a password by the command line.
    pub fn create_admin(&self, email: &str, password: &str) {
        let words = [
            "create-user",
            "--email",
            email,
            "--name",
            "Ana",
            "--role",
            "admin",
        ];
        self.run(&[&words[..], &["--password-stdin"]].concat(), password);
    }
}

/// A running program; one that still runs when it is dropped is killed.
pub struct Program {
    child: Child,
    out: PathBuf,
    log: PathBuf,
}

impl Program {
    pub fn output(&self) -> String {
        read(&self.out)
    }

    pub fn log(&self) -> String {
        read(&self.log)
    }

    pub fn wait_for_output(&mut self, text: &str) {
        self.wait_until(text, |program| program.output().contains(text));
    }

    pub fn wait_for_log(&mut self, text: &str) {
        self.wait_until(text, |program| program.log().contains(text));
    }

    fn wait_until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so(self) {
            let ended = self.child.try_wait().unwrap();
            assert!(
                ended.is_none(),
                "it ended ({ended:?}) before “{what}”: {}",
                self.log()
            );
            assert!(Instant::now() < deadline, "no “{what}”: {}", self.log());
            thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn signal(&self, signal: i32) {
        let pid = i32::try_from(self.child.id()).unwrap();
        // SAFETY: a signal to our own child, which has not been waited for.
        assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
    }

    pub fn wait(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "it does not end: {}", self.log());
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}
