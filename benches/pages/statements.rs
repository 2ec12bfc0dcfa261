//! A page's statements out of the server's log, and `pgbench` answering them.

use std::io::Write as _;
use std::process::Command;
use std::time::Duration;

/// How the pool asks whether a connection lives: no statement of a page.
const PING: &str = "SELECT 1";

/// The statements of a log of `log_statement = all`, with their parameters in place.
pub fn read(log: &str) -> Vec<String> {
    let mut statements = all(log);
    statements.retain(|statement| statement != PING);
    statements
}

fn all(log: &str) -> Vec<String> {
    let mut statements: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in log.lines() {
        if let Some(rest) = line.strip_prefix('\t').filter(|_| is_open) {
            let statement = statements.last_mut().expect("an open statement");
            statement.push('\n');
            statement.push_str(rest);
        } else if let Some((_, executed)) = line.split_once("LOG:  execute ") {
            statements.push(
                executed
                    .split_once(": ")
                    .map_or(executed, |(_, sql)| sql)
                    .to_owned(),
            );
            is_open = true;
        } else {
            is_open = false;
            if let (Some((_, parameters)), Some(statement)) = (
                line.split_once("DETAIL:  parameters: "),
                statements.last_mut(),
            ) {
                *statement = fill_in(statement, parameters);
            }
        }
    }
    statements
}

/// Replaces `$1`, `$2` … by the literals of a log's `$1 = 'a', $2 = NULL`, from the highest number down, so that `$1`
/// does not take the front of `$12`.
fn fill_in(statement: &str, parameters: &str) -> String {
    let mut filled = statement.to_owned();
    let count = (1..)
        .take_while(|n| parameters.contains(&format!("${n} = ")))
        .count();
    for n in (1..=count).rev() {
        let start =
            parameters.find(&format!("${n} = ")).expect("counted") + format!("${n} = ").len();
        let end = parameters[start..]
            .find(&format!(", ${} = ", n + 1))
            .map_or(parameters.len(), |end| start + end);
        filled = filled.replace(&format!("${n}"), &typed(&parameters[start..end]));
    }
    filled
}

/// A literal alone says nothing of its type, which the parameter had: `least('2025-01-01', …)` would be a text.
fn typed(literal: &str) -> String {
    let is_date = literal
        .trim_matches('\'')
        .parse::<chrono::NaiveDate>()
        .is_ok();
    match is_date {
        true => format!("{literal}::date"),
        // `pgbench` takes what follows a colon for the name of a variable.
        false if literal.contains(':') => {
            let escaped = literal.replace('\\', "\\\\").replace(':', "\\x3A");
            format!("E{escaped}")
        }
        false => literal.to_owned(),
    }
}

/// Transactions per second of `pgbench`, each of them all the statements, prepared once per connection.
pub fn pgbench(url: &str, statements: &[String], connections: usize, time: Duration) -> f64 {
    let mut script = tempfile::NamedTempFile::new().expect("a file");
    for statement in statements {
        writeln!(script, "{};", statement.trim_end_matches(';')).expect("a script");
    }
    let output = Command::new(pgbench_program())
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .arg(format!("--client={connections}"))
        .arg(format!("--time={}", time.as_secs()))
        .arg("--file")
        .arg(script.path())
        .arg(url)
        .output()
        .expect("pgbench runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text
        .lines()
        .find(|line| line.starts_with("tps = "))
        .unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    line["tps = ".len()..]
        .split(' ')
        .next()
        .and_then(|number| number.parse().ok())
        .expect("a rate")
}

fn pgbench_program() -> String {
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut found: Vec<_> = debian
        .map(|version| version.path().join("bin/pgbench"))
        .filter(|program| program.exists())
        .collect();
    found.sort();
    found.pop().map_or_else(
        || "pgbench".to_owned(),
        |program| program.display().to_string(),
    )
}
