use std::ops::Range;

use regex::{Captures, Regex};

use super::{Case, Kind, Stray};

/// What stands where something was dealt with. A word sign, so that what follows is not taken for a sentence's beginning.
const DONE: &str = "_";

/// A text from which each detector takes what it understands, so that the next does not see it.
pub struct Scan<'a> {
    pub text: &'a str,
    pub case: &'a Case<'a>,
    /// The text with what was dealt with blotted out; as long as the text.
    left: String,
    strays: Vec<Stray>,
}

impl<'a> Scan<'a> {
    pub fn new(text: &'a str, case: &'a Case<'a>) -> Self {
        Self {
            text,
            case,
            left: text.to_owned(),
            strays: Vec::new(),
        }
    }

    /// Takes every match; those that are not covered are strays.
    pub fn take(
        &mut self,
        pattern: &Regex,
        kind: Kind,
        is_covered: impl Fn(&Self, &Captures<'_>) -> bool,
    ) {
        self.take_some(pattern, |scan, found| {
            Some(if is_covered(scan, found) {
                None
            } else {
                Some(kind)
            })
        });
    }

    /// The same, where a match may be left to other detectors (`None`), or be a stray of several kinds.
    pub fn take_some(
        &mut self,
        pattern: &Regex,
        judge: impl Fn(&Self, &Captures<'_>) -> Option<Option<Kind>>,
    ) {
        let judged: Vec<(Range<usize>, Option<Kind>)> = pattern
            .captures_iter(&self.left)
            .filter_map(|found| Some((found.get(0)?.range(), judge(self, &found)?)))
            .collect();
        for (range, kind) in judged {
            self.blot(range.clone());
            if let Some(kind) = kind {
                let Range { start, end } = range;
                self.strays.push(Stray { kind, start, end });
            }
        }
    }

    fn blot(&mut self, range: Range<usize>) {
        self.left
            .replace_range(range.clone(), &DONE.repeat(range.len()));
    }

    /// The sentence around a place, as written. A full stop inside a figure ends none.
    pub fn sentence(&self, at: usize) -> &'a str {
        let ends = |(index, c): (usize, char)| {
            let after = self.text[index + c.len_utf8()..].chars().next();
            let ends = matches!(c, '!' | '?' | '¡' | '¿' | ';' | '\n' | '…')
                || c == '.' && after.is_none_or(char::is_whitespace);
            ends.then_some((index, index + c.len_utf8()))
        };
        let before = self.text[..at].char_indices().filter_map(ends).next_back();
        let start = before.map_or(0, |(_, end)| end);
        let rest = self.text[at..].char_indices().map(|(i, c)| (at + i, c));
        let end = rest.filter_map(ends).next();
        &self.text[start..end.map_or(self.text.len(), |(index, _)| index)]
    }

    /// The line around a place, as written.
    pub fn line(&self, at: usize) -> &'a str {
        let start = self.text[..at].rfind('\n').map_or(0, |index| index + 1);
        let end = self.text[at..]
            .find('\n')
            .map_or(self.text.len(), |i| at + i);
        &self.text[start..end]
    }

    pub fn before(&self, at: usize) -> &str {
        &self.left[..at]
    }

    pub fn after(&self, at: usize) -> &str {
        &self.left[at..]
    }

    pub fn into_strays(mut self) -> Vec<Stray> {
        self.strays.sort_by_key(|stray| stray.start);
        self.strays
    }
}
