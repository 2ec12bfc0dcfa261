//! A walk by Tab through a whole page.

use serde::Deserialize;

use crate::screen::Screen;

const WATCH: &str = include_str!("walk.js");
const READ: &str = include_str!("walked.js");
/// Pressed before one looks again.
const STRIDE: usize = 25;
/// A date is walked through by day, month, year and its calendar.
const STOPS_IN_ONE: usize = 4;

#[derive(Debug, Deserialize)]
struct Walked {
    visible: usize,
    is_round: bool,
    unseen: Vec<String>,
    unmet: Vec<String>,
}

/// Tab leads to everything that can be used here and back to where it began, and one always sees where one is. What comes a
/// moment after the page is met in the next round.
pub async fn walk(screen: &Screen) {
    screen.run::<()>(WATCH).await;
    let mut pressed = 0;
    let walked = loop {
        screen.tab(STRIDE).await;
        pressed += STRIDE;
        let walked: Walked = screen.run(READ).await;
        let most = walked.visible * STOPS_IN_ONE + STRIDE;
        if pressed >= most || (walked.is_round && walked.unmet.is_empty()) {
            break walked;
        }
    };
    let path = screen.path().await;
    assert!(walked.is_round, "{path} does not come round: {walked:?}");
    assert_eq!(walked.unseen, [""; 0], "{path}: got the focus unseen");
    assert_eq!(walked.unmet, [""; 0], "{path}: no Tab leads there");
}
