//! What the facts mean. Pure.

use crate::text_enum;

use super::facts::{Collation, Facts, Figures, Queue};

text_enum! {
    /// How it stands with one thing; what is worse comes later.
    pub enum State {
        Fine = "fine",
        /// It works, and somebody should look at it.
        Warning = "warning",
        Bad = "bad",
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `doctor-title-{name}` says what it is.
    pub name: String,
    pub state: State,
    /// The key of the text that says how it stands, and what it is given.
    pub text: &'static str,
    pub given: Vec<(&'static str, String)>,
}

/// The program's clock and the database's may differ by so much: sessions and links end in minutes.
const CLOCK_FINE_MS: i64 = 2_000;
const CLOCK_BAD_MS: i64 = 60_000;
/// Less free space on the disk deserves a look, and less than that stops the database soon.
const DISK_FINE: u64 = 2 << 30;
const DISK_BAD: u64 = 256 << 20;
/// A job that is due for so long has nobody who takes it.
const QUEUE_FINE_SECONDS: i64 = 300;
/// The oldest that the statements are written for.
const OLDEST_MAJOR: u32 = 15;

/// Every finding, in the order in which things stand on each other.
pub fn findings(facts: &Facts) -> Vec<Finding> {
    let mut found = vec![server(facts), extensions(facts)];
    found.extend(facts.collations.iter().map(collation));
    found.extend([schema(facts), clock(facts), disk(facts), tools(facts)]);
    found.extend(facts.figures.as_ref().map(figures));
    found.extend(facts.queue.as_ref().map(queue));
    if let Some(day) = &facts.pinned {
        let given = vec![("day", day.clone())];
        found.push(finding(
            "today",
            State::Warning,
            "doctor-today-pinned",
            given,
        ));
    }
    found
}

/// The state of the whole: that of the worst.
pub fn worst(findings: &[Finding]) -> State {
    let states = findings.iter().map(|finding| finding.state);
    states.max().unwrap_or(State::Fine)
}

fn finding(
    name: &str,
    state: State,
    text: &'static str,
    given: Vec<(&'static str, String)>,
) -> Finding {
    Finding {
        name: name.to_owned(),
        state,
        text,
        given,
    }
}

fn server(facts: &Facts) -> Finding {
    let given = vec![
        ("version", facts.server_version.clone()),
        ("size", megabytes(facts.database_bytes)),
    ];
    match facts.server_major >= OLDEST_MAJOR {
        true => finding("server", State::Fine, "doctor-server-fine", given),
        false => finding("server", State::Bad, "doctor-server-old", given),
    }
}

fn extensions(facts: &Facts) -> Finding {
    match facts.missing_extensions.join(", ") {
        missing if missing.is_empty() => {
            finding("extensions", State::Fine, "doctor-extensions-fine", vec![])
        }
        missing => {
            let given = vec![("missing", missing)];
            finding("extensions", State::Bad, "doctor-extensions-missing", given)
        }
    }
}

/// Another version of the sorting rules than the indexes were built with sorts them wrong.
fn collation(collation: &Collation) -> Finding {
    let given = vec![("name", collation.name.clone())];
    match (&collation.stored, &collation.actual) {
        (Some(stored), Some(actual)) if stored != actual => {
            let given = [
                given,
                vec![("stored", stored.clone()), ("actual", actual.clone())],
            ]
            .concat();
            finding("collation", State::Bad, "doctor-collation-changed", given)
        }
        _ => finding("collation", State::Fine, "doctor-collation-fine", given),
    }
}

fn schema(facts: &Facts) -> Finding {
    match &facts.pending {
        Ok(0) => finding("schema", State::Fine, "doctor-schema-fine", vec![]),
        Ok(steps) => {
            let given = vec![("steps", steps.to_string())];
            finding("schema", State::Warning, "doctor-schema-pending", given)
        }
        Err(why) => {
            let given = vec![("why", why.clone())];
            finding("schema", State::Bad, "doctor-schema-newer", given)
        }
    }
}

fn clock(facts: &Facts) -> Finding {
    let apart = facts.clock_apart_ms.abs();
    let given = vec![("seconds", (apart / 1000).to_string())];
    match apart {
        apart if apart <= CLOCK_FINE_MS => {
            finding("clock", State::Fine, "doctor-clock-fine", vec![])
        }
        apart if apart < CLOCK_BAD_MS => {
            finding("clock", State::Warning, "doctor-clock-apart", given)
        }
        _ => finding("clock", State::Bad, "doctor-clock-apart", given),
    }
}

fn disk(facts: &Facts) -> Finding {
    let Some(free) = facts.free_bytes else {
        return finding("disk", State::Warning, "doctor-disk-unknown", vec![]);
    };
    let given = vec![("free", megabytes(i64::try_from(free).unwrap_or(i64::MAX)))];
    match free {
        free if free >= DISK_FINE => finding("disk", State::Fine, "doctor-disk-fine", given),
        free if free >= DISK_BAD => finding("disk", State::Warning, "doctor-disk-low", given),
        _ => finding("disk", State::Bad, "doctor-disk-low", given),
    }
}

fn tools(facts: &Facts) -> Finding {
    match &facts.tools_major {
        Ok(major) => {
            let given = vec![("version", major.to_string())];
            finding("tools", State::Fine, "doctor-tools-fine", given)
        }
        Err(why) => {
            let given = vec![("why", why.clone())];
            finding("tools", State::Warning, "doctor-tools-missing", given)
        }
    }
}

fn figures(figures: &Figures) -> Finding {
    if figures.customers_counted != figures.customers_kept {
        let given = vec![
            ("counted", figures.customers_counted.to_string()),
            ("kept", figures.customers_kept.to_string()),
        ];
        return finding("figures", State::Bad, "doctor-figures-differ", given);
    }
    if figures.day != figures.today || !figures.has_thresholds {
        let given = vec![
            ("day", figures.day.to_string()),
            ("today", figures.today.to_string()),
        ];
        return finding("figures", State::Warning, "doctor-figures-behind", given);
    }
    let given = vec![("day", figures.day.to_string())];
    finding("figures", State::Fine, "doctor-figures-fine", given)
}

fn queue(queue: &Queue) -> Finding {
    let minutes = queue.oldest_due_seconds / 60;
    let given = vec![
        ("failed", queue.failed.to_string()),
        ("waiting", queue.waiting.to_string()),
        ("minutes", minutes.to_string()),
    ];
    match (queue.oldest_due_seconds > QUEUE_FINE_SECONDS, queue.failed) {
        (true, _) => finding("queue", State::Bad, "doctor-queue-stuck", given),
        (false, 0) => finding("queue", State::Fine, "doctor-queue-fine", given),
        (false, _) => finding("queue", State::Warning, "doctor-queue-failed", given),
    }
}

fn megabytes(bytes: i64) -> String {
    format!("{} MB", bytes / (1 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn well() -> Facts {
        let day = chrono::NaiveDate::from_ymd_opt(2025, 10, 26).unwrap();
        Facts {
            server_major: 15,
            server_version: "15.18".into(),
            database_bytes: 5 << 20,
            missing_extensions: vec![],
            collations: vec![Collation {
                name: "names".into(),
                stored: Some("153.120".into()),
                actual: Some("153.120".into()),
            }],
            pending: Ok(0),
            clock_apart_ms: -12,
            free_bytes: Some(8 << 30),
            tools_major: Ok(15),
            figures: Some(Figures {
                day,
                today: day,
                has_thresholds: true,
                customers_counted: 3053,
                customers_kept: 3053,
            }),
            queue: Some(Queue::default()),
            pinned: None,
        }
    }

    fn state_of(facts: &Facts, name: &str) -> State {
        let found = findings(facts);
        found.iter().find(|one| one.name == name).unwrap().state
    }

    #[test]
    fn all_is_well_where_nothing_is_wrong() {
        assert_eq!(worst(&findings(&well())), State::Fine);
    }

    #[test]
    fn each_fact_that_stops_the_program_is_bad() {
        let bad = |change: fn(&mut Facts), name: &str| {
            let mut facts = well();
            change(&mut facts);
            assert_eq!(state_of(&facts, name), State::Bad, "{name}");
            assert_eq!(worst(&findings(&facts)), State::Bad);
        };
        bad(|facts| facts.server_major = 14, "server");
        bad(
            |facts| facts.missing_extensions = vec!["pg_trgm".into()],
            "extensions",
        );
        bad(
            |facts| facts.collations[0].actual = Some("154".into()),
            "collation",
        );
        bad(|facts| facts.pending = Err("newer".into()), "schema");
        bad(|facts| facts.clock_apart_ms = 61_000, "clock");
        bad(|facts| facts.free_bytes = Some(1 << 20), "disk");
        bad(
            |facts| facts.figures.as_mut().unwrap().customers_kept = 3052,
            "figures",
        );
        bad(
            |facts| facts.queue.as_mut().unwrap().oldest_due_seconds = 301,
            "queue",
        );
    }

    #[test]
    fn what_works_and_should_be_looked_at_is_a_warning() {
        let mut facts = well();
        facts.pending = Ok(3);
        facts.clock_apart_ms = -3_000;
        facts.free_bytes = Some(1 << 30);
        facts.tools_major = Err("no pg_dump".into());
        facts.figures.as_mut().unwrap().has_thresholds = false;
        facts.queue.as_mut().unwrap().failed = 1;
        facts.pinned = Some("2025-10-26".into());
        for name in [
            "schema", "clock", "disk", "tools", "figures", "queue", "today",
        ] {
            assert_eq!(state_of(&facts, name), State::Warning, "{name}");
        }
        assert_eq!(worst(&findings(&facts)), State::Warning);
    }
}
