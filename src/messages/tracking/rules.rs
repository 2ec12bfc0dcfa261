//! Who opened a link, a picture or the unsubscribe page of a mail. Pure.
//!
//! Mail gateways open every link before their user sees the mail, and not all of them say who they are. What tells a
//! person is that they send a browser's agent, that they need time to read, and that they open one thing at a time.
//! Where a rule errs, it errs towards the machine: a figure that is shown as people's should be people's.

use chrono::{DateTime, TimeDelta, Utc};

use super::model::{By, Told};

/// Nobody has received, opened and read a mail so soon after the server took it.
const TOO_FAST: TimeDelta = TimeDelta::seconds(10);
/// A vendor's clock may be behind ours, and it cuts seconds off.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::seconds(2);
/// Who opens two different things of a mail within this time has not read what lies between.
pub const SWEEP: TimeDelta = TimeDelta::seconds(5);

/// Parts of the agents of scanners, previews and programming libraries, in lower case. Outlook's own agents are not
/// among them: its pictures are loaded by a reader.
const SCANNERS: [&str; 43] = [
    "crawl",
    "spider",
    "preview",
    "scan",
    "monitor",
    "barracuda",
    "proofpoint",
    "mimecast",
    "symantec",
    "forcepoint",
    "trendmicro",
    "trend micro",
    "sophos",
    "fortinet",
    "fortiguard",
    "cloudmark",
    "zscaler",
    "ironport",
    "safelinks",
    "virustotal",
    "existence discovery",
    "protocol discovery",
    "headless",
    "phantomjs",
    "facebookexternalhit",
    "whatsapp",
    "embedly",
    "slack-imgproxy",
    "curl",
    "wget",
    "python",
    "go-http-client",
    "java/",
    "okhttp",
    "apache-httpclient",
    "axios",
    "node-fetch",
    "undici",
    "libwww",
    "ruby",
    "guzzle",
    "reqwest",
    "powershell",
];

/// A maker of telephones, whose browsers name it.
const CUBOT: &str = "cubot";

/// What a request says of who sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub at: DateTime<Utc>,
    pub is_head: bool,
    /// The browser fetched it in advance and says so.
    pub is_prefetch: bool,
    pub agent: Agent,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agent {
    /// As sent; empty where nothing was.
    Said(String),
    /// A vendor saw the request and does not tell.
    Unreported,
    /// The vendor says that it was a proxy.
    ReportedProxy,
}

/// By whom it was; `handed_over_at` is when a server was given the mail, as far as it is known.
pub fn tell(seen: &Seen, handed_over_at: Option<DateTime<Utc>>) -> (By, Told) {
    if seen.is_head {
        return (By::Machine, Told::Head);
    }
    match &seen.agent {
        Agent::ReportedProxy => return (By::Proxy, Told::Brevo),
        Agent::Said(agent) => {
            if let Some(told) = tell_agent(agent.trim()) {
                return told;
            }
        }
        Agent::Unreported => {}
    }
    if seen.is_prefetch {
        return (By::Machine, Told::Prefetch);
    }
    match handed_over_at.map(|handed_over| seen.at - handed_over) {
        Some(since) if since > -CLOCKS_DIFFER && since < TOO_FAST => (By::Machine, Told::TooFast),
        _ if seen.agent == Agent::Unreported => (By::Person, Told::Brevo),
        _ => (By::Person, Told::Reader),
    }
}

fn tell_agent(agent: &str) -> Option<(By, Told)> {
    // What Apple's privacy proxy sends, and nobody else.
    if agent == "Mozilla/5.0" {
        return Some((By::Proxy, Told::AppleProxy));
    }
    let agent = agent.to_lowercase();
    let has = |part: &str| agent.contains(part);
    if agent.is_empty() {
        Some((By::Machine, Told::NoAgent))
    } else if has("googleimageproxy") {
        Some((By::Proxy, Told::GmailProxy))
    } else if has("yahoomailproxy") {
        Some((By::Proxy, Told::YahooProxy))
    } else if SCANNERS.iter().any(|part| has(part)) || (has("bot") && !has(CUBOT)) {
        Some((By::Machine, Told::Scanner))
    } else {
        None
    }
}

/// What was opened of a mail: one link, its pixel, or its unsubscribe page.
pub type Target = Option<i64>;

/// Something of a mail that was opened, not by a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    pub id: i64,
    pub target: Target,
    pub at: DateTime<Utc>,
}

/// Which events are found to be a sweep's when `new` is added to `others` of the same mail: those of different targets
/// within [`SWEEP`] of each other, `new` among them. In whatever order they arrive, the same are found.
pub fn sweep(new: Opened, others: &[Opened]) -> Vec<i64> {
    let is_part =
        |other: &&Opened| other.target != new.target && (other.at - new.at).abs() <= SWEEP;
    let mut found: Vec<i64> = others.iter().filter(is_part).map(|part| part.id).collect();
    if !found.is_empty() {
        found.push(new.id);
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_760_000_000 + seconds, 0).unwrap()
    }

    fn seen(agent: &str, seconds: i64) -> Seen {
        Seen {
            at: at(seconds),
            is_head: false,
            is_prefetch: false,
            agent: Agent::Said(agent.to_owned()),
        }
    }

    fn told(agent: &str) -> (By, Told) {
        tell(&seen(agent, 3600), Some(at(0)))
    }

    #[test]
    fn a_browser_that_had_time_to_read_is_a_person() {
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
        let outlook = "Mozilla/4.0 (compatible; ms-office; MSOffice 16)";
        let cubot = "Mozilla/5.0 (Linux; Android 12; CUBOT X50) Chrome/128.0 Mobile Safari/537.36";
        for agent in [CHROME, safari, outlook, cubot] {
            assert_eq!(told(agent), (By::Person, Told::Reader), "{agent}");
        }
    }

    #[test]
    fn machines_that_name_themselves_are_believed() {
        for agent in [
            "curl/8.5.0",
            "python-requests/2.32",
            "Mozilla/5.0 (compatible; bingbot/2.0)",
            "BarracudaCentral Link Check",
            "Microsoft Office Existence Discovery",
            "WhatsApp/2.24",
            "Mozilla/5.0 (X11; Linux x64) HeadlessChrome/120.0",
            "Microsoft URL Preview",
        ] {
            assert_eq!(told(agent), (By::Machine, Told::Scanner), "{agent}");
        }
        assert_eq!(told(" "), (By::Machine, Told::NoAgent));
    }

    #[test]
    fn proxies_are_named_as_what_they_are() {
        assert_eq!(told("Mozilla/5.0"), (By::Proxy, Told::AppleProxy));
        let gmail = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
        assert_eq!(told(gmail), (By::Proxy, Told::GmailProxy));
        let yahoo = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html";
        assert_eq!(told(yahoo), (By::Proxy, Told::YahooProxy));
    }

    #[test]
    fn head_prefetch_and_haste_are_a_machines() {
        let head = Seen {
            is_head: true,
            ..seen(CHROME, 3600)
        };
        assert_eq!(tell(&head, Some(at(0))), (By::Machine, Told::Head));
        let prefetch = Seen {
            is_prefetch: true,
            ..seen(CHROME, 3600)
        };
        assert_eq!(tell(&prefetch, None), (By::Machine, Told::Prefetch));
        for (seconds, expected) in [
            (-1, Told::TooFast),
            (9, Told::TooFast),
            (10, Told::Reader),
            (-5000, Told::Reader),
        ] {
            assert_eq!(tell(&seen(CHROME, seconds), Some(at(0))).1, expected);
        }
    }

    fn opened(id: i64, target: i64, seconds: i64) -> Opened {
        Opened {
            id,
            target: Some(target),
            at: at(seconds),
        }
    }

    #[test]
    fn several_things_at_once_are_a_sweep_also_the_first_of_them() {
        let first = opened(1, 1, 0);
        assert_eq!(sweep(first, &[]), Vec::<i64>::new());
        assert_eq!(sweep(opened(2, 2, 1), &[first]), [1, 2]);
    }

    #[test]
    fn the_same_link_twice_or_another_one_later_is_no_sweep() {
        let first = opened(1, 1, 0);
        assert!(sweep(opened(2, 1, 1), &[first]).is_empty());
        assert!(sweep(opened(2, 2, 6), &[first]).is_empty());
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_does_not_matter(
            events in proptest::collection::vec((0..4i64, 0..60i64), 0..12).prop_flat_map(|events| {
                let numbered: Vec<_> = (0..).zip(events).map(|(id, (target, at))| opened(id, target, at)).collect();
                Just(numbered).prop_shuffle()
            })
        ) {
            let mut found = BTreeSet::new();
            for (before, new) in events.iter().enumerate() {
                found.extend(sweep(*new, &events[..before]));
            }
            let is_swept = |one: &&Opened| events.iter().any(|other| {
                other.target != one.target && (other.at - one.at).abs() <= SWEEP
            });
            let expected: BTreeSet<i64> = events.iter().filter(is_swept).map(|event| event.id).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn no_agent_makes_it_panic_and_a_head_is_never_a_person(agent in "\\PC*", seconds in -100..100i64) {
            let mut seen = seen(&agent, seconds);
            tell(&seen, Some(at(0)));
            seen.is_head = true;
            prop_assert_eq!(tell(&seen, Some(at(0))).0, By::Machine);
        }
    }
}
