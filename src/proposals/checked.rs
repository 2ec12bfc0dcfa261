//! The check of a language model's mail as it stands, with what people made of it.

use super::engine::check::{Case, Kind, strays};
use super::model::{Proposal, Recipient, Shown};
use crate::domain::Organisation;

/// A part of the mail in which something is not covered by the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The field of the form.
    pub part: &'static str,
    pub pieces: Vec<Piece>,
}

/// A stretch of text; with a kind where it is not covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub stray: Option<Kind>,
}

/// The parts that keep the mail from being sent; none for mails that no language model wrote.
pub fn check(shown: &Shown, organisation: &Organisation) -> Vec<Marked> {
    let mail = (&shown.proposal, &shown.customer);
    check_text(mail, shown.mail.booking_url.as_deref(), organisation)
}

/// The same, of what it depends on.
pub fn check_text(
    (proposal, customer): (&Proposal, &Recipient),
    booking_url: Option<&str>,
    organisation: &Organisation,
) -> Vec<Marked> {
    let Some(grounds) = proposal.grounds() else {
        return Vec::new();
    };
    let name = customer.addressed();
    let case = Case {
        grounds: &grounds,
        organisation,
        percent: proposal.percent(),
        valid_until: proposal.offer_valid_until,
        booking_url,
        name: &name,
    };
    let title = proposal.offer_title.as_deref().unwrap_or_default();
    let subject = match grounds.is_subject_ours {
        true => "",
        false => proposal.subject.as_str(),
    };
    let parts = [
        ("subject", subject),
        ("body", proposal.body.as_str()),
        // Without an offer it is not in the mail.
        (
            "offer_title",
            if proposal.percent() > 0 { title } else { "" },
        ),
    ];
    let marked = parts.map(|(part, text)| marked(part, text, &case));
    marked.into_iter().flatten().collect()
}

fn marked(part: &'static str, text: &str, case: &Case<'_>) -> Option<Marked> {
    let strays = strays(text, case);
    if strays.is_empty() {
        return None;
    }
    let (mut pieces, mut at) = (Vec::new(), 0);
    let piece = |range: std::ops::Range<usize>, stray| Piece {
        text: text.get(range).unwrap_or_default().to_owned(),
        stray,
    };
    for stray in strays {
        pieces.push(piece(at..stray.start, None));
        pieces.push(piece(stray.start..stray.end, Some(stray.kind)));
        at = stray.end;
    }
    pieces.push(piece(at..text.len(), None));
    pieces.retain(|piece| !piece.text.is_empty());
    Some(Marked { part, pieces })
}
