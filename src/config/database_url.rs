//! `DATABASE_URL` as libpq takes it, with what a network asks for where the address says nothing of it.

use std::path::Path;

use super::Env;

/// A server that is gone without a word is noticed within half a minute, and not after the two hours of the system's
/// own defaults, in which every thread of the program would come to wait for it.
const PATIENCE: [(&str, &str); 5] = [
    ("connect_timeout", "10"),
    ("keepalives_idle", "15"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "30000"),
];

/// Where systems keep the certificates of the authorities that they trust. The OpenSSL that is built into the program
/// knows none of these places.
const AUTHORITIES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/opt/homebrew/etc/ca-certificates/cert.pem",
];

/// The address with time limits, and for `sslmode=verify-…` with the authorities; it is a URL or a string of `name=value`.
pub(super) fn read(env: &Env) -> Option<String> {
    let mut address = env.get("DATABASE_URL")?.to_owned();
    for (name, value) in PATIENCE {
        add(&mut address, name, value);
    }
    if address.contains("sslmode=verify-") && !has_authorities_of_its_own(env) {
        let known = AUTHORITIES.iter().find(|path| Path::new(path).exists());
        known
            .into_iter()
            .for_each(|path| add(&mut address, "sslrootcert", path));
    }
    Some(address)
}

/// What libpq takes where the address names no file.
fn has_authorities_of_its_own(env: &Env) -> bool {
    let home = env.get("HOME").map(Path::new);
    env.get("PGSSLROOTCERT").is_some()
        || home.is_some_and(|home| home.join(".postgresql/root.crt").exists())
}

fn add(address: &mut String, name: &str, value: &str) {
    if address.contains(&format!("{name}=")) {
        return;
    }
    let is_url = address.starts_with("postgres://") || address.starts_with("postgresql://");
    let separator = match (is_url, address.contains('?')) {
        (true, true) if address.ends_with(['?', '&']) => "",
        (true, false) => "?",
        (true, true) => "&",
        (false, _) => " ",
    };
    address.push_str(&format!("{separator}{name}={value}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over_the_network(address: &str) -> String {
        read(&Env::from([("DATABASE_URL", address)])).unwrap()
    }

    #[test]
    fn a_silent_server_is_given_up_however_the_address_is_written() {
        let url = over_the_network("postgres://u:p@db.example/crm?sslmode=require");
        assert!(
            url.starts_with("postgres://u:p@db.example/crm?sslmode=require&connect_timeout=10&")
        );
        let url = over_the_network("postgresql://db.example/crm");
        assert!(url.starts_with("postgresql://db.example/crm?connect_timeout=10&keepalives_idle="));
        let bare = over_the_network("postgresql://db.example/crm?");
        assert!(bare.starts_with("postgresql://db.example/crm?connect_timeout=10&"));
        let words = over_the_network("host=db.example dbname=crm");
        assert!(
            words.starts_with("host=db.example dbname=crm connect_timeout=10 keepalives_idle=")
        );
    }

    #[test]
    fn what_the_address_says_stays() {
        let url = over_the_network(
            "postgres://db.example/crm?connect_timeout=3&sslmode=verify-full&sslrootcert=/ca.pem",
        );
        assert!(url.contains("connect_timeout=3&"));
        assert_eq!(url.matches("connect_timeout").count(), 1);
        assert_eq!(url.matches("sslrootcert").count(), 1);
    }
}
