//! What the rules find in labelled data. The floors are what was measured; the baselines that they have to beat are those of
//! other programs on the same data.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use vinculo::customers::reading;
use vinculo::customers::similarity::{BLOCK, Known, LIKELY, POSSIBLE, Traits, compare, keys};

use crate::support::data;

type Pairs = BTreeSet<(i64, i64)>;

struct Labelled {
    traits: HashMap<i64, Traits>,
    same: Pairs,
}

fn read(name: &str) -> Labelled {
    let table = data::read(&format!("dedupe/{name}/customers"));
    let column = |name: &str| table.column(name);
    let (names, emails, phones) = (column("name"), column("email"), column("phone"));
    let (tax_ids, births, addresses) =
        (column("document_id"), column("birth_date"), column("address"));
    let (cities, regions, countries) = (column("city"), column("region"), column("country"));
    let mut traits = HashMap::new();
    for (row, id) in table.numbers("customer_id").into_iter().enumerate() {
        let phone = reading::phone(phones[row], Some(countries[row]), "CL");
        let known = Known {
            full_name: names[row],
            email: Some(emails[row]),
            phone_e164: phone.as_ref().map(|phone| phone.e164.as_str()),
            tax_id: Some(tax_ids[row]),
            birth_date: births[row].parse().ok(),
            address: Some(addresses[row]),
            city: Some(cities[row]),
            region: Some(regions[row]),
        };
        traits.insert(id, Traits::new(&known));
    }
    let truth = data::read(&format!("dedupe/{name}/truth_pairs"));
    let pairs = truth.numbers("id_a").into_iter().zip(truth.numbers("id_b"));
    Labelled {
        traits,
        same: pairs.map(|(a, b)| (a.min(b), a.max(b))).collect(),
    }
}

impl Labelled {
    /// Who has a key in common, as the database pairs them.
    fn candidates(&self) -> Pairs {
        let mut blocks: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (id, traits) in &self.traits {
            for key in keys(traits) {
                blocks.entry(key).or_default().push(*id);
            }
        }
        let small = blocks.values().filter(|ids| ids.len() as i64 <= BLOCK);
        let pairs = small.flat_map(|ids| {
            let firsts = ids.iter().enumerate();
            firsts.flat_map(|(place, a)| ids[place + 1..].iter().map(|b| (*a.min(b), *a.max(b))))
        });
        pairs.collect()
    }

    /// Precision and recall of everything from this score on, in thousandths.
    fn measure(&self, floor: i32) -> (u64, u64) {
        let is_found = |(a, b): &&(i64, i64)| {
            compare(&self.traits[a], &self.traits[b]).score >= floor
        };
        let candidates = self.candidates();
        let found: Vec<_> = candidates.iter().filter(is_found).collect();
        let right = found.iter().filter(|pair| self.same.contains(**pair)).count();
        let thousandths = |part: usize, whole: usize| (part * 1000 / whole.max(1)) as u64;
        (
            thousandths(right, found.len()),
            thousandths(right, self.same.len()),
        )
    }
}

fn assert_at_least(name: &str, floor: i32, precision: u64, recall: u64) {
    let found = read(name).measure(floor);
    println!("{name} from {floor}: precision {} recall {}", found.0, found.1);
    assert!(
        found.0 >= precision && found.1 >= recall,
        "{name} from {floor}: precision {} recall {}",
        found.0,
        found.1
    );
}

#[test]
fn what_is_called_likely_beats_names_guarding_addresses_and_phones() {
    // The baselines: e-mail or phone .601/.721, with a guard on names .998/.740.
    assert_at_least("es_cl", LIKELY, 999, 790);
}

#[test]
fn what_is_called_possible_finds_more_and_is_hardly_ever_wrong() {
    assert_at_least("es_cl", POSSIBLE, 965, 870);
}

#[test]
fn in_records_full_of_slips_nearly_every_duplicate_is_found_and_nobody_else() {
    assert_at_least("febrl1", LIKELY, 1000, 970);
    assert_at_least("febrl1", POSSIBLE, 1000, 976);
}

#[test]
fn few_pairs_are_compared_of_all_there_are() {
    let labelled = read("es_cl");
    let compared = labelled.candidates().len();
    assert!(compared < 4 * labelled.traits.len(), "{compared}");
}
