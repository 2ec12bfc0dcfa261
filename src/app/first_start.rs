//! The way in while there is no user: a set-up link that only the operator sees.

use diesel::PgConnection;

use super::private_file::write_private;
use crate::auth::links;
use crate::config::Config;
use crate::users;

/// Prints a fresh set-up link to standard output and to a file that only the operator may read, if there is no user.
/// It never goes to the log.
pub fn print_setup_link(conn: &mut PgConnection, config: &Config) -> anyhow::Result<()> {
    if users::queries::any_user(conn)? {
        links::forget_setup_file(config);
        return Ok(());
    }
    let token = links::create_setup(conn)?;
    let link = config.server.link(&format!("/setup/{token}"));
    write_private(&links::setup_file(config), &link)?;
    println!(
        "\n  Abre este enlace para crear el primer usuario (vale una hora, una sola vez):\n  Open this link to create the first user (good for one hour, once):\n\n    {link}\n"
    );
    Ok(())
}
