//! What the facts mean. Pure.

use chrono::Duration;

use crate::text_enum;

use super::facts::{Collation, Facts, Figures, Queue};
use super::given::Given;

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
    pub given: Vec<(&'static str, Given)>,
}

/// The program's clock and the database's may differ by so much: sessions and links end in minutes.
const CLOCK_FINE_MS: i64 = 2_000;
const CLOCK_BAD_MS: i64 = 60_000;
/// Less free space on the disk deserves a look, and less than that stops the database soon.
const DISK_FINE: u64 = 2 << 30;
const DISK_BAD: u64 = 256 << 20;
/// A job that is due for so long has nobody who takes it.
const QUEUE_FINE_SECONDS: i64 = 300;
/// What was said longer ago says nothing of today.
const ANSWER_FINE: Duration = Duration::hours(24);
/// The oldest that the statements are written for.
const OLDEST_MAJOR: u32 = 15;

/// Every finding, in the order in which things stand on each other.
pub fn findings(facts: &Facts) -> Vec<Finding> {
    let mut found = vec![server(facts), extensions(facts)];
    found.extend([
        collation(&facts.collations),
        schema(facts),
        clock(facts),
        disk(facts),
        tools(facts),
    ]);
    found.extend(facts.figures.as_ref().map(figures));
    found.extend(facts.queue.as_ref().map(queue));
    if !facts.left_copies.is_empty() {
        let given = vec![("names", facts.left_copies.join(", ").into())];
        found.push(finding(
            "copies",
            State::Warning,
            "doctor-copies-left",
            given,
        ));
    }
    if let Some(day) = &facts.pinned {
        let given = vec![("day", Given::Day(*day))];
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
    given: Vec<(&'static str, Given)>,
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
        ("version", facts.server_version.clone().into()),
        ("size", Given::Bytes(facts.database_bytes)),
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
            let given = vec![("missing", missing.into())];
            finding("extensions", State::Bad, "doctor-extensions-missing", given)
        }
    }
}

/// Another version of the sorting rules than the indexes were built with sorts them wrong.
fn collation(collations: &[Collation]) -> Finding {
    let is_changed = |one: &&Collation| match (&one.stored, &one.actual) {
        (Some(stored), Some(actual)) => stored != actual,
        _ => false,
    };
    let changed: Vec<_> = collations.iter().filter(is_changed).collect();
    if changed.is_empty() {
        return finding("collation", State::Fine, "doctor-collation-fine", vec![]);
    }
    let listed = |part: fn(&Collation) -> String| {
        let parts: Vec<_> = changed.iter().map(|one| part(one)).collect();
        Given::Words(parts.join(", "))
    };
    let given = vec![
        ("name", listed(|one| one.name.clone())),
        (
            "stored",
            listed(|one| one.stored.clone().unwrap_or_default()),
        ),
        (
            "actual",
            listed(|one| one.actual.clone().unwrap_or_default()),
        ),
    ];
    finding("collation", State::Bad, "doctor-collation-changed", given)
}

/// How it stands with something outside that was asked so long ago, and the text that says so.
pub fn connection(is_ok: bool, age: Duration) -> (State, &'static str) {
    match (is_ok, age <= ANSWER_FINE) {
        (true, true) => (State::Fine, "doctor-connection-fine"),
        (true, false) => (State::Warning, "doctor-connection-old"),
        (false, _) => (State::Bad, "doctor-connection-bad"),
    }
}

fn schema(facts: &Facts) -> Finding {
    if facts.is_half_restored {
        return finding("schema", State::Bad, "doctor-schema-half", vec![]);
    }
    match &facts.pending {
        Ok(0) => finding("schema", State::Fine, "doctor-schema-fine", vec![]),
        Ok(steps) => {
            let given = vec![("steps", steps.to_string().into())];
            finding("schema", State::Warning, "doctor-schema-pending", given)
        }
        Err(why) => {
            let given = vec![("why", why.clone().into())];
            finding("schema", State::Bad, "doctor-schema-newer", given)
        }
    }
}

fn clock(facts: &Facts) -> Finding {
    let apart = facts.clock_apart_ms.abs();
    let given = vec![("seconds", Given::Number(apart / 1000))];
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
    let given = vec![(
        "free",
        Given::Bytes(i64::try_from(free).unwrap_or(i64::MAX)),
    )];
    match free {
        free if free >= DISK_FINE => finding("disk", State::Fine, "doctor-disk-fine", given),
        free if free >= DISK_BAD => finding("disk", State::Warning, "doctor-disk-low", given),
        _ => finding("disk", State::Bad, "doctor-disk-low", given),
    }
}

fn tools(facts: &Facts) -> Finding {
    match &facts.tools_major {
        Ok(major) => {
            let given = vec![
                ("version", major.to_string().into()),
                ("server", facts.server_major.to_string().into()),
            ];
            match *major == facts.server_major {
                true => finding("tools", State::Fine, "doctor-tools-fine", given),
                // It writes backups that this server does not take back.
                false => finding("tools", State::Warning, "doctor-tools-newer", given),
            }
        }
        Err(why) => {
            let given = vec![("why", why.clone().into())];
            finding("tools", State::Warning, "doctor-tools-missing", given)
        }
    }
}

fn figures(figures: &Figures) -> Finding {
    if figures.customers_counted != figures.customers_kept {
        let given = vec![
            ("counted", Given::Number(figures.customers_counted)),
            ("kept", Given::Number(figures.customers_kept)),
        ];
        return finding("figures", State::Bad, "doctor-figures-differ", given);
    }
    if figures.day != figures.today || !figures.has_thresholds {
        let given = vec![
            ("day", Given::Day(figures.day)),
            ("today", Given::Day(figures.today)),
        ];
        return finding("figures", State::Warning, "doctor-figures-behind", given);
    }
    let given = vec![("day", Given::Day(figures.day))];
    finding("figures", State::Fine, "doctor-figures-fine", given)
}

fn queue(queue: &Queue) -> Finding {
    let minutes = queue.oldest_due_seconds / 60;
    let given = vec![
        ("failed", Given::Number(queue.failed)),
        ("waiting", Given::Number(queue.waiting)),
        ("minutes", Given::Number(minutes)),
    ];
    match (queue.oldest_due_seconds > QUEUE_FINE_SECONDS, queue.failed) {
        (true, _) => finding("queue", State::Bad, "doctor-queue-stuck", given),
        (false, 0) => finding("queue", State::Fine, "doctor-queue-fine", given),
        (false, _) => finding("queue", State::Warning, "doctor-queue-failed", given),
    }
}

/// Mail is what most of the program is for.
pub fn no_mail() -> Finding {
    finding("smtp", State::Warning, "doctor-mail-none", vec![])
}

/// It is set up and nobody has asked it yet.
pub fn unasked(name: &str) -> Finding {
    finding(name, State::Warning, "doctor-connection-unasked", vec![])
}

pub fn nothing_outside() -> Finding {
    finding(
        "connections",
        State::Fine,
        "doctor-connections-none",
        vec![],
    )
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
            is_half_restored: false,
            left_copies: vec![],
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
        bad(|facts| facts.is_half_restored = true, "schema");
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
        facts.pinned = chrono::NaiveDate::from_ymd_opt(2025, 10, 26);
        facts.left_copies = vec!["vinculo_rehearsal_abc".into()];
        for name in [
            "schema", "clock", "disk", "tools", "figures", "queue", "copies", "today",
        ] {
            assert_eq!(state_of(&facts, name), State::Warning, "{name}");
        }
        assert_eq!(worst(&findings(&facts)), State::Warning);
        facts.tools_major = Ok(17);
        assert_eq!(state_of(&facts, "tools"), State::Warning, "newer tools");
    }

    #[test]
    fn the_rules_to_sort_by_are_one_finding_however_many_there_are() {
        let mut facts = well();
        facts.collations.push(facts.collations[0].clone());
        let of_sorting = |facts: &Facts| {
            let found = findings(facts).into_iter();
            let mut sorting = found.filter(|one| one.name == "collation");
            (sorting.next().unwrap().state, sorting.count())
        };
        assert_eq!(of_sorting(&facts), (State::Fine, 0));
        facts.collations[1].actual = Some("154".into());
        assert_eq!(of_sorting(&facts), (State::Bad, 0));
    }

    #[test]
    fn what_answered_yesterday_is_no_news_and_what_did_not_is_bad_still() {
        let states = [(true, 1), (true, 25), (false, 1), (false, 25)]
            .map(|(is_ok, hours)| connection(is_ok, Duration::hours(hours)).0);
        assert_eq!(
            states,
            [State::Fine, State::Warning, State::Bad, State::Bad]
        );
    }
}
