//! An answer of the application, read by CSS selector.

use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

/// Any answer; one that is no HTML has an empty document.
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    /// What was asked for.
    pub path: String,
    pub body: String,
    document: Html,
}

impl Page {
    pub async fn read(path: &str, response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.text().await.unwrap();
        let is_html = header_of(&headers, "content-type").starts_with("text/html");
        let document = Html::parse_document(if is_html { &body } else { "" });
        Self {
            status,
            headers,
            path: path.to_owned(),
            body,
            document,
        }
    }

    /// Itself, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.path, self.words());
        self
    }

    /// The header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        header_of(&self.headers, name)
    }

    /// Where a redirect leads.
    #[track_caller]
    pub fn location(&self) -> &str {
        let location = self.header("location");
        assert!(
            !location.is_empty(),
            "{} leads nowhere: {}",
            self.path,
            self.words()
        );
        location
    }

    /// The cookies that the answer sets, whole.
    pub fn cookies(&self) -> Vec<&str> {
        let values = self.headers.get_all("set-cookie").iter();
        values.filter_map(|value| value.to_str().ok()).collect()
    }

    pub fn select(&self, css: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"));
        self.document.select(&selector).collect()
    }

    pub fn has(&self, css: &str) -> bool {
        !self.select(css).is_empty()
    }

    pub fn count(&self, css: &str) -> usize {
        self.select(css).len()
    }

    /// The text of the first match, its white space joined.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        text_of(self.first(css))
    }

    /// The text of every match.
    pub fn texts(&self, css: &str) -> Vec<String> {
        self.select(css).into_iter().map(text_of).collect()
    }

    /// An attribute of the first match, empty where it has none.
    #[track_caller]
    pub fn attr(&self, css: &str, name: &str) -> String {
        self.first(css).attr(name).unwrap_or_default().to_owned()
    }

    /// An attribute of every match that has it.
    pub fn attrs(&self, css: &str, name: &str) -> Vec<String> {
        let found = self.select(css).into_iter();
        found
            .filter_map(|element| element.attr(name).map(str::to_owned))
            .collect()
    }

    /// The figure's `data-value`.
    #[track_caller]
    pub fn value(&self, metric: &str) -> String {
        self.attr(&format!("[data-metric={metric}]"), "data-value")
    }

    /// The `data-id` of every `data-row` inside the matches of `css`; of the whole page with `""`.
    pub fn rows(&self, css: &str) -> Vec<String> {
        self.attrs(&format!("{css} [data-row]"), "data-id")
    }

    /// The fields of a form as they are shown: names and values, without the token and without checkboxes that are not ticked.
    pub fn filled(&self, form: &str) -> Vec<(String, String)> {
        let shown = |field: ElementRef<'_>| {
            let name = field.attr("name").unwrap_or_default().to_owned();
            let value = match field.value().name() {
                "select" => {
                    let chosen = format!("{form} select[name={name}] option[selected]");
                    self.attrs(&chosen, "value").pop().unwrap_or_default()
                }
                // The parser has taken the line break after the tag already.
                "textarea" => field.text().collect(),
                _ => field.attr("value").unwrap_or_default().to_owned(),
            };
            (name, value)
        };
        self.select(&format!("{form} [name]"))
            .into_iter()
            .filter(|field| field.value().name() != "button")
            .filter(|field| {
                field.attr("type") != Some("checkbox") || field.attr("checked").is_some()
            })
            .map(shown)
            .filter(|(name, _)| name != "_csrf")
            .collect()
    }

    /// Like [`Self::filled`], with some fields filled in otherwise.
    pub fn filled_with(&self, form: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
        changed(self.filled(form), changes)
    }

    /// The token for forms, where the page has one.
    pub fn csrf(&self) -> Option<String> {
        self.attrs("input[name=_csrf]", "value").into_iter().next()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    #[track_caller]
    fn first(&self, css: &str) -> ElementRef<'_> {
        let found = self.select(css).into_iter().next();
        found.unwrap_or_else(|| panic!("{} has no {css}: {}", self.path, self.words()))
    }

    /// What a person would read, for messages of failed assertions.
    pub fn words(&self) -> String {
        match self.select("body").first() {
            Some(body) if !self.body.is_empty() => text_of(*body),
            _ => self.body.clone(),
        }
    }
}

fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn text_of(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The fields of a form with some filled in otherwise; one that it has not is added.
pub fn changed(
    mut fields: Vec<(String, String)>,
    changes: &[(&str, &str)],
) -> Vec<(String, String)> {
    for (name, value) in changes {
        fields.retain(|(given, _)| given != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}
