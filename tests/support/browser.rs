//! A person's browser without a screen: it keeps cookies, remembers the last form's token and follows nothing by itself.

use std::sync::{Arc, Mutex};

use reqwest::cookie::Jar;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Url};

use super::Page;

pub struct Browser {
    client: Client,
    base: Url,
    jar: Arc<Jar>,
    /// Of the last page that had one.
    token: Mutex<String>,
}

impl Browser {
    pub fn new(base: Url) -> Self {
        let jar = Arc::new(Jar::default());
        let mut headers = HeaderMap::new();
        headers.insert("accept", HeaderValue::from_static("text/html,*/*;q=0.8"));
        let client = Client::builder()
            .default_headers(headers)
            .cookie_provider(jar.clone())
            .redirect(reqwest::redirect::Policy::none())
            // The server ends a connection that is idle for a while; a request that meets that end would fail.
            .pool_max_idle_per_host(0)
            .build()
            .unwrap();
        Self {
            client,
            base,
            jar,
            token: Mutex::default(),
        }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(path, self.request(Method::GET, path)).await
    }

    /// What an address gives, as it is: for answers that are no text.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let response = self.request(Method::GET, path).send().await.unwrap();
        response.bytes().await.unwrap().to_vec()
    }

    /// As htmx asks for a fragment.
    pub async fn get_fragment(&self, path: &str) -> Page {
        let request = self.request(Method::GET, path).header("HX-Request", "true");
        self.send(path, request).await
    }

    /// The page that a redirect leads to.
    pub async fn follow(&self, page: &Page) -> Page {
        self.get(page.location()).await
    }

    /// Sends a form with the token of the last page.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut fields = fields.to_vec();
        let token = self.token();
        fields.push(("_csrf", &token));
        self.post_raw(path, &fields, &[]).await
    }

    /// Like [`Self::post_form`], with fields as [`Page::filled`] gives them.
    pub async fn post_filled(&self, path: &str, fields: &[(String, String)]) -> Page {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post_form(path, &fields).await
    }

    /// Sends a form as it is, with further headers.
    pub async fn post_raw(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Page {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = self
            .request(Method::POST, path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body);
        self.send(path, with_headers(request, headers)).await
    }

    /// Sends a form with one file and the token of the last page.
    pub async fn post_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, bytes): (&str, &str, &[u8]),
    ) -> Page {
        const BOUNDARY: &str = "----vinculo-test-boundary";
        let token = self.token();
        let mut body = Vec::new();
        for (key, value) in fields.iter().copied().chain([("_csrf", token.as_str())]) {
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        body.extend(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .as_bytes(),
        );
        body.extend(bytes);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = self
            .request(Method::POST, path)
            .header(
                "Content-Type",
                format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .body(body);
        self.send(path, request).await
    }

    /// Any request, for what no form does.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.base.join(path).unwrap())
    }

    pub async fn send(&self, path: &str, request: RequestBuilder) -> Page {
        let response = request.send().await.unwrap();
        let page = Page::read(path, response).await;
        if let Some(token) = page.csrf() {
            *self.token.lock().unwrap() = token;
        }
        page
    }

    /// Signs in through the form; the answer to it, whatever it is.
    pub async fn sign_in_with(&self, email: &str, password: &str) -> Page {
        self.get("/login").await;
        let fields = [("email", email), ("password", password)];
        self.post_form("/login", &fields).await
    }

    /// The token that [`Self::post_form`] would send.
    pub fn token(&self) -> String {
        self.token.lock().unwrap().clone()
    }

    pub fn set_cookie(&self, cookie: &str) {
        self.jar.add_cookie_str(cookie, &self.base);
    }
}

fn with_headers(request: RequestBuilder, headers: &[(&str, &str)]) -> RequestBuilder {
    headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    })
}
