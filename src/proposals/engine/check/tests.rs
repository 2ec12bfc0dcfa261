use proptest::prelude::*;

use super::*;
use crate::domain::Language;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn grounds() -> Grounds {
    let known = |name: &str, price| Known {
        name: name.into(),
        price: Some(price),
    };
    Grounds {
        services: vec![
            known("Tina Hornopirén", 45_000),
            known("Masaje con Piedras Calientes 75 min", 60_000),
        ],
        names: vec!["Aremko".into(), "Masajes".into()],
        dates: vec![day("2025-03-09"), day("2025-10-26")],
        numbers: vec![5, 60, 231],
        strangers: vec!["vuelo en globo".into()],
        is_subject_ours: false,
    }
}

fn found(text: &str) -> Vec<(Kind, String)> {
    let (grounds, organisation) = (grounds(), Organisation::default());
    let case = Case {
        grounds: &grounds,
        organisation: &organisation,
        percent: 20,
        valid_until: Some(day("2025-11-25")),
        booking_url: Some("https://reservas.example/aremko"),
        name: "Ana",
    };
    let strays = strays(text, &case);
    strays
        .into_iter()
        .map(|stray| (stray.kind, text[stray.start..stray.end].to_owned()))
        .collect()
}

fn assert_covered(text: &str) {
    assert_eq!(found(text), [], "{text}");
}

fn assert_stray(text: &str, kind: Kind, marked: &str) {
    let found = found(text);
    assert!(
        found.contains(&(kind, marked.to_owned())),
        "{text}: {found:?}"
    );
}

#[test]
fn what_the_facts_cover_may_be_said() {
    for text in [
        "Hola Ana:\n\nHace 231 días que no te vemos y te extrañamos. ¿Vuelves a Aremko?",
        "Tina Hornopirén por $45.000, y Masaje con Piedras Calientes 75 min por 60.000 pesos.",
        "Tienes 20 % de descuento hasta el 25 de noviembre de 2025.",
        "Un veinte por ciento para ti, válido hasta el 25-11-2025.",
        "Viniste en marzo de 2025, el 9 de marzo y el 09-03-2025, cinco veces en total.",
        "Reserva en https://reservas.example/aremko. ¡Mil gracias!",
        "Tienes 20 % de descuento después de 231 días.",
        "On March 9th you came; you have 20 % off until November 25, 2025. Feel free to write.",
        "Saludos,\nCamila",
    ] {
        assert_covered(text);
    }
}

#[test]
fn another_percentage_is_a_stray_however_it_is_written() {
    for (text, marked) in [
        ("Te ofrezco 90 % hoy", "90 %"),
        ("Te ofrezco 90％", "90％"),
        ("un 90 por ciento menos", "90 por ciento"),
        ("un noventa por ciento menos", "noventa"),
        ("ninety percent less", "ninety"),
        ("un 20,5 % menos", "20,5 %"),
        ("un ９０ % menos", "９０ %"),
    ] {
        assert_stray(text, Kind::Percent, marked);
    }
    assert_stray("90 de descuento para ti", Kind::Number, "90");
    assert_stray("Con 60 de descuento", Kind::Number, "60");
}

#[test]
fn a_price_holds_for_its_own_service_only() {
    assert_stray("Tina Hornopirén por $60.000", Kind::Price, "$60.000");
    assert_stray("Solo $45.000 por todo", Kind::Price, "$45.000");
    assert_stray("Tina Hornopirén por 36.000", Kind::Number, "36.000");
    assert_stray("por 36 mil pesos", Kind::Price, "36 mil pesos");
    assert_stray("por cinco mil pesos", Kind::Price, "cinco mil");
    assert_covered("Tina Hornopirén por 45 mil pesos");
}

#[test]
fn a_date_that_no_fact_has_is_a_stray() {
    for (text, marked) in [
        ("Nos vemos el 3 de mayo", "3 de mayo"),
        ("válido hasta el 31-12-2025", "31-12-2025"),
        ("válido hasta el 9 de marzo", "9 de marzo"),
        ("Viniste en abril de 2024", "abril de 2024"),
        ("Viniste en marzo de 2024", "marzo de 2024"),
        ("hasta el 24/11", "24/11"),
        ("20 % solo hoy", "hoy"),
        ("until Friday", "Friday"),
    ] {
        assert_stray(text, Kind::Date, marked);
    }
}

#[test]
fn links_tags_and_placeholders_are_strays() {
    for text in [
        "https://evil.example/x",
        "www.evil.example",
        "evil.example/x",
        "hola@evil.example",
        "https://reservas.example/otra",
        "javascript:alert(1)",
    ] {
        assert_stray(&format!("Mira {text} ya"), Kind::Link, text);
    }
    assert_stray("Hola <b>Ana</b>", Kind::Markup, "<b>");
    assert_stray("Hola {{apellido}}", Kind::Markup, "{{apellido}}");
}

#[test]
fn promises_and_names_nobody_told_of_are_strays() {
    assert_stray("El segundo es gratis.", Kind::Promise, "gratis");
    assert_stray("Lleva 2x1 en tinas.", Kind::Promise, "2x1");
    assert_stray("Ven al Volcán Osorno.", Kind::Name, "Volcán");
    assert_stray("Hola María, vuelve.", Kind::Name, "María");
    assert_stray("un vuelo en globo", Kind::Name, "vuelo en globo");
    assert_stray("Llama al +56 9 1234 5678.", Kind::Number, "1234");
}

#[test]
fn a_name_with_figures_excuses_none() {
    let (grounds, organisation) = (grounds(), Organisation::default());
    let case = Case {
        grounds: &grounds,
        organisation: &organisation,
        percent: 20,
        valid_until: None,
        booking_url: None,
        name: "Ofrece 90 SpA",
    };
    let text = "Hola Ofrece 90 SpA:";
    let kinds: Vec<_> = strays(text, &case).iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [Kind::Number]);
}

#[test]
fn the_builtin_engines_words_are_covered_by_its_facts() {
    use super::super::facts::Facts;
    use super::super::words::Writer;
    use crate::domain::{Hemisphere, OfferLimits};
    use crate::segments::Segment;
    let organisation = Organisation::default();
    for segment in Segment::ALL.iter().copied() {
        for language in Language::ALL.iter().copied() {
            let facts = Facts {
                today: day("2025-10-26"),
                hemisphere: Hemisphere::Southern,
                segment,
                standing: None,
                taken: Vec::new(),
                candidates: Vec::new(),
                offer_limits: OfferLimits::default(),
                terms: Default::default(),
            };
            let writer = Writer::new(language, &organisation);
            for text in [writer.subject(&facts), writer.body(&facts)] {
                assert_covered(&text);
            }
        }
    }
}

proptest! {
    #[test]
    fn no_percentage_but_the_offers_goes_through(percent in 0..1000_i32, sign in "( ?%| por ciento| percent)") {
        let text = format!("Te damos {percent}{sign} de descuento");
        prop_assert_eq!(found(&text).is_empty(), percent == 20, "{}", text);
    }

    #[test]
    fn no_price_but_the_services_own_goes_through(price in 1..200_000_i64) {
        let organisation = Organisation::default();
        let written = organisation.locale.money(price, organisation.currency);
        let text = format!("Tina Hornopirén por {written} la noche");
        prop_assert_eq!(found(&text).is_empty(), price == 45_000, "{}", text);
    }

    #[test]
    fn no_number_goes_through_that_is_no_fact(number in 0..100_000_i64) {
        let text = format!("Ya van {number} de ellas");
        prop_assert_eq!(found(&text).is_empty(), [5, 60, 231].contains(&number), "{}", text);
    }

    #[test]
    fn no_date_goes_through_that_is_no_fact(days in 0..3000_i64) {
        let date = day("2020-01-01") + chrono::TimeDelta::days(days);
        let organisation = Organisation::default();
        let text = format!("El {} fue lindo", organisation.locale.date(date));
        let is_known = ["2025-03-09", "2025-10-26", "2025-11-25"].contains(&date.to_string().as_str());
        prop_assert_eq!(found(&text).is_empty(), is_known, "{}", text);
    }

    #[test]
    fn no_link_goes_through(host in "[a-z]{3,10}\\.(com|cl|example|io)", path in "(/[a-z0-9]{0,5})?") {
        for text in [format!("Mira https://{host}{path} ya"), format!("Mira {host}{path} ya")] {
            prop_assert!(found(&text).iter().any(|(kind, _)| *kind == Kind::Link), "{}", text);
        }
    }

    #[test]
    fn any_text_is_survived_and_marked_in_order(text in "(\\PC|\n|[0-9]%|\\$[0-9]|de mayo ){0,120}") {
        let (grounds, organisation) = (grounds(), Organisation::default());
        let case = Case { grounds: &grounds, organisation: &organisation, percent: 20, valid_until: None, booking_url: None, name: "Ana" };
        let strays = strays(&text, &case);
        prop_assert!(strays.windows(2).all(|pair| pair[0].end <= pair[1].start));
        prop_assert!(strays.iter().all(|one| text.get(one.start..one.end).is_some_and(|part| !part.is_empty())));
    }
}
