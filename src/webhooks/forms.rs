use reqwest::Url;
use url::Host;

use super::mapping::WireType;
use super::model::{Endpoint, EndpointPlan, EventFilter};
use crate::integrations::standard_webhooks::is_public;
use crate::web::FieldErrors;

const NAME_MAX: usize = 120;
const URL_MAX: usize = 2000;

/// As sent: `event` stands once for each that is ticked.
#[derive(Debug, Default, Clone)]
pub struct EndpointForm {
    pub name: String,
    pub url: String,
    /// What was read when the form was opened.
    pub version: i32,
    pub(super) events: Vec<WireType>,
}

impl EndpointForm {
    pub fn of(fields: &[(String, String)]) -> Self {
        let values = |name: &'static str| {
            let of_name = fields.iter().filter(move |(field, _)| field == name);
            of_name.map(|(_, value)| value.as_str())
        };
        let ticked: Vec<&str> = values("event").collect();
        // In one order, whatever the order of the boxes.
        let events = WireType::ALL
            .iter()
            .copied()
            .filter(|kind| ticked.contains(&kind.as_str()));
        Self {
            name: values("name").collect(),
            url: values("url").collect(),
            version: values("version")
                .next()
                .and_then(|text| text.parse().ok())
                .unwrap_or(0),
            events: events.collect(),
        }
    }

    pub fn of_endpoint(endpoint: &Endpoint) -> Self {
        Self {
            name: endpoint.name.clone(),
            url: endpoint.url.clone(),
            version: endpoint.version,
            events: endpoint.events.0.clone(),
        }
    }

    pub fn has(&self, kind: WireType) -> bool {
        self.events.contains(&kind)
    }

    /// With `allows_private`, also addresses of this machine and its network, and without TLS.
    pub fn parse(&self, allows_private: bool) -> Result<EndpointPlan, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().count() {
            0 => errors.add("name", "field-required"),
            length if length > NAME_MAX => errors.add("name", "field-too-long"),
            _ => {}
        }
        let url = errors.check("url", checked_url(&self.url, allows_private));
        match url {
            Some(url) if errors.is_empty() => Ok(EndpointPlan {
                name,
                url,
                events: EventFilter(self.events.clone()),
            }),
            _ => Err(errors),
        }
    }
}

/// What a name leads to is looked at before each delivery; here only what can be read off the address.
fn checked_url(typed: &str, allows_private: bool) -> Result<String, &'static str> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err("field-required");
    }
    if typed.len() > URL_MAX {
        return Err("field-too-long");
    }
    let url: Url = typed.parse().map_err(|_| "webhooks-url-invalid")?;
    match url.scheme() {
        "https" => {}
        "http" if allows_private => {}
        "http" => return Err("webhooks-url-https"),
        _ => return Err("webhooks-url-invalid"),
    }
    let is_public = match url.host() {
        Some(Host::Ipv4(address)) => is_public(address.into()),
        Some(Host::Ipv6(address)) => is_public(address.into()),
        Some(Host::Domain(name)) => !(name == "localhost" || name.ends_with(".localhost")),
        None => return Err("webhooks-url-invalid"),
    };
    match is_public || allows_private {
        true => Ok(url.into()),
        false => Err("webhooks-url-private"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> EndpointForm {
        let owned: Vec<_> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        EndpointForm::of(&owned)
    }

    #[test]
    fn an_endpoint_hears_of_what_was_ticked() {
        let plan = form(&[
            ("name", " Mi  bodega "),
            ("url", " https://hooks.example/x?y=1 "),
            ("event", "pago.recibido"),
            ("event", "cliente.creado"),
            ("event", "nada"),
        ]);
        let plan = plan.parse(false).unwrap();
        assert_eq!(plan.name, "Mi bodega");
        assert_eq!(plan.url, "https://hooks.example/x?y=1");
        assert_eq!(
            plan.events.0,
            [WireType::CustomerCreated, WireType::PaymentReceived]
        );
    }

    #[test]
    fn none_ticked_is_all_of_them() {
        let plan = form(&[("name", "a"), ("url", "https://hooks.example/")]);
        let filter = plan.parse(false).unwrap().events;
        assert!(WireType::ALL.iter().all(|kind| filter.lets_pass(*kind)));
    }

    #[test]
    fn addresses_that_lead_inside_are_refused_at_the_field() {
        for (url, key) in [
            ("", "field-required"),
            ("hooks.example", "webhooks-url-invalid"),
            ("ftp://hooks.example", "webhooks-url-invalid"),
            ("http://hooks.example/", "webhooks-url-https"),
            ("https://127.0.0.1/", "webhooks-url-private"),
            ("https://0x7f000001/", "webhooks-url-private"),
            ("https://[::1]/", "webhooks-url-private"),
            ("https://169.254.169.254/", "webhooks-url-private"),
            ("https://localhost:8443/", "webhooks-url-private"),
        ] {
            let errors = form(&[("name", "a"), ("url", url)]).parse(false);
            assert_eq!(errors.unwrap_err().get("url"), Some(key), "{url}");
        }
    }

    #[test]
    fn where_it_is_allowed_they_are_taken() {
        for url in [
            "http://127.0.0.1:9000/",
            "https://10.0.0.7/",
            "http://localhost/",
        ] {
            let plan = form(&[("name", "a"), ("url", url)]).parse(true);
            assert_eq!(plan.unwrap().url, url);
        }
    }
}
