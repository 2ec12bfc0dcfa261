//! The value types against the spa's 3,053 customers: dirty values in `customers`, what they mean in
//! `customers_clean_truth`. Nothing may differ.

use std::{collections::HashMap, fs::File};

use flate2::read::GzDecoder;
use vinculo::domain::{EmailAddress, Phone, TaxId};

/// One customer as imported and as meant.
struct Case {
    dirty: HashMap<String, String>,
    clean: HashMap<String, String>,
}

impl Case {
    fn is(&self, dirt: &str) -> bool {
        self.clean["dirt"].split(';').any(|kind| kind == dirt)
    }

    /// Tells a difference between what was read and what is true (an empty text: nothing can be read).
    fn difference(&self, column: &str, read: Option<String>, truth: &str) -> Option<String> {
        let truth = Some(truth.to_owned()).filter(|truth| !truth.is_empty());
        let (id, typed) = (&self.dirty["customer_id"], &self.dirty[column]);
        (read != truth).then(|| format!("customer {id}: {typed:?} read as {read:?}, is {truth:?}"))
    }
}

#[test]
fn every_phone_of_the_spa_is_read_right() {
    assert_no_difference(|case| {
        let read = Phone::parse(&case.dirty["phone"], "CL")
            .ok()
            .map(|phone| phone.e164);
        case.difference("phone", read, &case.clean["phone_e164"])
    });
}

#[test]
fn every_email_of_the_spa_is_read_right() {
    assert_no_difference(|case| {
        let read = EmailAddress::parse(&case.dirty["email"])
            .ok()
            .map(|email| email.key());
        case.difference("email", read, &case.clean["clean_email"])
    });
}

#[test]
fn every_rut_of_the_spa_is_read_right_and_wrong_ones_are_refused() {
    assert_no_difference(|case| {
        let read = TaxId::parse(&case.dirty["document_id"], "CL")
            .ok()
            .and_then(|tax_id| tax_id.key);
        // The truth has the right digit of a RUT whose digit is wrong in the file: there is nothing to read.
        let truth = if case.is("rut_bad_dv") {
            ""
        } else {
            &case.clean["rut_canonical"]
        };
        case.difference("document_id", read, truth)
    });
}

fn assert_no_difference(check: impl Fn(&Case) -> Option<String>) {
    let cases = cases();
    assert_eq!(cases.len(), 3_053);
    let differences: Vec<_> = cases.iter().filter_map(check).collect();
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

fn cases() -> Vec<Case> {
    let mut truth: HashMap<_, _> = rows("customers_clean_truth")
        .into_iter()
        .map(|row| (row["customer_id"].clone(), row))
        .collect();
    let case = |dirty: HashMap<String, String>| {
        let clean = truth
            .remove(&dirty["customer_id"])
            .expect("truth of every customer");
        Case { dirty, clean }
    };
    rows("customers").into_iter().map(case).collect()
}

fn rows(name: &str) -> Vec<HashMap<String, String>> {
    let path = format!(
        "{}/tests/data/spa/{name}.csv.gz",
        env!("CARGO_MANIFEST_DIR")
    );
    let file = File::open(path).expect("the spa's data");
    let rows = csv::Reader::from_reader(GzDecoder::new(file)).into_deserialize();
    rows.collect::<Result<_, _>>().expect("a well-formed file")
}
