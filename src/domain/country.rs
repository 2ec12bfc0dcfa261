//! Names of countries as people and files write them. Only for reading phone numbers: the name itself stays as given.

use super::fold;

/// ISO 3166 alpha-2 with the Spanish and English names, folded: those from which a small business has customers.
const NAMES: &[(&str, &[&str])] = &[
    ("AR", &["argentina"]),
    ("AT", &["austria"]),
    ("AU", &["australia"]),
    ("BE", &["belgica", "belgium"]),
    ("BO", &["bolivia"]),
    ("BR", &["brasil", "brazil"]),
    ("CA", &["canada"]),
    ("CH", &["suiza", "switzerland"]),
    ("CL", &["chile"]),
    ("CN", &["china"]),
    ("CO", &["colombia"]),
    ("CR", &["costa rica"]),
    ("CU", &["cuba"]),
    ("DE", &["alemania", "germany"]),
    ("DK", &["dinamarca", "denmark"]),
    ("DO", &["republica dominicana", "dominican republic"]),
    ("EC", &["ecuador"]),
    ("ES", &["espana", "spain"]),
    ("FI", &["finlandia", "finland"]),
    ("FR", &["francia", "france"]),
    (
        "GB",
        &[
            "reino unido",
            "united kingdom",
            "uk",
            "inglaterra",
            "england",
        ],
    ),
    ("GR", &["grecia", "greece"]),
    ("GT", &["guatemala"]),
    ("HN", &["honduras"]),
    ("IE", &["irlanda", "ireland", "eire"]),
    ("IL", &["israel"]),
    ("IN", &["india"]),
    ("IT", &["italia", "italy"]),
    ("JP", &["japon", "japan"]),
    ("KR", &["corea del sur", "south korea"]),
    ("MX", &["mexico", "mejico"]),
    ("NI", &["nicaragua"]),
    ("NL", &["paises bajos", "netherlands", "holanda"]),
    ("NO", &["noruega", "norway"]),
    ("NZ", &["nueva zelanda", "new zealand"]),
    ("PA", &["panama"]),
    ("PE", &["peru"]),
    ("PL", &["polonia", "poland"]),
    ("PR", &["puerto rico"]),
    ("PT", &["portugal"]),
    ("PY", &["paraguay"]),
    ("SE", &["suecia", "sweden"]),
    ("SV", &["el salvador"]),
    (
        "US",
        &[
            "estados unidos",
            "united states",
            "usa",
            "ee.uu.",
            "eeuu",
            "ee. uu.",
        ],
    ),
    ("UY", &["uruguay"]),
    ("VE", &["venezuela"]),
    ("ZA", &["sudafrica", "south africa"]),
];

/// The ISO 3166 alpha-2 code of a name or a code in either case; `None` for a country that is not in the list.
pub fn iso_code(name: &str) -> Option<&'static str> {
    let name = fold(name.trim());
    NAMES
        .iter()
        .find(|(code, names)| names.contains(&name.as_str()) || name.eq_ignore_ascii_case(code))
        .map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_known_by_its_names_and_its_code() {
        for name in ["Chile", "chile", "CHILE", "CL", " cl "] {
            assert_eq!(iso_code(name), Some("CL"), "{name}");
        }
        assert_eq!(iso_code("España"), Some("ES"));
        assert_eq!(iso_code("Reino Unido"), Some("GB"));
        assert_eq!(iso_code("Atlantis"), None);
        assert_eq!(iso_code(""), None);
    }

    #[test]
    fn every_name_is_written_as_it_is_compared() {
        for (code, names) in NAMES {
            assert!(names.iter().all(|name| fold(name) == *name), "{code}");
        }
    }
}
