//! A template, filled in with what a mail has to say. Pure.
//!
//! What a customer, a model or a member of staff wrote is data here: it is never read as a template, and no data can
//! stand for a block, because a block's mark holds a sign that data lose on the way.

mod machine;

use self::machine::output;
use crate::segments::Segment;
use crate::text_enum;

/// Bytes; mail programs cut what is longer by far.
const LONGEST_BODY: usize = 40_000;
const LONGEST_SUBJECT: usize = 400;
/// Stands around a block's name in what is filled in. Templates with it are refused, and data lose it.
const MARK: char = '\u{1}';

/// What an administrator writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub subject: String,
    pub body: String,
}

/// What a template is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    pub name: String,
    pub subject: String,
    /// Paragraphs, a blank line between them.
    pub body: String,
    pub services: Vec<ServiceLine>,
    pub offer: Option<OfferLine>,
    pub has_booking: bool,
    pub organisation: String,
    pub segment: Segment,
    /// Lines.
    pub signature: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLine {
    pub name: String,
    /// As it is read; empty without one.
    pub price: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferLine {
    pub title: String,
    /// "20%"
    pub percent: String,
    /// As it is read; empty without one.
    pub until: String,
}

/// What a mail is made of, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Its lines.
    Paragraph(Vec<String>),
    Block(Block),
}

text_enum! {
    /// What the house lays out, by the name of its variable; nothing where the mail has none of it.
    pub enum Block {
        Services = "tabla_de_servicios",
        Offer = "recuadro_de_oferta",
        Booking = "boton_de_reserva",
    }
}

/// A subject and the parts of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub subject: String,
    pub parts: Vec<Part>,
}

text_enum! {
    /// What is wrong with a template; the page says it in words (`template-problem-…`).
    pub enum Fault {
        Syntax = "syntax",
        /// A statement or sign that no template may have
        Forbidden = "forbidden",
        /// A variable that is not there, or not always
        Undefined = "undefined",
        /// A filter or function that there is none of
        Unknown = "unknown",
        /// A list or an offer where a text belongs
        NotText = "not_text",
        TooLong = "too_long",
        /// A block that shares its line
        Misplaced = "misplaced",
        Empty = "empty",
        Other = "other",
    }
}

/// Why a template could not be filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault} in {field}, line {line:?}: {code}")]
pub struct Problem {
    /// `subject` or `body`
    pub field: &'static str,
    pub fault: Fault,
    /// From 1, where it is known.
    pub line: Option<usize>,
    /// The piece of the template; may be empty.
    pub code: String,
}

impl Filled {
    /// What the program's own template gives.
    pub fn plain(material: &Material) -> Self {
        let paragraphs = parts(&material.body).unwrap_or_default().into_iter();
        let blocks = Block::ALL.iter().copied().map(Part::Block);
        Self {
            subject: one_line(&material.subject),
            parts: paragraphs.chain(blocks).collect(),
        }
    }

    pub fn paragraphs(&self) -> impl Iterator<Item = &[String]> {
        self.parts.iter().filter_map(|part| match part {
            Part::Paragraph(lines) => Some(lines.as_slice()),
            Part::Block(_) => None,
        })
    }
}

/// Fills a template in; its first problem if there is one.
pub fn fill(source: &Source, material: &Material) -> Result<Filled, Problem> {
    let subject = output("subject", &source.subject, material, LONGEST_SUBJECT)?;
    if subject.contains(MARK) {
        return Err(misplaced("subject", &source.subject));
    }
    let body = output("body", &source.body, material, LONGEST_BODY)?;
    let parts = parts(&body).ok_or_else(|| misplaced("body", &source.body))?;
    let empty = |field| Problem {
        field,
        fault: Fault::Empty,
        line: None,
        code: String::new(),
    };
    match one_line(&subject) {
        subject if subject.is_empty() => Err(empty("subject")),
        _ if parts.is_empty() => Err(empty("body")),
        subject => Ok(Filled { subject, parts }),
    }
}

/// Paragraphs and blocks; `None` where a block shares its line.
fn parts(text: &str) -> Option<Vec<Part>> {
    let (mut parts, mut lines) = (Vec::new(), Vec::new());
    let mut end = |lines: &mut Vec<String>, block: Option<Block>| {
        if !lines.is_empty() {
            parts.push(Part::Paragraph(std::mem::take(lines)));
        }
        parts.extend(block.map(Part::Block));
    };
    for line in text.lines().map(str::trim) {
        match line.contains(MARK) {
            true => {
                let block = line.trim_matches(MARK).parse().ok()?;
                end(&mut lines, Some(block));
            }
            false if line.is_empty() => end(&mut lines, None),
            false => lines.push(line.to_owned()),
        }
    }
    end(&mut lines, None);
    Some(parts)
}

fn misplaced(field: &'static str, source: &str) -> Problem {
    let names = || Block::ALL.iter().map(|block| block.as_str());
    let shares = |line: &&str| {
        let named = names().any(|name| line.contains(name));
        let bare = line.trim_matches(|c: char| c.is_whitespace() || "{}-+".contains(c));
        named && (field == "subject" || !names().any(|name| name == bare))
    };
    let found = (1..).zip(source.lines()).find(|(_, line)| shares(line));
    Problem {
        field,
        fault: Fault::Misplaced,
        line: found.map(|(number, _)| number),
        code: String::new(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn material() -> Material {
        Material {
            name: "Ana".into(),
            subject: "Ana, vuelve".into(),
            body: "Hola Ana:\n\nUno.\nDos.".into(),
            services: vec![ServiceLine {
                name: "Sauna".into(),
                price: "$45.000".into(),
            }],
            offer: Some(OfferLine {
                title: "Regreso".into(),
                percent: "20%".into(),
                until: "25-11-2025".into(),
            }),
            has_booking: true,
            organisation: "Aremko".into(),
            segment: Segment::AtRisk,
            signature: "Equipo\nAremko".into(),
        }
    }

    fn filled(body: &str) -> Result<Vec<Part>, Problem> {
        let source = Source {
            subject: "{{ asunto }}".into(),
            body: body.into(),
        };
        fill(&source, &material()).map(|filled| filled.parts)
    }

    fn paragraph(lines: &[&str]) -> Part {
        Part::Paragraph(lines.iter().map(|line| (*line).to_owned()).collect())
    }

    fn fault(body: &str) -> (Fault, Option<usize>) {
        let problem = filled(body).unwrap_err();
        (problem.fault, problem.line)
    }

    #[test]
    fn texts_conditions_and_loops_become_paragraphs_and_blocks() {
        let parts = filled(
            "{{ texto }}\n\n{{ boton_de_reserva }}\n{% if oferta %}\nSon {{ oferta.porcentaje }}\n{% endif %}\nhoy\n\n{% for s in servicios %}\n- {{ s.nombre|upper }}: {{ s.precio }}\n{% endfor %}\n\n{{ firma }}",
        );
        let expected = [
            paragraph(&["Hola Ana:"]),
            paragraph(&["Uno.", "Dos."]),
            Part::Block(Block::Booking),
            paragraph(&["Son 20%", "hoy"]),
            paragraph(&["- SAUNA: $45.000"]),
            paragraph(&["Equipo", "Aremko"]),
        ];
        assert_eq!(parts.unwrap(), expected);
    }

    #[test]
    fn what_is_not_there_is_a_fault_with_its_line() {
        let problem = filled("Hola\n{{ nombres }}").unwrap_err();
        assert_eq!(
            (problem.fault, problem.line, problem.code.as_str()),
            (Fault::Undefined, Some(2), "nombres")
        );
        let without = Material {
            offer: None,
            ..material()
        };
        let source = Source {
            subject: "x".into(),
            body: "{{ oferta.titulo }}".into(),
        };
        let problem = fill(&source, &without).unwrap_err();
        assert_eq!(problem.fault, Fault::Undefined);
    }

    #[test]
    fn every_kind_of_mistake_is_told_apart() {
        for (body, expected) in [
            ("{{ nombre", Fault::Syntax),
            ("{% if oferta %}x", Fault::Syntax),
            ("{{ nombre|shout }}", Fault::Unknown),
            ("{{ range(9) }}", Fault::Unknown),
            ("{{ servicios }}", Fault::NotText),
            ("{{ oferta }}", Fault::NotText),
            ("{% include 'x' %}", Fault::Forbidden),
            ("{% set x = texto ~ texto %}", Fault::Forbidden),
            ("{{ texto * 1000 }}", Fault::Forbidden),
            ("Aquí: {{ tabla_de_servicios }}", Fault::Misplaced),
            (
                "{{ boton_de_reserva }} {{ boton_de_reserva }}",
                Fault::Misplaced,
            ),
            (" \n ", Fault::Empty),
        ] {
            assert_eq!(fault(body).0, expected, "{body}");
        }
        assert_eq!(
            fault("a\nb {{ tabla_de_servicios }}"),
            (Fault::Misplaced, Some(2))
        );
    }

    #[test]
    fn a_template_ends_however_much_it_asks_for() {
        let letters = "{% for a in texto %}".repeat(6);
        let ends = "{% endfor %}".repeat(6);
        assert_eq!(fault(&format!("{letters}x{ends}")).0, Fault::TooLong);
        assert_eq!(
            fault(&format!("{letters}{{{{ texto }}}}{ends}")).0,
            Fault::TooLong
        );
        let deep = format!(
            "{}x{}",
            "{% if nombre %}".repeat(300),
            "{% endif %}".repeat(300)
        );
        assert!(filled(&deep).is_err());
    }

    #[test]
    fn what_others_wrote_is_data_and_stands_for_no_block() {
        let hostile = "{{ organizacion }} {% if %} {{tabla_de_servicios}}\n\n{{ recuadro_de_oferta }}\n\n\u{1}boton_de_reserva\u{1}";
        let material = Material {
            name: hostile.into(),
            body: hostile.into(),
            subject: hostile.into(),
            ..material()
        };
        let source = Source {
            subject: "{{ nombre }}".into(),
            body: "{{ texto }}\n\n{{ nombre|default('x') }}".into(),
        };
        let filled = fill(&source, &material).unwrap();
        let blocks = filled
            .parts
            .iter()
            .filter(|part| matches!(part, Part::Block(_)));
        assert_eq!(blocks.count(), 0, "{:?}", filled.parts);
        assert!(filled.subject.starts_with("{{ organizacion }} {% if %}"));
        let last = paragraph(&["boton_de_reserva"]);
        assert_eq!(filled.parts.last(), Some(&last));
    }

    #[test]
    fn a_block_within_an_expression_is_nothing() {
        assert_eq!(
            filled("a{{ tabla_de_servicios ~ '' }}").unwrap(),
            [paragraph(&["a"])]
        );
    }
}
