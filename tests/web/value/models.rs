//! The models against vectors to 50 digits, CDNOW, and customers who were simulated with known parameters.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Days, NaiveDate};
use serde_json::Value;
use vinculo::value::bg_nbd::{BgNbd, Visits};
use vinculo::value::case::{Case, weeks};
use vinculo::value::fit::Fit;
use vinculo::value::gamma_gamma::{GammaGamma, Spend};
use vinculo::value::trial::{Held, Trial};

use crate::support::data::{self, Table, date};

fn figures(table: &Table, name: &str) -> Vec<f64> {
    let column = table.column(name).into_iter();
    column
        .map(|text| text.parse().unwrap_or(f64::NAN))
        .collect()
}

pub fn truth(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Relative 1e-9; absolute 1e-12 below a millionth.
#[track_caller]
fn assert_is(found: f64, expected: f64, what: &str) {
    let allowed = match expected.abs() < 1e-6 {
        true => 1e-12,
        false => expected.abs() * 1e-9,
    };
    assert!(
        (found - expected).abs() <= allowed,
        "{what}: {found}, not {expected}"
    );
}

#[test]
fn bg_nbd_gives_every_vector_the_hard_ones_too() {
    let table = data::read("clv/bgnbd_vectors");
    let column = |name| figures(&table, name);
    let parameters = [column("r"), column("alpha"), column("a"), column("b")];
    let seen = [column("x"), column("t_x"), column("T"), column("t")];
    let (likely, alive, expected) = (column("ll_i"), column("p_alive"), column("e_y_t"));
    assert_eq!(likely.len(), 180);
    for row in 0..likely.len() {
        let [r, alpha, a, b] = parameters.each_ref().map(|column| column[row]);
        let [x, t_x, t, ahead] = seen.each_ref().map(|column| column[row]);
        let model = BgNbd { r, alpha, a, b };
        let visits = Visits {
            x: x as u32,
            t_x,
            t,
        };
        let what = format!("{model:?} {visits:?} {ahead}");
        assert_is(model.log_likelihood(&visits), likely[row], &what);
        assert_is(model.p_alive(&visits), alive[row], &what);
        assert_is(model.expected_visits(&visits, ahead), expected[row], &what);
    }
}

#[test]
fn gamma_gamma_gives_every_vector() {
    let table = data::read("clv/gg_vectors");
    let column = |name| figures(&table, name);
    let parameters = [
        column("p"),
        column("q"),
        column("v"),
        column("x"),
        column("zbar"),
    ];
    let (expected, likely) = (column("e_m"), column("ll_i"));
    assert_eq!(expected.len(), 11);
    for row in 0..expected.len() {
        let [p, q, v, x, mean] = parameters.each_ref().map(|column| column[row]);
        let model = GammaGamma { p, q, v };
        let spend = Spend { x: x as u32, mean };
        let what = format!("{model:?} {spend:?}");
        assert_is(model.expected_spend(&spend).unwrap(), expected[row], &what);
        if !likely[row].is_nan() {
            assert_is(model.log_likelihood(&spend), likely[row], &what);
        }
    }
    let no_mean = GammaGamma {
        p: 0.3,
        q: 1.0,
        v: 1.0,
    };
    assert_eq!(no_mean.expected_spend(&Spend { x: 0, mean: 0.0 }), None);
}

fn cdnow(table: &Table) -> Vec<Case> {
    let (x, t_x) = (table.numbers("x"), table.numbers("tx_days"));
    let (t, mean) = (table.numbers("T_days"), figures(table, "zbar"));
    let case = |row: usize| Case {
        visits: Visits {
            x: x[row] as u32,
            t_x: weeks(t_x[row]),
            t: weeks(t[row]),
        },
        mean: mean[row],
    };
    (0..x.len()).map(case).collect()
}

#[test]
fn an_own_fit_on_cdnow_is_the_maximum() {
    let truth = truth("cdnow/clv_truth");
    let fit = Fit::of(&cdnow(&data::read("cdnow/summary_1997-09-30"))).unwrap();
    println!("{fit:?}");
    assert!(fit.visits_log_likelihood >= truth["bgnbd_ll"].as_f64().unwrap() - 0.01);
    assert!(fit.spend_log_likelihood >= truth["gg_ll"].as_f64().unwrap() - 0.01);

    let table = data::read("cdnow/clv_truth_100");
    let column = |name| figures(&table, name);
    let (alive, expected, spend) = (
        column("mle_p_alive"),
        column("mle_e_y39"),
        column("mle_e_m"),
    );
    assert_eq!(alive.len(), 100);
    for (row, case) in cdnow(&table).iter().enumerate() {
        assert!((fit.visits.p_alive(&case.visits) - alive[row]).abs() < 1e-3);
        let visits = fit.visits.expected_visits(&case.visits, 39.0);
        assert!((visits / expected[row] - 1.0).abs() < 0.01);
        let found = fit.spend.expected_spend(&case.spend()).unwrap();
        assert!((found / spend[row] - 1.0).abs() < 0.01);
    }
}

/// Every customer's days with what was spent on them.
fn histories(names: &[&str]) -> Vec<Vec<(NaiveDate, i64)>> {
    let mut histories: BTreeMap<i64, BTreeMap<NaiveDate, i64>> = BTreeMap::new();
    for name in names {
        let table = data::read(name);
        let (customers, spends) = (table.numbers("customer_id"), table.numbers("price_paid"));
        for ((customer, day), spend) in customers
            .into_iter()
            .zip(table.dates("service_date"))
            .zip(spends)
        {
            let days = histories.entry(customer).or_default();
            *days.entry(day).or_default() += spend;
        }
    }
    let in_order = |days: BTreeMap<NaiveDate, i64>| days.into_iter().collect();
    histories.into_values().map(in_order).collect()
}

#[test]
fn a_held_back_year_is_told_better_than_by_the_customers_own_rates() {
    let truth = truth("clv_sim/truth");
    let histories = histories(&["clv_sim/service_history", "clv_sim/holdout_service_history"]);
    let (from, days) = (date("2024-01-01"), 364);
    let to = from + Days::new(364);
    let held = histories.iter().filter_map(|one| Held::of(one, from, to));
    let trial = Trial::of(&held.collect::<Vec<_>>(), days).unwrap();
    println!("{trial:?}");
    let held_back = |key: &str| truth["holdout"][key].as_f64().unwrap();
    assert_eq!(trial.customers, 4000);
    assert_eq!(trial.visits_made, held_back("actual"));
    assert!((trial.visits.model - held_back("rmse")).abs() < 1e-3);
    assert!((trial.visits.own - held_back("rmse_own_rate")).abs() < 1e-9);
    assert!((trial.visits_expected / held_back("predicted") - 1.0).abs() < 1e-3);
    assert!(trial.visits.model < trial.visits.own);
    let first = trial.visits_90d.unwrap();
    assert!(first.model < first.own && first.model < trial.visits.model);
    assert!(trial.spend.model < trial.spend.own);
}
