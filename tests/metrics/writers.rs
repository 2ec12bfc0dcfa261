//! Many writers at once, on the same few customers, while the day moves: no difference and nobody is turned away.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use vinculo::history::metrics;

use crate::database::{TestDb, connect, date};

const WRITERS: usize = 16;
const DURATION: Duration = Duration::from_secs(4);

/// One of the changes of a writer; `random()` chooses the rows.
const CHANGES: [&str; 4] = [
    "INSERT INTO service_history (customer_id, service_id, category, name, date, price)
     SELECT 1 + random() * 19, 1 + random() * 3, 'x', 'y', date '2025-11-10' - (random() * 300)::integer, 1000 * row
     FROM generate_series(1, 5) AS row",
    "UPDATE service_history SET customer_id = 1 + random() * 19, service_id = 1 + random() * 3, price = price + 7
     WHERE id IN (SELECT id FROM service_history WHERE customer_id = 1 + floor(random() * 19)
                  ORDER BY id LIMIT 3 FOR UPDATE SKIP LOCKED)",
    "DELETE FROM service_history
     WHERE id IN (SELECT id FROM service_history ORDER BY random() LIMIT 4 FOR UPDATE SKIP LOCKED)",
    "UPDATE customers SET full_name = 'N' || random(), deleted_at = CASE WHEN deleted_at IS NULL THEN now() END
     WHERE id = (SELECT 1 + floor(random() * 19))",
];

#[test]
fn many_writers_and_a_moving_day_leave_no_difference() {
    let test = TestDb::new();
    test.sql(
        "INSERT INTO customers (id, full_name) SELECT id, 'N' || id FROM generate_series(1, 20) AS id;
         INSERT INTO services (id, category, name) SELECT id, 'Spa', 'S' || id FROM generate_series(1, 4) AS id;",
    );
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers = (0..WRITERS).map(|_| scope.spawn(|| write(&test.url, &over)));
        let writers: Vec<_> = writers.collect();
        let mover = scope.spawn(|| move_and_compact(&test.url, &over));
        thread::sleep(DURATION);
        over.store(true, SeqCst);
        let writes: usize = writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .sum();
        assert!(writes > WRITERS, "only {writes} writes");
        assert!(mover.join().unwrap() > 0, "the day never moved");
    });
    test.assert_figures_equal_a_recount();
}

fn write(url: &str, over: &AtomicBool) -> usize {
    let mut conn = connect(url);
    let mut writes = 0;
    while !over.load(SeqCst) {
        conn.batch_execute(CHANGES[writes % CHANGES.len()]).unwrap();
        writes += 1;
    }
    writes
}

fn move_and_compact(url: &str, over: &AtomicBool) -> usize {
    let mut conn = connect(url);
    let days = ["2025-11-01", "2025-06-01", "2024-01-01", "2025-10-26"];
    let mut moves = 0;
    while !over.load(SeqCst) {
        metrics::move_business_day(&mut conn, date(days[moves % days.len()])).unwrap();
        metrics::compact(&mut conn).unwrap();
        moves += 1;
        thread::sleep(Duration::from_millis(100));
    }
    moves
}
