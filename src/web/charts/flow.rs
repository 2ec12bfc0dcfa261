//! Geometry of a flow: who goes from where to where, as bands between two columns. Drawn by `templates/shared/charts.html`.
//!
//! Horizontally the bands stretch with the panel (their drawing is 100 wide); heights are pixels, so that texts
//! beside them never scale.

use super::round2;

/// All bands of a chart together are so high, in pixels.
const BANDS: f64 = 260.0;
/// Each place has room for a line of text, however few go there.
const LINE: f64 = 20.0;
const GAP: f64 = 6.0;

/// So many go from one place to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    pub from: &'static str,
    pub to: &'static str,
    pub value: i64,
    /// What a pointer on it says.
    pub text: String,
}

/// A band with its outline.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedBand {
    pub from: &'static str,
    pub path: String,
    pub text: String,
}

/// A place on one of the two sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub key: &'static str,
    pub y: f64,
    pub height: f64,
    pub label: String,
    pub figure: String,
}

impl Place {
    /// Where its text stands.
    pub fn text_y(&self) -> f64 {
        round2(self.y + self.height.max(LINE) / 2.0 + 4.0)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    pub height: f64,
    pub left: Vec<Place>,
    pub right: Vec<Place>,
    pub bands: Vec<PlacedBand>,
}

impl Flow {
    /// Places the bands, each side in the order of `keys`; `words` writes a place's name and figure.
    pub fn new(
        bands: Vec<Band>,
        keys: &[&'static str],
        words: impl Fn(&str, i64) -> (String, String),
    ) -> Self {
        let total = bands.iter().map(|band| band.value).sum::<i64>().max(1);
        let scale = BANDS / total as f64;
        let side = |of: fn(&Band) -> &'static str| side(&bands, keys, of, scale, &words);
        let (left, right) = (side(|band| band.from), side(|band| band.to));
        let height = [&left, &right]
            .map(|places| {
                places
                    .last()
                    .map_or(0.0, |last| last.y + last.height.max(LINE))
            })
            .into_iter()
            .fold(LINE, f64::max);
        let bands = placed(&bands, keys, &left, &right, scale);
        Self {
            height: round2(height),
            left,
            right,
            bands,
        }
    }
}

fn side(
    bands: &[Band],
    keys: &[&'static str],
    of: fn(&Band) -> &'static str,
    scale: f64,
    words: &impl Fn(&str, i64) -> (String, String),
) -> Vec<Place> {
    let mut y = 0.0;
    let mut places = Vec::new();
    for key in keys {
        let there = bands.iter().filter(|band| of(band) == *key);
        let value: i64 = there.map(|band| band.value).sum();
        if value == 0 {
            continue;
        }
        let (label, figure) = words(key, value);
        let height = value as f64 * scale;
        places.push(Place {
            key,
            y: round2(y),
            height: round2(height),
            label,
            figure,
        });
        y += height.max(LINE) + GAP;
    }
    places
}

/// The bands leave each place in the order of where they go, and arrive in the order of where they come from, so that few
/// of them cross.
fn placed(
    bands: &[Band],
    keys: &[&'static str],
    left: &[Place],
    right: &[Place],
    scale: f64,
) -> Vec<PlacedBand> {
    let start = |places: &[Place]| -> Vec<(&'static str, f64)> {
        places.iter().map(|place| (place.key, place.y)).collect()
    };
    let (mut leaving, mut arriving) = (start(left), start(right));
    let mut all = Vec::new();
    for from in keys {
        for to in keys {
            let Some(band) = bands
                .iter()
                .find(|band| (band.from, band.to) == (*from, *to))
            else {
                continue;
            };
            let height = band.value as f64 * scale;
            let (a, b) = (
                take(&mut leaving, from, height),
                take(&mut arriving, to, height),
            );
            all.push(PlacedBand {
                from: band.from,
                path: outline(a, b, height),
                text: band.text.clone(),
            });
        }
    }
    all
}

/// The next free piece of a place.
fn take(free: &mut [(&'static str, f64)], key: &str, height: f64) -> f64 {
    let Some((_, y)) = free.iter_mut().find(|(place, _)| *place == key) else {
        return 0.0;
    };
    let at = *y;
    *y += height;
    at
}

fn outline(a: f64, b: f64, height: f64) -> String {
    let [a, b, a_end, b_end] = [a, b, a + height, b + height].map(round2);
    format!("M0,{a} C50,{a} 50,{b} 100,{b} L100,{b_end} C50,{b_end} 50,{a_end} 0,{a_end} Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(from: &'static str, to: &'static str, value: i64) -> Band {
        Band {
            from,
            to,
            value,
            text: String::new(),
        }
    }

    fn flow(bands: Vec<Band>) -> Flow {
        Flow::new(bands, &["a", "b", "c"], |key, value| {
            (key.to_owned(), value.to_string())
        })
    }

    #[test]
    fn each_side_has_the_places_that_somebody_leaves_or_reaches_in_their_order() {
        let flow = flow(vec![
            band("b", "a", 30),
            band("a", "c", 60),
            band("b", "c", 10),
        ]);
        let names = |places: &[Place]| -> Vec<String> {
            let name = |place: &Place| format!("{} {}", place.label, place.figure);
            places.iter().map(name).collect()
        };
        assert_eq!(names(&flow.left), ["a 60", "b 40"]);
        assert_eq!(names(&flow.right), ["a 30", "c 70"]);
        assert_eq!(flow.bands.len(), 3);
        assert!(flow.bands[0].path.starts_with("M0,0 C50,0 50,"));
    }

    #[test]
    fn places_never_lie_on_each_other_and_stay_inside() {
        let flow = flow(vec![
            band("a", "b", 1),
            band("b", "c", 999),
            band("c", "a", 1),
        ]);
        for places in [&flow.left, &flow.right] {
            for pair in places.windows(2) {
                assert!(pair[0].y + pair[0].height.max(LINE) <= pair[1].y);
            }
            let last = places.last().unwrap();
            assert!(last.y + last.height.max(LINE) <= flow.height + 0.01);
        }
    }

    #[test]
    fn nobody_is_an_empty_frame() {
        let flow = flow(Vec::new());
        assert!(flow.bands.is_empty() && flow.left.is_empty() && flow.height == LINE);
    }
}
