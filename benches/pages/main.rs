//! How fast the hot pages are, beside bare PostgreSQL answering the same statements: `bin/bench`.
//!
//! For the spa's size and for a large business: requests per second and the 99th percentile of each page over eight
//! connections, then `pgbench` with the statements that the page sends (read from the server's log) over as many, and
//! the ratio of both; memory; time from start to the first page. One run measures both sides, on an idle machine.

mod client;
mod program;
mod statements;

use std::time::Duration;

use program::Program;

const CONNECTIONS: usize = 8;

struct Size {
    name: &'static str,
    /// Arguments of `vinculo demo`.
    demo: &'static [&'static str],
}

const SIZES: [Size; 2] = [
    Size {
        name: "spa",
        demo: &[],
    },
    Size {
        name: "large",
        demo: &["--customers", "200000", "--services", "5000000"],
    },
];

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let option = |name: &str| {
        arguments
            .iter()
            .position(|argument| argument == name)
            .and_then(|at| arguments.get(at + 1))
    };
    let seconds = option("--seconds")
        .and_then(|text| text.parse().ok())
        .unwrap_or(10);
    for size in SIZES
        .iter()
        .filter(|size| option("--size").is_none_or(|only| only == size.name))
    {
        measure(size, Duration::from_secs(seconds));
    }
}

fn measure(size: &Size, time: Duration) {
    let program = Program::start(size.demo);
    println!(
        "\n## {}: {} customers, {} services",
        size.name,
        program.number("SELECT count(*) FROM customers"),
        program.number("SELECT count(*) FROM service_history")
    );
    println!(
        "start to first page {} ms; at rest: {}",
        program.first_page.as_millis(),
        program.memory()
    );
    let session = client::sign_in(program.address, program::EMAIL, program::PASSWORD);
    let customer = program.number(
        "SELECT customer_id FROM customer_metrics ORDER BY services DESC, customer_id LIMIT 1",
    );
    let invoice = program.number(
        "SELECT invoice_id FROM payments GROUP BY invoice_id ORDER BY count(*) DESC, invoice_id LIMIT 1",
    );
    let pages = [
        ("dashboard", "/".to_owned()),
        ("search", "/customers?q=mu%C3%B1oz".to_owned()),
        ("profile", format!("/customers/{customer}")),
        ("history", format!("/customers/{customer}/history")),
        ("work list", "/activities".to_owned()),
        ("board", "/opportunities".to_owned()),
        ("invoices", "/invoices".to_owned()),
        ("invoice", format!("/invoices/{invoice}")),
    ];
    println!(
        "{:<10} {:>9} {:>8} {:>8} {:>11} {:>6}  statements",
        "page", "req/s", "p50 ms", "p99 ms", "pgbench/s", "ratio"
    );
    for (name, path) in pages {
        let statements = program.statements_of(|| client::fetch(program.address, &session, &path));
        let load = client::load(program.address, &session, &path, CONNECTIONS, time);
        let bare = statements::pgbench(&program.url, &statements, CONNECTIONS, time);
        println!(
            "{name:<10} {:>9.0} {:>8.1} {:>8.1} {:>11.0} {:>6.2}  {}",
            load.per_second,
            load.p50,
            load.p99,
            bare,
            load.per_second / bare,
            statements.len()
        );
    }
    println!("under load: {}", program.memory());
}
