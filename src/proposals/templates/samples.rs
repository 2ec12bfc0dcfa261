//! Mails of every shape, to see whether a template can be filled in whatever a proposal has. Pure.

use super::render::{self, Material, OfferLine, Problem, ServiceLine, Source};
use crate::segments::Segment;

/// What a proposal may lack; the page says it in words (`template-lacks-…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    Offer,
    Services,
    Booking,
    Name,
    Signature,
}

impl Lack {
    const ALL: [Self; 5] = [
        Self::Offer,
        Self::Services,
        Self::Booking,
        Self::Name,
        Self::Signature,
    ];

    pub fn key(self) -> &'static str {
        match self {
            Self::Offer => "template-lacks-offer",
            Self::Services => "template-lacks-services",
            Self::Booking => "template-lacks-booking",
            Self::Name => "template-lacks-name",
            Self::Signature => "template-lacks-signature",
        }
    }

    fn take_from(self, material: &mut Material) {
        match self {
            Self::Offer => material.offer = None,
            Self::Services => material.services.clear(),
            Self::Booking => material.has_booking = false,
            Self::Name => material.name.clear(),
            Self::Signature => material.signature.clear(),
        }
    }
}

/// A template's problem, and what the mail lacks that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub problem: Problem,
    pub lacks: Vec<Lack>,
}

/// How a template asks for the segment.
const SEGMENT: &str = "segmento";

/// Fills a template in with `full` and with all that can be left out of it, for every segment; the failure that needs
/// the least.
pub fn try_all(source: &Source, full: &Material) -> Result<(), Failure> {
    let mut shapes: Vec<Vec<Lack>> = (0_u32..1 << Lack::ALL.len()).map(lacks).collect();
    shapes.sort_by_key(Vec::len);
    let asks = [&source.subject, &source.body]
        .iter()
        .any(|text| text.contains(SEGMENT));
    let own = [full.segment];
    let segments = if asks { Segment::ALL } else { &own[..] };
    for lacks in shapes {
        let mut material = full.clone();
        for lack in &lacks {
            lack.take_from(&mut material);
        }
        for segment in segments.iter().copied() {
            let material = Material {
                segment,
                ..material.clone()
            };
            if let Err(problem) = render::fill(source, &material) {
                return Err(Failure { problem, lacks });
            }
        }
    }
    Ok(())
}

fn lacks(bits: u32) -> Vec<Lack> {
    let has = |(place, _): &(usize, Lack)| bits & (1 << place) != 0;
    let chosen = Lack::ALL.into_iter().enumerate().filter(has);
    chosen.map(|(_, lack)| lack).collect()
}

/// A mail that has everything; the words are an example's.
pub fn full() -> Material {
    Material {
        name: "Ana".into(),
        subject: "Ana".into(),
        body: "Hola Ana:\n\nUno.\nDos.".into(),
        services: ["A", "B"]
            .map(|name| ServiceLine {
                name: name.into(),
                price: "1".into(),
            })
            .into(),
        offer: Some(OfferLine {
            title: "A".into(),
            percent: "1%".into(),
            until: "1".into(),
        }),
        has_booking: true,
        organisation: "A".into(),
        segment: Segment::AtRisk,
        signature: "A".into(),
    }
}
