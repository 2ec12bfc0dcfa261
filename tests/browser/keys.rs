//! What a person does who has no mouse: Tab, Enter, Space, the arrows, and typing. Nothing here clicks or moves the focus
//! otherwise.

use crate::screen::Screen;
use crate::support::PASSWORD;

pub const ENTER: char = '\u{E007}';
pub const SPACE: char = ' ';
pub const DOWN: char = '\u{E015}';
pub const UP: char = '\u{E013}';
/// More choices than any list of ours has.
const MOST_CHOICES: usize = 60;

pub async fn sign_in(screen: &Screen, email: &str) {
    screen.go("/login").await;
    screen.tab_to("#email").await;
    screen.type_keys(email).await;
    screen.tab_to("#password").await;
    screen.type_keys(PASSWORD).await;
    screen.press(ENTER).await;
    screen.arrive("a[href='/account']").await;
}

/// Goes to a link or a button and enters it.
pub async fn follow(screen: &Screen, css: &str) {
    screen.tab_to(css).await;
    screen.press(ENTER).await;
}

/// The same where the next page has all that one could wait for here: until this one is gone.
pub async fn leave(screen: &Screen, css: &str) {
    screen.tab_to(css).await;
    screen.leave_by(ENTER).await;
}

/// The same as `follow` over the link that leads past the menu, as whoever knows the page does.
pub async fn follow_inside(screen: &Screen, css: &str) {
    skip_to(screen, css).await;
    screen.press(ENTER).await;
}

/// Goes past the menu, and to this.
pub async fn skip_to(screen: &Screen, css: &str) {
    screen.wait_for(css).await;
    follow(screen, ".skip").await;
    screen.wait_for("#main:focus").await;
    screen.tab_to(css).await;
}

/// Types into a field in place of what it had.
pub async fn fill(screen: &Screen, css: &str, text: &str) {
    screen.tab_to(css).await;
    screen.select_all().await;
    screen.type_keys(text).await;
}

/// Goes down a list until the choice with this value stands there; the list must begin above it.
pub async fn choose(screen: &Screen, css: &str, value: &str) {
    screen.tab_to(css).await;
    for _ in 0..MOST_CHOICES {
        if screen.typed(css).await == value {
            return;
        }
        screen.press(DOWN).await;
    }
    panic!("{css} lets no arrow reach {value}");
}

/// Opens the question behind a button and says yes.
pub async fn confirm(screen: &Screen, dialog: &str) {
    follow(screen, &format!("button[data-dialog={dialog}]")).await;
    let open = format!("#{dialog}[open], #{dialog}:popover-open");
    screen.wait_for(&open).await;
    follow(screen, &format!("#{dialog} button[type=submit]")).await;
}
