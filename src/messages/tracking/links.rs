//! A mail's links on the product's own address, and back. Pure.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use url::Url;

use super::model::{NewLink, Policy};

/// Where a link stands: the address of an `<a>`.
static ANCHOR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?is)(<a\s[^>]*?\bhref\s*=\s*)("[^"]*"|'[^']*')"#).ok());
/// An address in plain text, up to where people and programs end it.
static IN_TEXT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)https?://[^\s<>"]*[^\s<>".,;:!?)\]]"#).ok());

/// A mail as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    pub html: String,
    pub text: String,
    pub links: Vec<NewLink>,
}

/// Leads each link that leaves the product through `base`, in both versions alike, and adds the pixel.
///
/// An address that stands in the mail twice is one link. `token` gives a secret of its own to each.
pub fn trace(
    policy: &Policy,
    base: &Url,
    (html, text): (&str, &str),
    mut token: impl FnMut() -> String,
) -> Traced {
    let mut links: Vec<NewLink> = Vec::new();
    let (mut html, mut text) = (html.to_owned(), text.to_owned());
    if policy.clicks {
        html = replace_in_html(&html, |url| {
            let url = foreign(url, base)?;
            if let Some(known) = known(&links, &url) {
                return Some(followed(base, &known.token));
            }
            let is_booking = policy.booking_url.as_deref().and_then(parsed) == Some(url.clone());
            let link = NewLink {
                token: token(),
                label: if is_booking { "booking" } else { "link" },
                url: Some(url),
            };
            let address = followed(base, &link.token);
            links.push(link);
            Some(address)
        });
        text = replace_in_text(&text, |url| {
            let link = known(&links, &foreign(url, base)?)?;
            Some(followed(base, &link.token))
        });
    }
    if policy.opens {
        let link = NewLink {
            token: token(),
            label: "pixel",
            url: None,
        };
        html = with_pixel(&html, &pixel(base, &link.token));
        links.push(link);
    }
    Traced { html, text, links }
}

/// Token and address of a link; the pixel has none.
pub type Pair = (String, Option<String>);

/// A mail's HTML as it was written, for those who only look at it.
pub fn untraced_html(html: &str, base: &Url, links: &[Pair]) -> String {
    untraced(html, base, links, escaped)
}

/// The same of its plain text.
pub fn untraced_text(text: &str, base: &Url, links: &[Pair]) -> String {
    untraced(text, base, links, str::to_owned)
}

fn untraced(text: &str, base: &Url, links: &[Pair], written: impl Fn(&str) -> String) -> String {
    let plain = |text: String, (token, url): &Pair| match url {
        Some(url) => text.replace(&followed(base, token), &written(url)),
        None => text.replace(&pixel(base, token), ""),
    };
    links.iter().fold(text.to_owned(), plain)
}

fn known<'a>(links: &'a [NewLink], url: &str) -> Option<&'a NewLink> {
    links.iter().find(|link| link.url.as_deref() == Some(url))
}

/// The address as it is stored, if it leads away from the product.
fn foreign(url: &str, base: &Url) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    let is_foreign = matches!(url.scheme(), "http" | "https") && url.origin() != base.origin();
    is_foreign.then(|| url.into())
}

fn parsed(url: &str) -> Option<String> {
    Url::parse(url).ok().map(String::from)
}

fn followed(base: &Url, token: &str) -> String {
    with_path(base, &format!("/t/{token}"))
}

fn pixel(base: &Url, token: &str) -> String {
    let address = with_path(base, &format!("/o/{token}.gif"));
    format!(
        r#"<img src="{address}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">"#
    )
}

fn with_path(base: &Url, path: &str) -> String {
    let mut url = base.clone();
    url.set_path(path);
    url.into()
}

fn with_pixel(html: &str, pixel: &str) -> String {
    match html.rfind("</body>") {
        Some(end) => format!("{}{pixel}{}", &html[..end], &html[end..]),
        None => format!("{html}{pixel}"),
    }
}

fn replace_in_html(html: &str, mut replacement: impl FnMut(&str) -> Option<String>) -> String {
    let Some(anchor) = ANCHOR.as_ref() else {
        return html.to_owned();
    };
    let replace = |found: &Captures<'_>| {
        let quoted = &found[2];
        match replacement(&unescaped(&quoted[1..quoted.len() - 1])) {
            Some(address) => format!("{}\"{address}\"", &found[1]),
            None => found[0].to_owned(),
        }
    };
    anchor.replace_all(html, replace).into_owned()
}

fn replace_in_text(text: &str, mut replacement: impl FnMut(&str) -> Option<String>) -> String {
    let Some(in_text) = IN_TEXT.as_ref() else {
        return text.to_owned();
    };
    let replace =
        |found: &Captures<'_>| replacement(&found[0]).unwrap_or_else(|| found[0].to_owned());
    in_text.replace_all(text, replace).into_owned()
}

/// An attribute's value as it was before it was written into a page.
fn unescaped(value: &str) -> String {
    const ENTITIES: [(&str, &str); 9] = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#x26;", "&"),
        ("&#38;", "&"),
        ("&#x2f;", "/"),
        // Last: what it leaves is not looked at again.
        ("&amp;", "&"),
    ];
    ENTITIES
        .iter()
        .fold(value.to_owned(), |value, (entity, text)| {
            value.replace(entity, text)
        })
}

fn escaped(url: &str) -> String {
    url.replace('&', "&amp;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = r#"<body><a class="x" href="https://reservas.example/aremko?a=1&amp;b=2">Reservar</a>
<A HREF='https://mapa.example/'>Mapa</A> <a href="mailto:a@b.cl">a</a> <a href="https://crm.example/u/secreto">Baja</a>
<a href="https://reservas.example/aremko?a=1&#38;b=2">otra vez</a></body>"#;
    const TEXT: &str = "Reservar: https://reservas.example/aremko?a=1&b=2.\nMapa (https://mapa.example/x)\nBaja: https://crm.example/u/secreto";

    fn base() -> Url {
        Url::parse("https://crm.example").unwrap()
    }

    fn policy(clicks: bool, opens: bool) -> Policy {
        Policy {
            clicks,
            opens,
            booking_url: Some("https://reservas.example/aremko?a=1&b=2".into()),
        }
    }

    fn traced(policy: &Policy) -> Traced {
        let mut count = 0;
        trace(policy, &base(), (HTML, TEXT), || {
            count += 1;
            format!("token{count}")
        })
    }

    #[test]
    fn links_that_leave_the_product_are_stored_and_lead_through_it() {
        let traced = traced(&policy(true, false));
        let links: Vec<_> = traced
            .links
            .iter()
            .map(|link| (link.label, link.url.as_deref().unwrap()))
            .collect();
        assert_eq!(
            links,
            [
                ("booking", "https://reservas.example/aremko?a=1&b=2"),
                ("link", "https://mapa.example/")
            ]
        );
        assert_eq!(
            traced.html.matches("https://crm.example/t/token1").count(),
            2
        );
        assert_eq!(
            traced.html.matches("https://crm.example/t/token2").count(),
            1
        );
        assert!(traced.html.contains("https://crm.example/u/secreto"));
        assert!(traced.html.contains("mailto:a@b.cl"));
        assert!(!traced.html.contains("reservas.example"));
    }

    #[test]
    fn the_text_has_the_same_links_and_no_other_is_touched() {
        let text = traced(&policy(true, false)).text;
        assert!(
            text.contains("Reservar: https://crm.example/t/token1.\n"),
            "{text}"
        );
        assert!(text.contains("(https://mapa.example/x)"), "{text}");
        assert!(text.contains("https://crm.example/u/secreto"), "{text}");
    }

    #[test]
    fn without_leave_the_mail_stays_as_it_is() {
        let plain = traced(&Policy::default());
        assert_eq!((plain.html.as_str(), plain.text.as_str()), (HTML, TEXT));
        assert!(plain.links.is_empty());
    }

    #[test]
    fn the_pixel_stands_at_the_end_and_is_nothing_in_the_text() {
        let traced = traced(&policy(false, true));
        assert!(traced.html.contains("/o/token1.gif"));
        assert!(traced.html.ends_with("border:0\"></body>"));
        assert_eq!(traced.text, TEXT);
    }

    #[test]
    fn a_preview_has_the_plain_links_and_no_pixel() {
        let traced = traced(&policy(true, true));
        let links: Vec<_> = traced
            .links
            .iter()
            .map(|link| (link.token.clone(), link.url.clone()))
            .collect();
        let html = untraced_html(&traced.html, &base(), &links);
        assert!(!html.contains("/t/") && !html.contains("/o/"), "{html}");
        assert_eq!(
            html.matches("reservas.example/aremko?a=1&amp;b=2").count(),
            2
        );
    }
}
