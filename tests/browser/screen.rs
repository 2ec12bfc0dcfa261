//! A browser window that a test looks at and clicks in. Whatever it is told waits a while for what it needs.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::actions::{
    InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{PASSWORD, TestApp};

const PATIENCE: Duration = Duration::from_secs(90);
const LOOK_EVERY: Duration = Duration::from_millis(100);
const TAB: char = '\u{E004}';
const CONTROL: char = '\u{E009}';
/// More than any page of ours has, from its middle round to its middle.
const MOST_TABS: usize = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

pub struct Screen {
    client: Client,
    base: String,
    _driver: Driver,
    _profile: TempDir,
}

impl Screen {
    pub async fn open(app: &TestApp, scripts: Scripts) -> Self {
        let driver = Driver::start();
        let profile = TempDir::new().unwrap();
        // The driver speaks plain HTTP; its client wants to know all the same.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let client = ClientBuilder::rustls()
            .unwrap()
            .capabilities(capabilities(&profile, scripts))
            .connect(&driver.url)
            .await
            .unwrap();
        client.set_window_size(1280, 1000).await.unwrap();
        Self {
            client,
            base: app.base.as_str().trim_end_matches('/').to_owned(),
            _driver: driver,
            _profile: profile,
        }
    }

    /// Opens a page and waits until it is whole: the driver may take the end of the page before for its own.
    pub async fn go(&self, path: &str) {
        let address = format!("{}{path}", self.base);
        self.mark_as_old().await;
        self.client.goto(&address).await.unwrap();
        self.wait_until_whole().await;
    }

    async fn mark_as_old(&self) {
        self.run::<()>("document.documentElement.dataset.old = 'yes'")
            .await;
    }

    /// A window as narrow as a phone, or as near to it as the browser lets it be.
    pub async fn narrow(&self) {
        self.client.set_window_size(400, 800).await.unwrap();
    }

    /// Signs in as a person does.
    pub async fn sign_in(&self, email: &str) {
        self.go("/login").await;
        self.write("#email", email).await;
        self.write("#password", PASSWORD).await;
        self.click("main button[type=submit]").await;
        self.arrive("a[href='/account']").await;
    }

    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    pub async fn wait_for(&self, css: &str) -> Element {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Ok(found) = self.client.find(Locator::Css(css)).await {
                return found;
            }
            if Instant::now() > deadline {
                panic!(
                    "{} has no {css}:\n{}",
                    self.path().await,
                    self.words().await
                );
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until this has the page's focus, be the window in front or behind another.
    pub async fn wait_for_focus_in(&self, css: &str) {
        let deadline = Instant::now() + PATIENCE;
        let script = format!("return document.activeElement.matches(`{css}`)");
        while !self.says(&script, Vec::new()).await {
            let path = self.path().await;
            assert!(Instant::now() < deadline, "{path} has no focus in {css}");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits for this on a page that is whole, so that its scripts hear the next key.
    pub async fn arrive(&self, css: &str) {
        self.wait_for(css).await;
        self.wait_until_whole().await;
    }

    /// Until the page that was marked is gone, and the scripts of the next one have run.
    async fn wait_until_whole(&self) {
        let deadline = Instant::now() + PATIENCE;
        let is_whole =
            "return document.readyState === 'complete' && !document.documentElement.dataset.old";
        while !self.says(is_whole, Vec::new()).await {
            let path = self.path().await;
            assert!(Instant::now() < deadline, "{path} goes on loading");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until the page's text has these words, asking for it again where scripts would not.
    pub async fn wait_for_words(&self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.words().await.contains(words) {
            if Instant::now() > deadline {
                panic!(
                    "{} does not say {words:?}:\n{}",
                    self.path().await,
                    self.words().await
                );
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Clicks what a person can see; a page that is being replaced is tried again.
    pub async fn click(&self, css: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.wait_for(css).await.click().await {
                Ok(()) => return,
                Err(error) if Instant::now() > deadline => {
                    panic!("{css} cannot be clicked: {error}")
                }
                Err(_) => tokio::time::sleep(LOOK_EVERY).await,
            }
        }
    }

    /// Types into a field in place of what it had.
    pub async fn write(&self, css: &str, text: &str) {
        let field = self.wait_for(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Puts a file into its field, which no keys can do: what opens is the system's own window.
    pub async fn choose_file(&self, css: &str, path: &Path) {
        let field = self.wait_for(css).await;
        field.send_keys(&path.to_string_lossy()).await.unwrap();
    }

    /// Chooses from a list by the value behind it.
    pub async fn choose(&self, css: &str, value: &str) {
        self.wait_for(css)
            .await
            .select_by_value(value)
            .await
            .unwrap();
    }

    /// What stands in a field by now.
    pub async fn typed(&self, css: &str) -> String {
        let value = self.wait_for(css).await.prop("value").await;
        value.unwrap().unwrap_or_default()
    }

    pub async fn press_enter(&self, css: &str) {
        self.wait_for(css)
            .await
            .send_keys("\u{E007}")
            .await
            .unwrap();
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: char) {
        self.keys(&[KeyAction::Down { value: key }, KeyAction::Up { value: key }])
            .await;
    }

    /// Presses a key that leads to another page, and waits until this one is gone.
    pub async fn leave_by(&self, key: char) {
        self.mark_as_old().await;
        self.press(key).await;
        self.wait_for("html:not([data-old])").await;
    }

    /// Types where the focus is.
    pub async fn type_keys(&self, text: &str) {
        for key in text.chars() {
            self.press(key).await;
        }
    }

    /// Marks what stands in the field that has the focus.
    pub async fn select_all(&self) {
        self.press_with_control('a').await;
    }

    pub async fn press_with_control(&self, key: char) {
        self.keys(&[
            KeyAction::Down { value: CONTROL },
            KeyAction::Down { value: key },
            KeyAction::Up { value: key },
            KeyAction::Up { value: CONTROL },
        ])
        .await;
    }

    async fn keys(&self, keys: &[KeyAction]) {
        let actions = KeyActions::new("keyboard".to_owned());
        let actions = keys.iter().fold(actions, |all, key| all.then(key.clone()));
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Takes an element with the mouse and lets it go on the upper part of another.
    pub async fn drag(&self, css: &str, onto: &str) {
        let (from, to) = (self.wait_for(css).await, self.wait_for(onto).await);
        let go = |element: Element, y: f64| PointerAction::MoveToElement {
            element,
            duration: Some(Duration::from_millis(200)),
            x: 0.0,
            y,
        };
        let button = MOUSE_BUTTON_LEFT;
        let actions = MouseActions::new("mouse".to_owned())
            .then(go(from, 0.0))
            .then(PointerAction::Down { button })
            .then(go(to, -8.0))
            .then(PointerAction::Up { button });
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Presses Tab so many times.
    pub async fn tab(&self, times: usize) {
        let press = [KeyAction::Down { value: TAB }, KeyAction::Up { value: TAB }];
        self.keys(&vec![press; times].concat()).await;
    }

    /// Presses Tab until the focus is where it is wanted.
    pub async fn tab_to(&self, css: &str) {
        self.wait_for(css).await;
        for _ in 0..MOST_TABS {
            if self.has_focus(css).await {
                return;
            }
            self.tab(1).await;
        }
        panic!("{} lets no Tab reach {css}", self.path().await);
    }

    async fn has_focus(&self, css: &str) -> bool {
        let script = "return document.activeElement !== null && document.activeElement.matches(arguments[0])";
        self.says(script, vec![json!(css)]).await
    }

    /// Whether a script says yes; a page that is being replaced does not.
    async fn says(&self, script: &str, arguments: Vec<Value>) -> bool {
        let found = self.client.execute(script, arguments).await;
        found.is_ok_and(|found| found == json!(true))
    }

    /// What a script of the test finds out in this page.
    pub async fn run<T: DeserializeOwned>(&self, script: &str) -> T {
        let found = self.client.execute(script, Vec::new()).await.unwrap();
        serde_json::from_value(found).unwrap()
    }

    /// An attribute of each match that has it.
    pub async fn attrs(&self, css: &str, name: &str) -> Vec<String> {
        let mut values = Vec::new();
        for element in self.client.find_all(Locator::Css(css)).await.unwrap() {
            values.extend(element.attr(name).await.unwrap());
        }
        values
    }

    /// What a person reads of each match.
    pub async fn texts(&self, css: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for element in self.client.find_all(Locator::Css(css)).await.unwrap() {
            texts.push(element.text().await.unwrap());
        }
        texts
    }

    /// What this window gets from an address of ours: the content type, and the first five characters.
    pub async fn fetch(&self, path: &str) -> (String, String) {
        let script = "const [path, done] = arguments;
            fetch(path).then(async answer => done([answer.headers.get('content-type'), (await answer.text()).slice(0, 5)]))
                .catch(error => done(['', String(error)]))";
        let found = self.client.execute_async(script, vec![json!(path)]).await;
        serde_json::from_value(found.unwrap()).unwrap()
    }

    /// What a person reads.
    pub async fn words(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Ends the window, and then the browser.
    pub async fn close(self) {
        self.client.clone().close().await.unwrap();
    }
}

fn capabilities(profile: &TempDir, scripts: Scripts) -> serde_json::Map<String, Value> {
    let folder = format!("--user-data-dir={}", profile.path().display());
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=es-CL",
        &folder,
    ];
    // 1 allows, 2 blocks.
    let javascript = if scripts == Scripts::On { 1 } else { 2 };
    let options = json!({
        "args": arguments,
        "prefs": {
            "intl.accept_languages": "es-CL,es",
            "profile.managed_default_content_settings.javascript": javascript,
        },
    });
    let capabilities = json!({ "goog:chromeOptions": options });
    capabilities.as_object().cloned().unwrap_or_default()
}

/// `chromedriver` on a port of its own; with it ends whatever it has started.
struct Driver {
    process: Child,
    url: String,
    /// Kept open: a driver that cannot write stops.
    _output: BufReader<ChildStdout>,
}

impl Driver {
    fn start() -> Self {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("chromedriver is installed; bin/test does it");
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let port = port_in(&mut output);
        Self {
            process,
            url: format!("http://127.0.0.1:{port}"),
            _output: output,
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = i32::try_from(self.process.id()).unwrap();
        // SAFETY: a signal to the group that we made and have not waited for, so its number is still its own.
        unsafe { libc::kill(-group, libc::SIGKILL) };
        self.process.wait().ok();
    }
}

/// "ChromeDriver was started successfully on port 38011."
fn port_in(output: &mut impl std::io::BufRead) -> u16 {
    let mut lines = output.lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("started successfully"));
    let line = line.expect("chromedriver says where it listens");
    let port = line.rsplit(' ').next().unwrap().trim_end_matches('.');
    port.parse().unwrap()
}
